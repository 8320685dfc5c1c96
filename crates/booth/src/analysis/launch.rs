//! Starting the sidecar. The desktop starts it through its shell plugin; everything else as a child.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

/// The sidecar says its port well within this time, or does not run.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why the sidecar does not run, as a sentence.
#[derive(Debug, Clone, thiserror::Error)]
#[error("Analysis cannot start: {0}")]
pub struct LaunchError(pub String);

/// Starts `pika-sidecar`.
#[async_trait]
pub trait SidecarLauncher: Send + Sync {
    /// Starts the process, writes `hello` as the first line of its stdin and waits for `PORT n`.
    async fn launch(&self, hello: String) -> Result<Box<dyn SidecarProcess>, LaunchError>;
}

/// A running sidecar. Dropping it ends the process.
pub trait SidecarProcess: Send + Sync {
    fn port(&self) -> u16;
}

/// The port in the line that the sidecar prints when it is ready.
pub fn port_in_line(line: &str) -> Option<u16> {
    line.trim().strip_prefix("PORT ")?.parse().ok()
}

/// Starts the sidecar as an ordinary child process with an empty environment.
#[derive(Debug, Clone)]
pub struct ChildLauncher {
    program: PathBuf,
}

impl ChildLauncher {
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// The sidecar beside the running program, where installers and cargo put it.
    pub fn beside_this_program() -> std::io::Result<Self> {
        let this = std::env::current_exe()?;
        Ok(Self::new(this.with_file_name(format!("pika-sidecar{}", std::env::consts::EXE_SUFFIX))))
    }
}

struct ChildSidecar {
    port: u16,
    /// Held because the sidecar exits when its stdin ends.
    _stdin: ChildStdin,
    _child: Child,
}

impl SidecarProcess for ChildSidecar {
    fn port(&self) -> u16 {
        self.port
    }
}

#[async_trait]
impl SidecarLauncher for ChildLauncher {
    async fn launch(&self, hello: String) -> Result<Box<dyn SidecarProcess>, LaunchError> {
        let failed = |what: &str, error: std::io::Error| LaunchError(format!("{what}: {error}."));
        let mut child = Command::new(&self.program)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failed(&self.program.display().to_string(), error))?;
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let stdout = child.stdout.take().expect("stdout is piped");
        stdin
            .write_all(format!("{hello}\n").as_bytes())
            .await
            .map_err(|error| failed("the sidecar does not listen", error))?;
        let mut lines = BufReader::new(stdout).lines();
        let line = tokio::time::timeout(PATIENCE, lines.next_line())
            .await
            .map_err(|_| LaunchError("the sidecar does not say its port.".into()))?
            .map_err(|error| failed("the sidecar cannot be heard", error))?;
        let port = line
            .as_deref()
            .and_then(port_in_line)
            .ok_or_else(|| LaunchError("the sidecar ended at once.".into()))?;
        Ok(Box::new(ChildSidecar { port, _stdin: stdin, _child: child }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_port_line_is_a_port() {
        assert_eq!(port_in_line("PORT 41234\n"), Some(41234));
        for bad in ["", "PORT", "PORT x", "PORT 70000", "41234"] {
            assert_eq!(port_in_line(bad), None, "{bad:?}");
        }
    }

    #[tokio::test]
    async fn a_missing_sidecar_is_a_sentence() {
        let launcher = ChildLauncher::new("/nowhere/pika-sidecar".into());
        let error = launcher.launch("{}".into()).await.err().expect("there is no such program");
        assert!(
            error.to_string().starts_with("Analysis cannot start: /nowhere/pika-sidecar"),
            "{error}"
        );
    }
}
