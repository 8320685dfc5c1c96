//! The entries of a VirtualDJ history: a tag line `#EXTVDJ:<time>…`, then a line with the place.
//!
//! Tolerant by design: the tag line is not XML (raw `&` and `<` occur), either line may be missing,
//! and the last one may be half written. What is not there stays absent.

use std::path::PathBuf;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pika_domain::{Candidate, SourceKind, TrackNames, names_from_file_stem};

use super::text::without_entities;

const TAG_LINE: &str = "#EXTVDJ:";
/// Larger numbers for a time are milliseconds: as seconds this is the year 5138.
const MILLISECONDS_ABOVE: f64 = 1e11;

/// One entry, its texts as written but without entities.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Entry {
    /// `<time>`: the clock on the wall, to the minute.
    time: Option<Time>,
    /// `<lastplaytime>`: Unix seconds, sometimes milliseconds or a date.
    last_play_time: Option<String>,
    artist: String,
    title: String,
    remix: String,
    /// `<songlength>` in seconds.
    length_s: Option<f64>,
    /// A file path, `netsearch://…` or an http address.
    place: Option<String>,
}

/// The entries of a text, in its order. While it `is_growing`, what its end may lack is not complete:
/// an unterminated last line, or a tag line that no place follows.
pub(super) fn entries(text: &str, is_growing: bool) -> Vec<Entry> {
    let complete = match text.rfind('\n') {
        Some(end) if is_growing => &text[..=end],
        None if is_growing => "",
        _ => text,
    };
    let mut entries = Vec::new();
    let mut open: Option<Entry> = None;
    for line in complete.lines().map(str::trim).filter(|line| is_text(line)) {
        if let Some(tags) = tag_line(line) {
            entries.extend(open.replace(Entry::from_tags(tags)));
        } else if !line.starts_with('#') {
            let entry = open.take().unwrap_or_default();
            entries.push(Entry { place: Some(line.to_owned()), ..entry });
        }
    }
    if !is_growing {
        entries.extend(open);
    }
    entries.retain(Entry::says_something);
    entries
}

/// A line with control characters comes from something else than a history.
fn is_text(line: &str) -> bool {
    !line.is_empty() && !line.chars().any(|character| character.is_control() && character != '\t')
}

fn tag_line(line: &str) -> Option<&str> {
    let (start, tags) = line.split_at_checked(TAG_LINE.len())?;
    start.eq_ignore_ascii_case(TAG_LINE).then_some(tags)
}

impl Entry {
    fn from_tags(line: &str) -> Self {
        let mut entry = Self::default();
        for (name, value) in tags(line) {
            let text = || without_entities(value).trim().to_owned();
            match name {
                "time" => entry.time = value.trim().parse().ok(),
                "lastplaytime" => entry.last_play_time = Some(text()),
                "artist" => entry.artist = text(),
                "title" => entry.title = text(),
                "remix" => entry.remix = text(),
                "songlength" => {
                    entry.length_s =
                        value.trim().parse().ok().filter(|s: &f64| s.is_finite() && *s > 0.0);
                }
                _ => {}
            }
        }
        entry
    }

    /// A title, or a place to take one from.
    fn says_something(&self) -> bool {
        !self.title.is_empty() || self.place.is_some()
    }

    /// `date` is the day of the file: the wall clock alone does not say it.
    pub(super) fn into_candidate(self, date: Date, zone: &TimeZone) -> Candidate {
        let started_at = self
            .last_play_time
            .as_deref()
            .and_then(|text| instant(text, zone))
            .or_else(|| zone.to_timestamp(date.to_datetime(self.time?)).ok());
        Candidate {
            source: SourceKind::VirtualDj,
            names: self.names(),
            started_at,
            duration_s: self.length_s,
            path: self.place.filter(|place| !is_address(place)).map(PathBuf::from),
        }
    }

    fn names(&self) -> TrackNames {
        let place = self.place.as_deref().unwrap_or_default();
        let from_place = names_from_file_stem(stem(place));
        let mut title = if self.title.is_empty() { from_place.title } else { self.title.clone() };
        let artist = match (self.artist.is_empty(), self.title.is_empty()) {
            (true, true) => from_place.artist,
            _ => self.artist.clone(),
        };
        // A remix is another track, unless the title says so already.
        if !self.remix.is_empty() && !title.to_lowercase().contains(&self.remix.to_lowercase()) {
            title = format!("{title} ({})", self.remix);
        }
        TrackNames { artist, title }
    }
}

/// `<name>value</name>` pairs in a row. Signs that open no such pair are passed over.
fn tags(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            rest = &rest[rest.find('<')? + 1..];
            let Some((name, after)) = rest.split_once('>') else { continue };
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                continue;
            }
            if let Some((value, after)) = after.split_once(&format!("</{name}>")) {
                rest = after;
                return Some((name, value));
            }
        }
    })
}

/// Seconds or milliseconds since 1970, or a date and time on the wall.
fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let Ok(number) = text.parse::<f64>() else {
        let wall: DateTime = text.parse().ok()?;
        return zone.to_timestamp(wall).ok();
    };
    let seconds = if number.abs() > MILLISECONDS_ABOVE { number / 1000.0 } else { number };
    let since_1970 = SignedDuration::try_from_secs_f64(seconds).ok()?;
    // Zero means that VirtualDJ did not know.
    Timestamp::from_duration(since_1970).ok().filter(|instant| *instant > Timestamp::UNIX_EPOCH)
}

/// Streamed tracks have an address instead of a file.
fn is_address(place: &str) -> bool {
    place.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// The file name without folders and extension, on whichever platform the path was written.
fn stem(place: &str) -> &str {
    let name = place.rsplit(['/', '\\']).next().unwrap_or(place);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests;
