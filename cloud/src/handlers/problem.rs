//! What a request is told that did not succeed: a code for programs, sentences for people.

use std::{borrow::Cow, collections::BTreeMap, time::Duration};

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::quota::with_quota;
use crate::{
    accounts::{AccountError, BadToken},
    store::StoreError,
    windows::{Quota, UsedUp},
};

/// How long a client waits before it asks a busy server again.
const BUSY_FOR: Duration = Duration::from_secs(5);

type Fields = BTreeMap<Cow<'static, str>, Cow<'static, str>>;

#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    /// What is wrong with single members of the body, by their paths.
    fields: Fields,
    wait: Wait,
}

/// Whether it is worth asking again, and when.
#[derive(Debug)]
enum Wait {
    Never,
    Busy,
    Limit(Quota),
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        let fields = BTreeMap::new();
        Self { status, code, message: message.into(), fields, wait: Wait::Never }
    }

    pub(crate) fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid", message)
    }

    /// One member of the body is wrong.
    pub(crate) fn invalid_field(
        field: impl Into<Cow<'static, str>>,
        sentence: impl Into<Cow<'static, str>>,
    ) -> Self {
        let sentence = sentence.into();
        Self::invalid(sentence.clone()).with_field(field, sentence)
    }

    pub(crate) fn with_field(
        mut self,
        field: impl Into<Cow<'static, str>>,
        sentence: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.fields.insert(field.into(), sentence.into());
        self
    }

    pub(crate) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is larger than 64 KB")
    }

    pub(crate) fn not_found(message: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    pub(crate) fn no_mail() -> Self {
        let message = "This server sends no e-mail; please ask whoever runs it";
        Self::new(StatusCode::NOT_FOUND, "no_mail", message)
    }

    pub(crate) fn no_push() -> Self {
        let message = "This server notifies no phones";
        Self::new(StatusCode::NOT_FOUND, "no_push", message)
    }

    pub(crate) fn gone(message: &'static str) -> Self {
        Self::new(StatusCode::GONE, "gone", message)
    }

    pub(crate) fn not_owner() -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_owner", "This session belongs to another DJ")
    }

    pub(crate) fn method_not_allowed() -> Self {
        let message = "This path does not take this method";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
    }

    pub(crate) fn foreign_client() -> Self {
        Self::new(StatusCode::FORBIDDEN, "invalid_client", "Invalid client")
    }

    /// Of a DJ who is logged in and confirms something with the present password, or sets a new one.
    pub(crate) fn about_own_password(error: AccountError) -> Self {
        match error {
            AccountError::WeakPassword(sentence) => Self::invalid_field("newPassword", sentence),
            AccountError::WrongCredentials => {
                let sentence = "This is not your present password";
                Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", sentence)
                    .with_field("password", sentence)
            }
            other => other.into(),
        }
    }

    pub(crate) fn token_required() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "token_required", "Authorization token required")
    }

    pub(crate) fn too_many(UsedUp(quota): UsedUp) -> Self {
        let message = "Too many requests, please try again later";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message);
        Self { wait: Wait::Limit(quota), ..problem }
    }

    pub(crate) fn busy() -> Self {
        let message = "The server is busy; please try again";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "server_busy", message);
        Self { wait: Wait::Busy, ..problem }
    }
}

/// `error` is what Pika 0.3 clients read.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ProblemBody {
    error: Cow<'static, str>,
    code: &'static str,
    message: Cow<'static, str>,
    fields: Fields,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { status, code, message, fields, wait } = self;
        let body = ProblemBody { error: message.clone(), code, message, fields };
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let scheme = header::HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        let seconds = match wait {
            Wait::Never => return response,
            Wait::Busy => BUSY_FOR.as_secs(),
            Wait::Limit(quota) => {
                response = with_quota(response, quota);
                quota.reset.as_secs() + 1
            }
        };
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::NoAccount) {
            return AccountError::from(error).into();
        }
        tracing::error!(%error, "a request could not be answered");
        Self::busy()
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::EmailTaken => {
                let sentence = "Email already registered";
                Self::new(StatusCode::CONFLICT, "email_taken", sentence)
                    .with_field("email", sentence)
            }
            AccountError::NameTaken => {
                let sentence = "Display name already taken";
                Self::new(StatusCode::CONFLICT, "name_taken", sentence)
                    .with_field("displayName", sentence)
            }
            AccountError::WeakPassword(sentence) => Self::invalid_field("password", sentence),
            AccountError::WrongCredentials => {
                let message = "Invalid email or password";
                Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", message)
            }
            AccountError::BadCode => {
                let sentence = "This code is wrong or too old; ask for another";
                let problem = Self::new(StatusCode::BAD_REQUEST, "bad_code", sentence);
                problem.with_field("code", sentence)
            }
            AccountError::BadToken(bad) => {
                let code = match bad {
                    BadToken::Unknown => "token_invalid",
                    BadToken::Expired => "token_expired",
                    BadToken::Revoked => "token_revoked",
                };
                Self::new(StatusCode::UNAUTHORIZED, code, bad.sentence())
            }
            AccountError::TooMany(used_up) => Self::too_many(used_up),
            AccountError::Busy => Self::busy(),
            AccountError::Store(error) => error.into(),
        }
    }
}
