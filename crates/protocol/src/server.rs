//! What the cloud says.

use pika_domain::{PlayId, SessionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{LikePayload, WireTime, WireTrack};

/// The messages. They carry no `version` and never a `null`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
#[ts(optional_fields)]
pub enum ServerMessage {
    /// To the booth: the session is open.
    SessionRegistered {
        #[schemars(with = "String")]
        session_id: SessionId,
        authenticated: bool,
        dj_name: String,
        /// Lets this laptop take its session back.
        resume: String,
        /// Highest number that is committed here; 0 for none.
        #[ts(type = "number")]
        last_seq: u64,
        #[ts(type = "string")]
        server_time: WireTime,
        /// Where dancers find the session.
        join_url: String,
    },
    /// The message with this id took effect, and is committed if it was a fact.
    Ack {
        message_id: String,
        status: AckStatus,
        #[ts(type = "string")]
        timestamp: WireTime,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        last_seq: Option<u64>,
    },
    /// The message with this id did not take effect.
    Nack {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<String>,
        code: NackCode,
        /// A sentence for people.
        error: String,
        #[ts(type = "string")]
        timestamp: WireTime,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        retry_after_ms: Option<u64>,
    },
    SessionsList {
        sessions: Vec<SessionView>,
    },
    /// Distinct dancers of this session.
    ListenerCount {
        #[schemars(with = "String")]
        session_id: SessionId,
        count: u32,
    },
    NowPlaying {
        #[schemars(with = "String")]
        session_id: SessionId,
        dj_name: String,
        track: WireTrack,
        #[schemars(with = "String")]
        play_id: PlayId,
        #[ts(type = "string")]
        started_at: WireTime,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        duration_ms: Option<u64>,
        likes: u32,
    },
    TrackStopped {
        #[schemars(with = "String")]
        session_id: SessionId,
    },
    SessionStarted {
        #[schemars(with = "String")]
        session_id: SessionId,
        dj_name: String,
        #[ts(type = "string")]
        start_time: WireTime,
    },
    SessionEnded {
        #[schemars(with = "String")]
        session_id: SessionId,
    },
    /// Whether the booth is connected; a lost booth does not end the session.
    DjConnection {
        #[schemars(with = "String")]
        session_id: SessionId,
        state: DjConnectionState,
    },
    /// To the booth, one for each like and each like taken back, at once. `likes` is the play's
    /// total, so that a repeated message changes nothing.
    LikeReceived {
        #[schemars(with = "String")]
        session_id: SessionId,
        #[schemars(with = "String")]
        play_id: PlayId,
        likes: u32,
        payload: LikePayload,
    },
    /// To everyone else, at most four times a second.
    LikeCount {
        #[schemars(with = "String")]
        session_id: SessionId,
        #[schemars(with = "String")]
        play_id: PlayId,
        count: u32,
    },
    /// The session's newest plays, newest first, without the one that is playing; `liked` says what
    /// this dancer did.
    RecentPlays {
        #[schemars(with = "String")]
        session_id: SessionId,
        plays: Vec<PlayView>,
    },
    Pong {
        #[ts(type = "string")]
        server_time: WireTime,
    },
    /// The server goes down for a moment; reconnect.
    ServerShutdown {
        message: String,
    },
}

/// The only value of an ACK's status, kept because Pika 0.3 clients check it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AckStatus {
    #[default]
    Ok,
}

/// Why a message did not take effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NackCode {
    Invalid,
    Unauthorized,
    NotOwner,
    UnknownSession,
    RateLimited,
    Conflict,
    UnsupportedVersion,
    ServerBusy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DjConnectionState {
    Connected,
    /// Lost within the grace time.
    Reconnecting,
    /// Lost for longer.
    Paused,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct SessionView {
    #[schemars(with = "String")]
    pub session_id: SessionId,
    pub dj_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_track: Option<WireTrack>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub started_at: Option<WireTime>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlayView {
    #[schemars(with = "String")]
    pub play_id: PlayId,
    pub track: WireTrack,
    #[ts(type = "string")]
    pub started_at: WireTime,
    pub likes: u32,
    pub liked: bool,
}

impl ServerMessage {
    pub fn ack(message_id: &str, now: WireTime, last_seq: Option<u64>) -> Self {
        Self::Ack {
            message_id: message_id.to_owned(),
            status: AckStatus::Ok,
            timestamp: now,
            last_seq,
        }
    }

    pub fn nack(message_id: Option<&str>, code: NackCode, error: &str, now: WireTime) -> Self {
        Self::Nack {
            message_id: message_id.map(str::to_owned),
            code,
            error: error.to_owned(),
            timestamp: now,
            retry_after_ms: None,
        }
    }
}

/// The text frame for a message.
pub fn encode_server_message(message: &ServerMessage) -> String {
    serde_json::to_string(message).expect("server messages have no maps with odd keys")
}

/// Decodes a frame of the cloud; `None` for a message of a newer cloud that this client does not know.
pub fn decode_server_message(text: &str) -> Option<ServerMessage> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_has_the_members_that_old_clients_check() {
        let now = WireTime("2026-01-02T03:04:05Z".parse().expect("a time"));
        assert_eq!(
            encode_server_message(&ServerMessage::ack("m1", now, None)),
            r#"{"type":"ACK","messageId":"m1","status":"ok","timestamp":"2026-01-02T03:04:05.000Z"}"#
        );
    }

    #[test]
    fn a_message_of_a_newer_cloud_is_passed_over() {
        assert_eq!(decode_server_message(r#"{"type":"CONFETTI","amount":7}"#), None);
    }
}
