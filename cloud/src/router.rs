//! Which path leads where, and what every response carries.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, header},
    middleware::from_fn_with_state,
    routing::{any, delete, get, post},
};
use tower_http::{compression::CompressionLayer, set_header::SetResponseHeaderLayer};

use crate::{
    config::DjAccess,
    cors::cors,
    handlers::{
        account, auth,
        body::MOST_BYTES,
        client_header::require_client,
        health, mail_codes, page,
        problem::Problem,
        quota::{limit_codes, limit_logins, limit_registrations},
        sessions, tokens, ws,
    },
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
    let routes = Router::new()
        .route("/ws", get(ws::upgrade))
        .route("/health", get(health::health))
        .route("/api/sessions/active", get(sessions::active))
        .route("/api/session/{id}/history", get(sessions::history))
        .route("/api/sessions/{id}/history", get(sessions::history))
        .route("/api/{*rest}", any(not_found))
        .route("/api", any(not_found))
        .fallback(get(page::page));
    let routes = match cloud.config.djs {
        // The cloud inside a desktop has one DJ, who needs no account.
        DjAccess::Only { .. } => routes,
        DjAccess::RegisteredOnly | DjAccess::Anonymous => routes.merge(accounts(&cloud)),
    };
    let routes = routes
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(cloud.clone(), require_client))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(cloud.clone(), cors))
        .with_state(cloud);
    let transport = behind_tls.then_some((header::STRICT_TRANSPORT_SECURITY, HSTS));
    HEADERS.into_iter().chain(transport).fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}

fn accounts(cloud: &Arc<Cloud>) -> Router<Arc<Cloud>> {
    let logins = from_fn_with_state(cloud.clone(), limit_logins);
    let registrations = from_fn_with_state(cloud.clone(), limit_registrations);
    let by_code = Router::new()
        .route("/api/auth/verify-email", post(mail_codes::verify_email))
        .route("/api/auth/reset-password/request", post(mail_codes::request_reset))
        .route("/api/auth/reset-password", post(mail_codes::reset_password))
        .layer(from_fn_with_state(cloud.clone(), limit_codes));
    Router::new()
        .route("/api/auth/register", post(auth::register).layer(registrations))
        .route("/api/auth/login", post(auth::log_in).layer(logins))
        .route("/api/auth/me", get(auth::me))
        .route("/api/auth/regenerate-token", post(auth::regenerate))
        .route("/api/auth/password", post(account::change_password))
        .route("/api/auth/account", delete(account::delete))
        .route("/api/auth/verify-email/send", post(mail_codes::send_verification))
        .merge(by_code)
        .route("/api/auth/tokens", get(tokens::list))
        .route("/api/auth/tokens/{id}", delete(tokens::revoke))
}

async fn not_found() -> Problem {
    Problem::not_found("There is nothing here")
}
