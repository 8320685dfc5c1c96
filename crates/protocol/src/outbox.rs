//! What the laptop owes the cloud: one item per fact, numbered per session.

use pika_domain::PlayId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Notice, NoticeSeconds, PollOptions, PollSeconds, Question, WireTime, WireTrack};

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
    /// More became known of a track that was played; replaces what was sent with the play.
    Metadata {
        #[ts(type = "number")]
        seq: u64,
        #[ts(type = "string")]
        at: WireTime,
        #[schemars(with = "String")]
        play_id: PlayId,
        track: WireTrack,
    },
    /// The DJ asks the floor. A session has one poll at a time.
    Poll {
        #[ts(type = "number")]
        seq: u64,
        #[ts(type = "string")]
        at: WireTime,
        #[ts(type = "string")]
        question: Question,
        #[ts(type = "Array<string>")]
        options: PollOptions,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        duration_seconds: Option<PollSeconds>,
    },
    /// Ends the newest poll before this number; its result counts.
    PollEnd {
        #[ts(type = "number")]
        seq: u64,
        #[ts(type = "string")]
        at: WireTime,
    },
    /// Ends the newest poll before this number as if it had never been asked.
    PollCancel {
        #[ts(type = "number")]
        seq: u64,
        #[ts(type = "string")]
        at: WireTime,
    },
    /// The DJ tells the floor. A newer announcement replaces an older one.
    Announcement {
        #[ts(type = "number")]
        seq: u64,
        #[ts(type = "string")]
        at: WireTime,
        #[ts(type = "string")]
        message: Notice,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        duration_seconds: Option<NoticeSeconds>,
        /// Whether phones that asked for it are notified as well.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        push: Option<bool>,
    },
    /// Takes the announcement back.
    AnnouncementCancel {
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
            Self::Play { seq, .. }
            | Self::Stop { seq, .. }
            | Self::End { seq, .. }
            | Self::Metadata { seq, .. }
            | Self::Poll { seq, .. }
            | Self::PollEnd { seq, .. }
            | Self::PollCancel { seq, .. }
            | Self::Announcement { seq, .. }
            | Self::AnnouncementCancel { seq, .. } => *seq,
        }
    }
}
