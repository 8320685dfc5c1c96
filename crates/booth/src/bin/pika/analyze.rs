//! `pika analyze`: tempo, key and feel of files and folders, without library or sidecar. How the figures are found is
//! the business of `pika-analysis`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{DirEntry, FileType};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::Context;
use clap::Args;
use pika_analysis::{AnalysisError, analyse_file};
use pika_domain::Analysis;
use serde_json::{Value, json};

/// What is tried in a folder; a file that is named itself is always tried.
const EXTENSIONS: [&str; 13] = [
    "aac", "aif", "aiff", "alac", "flac", "m4a", "mp3", "mp4", "oga", "ogg", "opus", "wav", "wave",
];

#[derive(Args)]
pub(crate) struct AnalyzeArgs {
    /// Audio files, or folders to search for them.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Print one JSON object a line instead of a table.
    #[arg(long)]
    json: bool,
    /// Add the times of all beats, in seconds, to the JSON.
    #[arg(long, requires = "json")]
    beats: bool,
    /// How many files to analyse at once; by default as many as there are cores.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// One file's turn: its place in the order of the command line, and what came of it.
struct Outcome {
    place: usize,
    path: PathBuf,
    result: Result<Analysis, String>,
}

/// Prints a line a file, in the order of the command line; a file that fails does not stop the others.
pub(crate) fn run(args: &AnalyzeArgs) -> anyhow::Result<ExitCode> {
    let files: Vec<_> = args.paths.iter().flat_map(|path| files_of(path)).collect();
    if files.is_empty() {
        anyhow::bail!("there are no audio files in {}", args.paths[0].display());
    }
    let threads = args.threads.or_else(|| thread::available_parallelism().ok());
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, outcomes) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.map_or(1, NonZeroUsize::get).min(files.len()) {
            let (files, next, stop, sender) = (&files, &next, &stop, sender.clone());
            scope.spawn(move || work(files, next, stop, &sender));
        }
        drop(sender);
        let printed = print_in_order(outcomes, args);
        stop.store(true, Ordering::Relaxed);
        let failed = printed.context("the results cannot be written")?;
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
}

/// The file itself, or all audio files below a folder, sorted; what cannot be listed comes as an error.
fn files_of(path: &Path) -> Vec<(PathBuf, Option<String>)> {
    if !path.is_dir() {
        return vec![(path.to_owned(), None)];
    }
    let mut entries = match entries_of(path) {
        Ok(entries) => entries,
        Err(error) => {
            return vec![(path.to_owned(), Some(format!("the folder cannot be read: {error}")))];
        }
    };
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let mut files = Vec::new();
    for (entry, kind) in entries {
        // A link to a folder may lead round in a circle.
        if kind.is_dir() {
            files.extend(files_of(&entry));
        } else if !entry.is_dir() && has_audio_extension(&entry) {
            files.push((entry, None));
        }
    }
    files
}

fn entries_of(folder: &Path) -> io::Result<Vec<(PathBuf, FileType)>> {
    let with_kind = |entry: io::Result<DirEntry>| {
        let entry = entry?;
        Ok((entry.path(), entry.file_type()?))
    };
    std::fs::read_dir(folder)?.map(with_kind).collect()
}

fn has_audio_extension(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

fn work(
    files: &[(PathBuf, Option<String>)],
    next: &AtomicUsize,
    stop: &AtomicBool,
    sender: &mpsc::Sender<Outcome>,
) {
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some((path, unreadable)) = files.get(place) else { return };
        let result = match unreadable {
            Some(reason) => Err(reason.clone()),
            None => match analyse_file(path, &|_| stop.load(Ordering::Relaxed)) {
                Err(AnalysisError::Stopped) => return,
                other => other.map_err(|error| error.to_string()),
            },
        };
        if sender.send(Outcome { place, path: path.clone(), result }).is_err() {
            return;
        }
    }
}

/// Prints outcomes as soon as all before them are printed. Says whether any failed.
fn print_in_order(outcomes: mpsc::Receiver<Outcome>, args: &AnalyzeArgs) -> io::Result<bool> {
    let mut waiting = BTreeMap::new();
    let (mut next, mut failed) = (0, false);
    let mut out = io::stdout().lock();
    for outcome in outcomes {
        waiting.insert(outcome.place, outcome);
        while let Some(outcome) = waiting.remove(&next) {
            next += 1;
            failed |= outcome.result.is_err();
            if args.json {
                writeln!(out, "{}", json_line(&outcome, args.beats))?;
            } else {
                match &outcome.result {
                    Ok(analysis) => writeln!(out, "{}", text_line(&outcome.path, analysis))?,
                    Err(reason) => eprintln!("pika: {}: {reason}", outcome.path.display()),
                }
            }
            out.flush()?;
        }
    }
    Ok(failed)
}

fn json_line(outcome: &Outcome, with_beats: bool) -> Value {
    let path = outcome.path.to_string_lossy();
    let analysis = match &outcome.result {
        Ok(analysis) => analysis,
        Err(reason) => return json!({ "path": path, "error": reason }),
    };
    let (tempo, key, feel) = (analysis.tempo.as_ref(), analysis.key, analysis.fingerprint);
    let mut line = json!({
        "path": path,
        "duration_s": analysis.duration_s,
        "bpm": tempo.map(|tempo| tempo.bpm),
        "bpm_danced": tempo.map(|tempo| tempo.danced),
        "bpm_confidence": tempo.map(|tempo| tempo.confidence),
        "key": key.map(|key| key.key),
        "key_confidence": key.map(|key| key.confidence),
        "energy": feel.energy,
        "danceability": feel.danceability,
        "brightness": feel.brightness,
        "acousticness": feel.acousticness,
        "groove": feel.groove,
        "loudness_lufs": analysis.loudness.integrated_lufs,
    });
    if with_beats {
        line["beats"] = json!(tempo.map_or(&[][..], |tempo| &tempo.beats_s));
    }
    line
}

fn text_line(path: &Path, analysis: &Analysis) -> String {
    let absent = || "-".to_owned();
    let tempo = analysis.tempo.as_ref();
    format!(
        "{:>7} {:>7}  {:9} {:>3}  {:>6}  {}",
        tempo.map_or_else(absent, |tempo| format!("{:.2}", tempo.danced.value())),
        tempo.map_or_else(absent, |tempo| format!("{:.2}", tempo.bpm.value())),
        analysis.key.map_or_else(absent, |key| key.key.to_string()),
        analysis.key.map_or_else(absent, |key| key.key.camelot()),
        analysis.loudness.integrated_lufs.map_or_else(absent, |lufs| format!("{lufs:.1}")),
        path.display()
    )
}
