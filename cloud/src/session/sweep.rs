//! When a session is over that nobody ends: after a long time without anything, or as such.

use std::time::Duration;

use tokio::time::Instant;

use crate::{clock, config::Sweep, store::SessionRecord};

/// When a sweep that the database refused is tried again.
const AGAIN: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(super) struct Sweeping {
    limits: Sweep,
    idle_at: Instant,
    too_old_at: Instant,
    /// After a sweep that failed.
    not_before: Instant,
}

impl Sweeping {
    pub(super) fn new(limits: Sweep, session: &SessionRecord, now: Instant) -> Self {
        let left = |limit: Duration, since| now + limit.saturating_sub(clock::since(since));
        Self {
            limits,
            idle_at: left(limits.idle, session.active_at),
            too_old_at: left(limits.age, session.started_at),
            not_before: now,
        }
    }

    /// When it is due, unless something happens before.
    pub(super) fn due(&self) -> Instant {
        self.idle_at.min(self.too_old_at).max(self.not_before)
    }

    /// Something has happened in the session.
    pub(super) fn stirred(&mut self, now: Instant) {
        self.idle_at = now + self.limits.idle;
    }

    /// The session has come back from a sweep: it is as old as a new one.
    pub(super) fn begun_anew(&mut self, now: Instant) {
        self.stirred(now);
        self.too_old_at = now + self.limits.age;
    }

    /// The database did not take it.
    pub(super) fn failed(&mut self, now: Instant) {
        self.not_before = now + AGAIN;
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{super::testing, *};
    use crate::store::{End, EndedBy, Write};

    #[tokio::test]
    async fn a_sweep_that_failed_does_not_end_a_session_in_which_something_has_happened_since() {
        let (sessions, store) = testing::sessions().await;
        let (state, _) = testing::opened(&sessions, &store, "session1").await;
        let limits = Sweep { idle: Duration::from_hours(4), age: Duration::from_hours(24) };
        let start = Instant::now();
        let hours = |n: u64| start + Duration::from_hours(n);
        let mut sweeping = Sweeping::new(limits, &state.record, start);
        sweeping.stirred(start);
        assert_eq!(sweeping.due(), hours(4));
        sweeping.failed(hours(4));
        assert_eq!(sweeping.due(), hours(4) + AGAIN);
        sweeping.stirred(hours(4));
        assert_eq!(sweeping.due(), hours(8), "the DJ was not gone after all");
        sweeping.stirred(hours(23));
        assert!(sweeping.due() <= hours(24), "it is as old as it is");
    }

    #[tokio::test]
    async fn a_session_that_comes_back_after_a_commit_that_failed_is_as_old_as_a_new_one() {
        let (sessions, store) = testing::sessions().await;
        let (mut state, role) = testing::opened(&sessions, &store, "session1").await;
        let long_ago = Timestamp::now() - SignedDuration::from_hours(2);
        state.record.started_at = long_ago;
        let mut actor = testing::actor(&sessions, &store, (state, role));
        let end = End { by: EndedBy::Sweep, at: Timestamp::now() };
        actor.write(&[Write::Sweep { at: end.at }]).await.unwrap();
        assert!(actor.has_ended());
        actor.doubtful = true;
        actor.write(&[Write::Reopen]).await.unwrap();
        assert!(!actor.has_ended());
        assert!(actor.sweeping.due() > Instant::now(), "else it would be swept away at once");
    }
}
