//! The task of one session: takes commands and commits their facts together.
//!
//! Nothing is told or answered before it is committed. Facts and likes that wait in the queue are
//! committed in one transaction, so that a burst costs one write to the disk. What a command asks
//! for is worked out in `planning`, what is known is in `state`, who hears of it in `telling`.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{
    Answer, Command, Delivery, Done, Liked, Owner, SentFact, State, conflated::Conflated,
    dj_link::DjLink, fanout::Fanout, listeners::Listeners, planning, repeats::Repeats,
};
use crate::{
    bucket::{Bucket, Buckets},
    clock,
    config::Sweep,
    peer::ConnectionId,
    refusal::Refusal,
    secret::Dancer,
    sessions::Sessions,
    store::{EndedBy, FactKind, Store, StoreError, Write},
};

/// Most commands whose writes are committed together.
const BATCH: usize = 256;

/// When a sweep that the database refused is tried again.
const SWEEP_AGAIN: Duration = Duration::from_mins(1);

const LIKES_A_MINUTE: u32 = 10;

/// Most dancers whose likes are counted for the limit at a time.
const MOST_LIKERS: usize = 50_000;

/// What all sessions of a server have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActorConfig {
    pub(crate) grace: Duration,
    pub(crate) sweep: Sweep,
}

pub(crate) struct Actor {
    commands: mpsc::Receiver<Command>,
    config: ActorConfig,
    store: Store,
    pub(super) sessions: Arc<Sessions>,
    pub(super) state: State,
    pub(super) dj: DjLink,
    pub(super) fanout: Fanout,
    pub(super) listeners: Listeners,
    pub(super) conflated: Conflated,
    like_limits: Buckets<Dancer>,
    track_limit: Bucket,
    repeats: Repeats,
    /// A commit failed, so that what the database holds may differ from the state.
    doubtful: bool,
    idle_at: Instant,
    too_old_at: Instant,
}

/// What is committed together, and who waits for it.
struct Batch {
    writes: Vec<Write>,
    waiting: Vec<(Answer, Waiting)>,
    /// The highest number in the state or in the batch.
    highest: u64,
}

enum Waiting {
    /// A booth, and the id under which it would repeat itself.
    Booth {
        message_id: Option<String>,
    },
    Phone,
}

impl Actor {
    pub(crate) fn new(
        commands: mpsc::Receiver<Command>,
        config: ActorConfig,
        store: Store,
        sessions: Arc<Sessions>,
        state: State,
    ) -> Self {
        let now = Instant::now();
        let left = |limit: Duration, since| now + limit.saturating_sub(clock::since(since));
        Self {
            idle_at: left(config.sweep.idle, state.record.active_at),
            too_old_at: left(config.sweep.age, state.record.started_at),
            commands,
            config,
            store,
            sessions,
            state,
            dj: DjLink::lost(now, config.grace),
            fanout: Fanout::default(),
            listeners: Listeners::default(),
            conflated: Conflated::new(now),
            like_limits: Buckets::new(LIKES_A_MINUTE, Duration::from_mins(1), MOST_LIKERS),
            // Skipping through tracks is fine; the outbox keeps what a flood has to wait for.
            track_limit: Bucket::new(20, Duration::from_secs(100), now),
            repeats: Repeats::default(),
            doubtful: false,
        }
    }

    /// Runs until the session has ended and its booth has left, or the server stops.
    pub(crate) async fn run(mut self) {
        let mut commands = Vec::new();
        loop {
            let wake = sleep_until(self.next_wake());
            tokio::select! {
                received = self.commands.recv_many(&mut commands, BATCH) => {
                    if received == 0 {
                        return;
                    }
                    self.handle(commands.drain(..)).await;
                }
                () = wake => self.wake().await,
            }
            if self.has_ended() && self.dj.peer().is_none() && self.commands.is_empty() {
                break;
            }
        }
        self.sessions.retire(self.state.id());
    }

