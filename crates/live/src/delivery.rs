//! The delivery state machine: registration, catch-up, acknowledgement, reconnection.
//!
//! Pure: every input comes with the time at which it happened, every output is an [`Action`] for the
//! caller. One message with facts is in flight at a time; the next is read from the outbox when it is
//! acknowledged, so that order and the size of the backlog are the outbox's business alone. What
//! belongs to one open connection is in `online`, what the cloud says in `heard`.

mod action;
mod clock;
mod heard;
mod online;

use std::time::{Duration, Instant};

use pika_domain::NumberedFact;
use pika_protocol::{ClientFrame, ClientMessage, PROTOCOL_VERSION, Text};

pub use action::{Action, LinkState, LinkStatus, SessionCredentials};
pub(crate) use clock::CloudClock;

use crate::backoff::Backoff;
use crate::batch::next_batch;
use crate::secret::Secret;
use crate::timing::Timing;
use online::{InFlight, Online};

/// The cloud said no; it is asked again, but not often.
const AFTER_REFUSAL: Duration = Duration::from_mins(1);
/// What could not be done for a passing reason is tried again after this time.
const SHORTLY: Duration = Duration::from_secs(1);

#[derive(Debug)]
enum Phase {
    Waiting { until: Instant },
    Connecting { since: Instant },
    Registering { since: Instant },
    Online(Online),
    Finished,
}

/// The state machine.
#[derive(Debug)]
pub struct Delivery {
    credentials: SessionCredentials,
    timing: Timing,
    phase: Phase,
    backoff: Backoff,
    acknowledged: u64,
    /// The number of the fact that ended the session, once there is one.
    end: Option<u64>,
    clock: CloudClock,
    status: LinkStatus,
    next_message: u64,
}

impl Delivery {
    /// Begins at once: the first [`Self::tick`] connects.
    pub fn new(credentials: SessionCredentials, timing: Timing, now: Instant) -> Self {
        Self {
            end: credentials.ended_with,
            credentials,
            timing,
            phase: Phase::Waiting { until: now },
            backoff: Backoff::new(timing.first_retry(), timing.longest_retry()),
            acknowledged: 0,
            clock: CloudClock::default(),
            status: LinkStatus {
                state: LinkState::Connecting,
                join_url: None,
                notifies: false,
                dj_name: None,
                round_trip: None,
                problem: None,
            },
            next_message: 0,
        }
    }

