//! `/api/session/{id}/…`: a set afterwards, for everybody and for its owner.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use jiff::Timestamp;
use pika_domain::SessionId;
use pika_protocol::{WireTime, WireTrack};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{body::Body, dancer::of_header, done::Done, problem::Problem};
use crate::{
    accounts::Dj,
    secret::Dancer,
    server::Cloud,
    store::{Recap, RecapPoll, RecapTrack},
};

/// How long the last track of a set that nobody ended is taken to go on.
const LAST_TRACK: Duration = Duration::from_mins(5);

/// Most tracks of one synchronisation.
const MOST_SYNCED: usize = 500;

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecapAnswer {
    #[schemars(with = "String")]
    session_id: SessionId,
    dj_name: String,
    started_at: WireTime,
    ended_at: WireTime,
    track_count: i64,
    total_likes: i64,
    tracks: Vec<RecapTrack>,
    /// What only the owner of the session is told.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    extras: Option<OwnersExtras>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct OwnersExtras {
    total_polls: usize,
    total_poll_votes: i64,
    polls: Vec<RecapPoll>,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Fingerprints {
    #[schemars(required)]
    tracks: Option<Vec<WireTrack>>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SyncReport {
    synced: usize,
    total: usize,
    #[schemars(with = "String")]
    session_id: SessionId,
}

/// A wrong token is no error here: whoever is not the owner is everybody.
pub(crate) async fn recap(
    State(cloud): State<Arc<Cloud>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    dj: Result<Dj, Problem>,
) -> Result<Json<RecapAnswer>, Problem> {
    let (id, recap) = find(&cloud, id, of_header(&headers)).await?;
    let is_owner = dj.is_ok_and(|dj| recap.account == Some(dj.account.id));
    let extras = if is_owner {
        let polls = cloud.store.recap_polls(&id, &recap.tracks).await?;
        let total_poll_votes = polls.iter().map(|poll| poll.total_votes).sum();
        Some(OwnersExtras { total_polls: polls.len(), total_poll_votes, polls })
    } else {
        None
    };
    let now = Timestamp::now();
    let over = |track: &RecapTrack| track.played_at.0.saturating_add(LAST_TRACK).unwrap_or(now);
    let last = recap.tracks.last().map(|track| now.min(over(track)));
    Ok(Json(RecapAnswer {
        session_id: id,
        dj_name: recap.dj_name,
        started_at: WireTime(recap.started_at),
        ended_at: WireTime(recap.ended_at.or(last).unwrap_or(now)),
        track_count: recap.track_count,
        total_likes: recap.total_likes,
        tracks: recap.tracks,
        extras,
    }))
}

pub(crate) async fn sync_fingerprints(
    State(cloud): State<Arc<Cloud>>,
    Path(id): Path<String>,
    dj: Dj,
    Body(body): Body<Fingerprints>,
) -> Result<Json<SyncReport>, Problem> {
    let id = owned(&cloud, id, &dj).await?;
    let tracks = body.tracks.filter(|tracks| tracks.len() <= MOST_SYNCED).ok_or_else(|| {
        let sentence = "Invalid request: tracks array required";
        Problem::invalid(sentence).with_field("tracks", "A list of at most 500 tracks")
    })?;
    let total = tracks.len();
    let known: Vec<_> = tracks
        .into_iter()
        .filter(|track| track.bpm.is_some() || track.key.is_some() || track.energy.is_some())
        .collect();
    let synced = cloud.store.sync_fingerprints(&id, &known).await?;
    Ok(Json(SyncReport { synced, total, session_id: id }))
}

pub(crate) async fn delete(
    State(cloud): State<Arc<Cloud>>,
    Path(id): Path<String>,
    dj: Dj,
) -> Result<Json<Done>, Problem> {
    let id = owned(&cloud, id, &dj).await?;
    cloud.admission.delete_session(&id).await?;
    Ok(Done::json())
}

/// The id of a session that this DJ owns.
async fn owned(cloud: &Cloud, id: String, dj: &Dj) -> Result<SessionId, Problem> {
    let (id, recap) = find(cloud, id, None).await?;
    if recap.account == Some(dj.account.id) { Ok(id) } else { Err(Problem::not_owner()) }
}

async fn find(
    cloud: &Cloud,
    id: String,
    dancer: Option<Dancer>,
) -> Result<(SessionId, Recap), Problem> {
    let unknown = || Problem::not_found("Session not found");
    let id = SessionId::new(id).map_err(|_| unknown())?;
    let recap = cloud.store.recap(&id, dancer).await?.ok_or_else(unknown)?;
    Ok((id, recap))
}
