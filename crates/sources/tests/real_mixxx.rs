//! The real Mixxx, from pressing play to the event.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use pika_domain::{Candidate, Key, Mode, SourceKind};
use pika_sources::{Mixxx, SourceEvent, SourceState, WatchSettings, watch};
use pika_test_support::mixxx::Mixxx as RealMixxx;
use pika_test_support::tones::Tone;
use tokio::sync::mpsc::Receiver;

const PATIENCE: Duration = Duration::from_mins(1);

async fn next_started(events: &mut Receiver<SourceEvent>) -> Candidate {
    loop {
        match events.recv().await.expect("the watch goes on") {
            SourceEvent::Started(candidate) => return candidate,
            SourceEvent::Statuses(statuses) => {
                assert_ne!(statuses[0].state, SourceState::NotFound, "{statuses:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_track_played_in_mixxx_is_reported_with_its_file_and_time() {
    let home = tempfile::tempdir().expect("a folder");
    let track = home.path().join("Alba Reyes - Stay Late.wav");
    Tone::new(96.0, Key::new(9, Mode::Minor), 60.0).write_wav(&track).expect("a file of sound");

    let mixxx = RealMixxx::start(home.path(), &track).await.expect("Mixxx runs");
    let source = Mixxx::in_folders(vec![mixxx.settings_folder().to_owned()]);
    let (_watch, mut events) = watch(vec![Box::new(source)], WatchSettings::default());

    let pressed_at = Timestamp::now();
    mixxx.press_play().await.expect("the key is pressed");
    let started = tokio::time::timeout(PATIENCE, next_started(&mut events))
        .await
        .expect("Mixxx logs the track and the watch sees it");
    println!("from pressing play to the event: {:#}", Timestamp::now().duration_since(pressed_at));

    assert_eq!(started.source, SourceKind::Mixxx);
    assert_eq!(started.path.as_deref(), Some(track.as_path()));
    assert_eq!((&*started.names.artist, &*started.names.title), ("Alba Reyes", "Stay Late"));
    let length = started.duration_s.expect("Mixxx knows the length");
    assert!((length - 60.0).abs() < 0.1, "{length} s");
    // Mixxx runs in another time zone here, and writes whole seconds.
    let start = started.started_at.expect("Mixxx writes the time");
    let since_pressed = start.duration_since(pressed_at);
    assert!(
        since_pressed > -SignedDuration::from_secs(1),
        "started before play: {since_pressed:#}"
    );
    assert!(start <= Timestamp::now(), "the start lies in the future");
}
