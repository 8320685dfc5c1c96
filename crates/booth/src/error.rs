//! What can go wrong in the booth, as sentences, and as the codes that a window acts on.

use pika_library::LibraryError;

use crate::view::{ErrorCode, Notice};

#[derive(Debug, thiserror::Error)]
pub enum BoothError {
    #[error(transparent)]
    Library(#[from] LibraryError),
    #[error("Dancers need a name to see: 1 to 100 characters, without < and >.")]
    NameNeeded,
    #[error("A session is already live. End it before you begin another.")]
    AlreadyLive,
    #[error("There is no live session.")]
    NotLive,
    #[error("The live session could not be opened: {0}")]
    Cloud(String),
    #[error("This computer is in no network that phones could use.")]
    NoNetwork,
    #[error("{0}")]
    AnalysisUnavailable(String),
    #[error("A scan is already running.")]
    ScanRunning,
    #[error("Pika is shutting down.")]
    ShuttingDown,
}

impl BoothError {
    /// The failure as a window hears of it.
    pub fn notice(&self) -> Notice {
        let code = match self {
            Self::Library(LibraryError::Locked { .. }) => ErrorCode::LibraryLocked,
            Self::Library(LibraryError::Newer { .. }) => ErrorCode::LibraryNewer,
            Self::Library(LibraryError::FolderUnreadable { .. }) => ErrorCode::FolderUnreadable,
            Self::NameNeeded => ErrorCode::NameNeeded,
            Self::AnalysisUnavailable(_) => ErrorCode::AnalysisUnavailable,
            _ => ErrorCode::Other,
        };
        Notice { code, message: self.to_string() }
    }
}
