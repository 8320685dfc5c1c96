//! Which path leads where, and what every response carries.

mod api;

use std::{future::ready, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, header},
    middleware::{from_fn_with_state, map_response},
    response::Response,
    routing::{any, get},
};
use tower_http::compression::CompressionLayer;

use crate::{
    config::DjAccess,
    cors::cors,
    handlers::{body::MOST_BYTES, client_header::require_client, page, problem::Problem, ws},
    openapi::Api,
    server::Cloud,
};

/// `'self'` in connect-src covers the WebSocket of the same host and port (CSP level 3, section
/// 6.7.2.8), in Chromium, Firefox and Safari from 15.4 on; the page needs a newer Safari anyway.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

const HSTS: &str = "max-age=31536000; includeSubDomains";

pub(crate) fn router(cloud: Arc<Cloud>) -> Router {
    let behind_tls =
        cloud.config.public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
    let routes = described(&cloud)
        .into_router()
        .nest("/api/sessions", api::old_sessions())
        .nest("/sessions", api::old_sessions())
        .route("/api/{*rest}", any(not_found))
        .route("/api", any(not_found))
        .fallback(get(page::page));
    let routes = routes
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(cloud.clone(), require_client))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(cloud.clone(), cors));
    let transport = behind_tls.then_some((header::STRICT_TRANSPORT_SECURITY, HSTS));
    let headers: Arc<[_]> = HEADERS
        .into_iter()
        .chain(transport)
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect();
    Router::new()
        // Without the layers of what has a body: five thousand phones may come at once.
        .route("/ws", get(ws::upgrade))
        .merge(routes)
        // One layer for all of them, because each costs every request.
        .layer(map_response(move |mut response: Response| {
            for (name, value) in &*headers {
                response.headers_mut().insert(name, value.clone());
            }
            ready(response)
        }))
        .with_state(cloud)
}

/// The routes that this cloud has and describes.
fn described(cloud: &Arc<Cloud>) -> Api {
    let api = api::push(api::sessions(api::public()), cloud);
    match cloud.config.djs {
        // The cloud inside a desktop has one DJ, who needs no account.
        DjAccess::Only { .. } => api,
        DjAccess::RegisteredOnly | DjAccess::Anonymous => {
            api::mailed_codes(api::accounts(api::sending(api), cloud), cloud)
        }
    }
}

async fn not_found() -> Problem {
    Problem::not_found("There is nothing here")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        config::{CloudConfig, PushConfig},
        openapi,
        push::VapidKey,
    };

    /// What answers here and is no part of the API, or an older name of a part.
    const OTHERS: [&str; 5] =
        ["/ws", openapi::PATH, "/api", "/api/{*rest}", "/{*__private__axum_fallback}"];

    #[tokio::test]
    async fn every_path_that_answers_is_in_the_document() {
        let push = PushConfig { key: VapidKey::generate(), local: false };
        let config = CloudConfig { push: Some(push), ..CloudConfig::default() };
        let address = config.listen;
        let (cloud, _) = Cloud::open(config, address).await.unwrap();
        let described: BTreeSet<_> = described(&cloud).paths().cloned().collect();
        let router = format!("{:?}", router(cloud));
        let answering: BTreeSet<_> = router
            .split('"')
            .filter(|text| text.len() > 1 && text.starts_with('/') && !OTHERS.contains(text))
            .map(|path| path.trim_end_matches('/'))
            .map(|path| path.replacen("/sessions", "/session", 1).replace("/api/", "/"))
            .collect();
        let expected = described.iter().map(|path| path.replace("/api/", "/")).collect();
        assert_eq!(answering, expected, "all are made by Api::route: {router}");
        assert!(answering.len() > 20);
    }
}
