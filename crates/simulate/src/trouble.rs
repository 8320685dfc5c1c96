//! Everything that goes wrong at a dance, one thing after the other, as a seed says.

use std::fmt;
use std::time::Duration;

use anyhow::Result;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use tokio::sync::watch;

use crate::laptop::Laptop;
use crate::night::House;

/// A trouble and how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    Cut(Who),
    Down(Who, Duration),
    /// Half open: nothing comes through, nobody is told. In the end it thaws, or is cut.
    Frozen(Who, Duration, bool),
    Slow(Who, Duration),
    CloudKilled(Duration),
    CloudRestarts,
    /// One of several nodes stops in its tracks.
    NodeHangs(Duration),
    /// What connects the nodes is gone.
    BusKilled(Duration),
    CoreKilled(Duration),
    LaptopSleeps(Duration),
    LibraryLocked(Duration),
    /// The laptop's clock is wrong by so many seconds from now on.
    ClockSet(i64),
}

/// Whose line to the cloud it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Booth,
    Dancers,
    Everybody,
}

/// Added to everything on a slow line.
const SLOWNESS: Duration = Duration::from_millis(120);

/// Every kind of trouble once, in random order and of random length; `patience` is how long the
/// programs wait before they take a line for dead. What strikes first is what hurts most.
pub(crate) fn round(patience: Duration, clock: bool, rng: &mut StdRng) -> Vec<Trouble> {
    let mut some = |from: u64, to: u64| Duration::from_millis(rng.random_range(from..to));
    let longer = patience + patience / 4;
    let mut round = vec![
        Trouble::Down(Who::Booth, some(200, 2_500)),
        Trouble::Down(Who::Everybody, some(200, 1_500)),
        Trouble::Frozen(Who::Dancers, longer, false),
        Trouble::Frozen(Who::Everybody, some(200, 1_500), false),
        Trouble::CloudRestarts,
    ];
    let mut worst = vec![
        Trouble::CloudKilled(some(0, 1_500)),
        Trouble::CoreKilled(some(0, 1_500)),
        Trouble::LaptopSleeps(longer),
        Trouble::LibraryLocked(some(500, 6_500)),
        Trouble::Frozen(Who::Booth, longer, true),
    ];
    if clock {
        worst.push(Trouble::ClockSet(rng.random_range(-7_200..7_200)));
    }
    let whose = [Who::Booth, Who::Dancers, Who::Everybody];
    for _ in 0..2 {
        let who = *whose.choose(rng).expect("there are some");
        round.push(Trouble::Cut(who));
        round.push(Trouble::Slow(who, Duration::from_millis(rng.random_range(300..1_500))));
    }
    round.shuffle(rng);
    worst.shuffle(rng);
    // Troubles are taken from the end.
    round.extend(worst);
    round
}

/// Adds what can happen to a cloud of several nodes.
pub(crate) fn add_of_nodes(round: &mut Vec<Trouble>, patience: Duration, rng: &mut StdRng) {
    let mut some = |from: u64, to: u64| Duration::from_millis(rng.random_range(from..to));
    let of_nodes = [
        Trouble::NodeHangs(some(500, 2 * patience.as_millis() as u64)),
        Trouble::BusKilled(some(500, 4_000)),
        Trouble::CloudKilled(some(500, 4_000)),
        Trouble::NodeHangs(some(500, 2 * patience.as_millis() as u64)),
    ];
    for trouble in of_nodes {
        let place = rng.random_range(0..=round.len());
        round.insert(place, trouble);
    }
}

impl Trouble {
    /// Makes it happen and, after its time, puts it right.
    pub(crate) async fn strike(
        self,
        laptop: &mut Laptop,
        house: &mut House,
        awake: &watch::Sender<bool>,
    ) -> Result<()> {
        match self {
            Self::Cut(who) => house.lines(who).for_each(crate::line::Line::cut),
            Self::Down(who, time) => {
                house.lines(who).for_each(|line| line.change(|weather| weather.down = true));
                tokio::time::sleep(time).await;
            }
            Self::Frozen(who, time, cut) => {
                house.lines(who).for_each(|line| line.change(|weather| weather.frozen = true));
                tokio::time::sleep(time).await;
                if cut {
                    house.lines(who).for_each(crate::line::Line::cut);
                }
            }
            Self::Slow(who, time) => {
                house.lines(who).for_each(|line| line.change(|weather| weather.delay = SLOWNESS));
                tokio::time::sleep(time).await;
            }
            Self::CloudKilled(time) => {
                house.cloud.kill().await?;
                tokio::time::sleep(time).await;
                house.cloud.come_back().await?;
            }
            Self::CloudRestarts => {
                house.cloud.stop().await?;
                house.cloud.come_back().await?;
            }
            Self::NodeHangs(time) => house.cloud.hang(time).await?,
            Self::BusKilled(time) => {
                if let Some(bus) = house.cloud.bus() {
                    bus.kill().await?;
                    tokio::time::sleep(time).await;
                    bus.come_back().await?;
                }
            }
            Self::CoreKilled(time) => {
                laptop.kill().await?;
                tokio::time::sleep(time).await;
                laptop.start()?;
            }
            Self::LaptopSleeps(time) => {
                // The DJ program sleeps with the rest of it.
                awake.send_replace(false);
                laptop.sleep(time).await?;
                awake.send_replace(true);
            }
            Self::LibraryLocked(time) => {
                let lock = laptop.lock_library()?;
                tokio::time::sleep(time).await;
                drop(lock);
            }
            Self::ClockSet(offset_s) => laptop.clock().set(offset_s)?,
        }
        house.lines(Who::Everybody).for_each(crate::line::Line::clear_up);
        Ok(())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut(who) => write!(f, "the line of {who} is cut"),
            Self::Down(who, time) => write!(f, "the line of {who} is down for {time:?}"),
            Self::Frozen(who, time, true) => {
                write!(f, "the line of {who} is half open for {time:?}, then cut")
            }
            Self::Frozen(who, time, false) => write!(f, "the line of {who} is frozen for {time:?}"),
            Self::Slow(who, time) => write!(f, "the line of {who} is slow for {time:?}"),
            Self::CloudKilled(time) => write!(f, "the cloud is killed, and away for {time:?}"),
            Self::NodeHangs(time) => write!(f, "a node of the cloud hangs for {time:?}"),
            Self::BusKilled(time) => write!(f, "NATS is killed, and away for {time:?}"),
            Self::CloudRestarts => f.write_str("the cloud is restarted"),
            Self::CoreKilled(time) => write!(f, "Pika is killed, and away for {time:?}"),
            Self::LaptopSleeps(time) => write!(f, "the laptop sleeps for {time:?}"),
            Self::LibraryLocked(time) => write!(f, "pika.db is locked for {time:?}"),
            Self::ClockSet(offset) => write!(f, "the laptop's clock is wrong by {offset} s now"),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Booth => "the booth",
            Self::Dancers => "the dancers",
            Self::Everybody => "everybody",
        })
    }
}
