//! One encoded frame to everyone who follows a session. Never waits for anyone.
//!
//! What every phone is told when it joins is encoded once as well, and anew when it has changed.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use pika_protocol::ServerMessage;

use crate::{
    frame::{Frame, frame},
    metrics::Metrics,
    peer::{ConnectionId, Peer, tell_all},
};

#[derive(Debug)]
pub(super) struct Fanout {
    metrics: Arc<Metrics>,
    peers: HashMap<ConnectionId, Peer>,
    playing: OnceLock<Frame>,
    recent: OnceLock<Frame>,
}

impl Fanout {
    pub(super) fn new(metrics: Arc<Metrics>) -> Self {
        let (playing, recent) = (OnceLock::new(), OnceLock::new());
        Self { metrics, peers: HashMap::new(), playing, recent }
    }

    /// Adds a follower, in place of what the same connection was before.
    pub(super) fn add(&mut self, peer: Peer) -> Option<Peer> {
        self.peers.insert(peer.id, peer)
    }

    pub(super) fn remove(&mut self, connection: ConnectionId) -> Option<Peer> {
        self.peers.remove(&connection)
    }

    pub(super) fn count(&self) -> usize {
        self.peers.len()
    }

    pub(super) fn get(&self, connection: ConnectionId) -> Option<&Peer> {
        self.peers.get(&connection)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Peer> {
        self.peers.values()
    }

    pub(super) fn to_all(&self, message: &ServerMessage) {
        tell_all(self.all(), message, &self.metrics);
    }

    /// The session is not any more what those who joined were told.
    pub(super) fn changed(&mut self) {
        self.playing.take();
        self.recent.take();
    }

    /// What plays, as everybody is told.
    pub(super) fn playing(&self, message: impl FnOnce() -> ServerMessage) -> Frame {
        self.playing.get_or_init(|| frame(&message())).clone()
    }

    /// The newest plays, as a dancer is told who likes none of them.
    pub(super) fn recent(&self, message: impl FnOnce() -> ServerMessage) -> Frame {
        self.recent.get_or_init(|| frame(&message())).clone()
    }

    /// To those who speak our protocol; a Pika 0.3 client would log an error.
    pub(super) fn to_modern(&self, message: &ServerMessage) {
        tell_all(self.modern(), message, &self.metrics);
    }

    /// To Pika 0.3 clients.
    pub(super) fn to_legacy(&self, message: &ServerMessage) {
        tell_all(self.legacy(), message, &self.metrics);
    }

    pub(super) fn legacy(&self) -> impl Iterator<Item = &Peer> {
        self.peers.values().filter(|peer| !peer.modern)
    }

    pub(super) fn modern(&self) -> impl Iterator<Item = &Peer> {
        self.peers.values().filter(|peer| peer.modern)
    }

    /// Gives everyone away.
    pub(super) fn take(&mut self) -> Vec<Peer> {
        std::mem::take(&mut self.peers).into_values().collect()
    }
}
