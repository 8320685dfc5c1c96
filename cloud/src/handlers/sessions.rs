//! `/api/sessions` and `/api/session`: who is live, and what was played.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use pika_domain::SessionId;
use pika_protocol::{Bounded, WireTime};
use serde::Serialize;

use super::problem::Problem;
use crate::{server::Cloud, sessions::Shown, store::HistoryEntry};

const MOST_HISTORY: u32 = 50;

/// `{live: false, sessions: []}`, or with a count where there are any.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActiveSessions {
    live: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    sessions: Vec<ActiveSession>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActiveSession {
    session_id: SessionId,
    dj_name: String,
    started_at: Option<WireTime>,
    /// `null` where nothing plays: here, other than on the WebSocket, clients expect the member.
    current_track: Option<CurrentTrack>,
    listener_count: u32,
    /// Heat of the room, 0 to 1, as Pika 0.3 works it out.
    momentum: f64,
}

#[derive(Serialize)]
struct CurrentTrack {
    title: String,
    artist: String,
    bpm: Option<Bounded<40, 300>>,
}

pub(crate) async fn active(State(cloud): State<Arc<Cloud>>) -> Json<ActiveSessions> {
    let sessions: Vec<_> = cloud.sessions.live().into_iter().map(ActiveSession::from).collect();
    let count = (!sessions.is_empty()).then_some(sessions.len());
    Json(ActiveSessions { live: count.is_some(), count, sessions })
}

pub(crate) async fn history(
    State(cloud): State<Arc<Cloud>>,
    Path(id): Path<String>,
) -> Result<Json<Vec<HistoryEntry>>, Problem> {
    // What is no session id is no session either.
    let Ok(id) = SessionId::new(id) else { return Ok(Json(Vec::new())) };
    Ok(Json(cloud.store.history(&id, MOST_HISTORY).await?))
}

impl From<Shown> for ActiveSession {
    fn from(Shown { view, listeners }: Shown) -> Self {
        Self {
            session_id: view.session_id,
            dj_name: view.dj_name,
            started_at: view.started_at,
            current_track: view.current_track.map(|track| CurrentTrack {
                title: track.title.into_string(),
                artist: track.artist.into_string(),
                bpm: track.bpm,
            }),
            listener_count: listeners,
            momentum: (f64::from(listeners) * 0.05).min(1.0),
        }
    }
}
