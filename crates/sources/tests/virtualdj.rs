//! VirtualDJ's home folder in the states in which it is met.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::{Timestamp, ToSpan, ZonedDateTime};
use pika_sources::{HistoryWriter, Source, SourceState, VirtualDj};
use pika_test_support::virtualdj::FakeVirtualDj;
use tempfile::TempDir;

fn home() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn source(home: &Path) -> VirtualDj {
    VirtualDj::in_folders(vec![home.to_owned()])
}

/// A history file of a day so many days from today, last written ten minutes ago.
fn write_day(home: &Path, days: i32, text: &str) -> PathBuf {
    let history = home.join("History");
    std::fs::create_dir_all(&history).expect("a history folder");
    let day = ZonedDateTime::now().date().checked_add(days.days()).expect("a date");
    let path = history.join(format!("{day}.m3u"));
    std::fs::write(&path, text).expect("a history file");
    set_age(&path, Duration::from_mins(10));
    path
}

fn set_age(path: &Path, age: Duration) {
    let file = File::options().append(true).open(path).expect("the file");
    file.set_modified(SystemTime::now() - age).expect("its time can be set");
}

fn song(title: &str) -> String {
    format!("#EXTVDJ:<title>{title}</title>\r\n/music/{title}.mp3\r\n")
}

fn latest_title(source: &mut VirtualDj) -> Option<String> {
    source.recent().expect("a readable history").pop().map(|entry| entry.names.title)
}

#[test]
fn without_virtualdj_there_is_nothing_and_the_dj_is_told() {
    let home = home();
    let mut source = source(&home.path().join("nowhere"));
    assert_eq!(source.recent().expect("no error"), []);
    assert_eq!(source.status().state, SourceState::NotFound);
    assert_eq!(source.status().detail, "VirtualDJ was not found on this computer.");
    assert!(source.watched_folders().is_empty());
}

#[test]
fn before_the_first_song_the_home_folder_is_watched_and_then_the_history() {
    let home = home();
    let mut source = source(home.path());
    assert_eq!(latest_title(&mut source), None);
    assert_eq!(source.status().state, SourceState::Watching);
    assert_eq!(source.status().last_write_at, None);
    assert_eq!(source.watched_folders(), [home.path()]);

    write_day(home.path(), 0, &song("one"));
    assert_eq!(latest_title(&mut source).as_deref(), Some("one"));
    assert_eq!(source.watched_folders(), [home.path().join("History")]);
    let written = source.status().last_write_at.expect("there is a file");
    assert!(written < Timestamp::now(), "{written}");
}

#[test]
fn the_history_folder_itself_may_be_given() {
    let home = home();
    write_day(home.path(), 0, &song("one"));
    let history = home.path().join("History");
    let mut source = source(&history);
    assert_eq!(latest_title(&mut source).as_deref(), Some("one"));
    assert_eq!(source.watched_folders(), [history]);
}

#[test]
fn of_several_homes_the_one_written_last_is_in_use() {
    let (old, new) = (home(), home());
    let written_later = write_day(old.path(), 0, &song("old place"));
    write_day(new.path(), -1, &song("new place"));
    let mut source =
        VirtualDj::in_folders(vec![new.path().to_owned(), home().path().into(), old.path().into()]);
    set_age(&written_later, Duration::from_mins(20));
    assert_eq!(latest_title(&mut source).as_deref(), Some("new place"));
    set_age(&written_later, Duration::ZERO);
    assert_eq!(latest_title(&mut source).as_deref(), Some("old place"));
    assert_eq!(source.watched_folders().len(), 2, "both are watched: either may be used next");
}

#[test]
fn after_midnight_the_last_song_of_the_old_day_stays_until_the_new_day_has_one() {
    let home = home();
    write_day(home.path(), -1, &song("before midnight"));
    let mut source = source(home.path());
    assert_eq!(latest_title(&mut source).as_deref(), Some("before midnight"));
    write_day(home.path(), 0, "#EXTM3U\r\n");
    assert_eq!(latest_title(&mut source).as_deref(), Some("before midnight"));
    write_day(home.path(), 0, &format!("#EXTM3U\r\n{}", song("after midnight")));
    assert_eq!(latest_title(&mut source).as_deref(), Some("after midnight"));
}

