//! `pika scan`: folders into the library.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use clap::Args;
use pika_library::Library;

#[derive(Args)]
pub(crate) struct ScanArgs {
    /// Music folders to add; without any, the folders of the library are read again.
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Print the report as one JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &ScanArgs, data_dir: &Path) -> anyhow::Result<ExitCode> {
    let library =
        Library::open(&data_dir.join("pika.db")).context("the library cannot be opened")?;
    let mut unreadable = false;
    for folder in &args.folders {
        if let Err(error) = library.add_folder(folder) {
            eprintln!("pika: {error}");
            unreadable = true;
        }
    }
    let shows_progress = std::io::stderr().is_terminal();
    let report = library
        .scan(
            &mut |progress| {
                if shows_progress {
                    eprint!("\r{} of {} files read", progress.done, progress.found);
                    // A terminal that went away does not stop the scan.
                    let _ = std::io::stderr().flush();
                }
            },
            &AtomicBool::new(false),
        )
        .context("the scan broke off")?;
    if shows_progress {
        eprintln!();
    }
    for problem in &report.problems {
        eprintln!("pika: {}: {}", problem.path, problem.reason);
    }
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!(
            "{} added, {} changed, {} moved, {} vanished, {} unchanged",
            report.added, report.changed, report.moved, report.vanished, report.unchanged
        );
    }
    Ok(if unreadable { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
