//! `GET /ws`: who may open a WebSocket, before it is one.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use tokio::net::TcpStream;
use tungstenite::handshake::server::create_response_with_body;

use crate::{
    client_address::client_address,
    connection,
    connects::client_key,
    metrics::Reason,
    origin::is_allowed,
    relay::{Bulletin, Use},
    server::Cloud,
    socket::Socket,
};

pub(crate) async fn upgrade(
    State(cloud): State<Arc<Cloud>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let headers = request.headers();
    if !is_allowed(headers, &cloud.origins) {
        cloud.metrics.dropped(Reason::Origin);
        return (StatusCode::FORBIDDEN, "This page may not talk to this server").into_response();
    }
    let Ok(mut response) = create_response_with_body(&request, Body::empty) else {
        return (StatusCode::BAD_REQUEST, "This address speaks WebSocket").into_response();
    };
    let address = client_address(peer.ip(), headers, &cloud.config.trusted_proxies);
    let protocol = offered_key(headers);
    let key = protocol.as_ref().and_then(client_key);
    if let Err(wait) = cloud.connects.admit(address, key.clone()) {
        cloud.metrics.dropped(Reason::TooFast);
        let seconds = wait.as_secs() + 1;
        let retry = [(header::RETRY_AFTER, seconds.to_string())];
        return (StatusCode::TOO_MANY_REQUESTS, retry, "Rate limit exceeded").into_response();
    }
    cloud.sessions.relay().tell(&Bulletin::Used(Use::Connect(address, key)));
    let Ok(permit) = cloud.permits.clone().try_acquire_owned() else {
        cloud.metrics.dropped(Reason::Full);
        return (StatusCode::SERVICE_UNAVAILABLE, "The server is full").into_response();
    };
    if let Some(protocol) = protocol {
        // A browser closes a connection whose offer is not taken.
        response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    let open = cloud.connections.token();
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Some(socket) = socket(upgraded).await {
            connection::serve(socket, cloud).await;
        }
        drop((permit, open));
    });
    response
}

/// The first of the subprotocols on offer that is a client's key.
fn offered_key(headers: &HeaderMap) -> Option<HeaderValue> {
    let offers = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let offers = offers.filter_map(|offers| offers.to_str().ok()).flat_map(|line| line.split(','));
    let mut offers = offers.filter_map(|offer| HeaderValue::from_str(offer.trim()).ok());
    offers.find(|offer| client_key(offer).is_some())
}

/// The TCP connection itself, without what HTTP needed around it; none where it is gone.
async fn socket(upgraded: OnUpgrade) -> Option<Socket> {
    let upgraded: Upgraded = upgraded.await.ok()?;
    let parts = downcast::<TokioIo<TcpStream>>(upgraded).expect("the server listens on TCP alone");
    // A copy: the bytes themselves would keep the whole buffer of HTTP alive.
    Some(Socket::new(parts.io.into_inner(), parts.read_buf.to_vec()))
}
