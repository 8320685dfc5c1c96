//! A session's task without a server around it, and clients without a line.

use std::{sync::Arc, task::Poll, time::Duration};

use jiff::{SignedDuration, Timestamp};
use pika_domain::SessionId;

use super::{Actor, ActorConfig, Owner, Role, SessionHandle, State};
use crate::{
    config::Sweep,
    metrics::Metrics,
    peer::{ConnectionId, Peer},
    relay::Alone,
    secret::Digest,
    sessions::Sessions,
    store::{NodeId, SessionRecord, Store},
};

pub(crate) fn config() -> ActorConfig {
    ActorConfig {
        grace: Duration::from_mins(1),
        sweep: Sweep { idle: Duration::from_hours(1), age: Duration::from_hours(1) },
        tracks_per_minute: 10,
    }
}

/// The sessions of a server that has none yet, and its database.
pub(crate) async fn sessions() -> (Arc<Sessions>, Store) {
    let store = Store::open("sqlite::memory:", Duration::from_secs(5)).await.unwrap();
    let (node, metrics) = (NodeId("one".into()), Arc::new(Metrics::new()));
    let sessions = Sessions::new(store.clone(), node, Arc::new(Alone), config(), metrics, None);
    (sessions, store)
}

/// A session that was opened a minute ago and is in the database, and the part of this server in it.
pub(crate) async fn opened(sessions: &Sessions, store: &Store, id: &str) -> (State, Role) {
    let now = Timestamp::now();
    let record = SessionRecord {
        id: SessionId::new(id).unwrap(),
        dj_name: "DJ".to_owned(),
        authenticated: false,
        account: None,
        resume: Digest::of("resume"),
        started_at: now - SignedDuration::from_mins(1),
        active_at: now,
        ended: None,
    };
    let role = Role::Owner(store.open_session(&record, sessions.node()).await.unwrap());
    (State::new(record), role)
}

/// The task of a session, which does not run by itself.
pub(crate) fn actor(
    sessions: &Arc<Sessions>,
    store: &Store,
    (state, role): (State, Role),
) -> Actor {
    let (_, commands) = SessionHandle::new(None);
    Actor::new(commands, config(), store.clone(), sessions.clone(), state, role)
}

pub(crate) fn client() -> Peer {
    Peer { id: ConnectionId::next(), outgoing: Arc::default(), dancer: None, modern: true }
}

pub(crate) fn owner(peer: &Peer) -> Owner {
    Owner {
        peer: peer.clone(),
        dj_name: "DJ".to_owned(),
        authenticated: false,
        token: None,
        resume: "resume".to_owned(),
        join_url: String::new(),
    }
}

/// All that waits to be sent to a client.
pub(crate) fn told(peer: &Peer) -> String {
    let mut sent = Vec::new();
    let _ = peer.outgoing.poll_send(|slices| {
        let before = sent.len();
        sent.extend(slices.iter().flat_map(|slice| slice.iter().copied()));
        Poll::Ready(Ok(sent.len() - before))
    });
    String::from_utf8_lossy(&sent).into_owned()
}
