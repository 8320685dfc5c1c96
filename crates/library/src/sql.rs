//! How the words of the product are written into columns and read back.

use jiff::Timestamp;
use pika_domain::{Bpm, Key, PlayId, Provenance, SessionId, SourceKind, TempoBand};
use rusqlite::Row;
use rusqlite::types::Type;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Milliseconds since 1970 of a column.
pub(crate) fn time(milliseconds: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, error.into()))
}

/// A text that stands for a value of the domain, read by its own parser.
pub(crate) fn parsed<T, E>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> rusqlite::Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    parse(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.into()))
}

pub(crate) fn session_id(text: &str) -> rusqlite::Result<SessionId> {
    parsed(text, |text| SessionId::new(text))
}

pub(crate) fn play_id(text: &str) -> rusqlite::Result<PlayId> {
    parsed(text, |text| text.parse().map(PlayId))
}

/// A tempo column; what is no tempo reads as none.
pub(crate) fn bpm(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Bpm>> {
    Ok(row.get::<_, Option<f64>>(column)?.and_then(|value| Bpm::new(value).ok()))
}

/// A key column written as the key's name; what is no key reads as none.
pub(crate) fn key(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Key>> {
    Ok(row.get::<_, Option<String>>(column)?.and_then(|text| text.parse().ok()))
}

pub(crate) fn provenance_name(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Tags => "tags",
        Provenance::DjProgram => "dj_program",
        Provenance::Analysis => "analysis",
        Provenance::Hand => "hand",
    }
}

/// `None` for a name that this version does not know.
pub(crate) fn provenance(name: &str) -> Option<Provenance> {
    [Provenance::Tags, Provenance::DjProgram, Provenance::Analysis, Provenance::Hand]
        .into_iter()
        .find(|provenance| provenance_name(*provenance) == name)
}

pub(crate) fn source_name(source: SourceKind) -> &'static str {
    match source {
        SourceKind::VirtualDj => "virtualdj",
        SourceKind::Mixxx => "mixxx",
    }
}

pub(crate) fn band_number(band: TempoBand) -> i64 {
    match band {
        TempoBand::Slow => 0,
        TempoBand::Medium => 1,
        TempoBand::Fast => 2,
        TempoBand::VeryFast => 3,
    }
}

/// Place of a key around the Camelot wheel: 1A, 1B, 2A … 12B are 2 to 25.
pub(crate) fn wheel_place(key: Key) -> i64 {
    let code = key.camelot();
    let (number, letter) = code.split_at(code.len() - 1);
    let number: i64 = number.parse().expect("a Camelot code is a number and a letter");
    number * 2 + i64::from(letter == "B")
}

pub(crate) fn key_at(wheel_place: i64) -> Option<Key> {
    let letter = if wheel_place % 2 == 0 { 'A' } else { 'B' };
    format!("{}{letter}", wheel_place / 2).parse().ok()
}

/// The form of a name that lists are ordered by: lower case, without accents or leading marks.
pub(crate) fn for_ordering(text: &str) -> String {
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    plain.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use pika_domain::Mode;

    use super::*;

    #[test]
    fn every_key_has_its_own_place_on_the_wheel() {
        for tonic in 0..12 {
            for mode in [Mode::Major, Mode::Minor] {
                let key = Key::new(tonic, mode);
                assert_eq!(key_at(wheel_place(key)), Some(key), "{key}");
            }
        }
    }

    #[test]
    fn names_are_ordered_without_accents_case_or_quotation_marks() {
        assert_eq!(for_ordering("\"Édith Piaf"), "edith piaf");
        assert_eq!(for_ordering("E\u{301}dith"), "edith");
        assert_eq!(for_ordering("!!!"), "");
    }
}
