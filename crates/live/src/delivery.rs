//! The delivery state machine: registration, catch-up, acknowledgement, reconnection.
//!
//! Pure: every input comes with the time at which it happened, every output is an [`Action`] for the
//! caller. One message with facts is in flight at a time; the next is read from the outbox when it is
//! acknowledged, so that order and the size of the backlog are the outbox's business alone.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use pika_domain::{NumberedFact, PlayId, SessionId};
use pika_protocol::{ClientFrame, ClientMessage, NackCode, PROTOCOL_VERSION, ServerMessage, Text};

use crate::backoff::Backoff;
use crate::batch::next_batch;
use crate::timing::Timing;

/// The cloud said no; it is asked again, but not often.
const AFTER_REFUSAL: Duration = Duration::from_mins(1);
/// A smaller difference of clocks is network delay, not a wrong clock.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(2);

/// Who registers which session.
#[derive(Debug, Clone)]
pub struct SessionCredentials {
    pub session_id: SessionId,
    pub dj_name: String,
    /// What proves the DJ to the cloud, where the cloud asks for it.
    pub token: Option<String>,
    /// The secret of an earlier registration of the same session.
    pub resume: Option<String>,
}

/// What the caller has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Open a socket and report [`Delivery::opened`] or [`Delivery::closed`].
    Connect,
    Send(Box<ClientFrame>),
    /// Drop the socket; no [`Delivery::closed`] is expected.
    Disconnect,
    /// Read facts after this number and report them with [`Delivery::facts`].
    ReadOutbox {
        after: u64,
    },
    /// The cloud has committed everything up to this number.
    Acknowledge {
        up_to: u64,
    },
    /// Keep this secret with the session.
    RememberResume(String),
    /// A play's total of likes.
    Likes {
        play_id: PlayId,
        likes: u32,
    },
    Dancers(u32),
    Status(LinkStatus),
}

/// The link as the DJ is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkStatus {
    pub state: LinkState,
    pub join_url: Option<String>,
    /// Time from a message to its answer.
    pub round_trip: Option<Duration>,
    /// Why the link is down, in a sentence.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    Connecting,
    Online,
    /// Down; a further attempt is coming.
    Waiting,
    /// The cloud does not accept this DJ; the night goes on and the outbox keeps everything.
    Refused,
    /// The end of the session is acknowledged: nothing is owed any more.
    Finished,
}

#[derive(Debug)]
enum Phase {
    Waiting { until: Instant },
    Connecting { since: Instant },
    Registering { since: Instant },
    Online(Online),
    Finished,
}

#[derive(Debug)]
struct Online {
    heard_at: Instant,
    ping_at: Instant,
    in_flight: Option<InFlight>,
    /// Whether the outbox has been asked and has not answered yet.
    reading: bool,
    /// Whether facts arrived while the outbox was being read or a message was in flight.
    more: bool,
    /// Facts are not sent before this time.
    held_until: Option<Instant>,
}

#[derive(Debug)]
struct InFlight {
    message_id: Text<1, 64>,
    up_to: u64,
    ends_session: bool,
    sent_at: Instant,
}

/// The state machine.
#[derive(Debug)]
pub struct Delivery {
    credentials: SessionCredentials,
    timing: Timing,
    phase: Phase,
    backoff: Backoff,
    acknowledged: u64,
    offset: SignedDuration,
    status: LinkStatus,
    next_message: u64,
    ping_sent_at: Option<Instant>,
}

impl Delivery {
    /// Begins at once: the first [`Self::tick`] connects.
    pub fn new(credentials: SessionCredentials, timing: Timing, now: Instant) -> Self {
        Self {
            credentials,
            timing,
            phase: Phase::Waiting { until: now },
            backoff: Backoff::new(timing.first_retry(), timing.longest_retry()),
            acknowledged: 0,
            offset: SignedDuration::ZERO,
            status: LinkStatus {
                state: LinkState::Connecting,
                join_url: None,
                round_trip: None,
                problem: None,
            },
            next_message: 0,
            ping_sent_at: None,
        }
    }

