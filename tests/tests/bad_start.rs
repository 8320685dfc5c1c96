//! The desktop where it cannot open: it says why in a sentence, and nothing is changed or lost.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use pika_test_support::display::Display;
use pika_test_support::programs;
use rusqlite::Connection;
use tokio::process::Command;

/// Starts the desktop, waits until it has given up, and gives what it said.
async fn refusal(home: &Path, data_dir: &Path, display: Option<&Display>) -> String {
    let mut command = Command::new(programs::built("pika-desktop").expect("it is built"));
    command
        .arg("--data-dir")
        .arg(data_dir)
        .env("HOME", home)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DISPLAY")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(display) = display {
        command.env("DISPLAY", display.name());
    }
    let ended = tokio::time::timeout(Duration::from_mins(1), command.output()).await;
    let output = ended.expect("it gives up by itself").expect("it can be started");
    assert!(!output.status.success(), "a start that failed is told by the exit code");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_library_of_a_newer_pika_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let library = home.path().join("pika.db");
    let mut pika = std::process::Command::new(programs::built("pika").unwrap());
    assert!(pika.arg("--data-dir").arg(home.path()).arg("scan").status().unwrap().success());
    Connection::open(&library).unwrap().pragma_update(None, "user_version", 9_999).unwrap();
    let before = std::fs::read(&library).unwrap();

    let display = Display::start(1440, 900).await.unwrap();
    let said = refusal(home.path(), home.path(), Some(&display)).await;
    assert!(said.contains("newer"), "it says why: {said}");
    assert!(!said.contains("panicked"), "in a sentence: {said}");
    assert_eq!(std::fs::read(&library).unwrap(), before, "not a byte is changed");
}

#[tokio::test]
async fn a_library_that_is_none_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let library = home.path().join("pika.db");
    std::fs::write(&library, "This is a letter, not a library.\n".repeat(200)).unwrap();
    let before = std::fs::read(&library).unwrap();

    let display = Display::start(1440, 900).await.unwrap();
    let said = refusal(home.path(), home.path(), Some(&display)).await;
    assert!(said.contains("pika.db"), "it says which file: {said}");
    assert!(!said.contains("panicked"), "in a sentence: {said}");
    assert_eq!(std::fs::read(&library).unwrap(), before, "not a byte is changed");
}

#[tokio::test]
async fn without_a_display_it_says_so() {
    let home = tempfile::tempdir().unwrap();
    let said = refusal(home.path(), home.path(), None).await;
    assert!(said.contains("display"), "it says what is missing: {said}");
    assert!(!said.contains("panicked"), "in a sentence: {said}");
}
