//! What the cloud costs for many phones, beside a bare floor that only copies bytes.
//!
//! The real `pika-cloud` and the floor each run in a process of their own and are given the same work
//! by the same phones, in turn; their CPU time and memory are read from /proc, so this needs Linux.
//! Every number is the median of the runs: other programs on the machine disturb a single one.

mod booth;
mod crowd;
mod floor;
mod line;
mod scenes;
mod subject;
mod table;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::task::LocalSet;

use self::{subject::Kind, table::Measured};

/// Enough for 10,000 sockets and everything else.
const OPEN_FILES: u64 = 16_384;

/// What the cloud costs for many phones, beside a bare floor that only copies bytes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Print one JSON object, with every run, instead of a table.
    #[arg(long)]
    json: bool,

    /// How often everything is measured.
    #[arg(long, default_value_t = 3)]
    runs: u32,

    /// Measure only this (may be given more than once).
    #[arg(long)]
    only: Vec<Scene>,

    /// Be the floor and nothing else: what this program starts to compare with.
    #[arg(long, hide = true)]
    be_the_floor: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scene {
    /// 5,000 phones join, hear of tracks, drop and return.
    Evening,
    /// 10,000 phones on one node.
    Crowded,
    Likes,
    /// One phone, and 2,000, that do not read.
    Stalled,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    allow_many_sockets()?;
    if arguments.be_the_floor {
        return floor::run();
    }
    let scenes = match &arguments.only[..] {
        [] => Scene::value_variants(),
        only => only,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut measured = Measured::default();
    for run in 1..=arguments.runs {
        for scene in scenes {
            for kind in [Kind::Floor, Kind::Cloud] {
                let name = scene.to_possible_value().context("every scene has a name")?;
                eprintln!("run {run} of {}: {}, {kind:?}", arguments.runs, name.get_name());
                let scene = measure(*scene, kind, &mut measured);
                LocalSet::new().block_on(&runtime, scene).with_context(|| format!("{kind:?}"))?;
            }
        }
    }
    if arguments.json {
        println!("{}", measured.json());
    } else {
        measured.print();
    }
    Ok(())
}

async fn measure(scene: Scene, kind: Kind, measured: &mut Measured) -> Result<()> {
    match scene {
        Scene::Evening => scenes::evening(kind, measured).await,
        Scene::Crowded => scenes::crowded(kind, measured).await,
        Scene::Likes => scenes::likes(kind, measured).await,
        Scene::Stalled => {
            scenes::stalled(kind, 1, measured).await?;
            scenes::stalled(kind, 2_000, measured).await
        }
    }
}

/// For this process and those that it starts.
fn allow_many_sockets() -> Result<()> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|current| current < OPEN_FILES) {
        let maximum = maximum.map(|maximum| maximum.max(OPEN_FILES));
        setrlimit(Resource::Nofile, Rlimit { current: Some(OPEN_FILES), maximum })
            .context("10,000 phones need as many open files: raise `ulimit -Hn`")?;
    }
    Ok(())
}
