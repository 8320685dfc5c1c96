//! What the DJ plays from: the real Mixxx or, where it cannot be installed, a simulated VirtualDJ.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use jiff::Timestamp;
use pika_test_support::mixxx::Mixxx;
use pika_test_support::process::Program;
use pika_test_support::programs;
use pika_test_support::virtualdj::FakeVirtualDj;
use serde_json::Value;

use crate::laptop::Laptop;
use crate::set_log;

/// How long a DJ program may take from play to its history.
const PATIENCE: Duration = Duration::from_mins(1);

/// A DJ program with a track ready to play.
pub enum DjProgram {
    Mixxx(Box<Mixxx>),
    /// Writes VirtualDJ's history; nothing is heard.
    VirtualDj {
        home: PathBuf,
        track: PathBuf,
    },
}

impl DjProgram {
    /// Starts the best program that this machine has, with `track` on a deck.
    pub async fn start(laptop: &Laptop, track: &Path) -> Result<Self> {
        if programs::installed(&["mixxx"]).is_ok() {
            return Ok(Self::Mixxx(Box::new(Mixxx::start(laptop.home(), track).await?)));
        }
        let virtual_dj = FakeVirtualDj::install(laptop.home())?;
        Ok(Self::VirtualDj { home: virtual_dj.home().to_owned(), track: track.to_owned() })
    }

    /// As the report names it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Mixxx(_) => "mixxx",
            Self::VirtualDj { .. } => "virtualdj",
        }
    }

    /// Plays the track. Gives the time at which the program wrote it into its history.
    pub async fn play(&self, laptop: &Laptop) -> Result<Timestamp> {
        match self {
            Self::Mixxx(mixxx) => {
                let write = set_log::next_write(mixxx.settings_folder(), PATIENCE)?;
                mixxx.press_play().await?;
                write.await.context("the watch of the set log broke off")?
            }
            Self::VirtualDj { home, track } => {
                let mut simulate = laptop.pika()?;
                simulate.args(["simulate", "virtualdj", "--home"]).arg(home).arg(track);
                let written = |line: &str| {
                    let line: Value = serde_json::from_str(line).ok()?;
                    line["written_at"].as_str()?.parse().ok()
                };
                Program::start(simulate)?.wait_for_line(PATIENCE, written).await
            }
        }
    }
}
