//! The watch on real folders and real threads. Nothing here sleeps: each test waits for events, and
//! a poll of an hour shows that a file event was enough.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use pika_domain::{Candidate, SourceKind, TrackNames};
use pika_sources::{
    Source, SourceError, SourceEvent, SourceState, SourceStatus, VirtualDj, Watch, WatchSettings,
    watch,
};
use pika_test_support::virtualdj::FakeVirtualDj;
use tokio::sync::mpsc::Receiver;

const PATIENCE: Duration = Duration::from_secs(30);
const NEVER: Duration = Duration::from_hours(1);
const SOON: Duration = Duration::from_millis(20);

fn at_once(poll: Duration) -> WatchSettings {
    WatchSettings { settle: Duration::ZERO, poll, since: Timestamp::now() }
}

fn watch_virtualdj(home: &Path, settings: WatchSettings) -> (Watch, Receiver<SourceEvent>) {
    watch(vec![Box::new(VirtualDj::in_folders(vec![home.to_owned()]))], settings)
}

async fn next(events: &mut Receiver<SourceEvent>) -> SourceEvent {
    tokio::time::timeout(PATIENCE, events.recv())
        .await
        .expect("in time")
        .expect("the watch goes on")
}

async fn next_title(events: &mut Receiver<SourceEvent>) -> String {
    loop {
        if let SourceEvent::Started(candidate) = next(events).await {
            return candidate.names.title;
        }
    }
}

async fn next_status(events: &mut Receiver<SourceEvent>) -> SourceStatus {
    loop {
        if let SourceEvent::Statuses(mut statuses) = next(events).await {
            return statuses.remove(0);
        }
    }
}

struct Night {
    user: tempfile::TempDir,
    virtualdj: FakeVirtualDj,
}

impl Night {
    fn new() -> Self {
        let user = tempfile::tempdir().expect("a folder");
        let virtualdj = FakeVirtualDj::install(user.path()).expect("a home folder");
        Self { user, virtualdj }
    }

    fn play(&self, title: &str) {
        let file = self.user.path().join(format!("{title}.mp3"));
        self.virtualdj.play(&file, "Alba Reyes", title).expect("a history");
    }
}

#[tokio::test]
async fn tracks_are_reported_in_their_order_as_virtualdj_writes_them() {
    let night = Night::new();
    let (_watch, mut events) = watch_virtualdj(night.virtualdj.home(), at_once(NEVER));
    assert_eq!(next_status(&mut events).await.state, SourceState::Watching);
    for title in ["one", "two", "three"] {
        night.play(title);
        assert_eq!(next_title(&mut events).await, title);
    }
}

#[tokio::test]
async fn a_rewritten_history_reports_nothing_twice() {
    let night = Night::new();
    let (_watch, mut events) = watch_virtualdj(night.virtualdj.home(), at_once(SOON));
    night.play("one");
    assert_eq!(next_title(&mut events).await, "one");
    let history = night.virtualdj.home().join("History");
    for file in std::fs::read_dir(history).expect("the history").map(|file| file.expect("a file")) {
        let text = std::fs::read(file.path()).expect("a history file");
        std::fs::write(file.path(), text).expect("the same again");
    }
    night.play("two");
    assert_eq!(next_title(&mut events).await, "two");
}

#[tokio::test]
async fn a_dance_goes_on_after_midnight() {
    let night = Night::new();
    // Whatever the time is now, more than a day ago has another date.
    let now = Timestamp::now();
    let since = now - SignedDuration::from_hours(30);
    let settings = WatchSettings { since, ..at_once(NEVER) };
    let (_watch, mut events) = watch_virtualdj(night.virtualdj.home(), settings);
    for hours in [26, 13, 0] {
        let (at, title) = (now - SignedDuration::from_hours(hours), format!("{hours} hours ago"));
        night.virtualdj.play_at(at, "/music/a.mp3", "Alba Reyes", &title).expect("a history");
        assert_eq!(next_title(&mut events).await, title);
    }
    let days = std::fs::read_dir(night.virtualdj.home().join("History")).expect("the history");
    assert!(days.count() > 1, "the night went through more than one file");
}

