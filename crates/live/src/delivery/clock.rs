//! How far the laptop's clock is from the cloud's. Laptops at venues are wrong by minutes or hours,
//! and are set right, or back, in the middle of a set.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// A smaller difference of clocks is network delay, not a wrong clock.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(2);

/// What has to be added to the laptop's times, and what time it is at the cloud.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CloudClock {
    offset: SignedDuration,
    /// The cloud's time when it was last heard.
    heard: Option<(Timestamp, Instant)>,
}

impl CloudClock {
    /// The cloud said what time it is while the laptop's clock showed `wall`.
    pub(crate) fn observe(&mut self, server: Timestamp, wall: Timestamp, now: Instant) {
        let difference = server.duration_since(wall);
        self.offset = if difference.abs() > TOLERANCE { difference } else { SignedDuration::ZERO };
        self.heard = Some((server, now));
    }

    /// A time of the cloud as the laptop's clock shows it.
    pub(crate) fn laptop_time(&self, at: Timestamp) -> Timestamp {
        at.checked_sub(self.offset).unwrap_or(at)
    }

    /// Times of the laptop, oldest first, as the cloud's clock would have shown them. None lies in the
    /// future and none after its successor: a clock that was set back in between would say so.
    pub(crate) fn correct(&self, times: &[Timestamp], now: Instant) -> Vec<Timestamp> {
        let mut latest = self.heard.map_or(Timestamp::MAX, |(server, heard_at)| {
            server.checked_add(now.duration_since(heard_at)).unwrap_or(server)
        });
        let mut corrected: Vec<_> = times
            .iter()
            .rev()
            .map(|at| {
                latest = at.checked_add(self.offset).unwrap_or(*at).min(latest);
                latest
            })
            .collect();
        corrected.reverse();
        corrected
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(time: &str) -> Timestamp {
        format!("2026-01-02T{time}Z").parse().expect("a time")
    }

    fn check(server: &str, wall: &str, times: &[&str], expected: &[&str]) {
        let heard = Instant::now();
        let mut clock = CloudClock::default();
        clock.observe(at(server), at(wall), heard);
        let times: Vec<_> = times.iter().map(|time| at(time)).collect();
        let expected: Vec<_> = expected.iter().map(|time| at(time)).collect();
        assert_eq!(clock.correct(&times, heard + Duration::from_secs(10)), expected);
    }

    #[test]
    fn a_clock_that_is_wrong_by_hours_is_corrected_and_network_delay_is_not() {
        check("22:00:00", "20:00:00", &["19:50:00", "19:55:00"], &["21:50:00", "21:55:00"]);
        check("18:00:00", "20:00:00", &["19:50:00"], &["17:50:00"]);
        check("20:00:01", "20:00:00", &["19:50:00"], &["19:50:00"]);
    }

    #[test]
    fn a_clock_that_was_set_back_in_an_outage_does_not_turn_the_order_round() {
        // The first play at 22:00, then the clock is set back by two hours, then the second at 22:05.
        check("22:10:00", "20:10:00", &["22:00:00", "20:05:00"], &["22:05:00", "22:05:00"]);
    }

    #[test]
    fn nothing_happens_in_the_future() {
        check("20:00:00", "20:00:00", &["20:00:05", "20:00:40"], &["20:00:05", "20:00:10"]);
    }
}
