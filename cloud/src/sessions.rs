//! The sessions of this server, and the lobby: connections that follow none of them.
//!
//! Finds, opens and restores sessions; what happens inside one is the business of its own task.
//! Who may open or take back which session is decided in `admission`.

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use pika_domain::SessionId;
use pika_protocol::{ServerMessage, SessionView};
use tokio_util::task::TaskTracker;

use crate::{
    frame::{Frame, frame},
    metrics::Metrics,
    peer::{ConnectionId, Peer, tell_all},
    push::Push,
    relay::Relay,
    session::{Actor, ActorConfig, Command, Role, SessionHandle, State},
    store::{NodeId, Store, StoreError, TokenId},
};

/// Most sessions of one SESSIONS_LIST, newest first.
const MOST_LISTED: usize = 100;

/// How long a session rests whose task has gone by a fault.
const BEFORE_ANEW: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(crate) struct Sessions {
    store: Store,
    /// This server among those that share its database.
    node: NodeId,
    relay: Arc<dyn Relay>,
    config: ActorConfig,
    pub(crate) metrics: Arc<Metrics>,
    push: Option<Arc<Push>>,
    actors: TaskTracker,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    sessions: HashMap<SessionId, Entry>,
    lobby: HashMap<ConnectionId, Waiting>,
    /// The encoded SESSIONS_LIST, until something in it changes.
    list: Option<Frame>,
}

#[derive(Debug)]
struct Entry {
    handle: SessionHandle,
    /// What everybody may know; absent while the session is not live.
    shown: Option<Shown>,
}

/// A live session as seen from outside.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) view: SessionView,
    pub(crate) listeners: u32,
}

#[derive(Debug)]
struct Waiting {
    peer: Peer,
    /// The session that it asked for and that is not live.
    wants: Option<SessionId>,
}

impl Sessions {
    pub(crate) fn new(
        store: Store,
        node: NodeId,
        relay: Arc<dyn Relay>,
        config: ActorConfig,
        metrics: Arc<Metrics>,
        push: Option<Arc<Push>>,
    ) -> Arc<Self> {
        let actors = TaskTracker::new();
        let inner = Mutex::default();
        Arc::new(Self { store, node, relay, config, metrics, push, actors, inner })
    }

    /// Goes on with the sessions that were live when the server stopped. Their booths are waited for.
    pub(crate) async fn restore(self: &Arc<Self>) -> Result<(), StoreError> {
        for id in self.store.live_sessions().await? {
            if let Some((state, role)) = self.take(&id).await? {
                let shown = Shown { view: state.view(), listeners: 0 };
                let handle = self.spawn(state, role, None);
                self.inner().sessions.insert(id, Entry { handle, shown: Some(shown) });
            }
        }
        Ok(())
    }

    /// Makes this node the owner of a session; none where there is no such session.
    pub(crate) async fn take(&self, id: &SessionId) -> Result<Option<(State, Role)>, StoreError> {
        // Only then is it read: from now on nobody else writes anything to it.
        let Some(taken) = self.store.take(id, &self.node, None).await? else { return Ok(None) };
        let saved = self.store.load(id).await?;
        Ok(saved.map(|saved| (State::restored(saved), Role::Owner(taken.fence))))
    }

    /// Starts the task of a session that is not running, with its first command if there is one.
    pub(crate) fn open(self: &Arc<Self>, state: State, role: Role, first: Command) {
        let id = state.record.id.clone();
        let handle = self.spawn(state, role, Some(first));
        self.keep(id, handle);
    }

    /// Starts the task of a session that has ended, which goes again once it has done what it is
    /// asked, or of one that another node owns.
    pub(crate) fn wake(self: &Arc<Self>, state: State, role: Role) -> SessionHandle {
        let id = state.record.id.clone();
        let handle = self.spawn(state, role, None);
        self.keep(id, handle.clone());
        handle
    }

    /// Has a session's task go on. Where the server stops, it ends once it has done what it was asked.
    fn keep(&self, id: SessionId, handle: SessionHandle) {
        let mut inner = self.inner();
        if !self.actors.is_closed() {
            inner.sessions.insert(id, Entry { handle, shown: None });
        }
    }

    fn spawn(self: &Arc<Self>, state: State, role: Role, first: Option<Command>) -> SessionHandle {
        let (handle, commands) = SessionHandle::new(first);
        let actor =
            Actor::new(commands, self.config, self.store.clone(), self.clone(), state, role);
        self.actors.spawn(actor.run());
        handle
    }