#[test]
fn a_file_from_a_day_with_a_wrong_clock_hides_nothing() {
    let home = home();
    write_day(home.path(), 0, &song("today"));
    write_day(home.path(), 400, &song("next year"));
    assert_eq!(latest_title(&mut source(home.path())).as_deref(), Some("today"));
}

#[test]
fn a_line_that_is_still_being_written_waits_until_it_is_complete_or_the_file_is_quiet() {
    let home = home();
    let whole = format!("{}{}", song("one"), song("two"));
    let path = write_day(home.path(), 0, &whole[..whole.len() - 6]);
    set_age(&path, Duration::ZERO);
    let mut source = source(home.path());
    assert_eq!(latest_title(&mut source).as_deref(), Some("one"));
    std::fs::write(&path, &whole).expect("the rest");
    assert_eq!(latest_title(&mut source).as_deref(), Some("two"));

    std::fs::write(&path, whole.trim_end()).expect("without a last line end");
    assert_eq!(latest_title(&mut source).as_deref(), Some("one"));
    set_age(&path, Duration::from_secs(2));
    assert_eq!(latest_title(&mut source).as_deref(), Some("two"));
}

#[test]
fn a_history_that_cannot_be_read_is_a_sentence_and_is_tried_again() {
    let home = home();
    let history = home.path().join("History");
    std::fs::write(&history, "a file where a folder belongs").expect("a file");
    let mut source = source(home.path());
    let refusal = source.recent().expect_err("it is no folder").to_string();
    assert!(refusal.starts_with(&format!("{} cannot be read: ", history.display())), "{refusal}");
    assert_eq!(source.status().state, SourceState::Failing);
    assert_eq!(source.status().detail, refusal);

    std::fs::remove_file(&history).expect("the file is mine");
    write_day(home.path(), 0, &song("one"));
    assert_eq!(latest_title(&mut source).as_deref(), Some("one"));
    assert_eq!(source.status().state, SourceState::Watching);
}

#[test]
fn the_dj_is_told_how_late_virtualdj_is_and_that_its_history_is_off() {
    let home = home();
    let settings = home.path().join("settings.xml");
    let source = source(home.path());
    std::fs::write(&settings, "<settings><historyDelay>45</historyDelay></settings>")
        .expect("settings");
    let status = source.status();
    assert_eq!(status.state, SourceState::Watching);
    assert!(
        status.detail.contains("Dancers will see songs 45 s late; set historyDelay to 5"),
        "{status:?}"
    );
    std::fs::write(&settings, "<settings><writeHistory>no</writeHistory></settings>")
        .expect("settings");
    let status = source.status();
    assert_eq!(status.state, SourceState::Failing);
    assert!(status.detail.contains("set writeHistory to yes"), "{status:?}");
}

#[test]
fn an_installed_one_is_read_as_a_played_one() {
    let user = home();
    let virtualdj = FakeVirtualDj::install(user.path()).expect("a home folder");
    let file = user.path().join("Alba Reyes - Stay Late.mp3");
    let at = virtualdj.play(&file, "Alba Reyes", "Stay Late").expect("a history");
    let entry = source(virtualdj.home()).recent().expect("readable").pop().expect("an entry");
    assert_eq!(entry.path, Some(file));
    assert_eq!(entry.started_at.map(Timestamp::as_second), Some(at.as_second()));
}

#[test]
fn a_history_that_cannot_be_written_says_so() {
    let home = home();
    std::fs::write(home.path().join("History"), "in the way").expect("a file");
    let names = pika_domain::TrackNames::new("", "one");
    let written =
        HistoryWriter::new(home.path()).played(Timestamp::now(), "/music/one.mp3", &names, None);
    assert!(written.is_err());
}
