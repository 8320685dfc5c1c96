//! What the cloud says.

use pika_domain::{PlayId, SessionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{LikePayload, Reaction, TempoVote, WireTime, WireTrack};

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
        /// Whether phones can be notified of announcements.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(optional, as = "Option<bool>")]
        push: bool,
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
    /// The message with this id did not take effect. With `last_seq` its number is spent all the
    /// same: it is not sent again.
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        last_seq: Option<u64>,
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
    /// To those who followed it, after SESSION_ENDED: nobody ended the session, it was too old or idle.
    SessionExpired {
        #[schemars(with = "String")]
        session_id: SessionId,
        /// A sentence for people.
        reason: String,
    },
    /// Answers VALIDATE_SESSION.
    SessionValid {
        #[schemars(with = "String")]
        session_id: SessionId,
        is_valid: bool,
    },
    /// More became known of a track that was played.
    MetadataUpdated {
        #[schemars(with = "String")]
        session_id: SessionId,
        #[schemars(with = "String")]
        play_id: PlayId,
        track: WireTrack,
    },
    /// The tempo votes are gone: another track plays, or none. To clients of this protocol only where
    /// there were votes.
    TempoReset {
        #[schemars(with = "String")]
        session_id: SessionId,
    },
    /// The tempo votes of the last five minutes on what plays: to the booth, and to dancers where
    /// the DJ shares them. At most four times a second.
    TempoFeedback {
        #[schemars(with = "String")]
        session_id: SessionId,
        slower: u32,
        perfect: u32,
        faster: u32,
        total: u32,
    },
    /// To a dancer who subscribes and has voted on the tempo of what plays.
    TempoVoted {
        #[schemars(with = "String")]
        session_id: SessionId,
        preference: TempoVote,
        /// When the vote fades.
        #[ts(type = "string")]
        ends_at: WireTime,
    },
    /// A poll runs, as it stands; also to whoever comes later, and again where it may have been missed.
    PollStarted {
        #[schemars(with = "String")]
        session_id: SessionId,
        #[ts(type = "number")]
        poll_id: u64,
        /// The number of its START_POLL.
        #[ts(type = "number")]
        seq: u64,
        question: String,
        options: Vec<String>,
        /// Absent where only the DJ ends it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "string")]
        ends_at: Option<WireTime>,
        /// For each option.
        votes: Vec<u32>,
        total_votes: u32,
        /// Whether this dancer has voted, and for what.
        has_voted: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        voted_option_index: Option<u32>,
    },
    /// Votes came in. At most four times a second.
    PollUpdate {
        #[schemars(with = "String")]
        session_id: SessionId,
        #[ts(type = "number")]
        poll_id: u64,
        votes: Vec<u32>,
        total_votes: u32,
    },
    /// The poll is over; also to whoever votes too late.
    PollEnded {
        #[schemars(with = "String")]
        session_id: SessionId,
        #[ts(type = "number")]
        poll_id: u64,
        /// The number of its START_POLL.
        #[ts(type = "number")]
        seq: u64,
        /// For each option; all 0 for a poll that was cancelled.
        results: Vec<u32>,
        total_votes: u32,
        /// The first of those with the most votes, 0 where there are none, -1 for a poll that was
        /// cancelled.
        winner_index: i32,
    },
    /// The DJ tells the floor something; replaces what it told before.
    AnnouncementReceived {
        #[schemars(with = "String")]
        session_id: SessionId,
        message: String,
        dj_name: String,
        #[ts(type = "string")]
        timestamp: WireTime,
        /// Absent where only the DJ takes it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "string")]
        ends_at: Option<WireTime>,
    },
    /// There is no announcement any more.
    AnnouncementCancelled {
        #[schemars(with = "String")]
        session_id: SessionId,
    },
    /// To the booth: phones are not notified of the announcement with this number. It shows all the same.
    AnnouncementNotPushed {
        #[schemars(with = "String")]
        session_id: SessionId,
        #[ts(type = "number")]
        seq: u64,
        /// A sentence for people.
        reason: String,
    },
    /// Dancers react: to the booth one for each, to everyone else at most four times a second.
    ReactionReceived {
        #[schemars(with = "String")]
        session_id: SessionId,
        reaction: Reaction,
        count: u32,
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
            last_seq: None,
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
