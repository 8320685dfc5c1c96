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
