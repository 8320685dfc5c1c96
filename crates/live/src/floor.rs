//! What the floor says: tempo votes, polls, and what became of announcements. From the wire's words to
//! ours, with the cloud's times turned into the laptop's.

use jiff::Timestamp;
use pika_domain::SessionId;
use pika_protocol::{ServerMessage, WireTime};

/// Wishes of the last minutes for the tempo of what plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TempoVotes {
    pub slower: u32,
    pub perfect: u32,
    pub faster: u32,
}

/// News of the floor. Each but the last carries a whole state, so that a repetition changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FloorNews {
    TempoVotes(TempoVotes),
    PollRuns {
        /// The number of the fact that asked it.
        seq: u64,
        poll_id: u64,
        question: String,
        options: Vec<String>,
        /// For each option.
        votes: Vec<u32>,
        ends_at: Option<Timestamp>,
    },
    PollVotes {
        poll_id: u64,
        votes: Vec<u32>,
    },
    PollOver {
        seq: u64,
        votes: Vec<u32>,
        /// Index of the option with the most votes; `None` for a poll that was cancelled.
        winner: Option<u32>,
    },
    Announced {
        message: String,
        ends_at: Option<Timestamp>,
    },
    AnnouncementGone,
    /// Phones are not notified of an announcement; why, in a sentence.
    NotPushed {
        reason: String,
    },
}

/// The news in a message about this session, if it is any. `laptop_time` turns the cloud's times into
/// the laptop's.
pub(crate) fn news(
    message: ServerMessage,
    session: &SessionId,
    laptop_time: impl Fn(Timestamp) -> Timestamp,
) -> Option<FloorNews> {
    let ours = |id: &SessionId| id == session;
    let ends = |at: Option<WireTime>| at.map(|at| laptop_time(at.0));
    Some(match message {
        ServerMessage::TempoFeedback { session_id, slower, perfect, faster, .. }
            if ours(&session_id) =>
        {
            FloorNews::TempoVotes(TempoVotes { slower, perfect, faster })
        }
        ServerMessage::TempoReset { session_id } if ours(&session_id) => {
            FloorNews::TempoVotes(TempoVotes::default())
        }
        ServerMessage::PollStarted {
            session_id,
            poll_id,
            seq,
            question,
            options,
            ends_at,
            votes,
            ..
        } if ours(&session_id) => {
            FloorNews::PollRuns { seq, poll_id, question, options, votes, ends_at: ends(ends_at) }
        }
        ServerMessage::PollUpdate { session_id, poll_id, votes, .. } if ours(&session_id) => {
            FloorNews::PollVotes { poll_id, votes }
        }
        ServerMessage::PollEnded { session_id, seq, results, winner_index, .. }
            if ours(&session_id) =>
        {
            FloorNews::PollOver { seq, votes: results, winner: u32::try_from(winner_index).ok() }
        }
        ServerMessage::AnnouncementReceived { session_id, message, ends_at, .. }
            if ours(&session_id) =>
        {
            FloorNews::Announced { message, ends_at: ends(ends_at) }
        }
        ServerMessage::AnnouncementCancelled { session_id } if ours(&session_id) => {
            FloorNews::AnnouncementGone
        }
        ServerMessage::AnnouncementNotPushed { session_id, reason, .. } if ours(&session_id) => {
            FloorNews::NotPushed { reason }
        }
        _ => return None,
    })
}
