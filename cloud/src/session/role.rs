//! Owner or follower: which part this node has in the session.
//!
//! Every node keeps the state of every live session, so that a phone is answered where it is connected.
//! The owner is where the DJ is, or, without a DJ, whichever node took the session first: it alone
//! writes. The others take in what it has committed, in the order of the session's versions; one
//! that misses any reads the database. What their dancers wish they ask of the owner.

use std::{borrow::Cow, collections::HashMap, time::Duration};

use pika_protocol::DjConnectionState;
use tokio::time::Instant;

use super::{Actor, Answer, Wish, conflated::Topic, dj_link::DjLink};
use crate::{
    peer::ConnectionId,
    refusal::Refusal,
    relay::{Bulletin, News, Question, Standing},
    secret::Dancer,
    store::{Fence, NodeId, Ownership, StoreError, Taken},
};

/// How often an owner says how things stand, and the others how many listen to them.
const REPORT_EVERY: Duration = Duration::from_secs(2);

/// After so long without a word, an owner and its DJ are not there, as far as phones can tell.
const SILENCE: Duration = Duration::from_secs(7);

#[derive(Debug)]
pub(crate) enum Role {
    /// This node writes, and proves with the fence that it may.
    Owner(Fence),
    Follower(Followed),
}

/// The owner as a follower knows it.
#[derive(Debug)]
pub(crate) struct Followed {
    /// None where it has not said anything yet.
    owner: Option<NodeId>,
    fence: Fence,
    heard_at: Instant,
    /// At all nodes, as the owner counts them.
    listeners: u32,
    /// The version that the database had when it was looked at last.
    seen: u64,
}

/// Dancers at other nodes, as their nodes reported.
#[derive(Debug, Default)]
pub(super) struct Elsewhere(HashMap<NodeId, (u32, Instant)>);

impl Elsewhere {
    /// Whether the sum may have changed.
    fn report(&mut self, node: NodeId, listeners: u32, now: Instant) -> bool {
        let before = self.0.insert(node, (listeners, now));
        before.is_none_or(|(before, _)| before != listeners)
    }

    fn sum(&self) -> u32 {
        self.0.values().map(|(listeners, _)| listeners).sum()
    }

    /// Forgets nodes that are silent; whether there were any.
    fn expire(&mut self, now: Instant) -> bool {
        let before = self.0.len();
        self.0.retain(|_, (_, heard_at)| now.duration_since(*heard_at) < SILENCE);
        self.0.len() != before
    }
}

impl Role {
    /// Of a session that another node owns, or none.
    pub(crate) fn following(ownership: Ownership) -> Self {
        let Ownership { owner, fence, version } = ownership;
        let heard_at = Instant::now();
        Self::Follower(Followed { owner, fence, heard_at, listeners: 0, seen: version })
    }
}

impl Actor {
    pub(super) fn is_owner(&self) -> bool {
        matches!(self.role, Role::Owner(_))
    }

    /// At all nodes.
    pub(super) fn listener_total(&self) -> u32 {
        let here = self.listeners.count();
        match &self.role {
            Role::Owner(_) => here + self.elsewhere.sum(),
            Role::Follower(followed) => followed.listeners.max(here),
        }
    }

    /// Asks the owner for what a dancer of this node wishes.
    pub(super) fn pass_on(&self, followed: &Followed, dancer: Dancer, wish: Wish, answer: Answer) {
        let (relay, session) = (self.sessions.relay().clone(), self.state.id().clone());
        let owner = followed.owner.clone();
        // On its own, so that nobody waits for somebody else's answer; each connection has one at most.
        tokio::spawn(async move {
            let (session, wish) = (Cow::Owned(session), Cow::Owned(wish));
            let question = Question { session, dancer, wish };
            let answered = match &owner {
                Some(owner) => relay.ask(owner, &question).await,
                None => None,
            };
            let _ = answer.send(answered.unwrap_or_else(|| Err(Refusal::server_busy())));
        });
    }

    /// Makes this node the owner; where `seen` is given, only if nobody else became it since.
    /// Whether it is.
    pub(super) async fn take_over(&mut self, seen: Option<Fence>) -> Result<bool, StoreError> {
        let taken = self.store.take(self.state.id(), self.sessions.node(), seen).await?;
        let Some(Taken { fence, version }) = taken else { return Ok(false) };
        self.role = Role::Owner(fence);
        self.sweeping.stirred(Instant::now());
        if version != self.state.version || self.doubtful {
            // From the fence on nobody else writes: what is read now is all there is.
            self.catch_up().await?;
        }
        Ok(true)
    }

