//! The program `pika-cloud`: reads its settings, runs a cloud, stops it on a signal; and what an
//! operator does beside it: checks, backups.

mod check;
mod database;
mod deployment;
mod layers;
mod settings;

use std::{
    ffi::OsString,
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use pika_cloud::{CloudConfig, VapidKey};
use tracing_subscriber::EnvFilter;

use self::{
    database::Database,
    settings::{LogFormat, Settings},
};

/// Shows dancers what the DJ plays, and DJs what dancers like.
#[derive(Parser)]
#[command(name = "pika-cloud", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server: the dancers' page, /api and the WebSocket /ws on one port.
    ///
    /// Prints one line on standard output once it is ready, and logs on standard error (RUST_LOG
    /// sets how much). SIGTERM and Ctrl-C stop it after everything has been written.
    Serve(Serve),
    /// Say every setting, where it comes from, and what is wrong; secrets are not shown.
    Check(Check),
    /// Make a key for notifications of phones (Web Push), as a line for the environment.
    Vapid,
    /// Write everything into a new file while the server runs (SQLite).
    Backup(Backup),
    /// Put a backup where there is no database (SQLite).
    Restore(Backup),
}

#[derive(Args)]
struct SettingsFile {
    /// File of settings (TOML). Flags and the environment go before it.
    #[arg(long, env = "PIKA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    _file: SettingsFile,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Args)]
struct Check {
    #[command(flatten)]
    _file: SettingsFile,
    #[command(flatten)]
    settings: Settings,

    /// Check a compose file instead: nobody is root, nothing is written to, nothing but this
    /// machine is listened to.
    #[arg(long, value_name = "COMPOSE")]
    deployment: Option<PathBuf>,

    /// Check a process that runs on this machine instead (Linux): its user, its root file system,
    /// its open ports.
    #[arg(long, value_name = "PID", conflicts_with = "deployment")]
    running: Option<u32>,
}

#[derive(Args)]
struct Backup {
    #[command(flatten)]
    _file: SettingsFile,
    #[command(flatten)]
    database: Database,

    /// The backup.
    file: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let (command, matches, file) = layers::read(Cli::command(), &arguments)?;
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match cli.command {
        Command::Serve(Serve { settings, .. }) => {
            log_as(settings.log_format);
            refuse(&settings.problems())?;
            run(settings.config()).await?;
        }
        Command::Check(Check { deployment: Some(compose), .. }) => {
            return Ok(said(deployment::report(&compose)?));
        }
        Command::Check(Check { running: Some(process), .. }) => {
            return Ok(said(deployment::report_running(process)?));
        }
        Command::Check(Check { settings, .. }) => {
            let (name, matches) = matches.subcommand().expect("it was parsed");
            let command = command.find_subcommand(name).expect("it was parsed");
            return Ok(said(check::report(&settings, command, matches, &file)));
        }
        Command::Vapid => println!("PIKA_VAPID_KEY={}", VapidKey::generate().private()),
        Command::Backup(Backup { database, file, .. }) => {
            refuse(&database.problems(false))?;
            pika_cloud::back_up(&database.url(), &file).await?;
            println!("Everything is in {}", file.display());
        }
        Command::Restore(Backup { database, file, .. }) => {
            refuse(&database.problems(false))?;
            pika_cloud::restore(&database.url(), &file).await?;
            println!("The backup is in place");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn refuse(problems: &[String]) -> anyhow::Result<()> {
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(())
}

fn said(is_well: bool) -> ExitCode {
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn log_as(format: LogFormat) {
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(log_filter());
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}

/// What RUST_LOG asks for, but never what others say: tungstenite logs whole messages, with the
/// tokens of DJs and the ids of dancers.
fn log_filter() -> EnvFilter {
    let quiet = ["tungstenite=warn", "tokio_tungstenite=warn", "async_nats=warn"];
    quiet.into_iter().fold(
        EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        |filter, directive| filter.add_directive(directive.parse().expect("a directive")),
    )
}

async fn run(config: CloudConfig) -> anyhow::Result<()> {
    #[cfg(unix)]
    allow_many_connections();
    let stop = stop_signal().context("waiting for the signal to stop")?;
    let cloud = pika_cloud::start(config).await?;
    println!("Pika cloud is ready on http://{}", cloud.address());
    std::io::stdout().flush().context("saying that the server is ready")?;
    stop.await;
    tracing::info!("stopping");
    cloud.stop().await;
    Ok(())
}

/// Each phone is an open file, and many systems allow a program a thousand unless it asks for more.
#[cfg(unix)]
fn allow_many_connections() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut files = getrlimit(Resource::Nofile);
    files.current = files.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, files) {
        tracing::warn!(%error, "the system allows only a few connections");
    }
}

/// Ends on Ctrl-C and, where there is such a thing, on SIGTERM. Listens from the call on.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ends on Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be waited for");
            std::future::pending::<()>().await;
        }
    })
}
