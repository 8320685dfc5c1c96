//! `pika live`: a session from the terminal, until Ctrl-C.

mod desk;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use pika_booth::view::{BoothEvent, BoothSnapshot, LiveState, Settings};
use pika_booth::{Booth, BoothConfig, ChildLauncher, CloudChoice, SystemKeychain, Timing};
use pika_live::CloudAddress;
use pika_sources::{Mixxx, Source, VirtualDj};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

#[derive(Args)]
#[command(after_help = desk::HELP)]
pub(crate) struct LiveArgs {
    /// The name that dancers see.
    #[arg(long)]
    name: String,
    /// A cloud to go live on (https://…); without it, one inside this program.
    #[arg(long, value_name = "URL")]
    cloud: Option<String>,
    /// Look for VirtualDJ's History folder here instead of in the usual places.
    #[arg(long, value_name = "DIR")]
    virtualdj: Option<PathBuf>,
    /// Look for mixxxdb.sqlite in this folder instead of in the usual places.
    #[arg(long, value_name = "DIR")]
    mixxx: Option<PathBuf>,
    /// How long the cloud may be silent before the line is taken for dead; all other waits follow.
    #[arg(long, value_name = "SECONDS", value_parser = patience)]
    patience: Option<Duration>,
    /// How long a track must stay the newest before it counts; kept as the window's setting is.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(0..=10_000))]
    settle_ms: Option<u32>,
}

/// From half a second to an hour.
fn patience(text: &str) -> Result<Duration, String> {
    let is_sensible = |seconds: &f64| (0.5..=3_600.0).contains(seconds);
    let seconds = text.parse().ok().filter(is_sensible);
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "not a number from 0.5 to 3600".into())
}

#[tokio::main]
pub(crate) async fn run(args: LiveArgs, data_dir: PathBuf) -> anyhow::Result<ExitCode> {
    let virtual_dj =
        args.virtualdj.map_or_else(VirtualDj::installed, |dir| VirtualDj::in_folders(vec![dir]));
    let mixxx = args.mixxx.map_or_else(Mixxx::installed, |dir| Mixxx::in_folders(vec![dir]));
    let sources: Vec<Box<dyn Source>> = vec![Box::new(virtual_dj), Box::new(mixxx)];
    let cloud = match args.cloud {
        Some(url) => CloudChoice::Remote(CloudAddress::parse(&url)?),
        None => CloudChoice::Embedded { port: None },
    };
    let launcher = Arc::new(ChildLauncher::beside_this_program()?);
    let timing = args.patience.map_or_else(Timing::default, Timing::for_silence);
    let keychain = Arc::new(SystemKeychain);
    let booth = Booth::open(BoothConfig { data_dir, launcher, sources, cloud, timing, keychain })
        .await
        .context("the booth does not open")?;
    if let Some(settle_ms) = args.settle_ms {
        booth.change_settings(Settings { settle_ms, ..booth.snapshot().settings }).await?;
    }
    let mut events = booth.subscribe();
    if booth.snapshot().live.session_id.is_none() {
        booth.go_live(&args.name).await?;
    }
    let mut printed = Vec::new();
    let mut leaving = false;
    let mut typed = desk::typed();
    // One that listens all the time: between two of them a Ctrl-C would be lost.
    let mut interrupt = Box::pin(tokio::signal::ctrl_c());
    loop {
        print_news(&booth.snapshot(), &mut printed);
        if leaving && booth.snapshot().live.state == LiveState::Off {
            break;
        }
        tokio::select! {
            event = events.recv() => match event {
                Ok(BoothEvent::Notice(notice)) => eprintln!("pika: {}", notice.message),
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => break,
            },
            Some(order) = typed.recv() => {
                if let Err(error) = order.carry_out(&booth).await {
                    eprintln!("pika: {error}");
                }
            }
            result = &mut interrupt => {
                result.context("Ctrl-C cannot be heard")?;
                interrupt = Box::pin(tokio::signal::ctrl_c());
                if leaving {
                    eprintln!("pika: what the cloud has not heard yet is sent by the next start");
                    break;
                }
                booth.end_session().await?;
                leaving = true;
            }
        }
    }
    booth.shut_down().await;
    Ok(ExitCode::SUCCESS)
}

/// Prints what is new since the last call, one JSON object a line.
fn print_news(snapshot: &BoothSnapshot, printed: &mut Vec<Value>) {
    let mut news = Vec::new();
    if let (Some(url), LiveState::Live) = (&snapshot.live.join_url, snapshot.live.state) {
        news.push(json!({ "live": url }));
    }
    for play in snapshot.plays.iter().rev() {
        news.push(json!({ "play": play.id, "artist": play.artist, "title": play.title, "at": play.started_at }));
        if play.likes > 0 {
            news.push(json!({ "play": play.id, "likes": play.likes }));
        }
    }
    if let Some(poll) = &snapshot.live.poll {
        let votes: Vec<_> = poll.options.iter().map(|option| option.votes).collect();
        news.push(json!({ "poll": poll.question, "state": poll.state, "votes": votes }));
    }
    if let Some(told) = &snapshot.live.announcement {
        news.push(json!({ "announcement": told.message }));
    }
    for line in news {
        if !printed.contains(&line) {
            println!("{line}");
            printed.push(line);
        }
    }
}
