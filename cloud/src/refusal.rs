//! Why a client's message did not take effect: a code for the program, a sentence for people.

use std::{borrow::Cow, time::Duration};

use pika_protocol::{NackCode, ServerMessage};
use serde::{Deserialize, Serialize};

use crate::{clock, peer::Peer};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Refusal {
    code: NackCode,
    sentence: Cow<'static, str>,
    retry_after: Option<Duration>,
    last_seq: Option<u64>,
    /// How things stand instead, which the client is told first.
    instead: Option<Box<ServerMessage>>,
}

impl Refusal {
    fn new(code: NackCode, sentence: impl Into<Cow<'static, str>>) -> Self {
        Self { code, sentence: sentence.into(), retry_after: None, last_seq: None, instead: None }
    }

    pub(crate) fn invalid(sentence: &'static str) -> Self {
        Self::new(NackCode::Invalid, sentence)
    }

    pub(crate) fn unauthorized(sentence: &'static str) -> Self {
        Self::new(NackCode::Unauthorized, sentence)
    }

    pub(crate) fn not_owner() -> Self {
        Self::new(NackCode::NotOwner, "This session belongs to another DJ or laptop.")
    }

    pub(crate) fn unknown_session() -> Self {
        Self::new(NackCode::UnknownSession, "There is no live session of this name.")
    }

    pub(crate) fn conflict(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::new(NackCode::Conflict, sentence)
    }

    pub(crate) fn unsupported_version(sentence: String) -> Self {
        Self::new(NackCode::UnsupportedVersion, sentence)
    }

    pub(crate) fn rate_limited(sentence: &'static str, retry_after: Duration) -> Self {
        Self { retry_after: Some(retry_after), ..Self::new(NackCode::RateLimited, sentence) }
    }

    /// The database did not take it: nothing is lost, the client keeps it and tries again.
    pub(crate) fn server_busy() -> Self {
        Self {
            retry_after: Some(Duration::from_secs(5)),
            ..Self::new(NackCode::ServerBusy, "The server cannot write at the moment; try again.")
        }
    }

    /// Did not take effect, but its number is kept: every one up to `last_seq` is committed.
    pub(crate) fn spent(self, last_seq: u64) -> Self {
        Self { last_seq: Some(last_seq), ..self }
    }

    /// With how things stand instead.
    pub(crate) fn instead(self, message: ServerMessage) -> Self {
        Self { instead: Some(Box::new(message)), ..self }
    }

    /// Tells a client why its message did not take effect.
    pub(crate) fn tell(&self, peer: &Peer, message_id: Option<&str>) {
        if let Some(instead) = &self.instead {
            peer.reply(instead);
        }
        peer.reply(&self.to_message(message_id));
    }

    pub(crate) fn to_message(&self, message_id: Option<&str>) -> ServerMessage {
        let mut nack = ServerMessage::nack(message_id, self.code, &self.sentence, clock::now());
        if let ServerMessage::Nack { retry_after_ms, last_seq, .. } = &mut nack {
            *last_seq = self.last_seq;
            *retry_after_ms = self.retry_after.map(|wait| wait.as_millis() as u64);
        }
        nack
    }
}
