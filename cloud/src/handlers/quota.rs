//! Limits by client address, and the headers that tell a client what it may still do.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use tokio::time::Instant;

use super::problem::Problem;
use crate::{
    client_address::client_address,
    metrics::Outcome,
    relay::{Bulletin, Use},
    server::Cloud,
    windows::{Quota, Windows},
};

const QUARTER_HOUR: Duration = Duration::from_mins(15);

/// Addresses that are remembered at a time.
const MOST_ADDRESSES: usize = 100_000;

/// What one address may do; each limit has a counter of its own.
#[derive(Debug)]
pub(crate) struct AddressLimits {
    logins: Windows<IpAddr>,
    registrations: Windows<IpAddr>,
    /// Codes that are tried, and letters that are asked for without being logged in.
    codes: Windows<IpAddr>,
    /// Phones that want to be notified: each has a name looked up.
    subscriptions: Windows<IpAddr>,
}

impl AddressLimits {
    pub(crate) fn new() -> Self {
        let limit = |uses| Windows::new(uses, QUARTER_HOUR, MOST_ADDRESSES);
        Self {
            logins: limit(5),
            registrations: limit(5),
            codes: limit(5),
            // A whole venue may share one address.
            subscriptions: limit(600),
        }
    }

    /// Counts what was done at another node. Where the limit is reached there is nothing to count.
    pub(crate) fn count(&self, used: &Use) {
        let (windows, address) = match used {
            Use::Login(address) => (&self.logins, address),
            Use::Registration(address) => (&self.registrations, address),
            Use::Code(address) => (&self.codes, address),
            Use::Subscription(address) => (&self.subscriptions, address),
            _ => return,
        };
        let _ = windows.take(*address, Instant::now());
    }
}

pub(crate) async fn limit_logins(
    State(cloud): State<Arc<Cloud>>,
    request: Request,
    next: Next,
) -> Response {
    let response = limit(&cloud, &cloud.address_limits.logins, Use::Login, request, next).await;
    cloud.metrics.login(match response.status() {
        StatusCode::OK => Outcome::Success,
        StatusCode::UNAUTHORIZED => Outcome::WrongCredentials,
        StatusCode::TOO_MANY_REQUESTS => Outcome::TooMany,
        _ => Outcome::Failed,
    });
    response
}

pub(crate) async fn limit_registrations(
    State(cloud): State<Arc<Cloud>>,
    request: Request,
    next: Next,
) -> Response {
    limit(&cloud, &cloud.address_limits.registrations, Use::Registration, request, next).await
}

pub(crate) async fn limit_codes(
    State(cloud): State<Arc<Cloud>>,
    request: Request,
    next: Next,
) -> Response {
    limit(&cloud, &cloud.address_limits.codes, Use::Code, request, next).await
}

pub(crate) async fn limit_subscriptions(
    State(cloud): State<Arc<Cloud>>,
    request: Request,
    next: Next,
) -> Response {
    limit(&cloud, &cloud.address_limits.subscriptions, Use::Subscription, request, next).await
}

fn address_of(cloud: &Cloud, request: &Request) -> IpAddr {
    let ConnectInfo(peer) = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .expect("the server is made with connect info");
    client_address(peer.ip(), request.headers(), &cloud.config.trusted_proxies)
}

async fn limit(
    cloud: &Cloud,
    windows: &Windows<IpAddr>,
    used: impl FnOnce(IpAddr) -> Use,
    request: Request,
    next: Next,
) -> Response {
    let address = address_of(cloud, &request);
    match windows.take(address, Instant::now()) {
        Ok(quota) => {
            cloud.sessions.relay().tell(&Bulletin::Used(used(address)));
            with_quota(next.run(request).await, quota)
        }
        Err(used_up) => Problem::too_many(used_up).into_response(),
    }
}

/// Adds the RateLimit headers (draft 6), unless a narrower limit has put its own.
pub(crate) fn with_quota(mut response: Response, quota: Quota) -> Response {
    let Quota { limit, window, remaining, reset } = quota;
    let values = [
        ("ratelimit-limit", limit.to_string()),
        ("ratelimit-policy", format!("{limit};w={}", window.as_secs())),
        ("ratelimit-remaining", remaining.to_string()),
        ("ratelimit-reset", (reset.as_secs_f64().ceil() as u64).to_string()),
    ];
    for (name, value) in values {
        let value = value.parse().expect("digits are a header value");
        response.headers_mut().entry(HeaderName::from_static(name)).or_insert(value);
    }
    response
}
