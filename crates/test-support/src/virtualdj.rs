//! A VirtualDJ that plays what it is told: the real history format in a real folder, no program.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::Timestamp;
use pika_domain::TrackNames;
use pika_sources::HistoryWriter;

/// Where VirtualDJ lives below a person's home folder on Linux: in Wine's default prefix.
const HOME_IN_WINE: &str = ".wine/drive_c/users/dj/AppData/Local/VirtualDJ";

/// A VirtualDJ home folder that fills as if songs were played.
pub struct FakeVirtualDj {
    home: PathBuf,
    writer: HistoryWriter,
}

impl FakeVirtualDj {
    /// Installs it below `user_home`, where Pika finds it by itself.
    pub fn install(user_home: &Path) -> Result<Self> {
        let home = user_home.join(HOME_IN_WINE);
        std::fs::create_dir_all(&home)
            .with_context(|| format!("{} cannot be made", home.display()))?;
        Ok(Self { writer: HistoryWriter::new(&home), home })
    }

    /// The folder that holds `History` and `settings.xml`.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Writes an entry of now, and gives the time in it.
    pub fn play(&self, file: &Path, artist: &str, title: &str) -> Result<Timestamp> {
        let now = Timestamp::now();
        self.play_at(now, &file.to_string_lossy(), artist, title)?;
        Ok(now)
    }

    /// Writes an entry of any time; `place` is a file path or a streaming address.
    pub fn play_at(&self, at: Timestamp, place: &str, artist: &str, title: &str) -> Result<()> {
        self.writer
            .played(at, place, &TrackNames::new(artist, title), None)
            .context("the history cannot be written")
    }
}
