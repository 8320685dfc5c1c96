//! What one node does for the sessions of all: hears the others, says that it is alive, and looks
//! after what a dead one has left.
//!
//! The database is asked at every beat as well, so that nothing depends on the relay: without
//! it, news is only late.

use std::{collections::HashMap, sync::Arc, time::Duration};

use jiff::Timestamp;
use pika_domain::SessionId;
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use crate::{
    refusal::Refusal,
    relay::{Bulletin, Heard, News, Question, Use},
    server::Cloud,
    session::{Answer, Command, From},
    store::{NodeId, Ownership, StoreError},
};

/// After so many beats of ours without one of its own, a node is dead. They are counted, not timed:
/// while the database is away nobody dies.
const MISSED_BY_THE_DEAD: u32 = 3;

/// After so many beats, a dead node is forgotten.
const MISSED_BY_THE_FORGOTTEN: u32 = 300;

/// How far back is looked for tokens that were revoked at another node while the relay was away. The
/// clocks of nodes may differ by less.
const REVOKED_LATELY: Duration = Duration::from_mins(10);

#[derive(Debug)]
pub(crate) struct Nodes {
    cloud: Arc<Cloud>,
    /// For every other node its count of beats, and how often it has been found unchanged.
    others: HashMap<NodeId, (u64, u32)>,
}

impl Nodes {
    pub(crate) fn new(cloud: Arc<Cloud>) -> Self {
        Self { cloud, others: HashMap::new() }
    }

    /// Runs until `stop`, and then leaves what this node owns to the others.
    pub(crate) async fn run(mut self, mut hearing: mpsc::Receiver<Heard>, stop: CancellationToken) {
        let mut beat = interval(self.cloud.config.beat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(heard) = hearing.recv() => self.hear(heard).await,
                _ = beat.tick() => {
                    if let Err(error) = self.beat().await {
                        tracing::error!(%error, "other nodes cannot be looked after");
                    }
                }
            }
        }
    }

    async fn hear(&self, heard: Heard) {
        match heard {
            Heard::Told(_, Bulletin::Revoked(tokens)) => self.cloud.sessions.revoke(&tokens).await,
            Heard::Told(_, Bulletin::Used(used)) => self.count_use(used),
            Heard::Told(node, Bulletin::Session { session, news }) => {
                if let News::Standing(standing) = &news
                    && self.cloud.sessions.find(&session).is_none()
                {
                    let (fence, version) = (standing.fence, standing.version);
                    let ownership = Ownership { owner: Some(node.clone()), fence, version };
                    self.follow(&session, ownership).await;
                }
                if let Some(handle) = self.cloud.sessions.find(&session) {
                    handle.hint(Command::Hear { node, news });
                }
            }
            Heard::Asked(question, answer) => self.answer(question, answer),
        }
    }

    /// Of limits that all nodes share.
    fn count_use(&self, used: Use) {
        let Cloud { accounts, address_limits, connects, sessions, .. } = &*self.cloud;
        match used {
            Use::FailedLogin(address) => accounts.count_failure(address),
            Use::Letter(address) => accounts.count_letter(address),
            Use::Regeneration(account) => accounts.count_regeneration(account),
            Use::Connect(address, key) => {
                // Where the limit is reached there is nothing to count.
                let _ = connects.admit(address, key);
            }
            Use::Push(session) => {
                if let Some(push) = sessions.push() {
                    push.count(session);
                }
            }
            used => address_limits.count(&used),
        }
    }

    fn answer(&self, question: Question<'static>, answer: Answer) {
        let Question { session, dancer, wish } = question;
        match self.cloud.sessions.find(&session) {
            Some(handle) => handle.hint(Command::Wish {
                dancer,
                wish: wish.into_owned(),
                from: From::Elsewhere,
                answer,
            }),
            None => {
                let _ = answer.send(Err(Refusal::server_busy()));
            }
        }
    }

    /// Says that this node is alive, and compares what it knows with the database.
    pub(crate) async fn beat(&mut self) -> Result<(), StoreError> {
        let cloud = self.cloud.clone();
        cloud.store.beat(cloud.sessions.node()).await?;
        self.count(cloud.store.beats().await?).await?;
        let mut live = cloud.store.owners().await?;
        for (session, handle) in cloud.sessions.running() {
            let ownership = live.remove(&session);
            let orphaned = ownership.as_ref().is_some_and(|ownership| self.is_orphaned(ownership));
            handle.hint(Command::LookAfter { ownership, orphaned });
        }
        let revoked = cloud.store.revoked_since(Timestamp::now() - REVOKED_LATELY).await?;
        if !revoked.is_empty() {
            cloud.sessions.revoke(&revoked).await;
        }
        for (session, ownership) in live {
            // One that is damaged must not keep this node from the others.
            self.follow(&session, ownership).await;
        }
        Ok(())
    }

    async fn follow(&self, session: &SessionId, ownership: Ownership) {
        if let Err(error) = self.cloud.admission.follow(session, ownership).await {
            tracing::error!(%error, "a session of another node could not be read");
        }
    }

    async fn count(&mut self, beats: HashMap<NodeId, u64>) -> Result<(), StoreError> {
        self.others.retain(|node, _| beats.contains_key(node));
        for (node, beats) in beats {
            let (seen, missed) = self.others.entry(node.clone()).or_insert((beats, 0));
            if *seen == beats {
                *missed += 1;
            } else {
                (*seen, *missed) = (beats, 0);
            }
            if *missed > MISSED_BY_THE_FORGOTTEN {
                self.cloud.store.bury(&node, Some(beats)).await?;
            }
        }
        Ok(())
    }

    fn is_orphaned(&self, ownership: &Ownership) -> bool {
        let Some(owner) = &ownership.owner else { return true };
        owner != self.cloud.sessions.node()
            && self.others.get(owner).is_none_or(|(_, missed)| *missed > MISSED_BY_THE_DEAD)
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, Executor as _, SqliteConnection};

    use super::*;
    use crate::{config::CloudConfig, session::testing};

    #[tokio::test]
    async fn a_session_that_cannot_be_read_does_not_keep_a_node_from_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("cloud.db").display());
        let config = CloudConfig { database: database.clone(), ..CloudConfig::default() };
        let address = config.listen;
        let (cloud, _) = Cloud::open(config, address).await.unwrap();
        for number in 0..9 {
            testing::opened(&cloud.sessions, &cloud.store, &format!("session{number}")).await;
        }
        let mut other = SqliteConnection::connect(&database).await.unwrap();
        let damage = "UPDATE sessions SET started_at = 'long ago' WHERE session_id <> 'session4'";
        other.execute(damage).await.unwrap();
        Nodes::new(cloud.clone()).beat().await.unwrap();
        let running = cloud.sessions.running();
        let running: Vec<_> = running.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(running, ["session4"]);
    }
}
