//! The plays of the night. Each keeps its own copy of names, tempo and key, so that history does not
//! change when a track does.

use jiff::Timestamp;
use pika_domain::{Bpm, Fact, Fingerprint, PlayFact, PlayId, SessionId, SourceKind, TempoBand};
use pika_domain::{Key, TrackId, TrackNames};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use crate::sessions::{SessionState, session_state};
use crate::{Library, LibraryError, PlayRow, outbox, sql};

/// A play to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPlay {
    pub fact: PlayFact,
    /// Absent where the track is not in the library.
    pub track_id: Option<TrackId>,
    pub source: SourceKind,
    /// The session that it belongs to, if one runs.
    pub session_id: Option<SessionId>,
}

const COLUMNS: &str = "id, session_id, track_id, started_ms, artist, title, danced_bpm, key, \
     fingerprint, duration_s, likes";

impl Library {
    /// Records a play and, in a session, what the cloud is owed for it, in one transaction. A play
    /// that is recorded already is left alone. One that comes after the end of its session is kept,
    /// outside of it.
    pub fn record_play(&self, play: &NewPlay) -> Result<(), LibraryError> {
        let fact = &play.fact;
        let fingerprint = fact.fingerprint.map(|f| serde_json::to_string(&f)).transpose()?;
        self.write(|transaction| {
            let session = match &play.session_id {
                Some(id) if session_state(transaction, id)? == SessionState::Running => Some(id),
                _ => None,
            };
            let added = transaction.execute(
                "INSERT INTO plays (id, session_id, track_id, source, started_ms, artist, title,
                     danced_bpm, key, fingerprint, duration_s)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (id) DO NOTHING",
                params![
                    fact.play_id.to_string(),
                    session.map(SessionId::as_str),
                    play.track_id.map(|track| track.0),
                    sql::source_name(play.source),
                    fact.played_at.as_millisecond(),
                    fact.names.artist,
                    fact.names.title,
                    fact.danced.map(Bpm::value),
                    fact.key.map(|key| key.to_string()),
                    fingerprint,
                    fact.duration_s,
                ],
            )?;
            if let Some(session) = session.filter(|_| added == 1) {
                outbox::append(transaction, session, &Fact::Play(fact.clone()))?;
            }
            Ok(())
        })
    }

    /// Writes what has become known of a track that was played into its play and, while its session
    /// runs, owes the cloud the news, in one transaction. Says whether anything was new.
    pub fn correct_play(&self, known: &PlayFact, at: Timestamp) -> Result<bool, LibraryError> {
        let fingerprint = known.fingerprint.map(|f| serde_json::to_string(&f)).transpose()?;
        self.write(|transaction| {
            let play_id = known.play_id;
            let before =
                kept_play(transaction, play_id)?.ok_or(LibraryError::UnknownPlay(play_id))?;
            // Names and time are what was announced; they stay.
            let PlayFact { played_at, names, .. } = before.fact.clone();
            let corrected = PlayFact { played_at, names, ..known.clone() };
            if corrected == before.fact {
                return Ok(false);
            }
            transaction.execute(
                "UPDATE plays SET danced_bpm = ?2, key = ?3, fingerprint = ?4, duration_s = ?5
                 WHERE id = ?1",
                params![
                    play_id.to_string(),
                    corrected.danced.map(Bpm::value),
                    corrected.key.map(|key| key.to_string()),
                    fingerprint,
                    corrected.duration_s,
                ],
            )?;
            if let Some(session) = &before.session_id {
                outbox::append(transaction, session, &Fact::Metadata { at, play: corrected })?;
            }
            Ok(true)
        })
    }

    /// The plays of a session, newest first, in the order in which they were recorded, which is that
    /// of their numbers: a clock that was set back meanwhile changes nothing.
    pub fn plays_of(&self, session: &SessionId) -> Result<Vec<PlayRow>, LibraryError> {
        let condition = "session_id = ?1 ORDER BY rowid DESC";
        self.read(|transaction| plays(transaction, condition, [session.as_str()]))
    }

    /// The plays that started at that time or later, in whatever session or none; newest first.
    pub fn plays_since(&self, start: Timestamp) -> Result<Vec<PlayRow>, LibraryError> {
        let start = start.as_millisecond();
        // Ids of version 7 rise with time and so order two plays of the same millisecond.
        let condition = "started_ms >= ?1 ORDER BY started_ms DESC, id DESC";
        self.read(|transaction| plays(transaction, condition, [start]))
    }

    /// Sets the likes of a play, as the cloud counts them. Says whether that is news.
    pub fn set_play_likes(&self, play: PlayId, likes: u32) -> Result<bool, LibraryError> {
        self.write(|transaction| {
            let before: u32 = transaction
                .query_row("SELECT likes FROM plays WHERE id = ?1", [play.to_string()], |row| {
                    row.get(0)
                })
                .optional()?
                .ok_or(LibraryError::UnknownPlay(play))?;
            if before == likes {
                return Ok(false);
            }
            transaction.execute(
                "UPDATE plays SET likes = ?2 WHERE id = ?1",
                params![play.to_string(), likes],
            )?;
            Ok(true)
        })
    }
}

/// A play as it is kept.
pub(crate) struct KeptPlay {
    pub(crate) fact: PlayFact,
    pub(crate) session_id: Option<SessionId>,
    track_id: Option<TrackId>,
    likes: u32,
}

pub(crate) fn kept_play(
    connection: &Connection,
    play: PlayId,
) -> Result<Option<KeptPlay>, LibraryError> {
    let found = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM plays WHERE id = ?1"))?
        .query_row([play.to_string()], read_play)
        .optional()?;
    Ok(found)
}

fn plays(
    connection: &Connection,
    condition: &str,
    values: impl Params,
) -> Result<Vec<PlayRow>, LibraryError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM plays WHERE {condition}"))?;
    let rows = statement.query_map(values, |row| read_play(row).map(PlayRow::from))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_play(row: &Row<'_>) -> rusqlite::Result<KeptPlay> {
    let session: Option<String> = row.get("session_id")?;
    let fingerprint: Option<String> = row.get("fingerprint")?;
    let key: Option<Key> = sql::key(row, "key")?;
    Ok(KeptPlay {
        fact: PlayFact {
            play_id: sql::play_id(row.get_ref("id")?.as_str()?)?,
            played_at: sql::time(row.get("started_ms")?)?,
            names: TrackNames::new(row.get::<_, String>("artist")?, row.get::<_, String>("title")?),
            danced: sql::bpm(row, "danced_bpm")?,
            key,
            fingerprint: fingerprint
                .and_then(|json| serde_json::from_str::<Fingerprint>(&json).ok()),
            duration_s: row.get("duration_s")?,
        },
        session_id: session.as_deref().map(sql::session_id).transpose()?,
        track_id: row.get::<_, Option<i64>>("track_id")?.map(TrackId),
        likes: row.get("likes")?,
    })
}

impl From<KeptPlay> for PlayRow {
    fn from(play: KeptPlay) -> Self {
        let fact = play.fact;
        Self {
            id: fact.play_id,
            session_id: play.session_id,
            track_id: play.track_id,
            title: fact.names.title,
            artist: fact.names.artist,
            bpm: fact.danced,
            band: fact.danced.map(TempoBand::of),
            key: fact.key.map(Into::into),
            energy: fact.fingerprint.map(|fingerprint| fingerprint.energy),
            started_at: fact.played_at,
            duration_s: fact.duration_s,
            likes: play.likes,
        }
    }
}
