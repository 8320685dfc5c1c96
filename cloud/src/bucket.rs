//! Token buckets: so many at once, so many more as time passes. One alone, or one for each key.

use std::{collections::HashMap, hash::Hash, time::Duration};

use tokio::time::Instant;

#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    capacity: f32,
    per_second: f32,
    tokens: f32,
    filled_at: Instant,
}

impl Bucket {
    /// Starts full: `capacity` may be taken at once, and that many again in each `period`.
    pub(crate) fn new(capacity: u32, period: Duration, now: Instant) -> Self {
        let capacity = capacity as f32;
        Self {
            capacity,
            per_second: capacity / period.as_secs_f32(),
            tokens: capacity,
            filled_at: now,
        }
    }

    /// Takes one, or says how long to wait for it.
    pub(crate) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        self.has_one(now)?;
        self.tokens -= 1.0;
        Ok(())
    }

    /// Whether one could be taken, or how long to wait for it.
    fn has_one(&mut self, now: Instant) -> Result<(), Duration> {
        self.fill(now);
        if self.tokens >= 1.0 {
            Ok(())
        } else {
            Err(Duration::from_secs_f32((1.0 - self.tokens) / self.per_second))
        }
    }

    fn is_full(&mut self, now: Instant) -> bool {
        self.fill(now);
        self.tokens >= self.capacity
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.filled_at).as_secs_f32();
        self.tokens = (self.tokens + passed * self.per_second).min(self.capacity);
        self.filled_at = now;
    }
}

/// A bucket for each key. Clients choose the keys, so there are at most `most`: full buckets are
/// forgotten, which changes nothing, and where that makes no room, a new key has to wait.
#[derive(Debug)]
pub(crate) struct Buckets<K> {
    capacity: u32,
    period: Duration,
    most: usize,
    by_key: HashMap<K, Bucket>,
    cleared_at: Option<Instant>,
}

/// How often room is made at most: it costs a look at every bucket.
const CLEAR_APART: Duration = Duration::from_secs(1);

impl<K: Eq + Hash> Buckets<K> {
    pub(crate) fn new(capacity: u32, period: Duration, most: usize) -> Self {
        Self { capacity, period, most, by_key: HashMap::new(), cleared_at: None }
    }

    /// Takes one of this key's, or says how long to wait for it.
    pub(crate) fn take(&mut self, key: K, now: Instant) -> Result<(), Duration> {
        if let Some(bucket) = self.by_key.get_mut(&key) {
            return bucket.take(now);
        }
        if self.by_key.len() >= self.most {
            self.make_room(now);
            if self.by_key.len() >= self.most {
                return Err(CLEAR_APART);
            }
        }
        let mut bucket = Bucket::new(self.capacity, self.period, now);
        let taken = bucket.take(now);
        self.by_key.insert(key, bucket);
        taken
    }

    /// Whether this key has used up what it had, and how long to wait then. Nothing is taken, and no key is
    /// remembered.
    pub(crate) fn check(&mut self, key: &K, now: Instant) -> Result<(), Duration> {
        self.by_key.get_mut(key).map_or(Ok(()), |bucket| bucket.has_one(now))
    }

    fn make_room(&mut self, now: Instant) {
        if self.cleared_at.is_none_or(|at| now.saturating_duration_since(at) >= CLEAR_APART) {
            self.cleared_at = Some(now);
            self.by_key.retain(|_, bucket| !bucket.is_full(now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn a_bucket_gives_its_capacity_then_one_at_a_time() {
        let start = Instant::now();
        let mut bucket = Bucket::new(10, MINUTE, start);
        assert!((0..10).all(|_| bucket.take(start).is_ok()));
        let wait = bucket.take(start).expect_err("the eleventh waits");
        assert!((5.9..6.1).contains(&wait.as_secs_f32()), "{wait:?}");
        assert!(bucket.take(start + Duration::from_secs(7)).is_ok());
        assert!(!bucket.is_full(start + Duration::from_secs(8)));
        assert!(bucket.is_full(start + 2 * MINUTE));
    }

    #[test]
    fn a_hundred_thousand_distinct_keys_do_not_make_a_hundred_thousand_buckets() {
        let start = Instant::now();
        let mut buckets = Buckets::new(10, MINUTE, 1_000);
        let given = (0..100_000).filter(|key| buckets.take(*key, start).is_ok()).count();
        assert_eq!((given, buckets.by_key.len()), (1_000, 1_000));
        assert!(buckets.take(0, start).is_ok(), "a known key is not affected");
        assert!(buckets.take(200_000, start + MINUTE).is_ok(), "room again once they are full");
    }
}
