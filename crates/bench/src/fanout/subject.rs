//! The server that is measured, in a process of its own: the cloud, or the floor.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Cloud,
    Floor,
}

pub(super) struct Subject {
    process: Child,
    pub(super) address: SocketAddr,
    /// The cloud's database.
    _folder: tempfile::TempDir,
}

impl Subject {
    /// Starts a server with nothing in it and waits until it is ready.
    pub(super) fn start(kind: Kind) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let own = std::env::current_exe()?;
        let mut command = match kind {
            Kind::Cloud => {
                let path =
                    own.with_file_name(format!("pika-cloud{}", std::env::consts::EXE_SUFFIX));
                let mut command = Command::new(path);
                command.args(["serve", "--listen", "127.0.0.1:0", "--allow-anonymous-djs"]);
                command
                    .arg(format!("--database=sqlite:{}", folder.path().join("cloud.db").display()));
                // All phones come from a few addresses and without a key.
                command.args(["--ws-connects-per-client", "1000000"]);
                command.args(["--ws-connects-per-address", "1000000"]);
                command.env("RUST_LOG", "warn");
                command
            }
            Kind::Floor => {
                let mut command = Command::new(own);
                command.args(["fanout", "--be-the-floor"]);
                command
            }
        };
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", command.get_program().display()))?;
        let output = process.stdout.take().context("its output is piped")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().rsplit("http://").next().and_then(|text| text.parse().ok());
        let Some(address) = address else { bail!("{kind:?} did not say where it listens") };
        Ok(Self { process, address, _folder: folder })
    }

    /// CPU time of all its threads so far, in seconds. Linux counts it to the nanosecond.
    pub(super) fn cpu_s(&self) -> Result<f64> {
        let mut nanoseconds = 0;
        for thread in fs::read_dir(self.proc("task"))? {
            // A thread that has just ended is not there any more.
            let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) else { continue };
            let first = text.split(' ').next().context("schedstat has three numbers")?;
            nanoseconds += first.parse::<u64>()?;
        }
        Ok(nanoseconds as f64 / 1e9)
    }

    /// Memory of its own in KiB, without what its program file is mapped to.
    pub(super) fn memory_kib(&self) -> Result<f64> {
        let status = fs::read_to_string(self.proc("status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB")).context("RssAnon in kB")?;
        Ok(kib.parse()?)
    }

    /// What the system keeps for its clients to read, in KiB.
    pub(super) fn unsent_kib(&self) -> Result<f64> {
        let port = format!(":{:04X}", self.address.port());
        let table = fs::read_to_string("/proc/net/tcp")?;
        let bytes = table.lines().skip(1).filter_map(|line| {
            let mut columns = line.split_whitespace().skip(1);
            let own = columns.next()?.ends_with(&port);
            let queues = columns.nth(2)?;
            let unsent = u64::from_str_radix(queues.split(':').next()?, 16).ok()?;
            own.then_some(unsent)
        });
        Ok(bytes.sum::<u64>() as f64 / 1024.0)
    }

    fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.process.id())
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // It keeps nothing that is looked at afterwards; one that has gone already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
