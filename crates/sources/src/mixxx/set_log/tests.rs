//! The set log in libraries of several shapes. The tables are cut down to what is read; the real
//! program is asked in `tests/real_mixxx.rs`.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

const PATIENCE: Duration = Duration::from_millis(20);

const TABLES: &str = "
    CREATE TABLE settings (name TEXT, value TEXT);
    CREATE TABLE Playlists (id INTEGER PRIMARY KEY, name TEXT, hidden INTEGER);
    CREATE TABLE PlaylistTracks (id INTEGER PRIMARY KEY, playlist_id INTEGER, track_id INTEGER,
        position INTEGER, pl_datetime_added TEXT);
    CREATE TABLE library (id INTEGER PRIMARY KEY, artist TEXT, title TEXT, duration REAL,
        location INTEGER);
    CREATE TABLE track_locations (id INTEGER PRIMARY KEY, location TEXT);
    INSERT INTO settings VALUES ('mixxx.schema.version', '41');
    INSERT INTO Playlists VALUES (1, 'Friday', 0), (2, 'Auto DJ', 1), (3, '2026-11-23', 2),
        (4, '2026-11-24', 2);
    INSERT INTO track_locations VALUES (1, '/music/a.mp3'), (2, '/music/Nils Aho - Slow Rain.ogg');
    INSERT INTO library VALUES (1, 'Alba Reyes', 'Stay Late', 207.4, 1), (2, NULL, '', 0, 2),
        (3, 'Otis Marlow', 'Gone', NULL, 9);";

/// A library of Mixxx with these statements after the tables.
fn library(statements: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mixxxdb.sqlite");
    let connection = Connection::open(&path).expect("a new library");
    connection.execute_batch(&format!("{TABLES}{statements}")).expect("valid SQL");
    (folder, path)
}

fn newest(statements: &str) -> Option<Candidate> {
    let (_folder, path) = library(statements);
    newest_entries(&path, PATIENCE).expect("a readable library").pop()
}

#[test]
fn the_newest_track_of_the_set_log_is_found_with_all_that_mixxx_knows() {
    let found = newest(
        "INSERT INTO PlaylistTracks VALUES
            (1, 3, 2, 1, '2026-11-24 03:00:00'), (2, 4, 1, 1, '2026-11-25 03:12:31');",
    );
    let expected = Candidate {
        source: SourceKind::Mixxx,
        path: Some("/music/a.mp3".into()),
        names: TrackNames::new("Alba Reyes", "Stay Late"),
        started_at: Some("2026-11-25T03:12:31Z".parse().expect("a time")),
        duration_s: Some(207.4),
    };
    assert_eq!(found, Some(expected));
}

#[test]
fn a_track_put_into_a_playlist_is_not_playing() {
    let found = newest(
        "INSERT INTO PlaylistTracks VALUES
            (1, 4, 1, 1, '2026-11-25 03:12:31'), (2, 1, 2, 1, '2026-11-25 03:13:00'),
            (3, 2, 2, 1, '2026-11-25 03:13:00');",
    );
    assert_eq!(found.expect("a track").names.title, "Stay Late");
    assert_eq!(
        newest("INSERT INTO PlaylistTracks VALUES (1, 1, 1, 1, '2026-11-25 03:00:00');"),
        None
    );
}

#[test]
fn of_two_tracks_of_the_same_second_the_one_added_last_is_newest() {
    let found = newest(
        "INSERT INTO PlaylistTracks VALUES
            (1, 4, 2, 1, '2026-11-25 03:12:31'), (2, 4, 1, 2, '2026-11-25 03:12:31');",
    );
    assert_eq!(found.expect("a track").names.title, "Stay Late");
}

#[test]
fn what_mixxx_does_not_know_is_absent_and_the_file_gives_the_names() {
    let found = newest("INSERT INTO PlaylistTracks VALUES (1, 4, 2, 1, NULL);").expect("a track");
    assert_eq!(found.names, TrackNames::new("Nils Aho", "Slow Rain"));
    assert_eq!((found.started_at, found.duration_s), (None, None));
}

#[test]
fn a_track_whose_file_is_forgotten_still_counts() {
    let found = newest("INSERT INTO PlaylistTracks VALUES (1, 4, 3, 1, '2026-11-25 03:12:31');");
    let found = found.expect("a track");
    assert_eq!((found.path, found.names.title.as_str()), (None, "Gone"));
}

#[test]
fn a_library_that_mixxx_is_writing_to_is_busy_and_readable_again_afterwards() {
    let (_folder, path) =
        library("INSERT INTO PlaylistTracks VALUES (1, 4, 1, 1, '2026-11-25 03:12:31');");
    let writer = Connection::open(&path).expect("Mixxx's own connection");
    writer.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let refusal = newest_entries(&path, PATIENCE).expect_err("it is locked");
    assert!(matches!(refusal, SourceError::MixxxBusy { .. }), "{refusal:?}");
    writer.execute_batch("ROLLBACK").expect("the end of the lock");
    assert!(newest_entries(&path, PATIENCE).expect("it is free").pop().is_some());
}

#[test]
fn a_reading_leaves_mixxx_free_to_write() {
    let (_folder, path) =
        library("INSERT INTO PlaylistTracks VALUES (1, 4, 1, 1, '2026-11-25 03:12:31');");
    let writer = Connection::open(&path).expect("Mixxx's own connection");
    writer.busy_timeout(Duration::ZERO).expect("no patience");
    newest_entries(&path, PATIENCE).expect("a readable library").pop();
    writer.execute_batch("UPDATE library SET title = 'x'").expect("nothing is held");
}

#[test]
fn a_library_of_an_unknown_layout_is_named_with_its_version() {
    let (_folder, path) = library("ALTER TABLE library RENAME TO tracks;");
    let refusal = newest_entries(&path, PATIENCE).expect_err("the table is gone");
    assert!(matches!(refusal, SourceError::MixxxUnknownLayout { .. }), "{refusal:?}");
    assert!(refusal.to_string().ends_with("that Pika does not know (version 41)."), "{refusal}");
}

#[test]
fn a_library_that_mixxx_has_only_begun_to_make_has_no_layout_yet() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mixxxdb.sqlite");
    std::fs::write(&path, "").expect("an empty file");
    let refusal = newest_entries(&path, PATIENCE).expect_err("there is nothing in it");
    assert!(refusal.to_string().ends_with("that Pika does not know."), "{refusal}");
}

#[test]
fn a_file_that_is_no_library_is_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mixxxdb.sqlite");
    std::fs::write(&path, "this is not a database, however long it may be".repeat(50))
        .expect("a file");
    let refusal = newest_entries(&path, PATIENCE).expect_err("it is text");
    assert!(refusal.to_string().contains("is not a readable Mixxx library"), "{refusal}");
}

#[test]
fn a_truncated_library_is_a_sentence() {
    let (_folder, path) = library("");
    let bytes = std::fs::read(&path).expect("a library");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("half of it");
    let refusal = newest_entries(&path, PATIENCE).expect_err("half is missing");
    assert!(matches!(refusal, SourceError::MixxxDamaged { .. }), "{refusal:?}");
}
