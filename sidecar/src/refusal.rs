//! Every answer that is not an analysis: a status, a code for programs and a sentence for people.

use std::io;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pika_analysis::AnalysisError;
use serde_json::json;

/// Why a request has no result.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub fn foreign_host() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "This door answers to 127.0.0.1 only.")
    }

    pub fn no_secret() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorised",
            "The secret of this launch is missing or wrong.",
        )
    }

    pub fn no_such_thing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    pub fn outside() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "The file is not in one of the music folders.",
        )
    }

    pub fn not_a_file() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable", "This is not a file.")
    }

    pub fn unreadable(error: &io::Error) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unreadable",
            format!("The file cannot be read: {error}."),
        )
    }

    pub fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Other files are being analysed.")
    }

    pub fn timed_out() -> Self {
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "timed_out",
            "The analysis of the file took too long.",
        )
    }

    /// The decoder itself failed; the cause is in the log.
    pub fn broke_off() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "unreadable",
            "The analysis broke off on this file.",
        )
    }
}

impl From<AnalysisError> for Refusal {
    fn from(error: AnalysisError) -> Self {
        let code = match &error {
            AnalysisError::NotAudio(_) => {
                return Self::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "not_audio",
                    sentence(&error.to_string()),
                );
            }
            AnalysisError::Unreadable(_)
            | AnalysisError::Truncated { .. }
            | AnalysisError::NothingDecoded => "unreadable",
            AnalysisError::Silent => "silent",
            AnalysisError::TooShort(_) => "too_short",
            AnalysisError::Stopped => return Self::timed_out(),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, sentence(&error.to_string()))
    }
}

/// Capital letter and full stop, as the window shows it.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(char::to_uppercase);
    format!("{}{}.", first.into_iter().flatten().collect::<String>(), letters.as_str())
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "code": self.code, "message": self.message }))).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_shown_as_a_sentence() {
        let refusal = Refusal::from(AnalysisError::TooShort(0.5));
        assert_eq!(refusal.code, "too_short");
        assert_eq!(refusal.message, "Too short to analyse: 0.50 seconds.");
    }
}
