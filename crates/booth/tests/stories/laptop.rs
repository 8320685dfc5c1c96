//! A laptop for one story: a home with VirtualDJ in it, a folder for Pika, and a booth on them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use pika_booth::view::{BoothSnapshot, LiveState, Settings};
use pika_booth::{
    Booth, BoothConfig, ChildLauncher, CloudChoice, Keychain, Timing, WithoutKeychain,
};
use pika_domain::TrackNames;
use pika_library::Library;
use pika_sources::{HistoryWriter, VirtualDj};
use tempfile::TempDir;
use tokio::sync::broadcast::error::RecvError;

/// Far longer than anything takes that a story waits for, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) struct Laptop {
    home: TempDir,
    history: HistoryWriter,
    keychain: Arc<dyn Keychain>,
}

impl Laptop {
    pub(crate) fn new() -> Result<Self> {
        Self::with(Arc::new(WithoutKeychain), "")
    }

    /// With this keychain, and with the address of a cloud in the settings.
    pub(crate) fn with(keychain: Arc<dyn Keychain>, cloud_address: &str) -> Result<Self> {
        let home = TempDir::new()?;
        let history = HistoryWriter::new(&home.path().join("VirtualDJ"));
        std::fs::create_dir_all(home.path().join("VirtualDJ/History"))?;
        let laptop = Self { home, history, keychain };
        let settings = Settings {
            settle_ms: 0,
            cloud_address: cloud_address.to_owned(),
            ..Settings::default()
        };
        laptop.library()?.set_setting("booth", &settings)?;
        Ok(laptop)
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.home.path().join("pika")
    }

    /// DJ programs keep their files below it.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn library(&self) -> Result<Library> {
        Ok(Library::open(&self.data_dir().join("pika.db"))?)
    }

    pub(crate) async fn open_booth(&self) -> Result<Booth> {
        let virtual_dj = VirtualDj::in_folders(vec![self.home.path().join("VirtualDJ")]);
        let config = BoothConfig {
            data_dir: self.data_dir(),
            // No story here analyses anything.
            launcher: Arc::new(ChildLauncher::new("/nowhere/pika-sidecar".into())),
            sources: vec![Box::new(virtual_dj)],
            cloud: CloudChoice::Embedded { port: Some(0) },
            timing: Timing::default(),
            keychain: Arc::clone(&self.keychain),
        };
        Ok(Booth::open(config).await?)
    }

    pub(crate) fn play(&self, at: Timestamp, title: &str) -> Result<()> {
        self.play_file(at, &format!("/music/{title}.mp3"), title)
    }

    pub(crate) fn play_file(&self, at: Timestamp, file: &str, title: &str) -> Result<()> {
        let names = TrackNames::new("Otis Marlow", title);
        Ok(self.history.played(at, file, &names, Some(200.0))?)
    }
}

/// Goes live and gives the dancers' address.
pub(crate) async fn go_live(booth: &Booth) -> Result<String> {
    booth.go_live("Mara").await?;
    let snapshot = until(booth, "the session is live", |s| s.live.state == LiveState::Live).await?;
    snapshot.live.join_url.context("a live session has an address")
}

/// Looks at the snapshot now and after each event; `what` names it in the sentence of a failure.
pub(crate) async fn until(
    booth: &Booth,
    what: &str,
    wanted: impl Fn(&BoothSnapshot) -> bool,
) -> Result<BoothSnapshot> {
    let mut events = booth.subscribe();
    let wait = async {
        loop {
            let snapshot = booth.snapshot();
            if wanted(&snapshot) {
                return Ok(snapshot);
            }
            if let Err(RecvError::Closed) = events.recv().await {
                bail!("the booth ended before {what}");
            }
        }
    };
    match tokio::time::timeout(PATIENCE, wait).await {
        Ok(result) => result,
        Err(_) => bail!("{what} never happened"),
    }
}
