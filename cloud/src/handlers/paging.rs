//! Lists that go on: so many entries at a time, and where the next ones are.
//!
//! The place is in the `Link` header, so that the bodies keep the shapes that old clients read.

use axum::{
    extract::{FromRequestParts, OriginalUri, Query},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use pika_protocol::WireTime;
use serde::Deserialize;

use super::problem::Problem;
use crate::store::After;

/// Most entries of one answer.
const MOST: u32 = 100;

/// Divides the time from the id in a cursor; in neither of them.
const DIVIDER: char = '~';

#[derive(Deserialize)]
struct Wanted {
    cursor: Option<String>,
    limit: Option<u32>,
}

/// Which part of a list is wanted: `?cursor=…&limit=…`.
#[derive(Debug)]
pub(crate) struct Paging {
    path: String,
    after: Option<After>,
    limit: Option<u32>,
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(Wanted { cursor, limit }) = Query::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::invalid_field("limit", "A limit is a whole number"))?;
        if limit.is_some_and(|limit| !(1..=MOST).contains(&limit)) {
            return Err(Problem::invalid_field("limit", "A limit is from 1 to 100"));
        }
        let after = cursor.map(|cursor| parse(&cursor)).transpose()?;
        // One and the same list is found below several paths.
        let OriginalUri(uri) = OriginalUri::from_request_parts(parts, state)
            .await
            .unwrap_or_else(|never| match never {});
        Ok(Self { path: uri.path().to_owned(), after, limit })
    }
}

fn parse(cursor: &str) -> Result<After, Problem> {
    let parsed = cursor.split_once(DIVIDER).and_then(|(time, id)| {
        let time: WireTime = serde_json::from_value(time.into()).ok()?;
        let well_formed = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        well_formed.then(|| After { time: time.to_string(), id: id.to_owned() })
    });
    parsed.ok_or_else(|| Problem::invalid_field("cursor", "This is no cursor of ours"))
}

impl Paging {
    pub(crate) fn after(&self) -> Option<&After> {
        self.after.as_ref()
    }

    /// How many entries to look for: one more than is shown tells whether the list goes on.
    pub(crate) fn look_for(&self, usual: u32) -> u32 {
        self.limit.unwrap_or(usual) + 1
    }

    /// Cuts what was found to what is shown. Gives the header that says where the list goes on.
    pub(crate) fn cut<T>(
        &self,
        entries: &mut Vec<T>,
        usual: u32,
        place: impl Fn(&T) -> (WireTime, String),
    ) -> Next {
        let limit = self.limit.unwrap_or(usual);
        if entries.len() <= limit as usize {
            return Next(None);
        }
        entries.truncate(limit as usize);
        Next(entries.last().map(place).map(|(time, id)| {
            format!("<{}?cursor={time}{DIVIDER}{id}&limit={limit}>; rel=\"next\"", self.path)
        }))
    }
}

/// The `Link` header, where a list goes on.
pub(crate) struct Next(Option<String>);

impl Next {
    pub(crate) fn with(self, body: impl IntoResponse) -> Response {
        let mut response = body.into_response();
        if let Some(link) = self.0.and_then(|link| HeaderValue::try_from(link).ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
