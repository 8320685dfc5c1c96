//! `pika simulate night`: the command line of `pika-simulate`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use pika_simulate::{Chaos, Cloud, NightPlan, OwnCloud};
use url::Url;

#[derive(clap::Args)]
pub(crate) struct NightArgs {
    /// Tracks that are played.
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    tracks: u32,
    /// How many times faster than a real night.
    #[arg(long, value_name = "FACTOR", default_value_t = 20.0, value_parser = speed)]
    speed: f64,
    /// Dancers, each with a phone; every fifth has the page open twice.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(0..=5_000))]
    dancers: u32,
    /// What is played, liked and broken; the same seed makes the same night.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Rehearse on this cloud (https://…), which has to let this DJ go live; without it, on one that
    /// is started for the night.
    #[arg(long, value_name = "URL")]
    cloud: Option<Url>,
    /// Let things go wrong: lines are cut and frozen, the cloud and Pika are killed, the laptop
    /// sleeps, pika.db is locked.
    #[arg(long, conflicts_with = "cloud")]
    chaos: bool,
    /// Run the cloud so many times on one database, with nats-server between them.
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "cloud", value_parser = clap::value_parser!(u8).range(1..=5))]
    nodes: u8,
    /// Let the cloud keep its sessions in this empty database of PostgreSQL (postgres://…), which is
    /// looked at with psql afterwards.
    #[arg(long, value_name = "URL", conflicts_with = "cloud")]
    postgres: Option<String>,
    /// Keep the files of laptop and cloud in this folder, which must be new.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// From a real night to a track in a fifth of a second.
fn speed(text: &str) -> Result<f64, String> {
    let is_sensible = |speed: &f64| (1.0..=1_000.0).contains(speed);
    text.parse().ok().filter(is_sensible).ok_or_else(|| "not a number from 1 to 1000".into())
}

#[tokio::main]
pub(crate) async fn run(args: NightArgs) -> anyhow::Result<ExitCode> {
    let temporary = tempfile::Builder::new().prefix("pika-night").tempdir()?;
    let folder = match args.keep {
        Some(folder) if folder.exists() => bail!("{} is there already", folder.display()),
        Some(folder) => folder,
        None => temporary.path().join("night"),
    };
    // The provider that all of Pika's TLS uses; a second installation is refused and harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let pika = std::env::current_exe().context("the path of this program is not known")?;
    let chaos = args.chaos.then(Chaos::default);
    let cloud = if let Some(url) = args.cloud {
        Cloud::Elsewhere(url)
    } else {
        let own = own_cloud(&pika, chaos)?.with_nodes(usize::from(args.nodes));
        Cloud::Own(match args.postgres {
            Some(url) => own.with_postgres(url),
            None => own,
        })
    };
    let plan = NightPlan {
        tracks: args.tracks as usize,
        dancers: args.dancers as usize,
        speed: args.speed,
        seed: args.seed,
        pika,
        cloud,
        chaos,
        folder,
    };
    let begun = Instant::now();
    let mut say = |what: &str| println!("{:8.2}  {what}", begun.elapsed().as_secs_f64());
    let report = pika_simulate::run(&plan, &mut say).await?;
    println!(
        "seed {}: {} plays, {} phones, {} likes, {} votes, {} polls, {} troubles; settled {:.1} s after the last track",
        plan.seed,
        report.plays,
        report.phones,
        report.likes,
        report.votes,
        report.polls,
        report.troubles.len(),
        report.settled_after.as_secs_f64()
    );
    for disagreement in &report.disagreements {
        println!("  {disagreement}");
    }
    let agree = report.disagreements.is_empty();
    println!("{}", if agree { "all lists agree" } else { "the lists do not agree" });
    Ok(if agree { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn own_cloud(pika: &Path, chaos: Option<Chaos>) -> anyhow::Result<OwnCloud> {
    let program = pika.with_file_name(format!("pika-cloud{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        bail!("{} is not there; install it, or name a cloud with --cloud", program.display());
    }
    Ok(OwnCloud::new(program, chaos))
}
