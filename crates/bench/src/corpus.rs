//! Writes generated music with its truth to a folder.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use pika_corpus::catalogue;
use pika_corpus::folder;

/// Write generated music with its truth (manifest.csv, audio, beats) to a folder.
///
/// Pieces of the parts share no seed: train on *train* and *octave*, measure on *test*. The same number is always the same
/// piece.
#[derive(Args)]
pub(crate) struct Arguments {
    folder: PathBuf,
    #[arg(long, value_enum, default_value = "test")]
    part: Part,
    /// How many pieces, from number 0 on; styles take turns. A piece takes about 7 MB.
    #[arg(long, default_value_t = 100)]
    count: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum Part {
    Train,
    Octave,
    Test,
}

impl From<Part> for catalogue::Part {
    fn from(part: Part) -> Self {
        match part {
            Part::Train => Self::Train,
            Part::Octave => Self::Octave,
            Part::Test => Self::Test,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let Arguments { folder, part, count } = arguments;
    let mut done = |number: usize| {
        eprint!("\r{} of {count} pieces", number + 1);
        let _ = std::io::stderr().flush();
    };
    folder::write(folder, (*part).into(), *count, &mut done)
        .with_context(|| format!("{} cannot be written", folder.display()))?;
    eprintln!();
    Ok(())
}
