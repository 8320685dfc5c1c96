//! What each message of a client does. Every message with an id is answered, after all else.

use pika_domain::{PlayId, SessionId};
use pika_protocol::{ClientFrame, ClientMessage, OutboxItem, ServerMessage, Text, WireTime, close};
use uuid::Uuid;

use super::{Connection, Flow, limits::TooFast};
use crate::{
    admission::{NotAdmitted, Registration},
    clock,
    refusal::Refusal,
    secret::Dancer,
    session::{Command, Delivery, Done, Liked, SentFact},
    store::{FactKind, Play},
};

const SERVER_FULL: &str = "Server busy (max sessions reached)";

type Handled = Result<Done, Refusal>;

const DONE: Handled = Ok(Done { last_seq: None });

impl Connection {
    pub(super) async fn handle(&mut self, frame: ClientFrame) -> Flow {
        let ClientFrame { message_id, client_id, message } = frame;
        let message_id = message_id.map(Text::into_string);
        let client_id = client_id.filter(|id| !id.as_str().is_empty());
        if let (None, Some(id)) = (self.peer.dancer, &client_id) {
            // The first id holds for all of the connection.
            self.peer.dancer = Some(Dancer::of(id.as_str()));
        }
        let handled = match self.limits.admit(&message) {
            Ok(()) => match self.dispatch(message, message_id.clone()).await {
                Ok(handled) => handled,
                Err(close) => return close,
            },
            Err(TooFast::Wait(wait)) => {
                Err(Refusal::rate_limited("Too many messages; slow down.", wait))
            }
            Err(TooFast::Flood) => return Flow::Close(close::POLICY, "Too many messages"),
        };
        match (handled, message_id) {
            (Ok(done), Some(id)) => {
                self.peer.reply(&ServerMessage::ack(&id, clock::now(), done.last_seq));
            }
            (Ok(_), None) => {}
            (Err(refusal), id) => self.peer.reply(&refusal.to_message(id.as_deref())),
        }
        Flow::Continue
    }

    /// Does what the message asks for; an error closes the connection.
    async fn dispatch(
        &mut self,
        message: ClientMessage,
        message_id: Option<String>,
    ) -> Result<Handled, Flow> {
        let live = Delivery::Live { message_id };
        Ok(match message {
            ClientMessage::RegisterSession { protocol, session_id, dj_name, token, resume } => {
                self.peer.modern = protocol.is_some();
                let registration = Registration {
                    session_id,
                    dj_name: dj_name.map(Text::into_string),
                    token: token.map(Text::into_string),
                    resume: resume.map(Text::into_string),
                };
                return self.register(registration).await;
            }
            ClientMessage::BroadcastTrack {
                session_id,
                track,
                seq,
                play_id,
                played_at,
                duration_ms,
            } => {
                let play = Play {
                    id: play_id.unwrap_or_else(|| PlayId(Uuid::now_v7())),
                    played_at: played_at.unwrap_or_else(clock::now).0,
                    track,
                    duration_ms,
                };
                let fact = SentFact { seq, fact: FactKind::Play(Box::new(play)) };
                self.deliver(&session_id, vec![fact], live).await
            }
            ClientMessage::TrackStopped { session_id, seq } => {
                let fact = SentFact { seq, fact: FactKind::Stop { at: clock::now().0 } };
                self.deliver(&session_id, vec![fact], live).await
            }
            ClientMessage::EndSession { session_id, seq } => {
                let fact = SentFact { seq, fact: FactKind::End { at: clock::now().0 } };
                self.deliver(&session_id, vec![fact], live).await
            }
            ClientMessage::CatchUp { session_id, items } => {
                match items.into_iter().map(SentFact::try_from).collect() {
                    Ok(facts) => self.deliver(&session_id, facts, Delivery::CatchUp).await,
                    Err(refusal) => Err(refusal),
                }
            }
            ClientMessage::Subscribe { protocol, session_id } => {
                self.peer.modern |= protocol.is_some();
                self.subscribe(session_id).await;
                DONE
            }
            ClientMessage::GetSessions {} => {
                self.cloud.sessions.send_list(&self.peer, self.watching.as_ref());
                DONE
            }
            ClientMessage::SendLike { session_id, play_id, payload } => {
                let liked = play_id
                    .map(Liked::Play)
                    .or_else(|| payload.map(|payload| Liked::Track(Box::new(payload.track))));
                self.like(session_id, liked).await
            }
            ClientMessage::RemoveLike {
                session_id: Some(session_id),
                play_id: Some(play_id),
                ..
            } => self.unlike(&session_id, play_id).await,
            ClientMessage::Ping {} => {
                self.peer.reply(&ServerMessage::Pong { server_time: clock::now() });
                DONE
            }
            _ => Err(Refusal::invalid("This server does not do that yet.")),
        })
    }

    async fn register(&mut self, registration: Registration) -> Result<Handled, Flow> {
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

    async fn deliver(
        &self,
        session: &SessionId,
        facts: Vec<SentFact>,
        delivery: Delivery,
    ) -> Handled {
        let from = self.peer.id;
        self.ask(session, |answer| Command::Facts { from, facts, delivery, answer }).await
    }

    async fn subscribe(&mut self, session: Option<SessionId>) {
        self.cloud.sessions.send_list(&self.peer, session.as_ref());
        let Some(session) = session else { return };
        if self.watching.as_ref().is_some_and(|before| *before != session) {
            let before = self.watching.take().filter(|before| self.owned.as_ref() != Some(before));
            if let Some(before) = before {
                self.leave_session(&before).await;
            }
        }
        self.watching = Some(session.clone());
        self.cloud.sessions.follow(&self.peer, &session).await;
    }

    async fn like(&self, session: Option<SessionId>, liked: Option<Liked>) -> Handled {
        let dancer = self.peer.dancer.ok_or(Refusal::invalid("Client ID required for likes"))?;
        let liked = liked.ok_or(Refusal::invalid("A like names a play or a track."))?;
        let session = session
            .or_else(|| self.watching.clone())
            .or_else(|| self.cloud.sessions.oldest())
            .ok_or_else(Refusal::unknown_session)?;
        self.ask(&session, |answer| Command::Like { dancer, liked, answer }).await
    }

    async fn unlike(&self, session: &SessionId, play: PlayId) -> Handled {
        let dancer = self.peer.dancer.ok_or(Refusal::invalid("Client ID required for likes"))?;
        self.ask(session, |answer| Command::Unlike { dancer, play, answer }).await
    }

    async fn ask(
        &self,
        session: &SessionId,
        command: impl FnOnce(crate::session::Answer) -> Command,
    ) -> Handled {
        let handle = self.cloud.sessions.find(session).ok_or_else(Refusal::unknown_session)?;
        handle.ask(command).await.unwrap_or_else(|| Err(Refusal::unknown_session()))
    }
}

impl TryFrom<OutboxItem> for SentFact {
    type Error = Refusal;

    fn try_from(item: OutboxItem) -> Result<Self, Refusal> {
        let seq = Some(item.seq());
        let fact = match item {
            OutboxItem::Play {
                play_id,
                played_at: WireTime(played_at),
                track,
                duration_ms,
                ..
            } => FactKind::Play(Box::new(Play { id: play_id, played_at, track, duration_ms })),
            OutboxItem::Stop { at: WireTime(at), .. } => FactKind::Stop { at },
            OutboxItem::End { at: WireTime(at), .. } => FactKind::End { at },
            _ => return Err(Refusal::invalid("This server does not do that yet.")),
        };
        Ok(Self { seq, fact })
    }
}
