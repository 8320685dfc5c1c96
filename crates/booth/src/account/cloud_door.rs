//! The account routes of the one configured cloud: who am I, log in, another token.
//!
//! A venue's network answers for the cloud with pages of its own, so that only an answer in the
//! cloud's own form counts; everything else is as good as no network.

use std::time::Duration;

use pika_live::CloudAddress;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::digest::TokenDigest;
use crate::http;

const PATIENCE: Duration = Duration::from_secs(8);

/// Who the cloud says the DJ is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dj {
    pub(super) display_name: String,
}

/// Why the cloud did not say so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum CloudRefusal {
    #[error("{0}")]
    Invalid(String),
    #[error("{0}")]
    Expired(String),
    #[error("{0}")]
    Revoked(String),
    /// E-mail and password do not fit, or there were too many attempts; the cloud's own sentence.
    #[error("{0}")]
    Other(String),
    /// Nobody, or somebody else, answered. Says nothing about the token.
    #[error("The cloud cannot be reached.")]
    Unreachable,
}

#[derive(Deserialize)]
struct Welcome {
    user: Option<User>,
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    display_name: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    code: Option<String>,
}

pub(super) struct CloudDoor {
    http: reqwest::Client,
    origin: String,
}

impl CloudDoor {
    pub(super) fn new(address: &CloudAddress) -> Self {
        Self { http: http::client(address, PATIENCE), origin: address.origin() }
    }

    pub(super) async fn who_am_i(&self, digest: &TokenDigest) -> Result<Dj, CloudRefusal> {
        let request = self.request(Method::GET, "me").bearer_auth(digest.secret().reveal());
        answer(request).await?.user.map(Dj::from).ok_or(CloudRefusal::Unreachable)
    }

    /// A fresh token's digest for e-mail and password.
    pub(super) async fn log_in(
        &self,
        email: &str,
        password: &str,
    ) -> Result<(TokenDigest, Dj), CloudRefusal> {
        let body = json!({ "email": email, "password": password });
        let welcome = answer(self.request(Method::POST, "login").json(&body)).await?;
        match (welcome.token, welcome.user) {
            (Some(token), Some(user)) => Ok((TokenDigest::of(&token), user.into())),
            _ => Err(CloudRefusal::Unreachable),
        }
    }

    /// Replaces the token by another; the old one is worthless from then on.
    pub(super) async fn regenerate(
        &self,
        digest: &TokenDigest,
        all: bool,
    ) -> Result<TokenDigest, CloudRefusal> {
        let request = self
            .request(Method::POST, "regenerate-token")
            .bearer_auth(digest.secret().reveal())
            .json(&json!({ "all": all }));
        let token = answer(request).await?.token.ok_or(CloudRefusal::Unreachable)?;
        Ok(TokenDigest::of(&token))
    }

    fn request(&self, method: Method, route: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/api/auth/{route}", self.origin))
            .header("X-Pika-Client", "pika-desktop")
            .header("X-Requested-With", "Pika")
    }
}

async fn answer(request: RequestBuilder) -> Result<Welcome, CloudRefusal> {
    let response = request.send().await.map_err(|error| {
        // Without the address: nothing of the request belongs into a log.
        tracing::debug!(error = %error.without_url(), "the cloud did not answer");
        CloudRefusal::Unreachable
    })?;
    let status = response.status();
    if status.is_success() {
        return response.json().await.map_err(|_| CloudRefusal::Unreachable);
    }
    if !status.is_client_error() {
        return Err(CloudRefusal::Unreachable);
    }
    let refused: Refused = response.json().await.map_err(|_| CloudRefusal::Unreachable)?;
    Err(match (status, refused.code.as_deref()) {
        (_, Some("token_expired")) => CloudRefusal::Expired(refused.error),
        (_, Some("token_revoked")) => CloudRefusal::Revoked(refused.error),
        (_, Some("token_invalid")) | (StatusCode::UNAUTHORIZED, None) => {
            CloudRefusal::Invalid(refused.error)
        }
        _ => CloudRefusal::Other(refused.error),
    })
}

impl From<User> for Dj {
    fn from(user: User) -> Self {
        Self { display_name: user.display_name }
    }
}
