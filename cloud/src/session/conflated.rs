//! News that supersedes itself and is told at most four times a second; the last always arrives.
//!
//! A number that a whole hall is told costs a frame for each phone, so a very large one hears of it
//! less often: a crowd that streams in would otherwise pay most for being counted.

use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};

use pika_domain::PlayId;
use pika_protocol::Reaction;
use tokio::time::Instant;

use crate::{peer::ConnectionId, secret::Dancer};

const APART: Duration = Duration::from_millis(250);

/// How often at least, however many follow.
const MOST_APART: Duration = Duration::from_secs(2);

/// About so many frames a second are spent on what supersedes itself.
const FRAMES_A_SECOND: f64 = 2_000.0;

/// What dancers have not heard of yet, and when they may.
#[derive(Debug)]
pub(super) struct Conflated {
    news: News,
    not_before: Instant,
}

/// What is told anew as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    Listeners,
    /// Plays that no phone has seen playing entered the history.
    History,
    /// Votes on the tempo of what plays.
    Tempo,
    /// Votes on the poll that runs.
    Poll,
}

/// What has changed since it was last told.
#[derive(Debug, Default, PartialEq)]
pub(super) struct News {
    pub(super) topics: BTreeSet<Topic>,
    pub(super) likes: HashSet<PlayId>,
    /// Who liked what: Pika 0.3 phones are told of likes, not of counts.
    pub(super) given: Vec<(PlayId, Dancer)>,
    pub(super) reactions: Vec<(ConnectionId, Reaction)>,
}

impl Conflated {
    pub(super) fn new(now: Instant) -> Self {
        Self { news: News::default(), not_before: now }
    }

    pub(super) fn changed(&mut self, topic: Topic) {
        self.news.topics.insert(topic);
    }

    pub(super) fn likes_changed(&mut self, play: PlayId) {
        self.news.likes.insert(play);
    }

    pub(super) fn like_given(&mut self, play: PlayId, dancer: Dancer) {
        self.news.given.push((play, dancer));
    }

    /// Another poll, or none: what was voted on the one before has been told with its result.
    pub(super) fn poll_settled(&mut self) {
        self.news.topics.remove(&Topic::Poll);
    }

    pub(super) fn reacted(&mut self, from: ConnectionId, reaction: Reaction) {
        self.news.reactions.push((from, reaction));
    }

    /// When the next telling is due; none where there is nothing to tell.
    pub(super) fn due(&self) -> Option<Instant> {
        (self.news != News::default()).then_some(self.not_before)
    }

    /// What to tell now, to so many.
    pub(super) fn take(&mut self, now: Instant, followers: usize) -> News {
        let paid = Duration::from_secs_f64(followers as f64 / FRAMES_A_SECOND);
        self.not_before = now + paid.clamp(APART, MOST_APART);
        std::mem::take(&mut self.news)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_change_is_told_at_once_and_the_next_a_quarter_of_a_second_later() {
        let start = Instant::now();
        let mut conflated = Conflated::new(start);
        assert_eq!(conflated.due(), None);
        conflated.changed(Topic::Listeners);
        assert_eq!(conflated.due(), Some(start));
        assert_eq!(
            conflated.take(start, 500),
            News { topics: [Topic::Listeners].into(), ..News::default() }
        );
        assert_eq!(conflated.due(), None);
        conflated.changed(Topic::History);
        conflated.changed(Topic::Listeners);
        assert_eq!(conflated.due(), Some(start + APART));
    }

    #[test]
    fn a_very_large_crowd_is_told_less_often_and_every_two_seconds_at_least() {
        let start = Instant::now();
        let mut conflated = Conflated::new(start);
        for (followers, apart_ms) in [(1, 250), (500, 250), (1_000, 500), (50_000, 2_000)] {
            conflated.take(start, followers);
            conflated.changed(Topic::Listeners);
            let apart = Duration::from_millis(apart_ms);
            assert_eq!(conflated.due(), Some(start + apart), "{followers} phones");
        }
    }
}
