//! `GET /api/dj/{slug}`: the page of a registered DJ.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{paging::Paging, problem::Problem};
use crate::{server::Cloud, store::DjSession};

const USUAL: u32 = 20;

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DjPage {
    slug: String,
    dj_name: String,
    sessions: Vec<DjSession>,
    /// Of all sessions, not only those of this answer.
    total_sessions: i64,
    total_tracks: i64,
}

pub(crate) async fn profile(
    State(cloud): State<Arc<Cloud>>,
    Path(slug): Path<String>,
    paging: Paging,
) -> Result<Response, Problem> {
    let profile = cloud.store.dj_profile(&slug).await?;
    let profile = profile.ok_or_else(|| Problem::not_found("DJ not found"))?;
    let (after, limit) = (paging.after(), paging.look_for(USUAL));
    let mut sessions = cloud.store.dj_sessions(profile.account, after, limit).await?;
    let next = paging.cut(&mut sessions, USUAL, |DjSession { session, .. }| {
        (session.started_at, session.id.to_string())
    });
    Ok(next.with(Json(DjPage {
        slug,
        dj_name: profile.display_name,
        sessions,
        total_sessions: profile.total_sessions,
        total_tracks: profile.total_tracks,
    })))
}