    /// Whether what an owner knows is still all there is. A commit finds out by itself.
    pub(super) async fn check_owner(&mut self) -> Result<(), StoreError> {
        let (Role::Owner(fence), Some(_)) = (&self.role, self.report_at) else { return Ok(()) };
        let own = Some(*fence);
        if self.store.fence(self.state.id()).await? == own {
            return Ok(());
        }
        self.taken_over();
        Err(StoreError::TakenOver)
    }

    /// Another node has taken the session, as the database says.
    pub(super) fn taken_over(&mut self) {
        let Role::Owner(Fence(fence)) = self.role else { return };
        if let Some(dj) = self.dj.peer() {
            // Perhaps by mistake: this node was slow, or the other one has read what the laptop had sent
            // long before. A laptop that is still there registers again, and with it the session is
            // where it belongs.
            dj.outgoing.hang_up();
        }
        let ownership =
            Ownership { owner: None, fence: Fence(fence + 1), version: self.state.version };
        self.follow_owner(ownership, DjConnectionState::Reconnecting);
    }

    fn follow_owner(&mut self, ownership: Ownership, dj: DjConnectionState) {
        if self.is_owner() {
            tracing::info!(session = self.state.id().as_str(), "another node owns the session now");
        }
        self.role = Role::following(ownership);
        self.show_dj(dj);
    }

    fn show_dj(&mut self, dj: DjConnectionState) {
        let before = self.dj.shown();
        self.dj = DjLink::Elsewhere(dj);
        if before != dj {
            self.tell_dj_connection();
        }
    }

    /// Takes in what another node says of this session.
    pub(super) async fn hear(&mut self, node: NodeId, news: News<'static>) {
        let now = Instant::now();
        match news {
            News::Committed { version, writes, changed } => {
                if version <= self.state.version {
                    return;
                }
                match &mut self.role {
                    Role::Owner(_) => self.taken_over(),
                    Role::Follower(followed) => followed.heard_at = now,
                }
                if version == self.state.version + 1 {
                    self.state.version = version;
                    self.apply(&writes, &changed);
                } else {
                    self.read_again().await;
                }
            }
            News::Standing(standing) => self.hear_standing(node, standing.into_owned()).await,
            News::Listening(listeners) => {
                if self.elsewhere.report(node, listeners, now) && self.is_owner() {
                    self.conflated.changed(Topic::Listeners);
                }
            }
            News::Reacted(reaction) if !self.has_ended() => {
                self.tell_reaction(ConnectionId::ELSEWHERE, reaction);
            }
            News::Reacted(_) => {}
            News::Forgotten => self.forget().await,
        }
    }

    async fn hear_standing(&mut self, node: NodeId, standing: Standing) {
        let Standing { fence, version, dj, dj_name, resume, shares_tempo, listeners, .. } =
            standing;
        match &mut self.role {
            Role::Owner(own) if *own >= fence => return,
            // Unless another laptop of the DJ has taken the session, the one that is here should have it.
            Role::Owner(_)
                if dj != DjConnectionState::Connected || resume == self.state.record.resume =>
            {
                self.taken_over();
            }
            Role::Follower(followed) if followed.fence > fence => return,
            _ => {}
        }
        let listeners_before = self.listener_total();
        let seen = self.state.version;
        self.follow_owner(Ownership { owner: Some(node), fence, version: seen }, dj);
        if let Role::Follower(followed) = &mut self.role {
            followed.listeners = listeners;
        }
        if self.listener_total() != listeners_before {
            self.conflated.changed(Topic::Listeners);
        }
        if version > self.state.version {
            self.read_again().await;
        }
        if self.shares_tempo != shares_tempo {
            self.shares_tempo = shares_tempo;
            self.tell_tempo_sharing();
        }
        self.state.record.resume = resume;
        if self.state.record.dj_name != dj_name && !self.has_ended() {
            self.state.record.dj_name = dj_name;
            self.state.record.authenticated = standing.authenticated;
            self.fanout.changed();
            self.show();
        }
    }

