//! Kills a process at each row that it writes, and looks at what it left behind.
//!
//! The test runs itself as a child process, which aborts in the hook that SQLite calls for a written
//! row, or at last for the commit: no destructor runs and nothing is flushed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use pika_domain::{Fact, PlayFact, PlayId, Poll, SessionId, SourceKind, TrackNames};
use uuid::Uuid;

use crate::{Library, NewPlay, NewSession};

const LIBRARY: &str = "PIKA_TEST_LIBRARY";
const WRITES: &str = "PIKA_TEST_WRITES";

fn id() -> SessionId {
    SessionId::new("pika_session").expect("well formed")
}

fn play(session: Option<SessionId>) -> NewPlay {
    NewPlay {
        fact: PlayFact {
            play_id: PlayId(Uuid::from_u128(1)),
            played_at: Timestamp::UNIX_EPOCH,
            names: TrackNames::new("Alba Reyes", "Stay Late"),
            danced: None,
            key: None,
            fingerprint: None,
            duration_s: None,
        },
        track_id: None,
        source: SourceKind::Mixxx,
        session_id: session,
    }
}

fn session(first_play: Option<PlayId>) -> NewSession {
    NewSession {
        id: id(),
        dj_name: "Mara".to_owned(),
        started_at: Timestamp::UNIX_EPOCH,
        cloud: None,
        first_play,
    }
}

/// What an outside observer can tell of the state.
#[derive(Debug, PartialEq)]
struct Seen {
    plays: usize,
    plays_in_session: usize,
    sessions: usize,
    ended: bool,
    last_seq: u64,
    facts: usize,
}

fn seen(library: &Library) -> Seen {
    let record = library.session(&id()).expect("readable");
    Seen {
        plays: library.plays_since(Timestamp::UNIX_EPOCH).expect("readable").len(),
        plays_in_session: library.plays_of(&id()).expect("readable").len(),
        sessions: usize::from(record.is_some()),
        ended: record.as_ref().is_some_and(|record| record.ended_at.is_some()),
        last_seq: record.map_or(0, |record| record.last_seq),
        facts: library.outbox_after(&id(), 0, 10).expect("readable").len(),
    }
}

/// Runs `action` in children that die at their first, second … write, until one survives.
fn check(test: &str, prepare: impl Fn(&Library), action: impl Fn(&Library)) {
    if let (Ok(path), Ok(writes)) = (std::env::var(LIBRARY), std::env::var(WRITES)) {
        let library = Library::open(Path::new(&path)).expect("the parent made it");
        abort_at(&library, writes.parse().expect("a number"));
        action(&library);
        return;
    }
    let mut survived = false;
    let mut deaths = 0;
    for writes in 1..20 {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pika.db");
        let library = Library::open(&path).expect("a new library");
        prepare(&library);
        let before = seen(&library);
        let status = Command::new(std::env::current_exe().expect("a running test"))
            .args([&format!("all_or_nothing::{test}"), "--exact"])
            .env(LIBRARY, &path)
            .env(WRITES, writes.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("the child starts");
        if status.success() {
            survived = true;
            assert_ne!(seen(&library), before, "the action does something");
            break;
        }
        deaths += 1;
        assert_eq!(seen(&library), before, "killed at write {writes}");
        action(&library);
        assert_ne!(seen(&library), before, "after a crash the same action succeeds");
    }
    assert!(survived && deaths >= 3, "{deaths} children died, then one lived: {survived}");
}

fn abort_at(library: &Library, writes: u32) {
    let left = Arc::new(AtomicU32::new(writes));
    let count_down = move || {
        if left.fetch_sub(1, Ordering::Relaxed) == 1 {
            std::process::abort();
        }
    };
    let before_commit = count_down.clone();
    let writer = library.writer();
    writer.update_hook(Some(move |_, _: &str, _: &str, _| count_down()));
    writer.commit_hook(Some(move || {
        before_commit();
        false
    }));
}

#[test]
fn a_play_and_its_outbox_row_are_written_together() {
    check(
        "a_play_and_its_outbox_row_are_written_together",
        |library| library.start_session(&session(None)).expect("started"),
        |library| library.record_play(&play(Some(id()))).expect("recorded"),
    );
}

#[test]
fn a_session_and_its_first_play_are_written_together() {
    check(
        "a_session_and_its_first_play_are_written_together",
        |library| library.record_play(&play(None)).expect("recorded"),
        |library| {
            let first = Some(PlayId(Uuid::from_u128(1)));
            library.start_session(&session(first)).expect("started");
        },
    );
}

#[test]
fn the_end_of_a_session_and_its_outbox_row_are_written_together() {
    check(
        "the_end_of_a_session_and_its_outbox_row_are_written_together",
        |library| library.start_session(&session(None)).expect("started"),
        |library| library.end_session(&id(), Timestamp::UNIX_EPOCH).expect("ended"),
    );
}

#[test]
fn a_correction_and_its_outbox_row_are_written_together() {
    let known = PlayFact { duration_s: Some(208.0), ..play(None).fact };
    check(
        "a_correction_and_its_outbox_row_are_written_together",
        |library| {
            library.start_session(&session(None)).expect("started");
            library.record_play(&play(Some(id()))).expect("recorded");
        },
        |library| {
            library.correct_play(&known, Timestamp::UNIX_EPOCH).expect("corrected");
        },
    );
}

#[test]
fn a_poll_and_its_number_are_written_together() {
    let poll = Poll { question: "Tempo?".into(), options: vec!["Slow".into()], duration_s: None };
    let fact = Fact::PollStart { at: Timestamp::UNIX_EPOCH, poll };
    check(
        "a_poll_and_its_number_are_written_together",
        |library| library.start_session(&session(None)).expect("started"),
        |library| {
            library.record_fact(&id(), &fact).expect("recorded");
        },
    );
}
