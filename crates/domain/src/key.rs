//! Musical key. One value; musical name, Camelot and Open Key are ways to write it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Major,
    Minor,
}

/// A key: tonic pitch class (0 is C, 1 is C sharp … 11 is B) and mode.
///
/// Serialised as its musical name, for example `"F# minor"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    tonic: u8,
    mode: Mode,
}

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a key")]
pub struct KeyParseError(pub String);

const NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

impl Key {
    /// `tonic` counts semitones above C and wraps at the octave.
    pub fn new(tonic: u8, mode: Mode) -> Self {
        Self { tonic: tonic % 12, mode }
    }

    pub fn tonic(self) -> u8 {
        self.tonic
    }

    pub fn mode(self) -> Mode {
        self.mode
    }

    /// The Camelot wheel's code: 1 to 12 with B for major and A for minor. C major is 8B, A minor 8A.
    pub fn camelot(self) -> String {
        let letter = if self.mode == Mode::Major { 'B' } else { 'A' };
        format!("{}{letter}", (self.fifths_from_c() + 7) % 12 + 1)
    }

    /// The Open Key code: 1 to 12 with d for major and m for minor. C major is 1d, A minor 1m.
    pub fn open_key(self) -> String {
        let letter = if self.mode == Mode::Major { 'd' } else { 'm' };
        format!("{}{letter}", self.fifths_from_c() + 1)
    }

    /// Steps around the circle of fifths from C major to this key or, for minor, to its relative major.
    fn fifths_from_c(self) -> u8 {
        let major_tonic = match self.mode {
            Mode::Major => self.tonic,
            Mode::Minor => (self.tonic + 3) % 12,
        };
        major_tonic * 7 % 12
    }

    fn from_fifths(fifths: u8, mode: Mode) -> Self {
        let major_tonic = fifths * 7 % 12;
        match mode {
            Mode::Major => Self::new(major_tonic, mode),
            Mode::Minor => Self::new(major_tonic + 9, mode),
        }
    }

    /// `8A`, `8b`, `1m`, `12d`: a number from 1 to 12 and a letter that names wheel and mode.
    fn from_wheel_code(text: &str) -> Option<Self> {
        let letter = text.chars().last()?.to_ascii_uppercase();
        let number: u8 = text.get(..text.len() - 1)?.trim().parse().ok()?;
        if !(1..=12).contains(&number) {
            return None;
        }
        match letter {
            'B' => Some(Self::from_fifths((number + 4) % 12, Mode::Major)),
            'A' => Some(Self::from_fifths((number + 4) % 12, Mode::Minor)),
            'D' => Some(Self::from_fifths(number - 1, Mode::Major)),
            'M' => Some(Self::from_fifths(number - 1, Mode::Minor)),
            _ => None,
        }
    }

    /// `Am`, `F#m`, `Bbmaj`, `C`, `A minor`, `Ebmin`.
    fn from_musical(text: &str) -> Option<Self> {
        let mut rest = text.chars();
        let natural = match rest.next()?.to_ascii_uppercase() {
            'C' => 0,
            'D' => 2,
            'E' => 4,
            'F' => 5,
            'G' => 7,
            'A' => 9,
            'B' => 11,
            _ => return None,
        };
        let after_letter = rest.as_str();
        let (tonic, quality) = match after_letter.chars().next() {
            Some('#' | '♯') => (natural + 1, rest_after_first(after_letter)),
            Some('b' | '♭') => (natural + 11, rest_after_first(after_letter)),
            _ => (natural, after_letter),
        };
        let mode = match quality.trim().to_ascii_lowercase().as_str() {
            "" | "maj" | "major" | "dur" => Mode::Major,
            "m" | "min" | "minor" | "moll" => Mode::Minor,
            _ => return None,
        };
        Some(Self::new(tonic, mode))
    }
}

fn rest_after_first(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = if self.mode == Mode::Major { "major" } else { "minor" };
        write!(f, "{} {mode}", NAMES[usize::from(self.tonic)])
    }
}

impl FromStr for Key {
    type Err = KeyParseError;

    /// Accepts musical names, Camelot and Open Key, as DJ programs and tags write them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        Self::from_wheel_code(trimmed)
            .or_else(|| Self::from_musical(trimmed))
            .ok_or_else(|| KeyParseError(text.to_owned()))
    }
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        text.parse().expect("a key")
    }

    #[test]
    fn the_wheels_agree_with_the_published_tables() {
        for (name, camelot, open) in [
            ("C major", "8B", "1d"),
            ("A minor", "8A", "1m"),
            ("F# minor", "11A", "4m"),
            ("Db major", "3B", "8d"),
            ("Bb minor", "3A", "8m"),
            ("E major", "12B", "5d"),
            ("Ab minor", "1A", "6m"),
            ("F major", "7B", "12d"),
        ] {
            assert_eq!(key(name).camelot(), camelot, "{name}");
            assert_eq!(key(name).open_key(), open, "{name}");
        }
    }

    #[test]
    fn every_notation_reads_back_as_the_same_key() {
        for tonic in 0..12 {
            for mode in [Mode::Major, Mode::Minor] {
                let expected = Key::new(tonic, mode);
                assert_eq!(key(&expected.to_string()), expected);
                assert_eq!(key(&expected.camelot()), expected);
                assert_eq!(key(&expected.open_key()), expected);
            }
        }
    }

    #[test]
    fn short_forms_of_tags_are_understood() {
        assert_eq!(key("F#m"), key("F# minor"));
        assert_eq!(key(" Bbmaj "), key("A# major"));
        assert_eq!(key("ebmin"), key("D# minor"));
        assert_eq!(key("Cb"), key("B major"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for bad in ["", "13A", "0B", "H", "Am7", "Off", "♯"] {
            assert!(bad.parse::<Key>().is_err(), "{bad:?}");
        }
    }
}
