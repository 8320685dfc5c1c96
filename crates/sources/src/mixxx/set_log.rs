//! Mixxx's set log: playlists with `hidden = 2` in `mixxxdb.sqlite`, to which Mixxx appends each
//! track that it takes for audible.
//!
//! Read only, one short statement on a connection of its own, so that Mixxx is never kept from
//! writing. Schema as in Mixxx 2.3 (version 32) to 2.6 (version 41).

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use pika_domain::{Candidate, SourceKind, TrackNames, names_from_file_stem};
use rusqlite::{Connection, ErrorCode, OpenFlags, Row};

use crate::SourceError;

/// Playlists of the DJ, of Auto DJ and of the set log share one table; 2 marks the set log.
const NEWEST: &str = "
    SELECT track_locations.location, library.artist, library.title, library.duration,
           PlaylistTracks.pl_datetime_added
    FROM PlaylistTracks
    JOIN Playlists ON Playlists.id = PlaylistTracks.playlist_id
    JOIN library ON library.id = PlaylistTracks.track_id
    LEFT JOIN track_locations ON track_locations.id = library.location
    WHERE Playlists.hidden = 2
    ORDER BY PlaylistTracks.pl_datetime_added DESC, PlaylistTracks.id DESC
    LIMIT 20";

const SCHEMA: &str = "SELECT value FROM settings WHERE name = 'mixxx.schema.version'";

/// The newest entries of the set log, oldest first.
pub(super) fn newest_entries(
    library: &Path,
    patience: Duration,
) -> Result<Vec<Candidate>, SourceError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let refused = |error| refusal(library, None, error);
    let connection = Connection::open_with_flags(library, flags).map_err(refused)?;
    connection.busy_timeout(patience).map_err(refused)?;
    let newest_first = || -> rusqlite::Result<Vec<Candidate>> {
        connection.prepare(NEWEST)?.query_map([], candidate)?.collect()
    };
    let mut entries = newest_first().map_err(|error| {
        let schema = connection.query_row(SCHEMA, [], |row| row.get(0)).ok();
        refusal(library, schema, error)
    })?;
    entries.reverse();
    Ok(entries)
}

fn candidate(row: &Row<'_>) -> rusqlite::Result<Candidate> {
    let path = row.get::<_, Option<String>>(0)?.map(PathBuf::from);
    let artist = row.get::<_, Option<String>>(1)?.unwrap_or_default();
    let title = row.get::<_, Option<String>>(2)?.unwrap_or_default();
    let names = if title.trim().is_empty() {
        let stem = path.as_deref().and_then(Path::file_stem).unwrap_or_default();
        names_from_file_stem(&stem.to_string_lossy())
    } else {
        TrackNames { artist, title }
    };
    let added: Option<String> = row.get(4)?;
    Ok(Candidate {
        source: SourceKind::Mixxx,
        path,
        names,
        started_at: added.as_deref().and_then(instant),
        duration_s: row.get::<_, Option<f64>>(3)?.filter(|seconds| *seconds > 0.0),
    })
}

/// Mixxx has SQLite write `CURRENT_TIMESTAMP`: UTC, to the second, without saying so.
fn instant(added: &str) -> Option<Timestamp> {
    added.parse::<Timestamp>().ok().or_else(|| {
        let utc: DateTime = added.parse().ok()?;
        TimeZone::UTC.to_timestamp(utc).ok()
    })
}

fn refusal(library: &Path, schema: Option<String>, error: rusqlite::Error) -> SourceError {
    let path = library.to_owned();
    match error.sqlite_error_code() {
        // A journal that is left over from a crash: Mixxx rolls it back when it starts.
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::ReadOnly) => {
            SourceError::MixxxBusy { path }
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure) => {
            SourceError::Unreadable { path, cause: std::io::Error::other(error) }
        }
        // SQLite's general code for "no such table" and "no such column".
        Some(ErrorCode::Unknown) => SourceError::MixxxUnknownLayout { path, schema },
        _ => SourceError::MixxxDamaged { path, cause: error.to_string() },
    }
}

#[cfg(test)]
mod tests;
