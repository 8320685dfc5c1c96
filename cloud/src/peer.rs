//! The far end of one WebSocket, as sessions and the lobby see it.

use std::{sync::Arc, sync::atomic};

use pika_protocol::ServerMessage;
use tokio::time::Instant;

use crate::{frame::frame, metrics::Metrics, outgoing::Outgoing, secret::Dancer};

/// Tells connections apart; never reused while the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ConnectionId(u64);

impl ConnectionId {
    /// Stands for every connection at other nodes.
    pub(crate) const ELSEWHERE: Self = Self(u64::MAX);

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

/// Tells many clients the same news, and measures how long that takes.
pub(crate) fn tell_all<'a>(
    peers: impl Iterator<Item = &'a Peer>,
    message: &ServerMessage,
    metrics: &Metrics,
) {
    let begun = Instant::now();
    let frame = frame(message);
    let slow = peers.filter(|peer| !peer.outgoing.offer(frame.clone())).count();
    metrics.told(begun.elapsed(), slow as u64);
}

impl Peer {
    /// Answers this client.
    pub(crate) fn reply(&self, message: &ServerMessage) {
        self.outgoing.reply(frame(message));
    }

    /// Tells this client news, unless too much waits for it already; then it is caught up later.
    pub(crate) fn offer(&self, message: &ServerMessage) {
        let _ = self.outgoing.offer(frame(message));
    }
}
