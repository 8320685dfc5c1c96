//! VirtualDJ: the newest entries of its play history.
//!
//! Finds the home folder in use and the file of the day, and says how late VirtualDJ itself is. The
//! format is in `virtualdj/entry` and `virtualdj/text`, its writing side in `virtualdj/write`.

mod entry;
mod files;
mod options;
mod text;
mod write;

use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pika_domain::{Candidate, SourceKind};

use crate::places::{Places, virtualdj_homes};
use crate::{Source, SourceError, SourceState, SourceStatus};
use files::day_files;
use options::Options;

pub use write::HistoryWriter;

/// Files that are looked into for entries: the day's file may be empty yet just after midnight.
const FILES_LOOKED_INTO: usize = 3;
/// With this many entries no older file is looked into.
const ENOUGH: usize = 20;

/// Reads VirtualDJ's history, `History/YYYY-MM-DD.m3u` in its home folder.
#[derive(Debug)]
pub struct VirtualDj {
    places: Places,
    zone: TimeZone,
    problem: Option<String>,
}

impl VirtualDj {
    /// Looks where VirtualDJ lives on this platform.
    pub fn installed() -> Self {
        Self::at(Places::Installed(virtualdj_homes))
    }

    /// Looks only in these folders: VirtualDJ's home folder, or its `History` folder itself.
    pub fn in_folders(folders: Vec<PathBuf>) -> Self {
        Self::at(Places::Chosen(folders))
    }

    fn at(places: Places) -> Self {
        Self { places, zone: TimeZone::system(), problem: None }
    }

    /// The home in use: of several, the one whose history was written last, else the first.
    fn home(&self) -> Option<Home> {
        self.places.existing().into_iter().rev().map(Home::new).max_by_key(Home::last_write)
    }

    fn newest_entries(&self) -> Result<Vec<Candidate>, SourceError> {
        let Some(home) = self.home() else { return Ok(Vec::new()) };
        // A file from further in the future, from a day with a wrong clock, would hide all others.
        let today = self.zone.to_datetime(Timestamp::now()).date();
        let tomorrow = today.tomorrow().unwrap_or(today);
        let mut newest = Vec::new();
        for file in day_files(&home.history, tomorrow)?.iter().take(FILES_LOOKED_INTO) {
            let (text, is_growing) = files::read_tail(&file.path)?;
            let entries = entry::entries(&text, is_growing).into_iter();
            newest.splice(0..0, entries.map(|entry| entry.into_candidate(file.date, &self.zone)));
            if newest.len() >= ENOUGH {
                break;
            }
        }
        Ok(newest)
    }
}

impl Source for VirtualDj {
    fn kind(&self) -> SourceKind {
        SourceKind::VirtualDj
    }

    fn watched_folders(&self) -> Vec<PathBuf> {
        // The history folder, or its parent until VirtualDJ has made it.
        let nearest = |folder: PathBuf| {
            let history = Home::new(folder.clone()).history;
            if history.is_dir() { history } else { folder }
        };
        self.places.existing().into_iter().map(nearest).collect()
    }

    fn recent(&mut self) -> Result<Vec<Candidate>, SourceError> {
        let newest = self.newest_entries();
        self.problem = newest.as_ref().err().map(ToString::to_string);
        newest
    }

    fn status(&self) -> SourceStatus {
        let status = |state, detail, last_write_at| SourceStatus {
            source: SourceKind::VirtualDj,
            state,
            detail,
            last_write_at,
        };
        let Some(home) = self.home() else {
            let detail = "VirtualDJ was not found on this computer.".into();
            return status(SourceState::NotFound, detail, None);
        };
        let last_write_at = home.last_write().and_then(|time| Timestamp::try_from(time).ok());
        if let Some(problem) = &self.problem {
            return status(SourceState::Failing, problem.clone(), last_write_at);
        }
        let options = Options::read(&home.folder);
        let state =
            if options.writes_history { SourceState::Watching } else { SourceState::Failing };
        status(state, options.sentence(&home.history), last_write_at)
    }
}

/// One VirtualDJ home folder and the history in it.
struct Home {
    folder: PathBuf,
    history: PathBuf,
}

impl Home {
    /// A folder that is called `History` is the history itself, in its parent.
    fn new(folder: PathBuf) -> Self {
        let is_history = folder.file_name().is_some_and(|name| name == "History");
        match folder.parent() {
            Some(parent) if is_history => Self { folder: parent.to_owned(), history: folder },
            _ => Self { history: folder.join("History"), folder },
        }
    }

    fn last_write(&self) -> Option<SystemTime> {
        let files = day_files(&self.history, Date::MAX).ok()?;
        std::fs::metadata(&files.first()?.path).ok()?.modified().ok()
    }
}
