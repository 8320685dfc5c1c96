//! `/api/sessions` and `/api/session`: who is live, and what was played.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use pika_domain::SessionId;
use pika_protocol::{Bounded, WireTime};
use schemars::JsonSchema;
use serde::Serialize;

use super::{paging::Paging, problem::Problem};
use crate::{server::Cloud, sessions::Shown, store::HistoryEntry};

const MOST_HISTORY: u32 = 50;
const USUAL_RECENT: u32 = 5;

/// `{live: false, sessions: []}`, or with a count where there are any.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActiveSessions {
    live: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    sessions: Vec<ActiveSession>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActiveSession {
    #[schemars(with = "String")]
    session_id: SessionId,
    dj_name: String,
    started_at: Option<WireTime>,
    /// `null` where nothing plays: here, other than on the WebSocket, clients expect the member.
    current_track: Option<CurrentTrack>,
    listener_count: u32,
    /// Heat of the room, 0 to 1, as Pika 0.3 works it out.
    momentum: f64,
}

#[derive(Serialize, JsonSchema)]
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

/// The live sessions as a plain list.
pub(crate) async fn live(State(cloud): State<Arc<Cloud>>) -> Json<Vec<ActiveSession>> {
    Json(cloud.sessions.live().into_iter().map(ActiveSession::from).collect())
}

/// Sessions that have ended, the latest first.
pub(crate) async fn recent(
    State(cloud): State<Arc<Cloud>>,
    paging: Paging,
) -> Result<Response, Problem> {
    let (after, limit) = (paging.after(), paging.look_for(USUAL_RECENT));
    let mut sessions = cloud.store.recent_sessions(after, limit).await?;
    let next = paging.cut(&mut sessions, USUAL_RECENT, |session| {
        (session.ended_at.unwrap_or(session.started_at), session.id.to_string())
    });
    Ok(next.with(Json(sessions)))
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