#[tokio::test]
async fn a_program_that_is_installed_later_is_found() {
    let user = tempfile::tempdir().expect("a folder");
    let home = user.path().join(".wine/drive_c/users/dj/AppData/Local/VirtualDJ");
    let (_watch, mut events) = watch_virtualdj(&home, at_once(SOON));
    assert_eq!(next_status(&mut events).await.state, SourceState::NotFound);
    let virtualdj = FakeVirtualDj::install(user.path()).expect("a home folder");
    assert_eq!(virtualdj.home(), home);
    assert_eq!(next_status(&mut events).await.state, SourceState::Watching);
    virtualdj.play(Path::new("/music/one.mp3"), "Alba Reyes", "one").expect("a history");
    assert_eq!(next_title(&mut events).await, "one");
}

#[tokio::test]
async fn a_history_folder_that_is_replaced_is_watched_again() {
    let night = Night::new();
    let (_watch, mut events) = watch_virtualdj(night.virtualdj.home(), at_once(NEVER));
    night.play("one");
    assert_eq!(next_title(&mut events).await, "one");
    // As a cloud folder does it: the old one away, another one in its place.
    let history = night.virtualdj.home().join("History");
    std::fs::rename(&history, night.user.path().join("Old history")).expect("renamed");
    night.play("two");
    assert_eq!(next_title(&mut events).await, "two");
    night.play("three");
    assert_eq!(next_title(&mut events).await, "three");
}

#[tokio::test]
async fn a_settle_time_that_is_shortened_lets_the_waiting_track_through() {
    let night = Night::new();
    let settings = WatchSettings { settle: NEVER, ..at_once(NEVER) };
    let (watch, mut events) = watch_virtualdj(night.virtualdj.home(), settings);
    assert_eq!(next_status(&mut events).await.last_write_at, None);
    night.play("one");
    assert!(next_status(&mut events).await.last_write_at.is_some(), "it was read, and waits");
    watch.set_settle(Duration::ZERO);
    assert_eq!(next_title(&mut events).await, "one");
}

#[tokio::test]
async fn a_settle_time_ends_by_itself() {
    let night = Night::new();
    let settings = WatchSettings { settle: Duration::from_millis(50), ..at_once(NEVER) };
    let (_watch, mut events) = watch_virtualdj(night.virtualdj.home(), settings);
    night.play("one");
    assert_eq!(next_title(&mut events).await, "one");
}

#[tokio::test]
async fn the_end_of_the_watch_ends_the_events() {
    let night = Night::new();
    let (watch, mut events) = watch_virtualdj(night.virtualdj.home(), at_once(NEVER));
    drop(watch);
    let end = async { while events.recv().await.is_some() {} };
    tokio::time::timeout(PATIENCE, end).await.expect("the thread ends");
}

/// A program whose answers are given, without a folder to watch. Its end is reported.
struct Scripted {
    answers: VecDeque<Result<Vec<Candidate>, SourceError>>,
    problem: Option<String>,
    _dropped: mpsc::Sender<()>,
}

impl Source for Scripted {
    fn kind(&self) -> SourceKind {
        SourceKind::Mixxx
    }

