//! What is kept: sessions, the facts of each, and likes, in the words of the product.
//!
//! Only this module and the ones below it know SQL, which is the same for SQLite and PostgreSQL. Whatever is acknowledged to anyone has been
//! committed here before. Reading what REST shows is in `history`.

mod accounts;
#[cfg(test)]
mod all_or_nothing;
pub(crate) mod backup;
mod crowd;
mod db;
#[cfg(test)]
mod exactly_once;
mod facts;
mod history;
mod journal;
mod load;
mod mail_codes;
mod open;
mod ownership;
mod past;
#[cfg(test)]
mod plans;
#[cfg(feature = "postgres")]
mod postgres;
mod push;
mod recap;
mod refusals;
mod sqlite;
mod tokens;
mod writes;

use jiff::Timestamp;
use pika_domain::{PlayId, SessionId};
use pika_protocol::{TempoVote, WireTrack};
use serde::{Deserialize, Serialize};

pub(crate) use accounts::{Account, AccountId, Created};
pub(crate) use crowd::SavedPoll;
pub(crate) use history::HistoryEntry;
pub(crate) use journal::{JournalLike, JournalPollVote, JournalTempoVote};
pub(crate) use mail_codes::Purpose;
pub(crate) use open::Store;
pub(crate) use ownership::{Fence, NodeId, Ownership, Taken};
pub(crate) use past::{After, DjSession, GlobalStats, PastSession, TopTrack};
pub(crate) use push::{JournalPush, Subscription};
pub(crate) use recap::{Recap, RecapPoll, RecapTrack};
pub(crate) use tokens::{TokenId, TokenRecord, TokenTerms};
pub(crate) use writes::Committed;

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
    pub(crate) ended: Option<End>,
}

/// How and when a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) by: EndedBy,
    pub(crate) at: Timestamp,
}

/// Who ended a session. One that the DJ ended stays ended; one that was swept may come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndedBy {
    Dj,
    Sweep,
}

/// A play as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Play {
    pub(crate) id: PlayId,
    pub(crate) played_at: Timestamp,
    pub(crate) track: WireTrack,
    /// Length of the track.
    pub(crate) duration_ms: Option<u64>,
}

/// Identifies a poll on the wire and in the database; no other poll has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct PollId(pub(crate) u64);

/// A poll as the DJ asked it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Poll {
    pub(crate) id: PollId,
    pub(crate) question: String,
    pub(crate) options: Vec<String>,
    pub(crate) started_at: Timestamp,
    /// None where only the DJ ends it.
    pub(crate) ends_at: Option<Timestamp>,
}

/// What the DJ tells the floor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Announcement {
    pub(crate) message: String,
    pub(crate) announced_at: Timestamp,
    /// None where only the DJ takes it back.
    pub(crate) ends_at: Option<Timestamp>,
    /// Whether phones are notified of it when it is committed. It is not kept.
    #[serde(default)]
    pub(crate) push: bool,
}

/// A track as it is known later than its play.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) at: Timestamp,
    /// None for what plays, until that is looked up, and for a play that nobody knows.
    pub(crate) play: Option<PlayId>,
    pub(crate) track: WireTrack,
}

/// What one number of a session stands for. The boxes keep a queue of facts small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum FactKind {
    /// A track started.
    Play(Box<Play>),
    Stop {
        at: Timestamp,
    },
    End {
        at: Timestamp,
    },
    Metadata(Box<Metadata>),
    Poll(Box<Poll>),
    PollEnd {
        at: Timestamp,
        /// None for the one that runs, until that is looked up, and where there is none.
        poll: Option<PollId>,
        cancelled: bool,
    },
    Announcement(Box<Announcement>),
    AnnouncementEnd {
        at: Timestamp,
    },
    /// It could not take effect, and is kept for its number.
    Spent {
        at: Timestamp,
    },
}

impl FactKind {
    pub(crate) fn is_play(&self) -> bool {
        matches!(self, Self::Play(_))
    }

    /// Whether it decides what is shown as playing.
    pub(crate) fn is_music(&self) -> bool {
        matches!(self, Self::Play(_) | Self::Stop { .. } | Self::End { .. })
    }

    pub(crate) fn at(&self) -> Timestamp {
        match self {
            Self::Play(play) => play.played_at,
            Self::Metadata(metadata) => metadata.at,
            Self::Poll(poll) => poll.started_at,
            Self::Announcement(announcement) => announcement.announced_at,
            Self::Stop { at }
            | Self::End { at }
            | Self::PollEnd { at, .. }
            | Self::AnnouncementEnd { at }
            | Self::Spent { at } => *at,
        }
    }
}

/// A change that is committed, together with others of the same session.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// A dancer votes; the first vote stands.
    Vote {
        poll: PollId,
        dancer: Dancer,
        option: u32,
        at: Timestamp,
    },
    /// The time of a poll is up.
    PollOver {
        poll: PollId,
        at: Timestamp,
    },
    /// A dancer's last word on the tempo of a play; none takes it back.
    Tempo {
        play: PlayId,
        dancer: Dancer,
        vote: Option<TempoVote>,
        at: Timestamp,
    },
    /// Everything that a dancer did in the session goes.
    Forget {
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
    /// How many commits it has seen.
    pub(crate) version: u64,
    /// Numbers and kinds, rising.
    pub(crate) facts: Vec<(u64, SavedFact)>,
    pub(crate) likes: Vec<(PlayId, Dancer)>,
    /// In the order of their numbers.
    pub(crate) polls: Vec<SavedPoll>,
    /// The newest, unless it was taken back.
    pub(crate) announcement: Option<Announcement>,
    /// On what was played lately, by any dancer, with the time of the vote.
    pub(crate) tempo: Vec<(PlayId, Dancer, TempoVote, Timestamp)>,
}

/// A fact as it is read back.
#[derive(Debug)]
pub(crate) enum SavedFact {
    Play(Box<Play>),
    End,
    /// A stop, or a play that had been reported before under another number.
    Stop,
    /// One that changes nothing of what plays.
    Other,
}

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the database is in use by another program")]
    Locked,
    #[error("the database was written by a newer version of Pika (schema {0})")]
    Newer(i64),
    #[error("another node has taken the session over")]
    TakenOver,
    #[error("the account was deleted")]
    NoAccount,
    #[error("what is in the database stands against it: {0}")]
    Contradiction(String),
    #[error("the database cannot be used: {0}")]
    Unusable(String),
}
