//! The main job through every program: music, analysis, the real Mixxx, the window, the phone.

use std::path::Path;
use std::time::Duration;

use pika_domain::{Key, Mode};
use pika_stories::dj_program::DjProgram;
use pika_stories::laptop::Laptop;
use pika_test_support::browser::Phone;
use pika_test_support::spot::Spot;
use pika_test_support::tones::Tone;

const PATIENCE: Duration = Duration::from_mins(1);

/// Writes a track of two minutes; its file name gives artist and title.
fn write_track(folder: &Path, artist: &str, title: &str, bpm: f64) -> std::path::PathBuf {
    let path = folder.join(format!("{artist} - {title}.wav"));
    let tone = Tone::new(bpm, Key::new(9, Mode::Minor), 120.0);
    tone.write_wav(&path).expect("the folder was just made");
    path
}

#[tokio::test]
async fn a_track_played_in_mixxx_reaches_a_phone_and_its_like_reaches_the_booth() {
    let laptop = Laptop::new().await.unwrap();
    let music = laptop.home().join("Music");
    std::fs::create_dir_all(&music).unwrap();
    let track = write_track(&music, "The Marlows", "Slow River", 88.0);
    write_track(&music, "Ida Quist", "Paper Moon Walk", 112.0);
    assert_eq!(laptop.scan(&music).await.unwrap(), 2, "both tracks are found");

    let desk = laptop.open_pika().await.unwrap();
    assert_eq!(desk.analyse().await.unwrap(), 2, "both tracks are analysed");

    let program = DjProgram::start(&laptop, &track).await.unwrap();
    assert_eq!(program.name(), "mixxx", "Mixxx is installed: `cargo xtask setup` does it");
    let address = desk.go_live("Mara").await.unwrap();
    let phone = Phone::open(&address).await.unwrap();

    let title = Spot::test_id("title");
    let (written, seen) =
        tokio::try_join!(program.play(&laptop), phone.until_reads(&title, "Slow River", PATIENCE))
            .unwrap();
    assert!(seen.at >= written, "the phone shows what was written, not what was guessed");
    assert_eq!(phone.text(&Spot::test_id("artist")).await.unwrap(), "The Marlows");
    let playing = desk.window.text(&Spot::region("Now playing")).await.unwrap();
    assert!(playing.contains("Slow River"), "the window shows it too: {playing}");

    phone.press(&Spot::button("Like Slow River")).await.unwrap();
    assert_eq!(desk.until_liked(1).await.unwrap(), 1, "one like, counted once");
}
