//! What each message of a client does. Every message with an id is answered, after all else.

use pika_protocol::{ClientFrame, ClientMessage, ServerMessage, Text, close};

use super::{Connection, Flow, limits::TooFast};
use crate::{
    admission::Registration,
    clock,
    metrics::Reason,
    refusal::Refusal,
    secret::Dancer,
    session::{Command, Done, Liked},
    store::PollId,
};

pub(super) type Handled = Result<Done, Refusal>;

pub(super) const DONE: Handled = Ok(Done { last_seq: None });

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
                self.cloud.metrics.dropped(Reason::TooFast);
                Err(Refusal::rate_limited("Too many messages; slow down.", wait))
            }
            Err(TooFast::Flood) => return Flow::Close(close::POLICY, "Too many messages"),
        };
        match (handled, message_id) {
            (Ok(done), Some(id)) => {
                self.peer.reply(&ServerMessage::ack(&id, clock::now(), done.last_seq));
            }
            (Ok(_), None) => {}
            (Err(refusal), id) => refusal.tell(&self.peer, id.as_deref()),
        }
        Flow::Continue
    }

    /// Does what the message asks for; an error closes the connection.
    async fn dispatch(
        &mut self,
        message: ClientMessage,
        message_id: Option<String>,
    ) -> Result<Handled, Flow> {
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
            ClientMessage::BroadcastTrack { .. }
            | ClientMessage::TrackStopped { .. }
            | ClientMessage::EndSession { .. }
            | ClientMessage::MetadataUpdated { .. }
            | ClientMessage::StartPoll { .. }
            | ClientMessage::EndPoll { .. }
            | ClientMessage::CancelPoll { .. }
            | ClientMessage::SendAnnouncement { .. }
            | ClientMessage::CancelAnnouncement { .. } => self.deliver(message, message_id).await,
            ClientMessage::ShareTempo { session_id, shared } => {
                let from = self.peer.id;
                self.ask(&session_id, |answer| Command::ShareTempo { from, shared, answer }).await
            }
            ClientMessage::CatchUp { session_id, items } => self.catch_up(&session_id, items).await,
            ClientMessage::Subscribe { protocol, session_id } => {
                self.peer.modern |= protocol.is_some();
                self.subscribe(session_id).await;
                DONE
            }
            ClientMessage::GetSessions {} => {
                self.cloud.sessions.send_list(&self.peer, self.watching.as_ref());
                DONE
            }
            ClientMessage::ValidateSession { session_id } => {
                let is_valid = self.cloud.sessions.is_listed(&session_id);
                self.peer.reply(&ServerMessage::SessionValid { session_id, is_valid });
                DONE
            }
            ClientMessage::SendLike { session_id, play_id, order, payload } => {
                self.like(session_id, Liked::named(play_id, payload), order).await
            }
            ClientMessage::RemoveLike { session_id, play_id, order, payload } => {
                self.unlike(session_id, Liked::named(play_id, payload), order).await
            }
            ClientMessage::SendBulkLike { session_id, play_ids, order, payload, tracks } => {
                let tracks = payload.map(|payload| payload.tracks).or(tracks).unwrap_or_default();
                let plays = play_ids.unwrap_or_default().into_iter().map(Liked::Play);
                let tracks = tracks.into_iter().map(|track| Liked::Track(Box::new(track)));
                self.likes(session_id, plays.chain(tracks), order).await
            }
            ClientMessage::SendTempoRequest { session_id, play_id, order, preference } => {
                self.tempo(session_id, play_id, preference.vote(), order).await
            }
            ClientMessage::VoteOnPoll { session_id, poll_id, option_index } => {
                self.vote(session_id, PollId(poll_id), option_index).await
            }
            ClientMessage::SendReaction { session_id, reaction } => {
                self.react(session_id, reaction).await
            }
            ClientMessage::Ping {} => {
                self.peer.reply(&ServerMessage::Pong { server_time: clock::now() });
                DONE
            }
        })
    }
}
