//! What is committed together, and who waits for it.

use std::mem;

use tokio::time::Instant;

use super::{
    Actor, Answer, Done,
    likes::LikesAhead,
    planning::{Ahead, Plan},
};
use crate::{
    refusal::Refusal,
    secret::Dancer,
    store::{PollId, StoreError, Write},
};

pub(super) struct Batch {
    writes: Vec<Write>,
    waiting: Vec<(Answer, Waiting)>,
    pub(super) ahead: Ahead,
    pub(super) likes: LikesAhead,
}

pub(super) enum Waiting {
    Booth {
        /// The id under which a Pika 0.3 booth would repeat itself.
        message_id: Option<String>,
        /// Why its fact is kept for its number alone; a catch-up is not told.
        refused: Option<Refusal>,
    },
    Phone,
    /// Whoever asks for what cannot be.
    Refused(Refusal),
    /// A phone that voted on a poll, and is told where an earlier vote stands.
    Voter {
        dancer: Dancer,
        poll: PollId,
        option: u32,
    },
}

impl Batch {
    pub(super) fn new(ahead: Ahead) -> Self {
        Self { writes: Vec::new(), waiting: Vec::new(), ahead, likes: LikesAhead::default() }
    }

    /// Adds what was planned, or why nothing was.
    pub(super) fn add(
        &mut self,
        plan: Result<impl Into<Plan>, Refusal>,
        answer: Answer,
        mut waiting: Waiting,
    ) {
        match plan.map(Into::into) {
            Ok(Plan { writes, refused: reason }) => {
                self.writes.extend(writes);
                if let Waiting::Booth { refused, .. } = &mut waiting {
                    *refused = reason;
                }
                self.waiting.push((answer, waiting));
            }
            Err(refusal) => self.waiting.push((answer, Waiting::Refused(refusal))),
        }
    }
}

impl Actor {
    /// Commits the batch, tells what came of it, and answers everyone who waits.
    pub(super) async fn commit(&mut self, mut batch: Batch) {
        let committed = if batch.writes.is_empty() && !batch.waiting.is_empty() {
            // What this node knows is the answer, if that is all there is to know.
            self.check_owner().await
        } else {
            self.write(&mem::take(&mut batch.writes)).await
        };
        if let Err(error) = &committed
            && !matches!(error, StoreError::TakenOver)
        {
            tracing::error!(%error, "a session could not be written");
        }
        let now = Instant::now();
        for (answer, waiting) in batch.waiting {
            let done = match &committed {
                Ok(()) => self.done(waiting, now),
                Err(_) => Err(Refusal::server_busy()),
            };
            let _ = answer.send(done);
        }
    }

    /// The answer to whom it waits for, once all is committed.
    fn done(&mut self, waiting: Waiting, now: Instant) -> Result<Done, Refusal> {
        match waiting {
            Waiting::Phone => Ok(Done { last_seq: None }),
            Waiting::Refused(refusal) => Err(refusal),
            Waiting::Booth { message_id, refused } => {
                if let Some(id) = message_id {
                    self.repeats.remember(id, now);
                }
                let last_seq = self.state.last_seq();
                match refused {
                    Some(refusal) => Err(refusal.spent(last_seq)),
                    None => Ok(Done { last_seq: Some(last_seq) }),
                }
            }
            Waiting::Voter { dancer, poll, option } => {
                let asked = self.state.polls.find(poll);
                match asked.filter(|asked| asked.vote_of(dancer) != Some(option)) {
                    Some(asked) => Err(Refusal::conflict("Your first vote stands.")
                        .instead(asked.started(self.state.id(), Some(dancer)))),
                    None => Ok(Done { last_seq: None }),
                }
            }
        }
    }
}
