//! One live session: a task that owns its state and its writes, and the handle to talk to it.
//!
//! There are no locks around session state. Each connection waits for the answer to one command
//! before it sends the next, so the queue is as long as there are connections and never grows
//! without bound, and one connection's messages keep their order.

mod actor;
mod batch;
mod conflated;
mod crowd;
mod dj_link;
mod fanout;
mod fault;
mod likes;
mod limits;
mod listeners;
mod order;
mod planning;
mod polls;
mod repeats;
mod requests;
mod role;
mod state;
mod sweep;
mod telling;
mod tempo;
#[cfg(test)]
pub(crate) mod testing;

use std::sync::Arc;

use pika_domain::PlayId;
use pika_protocol::{Reaction, TempoVote, WireTrack};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

pub(crate) use actor::{Actor, ActorConfig};
pub(crate) use likes::TAKEN_AFTER_END;
pub(crate) use role::Role;
pub(crate) use state::State;

use crate::{
    peer::{ConnectionId, Peer},
    refusal::Refusal,
    relay::News,
    secret::Dancer,
    store::{FactKind, NodeId, Ownership, PollId, TokenId},
};

const QUEUE: usize = 1024;

/// How facts arrive.
#[derive(Debug)]
pub(crate) enum Delivery {
    /// One, as it happens. A Pika 0.3 booth repeats it under the same message id.
    Live { message_id: Option<String> },
    /// All that was not acknowledged before.
    CatchUp,
}

/// A fact as a booth sends it.
#[derive(Debug)]
pub(crate) struct SentFact {
    /// Absent from Pika 0.3 booths: then the session gives it the next number.
    pub(crate) seq: Option<u64>,
    pub(crate) fact: FactKind,
}

/// What a like names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Liked {
    Play(PlayId),
    /// From Pika 0.3 phones: the newest play of this track.
    Track(Box<WireTrack>),
}

/// What a dancer wants written down. It is the same wherever the dancer is connected. `order` rises with
/// each word of a dancer; older clients do not count.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Wish {
    Like {
        liked: Liked,
        order: Option<u64>,
    },
    /// Likes that waited on a phone.
    Likes {
        liked: Vec<Liked>,
        order: Option<u64>,
    },
    Unlike {
        liked: Liked,
        order: Option<u64>,
    },
    /// A word on the tempo of a play, or of what plays; none takes it back.
    Tempo {
        play: Option<PlayId>,
        vote: Option<TempoVote>,
        order: Option<u64>,
    },
    Vote {
        poll: PollId,
        option: u32,
        /// Whether the phone speaks our protocol. A Pika 0.3 phone believes that its last tap
        /// counts; it is left in peace.
        modern: bool,
    },
    /// All that the dancer did in the session is to go.
    Forget,
}

/// Where a dancer is connected who wishes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Here,
    /// At another node, which takes this one for the session's owner.
    Elsewhere,
}

/// How a booth introduces itself, once it has proved that it may.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) peer: Peer,
    pub(crate) dj_name: String,
    /// Whether it is known who the DJ is.
    pub(crate) authenticated: bool,
    /// What it was let in with.
    pub(crate) token: Option<TokenId>,
    /// The secret that it is given, or gave, to come back.
    pub(crate) resume: String,
    pub(crate) join_url: String,
}

/// A command took effect. For a booth: the highest number up to which all is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Done {
    pub(crate) last_seq: Option<u64>,
}

pub(crate) type Answer = oneshot::Sender<Result<Done, Refusal>>;

#[derive(Debug)]
pub(crate) enum Command {
    /// This connection is the booth from now on.
    Own {
        owner: Box<Owner>,
        answer: Answer,
    },
    Facts {
        from: ConnectionId,
        facts: Vec<SentFact>,
        delivery: Delivery,
        answer: Answer,
    },
    Wish {
        dancer: Dancer,
        wish: Wish,
        from: From,
        answer: Answer,
    },
    React {
        from: ConnectionId,
        reaction: Reaction,
        answer: Answer,
    },
    /// Whether dancers see the totals of the tempo votes.
    ShareTempo {
        from: ConnectionId,
        shared: bool,
        answer: Answer,
    },
    /// A phone follows the session, and is told its present state.
    Join {
        peer: Peer,
        answer: Answer,
    },
    /// These tokens are not valid any more: a booth that was let in with one is not let go on.
    Revoke {
        tokens: Arc<[TokenId]>,
    },
    /// The session was deleted.
    Forget,
    /// What another node says of the session.
    Hear {
        node: NodeId,
        news: News<'static>,
    },
    /// What the database says of a session, if it is live; `orphaned` where its owner is dead.
    LookAfter {
        ownership: Option<Ownership>,
        orphaned: bool,
    },
    /// A connection is gone, booth or phone.
    Leave {
        connection: ConnectionId,
        answer: Answer,
    },
    /// A client that had fallen behind reads again.
    Refresh {
        peer: Peer,
    },
}

/// Talks to a session's task.
#[derive(Debug, Clone)]
pub(crate) struct SessionHandle {
    commands: mpsc::Sender<Command>,
}

impl SessionHandle {
    /// A handle and the queue behind it, in which `first` waits if there is one.
    pub(crate) fn new(first: Option<Command>) -> (Self, mpsc::Receiver<Command>) {
        let (commands, receiver) = mpsc::channel(QUEUE);
        if let Some(first) = first {
            commands.try_send(first).expect("a fresh queue has room");
        }
        (Self { commands }, receiver)
    }

    /// How many commands wait for the session's task.
    pub(crate) fn waiting(&self) -> usize {
        self.commands.max_capacity() - self.commands.capacity()
    }

    /// Asks and waits for the answer; `None` where the session's task has gone.
    pub(crate) async fn ask(
        &self,
        command: impl FnOnce(Answer) -> Command,
    ) -> Option<Result<Done, Refusal>> {
        let (answer, answered) = oneshot::channel();
        self.commands.send(command(answer)).await.ok()?;
        answered.await.ok()
    }

    /// Tells unless it is too busy to listen; what it misses is noticed later.
    pub(crate) fn hint(&self, command: Command) {
        let _ = self.commands.try_send(command);
    }

    pub(crate) async fn tell(&self, command: Command) {
        // A task that has gone has nothing left to be told.
        let _ = self.commands.send(command).await;
    }
}
