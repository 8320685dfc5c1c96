//! Every message between booth, cloud and phones, with its bounds.
//!
//! The wire is JSON text frames on one WebSocket; `docs/protocol.md` describes it for people who
//! write other clients. Wire types are not domain types: they convert on arrival. TypeScript types
//! and the JSON Schema that validators are built from are generated from this crate
//! (`cargo xtask generate`); a test fails when they are stale.

mod bounds;
mod client;
mod crowd;
mod outbox;
mod server;
mod track;
mod typescript;

pub use bounds::{Bounded, List, Percent, Text, Whole, WireTime};
pub use client::{
    BulkLikePayload, ClientFrame, ClientMessage, DecodeError, LikePayload, decode_client_frame,
};
pub use crowd::{
    Notice, NoticeSeconds, PollOptions, PollSeconds, Question, Reaction, TempoVote, TempoWish,
};
pub use outbox::OutboxItem;
pub use server::{
    DjConnectionState, NackCode, PlayView, ServerMessage, SessionView, decode_server_message,
    encode_server_message,
};
pub use track::WireTrack;
pub use typescript::{server_message_schema, typescript_module};

/// The version of the wire that this crate speaks. A client that names none is a Pika 0.3 client.
pub const PROTOCOL_VERSION: u32 = 1;

/// Longest client message in bytes; a longer one closes the socket with 1009.
pub const MAX_CLIENT_MESSAGE_BYTES: usize = 10_240;

/// Most items of one CATCH_UP; more are sent in further ones.
pub const MAX_CATCH_UP_ITEMS: usize = 50;

/// Most plays of one SEND_BULK_LIKE; of a Pika 0.3 phone's longer list the first ones count.
pub const MAX_BULK_LIKES: usize = 100;

/// The highest `order` of a dancer's word: as far as JavaScript counts without a gap.
pub const MAX_ORDER: u64 = (1 << 53) - 1;

/// Plays that a phone is shown at most.
pub const MAX_RECENT_PLAYS: usize = 50;

/// Close codes and what they mean here (RFC 6455, section 7.4).
pub mod close {
    /// Binary frames are not spoken here.
    pub const UNSUPPORTED: u16 = 1003;
    /// An invalid frame, or a version that is not spoken here.
    pub const POLICY: u16 = 1008;
    /// A message over [`super::MAX_CLIENT_MESSAGE_BYTES`].
    pub const TOO_LARGE: u16 = 1009;
    /// No room for another session.
    pub const TRY_AGAIN_LATER: u16 = 1013;
    pub const INVALID_MESSAGE: &str = "Invalid message";
}
