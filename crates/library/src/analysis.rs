//! What is to be analysed, and what the analysis said. The sound itself is another process' work.

use std::path::PathBuf;

use pika_domain::{Analysis, Bpm, Key, Provenance, TrackId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::shown::{self, KeyReading, Tempo};
use crate::{Library, LibraryError};

/// A file that waits for its analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalysisJob {
    pub track_id: TrackId,
    pub path: PathBuf,
    pub title: String,
}

impl Library {
    /// Tracks that are new, changed, or were last analysed by an older version than this one, in the
    /// order of artist and title. Missing files are left out; so is a failure of this very version.
    pub fn tracks_to_analyse(&self, version: u32) -> Result<Vec<AnalysisJob>, LibraryError> {
        self.read(|transaction| {
            let mut statement = transaction.prepare_cached(
                "SELECT id, path, title FROM tracks
                 WHERE folder_id IS NOT NULL AND NOT missing
                     AND coalesce(analysed_version, -1) < ?1
                 ORDER BY artist_order, title_order, id",
            )?;
            let jobs = statement.query_map([version], |row| {
                Ok(AnalysisJob {
                    track_id: TrackId(row.get("id")?),
                    path: PathBuf::from(row.get::<_, String>("path")?),
                    title: row.get("title")?,
                })
            })?;
            Ok(jobs.collect::<Result<_, _>>()?)
        })
    }

    /// Keeps a result, beside and never over what tags, DJ programs and the DJ's hand say.
    pub fn store_analysis(&self, track: TrackId, result: &Analysis) -> Result<(), LibraryError> {
        let json = serde_json::to_string(result)?;
        let tempo = result.tempo.as_ref().map(|tempo| Tempo {
            notated: Some(tempo.bpm),
            danced: tempo.danced,
            confidence: Some(tempo.confidence),
        });
        let key = result
            .key
            .map(|found| KeyReading { key: found.key, confidence: Some(found.confidence) });
        self.write(|transaction| {
            let changed = transaction
                .prepare_cached(
                    "UPDATE tracks SET analysed_version = ?2, analysis_failure = NULL,
                         shown_energy = ?3, duration_s = ?4
                     WHERE id = ?1",
                )?
                .execute(params![
                    track.0,
                    result.version,
                    result.fingerprint.energy,
                    result.duration_s
                ])?;
            require(changed, track)?;
            transaction
                .prepare_cached(
                    "INSERT INTO analyses (track_id, result) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET result = excluded.result",
                )?
                .execute(params![track.0, json])?;
            shown::set_tempo(transaction, track, Provenance::Analysis, tempo)?;
            shown::set_key(transaction, track, Provenance::Analysis, key)?;
            shown::refresh(transaction, track)
        })
    }

    /// Notes that a version could not analyse a track, and why. An earlier result stays.
    pub fn store_analysis_failure(
        &self,
        track: TrackId,
        version: u32,
        reason: &str,
    ) -> Result<(), LibraryError> {
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE tracks SET analysed_version = ?2, analysis_failure = ?3 WHERE id = ?1",
                params![track.0, version, reason],
            )?;
            require(changed, track)
        })
    }

    /// The last result for a track. One that this version of Pika cannot read counts as none.
    pub fn analysis(&self, track: TrackId) -> Result<Option<Analysis>, LibraryError> {
        self.read(|transaction| result_of(transaction, track))
    }

    /// The danced tempo as the DJ says it; it wins over every other. `None` takes it back.
    pub fn set_danced_bpm(&self, track: TrackId, danced: Option<Bpm>) -> Result<(), LibraryError> {
        let tempo = danced.map(|danced| Tempo { notated: None, danced, confidence: None });
        self.by_hand(track, |connection| {
            shown::set_tempo(connection, track, Provenance::Hand, tempo)
        })
    }

    /// The key as the DJ says it; it wins over every other. `None` takes it back.
    pub fn set_key(&self, track: TrackId, key: Option<Key>) -> Result<(), LibraryError> {
        let reading = key.map(|key| KeyReading { key, confidence: None });
        self.by_hand(track, |connection| {
            shown::set_key(connection, track, Provenance::Hand, reading)
        })
    }

    fn by_hand(
        &self,
        track: TrackId,
        change: impl FnOnce(&Connection) -> Result<(), LibraryError>,
    ) -> Result<(), LibraryError> {
        self.write(|transaction| {
            let known = transaction.query_row(
                "SELECT count(*) FROM tracks WHERE id = ?1",
                [track.0],
                |row| row.get(0),
            )?;
            require(known, track)?;
            change(transaction)?;
            shown::refresh(transaction, track)
        })
    }
}

pub(crate) fn result_of(
    connection: &Connection,
    track: TrackId,
) -> Result<Option<Analysis>, LibraryError> {
    let json: Option<String> = connection
        .prepare_cached("SELECT result FROM analyses WHERE track_id = ?1")?
        .query_row([track.0], |row| row.get(0))
        .optional()?;
    Ok(json.and_then(|json| {
        serde_json::from_str(&json)
            .inspect_err(|error| tracing::warn!(track = track.0, %error, "unreadable analysis"))
            .ok()
    }))
}

fn require(rows: usize, track: TrackId) -> Result<(), LibraryError> {
    if rows == 0 { Err(LibraryError::UnknownTrack(track)) } else { Ok(()) }
}
