//! What is kept: sessions, the facts of each, and likes, in the words of the product.
//!
//! Only this module and the ones below it know SQL. Whatever is acknowledged to anyone has been
//! committed here before. Reading what REST shows is in `history`.

mod accounts;
#[cfg(test)]
mod all_or_nothing;
mod history;
mod load;
mod mail_codes;
mod sqlite;
mod tokens;
mod writes;

use jiff::Timestamp;
use pika_domain::{PlayId, SessionId};
use pika_protocol::WireTrack;

pub(crate) use accounts::{Account, AccountId, Created};
pub(crate) use history::HistoryEntry;
pub(crate) use mail_codes::Purpose;
pub(crate) use sqlite::Store;
pub(crate) use tokens::{TokenId, TokenRecord, TokenTerms};

use crate::secret::{Dancer, Digest};

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SessionRecord {
    pub(crate) id: SessionId,
    pub(crate) dj_name: String,
    pub(crate) authenticated: bool,
    /// The DJ's account; none for a DJ without one.
    pub(crate) account: Option<AccountId>,
    /// Of the secret that lets the same laptop take its session back.
    pub(crate) resume: Digest,
    pub(crate) started_at: Timestamp,
    /// When anything was last committed for it.
    pub(crate) active_at: Timestamp,
    pub(crate) ended: Option<EndedBy>,
}

/// Who ended a session. One that the DJ ended stays ended; one that was swept may come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndedBy {
    Dj,
    Sweep,
}

/// A play as it is kept and shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Play {
    pub(crate) id: PlayId,
    pub(crate) played_at: Timestamp,
    pub(crate) track: WireTrack,
    /// Length of the track.
    pub(crate) duration_ms: Option<u64>,
}

/// What one number of a session stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FactKind {
    /// A track started. The box keeps a queue of facts small.
    Play(Box<Play>),
    Stop {
        at: Timestamp,
    },
    End {
        at: Timestamp,
    },
}

impl FactKind {
    pub(crate) fn is_play(&self) -> bool {
        matches!(self, Self::Play(_))
    }
}

/// A change that is committed, together with others of the same session.
#[derive(Debug, Clone)]
pub(crate) enum Write {
    Fact {
        seq: u64,
        fact: FactKind,
    },
    Like {
        play: PlayId,
        dancer: Dancer,
        at: Timestamp,
    },
    Unlike {
        play: PlayId,
        dancer: Dancer,
    },
    /// The session was idle for too long, or is too old.
    Sweep {
        at: Timestamp,
    },
    /// The DJ of a swept session is back.
    Reopen,
}

/// Everything that an actor needs to go on with a session.
#[derive(Debug)]
pub(crate) struct SavedSession {
    pub(crate) record: SessionRecord,
    /// Numbers and kinds, rising.
    pub(crate) facts: Vec<(u64, SavedFact)>,
    pub(crate) likes: Vec<(PlayId, Dancer)>,
}

/// A fact as it is read back.
#[derive(Debug)]
pub(crate) enum SavedFact {
    Play(Box<Play>),
    End,
    /// A stop, or a play that had been reported before under another number.
    Other,
}

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the database is in use by another program")]
    Locked,
    #[error("the database was written by a newer version of Pika (schema {0})")]
    Newer(i64),
    #[error("the database cannot be used: {0}")]
    Unusable(String),
}
