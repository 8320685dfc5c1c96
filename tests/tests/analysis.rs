//! From a folder of music to tempo and key in the library: the booth, its queue and the real sidecar.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use async_trait::async_trait;
use pika_booth::view::{AnalysisState, Settings};
use pika_booth::{
    Booth, BoothConfig, ChildLauncher, CloudChoice, LaunchError, SidecarLauncher, SidecarProcess,
    Timing, WithoutKeychain,
};
use pika_domain::{Key, Mode};
use pika_library::{Library, TrackQuery, TrackSort, TrackState};
use pika_stories::snapshot::until;
use pika_test_support::programs;
use pika_test_support::tones::{Tone, write_endless_wav};

async fn open_booth(data_dir: &Path, sidecar: &Path) -> Result<Booth> {
    open_booth_with(data_dir, Arc::new(ChildLauncher::new(sidecar.to_owned()))).await
}

async fn open_booth_with(data_dir: &Path, launcher: Arc<dyn SidecarLauncher>) -> Result<Booth> {
    let config = BoothConfig {
        data_dir: data_dir.to_owned(),
        launcher,
        sources: Vec::new(),
        cloud: CloudChoice::Embedded { port: Some(0) },
        timing: Timing::default(),
        keychain: Arc::new(WithoutKeychain),
    };
    Ok(Booth::open(config).await?)
}

fn write_track(folder: &Path, name: &str, bpm: f64) -> Result<()> {
    let tone = Tone::new(bpm, Key::new(9, Mode::Minor), 60.0);
    Ok(tone.write_wav(&folder.join(format!("{name}.wav")))?)
}

#[tokio::test]
async fn a_folder_that_is_added_is_scanned_and_analysed_and_one_bad_file_fails_alone() -> Result<()>
{
    let folder = tempfile::tempdir()?;
    let music = folder.path().join("music");
    std::fs::create_dir(&music)?;
    write_track(&music, "Ada Lane - Steady", 100.0)?;
    write_track(&music, "Bo Hart - Brisk", 118.0)?;
    std::fs::write(music.join("Cy Vale - Broken.mp3"), b"this is a shopping list")?;

    let booth = open_booth(&folder.path().join("pika"), &programs::built("pika-sidecar")?).await?;
    booth.add_music_folder(&music).await?;
    let done = until(&booth, "every track is done with", |s| {
        s.library.analysed == 2 && s.library.failed == 1 && s.analysis.state == AnalysisState::Idle
    })
    .await?;
    assert_eq!(done.library.to_analyse, 0);

    let by_artist = TrackQuery { sort: TrackSort::Artist, ..TrackQuery::default() };
    let rows = booth.list_tracks(by_artist).await?.rows;
    let tempo = |index: usize| rows[index].bpm.map(pika_domain::Bpm::value);
    assert!((tempo(0).context("a tempo")? - 100.0).abs() < 0.5, "{:?}", rows[0]);
    assert!((tempo(1).context("a tempo")? - 118.0).abs() < 0.5, "{:?}", rows[1]);
    assert_eq!(rows[2].state, TrackState::Failed);
    let broken = booth.track(rows[2].id).await?.context("it is in the library all the same")?;
    assert!(broken.problem.is_some_and(|reason| reason.ends_with('.')), "the reason is a sentence");
    Ok(())
}

#[tokio::test]
async fn a_paused_analysis_waits_and_a_stopped_one_forgets() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let music = folder.path().join("music");
    std::fs::create_dir(&music)?;
    for number in 1..=6 {
        write_track(&music, &format!("Track {number}"), 90.0 + f64::from(number))?;
    }
    let booth = open_booth(&folder.path().join("pika"), &programs::built("pika-sidecar")?).await?;
    booth.add_music_folder(&music).await?;
    until(&booth, "it runs", |s| s.analysis.state == AnalysisState::Running).await?;
    booth.pause_analysis().await?;
    let paused = until(&booth, "it is paused and what was begun is done", |s| {
        s.analysis.state == AnalysisState::Paused && s.analysis.current.is_empty()
    })
    .await?;
    assert!(paused.analysis.done < 6, "there is something left to wait for");
    booth.resume_analysis().await?;
    until(&booth, "one more is done", |s| s.analysis.done > paused.analysis.done).await?;
    booth.stop_analysis().await?;
    let stopped = until(&booth, "it is idle", |s| s.analysis.state == AnalysisState::Idle).await?;
    assert_eq!(stopped.analysis.total, 0);
    booth.start_analysis().await?;
    until(&booth, "the rest is done", |s| s.library.analysed == 6).await?;
    Ok(())
}

