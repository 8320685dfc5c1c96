//! The HTTP door: three routes, and in front of all the questions who asks and by which name. No CORS header is ever sent,
//! so that no web page can read an answer.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use pika_analysis::ANALYSIS_VERSION;
use pika_domain::Analysis;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::hello::Secret;
use crate::refusal::Refusal;
use crate::work::{Underway, Work};

/// Room for the longest path.
const LARGEST_BODY: usize = 64 * 1024;

#[derive(Deserialize)]
struct Asked {
    path: PathBuf,
}

/// Answers requests until the process ends.
pub async fn serve(listener: TcpListener, secret: Secret, work: Work) -> io::Result<()> {
    let routes = Router::new()
        .route("/health", get(health))
        .route("/analyses", post(analyse).get(underway))
        .fallback(no_such_thing)
        .method_not_allowed_fallback(no_such_thing)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(Arc::new(secret), guard))
        .with_state(Arc::new(work));
    axum::serve(listener, routes).await
}

/// A page of the web that has its own name point to this computer still sends that name as Host; and a program of another
/// user knows no secret.
async fn guard(
    State(secret): State<Arc<Secret>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    check(request.headers(), &secret)?;
    Ok(next.run(request).await)
}

fn check(headers: &HeaderMap, secret: &Secret) -> Result<(), Refusal> {
    let value = |name| headers.get(name).map_or(&b""[..], HeaderValue::as_bytes);
    if !is_loopback(value(HOST)) {
        return Err(Refusal::foreign_host());
    }
    let presented = value(AUTHORIZATION).strip_prefix(b"Bearer ").unwrap_or_default();
    if secret.is(presented) { Ok(()) } else { Err(Refusal::no_secret()) }
}

fn is_loopback(host: &[u8]) -> bool {
    let name = host.iter().position(|byte| *byte == b':').map_or(host, |colon| &host[..colon]);
    name == b"127.0.0.1" || name.eq_ignore_ascii_case(b"localhost")
}

async fn health() -> Json<Value> {
    Json(json!({ "version": ANALYSIS_VERSION }))
}

async fn analyse(
    State(work): State<Arc<Work>>,
    asked: Result<Json<Asked>, JsonRejection>,
) -> Result<Json<Analysis>, Refusal> {
    let Json(asked) = asked.map_err(|rejection| Refusal::bad_request(rejection.body_text()))?;
    work.analyse(asked.path).await.map(Json)
}

async fn underway(State(work): State<Arc<Work>>) -> Json<Vec<Underway>> {
    Json(work.underway())
}

async fn no_such_thing() -> Refusal {
    Refusal::no_such_thing()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_loopback_names_are_answered() {
        for host in ["127.0.0.1", "127.0.0.1:41234", "localhost:41234", "LOCALHOST"] {
            assert!(is_loopback(host.as_bytes()), "{host}");
        }
        for host in
            ["", ":41234", "pika.stream", "127.0.0.1.evil.example:80", "localhost.evil", "10.0.0.1"]
        {
            assert!(!is_loopback(host.as_bytes()), "{host}");
        }
    }
}
