//! Other analysers, on the same files in the same run, each in an environment of its own that is thrown away with the
//! build. None is linked or shipped; some have licences that would not allow it.

mod install;

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context, Result, bail, ensure};
use pika_analysis::decode_file;
use serde::Deserialize;

use super::manifest::Track;
use super::progress::Progress;
use super::score::Found;
use super::table::Outcome;
use install::Place;

/// An analyser, by the name that its script knows.
struct Peer {
    name: &'static str,
    place: Place,
    /// It reads no compressed files; it gets them decoded, which its CPU seconds then lack.
    only_wav: bool,
}

const PEERS: [Peer; 9] = [
    Peer { name: "librosa", place: install::LIBROSA, only_wav: false },
    Peer { name: "essentia multifeature + edma", place: install::ESSENTIA, only_wav: false },
    Peer { name: "essentia degara + bgate", place: install::ESSENTIA, only_wav: false },
    Peer { name: "aubio", place: install::AUBIO, only_wav: true },
    Peer { name: "mixxx-analyzer", place: install::MIXXX, only_wav: false },
    Peer { name: "madmom", place: install::MADMOM, only_wav: true },
    Peer { name: "BeatNet", place: install::MADMOM, only_wav: true },
    Peer { name: "stratum-dsp", place: Place::Cargo, only_wav: true },
    Peer { name: "bliss-audio", place: Place::Cargo, only_wav: false },
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

/// Runs the peers of these names, or all, at the same time, each on one thread; for what cannot be installed, says why.
pub(super) fn run(tracks: &[Track], names: &[String], scratch: &Path) -> Result<Vec<Outcome>> {
    let decoded = scratch.join("decoded");
    if decoded.exists() {
        fs::remove_dir_all(&decoded)
            .with_context(|| format!("{} cannot be written anew", decoded.display()))?;
    }
    let files = readable(tracks, &["wav", "flac", "ogg", "mp3"], &decoded)?;
    let wav_files = readable(tracks, &["wav"], &decoded)?;
    let chosen = |peer: &&Peer| names.is_empty() || names.iter().any(|name| name == peer.name);
    let mut installed = Vec::new();
    for peer in PEERS.iter().filter(chosen) {
        match peer.place.install(&scratch.join("peers")) {
            Ok(program) => installed.push((peer, program)),
            Err(reason) => eprintln!("{} is left out: {reason:#}", peer.name),
        }
    }
    let progress = Mutex::new(Progress::new("peers", installed.len() * tracks.len()));
    let measured = thread::scope(|scope| {
        let running: Vec<_> = installed
            .into_iter()
            .map(|(peer, program)| {
                let files = if peer.only_wav { &wav_files } else { &files };
                let step = || progress.lock().expect("nobody panics with it").step();
                (peer, scope.spawn(move || measure(peer, &program, tracks, files, &step)))
            })
            .collect();
        let outcome = |(peer, thread): (&Peer, ScopedJoinHandle<Result<Outcome>>)| {
            let outcome = thread.join().expect("measuring does not panic");
            outcome.inspect_err(|reason| eprintln!("{} is left out: {reason:#}", peer.name)).ok()
        };
        running.into_iter().filter_map(outcome).collect()
    });
    Ok(measured)
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
    decode_file(from, &|_| false, &mut |block| {
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

fn measure(
    peer: &Peer,
    program: &[PathBuf],
    tracks: &[Track],
    files: &[PathBuf],
    step: &dyn Fn(),
) -> Result<Outcome> {
    let [program, script @ ..] = program else { bail!("it has no program") };
    // One thread: CPU seconds are compared, not patience.
    let mut child = Command::new(program)
        .args(script)
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
    let mut outcome = Outcome::new(peer.name);
    let mut lines = HashMap::new();
    for text in BufReader::new(stdout).lines() {
        let text = text.context("its output cannot be read")?;
        // Some analysers print remarks of their own.
        let Ok(line) = serde_json::from_str::<Line>(&text) else { continue };
        if let (Some(path), Some(reason)) = (&line.path, &line.error) {
            eprintln!("\n{}: {}: {reason}", peer.name, path.display());
        }
        outcome.cost.peak_mib = line.peak_mib.or(outcome.cost.peak_mib);
        if let Some(path) = line.path.clone() {
            step();
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
