//! How patient the link is: one number, from which all its times follow.

use std::time::Duration;

/// The times of a link, in proportion to the silence that it bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    silence: Duration,
}

impl Timing {
    /// `silence`: nothing heard for this long means that the connection is half open. At least 100 ms.
    pub fn for_silence(silence: Duration) -> Self {
        Self { silence: silence.max(Duration::from_millis(100)) }
    }

    pub(crate) fn silence(self) -> Duration {
        self.silence
    }

    /// A connection attempt, a registration or an acknowledgement that takes longer is given up.
    pub(crate) fn answer(self) -> Duration {
        self.silence / 4
    }

    /// From one ping to the next: two may be lost before the silence is over.
    pub(crate) fn ping(self) -> Duration {
        self.silence * 3 / 8
    }

    /// The wait after the first failure.
    pub(crate) fn first_retry(self) -> Duration {
        self.silence / 80
    }

    /// The longest wait between two attempts.
    pub(crate) fn longest_retry(self) -> Duration {
        self.silence * 3 / 8
    }
}

impl Default for Timing {
    /// Forty seconds of silence; ten for an answer; half a second to fifteen between attempts.
    fn default() -> Self {
        Self::for_silence(Duration::from_secs(40))
    }
}
