//! When an entry of a history counts as a track that has started: freshness, one report for each
//! entry, settle time, and what was missed while nobody looked.
//!
//! Pure: time is an argument, and a reading is what a source said at that time. One `Rules` belongs
//! to one source. Threads and files are in `watch`.

use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use pika_domain::Candidate;

/// How far before the start of the watch the newest track may have started and still count.
const GRACE: SignedDuration = SignedDuration::from_mins(2);
/// A start further than this in the future is a wrong clock, not a start.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(2);
/// Entries that are remembered as done with: more than a long night has.
const MEMORY: usize = 1_024;
/// The programs tell times to the second.
const RESOLUTION: SignedDuration = SignedDuration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Rules {
    since: Timestamp,
    pub(crate) settle: Duration,
    has_read: bool,
    waiting: Option<Waiting>,
    done_with: Done,
}

/// An entry that has been the newest since `first_seen`.
#[derive(Debug)]
struct Waiting {
    candidate: Candidate,
    first_seen: Timestamp,
}

impl Rules {
    /// `since`: nothing that started earlier counts, apart from the newest entry, which may have
    /// started two minutes earlier, or at any time if it still plays.
    pub(crate) fn new(since: Timestamp, settle: Duration) -> Self {
        Self { since, settle, has_read: false, waiting: None, done_with: Done::default() }
    }

    /// Takes in what the source says now, oldest first; returns what has become a started track.
    ///
    /// The newest entry is returned by a reading that confirms it after the settle time. One that
    /// was replaced within that time never is. One that came and was replaced while nobody looked
    /// counts if the next one started later by the settle time.
    pub(crate) fn read(&mut self, now: Timestamp, mut entries: Vec<Candidate>) -> Vec<Candidate> {
        let is_first_reading = !std::mem::replace(&mut self.has_read, true);
        // A clock that was set back must not make all that follows older than the watch.
        self.since = self.since.min(now);
        let previous = self.waiting.take();
        let Some(newest) = entries.pop() else { return Vec::new() };
        if let Some(waiting) = &previous
            && !is_same_entry(&waiting.candidate, &newest)
            && self.waited(now, waiting.first_seen) <= self.settle
        {
            self.done_with.add(&waiting.candidate);
        }
        let mut started = self.missed(now, &entries, &newest, is_first_reading);
        started.extend(self.settled(now, newest, previous, is_first_reading));
        started
    }

    /// The entries before the newest that nobody has seen settle.
    fn missed(
        &mut self,
        now: Timestamp,
        entries: &[Candidate],
        newest: &Candidate,
        is_first_reading: bool,
    ) -> Vec<Candidate> {
        let since = self.since - RESOLUTION;
        let settle = SignedDuration::try_from(self.settle).unwrap_or(SignedDuration::MAX);
        let mut missed = Vec::new();
        let next = entries.iter().skip(1).chain([newest]);
        for (entry, next) in entries.iter().zip(next) {
            let is_new = self.done_with.add(entry);
            let usable = usable_start(now, entry);
            // What has appeared since the last reading is no older than that, whatever its clock said.
            let start = if is_first_reading { usable } else { entry.started_at };
            let (Some(start), Some(next)) = (start, next.started_at) else { continue };
            let lasted = next.duration_since(start);
            // Less than nothing: the clock was set back in between.
            let settled = lasted.is_negative() || lasted.saturating_add(RESOLUTION) > settle;
            if is_new && start > since && settled {
                missed.push(Candidate { started_at: usable, ..entry.clone() });
            }
        }
        missed
    }

    /// The newest entry, once it has settled.
    fn settled(
        &mut self,
        now: Timestamp,
        candidate: Candidate,
        previous: Option<Waiting>,
        is_first_reading: bool,
    ) -> Option<Candidate> {
        if self.done_with.has(&candidate) {
            return None;
        }
        match usable_start(now, &candidate) {
            Some(start) if !self.is_fresh(now, start, candidate.duration_s) => return None,
            // Without a usable time an entry that was there before the watch cannot be told from a
            // new one, so it only counts if it appeared while the source was being watched.
            None if is_first_reading => {
                self.done_with.add(&candidate);
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
        self.done_with.add(&candidate);
        Some(Candidate { started_at: usable_start(now, &candidate), ..candidate })
    }

    /// How long until a reading would let the waiting entry count.
    pub(crate) fn due_in(&self, now: Timestamp) -> Option<Duration> {
        self.waiting.as_ref().map(|waiting| self.remaining(now, waiting.first_seen))
    }

    fn remaining(&self, now: Timestamp, first_seen: Timestamp) -> Duration {
        self.settle.saturating_sub(self.waited(now, first_seen))
    }

    fn waited(&self, now: Timestamp, first_seen: Timestamp) -> Duration {
        // A clock that was set back ends the waiting rather than prolong it by the difference.
        Duration::try_from(now.duration_since(first_seen)).unwrap_or(self.settle)
    }

    fn is_fresh(&self, now: Timestamp, start: Timestamp, duration_s: Option<f64>) -> bool {
        let still_plays = || {
            let length = SignedDuration::try_from_secs_f64(duration_s?).ok()?;
            Some(now.duration_since(start) < length)
        };
        start.duration_since(self.since) >= -GRACE || still_plays() == Some(true)
    }
}

/// Entries that need no further look.
#[derive(Debug, Default)]
struct Done {
    order: VecDeque<Identity>,
    known: HashSet<Identity>,
}

/// The same file, or else the same names, with the same start: edited tags make no other entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Identity {
    File(PathBuf, Option<Timestamp>),
    Names(String, Option<Timestamp>),
}

impl Identity {
    fn of(candidate: &Candidate) -> Self {
        match &candidate.path {
            Some(path) => Self::File(path.clone(), candidate.started_at),
            None => Self::Names(candidate.names.key(), candidate.started_at),
        }
    }
}

impl Done {
    fn has(&self, candidate: &Candidate) -> bool {
        self.known.contains(&Identity::of(candidate))
    }

    /// Whether it is new.
    fn add(&mut self, candidate: &Candidate) -> bool {
        let identity = Identity::of(candidate);
        let is_new = self.known.insert(identity.clone());
        if is_new {
            self.order.push_back(identity);
            if self.order.len() > MEMORY
                && let Some(oldest) = self.order.pop_front()
            {
                self.known.remove(&oldest);
            }
        }
        is_new
    }
}

fn is_same_entry(one: &Candidate, other: &Candidate) -> bool {
    Identity::of(one) == Identity::of(other)
}

fn usable_start(now: Timestamp, candidate: &Candidate) -> Option<Timestamp> {
    candidate.started_at.filter(|start| start.duration_since(now) <= CLOCK_SLACK)
}

#[cfg(test)]
mod tests;
