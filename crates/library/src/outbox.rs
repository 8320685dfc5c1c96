//! What the cloud is owed: the facts of a session, numbered 1, 2, 3 …, each kept until acknowledged.
//!
//! A fact is added by the transaction that records what it tells of, see `plays` and `sessions`.

use jiff::Timestamp;
use pika_domain::{Fact, NumberedFact, SessionId};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{Library, LibraryError, sql};

/// What waits for the cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    pub waiting: u32,
    /// When the oldest of it happened.
    pub oldest_at: Option<Timestamp>,
}

impl Library {
    /// The facts after `seq`, oldest first, `limit` at most.
    pub fn outbox_after(
        &self,
        session: &SessionId,
        seq: u64,
        limit: usize,
    ) -> Result<Vec<NumberedFact>, LibraryError> {
        let kept: Vec<(u64, String)> = self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT seq, fact FROM outbox WHERE session_id = ?1 AND seq > ?2
                 ORDER BY seq LIMIT ?3",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            // A number beyond what SQLite counts to is beyond every fact.
            let seq = i64::try_from(seq).unwrap_or(i64::MAX);
            let rows = statement.query_map(params![session.as_str(), seq, limit], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        kept.into_iter()
            .map(|(seq, json)| Ok(NumberedFact { seq, fact: serde_json::from_str(&json)? }))
            .collect()
    }

    /// The cloud has everything up to `seq`. A number that was acknowledged before, or that was never
    /// given out, changes nothing beyond what there is.
    pub fn acknowledge(&self, session: &SessionId, seq: u64) -> Result<(), LibraryError> {
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE sessions SET acknowledged_seq = max(acknowledged_seq, min(last_seq, ?2))
                 WHERE id = ?1",
                params![session.as_str(), seq],
            )?;
            if changed == 0 {
                return Err(LibraryError::UnknownSession(session.clone()));
            }
            transaction.execute(
                "DELETE FROM outbox WHERE session_id = ?1 AND seq <= ?2",
                params![session.as_str(), seq],
            )?;
            Ok(())
        })
    }

    /// How much of a session the cloud has not acknowledged.
    pub fn backlog(&self, session: &SessionId) -> Result<Backlog, LibraryError> {
        self.read(|transaction| {
            let backlog = transaction
                .prepare_cached("SELECT count(*), min(at_ms) FROM outbox WHERE session_id = ?1")?
                .query_row([session.as_str()], |row| {
                    let oldest: Option<i64> = row.get(1)?;
                    Ok(Backlog {
                        waiting: row.get(0)?,
                        oldest_at: oldest.map(sql::time).transpose()?,
                    })
                })?;
            Ok(backlog)
        })
    }
}

/// Adds a fact to a running session and gives its number.
///
/// Nothing is added to a session that has ended, because nothing comes after its end: `None`.
pub(crate) fn append(
    transaction: &Transaction<'_>,
    session: &SessionId,
    fact: &Fact,
) -> Result<Option<u64>, LibraryError> {
    let seq: Option<u64> = transaction
        .prepare_cached(
            "UPDATE sessions SET last_seq = last_seq + 1 WHERE id = ?1 AND ended_ms IS NULL
             RETURNING last_seq",
        )?
        .query_row([session.as_str()], |row| row.get(0))
        .optional()?;
    let Some(seq) = seq else { return Ok(None) };
    transaction
        .prepare_cached(
            "INSERT INTO outbox (session_id, seq, at_ms, fact) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            session.as_str(),
            seq,
            fact.at().as_millisecond(),
            serde_json::to_string(fact)?
        ])?;
    Ok(Some(seq))
}
