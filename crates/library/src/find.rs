//! Which track of the library a DJ program means: by its path, else by its names.

use std::path::Path;

use pika_domain::{TrackId, TrackNames};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Library, LibraryError};

impl Library {
    /// The track at `path`; else the one whose names have the same key, of several the one whose
    /// length in seconds is nearest. A file that is there is preferred to a missing one.
    pub fn find_track(
        &self,
        path: Option<&Path>,
        names: &TrackNames,
        duration_s: Option<f64>,
    ) -> Result<Option<TrackId>, LibraryError> {
        // The program may have found the file through a link. Asked before the database is, because
        // a drive may answer slowly.
        let canonical = path.and_then(|path| dunce::canonicalize(path).ok());
        self.read(|transaction| {
            for path in [path, canonical.as_deref()].into_iter().flatten() {
                if let Some(found) = by_path(transaction, path)? {
                    return Ok(Some(found));
                }
            }
            by_names(transaction, names, duration_s)
        })
    }
}

fn by_path(connection: &Connection, path: &Path) -> Result<Option<TrackId>, LibraryError> {
    let Some(text) = path.to_str() else { return Ok(None) };
    let found = connection
        .prepare_cached("SELECT id FROM tracks WHERE path = ?1 AND folder_id IS NOT NULL")?
        .query_row([text], |row| row.get(0).map(TrackId))
        .optional()?;
    Ok(found)
}

fn by_names(
    connection: &Connection,
    names: &TrackNames,
    duration_s: Option<f64>,
) -> Result<Option<TrackId>, LibraryError> {
    let found = connection
        .prepare_cached(
            "SELECT id FROM tracks WHERE names_key = ?1 AND folder_id IS NOT NULL
             ORDER BY missing, abs(duration_s - ?2) NULLS LAST, id LIMIT 1",
        )?
        .query_row(params![names.key(), duration_s], |row| row.get(0).map(TrackId))
        .optional()?;
    Ok(found)
}
