//! Other analysers, on the same files in the same run, each in an environment of its own that is thrown away with the
//! build. None is linked or shipped; some have licences that would not allow it.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use pika_analysis::decode_file;
use serde::Deserialize;

use super::manifest::Track;
use super::progress::Progress;
use super::score::Found;
use super::table::Outcome;

const SCRIPT: &str = include_str!("peers.py");

/// An analyser as the script knows it, and what pip installs for it.
struct Peer {
    name: &'static str,
    packages: &'static [&'static str],
    /// Its package reads no compressed files; it gets them decoded, which its CPU seconds then lack.
    only_wav: bool,
}

const PEERS: [Peer; 5] = [
    Peer { name: "librosa", packages: &["librosa"], only_wav: false },
    Peer { name: "essentia multifeature + edma", packages: &["essentia"], only_wav: false },
    Peer { name: "essentia degara + bgate", packages: &["essentia"], only_wav: false },
    Peer { name: "aubio", packages: &["aubio"], only_wav: true },
    Peer { name: "madmom", packages: &["madmom"], only_wav: false },
];

/// One line of the script.
#[derive(Deserialize)]
struct Line {
    path: Option<PathBuf>,
    cpu_s: Option<f64>,
    peak_mib: Option<f64>,
    error: Option<String>,
    #[serde(flatten)]
    found: Found,
}

/// Runs every peer that can be installed; for the others, says why not.
pub(super) fn run(tracks: &[Track], scratch: &Path) -> Result<Vec<Outcome>> {
    let script = scratch.join("peers.py");
    fs::write(&script, SCRIPT)
        .with_context(|| format!("{} cannot be written", script.display()))?;
    let decoded = scratch.join("decoded");
    if decoded.exists() {
        fs::remove_dir_all(&decoded)
            .with_context(|| format!("{} cannot be written anew", decoded.display()))?;
    }
    let files = readable(tracks, &["wav", "flac", "ogg", "mp3"], &decoded)?;
    let wav_files = readable(tracks, &["wav"], &decoded)?;
    let mut outcomes = Vec::new();
    for peer in &PEERS {
        let files = if peer.only_wav { &wav_files } else { &files };
        match install(peer, scratch)
            .and_then(|python| measure(peer, &python, &script, tracks, files))
        {
            Ok(outcome) => outcomes.push(outcome),
            Err(reason) => eprintln!("{} is left out: {reason:#}", peer.name),
        }
    }
    Ok(outcomes)
}

/// The files in one of these formats: few peers read M4A or Opus without further programs.
fn readable(tracks: &[Track], formats: &[&str], folder: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)
        .with_context(|| format!("{} cannot be written", folder.display()))?;
    let file = |track: &Track| {
        if formats.contains(&track.format.as_str()) {
            return Ok(track.path.clone());
        }
        let path = folder.join(format!("{}.wav", track.id));
        if !path.exists() {
            decode_to(&track.path, &path)?;
        }
        Ok(path)
    };
    tracks.iter().map(file).collect()
}

/// Decodes a file to WAV, 16 bits, its channels mixed to one.
fn decode_to(from: &Path, to: &Path) -> Result<()> {
    let (mut samples, mut rate_hz) = (Vec::new(), 0);
    decode_file(from, &|| false, &mut |block| {
        rate_hz = block.rate_hz;
        for frame in 0..block.planes[0].len() {
            let sum: f32 = block.planes.iter().map(|plane| plane[frame]).sum();
            samples.push(sum / block.planes.len() as f32);
        }
    })
    .with_context(|| format!("{} cannot be decoded", from.display()))?;
    std::fs::write(to, pika_corpus::wav(&samples, rate_hz))
        .with_context(|| format!("{} cannot be written", to.display()))
}

/// The interpreter of an environment that has the peer's packages.
fn install(peer: &Peer, scratch: &Path) -> Result<PathBuf> {
    let folder = scratch.join("peers").join(peer.packages.join("-"));
    let python = folder.join("bin/python");
    if folder.join("complete").exists() {
        return Ok(python);
    }
    eprintln!("installing {}", peer.packages.join(", "));
    quiet(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let mut pip = Command::new(&python);
    quiet(
        pip.args(["-m", "pip", "install", "--quiet", "setuptools", "wheel"]).args(peer.packages),
    )?;
    fs::write(folder.join("complete"), "").context("the environment cannot be marked")?;
    Ok(python)
}

/// Runs a command without a word; what it wrote last is the reason when it fails.
fn quiet(command: &mut Command) -> Result<()> {
    let output = command.output().context("Python 3 is not installed")?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let reason = text.lines().rev().find(|line| line.to_lowercase().contains("error"));
    bail!("{}", reason.unwrap_or("it cannot be installed").trim())
}

fn measure(
    peer: &Peer,
    python: &Path,
    script: &Path,
    tracks: &[Track],
    files: &[PathBuf],
) -> Result<Outcome> {
    // Lowest priority and one thread: CPU seconds are compared, not patience.
    let mut child = Command::new("nice")
        .args(["-n", "15"])
        .arg(python)
        .arg(script)
        .arg(peer.name)
        .args(files)
        .envs(
            ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"]
                .map(|name| (name, "1")),
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("it cannot be started")?;
    let stdout = child.stdout.take().expect("stdout is piped");
    let mut progress = Progress::new(peer.name, tracks.len());
    let mut outcome = Outcome::new(peer.name);
    let mut lines = HashMap::new();
    for text in BufReader::new(stdout).lines() {
        let text = text.context("its output cannot be read")?;
        // Some analysers print remarks of their own.
        let Ok(line) = serde_json::from_str::<Line>(&text) else { continue };
        outcome.cost.peak_mib = line.peak_mib.or(outcome.cost.peak_mib);
        if let Some(path) = line.path.clone() {
            progress.step();
            lines.insert(path, line);
        }
    }
    ensure!(
        child.wait().is_ok_and(|status| status.success()) && !lines.is_empty(),
        "it does not run here"
    );
    for (track, file) in tracks.iter().zip(files) {
        let line = lines.get(file).filter(|line| line.error.is_none());
        outcome.add(track, line.map(|line| &line.found));
        if let Some(cpu_s) = line.and_then(|line| line.cpu_s) {
            outcome.cost.cpu_s += cpu_s;
            outcome.cost.audio_s += track.seconds;
        }
    }
    Ok(outcome)
}
