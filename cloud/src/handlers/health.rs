//! `GET /health`: whether the server and its database do their work. It names nobody.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{clock, server::Cloud};

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Health {
    status: &'static str,
    version: &'static str,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    active_sessions: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<&'static str>,
    /// The way to other nodes; absent where there are none. Without it this one serves what it owns.
    #[serde(skip_serializing_if = "Option::is_none")]
    relay: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

pub(crate) async fn health(State(cloud): State<Arc<Cloud>>) -> (StatusCode, Json<Health>) {
    let mut health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        timestamp: clock::now().to_string(),
        active_sessions: None,
        database: None,
        relay: None,
        error: None,
    };
    if let Err(error) = cloud.store.answers().await {
        tracing::error!(%error, "the database does not answer");
        health.status = "error";
        health.error = Some("The database does not answer");
        return (StatusCode::SERVICE_UNAVAILABLE, Json(health));
    }
    if !cloud.store.takes_writes() {
        health.status = "error";
        health.error = Some("The database takes nothing that is written");
        return (StatusCode::SERVICE_UNAVAILABLE, Json(health));
    }
    health.active_sessions = Some(cloud.sessions.live().len());
    health.database = Some("connected");
    let connected = cloud.sessions.relay().is_connected();
    health.relay = connected.map(|connected| if connected { "connected" } else { "away" });
    (StatusCode::OK, Json(health))
}
