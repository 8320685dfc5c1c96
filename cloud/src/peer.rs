//! The far end of one WebSocket, as sessions and the lobby see it.

use std::{sync::Arc, sync::atomic};

use pika_protocol::ServerMessage;

use crate::{frame::frame, outgoing::Outgoing, secret::Dancer};

/// Tells connections apart; never reused while the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ConnectionId(u64);

impl ConnectionId {
    pub(crate) fn next() -> Self {
        static NEXT: atomic::AtomicU64 = atomic::AtomicU64::new(0);
        Self(NEXT.fetch_add(1, atomic::Ordering::Relaxed))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) id: ConnectionId,
    pub(crate) outgoing: Arc<Outgoing>,
    /// Known once the client has said its id.
    pub(crate) dancer: Option<Dancer>,
    /// Whether it speaks our protocol; a Pika 0.3 client is spared messages that it does not know.
    pub(crate) modern: bool,
}

impl Peer {
    /// Answers this client.
    pub(crate) fn reply(&self, message: &ServerMessage) {
        self.outgoing.reply(frame(message));
    }

    /// Tells this client news.
    pub(crate) fn offer(&self, message: &ServerMessage) {
        self.outgoing.offer(frame(message));
    }
}
