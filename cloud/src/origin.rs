//! Which pages may open a WebSocket: our own, and those that the operator names.

use axum::http::{HeaderMap, HeaderValue, header};

/// Pages of the public service, which may be served from another host than the socket.
const OUR_ORIGINS: [&str; 2] = ["https://pika.stream", "https://api.pika.stream"];

/// Where the page's development server runs.
const DEVELOPMENT_ORIGINS: [&str; 2] = ["http://localhost:3000", "http://localhost:3002"];

/// All origins that are allowed besides the server's own.
pub(crate) fn allowed_origins(configured: &[String], development: bool) -> Vec<String> {
    let development = if development { DEVELOPMENT_ORIGINS.as_slice() } else { &[] };
    let fixed = OUR_ORIGINS.iter().chain(development).map(|&origin| origin.to_owned());
    let configured = configured.iter().map(|origin| origin.trim_end_matches('/').to_lowercase());
    fixed.chain(configured).collect()
}

/// Whether this is one of the listed origins.
pub(crate) fn is_listed(origin: &HeaderValue, allowed: &[String]) -> bool {
    origin.to_str().is_ok_and(|origin| allowed.contains(&origin.to_lowercase()))
}

/// No `Origin` is a program, not a page: browsers always send one.
pub(crate) fn is_allowed(headers: &HeaderMap, allowed: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    if is_listed(origin, allowed) {
        return true;
    }
    let Ok(origin) = origin.to_str().map(str::to_lowercase) else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    origin
        .split_once("://")
        .is_some_and(|(_, authority)| host.is_some_and(|host| host.eq_ignore_ascii_case(authority)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: Option<&str>, development: bool, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "pika.example:3001".parse().expect("a value"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("a value"));
        }
        let allowed = allowed_origins(&["https://dance.example/".to_owned()], development);
        assert_eq!(is_allowed(&headers, &allowed), expected, "{origin:?}");
    }

    #[test]
    fn only_our_pages_and_programs_may_connect() {
        check(None, false, true);
        check(Some("http://pika.example:3001"), false, true);
        check(Some("https://pika.stream"), false, true);
        check(Some("https://Dance.example"), false, true);
        check(Some("http://pika.example"), false, false);
        check(Some("https://evil.example"), false, false);
        check(Some("null"), false, false);
        check(Some("http://localhost:3002"), false, false);
        check(Some("http://localhost:3002"), true, true);
    }
}
