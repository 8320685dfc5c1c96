//! The DJ's laptop: a DJ program's history and Pika's core without a window.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use pika_domain::SessionId;
use pika_library::Library;
use pika_sources::HistoryWriter;
use rusqlite::Connection;
use serde_json::Value;
use tokio::process::Command;

use crate::clock::Clock;
use crate::lists::Entry;
use crate::process::Program;
use crate::set_list::Song;

/// How the core is started.
#[derive(Debug, Clone)]
pub(crate) struct Core {
    /// The program `pika`.
    pub(crate) program: PathBuf,
    /// Where it finds the cloud.
    pub(crate) cloud: String,
    pub(crate) dj_name: String,
    pub(crate) settle: Duration,
    /// How long the cloud may be silent.
    pub(crate) patience: Option<Duration>,
}

/// A laptop on which Pika runs, or is down just now.
pub(crate) struct Laptop {
    core: Core,
    virtual_dj: PathBuf,
    data_dir: PathBuf,
    history: HistoryWriter,
    clock: Clock,
    program: Option<Program>,
}

impl Laptop {
    /// Sets it up in a folder of its own and starts nothing yet.
    pub(crate) fn new(folder: &Path, core: Core) -> Result<Self> {
        let virtual_dj = folder.join("VirtualDJ");
        std::fs::create_dir_all(virtual_dj.join("History"))
            .with_context(|| format!("{} cannot be made", virtual_dj.display()))?;
        let history = HistoryWriter::new(&virtual_dj);
        let clock = Clock::new(folder.join("clock"))?;
        Ok(Self { core, virtual_dj, data_dir: folder.join("pika"), history, clock, program: None })
    }

    /// The DJ program, which goes by the laptop's clock.
    pub(crate) fn dj_program(&self) -> DjProgram {
        DjProgram { history: self.history.clone(), clock: self.clock.clone() }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Starts Pika, and waits until it is live. Gives the session.
    pub(crate) async fn go_live(&mut self) -> Result<SessionId> {
        self.start()?;
        let program = self.program.as_mut().context("it was started just now")?;
        let url: String = program
            .says(|line| {
                Some(serde_json::from_str::<Value>(line).ok()?["live"].as_str()?.to_owned())
            })
            .await
            .context("Pika does not go live")?;
        let (_, session) = url.split_once("/live/").context("the address names no session")?;
        Ok(SessionId::new(session)?)
    }

    /// Starts Pika, which goes on with the session that it was in.
    pub(crate) fn start(&mut self) -> Result<()> {
        let Core { program, cloud, dj_name, settle, patience } = &self.core;
        let mut command = Command::new(program);
        command
            .arg("--data-dir")
            .arg(&self.data_dir)
            .args(["live", "--name", dj_name, "--cloud", cloud, "--virtualdj"])
            .arg(&self.virtual_dj)
            // A Mixxx that happens to be installed plays no part in this.
            .arg("--mixxx")
            .arg(self.data_dir.join("no-mixxx"))
            .args(["--settle-ms", &settle.as_millis().to_string()]);
        if let Some(patience) = patience {
            command.args(["--patience", &patience.as_secs_f64().to_string()]);
        }
        self.clock.give_to(&mut command);
        self.program = Some(Program::start(command)?);
        Ok(())
    }

    pub(crate) async fn kill(&mut self) -> Result<()> {
        match self.program.take() {
            Some(program) => program.kill().await,
            None => Ok(()),
        }
    }

    /// The DJ types something into Pika, where it runs.
    pub(crate) async fn type_line(&mut self, line: &str) {
        if let Some(program) = &mut self.program {
            program.type_line(line).await;
        }
    }

    /// Closes the lid for a while.
    pub(crate) async fn sleep(&self, time: Duration) -> Result<()> {
        let Some(program) = &self.program else { bail!("the laptop is down") };
        program.freeze()?;
        tokio::time::sleep(time).await;
        program.thaw()
    }

    /// Ends the set as the DJ does, and waits until the cloud has heard of it.
    pub(crate) async fn end(&mut self) -> Result<()> {
        match self.program.take() {
            Some(program) => program.interrupt().await,
            None => bail!("the laptop is down"),
        }
    }

    fn database(&self) -> PathBuf {
        self.data_dir.join("pika.db")
    }

    /// Keeps everybody else from writing to `pika.db`, as a backup program may, until it is dropped.
    pub(crate) fn lock_library(&self) -> Result<Connection> {
        let lock = Connection::open(self.database()).context("pika.db cannot be opened")?;
        lock.busy_timeout(Duration::from_secs(5))?;
        lock.execute_batch("BEGIN IMMEDIATE").context("pika.db cannot be locked")?;
        Ok(lock)
    }

    /// The plays of the session with their likes, oldest first.
    pub(crate) fn plays(&self, session: &SessionId) -> Result<Vec<Entry>> {
        let plays = self.library()?.plays_of(session)?;
        let entry = |play: &pika_library::PlayRow| Entry {
            play: play.id.to_string(),
            title: play.title.clone(),
            likes: play.likes,
        };
        Ok(plays.iter().rev().map(entry).collect())
    }

    /// How many facts the cloud has not acknowledged.
    pub(crate) fn owed(&self, session: &SessionId) -> Result<u32> {
        Ok(self.library()?.backlog(session)?.waiting)
    }

    fn library(&self) -> Result<Library> {
        Library::open(&self.database()).context("pika.db cannot be read")
    }
}

/// Writes into its history what is played.
pub(crate) struct DjProgram {
    history: HistoryWriter,
    clock: Clock,
}

impl DjProgram {
    /// A song begins.
    pub(crate) fn play(&self, song: &Song) -> Result<()> {
        let length_s = Some(song.length.as_secs_f64());
        self.history
            .played(self.clock.now(), &song.place, &song.names, length_s)
            .context("the history cannot be written")
    }
}
