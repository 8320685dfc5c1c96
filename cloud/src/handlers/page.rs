//! The dancers' page: the built files of `web/`, embedded in the program.

use axum::{
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// Debug builds read the files where they are, so that a new build of the page shows at once.
#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Page;

const INDEX: &str = "index.html";

/// Files below this folder carry a hash of their content in their names.
const HASHED: &str = "assets/";

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// A file of the page. Paths of the page itself, which have no file, get its entrance.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Page::get(path) {
        return serve(path, file, &headers);
    }
    let is_view = path.is_empty() || path == "live" || path.starts_with("live/");
    match Page::get(INDEX).filter(|_| is_view) {
        Some(index) => serve(INDEX, index, &headers),
        None => (StatusCode::NOT_FOUND, "404 Not Found").into_response(),
    }
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
