//! Reading sessions back: at the start of the server, and when a DJ returns to one.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use pika_domain::{PlayId, SessionId};
use pika_protocol::{Bounded, Percent, Text, WireTrack};

use super::{
    AccountId, End, EndedBy, Play, SavedFact, SavedSession, SessionRecord, Store, StoreError,
    crowd,
    db::{Row, query},
};
use crate::secret::{Dancer, Digest};

const RECORD: &str =
    "SELECT session_id, dj_name, authenticated, account_id, resume_hash, started_at, active_at,
         ended_at, ended_by, version
     FROM sessions WHERE session_id = $1";

/// Older tempo votes are of no use to a session that goes on.
const TEMPO_KEPT: SignedDuration = SignedDuration::from_hours(1);

impl Store {
    /// The sessions that had not ended, oldest first.
    pub(crate) async fn live_sessions(&self) -> Result<Vec<SessionId>, StoreError> {
        let rows = query(
            "SELECT session_id FROM sessions WHERE ended_at IS NULL ORDER BY started_at, session_id",
        )
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| session_id(row, "session_id")).collect()
    }

    /// A session without what happened in it.
    pub(crate) async fn find(&self, id: &SessionId) -> Result<Option<SessionRecord>, StoreError> {
        let row = query(RECORD).bind(id.as_str()).fetch_optional(&self.reader).await?;
        row.as_ref().map(record).transpose()
    }

    /// A session with all that happened in it.
    pub(crate) async fn load(&self, id: &SessionId) -> Result<Option<SavedSession>, StoreError> {
        // One transaction: facts and likes of the same moment.
        let mut snapshot = self.snapshot().await?;
        let row = query(RECORD).bind(id.as_str()).fetch_optional(&mut snapshot).await?;
        let Some(row) = row else { return Ok(None) };
        let plays = query("SELECT * FROM plays WHERE session_id = $1")
            .bind(id.as_str())
            .fetch_all(&mut snapshot)
            .await?;
        let mut plays: HashMap<i64, Play> = plays
            .iter()
            .map(|row| Ok((row.try_get("seq")?, play(row)?)))
            .collect::<Result<_, StoreError>>()?;
        let facts = query("SELECT seq, kind FROM facts WHERE session_id = $1 ORDER BY seq")
            .bind(id.as_str())
            .fetch_all(&mut snapshot)
            .await?;
        let likes = query(
            "SELECT play_id, dancer FROM likes JOIN plays USING (play_id) WHERE session_id = $1",
        )
        .bind(id.as_str())
        .fetch_all(&mut snapshot)
        .await?;
        let lately = Timestamp::now().saturating_sub(TEMPO_KEPT).unwrap_or(Timestamp::MIN);
        Ok(Some(SavedSession {
            polls: crowd::load_polls(&mut snapshot, id).await?,
            announcement: crowd::load_announcement(&mut snapshot, id).await?,
            tempo: crowd::load_tempo(&mut snapshot, id, lately).await?,
            record: record(&row)?,
            version: row.try_get::<i64>("version")? as u64,
            facts: facts.iter().map(|row| fact(row, &mut plays)).collect::<Result<_, _>>()?,
            likes: likes.iter().map(like).collect::<Result<_, _>>()?,
        }))
    }
}

fn record(row: &Row) -> Result<SessionRecord, StoreError> {
    let ended = match row.try_get::<Option<&str>>("ended_by")? {
        Some("dj") => Some(End { by: EndedBy::Dj, at: time(row, "ended_at")? }),
        Some(_) => Some(End { by: EndedBy::Sweep, at: time(row, "ended_at")? }),
        None => None,
    };
    Ok(SessionRecord {
        id: session_id(row, "session_id")?,
        dj_name: row.try_get("dj_name")?,
        authenticated: row.try_get::<i64>("authenticated")? != 0,
        account: row.try_get::<Option<i64>>("account_id")?.map(AccountId),
        resume: Digest(bytes(row, "resume_hash")?),
        started_at: time(row, "started_at")?,
        active_at: time(row, "active_at")?,
        ended,
    })
}

fn fact(row: &Row, plays: &mut HashMap<i64, Play>) -> Result<(u64, SavedFact), StoreError> {
    let seq: i64 = row.try_get("seq")?;
    let fact = match (row.try_get::<&str>("kind")?, plays.remove(&seq)) {
        (_, Some(play)) => SavedFact::Play(Box::new(play)),
        ("end", None) => SavedFact::End,
        ("stop" | "play", None) => SavedFact::Stop,
        _ => SavedFact::Other,
    };
    Ok((seq as u64, fact))
}

fn play(row: &Row) -> Result<Play, StoreError> {
    let percent = |column: &str| -> Result<Option<Percent>, StoreError> {
        Ok(row.try_get::<Option<f64>>(column)?.and_then(Percent::new))
    };
    Ok(Play {
        id: play_id(row)?,
        played_at: time(row, "played_at")?,
        track: WireTrack {
            title: text(row, "title")?,
            artist: text(row, "artist")?,
            bpm: row.try_get::<Option<f64>>("bpm")?.and_then(Bounded::new),
            key: row.try_get::<Option<&str>>("key")?.and_then(Text::new),
            energy: percent("energy")?,
            danceability: percent("danceability")?,
            brightness: percent("brightness")?,
            acousticness: percent("acousticness")?,
            groove: percent("groove")?,
        },
        duration_ms: row.try_get::<Option<i64>>("duration_ms")?.map(|ms| ms as u64),
    })
}

fn like(row: &Row) -> Result<(PlayId, Dancer), StoreError> {
    Ok((play_id(row)?, dancer(row)?))
}

pub(super) fn dancer(row: &Row) -> Result<Dancer, StoreError> {
    Ok(Dancer(bytes(row, "dancer")?))
}

pub(super) fn play_id(row: &Row) -> Result<PlayId, StoreError> {
    let text: &str = row.try_get("play_id")?;
    text.parse().map(PlayId).map_err(|_| damaged("play_id"))
}

pub(super) fn time(row: &Row, column: &str) -> Result<Timestamp, StoreError> {
    let text: &str = row.try_get(column)?;
    text.parse().map_err(|_| damaged(column))
}

pub(super) fn session_id(row: &Row, column: &str) -> Result<SessionId, StoreError> {
    let text: String = row.try_get(column)?;
    SessionId::new(text).map_err(|_| damaged(column))
}

fn text(row: &Row, column: &str) -> Result<Text<1, 500>, StoreError> {
    let text: &str = row.try_get(column)?;
    Text::new(text).ok_or_else(|| damaged(column))
}

pub(super) fn bytes<const N: usize>(row: &Row, column: &str) -> Result<[u8; N], StoreError> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map_err(|_| damaged(column))
}

pub(super) fn damaged(column: &str) -> StoreError {
    StoreError::Unusable(format!("its column {column} holds something that Pika did not write"))
}
