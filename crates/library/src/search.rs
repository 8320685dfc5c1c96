//! What a search has found, when that may be a hundred thousand tracks: its bands are counted from
//! `band_pages`, and a page of many is read off the order of all tracks instead of being sorted.

use pika_domain::TempoBand;
use rusqlite::Connection;

use crate::list::{BANDS, ROW_COLUMNS, track_row};
use crate::sql::band_number;
use crate::{BandCounts, LibraryError, TrackQuery, TrackRow};

/// Tracks in one row of `band_pages`.
const PAGE: usize = 1_024;

/// As many are sorted more quickly than they are looked for among all.
const FEW: usize = 2_000;

/// The tracks that have the words of a search.
pub(crate) struct Found {
    /// By id: whether the track is found and is of a band that was asked for.
    chosen: Vec<bool>,
    chosen_count: usize,
    /// Of all that have the words, whatever bands are asked for.
    pub(crate) bands: BandCounts,
}

impl Found {
    /// Finds by `words`, an FTS5 expression, and keeps those of the `wanted` bands; none is all.
    pub(crate) fn by_words(
        connection: &Connection,
        words: &str,
        wanted: &[TempoBand],
    ) -> Result<Self, LibraryError> {
        let letters = letters(connection)?;
        let mut found = Self {
            chosen: vec![false; letters.len()],
            chosen_count: 0,
            bands: BandCounts::default(),
        };
        let mut statement = connection
            .prepare_cached("SELECT rowid FROM track_words WHERE track_words MATCH ?1")?;
        let mut rows = statement.query([words])?;
        while let Some(row) = rows.next()? {
            let id: usize = row.get(0)?;
            let Some(letter) = letters.get(id).filter(|letter| **letter != b'-') else { continue };
            let band = BANDS.into_iter().find(|band| i64::from(*letter) == letter_of(*band));
            found.bands.all += 1;
            match band {
                Some(TempoBand::Slow) => found.bands.slow += 1,
                Some(TempoBand::Medium) => found.bands.medium += 1,
                Some(TempoBand::Fast) => found.bands.fast += 1,
                Some(TempoBand::VeryFast) => found.bands.very_fast += 1,
                None => {}
            }
            if wanted.is_empty() || band.is_some_and(|band| wanted.contains(&band)) {
                found.chosen[id] = true;
                found.chosen_count += 1;
            }
        }
        Ok(found)
    }

    /// Whether sorting them is the shorter way to a page.
    pub(crate) fn are_few(&self) -> bool {
        self.chosen_count <= FEW
    }

    /// Goes through all tracks in `order` until the page is full.
    pub(crate) fn page(
        &self,
        connection: &Connection,
        query: &TrackQuery,
        order: &str,
    ) -> Result<Vec<TrackRow>, LibraryError> {
        let sql = format!("SELECT id FROM tracks WHERE folder_id IS NOT NULL ORDER BY {order}");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut ids = statement.query([])?;
        let sql = format!("SELECT {ROW_COLUMNS} FROM tracks WHERE id = ?1");
        let mut track = connection.prepare_cached(&sql)?;
        let (mut passed, mut rows) = (0, Vec::new());
        while rows.len() < query.page_length() as usize
            && let Some(row) = ids.next()?
        {
            let id: usize = row.get(0)?;
            if !self.chosen.get(id).copied().unwrap_or_default() {
                continue;
            }
            if passed < query.offset {
                passed += 1;
                continue;
            }
            rows.push(track.query_row([id], track_row)?);
        }
        Ok(rows)
    }
}

fn letter_of(band: TempoBand) -> i64 {
    i64::from(b'0') + band_number(band)
}

/// The letter of each track, by id.
fn letters(connection: &Connection) -> Result<Vec<u8>, LibraryError> {
    let mut statement = connection.prepare_cached("SELECT page, bands FROM band_pages")?;
    let mut letters = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let start = row.get::<_, usize>(0)? * PAGE;
        let page = row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
        letters.resize(letters.len().max(start), b'-');
        letters.splice(start.., page.iter().copied());
    }
    Ok(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Library, TrackSort, fixture};

    /// More tracks than are sorted, each with the word `common`; every seventh is in no list.
    fn big_library() -> (tempfile::TempDir, Library) {
        let (folder, library) = fixture::library();
        let fill = "INSERT INTO folders VALUES (1, '/music');
             WITH RECURSIVE number (n) AS (
                 SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000
             )
             INSERT INTO tracks (folder_id, path, place, size_bytes, modified_ms, title, artist,
                 album, names_key, title_order, artist_order, duration_s, added_ms, shown_bpm,
                 shown_band, shown_key, shown_energy)
             SELECT iif(n % 7, 1, NULL), '/music/' || n, 'common', 1, 1, n * 37 % 101,
                 n * 53 % 11, '', n, n * 37 % 101, n * 53 % 11, nullif(n % 13, 0), 0, n % 90,
                 iif(n % 5 = 4, NULL, n % 5), n % 24 + 2, nullif(n % 9, 0)
             FROM number";
        library
            .write(|transaction| Ok(transaction.execute_batch(fill)?))
            .expect("a library of thousands");
        (folder, library)
    }

    #[test]
    fn a_word_in_every_track_finds_the_pages_of_the_whole_list() {
        let (_folder, library) = big_library();
        let sorts = [TrackSort::Title, TrackSort::Artist, TrackSort::Bpm, TrackSort::Energy];
        for (number, sort) in sorts.into_iter().enumerate() {
            for bands in [vec![], vec![TempoBand::Slow, TempoBand::Fast, TempoBand::VeryFast]] {
                for offset in [0, 1_500, 2_550, 5_000] {
                    let descending = number % 2 == 0;
                    let all = TrackQuery {
                        bands: bands.clone(),
                        sort,
                        descending,
                        offset,
                        ..TrackQuery::default()
                    };
                    let searched = TrackQuery { search: "comm".to_owned(), ..all.clone() };
                    let (all, searched) =
                        (library.list_tracks(&all), library.list_tracks(&searched));
                    let all = all.expect("a list");
                    assert!(!bands.is_empty() || all.total > 2_000, "{}", all.total);
                    assert_eq!(searched.expect("a list"), all, "{sort:?} {bands:?} {offset}");
                }
            }
        }
    }

    #[test]
    fn bands_of_a_library_from_before_are_known() {
        let (folder, library) = big_library();
        let count = |library: &Library| {
            let query = TrackQuery { search: "common".to_owned(), ..TrackQuery::default() };
            library.list_tracks(&query).expect("a list")
        };
        let before = count(&library);
        library
            .write(|transaction| {
                Ok(transaction.execute_batch(
                    "DROP TABLE band_pages; DROP TRIGGER band_pages_after_insert;
                     DROP TRIGGER band_pages_after_update; DROP TRIGGER band_pages_after_delete;
                     CREATE INDEX tracks_by_id ON tracks (id, shown_band)
                         WHERE folder_id IS NOT NULL;
                     PRAGMA user_version = 2;",
                )?)
            })
            .expect("as it was");
        let path = library.path().to_owned();
        drop(library);
        assert_eq!(count(&Library::open(&path).expect("brought up to date")), before);
        drop(folder);
    }
}
