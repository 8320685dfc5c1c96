//! Counts that change often and are told at most four times a second; the last value always arrives.

use std::{collections::HashSet, time::Duration};

use pika_domain::PlayId;
use tokio::time::Instant;

const APART: Duration = Duration::from_millis(250);

/// Which counts dancers have not heard of yet.
#[derive(Debug)]
pub(super) struct Counts {
    listeners: bool,
    likes: HashSet<PlayId>,
    not_before: Instant,
}

impl Counts {
    pub(super) fn new(now: Instant) -> Self {
        Self { listeners: false, likes: HashSet::new(), not_before: now }
    }

    pub(super) fn listeners_changed(&mut self) {
        self.listeners = true;
    }

    pub(super) fn likes_changed(&mut self, play: PlayId) {
        self.likes.insert(play);
    }

    /// When the next telling is due; none where there is nothing to tell.
    pub(super) fn due(&self) -> Option<Instant> {
        (self.listeners || !self.likes.is_empty()).then_some(self.not_before)
    }

    /// What to tell now: whether the listeners, and the likes of which plays.
    pub(super) fn take(&mut self, now: Instant) -> (bool, HashSet<PlayId>) {
        self.not_before = now + APART;
        (std::mem::take(&mut self.listeners), std::mem::take(&mut self.likes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_change_is_told_at_once_and_the_next_a_quarter_of_a_second_later() {
        let start = Instant::now();
        let mut counts = Counts::new(start);
        assert_eq!(counts.due(), None);
        counts.listeners_changed();
        assert_eq!(counts.due(), Some(start));
        assert_eq!(counts.take(start), (true, HashSet::new()));
        assert_eq!(counts.due(), None);
        counts.listeners_changed();
        counts.listeners_changed();
        assert_eq!(counts.due(), Some(start + APART));
    }
}
