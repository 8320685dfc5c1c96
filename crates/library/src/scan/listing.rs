//! Which audio files there are in the music folders. Nothing is opened here.
//!
//! Links are not followed: what lies inside the folders is found anyway, what lies outside of them
//! is out of reach for the analysis, and a walk without links cannot go in circles.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::UNIX_EPOCH;

use pika_domain::FolderId;
use walkdir::{DirEntry, WalkDir};

use super::progress::Progress;
use crate::folders::place_below;
use crate::{MusicFolder, ScanProblem};

/// Extensions that are taken for audio, in lower case.
const AUDIO: [&str; 12] =
    ["mp3", "m4a", "mp4", "aac", "alac", "flac", "ogg", "oga", "opus", "wav", "aif", "aiff"];

/// An audio file, by its name.
#[derive(Debug, Clone)]
pub(super) struct FoundFile {
    pub(super) folder: FolderId,
    pub(super) path: String,
    /// The path below the music folder.
    pub(super) place: String,
    pub(super) size_bytes: i64,
    pub(super) modified_ms: i64,
}

#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<FoundFile>,
    pub(super) problems: Vec<ScanProblem>,
    /// Folders, whole or in part, of which nothing is known: what is not found there is not gone.
    pub(super) unreadable: Vec<PathBuf>,
}

pub(super) fn list(
    folders: &[MusicFolder],
    progress: &mut Progress<'_>,
    cancelled: &AtomicBool,
) -> Listing {
    let mut listing = Listing::default();
    for folder in folders {
        let mut is_empty = true;
        let walk = WalkDir::new(&folder.path).min_depth(1).into_iter();
        for entry in walk.filter_entry(|entry| !is_hidden(entry)) {
            if cancelled.load(Ordering::Relaxed) {
                return listing;
            }
            is_empty = false;
            match entry {
                Ok(entry) => listing.take(&entry, folder, folders, progress),
                Err(error) => listing.cannot_list(&error, folder),
            }
        }
        if is_empty {
            // The mount point of a drive that is not plugged in is an empty folder.
            listing.unreadable.push(folder.path.clone());
            listing.problem(&folder.path, "The folder is empty. If it is a drive, plug it in.");
        }
    }
    progress.listed();
    listing
}

impl Listing {
    fn take(
        &mut self,
        entry: &DirEntry,
        folder: &MusicFolder,
        folders: &[MusicFolder],
        progress: &mut Progress<'_>,
    ) {
        let path = entry.path();
        if entry.file_type().is_symlink() {
            self.take_link(path, folders);
        } else if entry.file_type().is_file() && is_audio(path) {
            match found(entry, folder) {
                Ok(file) => {
                    self.files.push(file);
                    progress.file_found();
                }
                Err(reason) => {
                    // What is known of the file stays as it is.
                    self.unreadable.push(path.to_owned());
                    self.problem(path, &reason);
                }
            }
        }
    }

    fn take_link(&mut self, link: &Path, folders: &[MusicFolder]) {
        // A dangling link leads nowhere, and nothing is lost by passing it over.
        let Ok(target) = dunce::canonicalize(link) else { return };
        let is_inside = folders.iter().any(|folder| target.starts_with(&folder.path));
        if !is_inside && (target.is_dir() || is_audio(&target)) {
            let target = target.display();
            self.problem(
                link,
                &format!("This is a link to {target}. To have that read, add its folder."),
            );
        }
    }

    fn cannot_list(&mut self, error: &walkdir::Error, folder: &MusicFolder) {
        let path = error.path().unwrap_or(&folder.path).to_owned();
        let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        self.problem(&path, &format!("The folder cannot be read: {cause}."));
        self.unreadable.push(path);
    }

    fn problem(&mut self, path: &Path, reason: &str) {
        let path = path.to_string_lossy().into_owned();
        self.problems.push(ScanProblem { path, reason: reason.to_owned() });
    }
}

/// What systems and programs keep for themselves.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || name == "$RECYCLE.BIN" || name == "System Volume Information"
}

fn is_audio(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| AUDIO.contains(&extension.to_ascii_lowercase().as_str()))
}

fn found(entry: &DirEntry, folder: &MusicFolder) -> Result<FoundFile, String> {
    let path = entry.path();
    let Some(text) = path.to_str() else {
        return Err("The file's name is not valid Unicode text. Rename it, then scan again.".into());
    };
    let unreadable = |error: &dyn std::fmt::Display| format!("The file cannot be read: {error}.");
    let metadata = entry.metadata().map_err(|error| unreadable(&error))?;
    let modified = metadata.modified().map_err(|error| unreadable(&error))?;
    let modified_ms = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_millis() as i64,
        Err(before) => -(before.duration().as_millis() as i64),
    };
    Ok(FoundFile {
        folder: folder.id,
        path: text.to_owned(),
        place: place_below(&folder.path, path),
        size_bytes: metadata.len() as i64,
        modified_ms,
    })
}
