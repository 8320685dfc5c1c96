//! How long a file has been worked on: the processor's time for it, which a busy machine does not use up, and the time
//! since the work was last heard of, which shows that it stands still.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time that the processor has spent on the thread that asks. Where the system does not say, the time on the wall.
#[derive(Debug)]
pub(crate) struct Effort {
    #[cfg(target_os = "linux")]
    begun: Duration,
    #[cfg(not(target_os = "linux"))]
    begun: Instant,
}

impl Effort {
    #[cfg(target_os = "linux")]
    pub(crate) fn begin() -> Self {
        Self { begun: thread_time() }
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn begin() -> Self {
        Self { begun: Instant::now() }
    }

    /// To be asked on the thread on which it began.
    pub(crate) fn spent(&self) -> Duration {
        #[cfg(target_os = "linux")]
        return thread_time().saturating_sub(self.begun);
        #[cfg(not(target_os = "linux"))]
        return self.begun.elapsed();
    }
}

#[cfg(target_os = "linux")]
fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// When a work was last heard of; told by one thread, asked by another.
#[derive(Debug)]
pub(crate) struct Pulse {
    begun: Instant,
    beat_ms: AtomicU64,
}

impl Pulse {
    pub(crate) fn new() -> Self {
        Self { begun: Instant::now(), beat_ms: AtomicU64::new(0) }
    }

    pub(crate) fn beat(&self) {
        let since = self.begun.elapsed().as_millis();
        self.beat_ms.store(u64::try_from(since).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn last(&self) -> Instant {
        self.begun + Duration::from_millis(self.beat_ms.load(Ordering::Relaxed))
    }

    /// Since the work began.
    pub(crate) fn age(&self) -> Duration {
        self.begun.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_thread_waits_is_no_effort_and_what_it_does_is() {
        let effort = Effort::begin();
        let waited = Instant::now();
        std::thread::sleep(Duration::from_millis(300));
        assert!(effort.spent() * 2 < waited.elapsed(), "{:?}", effort.spent());
        let before = effort.spent();
        while effort.spent() < before + Duration::from_millis(20) {}
    }
}
