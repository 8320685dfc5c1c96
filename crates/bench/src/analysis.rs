//! How right and how fast the analysis is, on files of known tempo, beats and key.

mod beats;
mod manifest;
mod own;
mod peers;
mod progress;
mod score;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use pika_corpus::catalogue::{Part, piece};
use pika_corpus::{RATE_HZ, folder, wav};
use progress::Progress;
use score::COLUMNS;

/// Measure how right and how fast the analysis is, on generated music or on a corpus of your own.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A folder with manifest.csv, as `bench corpus` writes it; without, generated pieces of the part for testing.
    #[arg(long)]
    corpus: Option<PathBuf>,
    /// How many pieces are generated, or how many tracks of the corpus are taken.
    #[arg(long)]
    count: Option<usize>,
    /// Also run other analysers, these or all; each is installed from the Python registry or crates.io into a folder of
    /// its own. Two need Python 3.9 and 2 GB.
    #[arg(long, value_name = "NAME", num_args = 0.., value_delimiter = ',')]
    peers: Option<Vec<String>>,
    /// Print a line for each group too.
    #[arg(long, value_enum)]
    by: Option<Grouping>,
    /// Print a line for each track with a wrong tempo or key.
    #[arg(long)]
    errors: bool,
    /// Print one JSON object, with every grouping, instead of tables.
    #[arg(long)]
    json: bool,
    /// Only analyse this file and print how much memory that took, in MiB.
    #[arg(long, hide = true)]
    peak_of: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Grouping {
    Source,
    Genre,
    Format,
    Tempo,
}

/// Pieces that are generated where no number is said: three of every style.
const PIECES: usize = 93;
/// Length of the file that memory is measured on.
const LONG_S: usize = 600;

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if let Some(file) = &arguments.peak_of {
        return own::print_peak(file);
    }
    let scratch = scratch()?;
    let corpus = match &arguments.corpus {
        Some(corpus) => corpus.clone(),
        None => generate(&scratch.join("generated"), arguments.count.unwrap_or(PIECES))?,
    };
    let mut tracks = manifest::read(&corpus)?;
    tracks.truncate(arguments.count.unwrap_or(usize::MAX));

    let mut own = own::run(&tracks, arguments.errors);
    own.cost.peak_mib = own::peak_mib(&long_file(&scratch)?)?;
    let mut outcomes = vec![own];
    if let Some(names) = &arguments.peers {
        outcomes.extend(peers::run(&tracks, names, &scratch)?);
    }
    if arguments.json {
        let all: Vec<_> = outcomes.iter().map(table::Outcome::to_json).collect();
        println!("{}", serde_json::json!({ "tracks": tracks.len(), "analysers": all }));
        return Ok(());
    }
    let by = arguments.by.map(|by| match by {
        Grouping::Source => "source",
        Grouping::Genre => "genre",
        Grouping::Format => "format",
        Grouping::Tempo => "tempo",
    });
    println!("{} tracks in {}; percent\n", tracks.len(), corpus.display());
    for outcome in &outcomes {
        outcome.print(by);
    }
    for (name, meaning) in COLUMNS {
        println!("{name:>8}  {meaning}");
    }
    Ok(())
}

/// A folder beside the programs that cargo builds; written anew in every run.
fn scratch() -> Result<PathBuf> {
    let own = std::env::current_exe().context("the path of this program is not known")?;
    let folder = own.parent().context("a program lies in a folder")?.join("bench-analysis");
    fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be written", folder.display()))?;
    Ok(folder)
}

fn generate(folder: &Path, count: usize) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("{} cannot be written anew", folder.display()))?;
    }
    let mut progress = Progress::new("generated", count);
    folder::write(folder, Part::Test, count, &mut |_| progress.step())
        .with_context(|| format!("{} cannot be written", folder.display()))?;
    Ok(folder.to_owned())
}

/// Ten minutes of music in one file.
fn long_file(scratch: &Path) -> Result<PathBuf> {
    let path = scratch.join("ten-minutes.wav");
    let music = piece(Part::Test, 10).record().samples;
    let samples: Vec<f32> = music.iter().copied().cycle().take(LONG_S * RATE_HZ as usize).collect();
    fs::write(&path, wav(&samples, RATE_HZ))
        .with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(path)
}
