//! The rules as a DJ's night meets them. Times are seconds after the start of the watch.

use std::path::PathBuf;

use pika_domain::{SourceKind, TrackNames};

use super::*;

const SETTLE: Duration = Duration::from_secs(1);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_576_000 + second).expect("in range")
}

fn rules() -> Rules {
    Rules::new(at(0), SETTLE)
}

/// An entry of a track three minutes long.
fn entry(title: &str, started_at: Option<i64>) -> Candidate {
    Candidate {
        source: SourceKind::VirtualDj,
        path: Some(PathBuf::from(format!("/music/{title}.mp3"))),
        names: TrackNames::new("Alba Reyes", title),
        started_at: started_at.map(at),
        duration_s: Some(180.0),
    }
}

fn read(rules: &mut Rules, second: i64, newest: Option<Candidate>) -> Option<Candidate> {
    rules.read(at(second), newest.into_iter().collect()).pop()
}

/// The titles that come out of one reading of a whole history.
fn read_all(rules: &mut Rules, second: i64, entries: &[(&str, i64)]) -> Vec<String> {
    let entries = entries.iter().map(|(title, start)| entry(title, Some(*start))).collect();
    rules.read(at(second), entries).into_iter().map(|started| started.names.title).collect()
}

/// Feeds readings and gives the titles that came out, with the second of each.
fn run(rules: &mut Rules, readings: &[(i64, Option<Candidate>)]) -> Vec<(i64, String)> {
    let mut started = Vec::new();
    for (second, newest) in readings {
        for candidate in rules.read(at(*second), newest.clone().into_iter().collect()) {
            started.push((*second, candidate.names.title));
        }
    }
    started
}

fn titles(rules: &mut Rules, readings: &[(i64, Option<Candidate>)]) -> Vec<String> {
    run(rules, readings).into_iter().map(|(_, title)| title).collect()
}

#[test]
fn a_track_counts_once_after_it_has_settled() {
    let one = || Some(entry("one", Some(9)));
    let started =
        run(&mut rules(), &[(10, one()), (10, one()), (11, one()), (12, one()), (99, one())]);
    assert_eq!(started, [(11, "one".to_owned())]);
}

#[test]
fn an_entry_that_is_replaced_within_the_settle_time_never_counts() {
    let mut rules = rules();
    assert_eq!(read(&mut rules, 10, Some(entry("one", Some(10)))), None);
    assert_eq!(rules.due_in(at(10)), Some(SETTLE));
    assert_eq!(read(&mut rules, 11, Some(entry("two", Some(11)))), None, "the wait starts afresh");
    assert_eq!(titles(&mut rules, &[(12, Some(entry("two", Some(11))))]), ["two"]);
    assert_eq!(rules.due_in(at(12)), None, "nothing waits any more");
}

#[test]
fn an_entry_that_vanishes_within_the_settle_time_never_counts() {
    let mut rules = rules();
    assert_eq!(read(&mut rules, 10, Some(entry("one", Some(10)))), None);
    assert_eq!(read(&mut rules, 11, None), None);
    assert_eq!(rules.due_in(at(11)), None);
}

#[test]
fn without_a_settle_time_a_track_counts_at_once() {
    let mut rules = Rules::new(at(0), Duration::ZERO);
    assert_eq!(titles(&mut rules, &[(10, Some(entry("one", Some(10))))]), ["one"]);
}

#[test]
fn a_shorter_settle_time_applies_to_the_entry_that_waits() {
    let mut rules = Rules::new(at(0), Duration::from_secs(10));
    let one = || Some(entry("one", Some(10)));
    assert!(titles(&mut rules, &[(10, one()), (12, one())]).is_empty());
    rules.settle = Duration::from_secs(2);
    assert_eq!(titles(&mut rules, &[(12, one())]), ["one"]);
}

#[test]
fn last_weeks_song_is_not_shown_at_the_start() {
    let old = || Some(entry("old", Some(-7 * 86_400)));
    assert!(titles(&mut rules(), &[(0, old()), (1, old()), (500, old())]).is_empty());
}

#[test]
fn a_track_that_began_just_before_the_watch_counts() {
    let recent = || Some(Candidate { duration_s: None, ..entry("recent", Some(-120)) });
    assert_eq!(titles(&mut rules(), &[(0, recent()), (1, recent())]), ["recent"]);
    let older = || Some(Candidate { duration_s: None, ..entry("older", Some(-121)) });
    assert!(titles(&mut rules(), &[(0, older()), (1, older())]).is_empty());
}

#[test]
fn a_track_that_still_plays_counts_however_long_ago_it_began() {
    let long = || Some(Candidate { duration_s: Some(900.0), ..entry("long", Some(-600)) });
    assert_eq!(titles(&mut rules(), &[(0, long()), (1, long())]), ["long"]);
    let over = || Some(Candidate { duration_s: Some(590.0), ..entry("over", Some(-600)) });
    assert!(titles(&mut rules(), &[(0, over()), (1, over())]).is_empty());
}

#[test]
fn a_length_out_of_this_world_does_not_make_a_track_play_for_ever() {
    for length in [f64::NAN, f64::INFINITY, 1e300, -1.0] {
        let odd = || Some(Candidate { duration_s: Some(length), ..entry("odd", Some(-600)) });
        assert!(titles(&mut rules(), &[(0, odd()), (1, odd())]).is_empty(), "{length}");
    }
}

#[test]
fn the_same_track_played_again_counts_again() {
    let first = || Some(entry("one", Some(10)));
    let again = || Some(entry("one", Some(200)));
    let readings = [(10, first()), (11, first()), (200, again()), (201, again())];
    assert_eq!(titles(&mut rules(), &readings), ["one", "one"]);
}

