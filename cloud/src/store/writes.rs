//! Changes: opening a session, and committing what happens in it.

use jiff::Timestamp;
use pika_domain::SessionId;
use pika_protocol::{Bounded, Text, WireTime};
use sqlx::{Sqlite, Transaction, sqlite::SqliteQueryResult};

use super::{FactKind, Play, SessionRecord, Store, StoreError, Write};

impl Store {
    /// Writes down a new session.
    pub(crate) async fn open_session(&self, session: &SessionRecord) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO sessions (session_id, dj_name, authenticated, account_id, resume_hash, started_at, active_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(session.id.as_str())
        .bind(&session.dj_name)
        .bind(session.authenticated)
        .bind(session.account.map(|account| account.0))
        .bind(session.resume.0.as_slice())
        .bind(written(session.started_at))
        .bind(written(session.active_at))
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Keeps what a session's record says of its owner.
    pub(crate) async fn update_owner(&self, session: &SessionRecord) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE sessions SET dj_name = $1, authenticated = $2, account_id = $3, resume_hash = $4
             WHERE session_id = $5",
        )
        .bind(&session.dj_name)
        .bind(session.authenticated)
        .bind(session.account.map(|account| account.0))
        .bind(session.resume.0.as_slice())
        .bind(session.id.as_str())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Commits all of `writes` or none, in order. Says of each whether it changed anything: what
    /// is repeated does not, and neither does a play that has been reported before.
    pub(crate) async fn commit(
        &self,
        session: &SessionId,
        writes: &[Write],
        now: Timestamp,
    ) -> Result<Vec<bool>, StoreError> {
        // Immediate: a transaction that begins by reading could find itself unable to write.
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let mut changed = Vec::with_capacity(writes.len());
        for write in writes {
            changed.push(apply(&mut transaction, session, write).await?);
        }
        sqlx::query("UPDATE sessions SET active_at = ? WHERE session_id = ?")
            .bind(written(now))
            .bind(session.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(changed)
    }
}

async fn apply(
    transaction: &mut Transaction<'_, Sqlite>,
    session: &SessionId,
    write: &Write,
) -> Result<bool, StoreError> {
    let query = match write {
        Write::Fact { seq, fact } => return apply_fact(transaction, session, *seq, fact).await,
        Write::Like { play, dancer, at } => {
            sqlx::query("INSERT INTO likes (play_id, dancer, liked_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .bind(play.to_string())
                .bind(dancer.0.to_vec())
                .bind(written(*at))
        }
        Write::Unlike { play, dancer } => {
            sqlx::query("DELETE FROM likes WHERE play_id = ? AND dancer = ?")
                .bind(play.to_string())
                .bind(dancer.0.to_vec())
        }
        Write::Sweep { at } => {
            sqlx::query("UPDATE sessions SET ended_at = ?, ended_by = 'sweep' WHERE session_id = ? AND ended_at IS NULL")
                .bind(written(*at))
                .bind(session.as_str())
        }
        Write::Reopen => {
            sqlx::query("UPDATE sessions SET ended_at = NULL, ended_by = NULL WHERE session_id = ? AND ended_by = 'sweep'")
                .bind(session.as_str())
        }
    };
    Ok(changed(&query.execute(&mut **transaction).await?))
}

async fn apply_fact(
    transaction: &mut Transaction<'_, Sqlite>,
    session: &SessionId,
    seq: u64,
    fact: &FactKind,
) -> Result<bool, StoreError> {
    let (kind, at) = match fact {
        FactKind::Play(play) => ("play", play.played_at),
        FactKind::Stop { at } => ("stop", *at),
        FactKind::End { at } => ("end", *at),
    };
    let inserted = sqlx::query(
        "INSERT INTO facts (session_id, seq, kind, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(session.as_str())
    .bind(seq as i64)
    .bind(kind)
    .bind(written(at))
    .execute(&mut **transaction)
    .await?;
    if !changed(&inserted) {
        return Ok(false);
    }
    match fact {
        FactKind::Play(play) => insert_play(transaction, session, seq, play).await,
        FactKind::Stop { .. } => Ok(true),
        FactKind::End { at } => {
            sqlx::query("UPDATE sessions SET ended_at = ?, ended_by = 'dj' WHERE session_id = ?")
                .bind(written(*at))
                .bind(session.as_str())
                .execute(&mut **transaction)
                .await?;
            Ok(true)
        }
    }
}

async fn insert_play(
    transaction: &mut Transaction<'_, Sqlite>,
    session: &SessionId,
    seq: u64,
    play: &Play,
) -> Result<bool, StoreError> {
    let track = &play.track;
    let inserted = sqlx::query(
        "INSERT INTO plays (play_id, session_id, seq, played_at, title, artist, bpm, key, energy,
             danceability, brightness, acousticness, groove, duration_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(play.id.to_string())
    .bind(session.as_str())
    .bind(seq as i64)
    .bind(written(play.played_at))
    .bind(track.title.as_str())
    .bind(track.artist.as_str())
    .bind(track.bpm.map(Bounded::value))
    .bind(track.key.as_ref().map(Text::as_str))
    .bind(track.energy.map(Bounded::value))
    .bind(track.danceability.map(Bounded::value))
    .bind(track.brightness.map(Bounded::value))
    .bind(track.acousticness.map(Bounded::value))
    .bind(track.groove.map(Bounded::value))
    .bind(play.duration_ms.and_then(|ms| i64::try_from(ms).ok()))
    .execute(&mut **transaction)
    .await?;
    Ok(changed(&inserted))
}

fn changed(result: &SqliteQueryResult) -> bool {
    result.rows_affected() > 0
}

/// Times are kept as they are written on the wire, which sorts.
fn written(time: Timestamp) -> String {
    WireTime(time).to_string()
}
