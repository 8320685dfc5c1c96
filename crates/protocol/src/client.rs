//! What booths and phones may say: a closed set. Whatever is not in it closes the socket.

mod decode;

use pika_domain::{PlayId, SessionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use decode::{DecodeError, decode_client_frame};

use crate::{
    Notice, NoticeSeconds, OutboxItem, PollOptions, PollSeconds, Question, Reaction, TempoWish,
    Text, WireTime, WireTrack,
};

/// One decoded client frame: the message and what every message may carry besides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ClientFrame {
    /// Answered by ACK or NACK with the same id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub message_id: Option<Text<1, 64>>,
    /// The dancer's own secret; the first one on a connection holds for all of it. SUBSCRIBE asks
    /// for 8 characters; elsewhere Pika 0.3 clients may say anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub client_id: Option<Text<0, 256>>,
    #[serde(flatten)]
    pub message: ClientMessage,
}

/// The messages themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
#[ts(optional_fields)]
pub enum ClientMessage {
    /// A booth opens its session, or takes it back with `resume`.
    RegisterSession {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        protocol: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "string")]
        dj_name: Option<Text<1, 100>>,
        /// `sha256:` and the hexadecimal digest of the DJ's API token, or, from older clients, the token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "string")]
        token: Option<Text<0, 2000>>,
        /// The secret that takes the session back: from an earlier SESSION_REGISTERED, or, better, made
        /// by the booth before it opens the session.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "string")]
        resume: Option<Text<16, 128>>,
    },
    /// A track started. Without `seq` it comes from a Pika 0.3 client.
    BroadcastTrack {
        session_id: SessionId,
        track: WireTrack,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        play_id: Option<PlayId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "string")]
        played_at: Option<WireTime>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        duration_ms: Option<u64>,
    },
    /// Nothing plays any more.
    TrackStopped {
        session_id: SessionId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
    },
    /// The set is over.
    EndSession {
        session_id: SessionId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
    },
    /// More became known of a track: a numbered one names its play, one of a Pika 0.3 booth means
    /// what plays.
    MetadataUpdated {
        session_id: SessionId,
        track: WireTrack,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        play_id: Option<PlayId>,
    },
    /// The DJ asks the floor.
    StartPoll {
        session_id: SessionId,
        #[ts(type = "string")]
        question: Question,
        #[ts(type = "Array<string>")]
        options: PollOptions,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        duration_seconds: Option<PollSeconds>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "string")]
        at: Option<WireTime>,
    },
    /// The poll is over. A numbered one means the newest poll before its number; without a poll's id
    /// it is the one that runs.
    EndPoll {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        poll_id: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
    },
    /// The poll should not have been asked; names it as END_POLL does.
    CancelPoll {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        poll_id: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
    },
    /// The DJ tells the floor.
    SendAnnouncement {
        session_id: SessionId,
        #[ts(type = "string")]
        message: Notice,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        duration_seconds: Option<NoticeSeconds>,
        /// Whether phones that asked for it are notified as well.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        push: Option<bool>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "string")]
        at: Option<WireTime>,
    },
    /// The announcement is taken back.
    CancelAnnouncement {
        session_id: SessionId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        seq: Option<u64>,
    },
    /// Whether dancers see the totals of the tempo votes. Said after each registration.
    ShareTempo { session_id: SessionId, shared: bool },
    /// What the cloud has not acknowledged yet, oldest first, at most [`MAX_CATCH_UP_ITEMS`].
    CatchUp { session_id: SessionId, items: Vec<OutboxItem> },
    /// A phone wants to follow a session, or, without an id, to hear which there are.
    Subscribe {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        protocol: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
    },
    /// Which sessions are live?
    GetSessions {},
    /// A dancer likes a play, named by its id, or, from 0.3 clients, by its track.
    SendLike {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        play_id: Option<PlayId>,
        /// Rises with every word of a dancer: one that arrives after a later word of the same dancer
        /// on the same play changes nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        order: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payload: Option<LikePayload>,
    },
    /// A dancer takes a like back.
    RemoveLike {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        play_id: Option<PlayId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        order: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payload: Option<LikePayload>,
    },
    /// Likes that waited while the phone was away: plays, or, from 0.3 clients, tracks.
    SendBulkLike {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        play_ids: Option<Vec<PlayId>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        order: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        payload: Option<BulkLikePayload>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tracks: Option<Vec<WireTrack>>,
    },
    /// A dancer's word on the tempo of what plays, or of the play that it names.
    SendTempoRequest {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        play_id: Option<PlayId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        order: Option<u64>,
        #[serde(alias = "tempo", alias = "request", alias = "vote")]
        preference: TempoWish,
    },
    /// A dancer votes; the first vote stands.
    VoteOnPoll {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        #[ts(type = "number")]
        poll_id: u64,
        option_index: u32,
    },
    /// A dancer's gesture towards the DJ.
    SendReaction {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_id: Option<SessionId>,
        reaction: Reaction,
    },
    /// Is this session live?
    ValidateSession { session_id: SessionId },
    /// Is anybody there?
    Ping {},
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, JsonSchema)]
pub struct LikePayload {
    pub track: WireTrack,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BulkLikePayload {
    pub tracks: Vec<WireTrack>,
}
