//! What can go wrong with `pika.db` and with music folders, in sentences that a DJ can read.

use std::path::PathBuf;

use pika_domain::{FolderId, PlayId, SessionId, TrackId};

/// Why the library did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// Another program holds the file for longer than Pika waits; trying again can help.
    #[error("the library is held by another program: {}", path.display())]
    Locked { path: PathBuf },
    /// Nothing can be written until there is room; what is there is whole.
    #[error("there is no room left where the library is: {}", path.display())]
    Full { path: PathBuf },
    /// Written by a later version of Pika; it is left as it is.
    #[error(
        "the library was written by a newer Pika (its format is {found}, this one knows {known}): {}",
        path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    /// A file, but not one of Pika's; it is left as it is.
    #[error("this file is not a Pika library: {}", path.display())]
    NotALibrary { path: PathBuf },
    /// The file or its folder cannot be created or opened.
    #[error("the library cannot be opened at {}: {reason}", path.display())]
    CannotOpen { path: PathBuf, reason: String },
    #[error("this music folder cannot be read: {}: {reason}", path.display())]
    FolderUnreadable { path: PathBuf, reason: String },
    #[error("there is no music folder with the number {}", .0.0)]
    UnknownFolder(FolderId),
    #[error("there is no track with the number {}", .0.0)]
    UnknownTrack(TrackId),
    #[error("there is no play {0} in the library")]
    UnknownPlay(PlayId),
    #[error("there is no session {0} in the library")]
    UnknownSession(SessionId),
    #[error("there is a session {0} in the library already")]
    SessionExists(SessionId),
    /// A value has no form as JSON, or what is kept of it is damaged.
    #[error("this value cannot be kept, or not be read back: {0}")]
    Json(#[from] serde_json::Error),
    /// Everything else that the database says: a failing disk, a damaged file.
    #[error("the library failed: {0}")]
    Database(rusqlite::Error),
}
