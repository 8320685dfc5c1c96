//! A DJ's laptop for one night: a home folder, a screen, and Pika's real programs on them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use pika_test_support::display::Display;
use pika_test_support::programs;
use pika_test_support::spot::Spot;
use pika_test_support::window::Window;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

/// How long the analysis of a small crate may take on a busy machine.
const ANALYSIS: Duration = Duration::from_mins(10);

/// A laptop on which nothing of the person who runs the test is seen or touched.
pub struct Laptop {
    home: TempDir,
    display: Display,
}

impl Laptop {
    pub async fn new() -> Result<Self> {
        let home = tempfile::Builder::new().prefix("pika-laptop").tempdir()?;
        Ok(Self { home, display: Display::start(1440, 900).await? })
    }

    /// DJ programs keep their files below it.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The folder of `pika.db`.
    pub fn data_dir(&self) -> PathBuf {
        self.home().join("pika")
    }

    /// Adds a music folder by the command line. Gives the number of tracks that were found in it.
    pub async fn scan(&self, music: &Path) -> Result<u64> {
        let report = self.pika()?.args(["scan", "--json"]).arg(music).output().await;
        let report = report.context("pika cannot be started")?;
        if !report.status.success() {
            bail!("pika scan failed: {}", String::from_utf8_lossy(&report.stderr).trim());
        }
        let report: Value = serde_json::from_slice(&report.stdout)?;
        report["added"].as_u64().context("the report of the scan does not count what it added")
    }

    /// `pika`, the command line, on this laptop's library.
    pub fn pika(&self) -> Result<Command> {
        let mut command = Command::new(programs::built("pika")?);
        command.env("HOME", self.home()).arg("--data-dir").arg(self.data_dir());
        Ok(command)
    }

    /// Opens Pika's window.
    pub async fn open_pika(&self) -> Result<Desk> {
        let window = Window::open(&self.display, self.home(), &self.data_dir()).await?;
        window.until_shown(&Spot::region("Views")).await?;
        Ok(Desk { window })
    }
}

/// Pika's window, and what a DJ does in it.
pub struct Desk {
    pub window: Window,
}

impl Desk {
    /// Has every track analysed. Gives the number of those that were.
    pub async fn analyse(&self) -> Result<u64> {
        self.window.press(&Spot::button("Crate")).await?;
        let waiting = self.library().await?["toAnalyse"].as_u64().unwrap_or_default();
        if waiting > 0 {
            let noun = if waiting == 1 { "track" } else { "tracks" };
            self.window.press(&Spot::button(&format!("Analyse {waiting} {noun}"))).await?;
            let over = "!document.querySelector('[aria-label=\"Under way\"]') \
                        && ![...document.querySelectorAll('header button')] \
                            .some((button) => button.innerText.startsWith('Analyse'))";
            self.window.until("the end of the analysis", over, ANALYSIS).await?;
        }
        let library = self.library().await?;
        ensure!(library["toAnalyse"] == 0, "not every track was analysed: {library}");
        library["analysed"].as_u64().context("the library does not count what is analysed")
    }

    /// Goes on air under this name. Gives the address of the dancers' page.
    pub async fn go_live(&self, dj_name: &str) -> Result<String> {
        self.window.press(&Spot::button("Stage")).await?;
        self.window.press(&Spot::button("Go live")).await?;
        self.window.write_into(&Spot::field("Your name, as dancers see it"), dj_name).await?;
        self.window.press(&Spot::button("Go live")).await?;
        let card = self.window.text(&Spot::region("Dancers join here")).await?;
        let address = card.lines().map(str::trim).find(|line| line.starts_with("http"));
        Ok(address.context("the window shows no address for dancers")?.to_owned())
    }

    /// Waits until the stage shows at least this many likes of what plays, and gives their number.
    pub async fn until_liked(&self, likes: u64) -> Result<u64> {
        let shown = "parseInt(document.querySelector('[aria-label=\"The floor\"]').innerText)";
        let enough = format!("({shown} >= {likes}) && {shown}");
        let seen =
            self.window.until(&format!("{likes} likes"), &enough, Duration::from_secs(30)).await?;
        seen.value.as_u64().context("the stage shows no number of likes")
    }

    /// What the window knows of the library, asked as the window asks.
    async fn library(&self) -> Result<Value> {
        let snapshot = self.window.ask("window.__TAURI_INTERNALS__.invoke('get_snapshot')").await?;
        Ok(snapshot["library"].clone())
    }
}
