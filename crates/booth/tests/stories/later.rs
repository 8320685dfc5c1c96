//! More becomes known of a track while the room hears it: the play, the window and the dancers take
//! it up.

use anyhow::{Context, Result};
use jiff::Timestamp;
use pika_domain::Bpm;
use pika_library::TrackQuery;
use pika_protocol::ServerMessage;
use pika_test_support::dancer::Dancer;

use crate::laptop::{Laptop, go_live, until};

#[tokio::test]
async fn a_tempo_that_the_dj_sets_while_the_track_plays_reaches_window_and_dancers() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let music = laptop.data_dir().join("music");
    let file = music.join("Otis Marlow - Stay Late.wav");
    std::fs::create_dir_all(&music)?;
    std::fs::write(&file, silence())?;
    booth.add_music_folder(&music).await?;
    until(&booth, "the track is in the crate", |s| s.library.tracks == 1).await?;
    let track = booth.list_tracks(TrackQuery::default()).await?.rows.remove(0);

    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, "client_00112233445566778899aabbccddeeff").await?;
    let place = file.to_str().context("a path that is text")?;
    laptop.play_file(Timestamp::now(), place, &track.title)?;
    let play = dancer.until_plays(&track.title).await?;
    booth.set_danced_bpm(track.id, Some(Bpm::new(96.5)?)).await?;
    let told = dancer
        .until("the tempo", |message| match message {
            ServerMessage::MetadataUpdated { play_id, track, .. } if *play_id == play => {
                Some(track.bpm.map(pika_protocol::Bounded::value))
            }
            _ => None,
        })
        .await?;
    assert_eq!(told, Some(96.5));
    let snapshot = until(&booth, "all is told", |s| s.live.waiting == 0).await?;
    let playing = snapshot.now_playing.context("the track plays")?;
    assert_eq!(playing.bpm.map(Bpm::value), Some(96.5), "on the stage");
    assert_eq!(snapshot.plays[0].bpm.map(Bpm::value), Some(96.5), "and in the night's list");
    Ok(())
}

/// A second of silence as a WAV file.
fn silence() -> Vec<u8> {
    let samples = [0; 16_000];
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + samples.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    // PCM, one channel, 8,000 samples a second of two bytes each.
    for (value, width) in [(1_u32, 2), (1, 2), (8_000, 4), (16_000, 4), (2, 2), (16, 2)] {
        bytes.extend(&value.to_le_bytes()[..width]);
    }
    bytes.extend(b"data");
    bytes.extend((samples.len() as u32).to_le_bytes());
    bytes.extend(samples);
    bytes
}
