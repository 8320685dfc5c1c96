//! Mixxx: the newest rows of its set log.
//!
//! Finds the library in use. How the set log is asked, and what a refusal means, is in
//! `mixxx/set_log`.

mod set_log;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use pika_domain::{Candidate, SourceKind};

use crate::places::{Places, mixxx_folders};
use crate::{Source, SourceError, SourceState, SourceStatus};

const LIBRARY_FILE: &str = "mixxxdb.sqlite";
/// How long a reading waits for Mixxx to finish writing.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads Mixxx's set log in `mixxxdb.sqlite`.
#[derive(Debug)]
pub struct Mixxx {
    places: Places,
    patience: Duration,
    problem: Option<String>,
}

impl Mixxx {
    /// Looks where Mixxx lives on this platform.
    pub fn installed() -> Self {
        Self::at(Places::Installed(mixxx_folders))
    }

    /// Looks only in these folders, each a settings folder of Mixxx.
    pub fn in_folders(folders: Vec<PathBuf>) -> Self {
        Self::at(Places::Chosen(folders))
    }

    fn at(places: Places) -> Self {
        Self { places, patience: PATIENCE, problem: None }
    }

    /// The library in use: of several, the one written last.
    fn library(&self) -> Option<PathBuf> {
        let libraries = self.places.existing().into_iter().map(|folder| folder.join(LIBRARY_FILE));
        libraries.filter(|library| library.is_file()).max_by_key(|library| last_write(library))
    }
}

fn last_write(library: &Path) -> Option<SystemTime> {
    std::fs::metadata(library).ok()?.modified().ok()
}

impl Source for Mixxx {
    fn kind(&self) -> SourceKind {
        SourceKind::Mixxx
    }

    fn watched_folders(&self) -> Vec<PathBuf> {
        self.places.existing()
    }

    fn recent(&mut self) -> Result<Vec<Candidate>, SourceError> {
        let newest = self
            .library()
            .map_or(Ok(Vec::new()), |library| set_log::newest_entries(&library, self.patience));
        self.problem = newest.as_ref().err().map(ToString::to_string);
        newest
    }

    fn status(&self) -> SourceStatus {
        let (state, detail, last_write_at) = match (self.library(), &self.problem) {
            (None, _) => {
                (SourceState::NotFound, "Mixxx was not found on this computer.".into(), None)
            }
            (Some(library), Some(problem)) => {
                (SourceState::Failing, problem.clone(), last_write(&library))
            }
            (Some(library), None) => {
                let detail = format!("Watching {}.", library.display());
                (SourceState::Watching, detail, last_write(&library))
            }
        };
        SourceStatus {
            source: SourceKind::Mixxx,
            state,
            detail,
            last_write_at: last_write_at.and_then(|time| Timestamp::try_from(time).ok()),
        }
    }
}
