//! How a track is called, and when two names mean the same track.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Artist and title as shown. An unknown artist is an empty text; a title is never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct TrackNames {
    pub artist: String,
    pub title: String,
}

impl TrackNames {
    pub fn new(artist: impl Into<String>, title: impl Into<String>) -> Self {
        Self { artist: artist.into(), title: title.into() }
    }

    /// The identity of a track by its names: lower case, trimmed, runs of white space as one space,
    /// `artist::title`. Brackets, remix and featured artists are kept: they are other tracks.
    pub fn key(&self) -> String {
        format!("{}::{}", folded(&self.artist), folded(&self.title))
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Names for a file without tags: `Artist - Title` where the stem has that form, else the stem as title.
pub fn names_from_file_stem(stem: &str) -> TrackNames {
    match stem.split_once(" - ") {
        Some((artist, title)) if !artist.trim().is_empty() && !title.trim().is_empty() => {
            TrackNames::new(artist.trim(), title.trim())
        }
        _ => TrackNames::new("", stem.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_spacing_do_not_make_another_track() {
        let written = TrackNames::new("  Otis   Marlow ", "Stormy Corner\tBlues");
        assert_eq!(written.key(), "otis marlow::stormy corner blues");
        assert_ne!(
            written.key(),
            TrackNames::new("Otis Marlow", "Stormy Corner Blues (Live)").key()
        );
    }

    #[test]
    fn a_file_name_gives_names_where_tags_are_missing() {
        assert_eq!(
            names_from_file_stem("Alba Reyes - Stay Late"),
            TrackNames::new("Alba Reyes", "Stay Late")
        );
        assert_eq!(names_from_file_stem("track01"), TrackNames::new("", "track01"));
        assert_eq!(names_from_file_stem(" - odd"), TrackNames::new("", "- odd"));
    }
}
