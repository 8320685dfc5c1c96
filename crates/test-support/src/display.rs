//! A display that nobody sees: an X server in memory, on a number of its own.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::process::Program;
use crate::programs;

/// A running Xvfb. Windows that were opened on it end with it.
pub struct Display {
    name: String,
    _server: Program,
}

impl Display {
    /// Starts a display of this size in pixels, on the first number that is free.
    pub async fn start(width: u32, height: u32) -> Result<Self> {
        let mut command = Command::new(programs::installed(&["Xvfb"])?);
        // It writes the number once it takes connections: nothing else has to be waited for.
        command
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stderr(Stdio::null());
        let mut server = Program::start(command)?;
        let number: u32 = server
            .wait_for_line(Duration::from_secs(30), |line| line.trim().parse().ok())
            .await
            .context("no display could be opened")?;
        Ok(Self { name: format!(":{number}"), _server: server })
    }

    /// What programs expect in `DISPLAY`, for example `:99`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn two_displays_have_names_of_their_own() {
        let first = Display::start(320, 200).await.unwrap();
        let second = Display::start(320, 200).await.unwrap();
        assert!(first.name().starts_with(':'), "{}", first.name());
        assert_ne!(first.name(), second.name());
    }
}