    pub(super) fn has_ended(&self) -> bool {
        self.state.record.ended.is_some()
    }

    async fn handle(&mut self, commands: impl Iterator<Item = Command>) {
        let mut batch =
            Batch { writes: Vec::new(), waiting: Vec::new(), highest: self.state.highest() };
        for command in commands {
            match command {
                Command::Facts { from, facts, delivery, answer } => {
                    let message_id = match &delivery {
                        Delivery::Live { message_id } => message_id.clone(),
                        Delivery::CatchUp => None,
                    };
                    let plan = self.plan_facts(from, facts, &delivery, &mut batch.highest);
                    batch.add(plan, answer, Waiting::Booth { message_id });
                }
                Command::Like { dancer, liked, answer } => {
                    let plan = self.plan_like(dancer, &liked);
                    batch.add(plan, answer, Waiting::Phone);
                }
                Command::Unlike { dancer, play, answer } => {
                    let plan = planning::unlike(&self.state, dancer, play);
                    batch.add(plan.map(Vec::from_iter), answer, Waiting::Phone);
                }
                Command::Own { owner, answer } => {
                    let owned = self.own(*owner).await;
                    // Whoever asked may have gone; so for every answer.
                    let _ = answer.send(owned);
                }
                Command::Join { peer, answer } => {
                    let _ = answer.send(self.join(&peer));
                }
                Command::Leave { connection, answer } => {
                    self.leave(connection);
                    let _ = answer.send(Ok(Done { last_seq: None }));
                }
                Command::Forget => self.forget(),
                Command::Revoke { tokens } => self.revoke(&tokens),
                Command::Refresh { peer } => self.refresh(&peer),
            }
        }
        self.commit(batch).await;
    }

    fn plan_facts(
        &mut self,
        from: ConnectionId,
        facts: Vec<SentFact>,
        delivery: &Delivery,
        highest: &mut u64,
    ) -> Result<Vec<Write>, Refusal> {
        if !self.dj.is_owner(from) {
            return Err(Refusal::not_owner());
        }
        let now = Instant::now();
        if let (Delivery::Live { message_id: Some(id) }, [SentFact { seq: None, .. }]) =
            (delivery, facts.as_slice())
            && self.repeats.knows(id, now)
        {
            return Ok(Vec::new());
        }
        if let [SentFact { seq: None, fact: FactKind::Play(play) }] = facts.as_slice()
            && self.state.is_playing(&play.track.names())
        {
            self.fanout.to_all(&self.state.now_playing());
            return Ok(Vec::new());
        }
        let mut planned_highest = *highest;
        let mut writes = planning::facts(&self.state, facts, &mut planned_highest)?;
        if let (Delivery::Live { .. }, [Write::Fact { fact: FactKind::Play(_), .. }]) =
            (delivery, writes.as_slice())
        {
            self.track_limit.take(now).map_err(|wait| {
                Refusal::rate_limited("Too many tracks at once; wait a moment.", wait)
            })?;
        }
        *highest = planned_highest;
        if !writes.is_empty() && self.state.record.ended == Some(EndedBy::Sweep) {
            writes.insert(0, Write::Reopen);
        }
        Ok(writes)
    }

    fn plan_like(&mut self, dancer: Dancer, liked: &Liked) -> Result<Vec<Write>, Refusal> {
        if self.has_ended() {
            return Err(Refusal::unknown_session());
        }
        let Some(like) = planning::like(&self.state, dancer, liked, Timestamp::now())? else {
            return Ok(Vec::new());
        };
        self.like_limits
            .take(dancer, Instant::now())
            .map_err(|wait| Refusal::rate_limited("Rate limit exceeded (max 10/min)", wait))?;
        Ok(vec![like])
    }

