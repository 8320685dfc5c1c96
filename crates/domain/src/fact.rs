//! What happened in a night, as the laptop records it first and owes it to the cloud afterwards.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Bpm, Fingerprint, Key, PlayId, TrackNames};

/// One fact of a live session. It is kept until the cloud has acknowledged it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// A track started.
    Play(PlayFact),
    /// Nothing plays any more.
    Stop { at: Timestamp },
    /// The session is over.
    End { at: Timestamp },
    /// More became known of a track that was played; replaces what the play said.
    Metadata { at: Timestamp, play: PlayFact },
    /// The DJ asks the floor.
    PollStart { at: Timestamp, poll: Poll },
    /// The newest poll is over; its result counts.
    PollEnd { at: Timestamp },
    /// The newest poll should not have been asked.
    PollCancel { at: Timestamp },
    /// The DJ tells the floor; replaces what was told before.
    Announcement { at: Timestamp, announcement: Announcement },
    /// There is no announcement any more.
    AnnouncementCancel { at: Timestamp },
}

/// A question to the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    pub question: String,
    pub options: Vec<String>,
    /// How long it runs by itself; without, until the DJ ends it.
    pub duration_s: Option<u32>,
}

/// Words to the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    pub message: String,
    /// How long it is shown; without, until the DJ takes it back.
    pub duration_s: Option<u32>,
    /// Whether phones that asked for it are notified as well.
    #[serde(default)]
    pub push: bool,
}

impl Fact {
    /// When it happened, by the laptop's clock.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Play(play) => play.played_at,
            Self::Stop { at }
            | Self::End { at }
            | Self::Metadata { at, .. }
            | Self::PollStart { at, .. }
            | Self::PollEnd { at }
            | Self::PollCancel { at }
            | Self::Announcement { at, .. }
            | Self::AnnouncementCancel { at } => *at,
        }
    }
}

/// A play, with what was known of the track when it started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlayFact {
    pub play_id: PlayId,
    pub played_at: Timestamp,
    pub names: TrackNames,
    /// Danced tempo.
    pub danced: Option<Bpm>,
    pub key: Option<Key>,
    pub fingerprint: Option<Fingerprint>,
    pub duration_s: Option<f64>,
}

/// A fact with its place in the session: 1, 2, 3 …
#[derive(Debug, Clone, PartialEq)]
pub struct NumberedFact {
    pub seq: u64,
    pub fact: Fact,
}
