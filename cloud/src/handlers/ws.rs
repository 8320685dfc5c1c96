//! `GET /ws`: who may open a WebSocket, before it is one.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, State, WebSocketUpgrade},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use pika_protocol::MAX_CLIENT_MESSAGE_BYTES;

use crate::{
    client_address::client_address, connection, connects::client_key, origin::is_allowed,
    server::Cloud,
};

/// Small buffers: a server holds thousands of connections that say little.
const BUFFER_BYTES: usize = 2 * 1024;

pub(crate) async fn upgrade(
    State(cloud): State<Arc<Cloud>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    mut upgrade: WebSocketUpgrade,
) -> Response {
    if !is_allowed(&headers, &cloud.origins) {
        return (StatusCode::FORBIDDEN, "This page may not talk to this server").into_response();
    }
    let address = client_address(peer.ip(), &headers, &cloud.config.trusted_proxies);
    let protocol = upgrade.requested_protocols().find(|offer| client_key(offer).is_some()).cloned();
    let key = protocol.as_ref().and_then(client_key);
    if let Err(wait) = cloud.connects.admit(address, key) {
        let seconds = wait.as_secs() + 1;
        let retry = [(header::RETRY_AFTER, seconds.to_string())];
        return (StatusCode::TOO_MANY_REQUESTS, retry, "Rate limit exceeded").into_response();
    }
    let Ok(permit) = cloud.permits.clone().try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "The server is full").into_response();
    };
    if let Some(protocol) = protocol {
        // A browser closes a connection whose offer is not taken.
        upgrade.set_selected_protocol(protocol);
    }
    let open = cloud.connections.token();
    upgrade
        .max_message_size(MAX_CLIENT_MESSAGE_BYTES)
        .max_frame_size(MAX_CLIENT_MESSAGE_BYTES)
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .on_upgrade(move |socket| async move {
            connection::serve(socket, cloud).await;
            drop((permit, open));
        })
}
