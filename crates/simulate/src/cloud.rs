//! The cloud of a simulated night: one that runs beside us and can be killed, or one elsewhere.
//!
//! What a night needs of a cloud is small: where it is, how it starts and ends, and what it holds.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use pika_domain::SessionId;
use rusqlite::{Connection, OpenFlags};
use tokio::net::TcpListener;
use tokio::process::Command;
use url::Url;

use crate::lists::Entry;
use crate::night::Chaos;
use crate::process::Program;

/// Where a night is played.
#[derive(Debug, Clone)]
pub enum Cloud {
    /// One of our own, which this night may break.
    Own(OwnCloud),
    /// One that somebody runs; it is left in peace.
    Elsewhere(Url),
}

/// How to run a cloud of our own.
#[derive(Debug, Clone)]
pub struct OwnCloud {
    /// The program `pika-cloud`.
    program: PathBuf,
    /// How often it pings; it gives up after three times as long.
    ping: Duration,
    /// How long a lost DJ is waited for.
    grace: Duration,
}

impl OwnCloud {
    /// One with the times of a real one or, for a night with trouble, as impatient as that night.
    pub fn new(program: PathBuf, chaos: Option<Chaos>) -> Self {
        let (ping, grace) = match chaos {
            Some(Chaos { patience }) => (patience / 3, patience / 2),
            None => (Duration::from_secs(15), Duration::from_mins(3)),
        };
        Self { program, ping, grace }
    }
}

/// A cloud of our own that runs, or is down just now.
pub(crate) struct RunningCloud {
    how: OwnCloud,
    address: SocketAddr,
    database: PathBuf,
    program: Option<Program>,
}

impl RunningCloud {
    pub(crate) async fn start(how: OwnCloud, database: PathBuf) -> Result<Self> {
        // The system chooses a port, which the cloud keeps when it comes back.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no free port")?;
        let address = free.local_addr().context("the port is not known")?;
        drop(free);
        let mut cloud = Self { how, address, database, program: None };
        cloud.come_back().await?;
        Ok(cloud)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Starts it where it was, with what it has kept.
    pub(crate) async fn come_back(&mut self) -> Result<()> {
        let mut command = Command::new(&self.how.program);
        command
            .args(["serve", "--allow-anonymous-djs", "--listen", &self.address.to_string()])
            .args(["--database", &format!("sqlite:{}", self.database.display())])
            .args(["--ping", &seconds(self.how.ping), "--grace", &seconds(self.how.grace)])
            // All dancers of a simulated night come from this machine, and a night that goes by
            // quickly has many tracks.
            .args(["--ws-connects-per-client", "10000", "--ws-connects-per-address", "100000"])
            .args(["--tracks-per-minute", "1000"]);
        let mut program = Program::start(command)?;
        program
            .says(|line| line.starts_with("Pika cloud is ready").then_some(()))
            .await
            .context("the cloud does not start")?;
        self.program = Some(program);
        Ok(())
    }

    pub(crate) async fn kill(&mut self) -> Result<()> {
        match self.program.take() {
            Some(program) => program.kill().await,
            None => Ok(()),
        }
    }

    /// Stops it as its operator does.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        match self.program.take() {
            Some(program) => program.interrupt().await,
            None => Ok(()),
        }
    }

    /// The plays of a session with the number of their likes, oldest first, as they are committed.
    pub(crate) fn plays(&self, session: &SessionId) -> Result<Vec<Entry>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database = Connection::open_with_flags(&self.database, flags)
            .context("the cloud's database cannot be opened")?;
        database.busy_timeout(Duration::from_secs(5))?;
        let mut plays = database.prepare(
            "SELECT play_id, title, (SELECT count(*) FROM likes WHERE likes.play_id = plays.play_id)
             FROM plays WHERE session_id = ?1 ORDER BY seq",
        )?;
        let rows = plays.query_map([session.as_str()], |row| {
            Ok(Entry { play: row.get(0)?, title: row.get(1)?, likes: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn seconds(time: Duration) -> String {
    time.as_secs_f64().to_string()
}
