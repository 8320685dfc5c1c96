//! Who listens: distinct dancers, each counted until five minutes after its last connection left.
//!
//! A phone that goes to sleep in a pocket is still on the floor.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use tokio::time::Instant;

use crate::secret::Dancer;

const STICKY: Duration = Duration::from_mins(5);

/// Far more than fit into any venue; whoever comes on top sees everything but is not counted.
const MOST: usize = 50_000;

#[derive(Debug, Default)]
pub(super) struct Listeners {
    dancers: HashMap<Dancer, Presence>,
    /// In the order of leaving. An entry is out of date if its dancer came back.
    departures: VecDeque<(Instant, Dancer)>,
}

#[derive(Debug, PartialEq)]
enum Presence {
    /// With this many connections.
    Here(u32),
    LeftAt(Instant),
}

impl Listeners {
    pub(super) fn count(&self) -> u32 {
        self.dancers.len() as u32
    }

    /// Whether the count changed.
    pub(super) fn join(&mut self, dancer: Dancer) -> bool {
        let before = self.dancers.len();
        if let Some(presence) = self.dancers.get_mut(&dancer) {
            *presence = match presence {
                Presence::Here(connections) => Presence::Here(*connections + 1),
                Presence::LeftAt(_) => Presence::Here(1),
            };
        } else if before < MOST {
            self.dancers.insert(dancer, Presence::Here(1));
        }
        self.dancers.len() != before
    }

    pub(super) fn leave(&mut self, dancer: Dancer, now: Instant) {
        if let Some(Presence::Here(connections)) = self.dancers.get_mut(&dancer) {
            *connections -= 1;
            if *connections == 0 {
                self.dancers.insert(dancer, Presence::LeftAt(now));
                self.departures.push_back((now, dancer));
            }
        }
    }

    /// When the next dancer stops counting, unless it comes back.
    pub(super) fn next_expiry(&self) -> Option<Instant> {
        self.departures.front().map(|(left_at, _)| *left_at + STICKY)
    }

    /// Forgets who has been gone for long; whether the count changed.
    pub(super) fn expire(&mut self, now: Instant) -> bool {
        let before = self.dancers.len();
        while self.next_expiry().is_some_and(|at| at <= now) {
            if let Some((left_at, dancer)) = self.departures.pop_front()
                && self.dancers.get(&dancer) == Some(&Presence::LeftAt(left_at))
            {
                self.dancers.remove(&dancer);
            }
        }
        self.dancers.len() != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dancer_counts_once_and_until_five_minutes_after_leaving() {
        let start = Instant::now();
        let minutes = |n: u64| start + Duration::from_secs(60 * n);
        let dancer = Dancer::of("client_one");
        let mut listeners = Listeners::default();
        assert!(listeners.join(dancer));
        assert!(!listeners.join(dancer), "a second tab is the same dancer");
        listeners.leave(dancer, minutes(1));
        listeners.leave(dancer, minutes(2));
        assert!(!listeners.expire(minutes(6)));
        assert_eq!(listeners.count(), 1, "still within five minutes");
        assert!(!listeners.join(dancer), "back again");
        listeners.leave(dancer, minutes(6));
        assert!(!listeners.expire(minutes(8)), "the first departure no longer holds");
        assert!(listeners.expire(minutes(11)));
        assert_eq!(listeners.count(), 0);
        assert_eq!(listeners.next_expiry(), None);
    }
}
