//! What a DJ asks and tells the floor, and what the floor says back: polls, announcements, wishes for
//! the tempo, reactions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{List, Text, Whole};

/// What a poll asks.
pub type Question = Text<1, 500>;

/// What can be voted for: 2 to 10 texts.
pub type PollOptions = List<Text<1, 100>, 2, 10>;

/// How long a poll runs, in seconds; without one it runs until the DJ ends it.
pub type PollSeconds = Whole<30, 300>;

/// The text of an announcement.
pub type Notice = Text<1, 200>;

/// How long an announcement is shown, in seconds; without one until the DJ takes it back.
pub type NoticeSeconds = Whole<60, 3600>;

/// How a dancer finds the tempo of what plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TempoVote {
    Slower,
    Perfect,
    Faster,
}

/// What a dancer asks for: one of the votes, or that its vote is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum TempoWish {
    Slower,
    Perfect,
    Faster,
    Clear,
}

impl TempoWish {
    /// The vote; none where it is taken back.
    pub fn vote(self) -> Option<TempoVote> {
        match self {
            Self::Slower => Some(TempoVote::Slower),
            Self::Perfect => Some(TempoVote::Perfect),
            Self::Faster => Some(TempoVote::Faster),
            Self::Clear => None,
        }
    }
}

/// A gesture towards the DJ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    ThankYou,
}
