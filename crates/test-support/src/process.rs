//! A program that a test started. Dropping it ends it and every program below it, so that no test
//! leaves a browser, a display or a DJ program behind.
//!
//! Programs stay in the test's own process group: Ctrl-C, or a runner that kills a hanging test,
//! ends them too.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

/// A running program whose standard output is read line by line.
pub struct Program {
    name: String,
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
}

impl Program {
    /// Starts `command` without input. Its output is always drained, read or not, so that it never
    /// blocks on a full pipe. Standard error goes where `command` says, by default to the test's.
    pub fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null());
        Self::start_with_input(command)
    }

    /// As [`Program::start`], with the input that `command` says.
    pub fn start_with_input(mut command: Command) -> Result<Self> {
        let name = short_name(command.as_std().get_program());
        let mut child = command
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let stdout = child.stdout.take().expect("standard output was asked for");
        Ok(Self { name, child, lines: lines_of(stdout) })
    }

    /// Waits for the first line of output for which `wanted` gives a value.
    ///
    /// Fails with a sentence when the program ends first or nothing fits in time.
    pub async fn wait_for_line<T>(
        &mut self,
        within: Duration,
        wanted: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let search = async {
            while let Some(line) = self.lines.recv().await {
                if let Some(value) = wanted(&line) {
                    return Ok(value);
                }
            }
            let status = self.child.wait().await.context("its end cannot be waited for")?;
            bail!("it ended before it said what was waited for ({status})")
        };
        match tokio::time::timeout(within, search).await {
            Ok(found) => found.with_context(|| self.name.clone()),
            Err(_) => bail!("{} did not say in {within:?} what was waited for", self.name),
        }
    }

    /// The number that the system knows the program by; none once it has ended.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// From now on no file may grow beyond `bytes`, as if the disk were full; `None` lifts that. The
    /// system ends a program that does not ignore SIGXFSZ.
    #[cfg(target_os = "linux")]
    pub fn limit_files(&self, bytes: Option<u64>) -> Result<()> {
        use rustix::process::{Resource, Rlimit, getrlimit, prlimit};
        let pid = self.child.id().and_then(pid).context("it has ended")?;
        let maximum = getrlimit(Resource::Fsize).maximum;
        prlimit(Some(pid), Resource::Fsize, Rlimit { current: bytes.or(maximum), maximum })?;
        Ok(())
    }

    /// Whether the program has not ended yet.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks the program to end, as a closing session does, and waits until it has.
    pub async fn stop(mut self, within: Duration) -> Result<std::process::ExitStatus> {
        if let Some(pid) = self.child.id().and_then(pid) {
            // A program that has just ended by itself cannot be asked; waiting tells.
            let _ = rustix::process::kill_process(pid, Signal::TERM);
        }
        tokio::time::timeout(within, self.child.wait())
            .await
            .with_context(|| format!("{} did not end in {within:?} when asked to", self.name))?
            .with_context(|| format!("the end of {} cannot be waited for", self.name))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let Some(id) = self.child.id() else { return };
        // Collected before the first is killed: its children would change their parent.
        let mut family = below(id, &parents());
        family.push(id);
        for pid in family.into_iter().filter_map(pid) {
            // One that ended in the meantime is just as well.
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
    }
}

fn pid(id: u32) -> Option<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw)
}

fn short_name(program: &OsStr) -> String {
    let path = std::path::Path::new(program);
    path.file_name().unwrap_or(program).to_string_lossy().into_owned()
}

fn lines_of(stdout: impl AsyncRead + Unpin + Send + 'static) -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut lines = BufReader::new(stdout).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            // Goes on reading when nobody listens any more: the program must not block.
            let _ = sender.send(line);
        }
    });
    receiver
}

/// Each running process with its parent, from Linux's `/proc` (proc_pid_stat(5)); empty elsewhere.
fn parents() -> HashMap<u32, u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return HashMap::new() };
    entries
        .flatten()
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            Some((id, parent_in(&stat)?))
        })
        .collect()
}

/// The name stands in brackets and may hold anything, brackets too; state and parent follow it.
fn parent_in(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn below(ancestor: u32, parents: &HashMap<u32, u32>) -> Vec<u32> {
    let mut family = Vec::new();
    let mut generation = vec![ancestor];
    while !generation.is_empty() {
        generation = parents
            .iter()
            .filter(|(_, parent)| generation.contains(parent))
            .map(|(child, _)| *child)
            .collect();
        family.extend(&generation);
    }
    family
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn shell(script: &str) -> Program {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Program::start(command).expect("sh is everywhere")
    }

    #[test]
    fn the_parent_is_read_behind_any_name() {
        assert_eq!(parent_in("17 (a) b (c)) S 4 17 17 0"), Some(4));
        assert_eq!(parent_in("half a line"), None);
    }

    #[tokio::test]
    async fn a_line_is_waited_for_among_others() {
        let mut program = shell("echo one; echo port 80; exec sleep 60");
        let port = program
            .wait_for_line(PATIENCE, |line| line.strip_prefix("port ")?.parse::<u16>().ok())
            .await
            .unwrap();
        assert_eq!(port, 80);
        assert!(program.is_running(), "it sleeps on");
    }

    #[tokio::test]
    async fn a_program_that_ends_early_is_a_sentence() {
        let mut program = shell("echo nothing; exit 3");
        let failure = program.wait_for_line(PATIENCE, |_| None::<()>).await.unwrap_err();
        assert!(format!("{failure:#}").contains("ended before it said"), "{failure:#}");
    }

    #[tokio::test]
    async fn a_dropped_program_takes_its_children_with_it() {
        let mut program = shell("sleep 60 & echo $!; wait");
        let child: u32 = program.wait_for_line(PATIENCE, |line| line.parse().ok()).await.unwrap();
        let parent = program.id().expect("it runs");
        assert!(below(parent, &parents()).contains(&child), "the child runs below its parent");
        drop(program);
        // A killed process without a living parent is reaped by the system at once or soon.
        let gone = async {
            while parents().contains_key(&child) && !is_zombie(child) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.expect("the child ends with its parent");
    }

    fn is_zombie(id: u32) -> bool {
        std::fs::read_to_string(format!("/proc/{id}/stat"))
            .ok()
            .and_then(|stat| stat.rsplit_once(')').map(|(_, rest)| rest.trim().starts_with('Z')))
            .unwrap_or(true)
    }

    #[tokio::test]
    async fn a_program_ends_when_it_is_asked_to() {
        let mut program = shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        program.wait_for_line(PATIENCE, |line| (line == "ready").then_some(())).await.unwrap();
        let status = program.stop(PATIENCE).await.unwrap();
        assert_eq!(status.code(), Some(7), "it had the time to end in its own way");
    }
}
