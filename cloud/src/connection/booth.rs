//! What a booth does on its connection: it registers, and delivers facts.

use jiff::{SignedDuration, Timestamp};
use pika_domain::{PlayId, SessionId};
use pika_protocol::{
    ClientMessage, Notice, NoticeSeconds, OutboxItem, PollOptions, PollSeconds, Question, Text,
    Whole, WireTime, WireTrack, close,
};
use uuid::Uuid;

use super::{Connection, Flow, messages::Handled};
use crate::{
    admission::{NotAdmitted, Registration},
    clock,
    refusal::Refusal,
    session::{Command, Delivery, SentFact},
    store::{Announcement, FactKind, Metadata, Play, Poll, PollId},
};

const SERVER_FULL: &str = "Server busy (max sessions reached)";

impl Connection {
    pub(super) async fn register(&mut self, registration: Registration) -> Result<Handled, Flow> {
        if let Some(owned) = &self.owned
            && registration.session_id.as_ref() != Some(owned)
        {
            if self.cloud.sessions.is_listed(owned) {
                return Ok(Err(Refusal::conflict(
                    "This connection has a session already; end that first.",
                )));
            }
            let owned = owned.clone();
            self.leave_session(&owned).await;
            self.owned = None;
        }
        match self.cloud.admission.register(&self.peer, registration).await {
            Ok((id, done)) => {
                self.cloud.sessions.leave_lobby(self.peer.id);
                self.owned = Some(id);
                Ok(Ok(done))
            }
            Err(NotAdmitted::Refused(refusal)) => Ok(Err(refusal)),
            Err(NotAdmitted::Full) => Err(Flow::Close(close::TRY_AGAIN_LATER, SERVER_FULL)),
        }
    }

    /// Delivers one fact, as it happens.
    pub(super) async fn deliver(
        &self,
        message: ClientMessage,
        message_id: Option<String>,
    ) -> Handled {
        let (session, sent) = fact(message).ok_or(Refusal::invalid("This is not a fact."))?;
        // A Pika 0.3 booth names a poll without its session: it is one of its own.
        let session = session.or_else(|| self.owned.clone()).ok_or_else(Refusal::not_owner)?;
        let (from, delivery) = (self.peer.id, Delivery::Live { message_id });
        let facts = vec![sent];
        self.ask(&session, |answer| Command::Facts { from, facts, delivery, answer }).await
    }

    pub(super) async fn catch_up(&self, session: &SessionId, items: Vec<OutboxItem>) -> Handled {
        let (from, delivery) = (self.peer.id, Delivery::CatchUp);
        let facts = items.into_iter().map(SentFact::from).collect();
        self.ask(session, |answer| Command::Facts { from, facts, delivery, answer }).await
    }
}

/// The fact that a message is about, and its session.
fn fact(message: ClientMessage) -> Option<(Option<SessionId>, SentFact)> {
    let at = clock::now().0;
    let (session, seq, fact) = match message {
        ClientMessage::BroadcastTrack {
            session_id,
            track,
            seq,
            play_id,
            played_at,
            duration_ms,
        } => (Some(session_id), seq, play(play_id, played_at, track, duration_ms)),
        ClientMessage::TrackStopped { session_id, seq } => {
            (Some(session_id), seq, FactKind::Stop { at })
        }
        ClientMessage::EndSession { session_id, seq } => {
            (Some(session_id), seq, FactKind::End { at })
        }
        ClientMessage::MetadataUpdated { session_id, track, seq, play_id } => {
            (Some(session_id), seq, metadata(play_id, at, track))
        }
        ClientMessage::StartPoll { session_id, question, options, duration_seconds, seq, at } => {
            (Some(session_id), seq, poll(at, question, options, duration_seconds))
        }
        ClientMessage::EndPoll { session_id, poll_id, seq } => {
            (session_id, seq, poll_end(at, poll_id, seq, false))
        }
        ClientMessage::CancelPoll { session_id, poll_id, seq } => {
            (session_id, seq, poll_end(at, poll_id, seq, true))
        }
        ClientMessage::SendAnnouncement {
            session_id,
            message,
            duration_seconds,
            push,
            seq,
            at,
        } => (Some(session_id), seq, announcement(at, message, duration_seconds, push)),
        ClientMessage::CancelAnnouncement { session_id, seq } => {
            (Some(session_id), seq, FactKind::AnnouncementEnd { at })
        }
        _ => return None,
    };
    Some((session, SentFact { seq, fact }))
}