    /// Compares with what the database says, which nothing can lose. It says nothing of a session
    /// that is not live.
    pub(super) async fn look_after(&mut self, ownership: Option<Ownership>, orphaned: bool) {
        let Some(Ownership { fence, version, .. }) = ownership else {
            // It has ended, or was deleted.
            if !self.has_ended() {
                self.read_again().await;
            }
            return;
        };
        match &mut self.role {
            Role::Owner(own) if *own < fence => self.taken_over(),
            Role::Owner(_) => {}
            Role::Follower(_) if orphaned => match self.take_over(Some(fence)).await {
                Ok(true) => {
                    self.lose_dj();
                    self.tell_dj_connection();
                }
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(%error, "a session without an owner could not be taken");
                }
            },
            Role::Follower(followed) => {
                // What was there the last time has had time to arrive.
                let due = std::mem::replace(&mut followed.seen, version);
                if due > self.state.version {
                    self.read_again().await;
                }
            }
        }
    }

    async fn read_again(&mut self) {
        if let Err(error) = self.catch_up().await {
            // What is missing is noticed again.
            tracing::error!(%error, "a session that goes on elsewhere could not be read");
        }
    }

    /// When something is to be said to other nodes, or was to be heard from them.
    pub(super) fn next_of_other_nodes(&self) -> Option<Instant> {
        let report_at = self.report_at?;
        let silent_at = match &self.role {
            Role::Follower(followed) if self.dj.shown() != DjConnectionState::Reconnecting => {
                Some(followed.heard_at + SILENCE)
            }
            _ => None,
        };
        Some(silent_at.map_or(report_at, |silent_at| silent_at.min(report_at)))
    }

    pub(super) fn attend_to_other_nodes(&mut self, now: Instant) {
        if self.report_at.is_some_and(|at| at <= now) {
            self.report(now);
        }
        if self.elsewhere.expire(now) && self.is_owner() {
            self.conflated.changed(Topic::Listeners);
        }
        let silent = matches!(&self.role, Role::Follower(followed)
            if followed.heard_at + SILENCE <= now);
        if silent {
            self.show_dj(DjConnectionState::Reconnecting);
        }
    }

    /// Tells other nodes how things stand here.
    pub(super) fn report(&mut self, now: Instant) {
        if self.report_at.is_none() {
            return;
        }
        self.report_at = Some(now + REPORT_EVERY);
        match self.role {
            Role::Owner(fence) => self.tell_nodes(News::Standing(Cow::Owned(Standing {
                fence,
                version: self.state.version,
                dj: self.dj.shown(),
                dj_name: self.state.record.dj_name.clone(),
                resume: self.state.record.resume,
                authenticated: self.state.record.authenticated,
                shares_tempo: self.shares_tempo,
                listeners: self.listener_total(),
            }))),
            Role::Follower(_) => self.tell_nodes(News::Listening(self.listeners.count())),
        }
    }

    pub(super) fn tell_nodes(&self, news: News<'_>) {
        let session = Cow::Borrowed(self.state.id());
        self.sessions.relay().tell(&Bulletin::Session { session, news });
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{
        super::{Command, Delivery, SentFact, testing},
        *,
    };
    use crate::store::FactKind;

    #[tokio::test]
    async fn a_session_that_has_ended_is_not_listed_again_whatever_another_node_still_reports() {
        let (sessions, store) = testing::sessions().await;
        let (state, role) = testing::opened(&sessions, &store, "session1").await;
        let id = state.record.id.clone();
        let session = sessions.wake(state, role);
        let booth = testing::client();
        let owner = Box::new(testing::owner(&booth));
        let owned = session.ask(|answer| Command::Own { owner, answer }).await;
        assert!(matches!(owned, Some(Ok(_))), "{owned:?}");
        assert!(sessions.is_listed(&id));
        let end = SentFact { seq: Some(1), fact: FactKind::End { at: Timestamp::now() } };
        let (from, delivery) = (booth.id, Delivery::Live { message_id: None });
        let facts = vec![end];
        let ended = session.ask(|answer| Command::Facts { from, facts, delivery, answer }).await;
        assert!(matches!(ended, Some(Ok(_))), "{ended:?}");
        assert!(!sessions.is_listed(&id));

        // It was under way when the session ended.
        let news = News::Listening(3);
        session.tell(Command::Hear { node: NodeId("two".into()), news }).await;
        let mut heard = String::new();
        while !heard.contains(r#""count":3"#) {
            heard += &testing::told(&booth);
            tokio::task::yield_now().await;
        }
        assert!(!sessions.is_listed(&id));
        assert!(sessions.live().is_empty());
    }
}
