//! `/api/stats`: sums over everything, worked out at most every five minutes.

use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use tokio::{sync::Mutex, time::Instant};

use super::problem::Problem;
use crate::{
    server::Cloud,
    store::{GlobalStats, StoreError, TopTrack},
};

const FRESH_FOR: Duration = Duration::from_mins(5);
const MOST_TOP_TRACKS: u32 = 10;

/// What was worked out last, and when. Whoever comes while it is being worked out waits for it.
#[derive(Debug)]
struct Kept<T>(Mutex<Option<(Instant, T)>>);

impl<T: Clone> Kept<T> {
    fn new() -> Self {
        Self(Mutex::new(None))
    }

    async fn get(
        &self,
        work_out: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let mut kept = self.0.lock().await;
        match &*kept {
            Some((since, value)) if since.elapsed() < FRESH_FOR => Ok(value.clone()),
            _ => {
                let value = work_out.await?;
                *kept = Some((Instant::now(), value.clone()));
                Ok(value)
            }
        }
    }
}

#[derive(Debug)]
pub(crate) struct Stats {
    top_tracks: Kept<Vec<TopTrack>>,
    global: Kept<GlobalStats>,
}

impl Stats {
    pub(crate) fn new() -> Self {
        Self { top_tracks: Kept::new(), global: Kept::new() }
    }
}

pub(crate) async fn top_tracks(
    State(cloud): State<Arc<Cloud>>,
) -> Result<Json<Vec<TopTrack>>, Problem> {
    let tracks = cloud.stats.top_tracks.get(cloud.store.top_tracks(MOST_TOP_TRACKS)).await?;
    Ok(Json(tracks))
}

pub(crate) async fn global(State(cloud): State<Arc<Cloud>>) -> Result<Json<GlobalStats>, Problem> {
    Ok(Json(cloud.stats.global.get(cloud.store.global_stats()).await?))
}
