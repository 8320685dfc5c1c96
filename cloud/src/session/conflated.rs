//! News that supersedes itself and is told at most four times a second; the last always arrives.

use std::{collections::HashSet, time::Duration};

use pika_domain::PlayId;
use tokio::time::Instant;

const APART: Duration = Duration::from_millis(250);

/// What dancers have not heard of yet, and when they may.
#[derive(Debug)]
pub(super) struct Conflated {
    news: News,
    not_before: Instant,
}

/// What has changed since it was last told.
#[derive(Debug, Default, PartialEq)]
pub(super) struct News {
    pub(super) listeners: bool,
    /// Plays that no phone has seen playing entered the history.
    pub(super) history: bool,
    pub(super) likes: HashSet<PlayId>,
}

impl Conflated {
    pub(super) fn new(now: Instant) -> Self {
        Self { news: News::default(), not_before: now }
    }

    pub(super) fn listeners_changed(&mut self) {
        self.news.listeners = true;
    }

    pub(super) fn history_changed(&mut self) {
        self.news.history = true;
    }

    pub(super) fn likes_changed(&mut self, play: PlayId) {
        self.news.likes.insert(play);
    }

    /// When the next telling is due; none where there is nothing to tell.
    pub(super) fn due(&self) -> Option<Instant> {
        (self.news != News::default()).then_some(self.not_before)
    }

    /// What to tell now.
    pub(super) fn take(&mut self, now: Instant) -> News {
        self.not_before = now + APART;
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
        conflated.listeners_changed();
        assert_eq!(conflated.due(), Some(start));
        assert_eq!(conflated.take(start), News { listeners: true, ..News::default() });
        assert_eq!(conflated.due(), None);
        conflated.history_changed();
        conflated.listeners_changed();
        assert_eq!(conflated.due(), Some(start + APART));
    }
}
