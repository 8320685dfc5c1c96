//! The NATS server between several nodes of a cloud of our own.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

use crate::process::Program;

/// Far longer than it takes to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// A NATS server that can be killed.
pub(crate) struct Bus {
    address: SocketAddr,
    program: Option<Program>,
}

impl Bus {
    pub(crate) async fn start() -> Result<Self> {
        let mut bus = Self { address: free_address().await?, program: None };
        bus.come_back().await?;
        Ok(bus)
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// Starts it where it was.
    pub(crate) async fn come_back(&mut self) -> Result<()> {
        // Debian puts it where only root looks.
        let mut command = Command::new("sh");
        command
            .args(["-c", "PATH=$PATH:/usr/sbin exec nats-server \"$@\"", "nats-server"])
            .args(["--addr", "127.0.0.1", "--port", &self.address.port().to_string()])
            .args(["--log", "/dev/null"]);
        self.program = Some(Program::start(command)?);
        let listens = async {
            while TcpStream::connect(self.address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, listens).await.context("NATS does not start")
    }

    pub(crate) async fn kill(&mut self) -> Result<()> {
        match self.program.take() {
            Some(program) => program.kill().await,
            None => Ok(()),
        }
    }
}

/// An address whose port the system has chosen, and which is kept over restarts.
pub(crate) async fn free_address() -> Result<SocketAddr> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no free port")?;
    free.local_addr().context("the port is not known")
}
