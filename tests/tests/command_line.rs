//! `pika` as a stranger meets it: results on stdout, everything else on stderr.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use pika_domain::{Key, Mode};
use pika_test_support::process::Program;
use pika_test_support::programs;
use pika_test_support::tones::Tone;
use serde_json::Value;
use tokio::process::Command;

fn pika(data_dir: &Path) -> Result<Command> {
    let mut command = Command::new(programs::built("pika")?);
    command.arg("--data-dir").arg(data_dir).env_remove("PIKA_LOG").stdin(Stdio::null());
    Ok(command)
}

fn write_track(path: &Path, bpm: f64) -> Result<()> {
    Ok(Tone::new(bpm, Key::new(9, Mode::Minor), 60.0).write_wav(path)?)
}

#[tokio::test]
async fn every_command_explains_itself() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for command in [
        vec!["--help"],
        vec!["scan", "--help"],
        vec!["analyze", "--help"],
        vec!["live", "--help"],
        vec!["login", "--help"],
        vec!["logout", "--help"],
        vec!["simulate", "virtualdj", "--help"],
    ] {
        let output = pika(folder.path())?.args(&command).output().await?;
        let text = String::from_utf8(output.stdout)?;
        ensure!(output.status.success(), "{command:?}");
        ensure!(text.contains("Usage: pika") && text.len() > 300, "{command:?}: {text}");
    }
    Ok(())
}

#[tokio::test]
async fn analyze_prints_one_object_a_file_and_a_bad_file_stops_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let good = folder.path().join("good.wav");
    let bad = folder.path().join("bad.mp3");
    let missing = folder.path().join("missing.flac");
    write_track(&good, 104.0)?;
    std::fs::write(&bad, "no sound in here")?;
    let output = pika(folder.path())?
        .args(["analyze", "--json", "--beats", "--threads", "2"])
        .args([&bad, &good, &missing])
        .output()
        .await?;
    ensure!(output.status.code() == Some(1), "some failed: {:?}", output.status);
    let text = String::from_utf8(output.stdout)?;
    let lines: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    ensure!(lines.len() == 3, "one line a file: {text}");
    for (line, path) in lines.iter().zip([&bad, &good, &missing]) {
        ensure!(line["path"] == path.display().to_string().as_str(), "in the order asked: {line}");
    }
    ensure!(lines[0]["error"].is_string() && lines[2]["error"].is_string(), "{text}");
    let track = &lines[1];
    let bpm = track["bpm"].as_f64().context("a tempo")?;
    ensure!((bpm - 104.0).abs() < 0.5, "{track}");
    for number in [
        "duration_s",
        "bpm_danced",
        "bpm_confidence",
        "key_confidence",
        "energy",
        "danceability",
        "brightness",
        "acousticness",
        "groove",
    ] {
        ensure!(track[number].is_number(), "{number} in {track}");
    }
    ensure!(
        track["key"].as_str().is_some_and(|key| key.ends_with("minor") || key.ends_with("major"))
    );
    ensure!(track["beats"].as_array().is_some_and(|beats| beats.len() > 90), "a minute of beats");
    Ok(())
}

#[tokio::test]
async fn a_folder_that_cannot_be_scanned_is_a_sentence() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let nowhere = folder.path().join("nowhere");
    let output = pika(folder.path())?.arg("scan").arg(&nowhere).output().await?;
    ensure!(!output.status.success(), "a failure is told by the exit code");
    let said = String::from_utf8(output.stderr)?;
    ensure!(said.contains("nowhere") && !said.contains("panicked"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_rehearsal_with_a_simulated_virtualdj_goes_live_from_the_terminal() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("VirtualDJ");
    let track = folder.path().join("Otis Marlow - Stormy Corner Blues.wav");
    write_track(&track, 98.0)?;
    std::fs::create_dir_all(home.join("History"))?;

    let mut live = pika(&folder.path().join("pika"))?;
    live.args(["live", "--name", "Mara", "--virtualdj"])
        .arg(&home)
        .arg("--mixxx")
        .arg(folder.path());
    let mut live = Program::start(live)?;
    let within = Duration::from_mins(1);
    let address = live
        .wait_for_line(within, |line| {
            let line: Value = serde_json::from_str(line).ok()?;
            line["live"].as_str().map(str::to_owned)
        })
        .await?;
    ensure!(address.contains("/live/"), "{address}");

    let mut simulate = pika(folder.path())?;
    simulate.args(["simulate", "virtualdj", "--home"]).arg(&home).arg(&track);
    let played = simulate.output().await?;
    ensure!(played.status.success(), "{}", String::from_utf8_lossy(&played.stderr));
    let title = live
        .wait_for_line(within, |line| {
            let line: Value = serde_json::from_str(line).ok()?;
            line["title"].as_str().map(str::to_owned)
        })
        .await?;
    ensure!(title == "Stormy Corner Blues", "{title}");
    Ok(())
}