#[test]
fn an_entry_that_comes_back_after_a_newer_one_was_deleted_does_not_count_again() {
    let one = || Some(entry("one", Some(10)));
    let two = || Some(entry("two", Some(200)));
    let readings =
        [(10, one()), (11, one()), (200, two()), (201, two()), (220, one()), (230, one())];
    assert_eq!(titles(&mut rules(), &readings), ["one", "two"]);
}

#[test]
fn edited_tags_do_not_make_another_play() {
    let before = || Some(entry("one", Some(10)));
    let edited = || {
        let names = TrackNames::new("Alba Reyes", "One (Live)");
        Some(Candidate { names, ..entry("one", Some(10)) })
    };
    let readings = [(10, before()), (11, before()), (20, edited()), (30, edited())];
    assert_eq!(titles(&mut rules(), &readings), ["one"]);
}

#[test]
fn two_streamed_tracks_of_the_same_minute_are_two() {
    let streamed = |title| Some(Candidate { path: None, ..entry(title, Some(10)) });
    let readings = [
        (10, streamed("one")),
        (11, streamed("one")),
        (20, streamed("two")),
        (21, streamed("two")),
    ];
    assert_eq!(titles(&mut rules(), &readings), ["one", "two"]);
}

#[test]
fn an_entry_without_a_time_counts_only_if_it_appeared_while_watching() {
    let one = || Some(entry("one", None));
    let two = || Some(entry("two", None));
    let readings = [(0, one()), (2, one()), (50, two()), (51, two()), (60, one()), (61, one())];
    assert_eq!(titles(&mut rules(), &readings), ["two"]);
    assert_eq!(titles(&mut rules(), &[(0, None), (5, one()), (6, one())]), ["one"]);
}

#[test]
fn a_start_in_the_future_is_taken_for_no_start() {
    let tomorrow = || Some(entry("tomorrow", Some(86_400)));
    assert!(titles(&mut rules(), &[(0, tomorrow()), (1, tomorrow())]).is_empty());
    let mut rules = rules();
    assert_eq!(read(&mut rules, 0, None), None);
    assert_eq!(read(&mut rules, 5, tomorrow()), None);
    let started = read(&mut rules, 6, tomorrow()).expect("it appeared while watching");
    assert_eq!(started.started_at, None, "a wrong time is not passed on");
    assert_eq!(read(&mut rules, 7, tomorrow()), None, "it counts once");
}

#[test]
fn a_clock_that_is_set_back_does_not_prolong_the_wait() {
    let one = || Some(entry("one", Some(10)));
    assert_eq!(titles(&mut rules(), &[(100, one()), (50, one())]), ["one"]);
}

#[test]
fn a_clock_that_is_set_back_does_not_make_new_tracks_old() {
    let later = |second| Some(Candidate { duration_s: None, ..entry("later", Some(second)) });
    let readings = [(0, None), (-3_600, None), (-3_500, later(-3_500)), (-3_499, later(-3_500))];
    assert_eq!(titles(&mut rules(), &readings), ["later"]);
}

#[test]
fn tracks_that_came_and_went_while_nobody_looked_count_in_their_order() {
    let mut rules = rules();
    assert_eq!(read_all(&mut rules, 10, &[("one", 9)]), [""; 0]);
    assert_eq!(read_all(&mut rules, 11, &[("one", 9)]), ["one"]);
    let all = [("one", 9), ("two", 200), ("three", 400), ("skipped", 600), ("four", 600)];
    assert_eq!(read_all(&mut rules, 700, &all), ["two", "three"]);
    assert_eq!(read_all(&mut rules, 701, &all), ["four"], "the newest settles as ever");
    assert_eq!(read_all(&mut rules, 702, &all), [""; 0], "and each counts once");
}

#[test]
fn what_was_played_before_the_watch_is_not_taken_for_missed() {
    let mut rules = rules();
    let before = [("old", -500), ("older than the watch", -90), ("newest", -30)];
    assert_eq!(read_all(&mut rules, 0, &before), [""; 0]);
    assert_eq!(read_all(&mut rules, 1, &before), ["newest"]);
    // A clock that is set back moves the beginning of the watch, but not what it has seen.
    assert_eq!(read_all(&mut rules, -600, &before), [""; 0]);
}

#[test]
fn a_watch_that_goes_on_where_an_earlier_one_was_killed_finds_what_came_between() {
    let mut rules = Rules::new(at(-300), SETTLE);
    let all = [("known", -300), ("missed", -200), ("newest", -20)];
    assert_eq!(read_all(&mut rules, 0, &all), ["known", "missed"], "the library knows the first");
    assert_eq!(read_all(&mut rules, 1, &all), ["newest"]);
}

#[test]
fn a_replaced_entry_counts_where_the_reading_that_missed_its_settling_came_late() {
    let mut rules = rules();
    assert_eq!(read_all(&mut rules, 10, &[("one", 10)]), [""; 0]);
    assert_eq!(read_all(&mut rules, 300, &[("one", 10), ("two", 290)]), ["one"]);
}

#[test]
fn a_clock_that_is_set_back_between_two_tracks_loses_neither() {
    let mut rules = rules();
    assert_eq!(read_all(&mut rules, 10, &[]), [""; 0]);
    let both = [("one", 200), ("two", -3_400)];
    assert_eq!(read_all(&mut rules, -3_399, &both), ["one"]);
    assert_eq!(read_all(&mut rules, -3_398, &both), ["two"]);
}