    /// The task of a session, live or just ended.
    pub(crate) fn find(&self, id: &SessionId) -> Option<SessionHandle> {
        self.inner().sessions.get(id).map(|entry| entry.handle.clone())
    }

    /// The sessions that have a task here.
    pub(crate) fn running(&self) -> Vec<(SessionId, SessionHandle)> {
        let inner = self.inner();
        inner.sessions.iter().map(|(id, entry)| (id.clone(), entry.handle.clone())).collect()
    }

    /// Has every session let go of a booth that was let in with one of these.
    pub(crate) async fn revoke(&self, tokens: &[TokenId]) {
        let tokens: Arc<[TokenId]> = tokens.into();
        let handles: Vec<_> =
            self.inner().sessions.values().map(|entry| entry.handle.clone()).collect();
        for handle in handles {
            handle.tell(Command::Revoke { tokens: tokens.clone() }).await;
        }
    }

    pub(crate) fn relay(&self) -> &Arc<dyn Relay> {
        &self.relay
    }

    /// Notifies phones, where the operator wants it.
    pub(crate) fn push(&self) -> Option<&Arc<Push>> {
        self.push.as_ref()
    }

    pub(crate) fn node(&self) -> &NodeId {
        &self.node
    }

    pub(crate) fn count(&self) -> usize {
        self.inner().sessions.len()
    }

    /// How many commands wait in the longest queue of all.
    pub(crate) fn longest_queue(&self) -> usize {
        let inner = self.inner();
        inner.sessions.values().map(|entry| entry.handle.waiting()).max().unwrap_or_default()
    }

    /// The live sessions, newest first.
    pub(crate) fn live(&self) -> Vec<Shown> {
        newest_first(&self.inner().sessions).into_iter().cloned().collect()
    }

    /// What everybody may know of a live session.
    pub(crate) fn view(&self, id: &SessionId) -> Option<SessionView> {
        self.inner().sessions.get(id)?.shown.as_ref().map(|shown| shown.view.clone())
    }

    /// The session that a Pika 0.3 phone means when it names none.
    pub(crate) fn oldest(&self) -> Option<SessionId> {
        newest_first(&self.inner().sessions).last().map(|shown| shown.view.session_id.clone())
    }

    pub(crate) fn is_listed(&self, id: &SessionId) -> bool {
        self.inner().sessions.get(id).is_some_and(|entry| entry.shown.is_some())
    }

    /// A connection is open.
    pub(crate) fn enter_lobby(&self, peer: Peer) {
        self.inner().lobby.insert(peer.id, Waiting { peer, wants: None });
    }

    pub(crate) fn leave_lobby(&self, connection: ConnectionId) {
        self.inner().lobby.remove(&connection);
    }

    /// Sends the list of sessions to one client. Its own session is in it, however many there are.
    pub(crate) fn send_list(&self, peer: &Peer, own: Option<&SessionId>) {
        let mut guard = self.inner();
        let Inner { sessions, list, .. } = &mut *guard;
        let own = own
            .filter(|_| sessions.len() > MOST_LISTED)
            .and_then(|id| sessions.get(id)?.shown.as_ref());
        peer.outgoing.reply(match own {
            Some(own) => list_of(sessions, Some(&own.view)),
            None => list.get_or_insert_with(|| list_of(sessions, None)).clone(),
        });
    }

    /// Lets a phone follow a session; it is told the state, or, where the session is not live, that
    /// it has ended. It is then taken in as soon as the session starts.
    pub(crate) async fn follow(&self, peer: &Peer, id: &SessionId) {
        // Where it ends in this moment it is looked for again: it may as well have begun anew.
        while let Some(handle) = self.live_or_wanted(peer, id) {
            self.leave_lobby(peer.id);
            let joined = handle.ask(|answer| Command::Join { peer: peer.clone(), answer }).await;
            if matches!(joined, Some(Ok(_))) {
                return;
            }
        }
        peer.reply(&ServerMessage::ListenerCount {
            session_id: id.clone(),
            count: u32::from(peer.dancer.is_some()),
        });
        peer.reply(&ServerMessage::SessionEnded { session_id: id.clone() });
    }

    /// The task of a session that is live; where it is not, this phone waits for it from now on.
    fn live_or_wanted(&self, peer: &Peer, id: &SessionId) -> Option<SessionHandle> {
        let mut inner = self.inner();
        let entry = inner.sessions.get(id).filter(|entry| entry.shown.is_some());
        let handle = entry.map(|entry| entry.handle.clone());
        if handle.is_none() {
            inner.want(peer, id);
        }
        handle
    }

