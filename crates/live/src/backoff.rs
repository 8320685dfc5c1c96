//! How long to wait before the next attempt: longer each time, never the same for two laptops.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(15);

/// Exponential waiting times with jitter, for ever.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure. `jitter` is a random number from 0 to 1; the wait lies between
    /// half of the nominal time and all of it.
    pub(crate) fn next(&mut self, jitter: f64) -> Duration {
        let nominal =
            FIRST.saturating_mul(2_u32.saturating_pow(self.failures.min(10))).min(LONGEST);
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
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..40).map(|_| backoff.next(1.0)).collect();
        assert_eq!(waits[0], FIRST);
        assert_eq!(waits[1], FIRST * 2);
        assert_eq!(waits[39], LONGEST, "there is no last attempt");
        backoff.reset();
        assert_eq!(backoff.next(0.0), FIRST / 2);
    }
}
