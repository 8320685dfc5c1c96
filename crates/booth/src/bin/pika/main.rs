//! `pika`: the booth for people who like terminals, for scripts and for tests. Results go to stdout,
//! everything else to stderr.

mod analyze;
mod live;
mod login;
mod scan;
mod simulate;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The companion of a West Coast Swing DJ, on the command line.
///
/// Results are printed on stdout, one a line; messages go to stderr (more of them with PIKA_LOG=debug).
#[derive(Parser)]
#[command(name = "pika", version, propagate_version = true)]
struct Cli {
    /// Folder of Pika's library; the desktop's own by default.
    #[arg(long, global = true, env = "PIKA_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add music folders to the library and read their files.
    Scan(scan::ScanArgs),
    /// Print tempo, key and feel of audio files.
    Analyze(analyze::AnalyzeArgs),
    /// Go live and print what plays and what dancers like.
    Live(live::LiveArgs),
    /// Log in to a cloud with a token, which is read from stdin.
    Login(login::LoginArgs),
    /// Forget the login of this computer.
    Logout(login::LogoutArgs),
    /// Rehearse without a DJ program.
    Simulate(simulate::SimulateArgs),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(pika_booth::logging::filter())
        .with_writer(std::io::stderr)
        .init();
    let data_dir = pika_booth::paths::data_dir(cli.data_dir);
    let result = match cli.command {
        Command::Scan(args) => scan::run(&args, &data_dir),
        Command::Analyze(args) => analyze::run(&args),
        Command::Live(args) => live::run(args, data_dir),
        Command::Login(args) => login::log_in(args, &data_dir),
        Command::Logout(args) => login::log_out(args, &data_dir),
        Command::Simulate(args) => simulate::run(args),
    };
    result.unwrap_or_else(|error| {
        eprintln!("pika: {error:#}");
        ExitCode::FAILURE
    })
}
