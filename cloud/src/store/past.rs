//! Sessions that are looked up from outside: the latest ones, those of a DJ, and sums of all.

use pika_domain::SessionId;
use pika_protocol::WireTime;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    AccountId, Store, StoreError,
    db::{Row, query},
    load::{session_id, time},
};

const LATEST: &str = "9999-12-31T23:59:59.999Z";

/// Where a list goes on: behind the entry of this time and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct After {
    /// As it is written on the wire, which sorts.
    pub(crate) time: String,
    pub(crate) id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PastSession {
    #[schemars(with = "String")]
    pub(crate) id: SessionId,
    dj_name: String,
    pub(crate) started_at: WireTime,
    pub(crate) ended_at: Option<WireTime>,
}

/// A session on the page of its DJ.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DjSession {
    #[serde(flatten)]
    pub(crate) session: PastSession,
    track_count: i64,
}

/// A registered DJ as everybody may know it.
#[derive(Debug)]
pub(crate) struct DjProfile {
    pub(crate) account: AccountId,
    pub(crate) display_name: String,
    pub(crate) total_sessions: i64,
    pub(crate) total_tracks: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TopTrack {
    artist: String,
    title: String,
    like_count: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct GlobalStats {
    #[serde(rename = "totalSessions")]
    sessions: i64,
    #[serde(rename = "totalTracks")]
    tracks: i64,
    #[serde(rename = "totalLikes")]
    likes: i64,
}

impl Store {
    /// Sessions that have ended, the latest first.
    pub(crate) async fn recent_sessions(
        &self,
        after: Option<&After>,
        limit: u32,
    ) -> Result<Vec<PastSession>, StoreError> {
        let (time, id) = bounds(after);
        let rows = query(
            "SELECT session_id, dj_name, started_at, ended_at FROM sessions
             WHERE ended_at IS NOT NULL AND (ended_at, session_id) < ($1, $2)
             ORDER BY ended_at DESC, session_id DESC LIMIT $3",
        )
        .bind(time)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(past_session).collect()
    }

    /// The DJ of this address.
    pub(crate) async fn dj_profile(&self, slug: &str) -> Result<Option<DjProfile>, StoreError> {
        let row = query(
            "SELECT account_id, display_name,
                 (SELECT count(*) FROM sessions
                  WHERE sessions.account_id = accounts.account_id) AS sessions,
                 (SELECT count(*) FROM plays JOIN sessions ON sessions.session_id = plays.session_id
                  WHERE sessions.account_id = accounts.account_id) AS tracks
             FROM accounts WHERE slug = $1",
        )
        .bind(slug)
        .fetch_optional(&self.reader)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(DjProfile {
            account: AccountId(row.try_get("account_id")?),
            display_name: row.try_get("display_name")?,
            total_sessions: row.try_get("sessions")?,
            total_tracks: row.try_get("tracks")?,
        }))
    }

    /// Sessions of a DJ, live ones included, the latest first.
    pub(crate) async fn dj_sessions(
        &self,
        dj: AccountId,
        after: Option<&After>,
        limit: u32,
    ) -> Result<Vec<DjSession>, StoreError> {
        let (time, id) = bounds(after);
        let rows = query(
            "SELECT session_id, dj_name, started_at, ended_at,
                 (SELECT count(*) FROM plays WHERE plays.session_id = sessions.session_id) AS tracks
             FROM sessions WHERE account_id = $1 AND (started_at, session_id) < ($2, $3)
             ORDER BY started_at DESC, session_id DESC LIMIT $4",
        )
        .bind(dj.0)
        .bind(time)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(DjSession { session: past_session(row)?, track_count: row.try_get("tracks")? })
            })
            .collect()
    }

    /// The tracks that are liked most.
    pub(crate) async fn top_tracks(&self, limit: u32) -> Result<Vec<TopTrack>, StoreError> {
        let rows = query(
            "SELECT artist, title, count(*) AS likes
             FROM likes JOIN plays ON plays.play_id = likes.play_id
             GROUP BY artist, title ORDER BY likes DESC, artist, title LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(TopTrack {
                    artist: row.try_get("artist")?,
                    title: row.try_get("title")?,
                    like_count: row.try_get("likes")?,
                })
            })
            .collect()
    }

    pub(crate) async fn global_stats(&self) -> Result<GlobalStats, StoreError> {
        let row = query(
            "SELECT (SELECT count(*) FROM sessions) AS sessions, (SELECT count(*) FROM plays) AS plays,
                 (SELECT count(*) FROM likes) AS likes",
        )
        .fetch_one(&self.reader)
        .await?;
        Ok(GlobalStats {
            sessions: row.try_get("sessions")?,
            tracks: row.try_get("plays")?,
            likes: row.try_get("likes")?,
        })
    }
}

/// What the first entry of a list comes before: nothing happens so late.
pub(super) fn bounds(after: Option<&After>) -> (&str, &str) {
    after.map_or((LATEST, ""), |after| (&after.time, &after.id))
}

fn past_session(row: &Row) -> Result<PastSession, StoreError> {
    let ended = row.try_get::<Option<&str>>("ended_at")?.is_some();
    Ok(PastSession {
        id: session_id(row, "session_id")?,
        dj_name: row.try_get("dj_name")?,
        started_at: WireTime(time(row, "started_at")?),
        ended_at: ended.then(|| time(row, "ended_at").map(WireTime)).transpose()?,
    })
}
