//! Live sessions as the laptop remembers them. Whether one is connected is not known here.

use jiff::Timestamp;
use pika_domain::{Fact, PlayId, SessionId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::plays::kept_play;
use crate::{Library, LibraryError, outbox, sql};

/// A session to be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    pub id: SessionId,
    pub dj_name: String,
    pub started_at: Timestamp,
    /// Origin of the cloud that it goes to; `None` for the one inside the desktop.
    pub cloud: Option<String>,
    /// The play that the room hears at this moment; it becomes the session's first.
    pub first_play: Option<PlayId>,
}

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    pub id: SessionId,
    pub dj_name: String,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Origin of the cloud that it goes to; `None` for the one inside the desktop.
    pub cloud: Option<String>,
    /// The secret that lets this laptop take its session back in the cloud.
    pub resume: Option<String>,
    /// Up to where the cloud has the session's facts.
    pub acknowledged_seq: u64,
    /// The number of the newest fact; 0 before the first.
    pub last_seq: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionState {
    Running,
    Ended,
}

const COLUMNS: &str =
    "id, dj_name, started_ms, ended_ms, cloud, resume, acknowledged_seq, last_seq";

impl Library {
    /// Starts a session, in one transaction with its first play. A play that is part of another
    /// session stays there, and this one begins without it.
    pub fn start_session(&self, session: &NewSession) -> Result<(), LibraryError> {
        self.write(|transaction| {
            let added = transaction.execute(
                "INSERT INTO sessions (id, dj_name, started_ms, cloud) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO NOTHING",
                params![
                    session.id.as_str(),
                    session.dj_name,
                    session.started_at.as_millisecond(),
                    session.cloud
                ],
            )?;
            if added == 0 {
                return Err(LibraryError::SessionExists(session.id.clone()));
            }
            let Some(first) = session.first_play else { return Ok(()) };
            let play = kept_play(transaction, first)?.ok_or(LibraryError::UnknownPlay(first))?;
            if play.session_id.is_none() {
                transaction.execute(
                    "UPDATE plays SET session_id = ?2 WHERE id = ?1",
                    params![first.to_string(), session.id.as_str()],
                )?;
                outbox::append(transaction, &session.id, &Fact::Play(play.fact))?;
            }
            Ok(())
        })
    }

    /// Ends a session and owes the cloud the news. One that has ended stays as it is.
    pub fn end_session(&self, session: &SessionId, at: Timestamp) -> Result<(), LibraryError> {
        self.write(|transaction| {
            session_state(transaction, session)?;
            if outbox::append(transaction, session, &Fact::End { at })?.is_some() {
                transaction.execute(
                    "UPDATE sessions SET ended_ms = ?2 WHERE id = ?1",
                    params![session.as_str(), at.as_millisecond()],
                )?;
            }
            Ok(())
        })
    }

    /// Owes the cloud a fact that the outbox alone remembers: that nothing plays any more, polls,
    /// announcements. Gives its number; after the session's end it is no news, and `None`.
    pub fn record_fact(
        &self,
        session: &SessionId,
        fact: &Fact,
    ) -> Result<Option<u64>, LibraryError> {
        self.write(|transaction| {
            session_state(transaction, session)?;
            outbox::append(transaction, session, fact)
        })
    }

    /// Keeps the secret with which the cloud lets this laptop take its session back.
    pub fn set_session_resume(
        &self,
        session: &SessionId,
        resume: &str,
    ) -> Result<(), LibraryError> {
        self.write(|transaction| {
            session_state(transaction, session)?;
            transaction.execute(
                "UPDATE sessions SET resume = ?2 WHERE id = ?1",
                params![session.as_str(), resume],
            )?;
            Ok(())
        })
    }

    /// `None` where there is no such session.
    pub fn session(&self, session: &SessionId) -> Result<Option<SessionRecord>, LibraryError> {
        self.read(|transaction| {
            Ok(transaction
                .prepare_cached(&format!("SELECT {COLUMNS} FROM sessions WHERE id = ?1"))?
                .query_row([session.as_str()], read_session)
                .optional()?)
        })
    }

    /// Sessions that ended after `since`; oldest first.
    pub fn sessions_ended_since(
        &self,
        since: Timestamp,
    ) -> Result<Vec<SessionRecord>, LibraryError> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM sessions WHERE ended_ms > ?1 ORDER BY started_ms, id"
            ))?;
            let sessions = statement.query_map([since.as_millisecond()], read_session)?;
            Ok(sessions.collect::<Result<_, _>>()?)
        })
    }

    /// Sessions that were not ended, or of which the cloud is still owed something; oldest first.
    pub fn unfinished_sessions(&self) -> Result<Vec<SessionRecord>, LibraryError> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM sessions
                 WHERE ended_ms IS NULL OR acknowledged_seq < last_seq ORDER BY started_ms, id"
            ))?;
            let sessions = statement.query_map([], read_session)?;
            Ok(sessions.collect::<Result<_, _>>()?)
        })
    }
}

/// Fails where there is no such session.
pub(crate) fn session_state(
    connection: &Connection,
    session: &SessionId,
) -> Result<SessionState, LibraryError> {
    let ended: Option<bool> = connection
        .prepare_cached("SELECT ended_ms IS NOT NULL FROM sessions WHERE id = ?1")?
        .query_row([session.as_str()], |row| row.get(0))
        .optional()?;
    match ended {
        Some(true) => Ok(SessionState::Ended),
        Some(false) => Ok(SessionState::Running),
        None => Err(LibraryError::UnknownSession(session.clone())),
    }
}

fn read_session(row: &Row<'_>) -> rusqlite::Result<SessionRecord> {
    let ended: Option<i64> = row.get("ended_ms")?;
    Ok(SessionRecord {
        id: sql::session_id(row.get_ref("id")?.as_str()?)?,
        dj_name: row.get("dj_name")?,
        started_at: sql::time(row.get("started_ms")?)?,
        ended_at: ended.map(sql::time).transpose()?,
        cloud: row.get("cloud")?,
        resume: row.get("resume")?,
        acknowledged_seq: row.get("acknowledged_seq")?,
        last_seq: row.get("last_seq")?,
    })
}
