//! The cloud of a simulated night: one that runs beside us and can be killed, or one elsewhere.
//!
//! What a night needs of a cloud is small: where it is, how it starts and ends, and what it holds.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::process::Command;
use url::Url;

use crate::bus::{Bus, free_address};
use crate::database::Database;
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
    /// How many run side by side, on one database.
    nodes: usize,
    /// An empty one of PostgreSQL; without one it is a file of SQLite.
    postgres: Option<String>,
}

impl OwnCloud {
    /// One with the times of a real one or, for a night with trouble, as impatient as that night.
    pub fn new(program: PathBuf, chaos: Option<Chaos>) -> Self {
        let (ping, grace) = match chaos {
            Some(Chaos { patience }) => (patience / 3, patience / 2),
            None => (Duration::from_secs(15), Duration::from_mins(3)),
        };
        Self { program, ping, grace, nodes: 1, postgres: None }
    }

    /// The same, several times on one database, with NATS between them.
    #[must_use]
    pub fn with_nodes(self, nodes: usize) -> Self {
        Self { nodes, ..self }
    }

    /// The same, on a database of PostgreSQL, which must be empty: `postgres://…`.
    #[must_use]
    pub fn with_postgres(self, url: String) -> Self {
        Self { postgres: Some(url), ..self }
    }
}

/// A cloud of our own: its nodes run, but for one that may be down just now.
pub(crate) struct RunningCloud {
    how: OwnCloud,
    pub(crate) database: Database,
    bus: Option<Bus>,
    nodes: Vec<Node>,
    /// Which node is next to be in trouble.
    next: usize,
}

struct Node {
    address: SocketAddr,
    program: Option<Program>,
}

impl RunningCloud {
    /// With `file` for SQLite, where it is to be that.
    pub(crate) async fn start(how: OwnCloud, file: PathBuf) -> Result<Self> {
        let database = how.postgres.clone().map_or(Database::Sqlite(file), Database::Postgres);
        let bus = if how.nodes > 1 { Some(Bus::start().await?) } else { None };
        let mut nodes = Vec::new();
        for _ in 0..how.nodes {
            nodes.push(Node { address: free_address().await?, program: None });
        }
        let mut cloud = Self { how, database, bus, nodes, next: 0 };
        cloud.come_back().await?;
        Ok(cloud)
    }

    /// Of every node.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.nodes.iter().map(|node| node.address).collect()
    }

    /// Starts what is down where it was, with what it has kept.
    pub(crate) async fn come_back(&mut self) -> Result<()> {
        for node in 0..self.nodes.len() {
            if self.nodes[node].program.is_none() {
                self.nodes[node].program = Some(self.start_node(self.nodes[node].address).await?);
            }
        }
        Ok(())
    }

    async fn start_node(&self, address: SocketAddr) -> Result<Program> {
        let mut command = Command::new(&self.how.program);
        command
            .args(["serve", "--allow-anonymous-djs", "--listen", &address.to_string()])
            .args(["--database", &self.database.url()])
            .args(["--ping", &seconds(self.how.ping), "--grace", &seconds(self.how.grace)])
            // All dancers of a simulated night come from this machine, and a night that goes by
            // quickly has many tracks.
            .args(["--ws-connects-per-client", "10000", "--ws-connects-per-address", "100000"])
            .args(["--tracks-per-minute", "1000"]);
        if let Some(bus) = &self.bus {
            command.args(["--nats", &bus.url()]);
        }
        let mut program = Program::start(command)?;
        program
            .says(|line| line.starts_with("Pika cloud is ready").then_some(()))
            .await
            .context("the cloud does not start")?;
        Ok(program)
    }

    /// The node whose turn it is to be in trouble.
    fn unlucky(&mut self) -> &mut Node {
        let node = self.next % self.nodes.len();
        self.next += 1;
        &mut self.nodes[node]
    }

    /// What connects several nodes.
    pub(crate) fn bus(&mut self) -> Option<&mut Bus> {
        self.bus.as_mut()
    }

    /// Stops a node in its tracks, for a time.
    pub(crate) async fn hang(&mut self, time: Duration) -> Result<()> {
        if let Some(program) = &self.unlucky().program {
            program.freeze()?;
            tokio::time::sleep(time).await;
            program.thaw()?;
        }
        Ok(())
    }

    /// Kills a node, whichever is next.
    pub(crate) async fn kill(&mut self) -> Result<()> {
        match self.unlucky().program.take() {
            Some(program) => program.kill().await,
            None => Ok(()),
        }
    }

    /// Stops a node as its operator does, whichever is next.
    pub(crate) async fn stop(&mut self) -> Result<()> {
        match self.unlucky().program.take() {
            Some(program) => program.interrupt().await,
            None => Ok(()),
        }
    }
}

fn seconds(time: Duration) -> String {
    time.as_secs_f64().to_string()
}