#[tokio::test]
async fn one_track_says_how_far_it_is_and_is_given_up_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let music = folder.path().join("music");
    std::fs::create_dir(&music)?;
    write_endless_wav(&music.join("Ada Lane - Endless.wav"))?;
    write_track(&music, "Bo Hart - Brisk", 118.0)?;
    let booth = open_booth(&folder.path().join("pika"), &programs::built("pika-sidecar")?).await?;
    booth.add_music_folder(&music).await?;
    until(&booth, "the analysis runs", |s| s.analysis.state == AnalysisState::Running).await?;
    booth.pause_analysis().await?;
    let by_artist = TrackQuery { sort: TrackSort::Artist, ..TrackQuery::default() };
    let endless = booth.list_tracks(by_artist).await?.rows[0].id;
    booth.analyse_track(endless).await?;
    let heard = until(&booth, "some of it has been heard", |s| {
        s.analysis.current.iter().any(|track| track.track_id == endless && track.share > 0.0)
    })
    .await?;
    assert_eq!(heard.analysis.state, AnalysisState::Paused, "only this one goes on");
    booth.cancel_track_analysis(endless).await?;
    let left = until(&booth, "it is given up", |s| s.analysis.current.is_empty()).await?;
    assert_eq!(left.library.failed, 0, "no verdict on a file that was not heard to its end");
    booth.resume_analysis().await?;
    let done = until(&booth, "the others are done", |s| s.library.analysed == 1).await?;
    assert_eq!(done.library.to_analyse, 1);
    Ok(())
}

#[tokio::test]
async fn without_a_sidecar_the_dj_is_told_and_everything_else_works() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let music = folder.path().join("music");
    std::fs::create_dir(&music)?;
    write_track(&music, "Ada Lane - Steady", 100.0)?;
    let booth = open_booth(&folder.path().join("pika"), Path::new("/nowhere/pika-sidecar")).await?;
    booth.add_music_folder(&music).await?;
    let told = until(&booth, "the problem is shown", |s| s.analysis.problem.is_some()).await?;
    let problem = told.analysis.problem.unwrap_or_default();
    assert!(problem.starts_with("Analysis cannot start"), "{problem}");
    assert_eq!(booth.list_tracks(TrackQuery::default()).await?.total, 1);
    Ok(())
}

#[tokio::test]
async fn a_sidecar_that_dies_costs_at_most_the_file_that_killed_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let music = folder.path().join("music");
    std::fs::create_dir(&music)?;
    for number in 1..=3 {
        write_track(&music, &format!("Track {number}"), 90.0 + f64::from(number))?;
    }
    let booth = open_booth(&folder.path().join("pika"), &programs::built("pika-sidecar")?).await?;
    booth.add_music_folder(&music).await?;
    until(&booth, "a track is being analysed", |s| !s.analysis.current.is_empty()).await?;
    kill_children_named("pika-sidecar")?;
    let done = until(&booth, "every track is analysed", |s| s.library.analysed == 3).await?;
    assert_eq!(done.library.failed, 0, "the track that was under way was tried again");
    Ok(())
}

#[tokio::test]
async fn a_sidecar_that_dies_with_two_tracks_under_way_costs_neither() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let music = folder.path().join("music");
    std::fs::create_dir(&music)?;
    for number in 1..=2 {
        write_track(&music, &format!("Track {number}"), 90.0 + f64::from(number))?;
    }
    let data_dir = folder.path().join("pika");
    let settings = Settings { analysis_threads: 2, ..Settings::default() };
    Library::open(&data_dir.join("pika.db"))?.set_setting("booth", &settings)?;
    let booth = open_booth(&data_dir, &programs::built("pika-sidecar")?).await?;
    booth.add_music_folder(&music).await?;
    until(&booth, "both are being analysed", |s| s.analysis.current.len() == 2).await?;
    kill_children_named("pika-sidecar")?;
    let done = until(&booth, "both are done with", |s| s.analysis.done == 2).await?;
    assert_eq!(done.analysis.failed, 0, "one process that died is one attempt");
    Ok(())
}

/// Breaks off the first time, as a fault of ours would; afterwards it is what it stands before.
struct Stumbling {
    stumbled: AtomicBool,
    then: ChildLauncher,
}

#[async_trait]
impl SidecarLauncher for Stumbling {
    async fn launch(&self, hello: String) -> Result<Box<dyn SidecarProcess>, LaunchError> {
        assert!(self.stumbled.swap(true, Ordering::SeqCst), "a fault of ours");
        self.then.launch(hello).await
    }
}

#[tokio::test]
async fn an_analysis_that_stumbles_says_so_and_can_be_started_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let music = folder.path().join("music");
    std::fs::create_dir(&music)?;
    write_track(&music, "Ada Lane - Steady", 100.0)?;
    let then = ChildLauncher::new(programs::built("pika-sidecar")?);
    let launcher = Arc::new(Stumbling { stumbled: AtomicBool::new(false), then });
    let booth = open_booth_with(&folder.path().join("pika"), launcher).await?;
    booth.add_music_folder(&music).await?;
    let told = until(&booth, "the DJ is told", |s| s.analysis.problem.is_some()).await?;
    assert_eq!(told.analysis.state, AnalysisState::Idle);
    booth.start_analysis().await?;
    until(&booth, "the track is analysed", |s| s.library.analysed == 1).await?;
    Ok(())
}

/// Kills every child of this process with that name, as an out-of-memory killer would.
fn kill_children_named(name: &str) -> Result<()> {
    let own = std::process::id();
    for entry in std::fs::read_dir("/proc")? {
        let folder = entry?.path();
        let Ok(stat) = std::fs::read_to_string(folder.join("stat")) else { continue };
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1));
        if stat.contains(&format!("({name})")) && parent == Some(own.to_string().as_str()) {
            let pid = folder.file_name().context("a process id")?.to_owned();
            std::process::Command::new("kill").arg("-KILL").arg(pid).status()?;
        }
    }
    Ok(())
}
