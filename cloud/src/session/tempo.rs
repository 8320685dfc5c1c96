//! The tempo votes on what plays: one of each dancer, the last, for five minutes. Pure: no clock.

use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use pika_domain::SessionId;
use pika_protocol::{ServerMessage, TempoVote, WireTime};

use crate::secret::Dancer;

const FADES_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// Far more than fit into any venue.
const MOST: usize = 50_000;

#[derive(Debug, Default)]
pub(super) struct Tempo {
    votes: HashMap<Dancer, (TempoVote, Timestamp)>,
    /// In the order of fading. An entry is out of date if its dancer voted again.
    fading: VecDeque<(Timestamp, Dancer)>,
}

impl Tempo {
    /// Takes a vote that was cast at this time.
    pub(super) fn vote(&mut self, dancer: Dancer, vote: TempoVote, at: Timestamp) {
        let fades_at = at.saturating_add(FADES_AFTER).unwrap_or(Timestamp::MAX);
        if self.votes.len() < MOST || self.votes.contains_key(&dancer) {
            self.votes.insert(dancer, (vote, fades_at));
            self.fading.push_back((fades_at, dancer));
        }
    }

    pub(super) fn clear(&mut self, dancer: Dancer) {
        self.votes.remove(&dancer);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.votes.is_empty()
    }

    /// When the next vote fades, unless its dancer votes again.
    pub(super) fn next_fading(&self) -> Option<Timestamp> {
        self.fading.front().map(|(at, _)| *at)
    }

    /// Forgets what has faded; whether the totals changed.
    pub(super) fn fade(&mut self, now: Timestamp) -> bool {
        let before = self.votes.len();
        while self.next_fading().is_some_and(|at| at <= now) {
            if let Some((at, dancer)) = self.fading.pop_front()
                && self.votes.get(&dancer).is_some_and(|(_, fades_at)| *fades_at == at)
            {
                self.votes.remove(&dancer);
            }
        }
        self.votes.len() != before
    }

    pub(super) fn totals(&self, session: &SessionId) -> ServerMessage {
        let count = |wanted| self.votes.values().filter(|(vote, _)| *vote == wanted).count() as u32;
        ServerMessage::TempoFeedback {
            session_id: session.clone(),
            slower: count(TempoVote::Slower),
            perfect: count(TempoVote::Perfect),
            faster: count(TempoVote::Faster),
            total: self.votes.len() as u32,
        }
    }

    /// What this dancer said, if it still counts.
    pub(super) fn voted(&self, session: &SessionId, dancer: Dancer) -> Option<ServerMessage> {
        self.votes.get(&dancer).map(|(preference, ends_at)| ServerMessage::TempoVoted {
            session_id: session.clone(),
            preference: *preference,
            ends_at: WireTime(*ends_at),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_vote_counts_until_five_minutes_after_it_was_cast() {
        let minute = |n: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(n);
        let session = SessionId::new("pika_0123").expect("an id");
        let totals = |tempo: &Tempo| match tempo.totals(&session) {
            ServerMessage::TempoFeedback { slower, perfect, faster, total, .. } => {
                [slower, perfect, faster, total]
            }
            other => panic!("another message: {other:?}"),
        };
        let (one, two) = (Dancer::of("one"), Dancer::of("two"));
        let mut tempo = Tempo::default();
        tempo.vote(one, TempoVote::Slower, minute(0));
        tempo.vote(two, TempoVote::Faster, minute(1));
        tempo.vote(one, TempoVote::Perfect, minute(3));
        assert_eq!(totals(&tempo), [0, 1, 1, 2]);
        assert!(!tempo.fade(minute(5)), "the first vote no longer holds anyway");
        assert!(tempo.fade(minute(6)));
        assert_eq!(totals(&tempo), [0, 1, 0, 1]);
        tempo.clear(one);
        assert!(tempo.is_empty());
        assert!(!tempo.fade(minute(9)));
        assert_eq!(tempo.next_fading(), None);
    }
}
