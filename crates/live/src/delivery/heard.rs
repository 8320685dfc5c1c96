//! What the cloud says, and what follows from it: a registration, an acknowledgement, a refusal, news
//! of the floor.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use pika_protocol::{NackCode, ServerMessage};

use super::online::Online;
use super::{AFTER_REFUSAL, Action, Delivery, LinkState, LinkStatus, Phase, SHORTLY};
use crate::floor::news;
use crate::secret::Secret;

impl Delivery {
    /// The cloud said something. `wall` is the laptop's clock.
    pub fn received(
        &mut self,
        message: ServerMessage,
        now: Instant,
        wall: Timestamp,
        jitter: f64,
    ) -> Vec<Action> {
        if let Phase::Online(online) = &mut self.phase {
            online.heard(now);
        }
        match message {
            ServerMessage::SessionRegistered {
                session_id,
                dj_name,
                resume,
                last_seq,
                server_time,
                join_url,
                push,
                ..
            } if session_id == self.credentials.session_id => {
                let Phase::Registering { since } = self.phase else { return Vec::new() };
                self.clock.observe(server_time.0, wall, now);
                self.status = LinkStatus {
                    state: LinkState::Online,
                    join_url: Some(join_url),
                    notifies: push,
                    dj_name: Some(dj_name),
                    round_trip: Some(now.duration_since(since)),
                    problem: None,
                };
                self.registered(Secret::new(resume), last_seq, now)
            }
            ServerMessage::Ack { message_id, last_seq, timestamp, .. } => {
                self.clock.observe(timestamp.0, wall, now);
                self.acknowledged(&message_id, last_seq, now)
            }
            ServerMessage::Nack { message_id: Some(id), error, last_seq: Some(seq), .. } => {
                let refused = Action::FactRefused { seq, reason: error };
                let mut actions = self.acknowledged(&id, Some(seq), now);
                if !actions.is_empty() {
                    actions.push(refused);
                }
                actions
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
            ServerMessage::Pong { server_time } => {
                self.clock.observe(server_time.0, wall, now);
                let Phase::Online(online) = &mut self.phase else { return Vec::new() };
                online.ponged(now).map(|trip| self.measured(trip)).unwrap_or_default()
            }
            other => {
                let laptop_time = |at| self.clock.laptop_time(at);
                let news = news(other, &self.credentials.session_id, laptop_time);
                news.map(Action::Floor).into_iter().collect()
            }
        }
    }

    fn registered(&mut self, resume: Secret, last_seq: u64, now: Instant) -> Vec<Action> {
        self.credentials.resume = Some(resume.clone());
        self.acknowledged = last_seq;
        self.backoff.reset();
        self.phase = Phase::Online(Online::new(self.timing, now));
        let mut actions = vec![
            Action::RememberResume(resume),
            Action::Acknowledge { up_to: last_seq },
            Action::Status(self.status.clone()),
            self.share_tempo(),
        ];
        actions.extend(self.read_on());
        actions
    }

    fn acknowledged(
        &mut self,
        message_id: &str,
        last_seq: Option<u64>,
        now: Instant,
    ) -> Vec<Action> {
        let Phase::Online(online) = &mut self.phase else { return Vec::new() };
        let Some(sent) = online.answered(message_id) else {
            // The answer to the registration, which comes after all that the cloud tells a booth: the
            // end may have been committed although its own answer was lost.
            return if self.has_ended() { self.finish() } else { Vec::new() };
        };
        let committed = last_seq.unwrap_or(sent.up_to);
        let progressed = committed > self.acknowledged;
        if !progressed {
            // The cloud took note but committed nothing: asking again at once would be a busy loop.
            online.hold(now + SHORTLY);
        }
        self.acknowledged = committed;
        let mut actions = vec![Action::Acknowledge { up_to: committed }];
        if self.has_ended() {
            actions.extend(self.finish());
            return actions;
        }
        actions.extend(self.measured(now.duration_since(sent.sent_at)));
        actions.extend(self.read_on());
        actions
    }

    /// Whether the cloud has the end of the session.
    fn has_ended(&self) -> bool {
        self.end.is_some_and(|end| end <= self.acknowledged)
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
        let concerns_the_session =
            matches!(code, NackCode::Unauthorized | NackCode::NotOwner | NackCode::UnknownSession);
        match &mut self.phase {
            Phase::Online(online) => {
                let was_fact = message_id.and_then(|id| online.answered(id)).is_some();
                if was_fact && asks_for_patience {
                    let wait = retry_after_ms.map_or(SHORTLY, Duration::from_millis);
                    online.hold(now + wait.min(AFTER_REFUSAL));
                } else if was_fact || concerns_the_session {
                    return self.stand_back(error, now);
                }
                Vec::new()
            }
            Phase::Registering { .. } if asks_for_patience => self.give_up(error, now, jitter),
            Phase::Registering { .. } => self.stand_back(error, now),
            _ => Vec::new(),
        }
    }
}
