//! The polls of a session and their votes. At most one runs: the newest. Pure: no clock, no socket.

use std::collections::HashMap;

use jiff::Timestamp;
use pika_domain::SessionId;
use pika_protocol::{ServerMessage, WireTime};

use crate::{
    secret::Dancer,
    store::{Poll, PollId, SavedPoll},
};

#[derive(Debug, Default)]
pub(super) struct Polls {
    /// In the order of their numbers.
    asked: Vec<Asked>,
}

#[derive(Debug)]
pub(super) struct Asked {
    seq: u64,
    pub(super) poll: Poll,
    /// Whether it was cancelled; none while it runs.
    ended: Option<bool>,
    votes: HashMap<Dancer, u32>,
    /// For each option.
    counts: Vec<u32>,
}

impl Polls {
    pub(super) fn restored(saved: Vec<SavedPoll>) -> Self {
        let asked = saved.into_iter().map(|SavedPoll { seq, poll, ended, votes }| {
            let mut asked = Asked::new(seq, poll);
            for (dancer, option) in votes {
                asked.vote(dancer, option);
            }
            asked.ended = ended;
            asked
        });
        Self { asked: asked.collect() }
    }

    pub(super) fn start(&mut self, seq: u64, poll: Poll) {
        self.asked.push(Asked::new(seq, poll));
    }

    /// The poll that has not ended, although its time may be up.
    pub(super) fn running(&self) -> Option<&Asked> {
        self.asked.last().filter(|asked| asked.ended.is_none())
    }

    /// Ends the poll that runs, and gives it.
    pub(super) fn end(&mut self, cancelled: bool) -> Option<&Asked> {
        let asked = self.asked.last_mut().filter(|asked| asked.ended.is_none())?;
        asked.ended = Some(cancelled);
        Some(asked)
    }

    pub(super) fn find(&self, id: PollId) -> Option<&Asked> {
        self.asked.iter().rev().find(|asked| asked.poll.id == id)
    }

    /// The newest ones, oldest first.
    pub(super) fn newest(&self, most: usize) -> &[Asked] {
        &self.asked[self.asked.len().saturating_sub(most)..]
    }

    pub(super) fn vote(&mut self, id: PollId, dancer: Dancer, option: u32) {
        if let Some(asked) = self.asked.iter_mut().rev().find(|asked| asked.poll.id == id) {
            asked.vote(dancer, option);
        }
    }

    /// Takes the votes of a dancer back, of all polls.
    pub(super) fn forget(&mut self, dancer: Dancer) {
        self.asked.iter_mut().for_each(|asked| asked.forget(dancer));
    }
}

impl Asked {
    fn new(seq: u64, poll: Poll) -> Self {
        let counts = vec![0; poll.options.len()];
        Self { seq, poll, ended: None, votes: HashMap::new(), counts }
    }

    fn vote(&mut self, dancer: Dancer, option: u32) {
        if let (None, Some(count)) = (self.votes.get(&dancer), self.counts.get_mut(option as usize))
        {
            self.votes.insert(dancer, option);
            *count += 1;
        }
    }

    fn forget(&mut self, dancer: Dancer) {
        if let Some(option) = self.votes.remove(&dancer) {
            self.counts[option as usize] -= 1;
        }
    }

    pub(super) fn vote_of(&self, dancer: Dancer) -> Option<u32> {
        self.votes.get(&dancer).copied()
    }

    /// Whether votes still count.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.poll.ends_at.is_none_or(|end| end > now)
    }

    /// As it stands, as this dancer sees it.
    pub(super) fn started(&self, session: &SessionId, dancer: Option<Dancer>) -> ServerMessage {
        let voted = dancer.and_then(|dancer| self.vote_of(dancer));
        ServerMessage::PollStarted {
            session_id: session.clone(),
            poll_id: self.poll.id.0,
            seq: self.seq,
            question: self.poll.question.clone(),
            options: self.poll.options.clone(),
            ends_at: self.poll.ends_at.map(WireTime),
            votes: self.counts.clone(),
            total_votes: self.counts.iter().sum(),
            has_voted: voted.is_some(),
            voted_option_index: voted,
        }
    }

    pub(super) fn update(&self, session: &SessionId) -> ServerMessage {
        ServerMessage::PollUpdate {
            session_id: session.clone(),
            poll_id: self.poll.id.0,
            votes: self.counts.clone(),
            total_votes: self.counts.iter().sum(),
        }
    }

    /// The result; of a poll whose time is up, also before its end is written down.
    pub(super) fn result(&self, session: &SessionId) -> ServerMessage {
        let cancelled = self.ended == Some(true);
        let results = if cancelled { vec![0; self.counts.len()] } else { self.counts.clone() };
        let most = results.iter().max();
        let winner = results.iter().position(|count| Some(count) == most).unwrap_or(0);
        ServerMessage::PollEnded {
            session_id: session.clone(),
            poll_id: self.poll.id.0,
            seq: self.seq,
            total_votes: results.iter().sum(),
            results,
            winner_index: if cancelled { -1 } else { winner as i32 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Polls {
        let mut polls = Polls::default();
        let poll = Poll {
            id: PollId(7),
            question: "What next?".to_owned(),
            options: ["Blues", "Soul", "Pop"].map(str::to_owned).to_vec(),
            started_at: Timestamp::UNIX_EPOCH,
            ends_at: None,
        };
        polls.start(3, poll);
        polls
    }

    fn winner(polls: &mut Polls, cancelled: bool) -> (i32, Vec<u32>) {
        let session = SessionId::new("pika_0123").expect("an id");
        match polls.end(cancelled).expect("it runs").result(&session) {
            ServerMessage::PollEnded { winner_index, results, .. } => (winner_index, results),
            other => panic!("another message: {other:?}"),
        }
    }

    #[test]
    fn the_first_vote_of_a_dancer_stands_and_the_first_of_a_tie_wins() {
        let mut polls = asked();
        for (dancer, option) in [("a", 2), ("a", 0), ("b", 1), ("c", 99)] {
            polls.vote(PollId(7), Dancer::of(dancer), option);
        }
        assert_eq!(winner(&mut polls, false), (1, vec![0, 1, 1]));
        assert!(polls.end(false).is_none(), "it has ended");
    }

    #[test]
    fn a_poll_without_votes_and_one_that_is_cancelled_differ_in_the_winner() {
        assert_eq!(winner(&mut asked(), false), (0, vec![0, 0, 0]));
        let mut polls = asked();
        polls.vote(PollId(7), Dancer::of("a"), 2);
        assert_eq!(winner(&mut polls, true), (-1, vec![0, 0, 0]));
    }
}
