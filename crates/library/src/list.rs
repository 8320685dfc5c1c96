//! The list of tracks: search as you type, bands, order, one page at a time.

use pika_domain::{Bpm, TempoBand, TrackId};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use crate::search::Found;
use crate::sql::{band_number, bpm, key_at};
use crate::{
    BandCounts, Library, LibraryError, TrackPage, TrackQuery, TrackRow, TrackSort, TrackState,
};

/// Most rows of one page.
const LONGEST_PAGE: u32 = 1_000;

pub(crate) const BANDS: [TempoBand; 4] =
    [TempoBand::Slow, TempoBand::Medium, TempoBand::Fast, TempoBand::VeryFast];

/// The columns that [`track_row`] reads.
pub(crate) const ROW_COLUMNS: &str = "tracks.id, tracks.title, tracks.artist, duration_s, missing, \
     analysed_version, analysis_failure IS NOT NULL AS failed, shown_bpm, shown_key, shown_energy";

impl TrackQuery {
    /// How many rows the page has at most.
    pub(crate) fn page_length(&self) -> u32 {
        self.limit.min(LONGEST_PAGE)
    }
}

impl Library {
    /// One page of the tracks that match, and how many there are in each band. Of a page, 1,000
    /// rows at most.
    pub fn list_tracks(&self, query: &TrackQuery) -> Result<TrackPage, LibraryError> {
        let words = match_expression(&query.search);
        self.read(|transaction| {
            let order = order(query.sort, query.descending);
            let (bands, rows) = match &words {
                None => (count_bands(transaction)?, page(transaction, query, None, &order)?),
                Some(words) => {
                    let found = Found::by_words(transaction, words, &query.bands)?;
                    let rows = if found.are_few() {
                        page(transaction, query, Some(words), &order)?
                    } else {
                        found.page(transaction, query, &order)?
                    };
                    (found.bands, rows)
                }
            };
            let total = match query.bands.as_slice() {
                [] => bands.all,
                chosen => BANDS
                    .into_iter()
                    .filter(|band| chosen.contains(band))
                    .map(|band| count_of(bands, band))
                    .sum(),
            };
            Ok(TrackPage { total, offset: query.offset, rows, bands })
        })
    }
}

/// Rows of `tracks` with [`ROW_COLUMNS`].
pub(crate) fn track_row(row: &Row<'_>) -> rusqlite::Result<TrackRow> {
    let danced: Option<Bpm> = bpm(row, "shown_bpm")?;
    let key = row.get::<_, Option<i64>>("shown_key")?.and_then(key_at);
    let analysed = row.get::<_, Option<u32>>("analysed_version")?.is_some();
    Ok(TrackRow {
        id: TrackId(row.get("id")?),
        title: row.get("title")?,
        artist: row.get("artist")?,
        bpm: danced,
        band: danced.map(TempoBand::of),
        key: key.map(Into::into),
        energy: row.get("shown_energy")?,
        duration_s: row.get("duration_s")?,
        state: match (row.get("missing")?, analysed, row.get("failed")?) {
            (true, _, _) => TrackState::Missing,
            (_, false, _) => TrackState::New,
            (_, _, true) => TrackState::Failed,
            _ => TrackState::Analysed,
        },
    })
}

/// The search as FTS5 understands it: every word the beginning of one in the track. Words are quoted,
/// so that what the DJ types is never an operator. `None` where there is no letter or digit.
fn match_expression(search: &str) -> Option<String> {
    let words: Vec<String> = search
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{}\"*", word.replace('"', "\"\"")))
        .collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

fn count_bands(connection: &Connection) -> Result<BandCounts, LibraryError> {
    let sql = "SELECT shown_band, sum(tracks) FROM track_counts GROUP BY shown_band";
    let mut statement = connection.prepare_cached(sql)?;
    let counted = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(Option<i64>, u32)>, _>>()?;
    let count = |wanted: TempoBand| {
        let number = Some(band_number(wanted));
        counted.iter().find(|(band, _)| *band == number).map_or(0, |(_, tracks)| *tracks)
    };
    Ok(BandCounts {
        all: counted.iter().map(|(_, tracks)| tracks).sum(),
        slow: count(TempoBand::Slow),
        medium: count(TempoBand::Medium),
        fast: count(TempoBand::Fast),
        very_fast: count(TempoBand::VeryFast),
    })
}

fn count_of(counts: BandCounts, band: TempoBand) -> u32 {
    match band {
        TempoBand::Slow => counts.slow,
        TempoBand::Medium => counts.medium,
        TempoBand::Fast => counts.fast,
        TempoBand::VeryFast => counts.very_fast,
    }
}

fn page(
    connection: &Connection,
    query: &TrackQuery,
    words: Option<&str>,
    order: &str,
) -> Result<Vec<TrackRow>, LibraryError> {
    let mut values: Vec<Value> = Vec::new();
    let (source, condition) = match words {
        Some(words) => {
            values.push(words.to_owned().into());
            // CROSS JOIN keeps the order: the words first, then the tracks that have them.
            (
                "track_words CROSS JOIN tracks ON tracks.id = track_words.rowid",
                "folder_id IS NOT NULL AND track_words MATCH ?",
            )
        }
        None => ("tracks", "folder_id IS NOT NULL"),
    };
    let bands = match query.bands.as_slice() {
        [] => String::new(),
        chosen => {
            let numbers: Vec<_> =
                chosen.iter().map(|band| band_number(*band).to_string()).collect();
            format!("AND shown_band IN ({})", numbers.join(", "))
        }
    };
    values.push(query.page_length().into());
    values.push(query.offset.into());
    let sql = format!(
        "SELECT {ROW_COLUMNS} FROM {source} WHERE {condition} {bands}
         ORDER BY {order} LIMIT ? OFFSET ?"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), track_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Tracks without the value come last, whichever way round.
fn order(sort: TrackSort, descending: bool) -> String {
    let way = if descending { "DESC" } else { "ASC" };
    let value = match sort {
        TrackSort::Title => {
            return format!("title_order {way}, artist_order {way}, tracks.id {way}");
        }
        TrackSort::Artist => {
            return format!("artist_order {way}, title_order {way}, tracks.id {way}");
        }
        TrackSort::Bpm => "shown_bpm",
        TrackSort::Key => "shown_key",
        TrackSort::Energy => "shown_energy",
        TrackSort::Duration => "duration_s",
    };
    format!("{value} {way} NULLS LAST, artist_order {way}, title_order {way}, tracks.id {way}")
}
