//! What is answered for good and for bad files.

use std::fs;
use std::path::{Path, PathBuf};

use pika_domain::{Analysis, Key};
use pika_test_support::tones::{SAMPLE_RATE, Tone};
use serde_json::json;
use tempfile::TempDir;

use crate::running::{SECRET, Sidecar};

fn music() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().canonicalize().expect("a real path");
    (folder, path)
}

fn key(name: &str) -> Key {
    name.parse().expect("a key")
}

/// Status, code and sentence of a refusal.
fn refused(folder: &Path, path: &Path) -> (u16, String, String) {
    let (status, body) = Sidecar::start(folder).analyse(path);
    let text = |field: &str| body[field].as_str().expect("a text").to_owned();
    (status, text("code"), text("message"))
}

#[test]
fn files_of_known_tempo_and_key_are_analysed() {
    let (_guard, folder) = music();
    let sidecar = Sidecar::start(&folder);
    for (bpm, name) in [(96.0, "A minor"), (118.0, "E major")] {
        let path = folder.join(format!("{bpm} {name}.wav"));
        Tone::new(bpm, key(name), 30.0).write_wav(&path).expect("written");
        let (status, body) = sidecar.analyse(&path);
        assert_eq!(status, 200, "{body}");
        let analysis: Analysis = serde_json::from_value(body).expect("an analysis");
        assert_eq!(analysis.version, pika_analysis::ANALYSIS_VERSION);
        assert!((analysis.duration_s - 30.0).abs() < 0.01, "{}", analysis.duration_s);
        let tempo = analysis.tempo.expect("a tempo");
        assert!((tempo.bpm.value() - bpm).abs() < 0.1, "{:?} for {bpm}", tempo.bpm);
        assert_eq!(analysis.key.map(|found| found.key), Some(key(name)));
    }
}

#[test]
fn bad_files_fail_alone_and_with_their_reason() {
    let (_guard, folder) = music();
    let sidecar = Sidecar::start(&folder);
    let good = pika_corpus::wav(&Tone::new(100.0, key("C major"), 12.0).samples(), SAMPLE_RATE);
    let silence = pika_corpus::wav(&vec![0.0; 44_100 * 5], SAMPLE_RATE);
    for (name, content, status, code) in [
        ("text.mp3", &b"a shopping list, not a song"[..], 415, "not_audio"),
        ("empty.flac", &[], 415, "not_audio"),
        ("truncated.wav", &good[..good.len() / 4], 422, "unreadable"),
        ("silent.wav", &silence, 422, "silent"),
        ("short.wav", &pika_corpus::wav(&vec![0.5; 4_410], SAMPLE_RATE), 422, "too_short"),
    ] {
        let path = folder.join(name);
        fs::write(&path, content).expect("written");
        let (found, body) = sidecar.analyse(&path);
        assert_eq!((found, body["code"].as_str()), (status, Some(code)), "{name}: {body}");
    }
    let path = folder.join("good.wav");
    fs::write(&path, &good).expect("written");
    assert_eq!(sidecar.analyse(&path).0, 200, "a good file after the bad ones");
}

#[test]
fn a_folder_and_a_missing_file_are_unreadable() {
    let (_guard, folder) = music();
    fs::create_dir(folder.join("album.wav")).expect("created");
    let (status, code, message) = refused(&folder, &folder.join("album.wav"));
    assert_eq!((status, code.as_str()), (422, "unreadable"), "{message}");
    let (status, code, message) = refused(&folder, &folder.join("gone.wav"));
    assert_eq!((status, code.as_str()), (422, "unreadable"), "{message}");
}

#[test]
fn nothing_outside_the_music_folders_is_opened() {
    let (_guard, folder) = music();
    let (_other_guard, other) = music();
    let outside = other.join("outside.wav");
    Tone::new(100.0, key("C major"), 6.0).write_wav(&outside).expect("written");
    let dotted = folder.join("..").join(other.file_name().expect("a name")).join("outside.wav");
    for path in [outside.clone(), dotted, other.join("missing.wav"), "outside.wav".into()] {
        let (status, code, message) = refused(&folder, &path);
        assert_eq!((status, code.as_str()), (403, "forbidden"), "{}: {message}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_music_folder_is_refused_and_a_link_within_is_followed() {
    let (_guard, folder) = music();
    let (_other_guard, other) = music();
    let outside = other.join("outside.wav");
    Tone::new(100.0, key("C major"), 6.0).write_wav(&outside).expect("written");
    fs::copy(&outside, folder.join("inside.wav")).expect("copied");
    std::os::unix::fs::symlink(&outside, folder.join("out.wav")).expect("linked");
    std::os::unix::fs::symlink("inside.wav", folder.join("within.wav")).expect("linked");
    let sidecar = Sidecar::start(&folder);
    assert_eq!(sidecar.analyse(&folder.join("out.wav")).0, 403);
    assert_eq!(sidecar.analyse(&folder.join("within.wav")).0, 200);
}

#[test]
fn a_file_that_takes_too_long_is_given_up() {
    let (_guard, folder) = music();
    let path = folder.join("long.wav");
    Tone::new(100.0, key("C major"), 120.0).write_wav(&path).expect("written");
    let hello =
        json!({ "secret": SECRET, "folders": [folder], "threads": 1, "limit_s": 0.000_001 });
    let sidecar = Sidecar::start_with(&hello);
    for _ in 0..2 {
        let (status, body) = sidecar.analyse(&path);
        let code = body["code"].as_str();
        assert_eq!((status, code), (504, Some("timed_out")), "its worker is free again: {body}");
    }
}

#[test]
fn an_abandoned_request_frees_its_worker() {
    let (_guard, folder) = music();
    let path = folder.join("song.wav");
    Tone::new(100.0, key("C major"), 20.0).write_wav(&path).expect("written");
    let hello = json!({ "secret": SECRET, "folders": [folder], "threads": 1 });
    let sidecar = Sidecar::start_with(&hello);
    let body = json!({ "path": path }).to_string();
    for _ in 0..5 {
        drop(sidecar.send("POST /analyses", &sidecar.proper_headers(), &body));
    }
    assert_eq!(sidecar.analyse(&path).0, 200, "the only worker is free again");
}
