//! What can go wrong in the booth, as sentences, and as the codes that a window acts on.

use pika_library::LibraryError;

use pika_live::AddressError;

use crate::account::NoKeychain;
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
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("Name the cloud that you have an account at first.")]
    NoCloud,
    #[error("Log in to the cloud first.")]
    NotLoggedIn,
    #[error("That is not a token: copy the whole of it, from pk_dj_ to its end.")]
    NoToken,
    #[error(transparent)]
    NoKeychain(#[from] NoKeychain),
    /// The cloud's own sentence.
    #[error("{0}")]
    LoginRefused(String),
    /// The token that was kept is not good any more.
    #[error("{0} Log in again in the settings, or log out to go live without the cloud.")]
    LoginNeeded(String),
    #[error(
        "A poll has a question of up to 500 characters, 2 to 10 different answers of up to 100 characters, and 30 seconds to 5 minutes, or no end."
    )]
    BadPoll,
    #[error("A poll is running already. End it before you ask another.")]
    PollRunning,
    #[error("There is no poll to end.")]
    NoPoll,
    #[error(
        "An announcement has 1 to 200 characters and is shown for 1 to 60 minutes, or until you take it back."
    )]
    BadAnnouncement,
    #[error("A scan is already running.")]
    ScanRunning,
    #[error("Pika stumbled over this and goes on. Try it again.")]
    Stumbled,
    #[error("Pika stumbled over {0:?}, which is missing from the night.")]
    PlayLost(String),
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
            Self::LoginNeeded(_) => ErrorCode::LoginNeeded,
            _ => ErrorCode::Other,
        };
        Notice { code, message: self.to_string() }
    }
}
