//! What the DJ asks and tells the floor, and what comes back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A poll to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewPoll {
    /// 1 to 500 characters.
    pub question: String,
    /// 2 to 10, of 1 to 100 characters.
    pub options: Vec<String>,
    /// 30 to 300; without, it runs until the DJ ends it.
    pub duration_s: Option<u32>,
}

/// An announcement to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewAnnouncement {
    /// 1 to 200 characters.
    pub message: String,
    /// 60 to 3,600; without, it is shown until the DJ takes it back.
    pub duration_s: Option<u32>,
    /// Whether phones that asked for it are notified as well.
    pub push: bool,
}

/// The session's newest poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PollStatus {
    /// Number of the poll's fact in the session.
    #[ts(type = "number")]
    pub seq: u64,
    pub state: PollState,
    pub question: String,
    pub options: Vec<PollOption>,
    /// When it ends by itself, by this computer's clock.
    #[ts(type = "string | null")]
    pub ends_at: Option<Timestamp>,
    /// Index of the option that won; present once the poll is over.
    pub winner: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PollState {
    /// Asked; the cloud has not heard of it yet.
    Waiting,
    Running,
    /// Ended by the DJ; the result is not there yet.
    Ending,
    Over,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PollOption {
    pub text: String,
    pub votes: u32,
}

/// What dancers are told just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncementStatus {
    pub message: String,
    #[ts(type = "string | null")]
    pub ends_at: Option<Timestamp>,
}

/// Wishes of the last minutes for the tempo of what plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TempoVotes {
    pub slower: u32,
    pub perfect: u32,
    pub faster: u32,
}
