//! `/api/dancer`: what a dancer's phone did, to be seen, taken away and deleted.
//!
//! The id is a secret of the phone, so it travels in a header and never in an address. Pika 0.3
//! has it in the address; that is answered with a sentence, and the id is not looked at.

use std::sync::Arc;

use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{HeaderMap, request::Parts},
    response::Response,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{done::Done, paging::Paging, problem::Problem};
use crate::{
    secret::Dancer,
    server::Cloud,
    session::{Command, From, Wish},
    store::{JournalLike, JournalPollVote, JournalPush, JournalTempoVote},
};

const HEADER: &str = "x-pika-dancer";
const USUAL: u32 = 100;

/// Length of an id, in bytes, as on the WebSocket.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=256;

/// More than anyone gives.
const ALL: u32 = 1_000_000;

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Journal {
    total_likes: i64,
    likes: Vec<JournalLike>,
}

/// Everything that is tied to a dancer.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Export {
    likes: Vec<JournalLike>,
    tempo_votes: Vec<JournalTempoVote>,
    poll_votes: Vec<JournalPollVote>,
    push_subscriptions: Vec<JournalPush>,
}

impl<S: Send + Sync> FromRequestParts<S> for Dancer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        of_header(&parts.headers).ok_or_else(nobody)
    }
}

/// The dancer whom the header names.
pub(super) fn of_header(headers: &HeaderMap) -> Option<Dancer> {
    of_id(headers.get(HEADER)?.to_str().ok()?)
}

/// The dancer with this id, if it can be one.
pub(super) fn of_id(id: &str) -> Option<Dancer> {
    Some(id.trim()).filter(|id| LENGTHS.contains(&id.len())).map(Dancer::of)
}

pub(super) fn nobody() -> Problem {
    Problem::invalid("The dancer's id of 8 to 256 characters goes into X-Pika-Dancer")
}

pub(crate) async fn likes(
    State(cloud): State<Arc<Cloud>>,
    dancer: Dancer,
    paging: Paging,
) -> Result<Response, Problem> {
    let (after, limit) = (paging.after(), paging.look_for(USUAL));
    let mut likes = cloud.store.likes_of(dancer, after, limit).await?;
    let total_likes = cloud.store.count_likes_of(dancer).await?;
    let next = paging.cut(&mut likes, USUAL, |like| (like.liked_at, like.id.to_string()));
    Ok(next.with(Json(Journal { total_likes, likes })))
}

pub(crate) async fn export(
    State(cloud): State<Arc<Cloud>>,
    dancer: Dancer,
) -> Result<Json<Export>, Problem> {
    Ok(Json(Export {
        likes: cloud.store.likes_of(dancer, None, ALL).await?,
        tempo_votes: cloud.store.tempo_votes_of(dancer).await?,
        poll_votes: cloud.store.poll_votes_of(dancer).await?,
        push_subscriptions: cloud.store.push_subscriptions_of(dancer).await?,
    }))
}

pub(crate) async fn delete(
    State(cloud): State<Arc<Cloud>>,
    dancer: Dancer,
) -> Result<Json<Done>, Problem> {
    // Sessions that are live do it themselves, so that their counts stay right.
    for session in cloud.store.live_sessions_of(dancer).await? {
        if let Some(handle) = cloud.sessions.find(&session) {
            let (wish, from) = (Wish::Forget, From::Here);
            let taken = handle.ask(|answer| Command::Wish { dancer, wish, from, answer }).await;
            if let Some(Err(_)) = taken {
                return Err(Problem::busy());
            }
        }
    }
    cloud.store.forget_dancer(dancer).await?;
    Ok(Done::json())
}

pub(crate) async fn likes_by_address() -> Problem {
    Problem::gone("A dancer's id is a secret: ask GET /api/dancer/likes with it in X-Pika-Dancer")
}
