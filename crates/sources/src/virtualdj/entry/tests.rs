//! The parser on recorded shapes of history files, found in `tests/fixtures/virtualdj`, and on what
//! nobody would think of.

use std::path::{Path, PathBuf};

use jiff::tz::{Offset, TimeZone};
use pika_domain::{Candidate, TrackNames};
use proptest::prelude::*;
use serde_json::Value;

use super::super::text::Encoding;
use super::super::write::entry_text;
use super::*;

/// Six hours behind UTC, as the fixtures were written.
fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(-6))
}

fn day() -> Date {
    "2026-11-24".parse().expect("a date")
}

fn played(bytes: &[u8], is_growing: bool, date: Date) -> Vec<Candidate> {
    entries(&Encoding::of(bytes).decode(bytes), is_growing)
        .into_iter()
        .map(|entry| entry.into_candidate(date, &zone()))
        .collect()
}

fn expected(played: &Value) -> Candidate {
    let text = |name: &str| played[name].as_str().map(str::to_owned);
    Candidate {
        source: SourceKind::VirtualDj,
        path: text("path").map(PathBuf::from),
        names: TrackNames::new(text("artist").expect("an artist"), text("title").expect("a title")),
        started_at: text("started_at").map(|at| at.parse().expect("a time")),
        duration_s: played["duration_s"].as_f64(),
    }
}

#[test]
fn every_recorded_history_reads_as_expected() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/virtualdj");
    let mut count = 0;
    for case in std::fs::read_dir(cases).expect("the fixtures").map(|entry| entry.expect("a case"))
    {
        if !case.path().is_dir() {
            continue;
        }
        let name = case.file_name();
        let json = std::fs::read(case.path().join("expected.json")).expect("what to expect");
        let json: Value = serde_json::from_slice(&json).expect("JSON");
        let files =
            super::super::files::day_files(&case.path(), Date::MAX).expect("a readable folder");
        let [file] = files.as_slice() else { panic!("{name:?} holds one history file") };
        let bytes = std::fs::read(&file.path).expect("a history");
        let expected: Vec<_> =
            json["played"].as_array().expect("a list").iter().map(expected).collect();
        let growing = json["growing"].as_bool().expect("whether it grows");
        assert_eq!(played(&bytes, growing, file.date), expected, "{name:?}");
        count += 1;
    }
    assert!(count >= 20, "only {count} cases were found");
}

#[test]
fn a_wall_clock_that_does_not_exist_that_day_still_gives_a_time() {
    // The clocks of Berlin went from 02:00 to 03:00 on this day.
    let rule = "CET-1CEST,M3.5.0,M10.5.0/3";
    let zone = TimeZone::posix(rule).expect("a rule");
    let entry = entries("#EXTVDJ:<time>02:30</time><title>Stay Late</title>\n", false).remove(0);
    let date = "2026-03-29".parse().expect("a date");
    let expected = "2026-03-29T01:30:00Z".parse().expect("a time");
    assert_eq!(entry.into_candidate(date, &zone).started_at, Some(expected));
}

proptest! {
    #[test]
    fn whatever_the_bytes_nothing_breaks_and_nothing_is_invented(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        is_growing: bool,
    ) {
        let text = Encoding::of(&bytes).decode(&bytes);
        for candidate in played(&bytes, is_growing, day()) {
            if let Some(path) = candidate.path {
                let path = path.to_str().expect("made from text");
                prop_assert!(text.lines().any(|line| line.trim() == path), "{path:?}");
            }
        }
    }

    #[test]
    fn whatever_the_tags_nothing_breaks_and_nothing_is_invented(
        line in "(<|>|/|</|<title>|</title>|<artist>|</artist>|<time>|<lastplaytime>|[a-z0-9:ä]){0,40}",
    ) {
        let text = format!("#EXTVDJ:{line}\n/music/a.mp3\n");
        for candidate in played(text.as_bytes(), false, day()) {
            let TrackNames { artist, title } = candidate.names;
            prop_assert!(text.contains(&artist) && text.contains(&title), "{artist:?} {title:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_back(
        artist in "[ -~äÖ–]{0,20}",
        title in "[ -~äÖ–]{1,20}",
        place in "/[a-zA-Z &'é-]{1,20}\\.mp3",
        second in 1_000_000_000_i64..4_000_000_000,
    ) {
        prop_assume!(!title.trim().is_empty());
        let at = Timestamp::from_second(second).expect("in range");
        let names = TrackNames::new(artist.trim(), title.trim());
        let text = entry_text("21:12", at, &place, &names, Some(181.25));
        let expected = Candidate {
            source: SourceKind::VirtualDj,
            path: Some(PathBuf::from(place)),
            names,
            started_at: Some(at),
            duration_s: Some(181.25),
        };
        prop_assert_eq!(played(text.as_bytes(), true, day()), vec![expected]);
    }

    #[test]
    fn a_file_that_is_cut_anywhere_gives_the_first_of_its_entries(cut in 0_usize..600) {
        let names = TrackNames::new("Zoë & Ä", "Stay <Late>");
        let whole: String = (0..4)
            .map(|n| {
                let at = Timestamp::from_second(1_795_576_351 + n).expect("in range");
                entry_text("21:12", at, &format!("/müsic/{n}.mp3"), &names, None)
            })
            .collect();
        let all = played(whole.as_bytes(), true, day());
        let cut = &whole.as_bytes()[..cut.min(whole.len())];
        let some = played(cut, true, day());
        prop_assert_eq!(&some[..], &all[..some.len()]);
    }
}