    /// When [`Self::tick`] has something to do, at the latest; `None` when nothing is left to do.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Waiting { until } => Some(*until),
            Phase::Connecting { since } | Phase::Registering { since } => {
                Some(*since + self.timing.answer())
            }
            Phase::Online(online) => Some(online.deadline()),
            Phase::Finished => None,
        }
    }

    /// Time passed. `jitter` is a random number from 0 to 1.
    pub fn tick(&mut self, now: Instant, jitter: f64) -> Vec<Action> {
        match &mut self.phase {
            Phase::Waiting { until } if *until <= now => {
                self.phase = Phase::Connecting { since: now };
                vec![Action::Connect]
            }
            Phase::Connecting { since } | Phase::Registering { since }
                if *since + self.timing.answer() <= now =>
            {
                self.give_up("The cloud does not answer.", now, jitter)
            }
            Phase::Online(online) if online.is_dead(now) => {
                self.give_up("The cloud stopped answering.", now, jitter)
            }
            Phase::Online(online) => {
                let mut actions = Vec::new();
                if online.pings(now) {
                    actions.push(send(None, ClientMessage::Ping {}));
                }
                if online.released(now) {
                    actions.extend(self.read_on());
                }
                actions
            }
            _ => Vec::new(),
        }
    }

    /// The socket is open.
    pub fn opened(&mut self, now: Instant) -> Vec<Action> {
        self.phase = Phase::Registering { since: now };
        let SessionCredentials { session_id, dj_name, token, resume, .. } = &self.credentials;
        let message = ClientMessage::RegisterSession {
            protocol: Some(PROTOCOL_VERSION),
            session_id: Some(session_id.clone()),
            dj_name: Text::cut(dj_name),
            token: token.as_ref().and_then(|token| Text::new(token.reveal())),
            resume: resume.as_ref().and_then(|resume| Text::new(resume.reveal())),
        };
        vec![send(Some(self.message_id()), message)]
    }

    /// The socket closed, or could not be opened; `reason` is a sentence.
    pub fn closed(&mut self, reason: &str, now: Instant, jitter: f64) -> Vec<Action> {
        match self.phase {
            Phase::Finished | Phase::Waiting { .. } => Vec::new(),
            _ => self.give_up(reason, now, jitter),
        }
    }

    /// Something broke within; where it stood is not known any more.
    pub fn stumbled(&mut self, now: Instant, jitter: f64) -> Vec<Action> {
        match self.phase {
            Phase::Finished => Vec::new(),
            _ => self.give_up("Pika stumbled and connects again.", now, jitter),
        }
    }

    /// The DJ has another token, or none any more: the session registers anew with it, at once.
    pub fn set_token(&mut self, token: Option<Secret>, now: Instant) -> Vec<Action> {
        if self.credentials.token == token || matches!(self.phase, Phase::Finished) {
            return Vec::new();
        }
        self.credentials.token = token;
        self.backoff.reset();
        self.phase = Phase::Waiting { until: now };
        self.status.state = LinkState::Connecting;
        self.status.problem = None;
        vec![Action::Disconnect, Action::Status(self.status.clone())]
    }

    /// Whether dancers see the totals of their tempo votes; said again with each registration.
    pub fn set_share_tempo(&mut self, shared: bool) -> Vec<Action> {
        self.credentials.share_tempo = shared;
        match self.phase {
            Phase::Online(_) => vec![self.share_tempo()],
            _ => Vec::new(),
        }
    }

    /// There are new facts in the outbox.
    pub fn facts_added(&mut self) -> Vec<Action> {
        self.read_on()
    }

    /// What the outbox holds after the number that was asked for; empty if it holds nothing.
    pub fn facts(&mut self, facts: &[NumberedFact], now: Instant) -> Vec<Action> {
        let message_id = self.message_id();
        let Phase::Online(online) = &mut self.phase else { return Vec::new() };
        let more = online.read();
        let session = &self.credentials.session_id;
        let batch = next_batch(session, facts, &self.clock, now, message_id.clone());
        let Some(batch) = batch else {
            return if more { self.read_on() } else { Vec::new() };
        };
        if batch.ends_session {
            self.end = Some(batch.up_to);
        }
        online.sent(InFlight { message_id, up_to: batch.up_to, sent_at: now });
        vec![Action::Send(Box::new(batch.frame))]
    }

    /// The outbox could not be read; it is asked again in a second.
    pub fn outbox_failed(&mut self, now: Instant) {
        if let Phase::Online(online) = &mut self.phase {
            online.read();
            online.hold(now + SHORTLY);
        }
    }

    fn share_tempo(&mut self) -> Action {
        let session_id = self.credentials.session_id.clone();
        let shared = self.credentials.share_tempo;
        send(Some(self.message_id()), ClientMessage::ShareTempo { session_id, shared })
    }

    fn finish(&mut self) -> Vec<Action> {
        self.phase = Phase::Finished;
        self.status.state = LinkState::Finished;
        vec![Action::Status(self.status.clone()), Action::Disconnect]
    }

    /// The cloud does not want this DJ; the outbox keeps what it is owed.
    fn stand_back(&mut self, reason: &str, now: Instant) -> Vec<Action> {
        self.phase = Phase::Waiting { until: now + AFTER_REFUSAL };
        self.status.state = LinkState::Refused;
        self.status.problem = Some(reason.to_owned());
        vec![Action::Disconnect, Action::Status(self.status.clone())]
    }

    fn give_up(&mut self, reason: &str, now: Instant, jitter: f64) -> Vec<Action> {
        self.phase = Phase::Waiting { until: now + self.backoff.next(jitter) };
        self.status.state = LinkState::Waiting;
        self.status.problem = Some(reason.to_owned());
        vec![Action::Disconnect, Action::Status(self.status.clone())]
    }

    fn measured(&mut self, round_trip: Duration) -> Vec<Action> {
        self.status.round_trip = Some(round_trip);
        vec![Action::Status(self.status.clone())]
    }

    /// Asks the outbox for more, unless something is under way that will ask afterwards.
    fn read_on(&mut self) -> Vec<Action> {
        let Phase::Online(online) = &mut self.phase else { return Vec::new() };
        if online.asks() {
            vec![Action::ReadOutbox { after: self.acknowledged }]
        } else {
            Vec::new()
        }
    }

    fn message_id(&mut self) -> Text<1, 64> {
        self.next_message += 1;
        Text::new(&format!("b{}", self.next_message)).expect("a short text")
    }
}

fn send(message_id: Option<Text<1, 64>>, message: ClientMessage) -> Action {
    Action::Send(Box::new(ClientFrame { message_id, client_id: None, message }))
}

#[cfg(test)]
mod tests;
