//! What REST shows of a session, also after its end.

use pika_domain::{PlayId, SessionId};
use pika_protocol::WireTime;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Store, StoreError,
    db::query,
    load::{play_id, time},
};

/// One play as `GET /api/session/{id}/history` lists it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryEntry {
    #[schemars(with = "String")]
    pub(crate) id: PlayId,
    pub(crate) artist: String,
    pub(crate) title: String,
    pub(crate) played_at: WireTime,
}

impl Store {
    /// The newest plays of a session, newest first; none for a session that nobody knows.
    pub(crate) async fn history(
        &self,
        session: &SessionId,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows = query(
            "SELECT play_id, artist, title, played_at FROM plays
             WHERE session_id = $1 ORDER BY seq DESC LIMIT $2",
        )
        .bind(session.as_str())
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(HistoryEntry {
                    id: play_id(row)?,
                    artist: row.try_get("artist")?,
                    title: row.try_get("title")?,
                    played_at: WireTime(time(row, "played_at")?),
                })
            })
            .collect()
    }
}
