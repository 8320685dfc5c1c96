//! What the laptop owes the cloud: one item per fact, numbered per session.

use pika_domain::PlayId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{WireTime, WireTrack};

/// A fact of the night. The laptop keeps it in its outbox until the cloud has acknowledged `seq`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum OutboxItem {
    /// A track started.
    Play {
        #[ts(type = "number")]
        seq: u64,
        #[schemars(with = "String")]
        play_id: PlayId,
        #[ts(type = "string")]
        played_at: WireTime,
        track: WireTrack,
        /// Length of the track.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        duration_ms: Option<u64>,
    },
    /// Nothing plays any more.
    Stop {
        #[ts(type = "number")]
        seq: u64,
        #[ts(type = "string")]
        at: WireTime,
    },
    /// The session is over.
    End {
        #[ts(type = "number")]
        seq: u64,
        #[ts(type = "string")]
        at: WireTime,
    },
}

impl OutboxItem {
    /// Position in the session, from 1.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Play { seq, .. } | Self::Stop { seq, .. } | Self::End { seq, .. } => *seq,
        }
    }
}