    fn watched_folders(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    fn recent(&mut self) -> Result<Vec<Candidate>, SourceError> {
        let answer = self.answers.pop_front().unwrap_or(Ok(Vec::new()));
        self.problem = answer.as_ref().err().map(ToString::to_string);
        answer
    }

    fn status(&self) -> SourceStatus {
        let problem = self.problem.clone();
        let state = if problem.is_some() { SourceState::Failing } else { SourceState::Watching };
        SourceStatus {
            source: self.kind(),
            state,
            detail: problem.unwrap_or_default(),
            last_write_at: None,
        }
    }
}

#[tokio::test]
async fn a_source_that_fails_says_why_and_is_tried_again() {
    let track = Candidate {
        source: SourceKind::Mixxx,
        path: None,
        names: TrackNames::new("Alba Reyes", "one"),
        started_at: Some(Timestamp::now()),
        duration_s: None,
    };
    let busy = SourceError::MixxxBusy { path: "/mixxxdb.sqlite".into() };
    let (dropped, end) = mpsc::channel();
    let source =
        Scripted { answers: [Err(busy), Ok(vec![track])].into(), problem: None, _dropped: dropped };
    let (watch, mut events) = watch(vec![Box::new(source)], at_once(SOON));
    let SourceEvent::Statuses(statuses) = next(&mut events).await else {
        panic!("nothing has started yet");
    };
    assert_eq!(statuses[0].state, SourceState::Failing);
    assert!(statuses[0].detail.starts_with("Mixxx is busy with its library"), "{statuses:?}");
    assert_eq!(next_title(&mut events).await, "one");
    assert_eq!(next_status(&mut events).await.state, SourceState::Watching);
    drop(watch);
    assert_eq!(
        end.recv_timeout(PATIENCE),
        Err(mpsc::RecvTimeoutError::Disconnected),
        "the thread is gone together with its source"
    );
}

/// A program over whose history we stumble, the first time that it is read.
struct Stumbling {
    stumbled: bool,
    then: Scripted,
}

impl Source for Stumbling {
    fn kind(&self) -> SourceKind {
        self.then.kind()
    }

    fn watched_folders(&self) -> Vec<PathBuf> {
        self.then.watched_folders()
    }

    fn recent(&mut self) -> Result<Vec<Candidate>, SourceError> {
        assert!(std::mem::replace(&mut self.stumbled, true), "a fault of ours");
        self.then.recent()
    }

    fn status(&self) -> SourceStatus {
        self.then.status()
    }
}

#[tokio::test]
async fn a_fault_over_one_history_costs_a_reading_of_it_and_nothing_of_the_others() {
    let night = Night::new();
    let track = Candidate {
        source: SourceKind::Mixxx,
        path: None,
        names: TrackNames::new("Alba Reyes", "after it"),
        started_at: Some(Timestamp::now()),
        duration_s: None,
    };
    let (dropped, _end) = mpsc::channel();
    let then = Scripted { answers: [Ok(vec![track])].into(), problem: None, _dropped: dropped };
    let (_watch, mut events) = watch(
        vec![
            Box::new(Stumbling { stumbled: false, then }),
            Box::new(VirtualDj::in_folders(vec![night.virtualdj.home().to_owned()])),
        ],
        at_once(NEVER),
    );
    let SourceEvent::Statuses(statuses) = next(&mut events).await else {
        panic!("nothing has started yet");
    };
    let told: Vec<_> = statuses.iter().map(|status| status.state).collect();
    assert_eq!(told, [SourceState::Failing, SourceState::Watching]);
    assert_eq!(statuses[0].detail, "Pika stumbled over the history of Mixxx.");
    // What is played in the other program is a hint to read both.
    night.play("beside it");
    let titles = [next_title(&mut events).await, next_title(&mut events).await];
    assert_eq!(titles, ["after it", "beside it"]);
    assert_eq!(next_status(&mut events).await.state, SourceState::Watching);
}

#[tokio::test]
async fn two_programs_are_watched_at_once() {
    let (one, two) = (Night::new(), Night::new());
    let sources: Vec<Box<dyn Source>> = [&one, &two]
        .map(|night| VirtualDj::in_folders(vec![night.virtualdj.home().to_owned()]))
        .map(|source| Box::new(source) as Box<dyn Source>)
        .into();
    let (_watch, mut events) = watch(sources, at_once(NEVER));
    one.play("in the hall");
    assert_eq!(next_title(&mut events).await, "in the hall");
    two.play("in the bar");
    assert_eq!(next_title(&mut events).await, "in the bar");
}
