//! A program of Pika that runs beside this one, and what can happen to it.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

/// Far longer than a program needs to start or to end, on a busy machine too.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running program; it ends with its owner.
pub(crate) struct Program {
    name: String,
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
}

impl Program {
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let stdout = child.stdout.take().expect("standard output was asked for");
        let (sender, lines) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut read = BufReader::new(stdout).lines();
            while let Ok(Some(line)) = read.next_line().await {
                // Read on when nobody listens any more: the program must not block.
                let _ = sender.send(line);
            }
        });
        Ok(Self { name, child, lines })
    }

    /// Waits for the first line that `find` makes something of.
    pub(crate) async fn says<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> Result<T> {
        let search = async {
            while let Some(line) = self.lines.recv().await {
                if let Some(found) = find(&line) {
                    return Ok(found);
                }
            }
            bail!("it ended before it said what was waited for")
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        found
            .unwrap_or_else(|_| bail!("it did not say what was waited for"))
            .context(self.name.clone())
    }

    /// Types a line into its input; gives whether it was there to read it.
    pub(crate) async fn type_line(&mut self, line: &str) -> bool {
        let Some(input) = &mut self.child.stdin else { return false };
        let typed = async {
            input.write_all(format!("{line}\n").as_bytes()).await?;
            input.flush().await
        };
        typed.await.is_ok()
    }

    /// Ends it without a word, as a power cut does.
    pub(crate) async fn kill(mut self) -> Result<()> {
        self.child.kill().await.with_context(|| format!("{} cannot be killed", self.name))
    }

    /// Asks it to end as Ctrl-C does, and waits until it has.
    pub(crate) async fn interrupt(mut self) -> Result<()> {
        self.signal(Notice::Interrupt)?;
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let status = ended.with_context(|| format!("{} does not end", self.name))??;
        if status.success() { Ok(()) } else { bail!("{} ended with {status}", self.name) }
    }

    /// Stops it in its tracks, as closing the lid does.
    pub(crate) fn freeze(&self) -> Result<()> {
        self.signal(Notice::Freeze)
    }

    pub(crate) fn thaw(&self) -> Result<()> {
        self.signal(Notice::Thaw)
    }

    #[cfg(unix)]
    fn signal(&self, notice: Notice) -> Result<()> {
        use rustix::process::{Pid, Signal, kill_process};
        let id = self.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        let id = id.with_context(|| format!("{} has ended", self.name))?;
        let signal = match notice {
            Notice::Interrupt => Signal::INT,
            Notice::Freeze => Signal::STOP,
            Notice::Thaw => Signal::CONT,
        };
        kill_process(id, signal).with_context(|| format!("{} cannot be signalled", self.name))
    }

    #[cfg(not(unix))]
    fn signal(&self, notice: Notice) -> Result<()> {
        bail!("{}: this system has no signal to {notice:?} a program", self.name)
    }
}

#[derive(Debug, Clone, Copy)]
enum Notice {
    Interrupt,
    Freeze,
    Thaw,
}
