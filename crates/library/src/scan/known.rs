//! What the library knew before the scan, and which of it is gone or has moved.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use pika_domain::{FolderId, TrackId};
use rusqlite::Connection;

use super::listing::{FoundFile, Listing};
use super::reading::ContentHash;
use crate::LibraryError;

#[derive(Debug, Clone)]
pub(super) struct KnownTrack {
    pub(super) id: TrackId,
    /// `None` where its folder was removed.
    pub(super) folder: Option<FolderId>,
    pub(super) missing: bool,
    size_bytes: i64,
    modified_ms: i64,
    /// `None` where the file could not be read; it is read again then.
    content_hash: Option<ContentHash>,
}

impl KnownTrack {
    pub(super) fn is_unchanged(&self, file: &FoundFile) -> bool {
        self.content_hash.is_some()
            && self.size_bytes == file.size_bytes
            && self.modified_ms == file.modified_ms
    }
}

#[derive(Debug)]
pub(super) struct Known {
    by_path: HashMap<String, KnownTrack>,
    /// Paths of tracks that were not found where they were, by length and content.
    lost: HashMap<(i64, ContentHash), Vec<String>>,
}

impl Known {
    pub(super) fn load(connection: &Connection, listing: &Listing) -> Result<Self, LibraryError> {
        let mut statement = connection.prepare(
            "SELECT path, id, folder_id, missing, size_bytes, modified_ms, content_hash FROM tracks",
        )?;
        let by_path = statement
            .query_map([], |row| {
                let track = KnownTrack {
                    id: TrackId(row.get("id")?),
                    folder: row.get::<_, Option<i64>>("folder_id")?.map(FolderId),
                    missing: row.get("missing")?,
                    size_bytes: row.get("size_bytes")?,
                    modified_ms: row.get("modified_ms")?,
                    content_hash: row.get("content_hash")?,
                };
                Ok((row.get("path")?, track))
            })?
            .collect::<Result<HashMap<String, KnownTrack>, _>>()?;
        let found: HashSet<&str> = listing.files.iter().map(|file| file.path.as_str()).collect();
        let mut lost: HashMap<_, Vec<String>> = HashMap::new();
        for (path, track) in &by_path {
            if let (Some(hash), false) = (track.content_hash, found.contains(path.as_str())) {
                lost.entry((track.size_bytes, hash)).or_default().push(path.clone());
            }
        }
        Ok(Self { by_path, lost })
    }

    pub(super) fn at(&self, path: &str) -> Option<&KnownTrack> {
        self.by_path.get(path)
    }

    /// The track that a new file is, where a known file of the same length and content is no longer
    /// where it was. A copy of a file that still exists is a track of its own.
    ///
    /// The content decides rather than names and length, because a file without tags changes its
    /// names when it is renamed, and because every untagged recording of a fixed length looks alike.
    pub(super) fn moved_to(
        &mut self,
        file: &FoundFile,
        content_hash: Option<&ContentHash>,
    ) -> Option<TrackId> {
        let paths = self.lost.get_mut(&(file.size_bytes, *content_hash?))?;
        let gone = paths.iter().position(|path| !Path::new(path).exists())?;
        let path = paths.swap_remove(gone);
        self.by_path.remove(&path).map(|track| track.id)
    }

    /// Tracks whose files are gone, moved ones excepted. Ask when every file has been looked at.
    pub(super) fn vanished(&self, listing: &Listing) -> Vec<TrackId> {
        let found: HashSet<&str> = listing.files.iter().map(|file| file.path.as_str()).collect();
        let unknown = |path: &str| {
            let path = PathBuf::from(path);
            listing.unreadable.iter().any(|folder| path.starts_with(folder))
        };
        self.by_path
            .iter()
            .filter(|(path, track)| {
                track.folder.is_some()
                    && !track.missing
                    && !found.contains(path.as_str())
                    && !unknown(path)
            })
            .map(|(_, track)| track.id)
            .collect()
    }
}
