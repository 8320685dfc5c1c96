//! The laptop's clock, which may be wrong by hours and be set while the night goes on.
//!
//! A program's clock is changed by libfaketime, where that is installed; clocks that only count
//! forward go on as they are.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use tokio::process::Command;

/// The clock of one laptop. Clones are the same clock.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    offset_s: Arc<AtomicI64>,
    /// Read by libfaketime at every look at the clock.
    file: PathBuf,
    library: Option<PathBuf>,
}

impl Clock {
    /// A clock that is right. `file` is where its error is written down.
    pub(crate) fn new(file: PathBuf) -> Result<Self> {
        let clock = Self { offset_s: Arc::default(), file, library: libfaketime() };
        clock.set(0)?;
        Ok(clock)
    }

    /// Whether the clock of a program can be set.
    pub(crate) fn can_be_set(&self) -> bool {
        self.library.is_some()
    }

    /// Makes it wrong by so many seconds.
    pub(crate) fn set(&self, offset_s: i64) -> Result<()> {
        // Beside and then in its place, so that no program reads half of it.
        let draft = self.file.with_extension("new");
        std::fs::write(&draft, format!("{offset_s:+}\n"))
            .and_then(|()| std::fs::rename(&draft, &self.file))
            .with_context(|| format!("{} cannot be written", self.file.display()))?;
        self.offset_s.store(offset_s, Ordering::Relaxed);
        Ok(())
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_secs(self.offset_s.load(Ordering::Relaxed))
    }

    /// Lets a program that is about to start go by this clock.
    pub(crate) fn give_to(&self, command: &mut Command) {
        if let Some(library) = &self.library {
            command
                .env("LD_PRELOAD", library)
                .env("FAKETIME_TIMESTAMP_FILE", &self.file)
                .env("FAKETIME_NO_CACHE", "1")
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
    }
}

/// Where Debian and Ubuntu keep it, below a folder for each kind of processor.
fn libfaketime() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|file| file.is_file())
}
