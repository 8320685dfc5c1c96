//! What the state machine is given and what it asks its caller to do.

use std::time::Duration;

use pika_domain::{PlayId, SessionId};
use pika_protocol::ClientFrame;

use crate::floor::FloorNews;
use crate::secret::Secret;

/// Who registers which session.
#[derive(Debug, Clone)]
pub struct SessionCredentials {
    pub session_id: SessionId,
    pub dj_name: String,
    /// What proves the DJ to the cloud, where the cloud asks for it.
    pub token: Option<Secret>,
    /// The secret of an earlier registration of the same session.
    pub resume: Option<Secret>,
    /// Whether dancers see the totals of their tempo votes.
    pub share_tempo: bool,
    /// Of a session that has ended: the number of its last fact.
    pub ended_with: Option<u64>,
}

/// What the caller has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Open a socket and report [`Delivery::opened`](super::Delivery::opened) or
    /// [`Delivery::closed`](super::Delivery::closed).
    Connect,
    Send(Box<ClientFrame>),
    /// Drop the socket; no [`Delivery::closed`](super::Delivery::closed) is expected.
    Disconnect,
    /// Read facts after this number and report them with
    /// [`Delivery::facts`](super::Delivery::facts).
    ReadOutbox {
        after: u64,
    },
    /// The cloud has committed everything up to this number.
    Acknowledge {
        up_to: u64,
    },
    /// Keep this secret with the session.
    RememberResume(Secret),
    /// A play's total of likes.
    Likes {
        play_id: PlayId,
        likes: u32,
    },
    Dancers(u32),
    Floor(FloorNews),
    /// The cloud did not take the fact with this number, and why; it is not owed any more.
    FactRefused {
        seq: u64,
        reason: String,
    },
    Status(LinkStatus),
}

/// The link as the DJ is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkStatus {
    pub state: LinkState,
    pub join_url: Option<String>,
    /// Whether the cloud can notify phones of announcements.
    pub notifies: bool,
    /// The name that the cloud shows to dancers; an account's name replaces the one asked for.
    pub dj_name: Option<String>,
    /// Time from a message to its answer.
    pub round_trip: Option<Duration>,
    /// Why the link is down, in a sentence.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    Connecting,
    Online,
    /// Down; a further attempt is coming.
    Waiting,
    /// The cloud does not accept this DJ; the night goes on and the outbox keeps everything.
    Refused,
    /// The end of the session is acknowledged: nothing is owed any more.
    Finished,
}
