//! Pika!'s desktop: a window on the booth.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// The companion of a West Coast Swing DJ.
#[derive(Parser)]
#[command(name = "pika-desktop", version)]
struct Cli {
    /// Folder of Pika's library; the platform's place for application data by default.
    #[arg(long, env = "PIKA_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(pika_booth::logging::filter())
        .with_writer(std::io::stderr)
        .init();
    match pika_desktop::run(pika_booth::paths::data_dir(cli.data_dir)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Pika cannot start: {error:#}");
            ExitCode::FAILURE
        }
    }
}
