//! What happens where a session ends, begins or is opened in the same moment.

use super::*;
use crate::session::testing;

#[tokio::test]
async fn a_phone_joins_a_session_that_ends_and_begins_anew_in_the_same_moment() {
    let (sessions, store) = testing::sessions().await;
    let (state, role) = testing::opened(&sessions, &store, "session1").await;
    let (id, view) = (state.record.id.clone(), state.view());
    let (handle, mut before) = SessionHandle::new(None);
    let shown = Some(Shown { view: view.clone(), listeners: 0 });
    sessions.inner().sessions.insert(id.clone(), Entry { handle, shown });
    let phone = testing::client();
    let following = sessions.follow(&phone, &id);
    let anew = async {
        let Some(Command::Join { answer, .. }) = before.recv().await else {
            panic!("it asks to join")
        };
        let session = sessions.wake(state, role);
        while !sessions.is_listed(&id) {
            tokio::task::yield_now().await;
        }
        answer.send(Err(crate::refusal::Refusal::unknown_session())).unwrap();
        session
    };
    let ((), _session) = tokio::join!(following, anew);
    let told = testing::told(&phone);
    assert!(told.contains("RECENT_PLAYS") && !told.contains("SESSION_ENDED"), "{told}");
    assert!(!sessions.inner().lobby.contains_key(&phone.id));
}

#[tokio::test]
async fn what_is_opened_while_a_server_stops_does_not_keep_it() {
    let (sessions, store) = testing::sessions().await;
    let (state, role) = testing::opened(&sessions, &store, "session1").await;
    let busy = sessions.wake(state, role);
    let stopping = tokio::spawn({
        let sessions = sessions.clone();
        async move { sessions.drain().await }
    });
    while !sessions.actors.is_closed() {
        tokio::task::yield_now().await;
    }
    // A booth that waited for the database has its answer only now.
    let (state, role) = testing::opened(&sessions, &store, "session2").await;
    let (booth, (answer, answered)) = (testing::client(), tokio::sync::oneshot::channel());
    let owner = Box::new(testing::owner(&booth));
    sessions.open(state, role, Command::Own { owner, answer });
    assert!(answered.await.unwrap().is_ok(), "it is answered all the same");
    drop(busy);
    stopping.await.unwrap();
}
