//! Requests that change something come from our own programs and say so.
//!
//! No page can add this header to a request for another origin without being asked first (CORS), so
//! a foreign page cannot act for a DJ who is logged in.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::problem::Problem;
use crate::{config::Environment, server::Cloud};

const HEADER: &str = "x-pika-client";

/// The programs that change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    Web,
    Desktop,
    /// Tests that go from end to end; not in production.
    EndToEnd,
}

fn program(headers: &HeaderMap) -> Option<Program> {
    match headers.get(HEADER)?.as_bytes() {
        b"pika-web" => Some(Program::Web),
        b"pika-desktop" => Some(Program::Desktop),
        b"pika-e2e" => Some(Program::EndToEnd),
        _ => None,
    }
}

/// What a device is called whose DJ gives it no name.
pub(crate) fn device_name(headers: &HeaderMap) -> &'static str {
    match program(headers) {
        Some(Program::Web) => "Web page",
        Some(Program::Desktop) => "Desktop",
        Some(Program::EndToEnd) | None => "Pika",
    }
}

pub(crate) async fn require_client(
    State(cloud): State<Arc<Cloud>>,
    request: Request,
    next: Next,
) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let development = cloud.config.environment == Environment::Development;
    let known = match program(request.headers()) {
        Some(Program::EndToEnd) => development,
        Some(Program::Web | Program::Desktop) => true,
        None => cloud.config.any_client && development,
    };
    if reads || known { next.run(request).await } else { Problem::foreign_client().into_response() }
}
