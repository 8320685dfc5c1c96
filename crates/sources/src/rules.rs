//! When the newest entry of a history counts as a track that has started: freshness, one report for
//! each entry, settle time.
//!
//! Pure: time is an argument, and a reading is what a source said at that time. One `Rules` belongs
//! to one source. Threads and files are in `watch`.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use pika_domain::Candidate;

/// How far before the start of the watch a track may have started and still count.
const GRACE: SignedDuration = SignedDuration::from_mins(2);
/// A start further than this in the future is a wrong clock, not a start.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(2);
/// Entries that are remembered as done with: more than a long night has.
const MEMORY: usize = 512;

#[derive(Debug)]
pub(crate) struct Rules {
    since: Timestamp,
    pub(crate) settle: Duration,
    has_read: bool,
    waiting: Option<Waiting>,
    done_with: VecDeque<Candidate>,
}

/// An entry that has been the newest since `first_seen`.
#[derive(Debug)]
struct Waiting {
    candidate: Candidate,
    first_seen: Timestamp,
}

impl Rules {
    /// `since`: nothing that started more than two minutes earlier counts, unless it still plays.
    pub(crate) fn new(since: Timestamp, settle: Duration) -> Self {
        Self { since, settle, has_read: false, waiting: None, done_with: VecDeque::new() }
    }

    /// Takes in what the source says now; returns the entry when it has just become a started track.
    ///
    /// It is returned by a reading that confirms it, so an entry that was replaced within the settle
    /// time never is.
    pub(crate) fn read(&mut self, now: Timestamp, newest: Option<Candidate>) -> Option<Candidate> {
        let is_first_reading = !std::mem::replace(&mut self.has_read, true);
        // A clock that was set back must not make all that follows older than the watch.
        self.since = self.since.min(now);
        let previous = self.waiting.take();
        let candidate = newest?;
        if self.done_with.iter().any(|done| is_same_entry(done, &candidate)) {
            return None;
        }
        match usable_start(now, &candidate) {
            Some(start) if !self.is_fresh(now, start, candidate.duration_s) => return None,
            // Without a usable time an entry that was there before the watch cannot be told from a
            // new one, so it only counts if it appeared while the source was being watched.
            None if is_first_reading => {
                self.remember(candidate);
                return None;
            }
            _ => {}
        }
        let first_seen = previous
            .filter(|waiting| is_same_entry(&waiting.candidate, &candidate))
            .map_or(now, |waiting| waiting.first_seen);
        if self.remaining(now, first_seen) > Duration::ZERO {
            self.waiting = Some(Waiting { candidate, first_seen });
            return None;
        }
        self.remember(candidate.clone());
        Some(Candidate { started_at: usable_start(now, &candidate), ..candidate })
    }

    /// How long until a reading would let the waiting entry count.
    pub(crate) fn due_in(&self, now: Timestamp) -> Option<Duration> {
        self.waiting.as_ref().map(|waiting| self.remaining(now, waiting.first_seen))
    }

    fn remaining(&self, now: Timestamp, first_seen: Timestamp) -> Duration {
        // A clock that was set back ends the waiting rather than prolong it by the difference.
        Duration::try_from(now.duration_since(first_seen))
            .map_or(Duration::ZERO, |waited| self.settle.saturating_sub(waited))
    }

    fn is_fresh(&self, now: Timestamp, start: Timestamp, duration_s: Option<f64>) -> bool {
        let still_plays = || {
            let length = SignedDuration::try_from_secs_f64(duration_s?).ok()?;
            Some(now.duration_since(start) < length)
        };
        start.duration_since(self.since) >= -GRACE || still_plays() == Some(true)
    }

    fn remember(&mut self, candidate: Candidate) {
        if self.done_with.len() == MEMORY {
            self.done_with.pop_front();
        }
        self.done_with.push_back(candidate);
    }
}

fn usable_start(now: Timestamp, candidate: &Candidate) -> Option<Timestamp> {
    candidate.started_at.filter(|start| start.duration_since(now) <= CLOCK_SLACK)
}

/// The same file with the same start is the same entry even if its tags were edited meanwhile.
fn is_same_entry(one: &Candidate, other: &Candidate) -> bool {
    let is_same_file = one.path.is_some() && one.path == other.path;
    one.is_same_entry(other)
        || (is_same_file && one.source == other.source && one.started_at == other.started_at)
}

#[cfg(test)]
mod tests;
