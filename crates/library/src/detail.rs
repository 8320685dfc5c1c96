//! Everything that is known of one track, for the inspector.

use jiff::Timestamp;
use pika_domain::TrackId;
use rusqlite::{Connection, OptionalExtension};

use crate::list::{ROW_COLUMNS, track_row};
use crate::{KeyOrigin, Library, LibraryError, TempoView, TrackDetail, analysis, shown, sql};

/// Plays of a track, likes of these plays, and the newest of them.
type PlayCount = (u32, u32, Option<Timestamp>);

impl Library {
    /// `None` where there is no such track.
    pub fn track_detail(&self, track: TrackId) -> Result<Option<TrackDetail>, LibraryError> {
        self.read(|transaction| {
            let found = transaction
                .prepare_cached(&format!(
                    "SELECT {ROW_COLUMNS}, path, album, analysis_failure
                     FROM tracks WHERE id = ?1"
                ))?
                .query_row([track.0], |row| {
                    let (path, album) = (row.get("path")?, row.get("album")?);
                    Ok((track_row(row)?, path, album, row.get("analysis_failure")?))
                })
                .optional()?;
            let Some((row, path, album, problem)) = found else { return Ok(None) };
            let mut result = analysis::result_of(transaction, track)?;
            let (plays, likes, last_played_at) = play_count(transaction, track)?;
            Ok(Some(TrackDetail {
                row,
                path,
                album,
                tempos: tempo_views(transaction, track)?,
                keys: key_origins(transaction, track)?,
                fingerprint: result.as_ref().map(|result| result.fingerprint),
                loudness_lufs: result.as_ref().and_then(|result| result.loudness.integrated_lufs),
                waveform: result
                    .as_mut()
                    .map(|r| std::mem::take(&mut r.waveform))
                    .unwrap_or_default(),
                analysis: result.map(Into::into),
                problem,
                plays,
                likes,
                last_played_at,
            }))
        })
    }
}

fn tempo_views(connection: &Connection, track: TrackId) -> Result<Vec<TempoView>, LibraryError> {
    let tempos = shown::tempos(connection, track)?;
    let view = |sourced: pika_domain::Sourced<shown::Tempo>| TempoView {
        provenance: sourced.provenance,
        danced: sourced.value.danced,
        notated: sourced.value.notated.filter(|notated| *notated != sourced.value.danced),
        confidence: sourced.value.confidence,
    };
    Ok(tempos.into_iter().map(view).collect())
}

fn key_origins(connection: &Connection, track: TrackId) -> Result<Vec<KeyOrigin>, LibraryError> {
    let keys = shown::keys(connection, track)?;
    let view = |sourced: pika_domain::Sourced<shown::KeyReading>| KeyOrigin {
        provenance: sourced.provenance,
        key: sourced.value.key.into(),
        open_key: sourced.value.key.open_key(),
        confidence: sourced.value.confidence,
    };
    Ok(keys.into_iter().map(view).collect())
}

fn play_count(connection: &Connection, track: TrackId) -> Result<PlayCount, LibraryError> {
    let count = connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(likes), 0), max(started_ms) FROM plays
             WHERE track_id = ?1",
        )?
        .query_row([track.0], |row| {
            let newest: Option<i64> = row.get(2)?;
            Ok((row.get(0)?, row.get(1)?, newest.map(sql::time).transpose()?))
        })?;
    Ok(count)
}