fn play(
    id: Option<PlayId>,
    played_at: Option<WireTime>,
    track: WireTrack,
    duration_ms: Option<u64>,
) -> FactKind {
    FactKind::Play(Box::new(Play {
        id: id.unwrap_or_else(|| PlayId(Uuid::now_v7())),
        played_at: played_at.unwrap_or_else(clock::now).0,
        track,
        duration_ms,
    }))
}

fn metadata(play: Option<PlayId>, at: Timestamp, track: WireTrack) -> FactKind {
    FactKind::Metadata(Box::new(Metadata { at, play, track }))
}

/// A numbered end means the newest poll before its number, whatever else it says.
fn poll_end(at: Timestamp, poll: Option<u64>, seq: Option<u64>, cancelled: bool) -> FactKind {
    FactKind::PollEnd { at, poll: poll.filter(|_| seq.is_none()).map(PollId), cancelled }
}

fn poll(
    at: Option<WireTime>,
    question: Question,
    options: PollOptions,
    duration: Option<PollSeconds>,
) -> FactKind {
    let started_at = begun(at);
    FactKind::Poll(Box::new(Poll {
        id: fresh_poll_id(),
        question: question.into_string(),
        options: options.into_vec().into_iter().map(Text::into_string).collect(),
        started_at,
        ends_at: end(started_at, duration),
    }))
}

fn announcement(
    at: Option<WireTime>,
    message: Notice,
    duration: Option<NoticeSeconds>,
    push: Option<bool>,
) -> FactKind {
    let announced_at = begun(at);
    FactKind::Announcement(Box::new(Announcement {
        message: message.into_string(),
        announced_at,
        ends_at: end(announced_at, duration),
        push: push.unwrap_or_default(),
    }))
}

/// Nothing begins or ends in the future, whatever a laptop's clock says: it would last too long.
fn begun(at: Option<WireTime>) -> Timestamp {
    let now = Timestamp::now();
    at.map_or(now, |at| at.0.min(now))
}

fn end<const MIN: u32, const MAX: u32>(
    begun: Timestamp,
    duration: Option<Whole<MIN, MAX>>,
) -> Option<Timestamp> {
    let seconds = SignedDuration::from_secs(i64::from(duration?.value()));
    Some(begun.saturating_add(seconds).unwrap_or(Timestamp::MAX))
}

/// A number that JavaScript can hold, and that no other poll has: 50 of its bits are random.
fn fresh_poll_id() -> PollId {
    PollId((Uuid::new_v4().as_u128() as u64) >> 12)
}

impl From<OutboxItem> for SentFact {
    fn from(item: OutboxItem) -> Self {
        let seq = Some(item.seq());
        let fact = match item {
            OutboxItem::Play { play_id, played_at, track, duration_ms, .. } => {
                play(Some(play_id), Some(played_at), track, duration_ms)
            }
            OutboxItem::Stop { at, .. } => FactKind::Stop { at: at.0 },
            OutboxItem::End { at, .. } => FactKind::End { at: begun(Some(at)) },
            OutboxItem::Metadata { at, play_id, track, .. } => metadata(Some(play_id), at.0, track),
            OutboxItem::Poll { at, question, options, duration_seconds, .. } => {
                poll(Some(at), question, options, duration_seconds)
            }
            OutboxItem::PollEnd { at, .. } => poll_end(at.0, None, seq, false),
            OutboxItem::PollCancel { at, .. } => poll_end(at.0, None, seq, true),
            OutboxItem::Announcement { at, message, duration_seconds, push, .. } => {
                announcement(Some(at), message, duration_seconds, push)
            }
            OutboxItem::AnnouncementCancel { at, .. } => FactKind::AnnouncementEnd { at: at.0 },
        };
        Self { seq, fact }
    }
}
