//! Kills a process at each row that it writes, and looks at what it left behind.
//!
//! The test runs itself as a child process, which aborts in the hook that SQLite calls for a written
//! row, or at last for the commit: no destructor runs and nothing is flushed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use jiff::Timestamp;
use pika_domain::{Fact, PlayFact, PlayId, Poll, SessionId, SourceKind, TrackId, TrackNames};
use uuid::Uuid;

use crate::{Library, MusicFolder, NewPlay, NewSession, TrackQuery, TrackRow, fixture};

const LIBRARY: &str = "PIKA_TEST_LIBRARY";
const WRITES: &str = "PIKA_TEST_WRITES";

/// More than any change writes here.
const MOST_WRITES: u32 = 200;

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
    /// Of the folders that there are.
    folders: Vec<String>,
    /// With all that is known of each.
    tracks: Vec<String>,
    counted: String,
    to_analyse: usize,
}

fn seen(library: &Library) -> Seen {
    let record = library.session(&id()).expect("readable");
    let rows = library.list_tracks(&TrackQuery::default()).expect("readable").rows;
    let detail = |row: &TrackRow| format!("{:?}", library.track_detail(row.id).expect("readable"));
    let name = |folder: MusicFolder| folder.path.file_name().map(|name| format!("{name:?}"));
    Seen {
        folders: library.folders().expect("readable").into_iter().filter_map(name).collect(),
        tracks: rows.iter().map(detail).collect(),
        counted: format!("{:?}", library.summary(1).expect("readable")),
        to_analyse: library.tracks_to_analyse(1).expect("readable").len(),
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
    let mut left_nothing = 0;
    for writes in 1..MOST_WRITES {
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
        let left = seen(&library);
        if status.success() {
            assert_ne!(left, before, "the action does something");
            assert!(left_nothing >= 3, "it died at several writes, not {left_nothing}");
            return;
        }
        action(&library);
        let after = seen(&library);
        assert_ne!(after, before, "after a crash the same action succeeds");
        // A scan looks at last whether anything is gone, which is a change of its own.
        assert!(left == before || left == after, "killed at write {writes}: {left:#?}");
        left_nothing += u32::from(left == before);
    }
    panic!("no child survived");
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

/// The folder of music beside a library, with these files in it.
fn music(library: &Library, files: &[&str]) -> PathBuf {
    let music = library.path().with_file_name("music");
    for file in files {
        let path = music.join(file);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        fs::write(path, format!("{file} is no sound")).expect("a file");
    }
    music
}

fn scan(library: &Library) {
    library.scan(&mut |_| {}, &AtomicBool::new(false)).expect("scanned");
}

#[test]
fn what_a_scan_brings_in_is_written_together() {
    check(
        "what_a_scan_brings_in_is_written_together",
        |library| {
            let music = music(library, &["Otis Marlow - Moved.mp3", "Alba Reyes - Changed.mp3"]);
            library.add_folder(&music).expect("added");
            scan(library);
            fs::create_dir(music.join("there")).expect("a folder");
            let names = ["Otis Marlow - Moved.mp3", "there/Otis Marlow - Moved.mp3"];
            fs::rename(music.join(names[0]), music.join(names[1])).expect("moved");
            fs::write(music.join("Alba Reyes - Changed.mp3"), "another sound").expect("changed");
            fs::write(music.join("Alba Reyes - New.mp3"), "a new sound").expect("added");
        },
        scan,
    );
}

#[test]
fn an_analysis_and_what_is_shown_of_it_are_written_together() {
    let result = r#"{
        "version": 1, "duration_s": 208.0, "tempo": {
            "bpm": 98.0, "danced": 98.0, "confidence": 0.9, "stability": 1.0, "candidates": [],
            "beats_s": [], "bars": null, "swing": null, "intro_s": null, "outro_s": null
        },
        "key": {"key": "A minor", "confidence": 0.9, "second": null},
        "loudness": {"integrated_lufs": -9.0, "peak_dbfs": -1.0, "true_peak_dbtp": -0.5},
        "fingerprint": {
            "energy": 60, "danceability": 60, "brightness": 60, "acousticness": 60, "groove": 60
        },
        "waveform": [], "skipped_frames": 0
    }"#;
    check(
        "an_analysis_and_what_is_shown_of_it_are_written_together",
        |library| {
            fixture::add_track(library, "Stay Late");
        },
        |library| {
            let result = serde_json::from_str(result).expect("a result");
            library.store_analysis(TrackId(1), &result).expect("stored");
        },
    );
}

#[test]
fn a_folder_and_the_tracks_that_it_takes_over_are_written_together() {
    check(
        "a_folder_and_the_tracks_that_it_takes_over_are_written_together",
        |library| {
            let music = music(library, &["blues/One.mp3", "blues/Two.mp3", "soul/Three.mp3"]);
            for inner in ["blues", "soul"] {
                library.add_folder(&music.join(inner)).expect("added");
            }
            scan(library);
        },
        |library| {
            library.add_folder(&music(library, &[])).expect("added");
        },
    );
}

#[test]
fn a_folder_goes_together_with_its_tracks() {
    check(
        "a_folder_goes_together_with_its_tracks",
        |library| {
            library.add_folder(&music(library, &["One.mp3", "Two.mp3"])).expect("added");
            scan(library);
        },
        |library| {
            let folder = library.folders().expect("readable")[0].id;
            library.remove_folder(folder).expect("removed");
        },
    );
}
