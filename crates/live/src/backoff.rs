//! How long to wait before the next attempt: longer each time, never the same for two laptops.

use std::time::Duration;

/// Exponential waiting times with jitter, for ever.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
}

impl Backoff {
    pub(crate) fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, failures: 0 }
    }

    /// The wait after one more failure. `jitter` is a random number from 0 to 1; the wait lies between
    /// half of the nominal time and all of it.
    pub(crate) fn next(&mut self, jitter: f64) -> Duration {
        let nominal = self
            .first
            .saturating_mul(2_u32.saturating_pow(self.failures.min(10)))
            .min(self.longest);
        self.failures += 1;
        nominal.mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0))
    }

    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_begin_again_after_success() {
        let (first, longest) = (Duration::from_millis(500), Duration::from_secs(15));
        let mut backoff = Backoff::new(first, longest);
        let waits: Vec<_> = (0..40).map(|_| backoff.next(1.0)).collect();
        assert_eq!(waits[0], first);
        assert_eq!(waits[1], first * 2);
        assert_eq!(waits[39], longest, "there is no last attempt");
        backoff.reset();
        assert_eq!(backoff.next(0.0), first / 2);
    }
}
