//! Whether the booth is there. A lost booth is waited for; it does not end the session.

use std::time::Duration;

use pika_protocol::DjConnectionState;
use tokio::time::Instant;

use crate::{
    peer::{ConnectionId, Peer},
    store::TokenId,
};

#[derive(Debug)]
pub(super) enum DjLink {
    /// With what it was let in with.
    Connected(Peer, Option<TokenId>),
    /// Lost, and waited for until then.
    Reconnecting(Instant),
    Paused,
    /// Whatever it is, another node sees to it.
    Elsewhere(DjConnectionState),
}

impl DjLink {
    pub(super) fn lost(now: Instant, grace: Duration) -> Self {
        Self::Reconnecting(now + grace)
    }

    pub(super) fn is_owner(&self, connection: ConnectionId) -> bool {
        self.peer().is_some_and(|peer| peer.id == connection)
    }

    pub(super) fn peer(&self) -> Option<&Peer> {
        match self {
            Self::Connected(peer, _) => Some(peer),
            Self::Reconnecting(_) | Self::Paused | Self::Elsewhere(_) => None,
        }
    }

    /// What the booth was let in with, where that is a token.
    pub(super) fn token(&self) -> Option<(&Peer, TokenId)> {
        match self {
            Self::Connected(peer, Some(token)) => Some((peer, *token)),
            _ => None,
        }
    }

    /// Whether the booth was let in with one of these.
    pub(super) fn holds_any(&self, tokens: &[TokenId]) -> bool {
        self.token().is_some_and(|(_, token)| tokens.contains(&token))
    }

    pub(super) fn shown(&self) -> DjConnectionState {
        match self {
            Self::Connected(..) => DjConnectionState::Connected,
            Self::Reconnecting(_) => DjConnectionState::Reconnecting,
            Self::Paused => DjConnectionState::Paused,
            Self::Elsewhere(state) => *state,
        }
    }

    pub(super) fn next_change(&self) -> Option<Instant> {
        match self {
            Self::Reconnecting(until) => Some(*until),
            Self::Connected(..) | Self::Paused | Self::Elsewhere(_) => None,
        }
    }

    /// Pauses once the grace time is over; whether it did.
    pub(super) fn pause_if_due(&mut self, now: Instant) -> bool {
        let due = self.next_change().is_some_and(|until| until <= now);
        if due {
            *self = Self::Paused;
        }
        due
    }
}