    /// Commits the batch, tells what came of it, and answers everyone who waits.
    async fn commit(&mut self, batch: Batch) {
        let committed = self.write(&batch.writes).await;
        if let Err(error) = &committed {
            tracing::error!(%error, "a session could not be written");
        }
        let now = Instant::now();
        for (answer, waiting) in batch.waiting {
            let done = match (&committed, waiting) {
                (Err(_), _) => Err(Refusal::server_busy()),
                (Ok(()), Waiting::Phone) => Ok(Done { last_seq: None }),
                (Ok(()), Waiting::Booth { message_id }) => {
                    if let Some(id) = message_id {
                        self.repeats.remember(id, now);
                    }
                    Ok(Done { last_seq: Some(self.state.last_seq()) })
                }
            };
            let _ = answer.send(done);
        }
    }

    async fn write(&mut self, writes: &[Write]) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        let committed = self.store.commit(self.state.id(), writes, Timestamp::now()).await;
        let changed = committed.inspect_err(|_| self.doubtful = true)?;
        self.idle_at = Instant::now() + self.config.sweep.idle;
        if self.doubtful {
            // An earlier commit may have succeeded although it reported an error. What is
            // committed decides, not what this task remembers.
            self.reload().await?;
            self.doubtful = false;
        } else {
            self.apply(writes, &changed);
        }
        Ok(())
    }

    async fn reload(&mut self) -> Result<(), StoreError> {
        let saved = self.store.load(self.state.id()).await?;
        let was_live = !self.has_ended();
        if let Some(saved) = saved {
            self.state = State::restored(saved);
        }
        self.tell_everything(was_live);
        Ok(())
    }

    /// Makes this connection the booth.
    async fn own(&mut self, owner: Owner) -> Result<Done, Refusal> {
        if self.state.record.ended == Some(EndedBy::Sweep) {
            self.write(&[Write::Reopen]).await.map_err(|error| {
                tracing::error!(%error, "a session could not be reopened");
                Refusal::server_busy()
            })?;
        }
        self.idle_at = Instant::now() + self.config.sweep.idle;
        self.welcome(owner);
        Ok(Done { last_seq: Some(self.state.last_seq()) })
    }

    /// The session has come back from a sweep: it is as old as a new one.
    pub(super) fn renew_age(&mut self) {
        self.too_old_at = Instant::now() + self.config.sweep.age;
    }

    pub(super) fn lose_dj(&mut self) {
        self.dj = DjLink::lost(Instant::now(), self.config.grace);
    }

    fn next_wake(&self) -> Instant {
        let sweep = (!self.has_ended()).then_some(self.idle_at.min(self.too_old_at));
        [self.conflated.due(), self.listeners.next_expiry(), self.dj.next_change(), sweep]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or_else(|| Instant::now() + self.config.sweep.idle)
    }

    async fn wake(&mut self) {
        let now = Instant::now();
        if self.dj.pause_if_due(now) {
            self.tell_dj_connection();
        }
        if self.listeners.expire(now) {
            self.conflated.listeners_changed();
        }
        if self.conflated.due().is_some_and(|due| due <= now) {
            self.tell_conflated(now);
        }
        if !self.has_ended() && self.idle_at.min(self.too_old_at) <= now {
            self.sweep(now).await;
        }
    }

    async fn sweep(&mut self, now: Instant) {
        if let Err(error) = self.write(&[Write::Sweep { at: Timestamp::now() }]).await {
            tracing::error!(%error, "a session could not be swept away");
            self.idle_at = now + SWEEP_AGAIN;
            self.too_old_at = now + SWEEP_AGAIN;
        }
    }
}

impl Batch {
    fn add(&mut self, plan: Result<Vec<Write>, Refusal>, answer: Answer, waiting: Waiting) {
        match plan {
            Ok(writes) => {
                self.writes.extend(writes);
                self.waiting.push((answer, waiting));
            }
            Err(refusal) => {
                let _ = answer.send(Err(refusal));
            }
        }
    }
}
