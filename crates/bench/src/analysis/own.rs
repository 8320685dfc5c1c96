//! Runs Pika's own analysis over a corpus, on one core, and measures what it costs.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use pika_analysis::{analyse_file, decode_file};
use pika_domain::Analysis;
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

use super::manifest::Track;
use super::progress::Progress;
use super::score::Found;
use super::table::Outcome;

/// Seconds that this thread has spent on a core.
fn cpu_s() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

/// Analyses every track, and decodes each once more to know decoding's share.
pub(super) fn run(tracks: &[Track], errors: bool) -> Outcome {
    let mut outcome = Outcome::new("Pika");
    let mut progress = Progress::new("Pika", tracks.len());
    let mut decode_s = 0.0;
    for track in tracks {
        let before = cpu_s();
        let analysis = analyse_file(&track.path, &|_| false);
        let analysed = cpu_s();
        let _ = decode_file(&track.path, &|_| false, &mut |_| {});
        decode_s += cpu_s() - analysed;
        outcome.cost.cpu_s += analysed - before;
        if let Ok(analysis) = &analysis {
            outcome.cost.audio_s += analysis.duration_s;
        }
        let found = analysis.as_ref().ok().map(found);
        outcome.add(track, found.as_ref());
        progress.step();
        if errors {
            match (&analysis, &found) {
                (Err(reason), _) => eprintln!("{}: {reason}", track.id),
                (_, Some(found)) => tell_errors(track, found),
                _ => {}
            }
        }
    }
    outcome.cost.decode_s = Some(decode_s);
    outcome
}

/// One line for a track whose tempo or key is wrong.
fn tell_errors(track: &Track, found: &Found) {
    let bpm = found.bpm.unwrap_or(0.0);
    let wrong_bpm = track.bpm.is_some_and(|truth| (bpm / truth - 1.0).abs() > 0.04);
    let wrong_key = track.key.is_some() && track.key != found.key;
    if wrong_bpm && track.octave_verified || wrong_key {
        eprintln!(
            "{:12} {:14} bpm {:>8} found {bpm:>7.2}   key {:9} found {}",
            track.id,
            track.genre,
            track.bpm.map_or_else(String::new, |bpm| format!("{bpm:.2}")),
            track.key.as_deref().unwrap_or("-"),
            found.key.as_deref().unwrap_or("-"),
        );
    }
}

/// What is scored of an analysis. Members that this version of the analysis does not have are absent.
fn found(analysis: &Analysis) -> Found {
    let all = serde_json::to_value(analysis).expect("an analysis is plain data");
    let at = |pointer: &str| all.pointer(pointer).cloned().unwrap_or(Value::Null);
    let number = |pointer: &str| at(pointer).as_f64();
    Found {
        bpm: analysis.tempo.as_ref().map(|tempo| tempo.bpm.value()),
        bpm_danced: analysis.tempo.as_ref().map(|tempo| tempo.danced.value()),
        beats: analysis.tempo.as_ref().map(|tempo| tempo.beats_s.clone()).unwrap_or_default(),
        downbeats: serde_json::from_value(at("/tempo/bars/downbeats_s")).ok(),
        key: analysis.key.map(|key| key.key.to_string()),
        swing: number("/tempo/swing"),
        intro_s: number("/tempo/intro_s"),
        outro_s: number("/tempo/outro_s"),
    }
}

/// Peak memory in MiB of a process of its own that analyses this file; absent where the system does not tell.
pub(super) fn peak_mib(file: &Path) -> Result<Option<f64>> {
    let own = std::env::current_exe().context("the path of this program is not known")?;
    let output = Command::new(own)
        .args(["analysis", "--peak-of"])
        .arg(file)
        .output()
        .context("this program cannot be started again")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}

/// In that process: analyses the file, and prints the most memory that was in use, in MiB.
pub(super) fn print_peak(file: &Path) -> Result<()> {
    analyse_file(file, &|_| false).with_context(|| format!("{} has no result", file.display()))?;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak_kib = status.lines().find_map(|line| {
        line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()
    });
    println!("{}", peak_kib.map_or_else(String::new, |kib| format!("{:.1}", kib / 1024.0)));
    Ok(())
}
