//! The dancers' page, that of nights that are over, and that of a DJ's account: the built files of `web/`,
//! embedded in the program.
//!
//! The document of a live session says what plays, so that a phone on a slow line shows it before
//! its WebSocket is open.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use pika_domain::SessionId;
use pika_protocol::{ServerMessage, SessionView};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::{config::DjAccess, server::Cloud};

/// Debug builds read the files where they are, so that a new build of the page shows at once.
#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Page;

const INDEX: &str = "index.html";

/// The page of a DJ's account, which dancers load nothing of.
const ACCOUNT: &str = "dj.html";

/// The page of nights that are over, and of what a phone liked.
const PAST: &str = "past.html";

/// Files below this folder carry a hash of their content in their names.
const HASHED: &str = "assets/";

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// A file of the page. Paths of the page itself, which have no file, get its entrance.
pub(crate) async fn page(
    State(cloud): State<Arc<Cloud>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Page::get(path) {
        return serve(path, file, &headers);
    }
    // A cloud of one DJ has no accounts, so that its page of accounts is none either.
    let accounts = !matches!(cloud.config.djs, DjAccess::Only { .. });
    if let Some(document) = Page::get(ACCOUNT).filter(|_| path == "dj" && accounts) {
        return serve(ACCOUNT, document, &headers);
    }
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let is_past = match first {
        "my-likes" => rest.is_empty(),
        "recap" => true,
        // Addresses of DJs; a cloud without accounts has none of these either.
        "dj" => accounts && !rest.is_empty(),
        _ => false,
    };
    if let Some(document) = Page::get(PAST).filter(|_| is_past) {
        return serve(PAST, document, &headers);
    }
    let is_view = path.is_empty() || path == "live" || path.starts_with("live/");
    let Some(index) = Page::get(INDEX).filter(|_| is_view) else {
        return (StatusCode::NOT_FOUND, "404 Not Found").into_response();
    };
    let session = path.strip_prefix("live/").and_then(|id| SessionId::new(id).ok());
    match session.and_then(|id| cloud.sessions.view(&id)) {
        Some(view) => serve_knowing(&index, view),
        None => serve(INDEX, index, &headers),
    }
}

/// The entrance with what is known of a live session, as the message that says it on the WebSocket.
/// It changes with every track, so that nobody is asked whether it is still the same.
fn serve_knowing(index: &EmbeddedFile, view: SessionView) -> Response {
    let message = ServerMessage::SessionsList { sessions: vec![view] };
    let known = serde_json::to_string(&message).expect("a message has only texts as keys");
    let meta = format!("<meta name=\"pika-known\" content=\"{}\" /></head>", escaped(&known));
    let document = String::from_utf8_lossy(&index.data).replacen("</head>", &meta, 1);
    let head = [(header::CACHE_CONTROL, ASK_AGAIN), (header::CONTENT_TYPE, "text/html")];
    (head, document).into_response()
}

/// A text as the value of an attribute in double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

fn serve(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let hash = file.metadata.sha256_hash();
    let tag = u128::from_be_bytes(std::array::from_fn(|i| hash[i]));
    let tag = format!("\"{tag:032x}\"");
    let caching = if path.starts_with(HASHED) { FOR_EVER } else { ASK_AGAIN };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|seen| *seen == *tag);
    let head = [(header::ETAG, tag), (header::CACHE_CONTROL, caching.to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    let kind = [(header::CONTENT_TYPE, file.metadata.mimetype().to_owned())];
    (head, kind, file.data.into_owned()).into_response()
}
