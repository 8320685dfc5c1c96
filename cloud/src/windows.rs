//! Rate limits as promised in words: so many in any span of so many minutes, for each key.
//!
//! Other than a [`crate::bucket::Bucket`] nothing trickles back in between, and what is left and
//! when it is free again can be told exactly, as the RateLimit headers do.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::Mutex,
    time::Duration,
};

use tokio::time::Instant;

/// What a client may still do, and when it may do more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) limit: u32,
    pub(crate) window: Duration,
    pub(crate) remaining: u32,
    /// Until the oldest use is forgotten.
    pub(crate) reset: Duration,
}

/// The limit is reached; [`Quota::reset`] says how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UsedUp(pub(crate) Quota);

/// Counts uses for each key. Clients choose keys, so there are at most `most` of them.
#[derive(Debug)]
pub(crate) struct Windows<K> {
    limit: u32,
    window: Duration,
    most: usize,
    used: Mutex<Used<K>>,
}

#[derive(Debug)]
struct Used<K> {
    by_key: HashMap<K, VecDeque<Instant>>,
    cleared_at: Option<Instant>,
}

/// How often room is made at most: it costs a look at every key.
const CLEAR_APART: Duration = Duration::from_secs(1);

impl<K: Eq + Hash> Windows<K> {
    pub(crate) fn new(limit: u32, window: Duration, most: usize) -> Self {
        let used = Used { by_key: HashMap::new(), cleared_at: None };
        Self { limit, window, most, used: Mutex::new(used) }
    }

    /// Counts a use, unless the limit is reached.
    pub(crate) fn take(&self, key: K, now: Instant) -> Result<Quota, UsedUp> {
        let mut used = self.used.lock().expect("nothing panics while it counts");
        if !used.by_key.contains_key(&key) && used.by_key.len() >= self.most {
            used.make_room(now, self.window);
            if used.by_key.len() >= self.most {
                return Err(UsedUp(self.quota(self.limit, now, now)));
            }
        }
        let times = used.by_key.entry(key).or_default();
        while times.front().is_some_and(|first| *first + self.window <= now) {
            times.pop_front();
        }
        if times.len() >= self.limit as usize {
            let first = times.front().copied().unwrap_or(now);
            return Err(UsedUp(self.quota(self.limit, first, now)));
        }
        times.push_back(now);
        Ok(self.quota(times.len() as u32, times[0], now))
    }

    /// Takes back the last use of a key: it turned out not to count.
    pub(crate) fn give_back(&self, key: &K) {
        let mut used = self.used.lock().expect("nothing panics while it counts");
        if let Some(times) = used.by_key.get_mut(key) {
            times.pop_back();
            if times.is_empty() {
                used.by_key.remove(key);
            }
        }
    }

    fn quota(&self, used: u32, first: Instant, now: Instant) -> Quota {
        Quota {
            limit: self.limit,
            window: self.window,
            remaining: self.limit.saturating_sub(used),
            reset: (first + self.window).saturating_duration_since(now),
        }
    }
}

impl<K> Used<K> {
    fn make_room(&mut self, now: Instant, window: Duration) {
        if self.cleared_at.is_none_or(|at| now.saturating_duration_since(at) >= CLEAR_APART) {
            self.cleared_at = Some(now);
            self.by_key.retain(|_, times| times.back().is_some_and(|last| now < *last + window));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_mins(15);
    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn five_in_a_quarter_of_an_hour_and_not_one_more() {
        let windows = Windows::new(5, WINDOW, 10);
        let start = Instant::now();
        for (use_, left) in (0..5).zip((0..5).rev()) {
            let quota = windows.take("a", start + 2 * use_ * MINUTE);
            assert_eq!(quota.map(|quota| quota.remaining), Ok(left));
        }
        let UsedUp(quota) = windows.take("a", start + 10 * MINUTE).unwrap_err();
        assert_eq!((quota.remaining, quota.reset), (0, 5 * MINUTE));
        assert!(windows.take("b", start + 10 * MINUTE).is_ok(), "another key is not affected");
        assert!(windows.take("a", start + 15 * MINUTE).is_ok(), "the first is forgotten");
        assert!(windows.take("a", start + 15 * MINUTE).is_err(), "and only the first");
    }

    #[test]
    fn what_did_not_count_is_given_back() {
        let windows = Windows::new(1, WINDOW, 10);
        let now = Instant::now();
        assert!(windows.take("a", now).is_ok());
        windows.give_back(&"a");
        assert!(windows.take("a", now).is_ok());
    }

    #[test]
    fn a_hundred_thousand_distinct_keys_are_not_all_remembered() {
        let windows = Windows::new(5, WINDOW, 1_000);
        let now = Instant::now();
        let taken = (0..100_000).filter(|key| windows.take(*key, now).is_ok()).count();
        assert_eq!((taken, windows.used.lock().unwrap().by_key.len()), (1_000, 1_000));
        assert!(windows.take(200_000, now + WINDOW).is_ok(), "room again once they are over");
        assert_eq!(windows.used.lock().unwrap().by_key.len(), 1);
    }
}
