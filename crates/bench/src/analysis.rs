//! How right and how fast the analysis is, on files of known tempo, beats and key.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;

/// How right and how fast the analysis is, on files of known tempo, beats and key.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Files to analyse.
    files: Vec<PathBuf>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let (started, mut seconds) = (Instant::now(), 0.0);
    for file in &arguments.files {
        let found = pika_analysis::analyse_file(file, &|| false)
            .with_context(|| format!("{} has no result", file.display()))?;
        seconds += found.duration_s;
    }
    let speed = seconds / started.elapsed().as_secs_f64();
    if arguments.json {
        println!("{}", serde_json::json!({ "seconds": seconds, "speed": speed }));
    } else {
        println!("{seconds:.0} s of audio at {speed:.0} times real time");
    }
    Ok(())
}
