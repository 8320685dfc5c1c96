//! An open, registered connection: what is in flight on it, when it was last heard, when the outbox
//! is asked next. It decides nothing about reconnection.

use std::time::{Duration, Instant};

use pika_protocol::Text;

use crate::timing::Timing;

#[derive(Debug)]
pub(super) struct Online {
    timing: Timing,
    heard_at: Instant,
    ping_at: Instant,
    ping_sent_at: Option<Instant>,
    in_flight: Option<InFlight>,
    /// Whether the outbox has been asked and has not answered yet.
    reading: bool,
    /// Whether facts arrived while the outbox was being read.
    more: bool,
    /// Facts are not sent before this time.
    held_until: Option<Instant>,
}

/// A message with facts that the cloud has not answered yet.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) message_id: Text<1, 64>,
    /// Number of the last fact in it.
    pub(super) up_to: u64,
    pub(super) sent_at: Instant,
}

impl Online {
    pub(super) fn new(timing: Timing, now: Instant) -> Self {
        Self {
            timing,
            heard_at: now,
            ping_at: now + timing.ping(),
            ping_sent_at: None,
            in_flight: None,
            reading: false,
            more: false,
            held_until: None,
        }
    }

    /// When something is due, at the latest.
    pub(super) fn deadline(&self) -> Instant {
        let answer = self.in_flight.as_ref().map(|sent| sent.sent_at + self.timing.answer());
        [answer, self.held_until]
            .into_iter()
            .flatten()
            .fold(self.ping_at.min(self.heard_at + self.timing.silence()), Instant::min)
    }

    pub(super) fn heard(&mut self, now: Instant) {
        self.heard_at = now;
    }

    /// Whether an answer or any sign of life is overdue.
    pub(super) fn is_dead(&self, now: Instant) -> bool {
        let unanswered =
            self.in_flight.as_ref().is_some_and(|m| m.sent_at + self.timing.answer() <= now);
        unanswered || self.heard_at + self.timing.silence() <= now
    }

    /// Whether a ping is to be sent now; it counts as sent.
    pub(super) fn pings(&mut self, now: Instant) -> bool {
        let due = self.ping_at <= now;
        if due {
            self.ping_at = now + self.timing.ping();
            self.ping_sent_at = Some(now);
        }
        due
    }

    /// The round trip of the ping that was answered.
    pub(super) fn ponged(&mut self, now: Instant) -> Option<Duration> {
        self.ping_sent_at.take().map(|sent| now.duration_since(sent))
    }

    /// Whether the outbox is to be asked now; it counts as asked.
    pub(super) fn asks(&mut self) -> bool {
        if self.reading {
            self.more = true;
            return false;
        }
        if self.in_flight.is_some() || self.held_until.is_some() {
            return false;
        }
        self.reading = true;
        self.more = false;
        true
    }

    /// The outbox answered; whether facts came in meanwhile that the answer may lack.
    pub(super) fn read(&mut self) -> bool {
        self.reading = false;
        std::mem::take(&mut self.more)
    }

    pub(super) fn sent(&mut self, message: InFlight) {
        self.in_flight = Some(message);
    }

    /// The message that was answered, if it is the one in flight.
    pub(super) fn answered(&mut self, message_id: &str) -> Option<InFlight> {
        self.in_flight.take_if(|sent| sent.message_id.as_str() == message_id)
    }

    /// Asks nothing of the outbox before `until`.
    pub(super) fn hold(&mut self, until: Instant) {
        self.reading = false;
        self.held_until = Some(until);
    }

    /// Whether a hold ended just now.
    pub(super) fn released(&mut self, now: Instant) -> bool {
        self.held_until.take_if(|until| *until <= now).is_some()
    }
}