    /// When [`Self::tick`] has something to do, at the latest; `None` when nothing is left to do.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Waiting { until } => Some(*until),
            Phase::Connecting { since } | Phase::Registering { since } => {
                Some(*since + self.timing.answer())
            }
            Phase::Online(online) => {
                let answer =
                    online.in_flight.as_ref().map(|sent| sent.sent_at + self.timing.answer());
                [
                    Some(online.ping_at),
                    Some(online.heard_at + self.timing.silence()),
                    answer,
                    online.held_until,
                ]
                .into_iter()
                .flatten()
                .min()
            }
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
            Phase::Online(online) => {
                let overdue = online
                    .in_flight
                    .as_ref()
                    .is_some_and(|m| m.sent_at + self.timing.answer() <= now);
                if overdue || online.heard_at + self.timing.silence() <= now {
                    return self.give_up("The cloud stopped answering.", now, jitter);
                }
                let mut actions = Vec::new();
                if online.ping_at <= now {
                    online.ping_at = now + self.timing.ping();
                    self.ping_sent_at = Some(now);
                    actions.push(send(None, ClientMessage::Ping {}));
                }
                if online.held_until.is_some_and(|until| until <= now) {
                    online.held_until = None;
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
        let message = ClientMessage::RegisterSession {
            protocol: Some(PROTOCOL_VERSION),
            session_id: Some(self.credentials.session_id.clone()),
            dj_name: Text::cut(&self.credentials.dj_name),
            token: self.credentials.token.as_deref().and_then(Text::new),
            resume: self.credentials.resume.as_deref().and_then(Text::new),
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

    /// There are new facts in the outbox.
    pub fn facts_added(&mut self) -> Vec<Action> {
        self.read_on()
    }

    /// What the outbox holds after the number that was asked for; empty if it holds nothing.
    pub fn facts(&mut self, facts: &[NumberedFact], now: Instant) -> Vec<Action> {
        let message_id = self.message_id();
        let Phase::Online(online) = &mut self.phase else { return Vec::new() };
        online.reading = false;
        let batch =
            next_batch(&self.credentials.session_id, facts, self.offset, message_id.clone());
        let Some(batch) = batch else {
            return if std::mem::take(&mut online.more) { self.read_on() } else { Vec::new() };
        };
        let ends_session = facts.iter().any(|numbered| {
            numbered.seq == batch.up_to && matches!(numbered.fact, pika_domain::Fact::End { .. })
        });
        online.in_flight =
            Some(InFlight { message_id, up_to: batch.up_to, ends_session, sent_at: now });
        vec![Action::Send(Box::new(batch.frame))]
    }

    /// The outbox could not be read; it is asked again in a second.
    pub fn outbox_failed(&mut self, now: Instant) {
        if let Phase::Online(online) = &mut self.phase {
            online.reading = false;
            online.held_until = Some(now + Duration::from_secs(1));
        }
    }

    /// The cloud said something. `wall` is the laptop's clock.
    pub fn received(
        &mut self,
        message: ServerMessage,
        now: Instant,
        wall: Timestamp,
        jitter: f64,
    ) -> Vec<Action> {
        if let Phase::Online(online) = &mut self.phase {
            online.heard_at = now;
        }
        match message {
            ServerMessage::SessionRegistered {
                session_id,
                resume,
                last_seq,
                server_time,
                join_url,
                ..
            } if session_id == self.credentials.session_id => {
                let Phase::Registering { since } = self.phase else { return Vec::new() };
                let difference = server_time.0.duration_since(wall);
                self.offset = if difference.abs() > CLOCK_TOLERANCE {
                    difference
                } else {
                    SignedDuration::ZERO
                };
                self.credentials.resume = Some(resume.clone());
                self.acknowledged = last_seq;
                self.backoff.reset();
                self.phase = Phase::Online(Online {
                    heard_at: now,
                    ping_at: now + self.timing.ping(),
                    in_flight: None,
                    reading: false,
                    more: false,
                    held_until: None,
                });
                self.status = LinkStatus {
                    state: LinkState::Online,
                    join_url: Some(join_url),
                    round_trip: Some(now.duration_since(since)),
                    problem: None,
                };
                let mut actions = vec![
                    Action::RememberResume(resume),
                    Action::Acknowledge { up_to: last_seq },
                    Action::Status(self.status.clone()),
                ];
                actions.extend(self.read_on());
                actions
            }
            ServerMessage::Ack { message_id, last_seq, .. } => {
                self.acknowledged(&message_id, last_seq, now)
            }
            ServerMessage::Nack { message_id, code, error, retry_after_ms, .. } => {
                self.refused(message_id.as_deref(), code, &error, retry_after_ms, now, jitter)
            }
            ServerMessage::LikeReceived { play_id, likes, .. } => {
                vec![Action::Likes { play_id, likes }]
            }
            ServerMessage::LikeCount { play_id, count, .. } => {
                vec![Action::Likes { play_id, likes: count }]
            }
            ServerMessage::ListenerCount { session_id, count }
                if session_id == self.credentials.session_id =>
            {
                vec![Action::Dancers(count)]
            }
            ServerMessage::Pong { .. } => match self.ping_sent_at.take() {
                Some(sent) => self.measured(now.duration_since(sent)),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn acknowledged(
        &mut self,
        message_id: &str,
        last_seq: Option<u64>,
        now: Instant,
    ) -> Vec<Action> {
        let Phase::Online(online) = &mut self.phase else { return Vec::new() };
        let Some(sent) = online.in_flight.take_if(|sent| sent.message_id.as_str() == message_id)
        else {
            return Vec::new();
        };
        let committed = last_seq.unwrap_or(sent.up_to);
        let progressed = committed > self.acknowledged;
        self.acknowledged = committed;
        let round_trip = now.duration_since(sent.sent_at);
        let mut actions = vec![Action::Acknowledge { up_to: committed }];
        if sent.ends_session && committed >= sent.up_to {
            self.phase = Phase::Finished;
            self.status.state = LinkState::Finished;
            actions.extend([Action::Status(self.status.clone()), Action::Disconnect]);
            return actions;
        }
        actions.extend(self.measured(round_trip));
        if progressed {
            actions.extend(self.read_on());
        } else if let Phase::Online(online) = &mut self.phase {
            // The cloud took note but committed nothing: asking again at once would be a busy loop.
            online.held_until = Some(now + Duration::from_secs(1));
        }
        actions
    }

    fn refused(
        &mut self,
        message_id: Option<&str>,
        code: NackCode,
        error: &str,
        retry_after_ms: Option<u64>,
        now: Instant,
        jitter: f64,
    ) -> Vec<Action> {
        let asks_for_patience = matches!(code, NackCode::RateLimited | NackCode::ServerBusy);
        match &mut self.phase {
            Phase::Online(online) if asks_for_patience => {
                let mine = |sent: &mut InFlight| Some(sent.message_id.as_str()) == message_id;
                if online.in_flight.take_if(mine).is_some() {
                    let wait = retry_after_ms.map_or(Duration::from_secs(1), Duration::from_millis);
                    online.held_until = Some(now + wait.min(AFTER_REFUSAL));
                }
                Vec::new()
            }
            Phase::Registering { .. } if asks_for_patience => self.give_up(error, now, jitter),
            Phase::Registering { .. } | Phase::Online(_) => {
                self.phase = Phase::Waiting { until: now + AFTER_REFUSAL };
                self.status.state = LinkState::Refused;
                self.status.problem = Some(error.to_owned());
                vec![Action::Disconnect, Action::Status(self.status.clone())]
            }
            _ => Vec::new(),
        }
    }

    fn give_up(&mut self, reason: &str, now: Instant, jitter: f64) -> Vec<Action> {
        self.phase = Phase::Waiting { until: now + self.backoff.next(jitter) };
        self.ping_sent_at = None;
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
        if online.reading {
            online.more = true;
            return Vec::new();
        }
        if online.in_flight.is_some() || online.held_until.is_some() {
            return Vec::new();
        }
        online.reading = true;
        online.more = false;
        vec![Action::ReadOutbox { after: self.acknowledged }]
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
