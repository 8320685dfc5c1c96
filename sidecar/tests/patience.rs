//! How long the real binary waits and works, and when it gives up altogether.

#[path = "process/running.rs"]
mod running;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::thread;

use pika_domain::{Key, Mode};
use pika_test_support::tones::{Tone, write_endless_wav};
use serde_json::{Value, json};

use running::{SECRET, Sidecar};

fn write_song(path: &Path) {
    Tone::new(100.0, Key::new(0, Mode::Major), 10.0).write_wav(path).expect("written");
}

#[test]
fn who_waits_too_long_for_the_only_place_is_told_that_it_is_busy() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("endless.wav");
    write_endless_wav(&path).expect("written");
    let sidecar = Sidecar::start_with(
        &json!({ "secret": SECRET, "folders": [folder.path()], "threads": 1, "limit_s": 3 }),
    );
    let mut answers = thread::scope(|scope| {
        let asking = [(); 2].map(|()| scope.spawn(|| sidecar.analyse(&path)));
        asking.map(|answer| answer.join().expect("an answer"))
    });
    answers.sort_by_key(|(status, _)| *status);
    let [(busy, busy_body), (late, late_body)] = answers;
    assert_eq!((busy, busy_body["code"].as_str()), (503, Some("busy")));
    assert_eq!((late, late_body["code"].as_str()), (504, Some("timed_out")));
}

#[test]
fn a_dropped_request_stops_its_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let (endless, song) = (folder.path().join("endless.wav"), folder.path().join("song.wav"));
    write_endless_wav(&endless).expect("written");
    write_song(&song);
    let sidecar = Sidecar::start_with(
        &json!({ "secret": SECRET, "folders": [folder.path()], "threads": 1, "limit_s": 600 }),
    );
    let body = json!({ "path": endless }).to_string();
    drop(sidecar.send("POST /analyses", &sidecar.proper_headers(), &body));
    assert_eq!(sidecar.analyse(&song).0, 200, "the place is free long before the limit");
}

#[test]
fn a_file_under_way_is_named_with_the_share_that_has_been_heard_until_it_is_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let endless = folder.path().join("endless.wav");
    write_endless_wav(&endless).expect("written");
    let sidecar = Sidecar::start_with(
        &json!({ "secret": SECRET, "folders": [folder.path()], "threads": 1, "limit_s": 600 }),
    );
    let underway = || {
        let (_, answer) = sidecar.ask("GET /analyses", &sidecar.proper_headers(), "");
        let body = answer.rsplit_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str::<Value>(body).expect("JSON")
    };
    assert_eq!(underway(), json!([]));
    let body = json!({ "path": endless }).to_string();
    let asking = sidecar.send("POST /analyses", &sidecar.proper_headers(), &body);
    let heard = loop {
        let files = underway();
        if files[0]["share"].as_f64().is_some_and(|share| share > 0.0) {
            break files;
        }
    };
    assert_eq!(heard[0]["path"], json!(endless));
    drop(asking);
    while underway() != json!([]) {}
}

#[test]
fn a_music_folder_that_comes_later_ends_the_process_so_that_a_new_one_may_read_it() {
    let root = tempfile::tempdir().expect("a folder");
    let drive = root.path().join("drive");
    let hello = json!({ "secret": SECRET, "folders": [drive], "threads": 1 });
    let mut sidecar = Sidecar::start_with(&hello);
    let song = drive.join("song.wav");
    assert_eq!(sidecar.analyse(&song).0, 422, "the drive is not plugged in");

    fs::create_dir(&drive).expect("created");
    write_song(&song);
    let body = json!({ "path": song }).to_string();
    let mut answer = Vec::new();
    // The connection may end with an error instead of silence.
    let _ =
        sidecar.send("POST /analyses", &sidecar.proper_headers(), &body).read_to_end(&mut answer);
    assert_eq!(answer, b"", "no answer that would count as the file's fault");
    assert!(sidecar.stdin.is_some(), "its parent is still there");
    assert_eq!(sidecar.child.wait().expect("it ends").code(), Some(3));

    assert_eq!(Sidecar::start_with(&hello).analyse(&song).0, 200);
}

#[test]
fn two_files_are_analysed_at_once_and_each_gets_its_own_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let sidecar = Sidecar::start(folder.path());
    let lengths = [8.0, 12.0];
    let answers = thread::scope(|scope| {
        let asking = lengths.map(|seconds| {
            let path = folder.path().join(format!("{seconds}.wav"));
            Tone::new(100.0, Key::new(0, Mode::Major), seconds).write_wav(&path).expect("written");
            let sidecar = &sidecar;
            scope.spawn(move || sidecar.analyse(&path).1)
        });
        asking.map(|answer| answer.join().expect("an answer"))
    });
    for (seconds, body) in lengths.into_iter().zip(answers) {
        let found = body["duration_s"].as_f64().expect("a length");
        assert!((found - seconds).abs() < 0.01, "{found} for {seconds}");
    }
}
