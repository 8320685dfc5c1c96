//! The time of day. Durations are measured with tokio's clock, which does not jump.

use jiff::Timestamp;
use pika_protocol::WireTime;

pub(crate) fn now() -> WireTime {
    WireTime(Timestamp::now())
}

/// Time since `past`; none if the clock was set back.
pub(crate) fn since(past: Timestamp) -> std::time::Duration {
    Timestamp::now().duration_since(past).try_into().unwrap_or_default()
}

/// When this time of day comes, as the clock stands now; at once where it has passed.
pub(crate) fn instant_of(time: Timestamp) -> tokio::time::Instant {
    let left = time.duration_since(Timestamp::now()).try_into().unwrap_or_default();
    tokio::time::Instant::now() + left
}
