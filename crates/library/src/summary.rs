//! The library in a few numbers.

use pika_domain::FolderId;
use rusqlite::Connection;

use crate::{FolderView, Library, LibraryError, LibrarySummary};

impl Library {
    /// Counts. Every track is in exactly one of analysed, to analyse, failed and missing.
    pub fn summary(&self, analysis_version: u32) -> Result<LibrarySummary, LibraryError> {
        let mut summary = self.read(|transaction| {
            let folders = folder_counts(transaction)?;
            let counted = transaction
                .prepare_cached(
                    "SELECT missing, coalesce(analysed_version, -1) < ?1 AS waits,
                         analysis_failure IS NOT NULL AS failed, count(*) AS tracks
                     FROM tracks WHERE folder_id IS NOT NULL GROUP BY 1, 2, 3",
                )?
                .query_map([analysis_version], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })?
                .collect::<Result<Vec<(bool, bool, bool, u32)>, _>>()?;
            let mut summary = LibrarySummary { folders, ..LibrarySummary::default() };
            for (missing, waits, failed, tracks) in counted {
                summary.tracks += tracks;
                let count = match (missing, waits, failed) {
                    (true, _, _) => &mut summary.missing,
                    (_, true, _) => &mut summary.to_analyse,
                    (_, _, true) => &mut summary.failed,
                    _ => &mut summary.analysed,
                };
                *count += tracks;
            }
            Ok(summary)
        })?;
        for folder in &mut summary.folders {
            folder.available = std::fs::read_dir(&folder.path).is_ok();
        }
        Ok(summary)
    }
}

fn folder_counts(connection: &Connection) -> Result<Vec<FolderView>, LibraryError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, path,
             (SELECT count(*) FROM tracks WHERE folder_id = folders.id) AS tracks
         FROM folders ORDER BY path",
    )?;
    let folders = statement.query_map([], |row| {
        Ok(FolderView {
            id: FolderId(row.get("id")?),
            path: row.get("path")?,
            tracks: row.get("tracks")?,
            available: false,
        })
    })?;
    Ok(folders.collect::<Result<_, _>>()?)
}
