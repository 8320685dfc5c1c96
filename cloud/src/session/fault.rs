//! What becomes of a session whose task panics: it begins anew with what is committed, and no other
//! notices.

use super::Actor;

impl Drop for Actor {
    /// A fault ends the task of its session and nothing else: its clients are made to come back, and
    /// find what is committed.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let id = self.state.id();
        tracing::error!(
            session = id.as_str(),
            "the task of a session has panicked; it begins anew"
        );
        for peer in self.fanout.all().chain(self.dj.peer()) {
            peer.outgoing.hang_up();
        }
        self.sessions.mend(id.clone(), self.is_owner());
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, task::Poll, time::Duration};

    use jiff::{SignedDuration, Timestamp};
    use pika_domain::SessionId;

    use super::*;
    use crate::{
        config::Sweep,
        metrics::Metrics,
        peer::{ConnectionId, Peer},
        relay::Alone,
        secret::Digest,
        session::{ActorConfig, Command, Role, SessionHandle, State},
        sessions::Sessions,
        store::{NodeId, SessionRecord, Store},
    };

    fn phone() -> Peer {
        let outgoing = Arc::default();
        Peer { id: ConnectionId::next(), outgoing, dancer: None, modern: true }
    }

    /// All that waits to be sent to a client.
    fn told(peer: &Peer) -> String {
        let mut sent = Vec::new();
        let _ = peer.outgoing.poll_send(|slices| {
            let before = sent.len();
            sent.extend(slices.iter().flat_map(|slice| slice.iter().copied()));
            Poll::Ready(Ok(sent.len() - before))
        });
        String::from_utf8_lossy(&sent).into_owned()
    }

    #[tokio::test]
    async fn a_fault_in_one_session_costs_its_clients_a_new_connection_and_nothing_else() {
        let store = Store::open("sqlite::memory:", Duration::from_secs(5)).await.unwrap();
        let config = ActorConfig {
            grace: Duration::from_mins(1),
            sweep: Sweep { idle: Duration::from_hours(1), age: Duration::from_hours(1) },
            tracks_per_minute: 10,
        };
        let node = NodeId("one".into());
        let metrics = Arc::new(Metrics::new());
        let sessions =
            Sessions::new(store.clone(), node.clone(), Arc::new(Alone), config, metrics, None);
        let id = SessionId::new("session1").unwrap();
        let now = Timestamp::now();
        let record = SessionRecord {
            id: id.clone(),
            dj_name: "DJ".to_owned(),
            authenticated: false,
            account: None,
            resume: Digest::of("resume"),
            started_at: now - SignedDuration::from_mins(1),
            active_at: now,
            ended: None,
        };
        let role = Role::Owner(store.open_session(&record, &node).await.unwrap());
        let (_, commands) = SessionHandle::new(None);
        let mut actor =
            Actor::new(commands, config, store, sessions.clone(), State::new(record), role);
        let (follower, waiting) = (phone(), phone());
        actor.join(&follower).unwrap();

        let fault = tokio::spawn(async move {
            let _actor = actor;
            panic!("a fault");
        });
        assert!(fault.await.unwrap_err().is_panic());
        assert!(follower.outgoing.is_over(), "it is made to come back");
        // This one is back before the session is.
        sessions.follow(&waiting, &id).await;
        while !sessions.is_listed(&id) {
            tokio::task::yield_now().await;
        }
        let again = sessions.find(&id).unwrap();
        let joined = again.ask(|answer| Command::Join { peer: phone(), answer }).await;
        assert!(matches!(joined, Some(Ok(_))), "the session goes on");
        assert!(told(&waiting).contains("RECENT_PLAYS"), "who waited for it is taken in");
    }
}
