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
    use super::super::{Command, testing};

    #[tokio::test]
    async fn a_fault_in_one_session_costs_its_clients_a_new_connection_and_nothing_else() {
        let (sessions, store) = testing::sessions().await;
        let opened = testing::opened(&sessions, &store, "session1").await;
        let id = opened.0.record.id.clone();
        let mut actor = testing::actor(&sessions, &store, opened);
        let (follower, waiting) = (testing::client(), testing::client());
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
        let peer = testing::client();
        let joined = again.ask(|answer| Command::Join { peer, answer }).await;
        assert!(matches!(joined, Some(Ok(_))), "the session goes on");
        assert!(testing::told(&waiting).contains("RECENT_PLAYS"), "who waited for it is taken in");
    }
}