    /// Lists a session that is live now, tells the lobby except its own booth, and hands over those
    /// who wait for it.
    pub(crate) fn started(&self, view: SessionView, booth: Option<&Peer>) -> Vec<Peer> {
        let mut inner = self.inner();
        inner.list = None;
        if let Some(booth) = booth {
            inner.lobby.remove(&booth.id);
        }
        let id = view.session_id.clone();
        let started = ServerMessage::SessionStarted {
            session_id: id.clone(),
            dj_name: view.dj_name.clone(),
            start_time: view.started_at.unwrap_or_else(crate::clock::now),
        };
        if let Some(entry) = inner.sessions.get_mut(&id) {
            entry.shown = Some(Shown { view, listeners: 0 });
        }
        tell_all(inner.lobby.values().map(|waiting| &waiting.peer), &started, &self.metrics);
        let taken = inner.lobby.extract_if(|_, waiting| waiting.wants.as_ref() == Some(&id));
        taken.map(|(_, waiting)| waiting.peer).collect()
    }

    /// Shows a live session as it is now.
    pub(crate) fn show(&self, view: SessionView, listeners: u32) {
        let mut inner = self.inner();
        let Some(entry) = inner.sessions.get_mut(&view.session_id) else { return };
        let changed = entry.shown.as_ref().is_none_or(|shown| shown.view != view);
        entry.shown = Some(Shown { view, listeners });
        if changed {
            inner.list = None;
        }
    }

    /// Takes a session off the list, and then tells the lobby: whoever hears of the end and asks who is
    /// live must not find it there.
    pub(crate) fn ended(&self, id: &SessionId) {
        let ended = ServerMessage::SessionEnded { session_id: id.clone() };
        let mut inner = self.inner();
        inner.list = None;
        if let Some(entry) = inner.sessions.get_mut(id) {
            entry.shown = None;
        }
        tell_all(inner.lobby.values().map(|waiting| &waiting.peer), &ended, &self.metrics);
    }

    /// Takes those who followed a session into the lobby, where they wait for it to go on.
    pub(crate) fn wait_for(&self, id: &SessionId, followers: Vec<Peer>) {
        let mut inner = self.inner();
        for peer in followers {
            inner.want(&peer, id);
        }
    }

    /// A session's task is about to go.
    pub(crate) fn retire(&self, id: &SessionId) {
        self.inner().sessions.remove(id);
    }

    /// Begins a session anew whose task has gone by a fault. One that another node owns is followed
    /// again by the next look at the database.
    pub(crate) fn mend(self: &Arc<Self>, id: SessionId, owned: bool) {
        {
            let mut inner = self.inner();
            inner.sessions.remove(&id);
            inner.list = None;
        }
        if !owned || self.actors.is_closed() {
            return;
        }
        let sessions = self.clone();
        tokio::spawn(async move {
            // A fault that comes at once each time must not keep the server busy.
            tokio::time::sleep(BEFORE_ANEW).await;
            if sessions.find(&id).is_some() {
                // Its booth was faster.
                return;
            }
            match sessions.take(&id).await {
                Ok(Some((state, role))) => drop(sessions.wake(state, role)),
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(%error, "a session waits for its booth to begin anew");
                }
            }
        });
    }

    /// Has every session finish what waits in its queue, and waits for that. No session is kept open from
    /// then on: a connection may still be waiting for the database.
    pub(crate) async fn drain(&self) {
        {
            let mut inner = self.inner();
            self.actors.close();
            inner.sessions.clear();
        }
        self.actors.wait().await;
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nothing panics while it holds the sessions")
    }
}

impl Inner {
    fn want(&mut self, peer: &Peer, id: &SessionId) {
        let waiting = Waiting { peer: peer.clone(), wants: Some(id.clone()) };
        self.lobby.insert(peer.id, waiting);
    }
}

fn newest_first(sessions: &HashMap<SessionId, Entry>) -> Vec<&Shown> {
    let mut shown: Vec<&Shown> =
        sessions.values().filter_map(|entry| entry.shown.as_ref()).collect();
    shown.sort_by(|a, b| {
        let key = |shown: &Shown| (shown.view.started_at, shown.view.session_id.clone());
        key(b).cmp(&key(a))
    });
    shown
}

fn list_of(sessions: &HashMap<SessionId, Entry>, own: Option<&SessionView>) -> Frame {
    let others = newest_first(sessions)
        .into_iter()
        .map(|shown| &shown.view)
        .filter(|view| own.is_none_or(|own| own.session_id != view.session_id));
    let sessions = own.into_iter().chain(others).take(MOST_LISTED).cloned().collect();
    frame(&ServerMessage::SessionsList { sessions })
}
