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
                         analysed_version IS NOT NULL AS known, failed, tracks
                     FROM track_counts",
                )?
                .query_map([analysis_version], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                })?
                .collect::<Result<Vec<(bool, bool, bool, bool, u32)>, _>>()?;
            let mut summary =
                LibrarySummary { analysis_version, folders, ..LibrarySummary::default() };
            for (missing, waits, known, failed, tracks) in counted {
                summary.tracks += tracks;
                if !missing && waits && known {
                    summary.outdated += tracks;
                }
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
             (SELECT coalesce(sum(tracks), 0) FROM track_counts WHERE folder_id = folders.id)
                 AS tracks
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::fixture;

    const CHANGES: [&str; 9] = [
        "UPDATE tracks SET missing = 1 - missing WHERE id = ?1",
        "UPDATE tracks SET analysed_version = NULL, analysis_failure = NULL WHERE id = ?1",
        "UPDATE tracks SET analysed_version = 2 WHERE id = ?1",
        "UPDATE tracks SET analysis_failure = 'cut short' WHERE id = ?1",
        "UPDATE tracks SET shown_band = 3 WHERE id = ?1",
        "UPDATE tracks SET shown_band = NULL WHERE id = ?1",
        "UPDATE tracks SET folder_id = NULL WHERE id = ?1",
        "UPDATE tracks SET folder_id = 1 WHERE id = ?1",
        "DELETE FROM tracks WHERE id = ?1",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn the_kept_counts_are_what_counting_gives(
            changes in prop::collection::vec((0..5_usize, prop::sample::select(&CHANGES)), 1..60)
        ) {
            let (_folder, library) = fixture::library();
            let tracks =
                ["a", "b", "c", "d", "e"].map(|title| fixture::add_track(&library, title));
            let wrong: i64 = library.write(|transaction| {
                for (index, change) in changes {
                    transaction.execute(change, [tracks[index].0])?;
                }
                Ok(transaction.query_row(
                    "WITH counted AS (
                         SELECT folder_id, missing, analysed_version,
                             analysis_failure IS NOT NULL AS failed, shown_band, count(*) AS tracks
                         FROM tracks WHERE folder_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5
                     ), kept AS (
                         SELECT folder_id, missing, analysed_version, failed, shown_band, tracks
                         FROM track_counts WHERE tracks <> 0
                     )
                     SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept))
                         + (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted))",
                    [],
                    |row| row.get(0),
                )?)
            }).expect("written and counted");
            prop_assert_eq!(wrong, 0);
            let letters: Vec<(String, String)> = library.read(|transaction| {
                let mut statement = transaction.prepare(
                    "SELECT CAST(iif(folder_id IS NULL, '-', coalesce(shown_band, '?')) AS TEXT),
                         substr(bands, id % 1024 + 1, 1)
                     FROM tracks JOIN band_pages ON page = id / 1024
                     UNION ALL
                     SELECT CAST(count(*) AS TEXT), CAST(
                         (SELECT sum(length(replace(bands, '-', ''))) FROM band_pages) AS TEXT
                     ) FROM tracks WHERE folder_id IS NOT NULL",
                )?;
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(rows.collect::<Result<_, _>>()?)
            }).expect("read");
            for (track, kept) in letters {
                prop_assert_eq!(track, kept);
            }
        }
    }
}
