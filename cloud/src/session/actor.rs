//! The task of one session: takes commands and commits their facts together.
//!
//! Nothing is told or answered before it is committed. Facts and likes that wait in the queue are
//! committed in one transaction, so that a burst costs one write to the disk. What a command asks
//! for is worked out in `planning`, what is known is in `state`, who hears of it in `telling`.

use std::{borrow::Cow, sync::Arc, time::Duration};

use jiff::Timestamp;
use pika_protocol::DjConnectionState;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{
    Answer, Command, Delivery, Done, From, Owner, Role, State, Wish,
    batch::{Batch, Waiting},
    conflated::{Conflated, Topic},
    dj_link::DjLink,
    fanout::Fanout,
    limits::Limits,
    listeners::Listeners,
    order::Order,
    planning::Ahead,
    repeats::Repeats,
    role::Elsewhere,
    sweep::Sweeping,
};
use crate::{
    accounts::BadToken,
    clock,
    config::Sweep,
    refusal::Refusal,
    relay::News,
    secret::Dancer,
    sessions::Sessions,
    store::{Committed, Store, StoreError, Write},
};

/// Most commands whose writes are committed together.
const BATCH: usize = 256;

/// When the end of a poll that the database refused is tried again.
const POLL_END_AGAIN: Duration = Duration::from_secs(2);

/// What all sessions of a server have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActorConfig {
    pub(crate) grace: Duration,
    pub(crate) sweep: Sweep,
    pub(crate) tracks_per_minute: u32,
}

pub(crate) struct Actor {
    commands: mpsc::Receiver<Command>,
    config: ActorConfig,
    pub(super) store: Store,
    pub(super) sessions: Arc<Sessions>,
    pub(super) state: State,
    pub(super) role: Role,
    pub(super) dj: DjLink,
    pub(super) fanout: Fanout,
    pub(super) listeners: Listeners,
    pub(super) conflated: Conflated,
    pub(super) limits: Limits,
    pub(super) repeats: Repeats,
    /// Dancers at other nodes.
    pub(super) elsewhere: Elsewhere,
    /// When other nodes are told how things stand here; none where there are none.
    pub(super) report_at: Option<Instant>,
    /// Whether dancers see the totals of the tempo votes.
    pub(super) shares_tempo: bool,
    pub(super) order: Order,
    /// A commit failed, so that what the database holds may differ from the state.
    pub(super) doubtful: bool,
    pub(super) sweeping: Sweeping,
    /// The end of a poll is not written before this time.
    poll_end_not_before: Instant,
}

impl Actor {
    pub(crate) fn new(
        commands: mpsc::Receiver<Command>,
        config: ActorConfig,
        store: Store,
        sessions: Arc<Sessions>,
        state: State,
        role: Role,
    ) -> Self {
        let now = Instant::now();
        let report_at = sessions.relay().is_connected().map(|_| now);
        Self {
            sweeping: Sweeping::new(config.sweep, &state.record, now),
            commands,
            config,
            store,
            state,
            dj: match role {
                Role::Owner(_) => DjLink::lost(now, config.grace),
                Role::Follower(_) => DjLink::Elsewhere(DjConnectionState::Reconnecting),
            },
            role,
            elsewhere: Elsewhere::default(),
            report_at,
            fanout: Fanout::new(sessions.metrics.clone()),
            listeners: Listeners::default(),
            conflated: Conflated::new(now),
            sessions,
            limits: Limits::new(config.tracks_per_minute, now),
            repeats: Repeats::default(),
            shares_tempo: false,
            order: Order::default(),
            poll_end_not_before: now,
            doubtful: false,
        }
    }

    /// Runs until the session has ended and its booth has left, or the server stops.
    pub(crate) async fn run(mut self) {
        // Whoever opens a session introduces itself first.
        if !self.has_ended() && (!self.is_owner() || self.commands.is_empty()) {
            self.start();
        }
        let mut commands = Vec::new();
        loop {
            let wake = sleep_until(self.next_wake());
            tokio::select! {
                received = self.commands.recv_many(&mut commands, BATCH) => {
                    if received == 0 {
                        return;
                    }
                    self.sessions.metrics.batch(received);
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
        let mut batch = Batch::new(Ahead::new(&self.state));
        for command in commands {
            match command {
                Command::Facts { from, facts, delivery, answer } => {
                    let plan = self.plan_facts(from, facts, &delivery, &mut batch.ahead);
                    let message_id = match delivery {
                        Delivery::Live { message_id } => message_id,
                        Delivery::CatchUp => None,
                    };
                    batch.add(plan, answer, Waiting::Booth { message_id, refused: None });
                }
                Command::Wish { dancer, wish, from, answer } => {
                    self.wish(dancer, wish, from, answer, &mut batch);
                }
                Command::React { from, reaction, answer } => {
                    // Whoever asked may have gone; so for every answer.
                    let _ = answer.send(self.react(from, reaction));
                }
                Command::ShareTempo { from, shared, answer } => {
                    let _ = answer.send(self.share_tempo(from, shared));
                }
                Command::Own { owner, answer } => {
                    let owned = self.own(*owner).await;
                    let _ = answer.send(owned);
                }
                Command::Join { peer, answer } => {
                    let _ = answer.send(self.join(&peer));
                }
                Command::Leave { connection, answer } => {
                    self.leave(connection);
                    let _ = answer.send(Ok(Done { last_seq: None }));
                }
                Command::Forget => self.forget().await,
                Command::Hear { node, news } => self.hear(node, news).await,
                Command::LookAfter { ownership, orphaned } => {
                    self.look_after(ownership, orphaned).await;
                }
                Command::Revoke { tokens } => self.revoke(&tokens),
                Command::Refresh { peer } => self.refresh(&peer),
            }
        }
        self.commit(batch).await;
    }

    fn wish(&mut self, dancer: Dancer, wish: Wish, from: From, answer: Answer, batch: &mut Batch) {
        match (&self.role, from) {
            (Role::Follower(followed), From::Here) => {
                return self.pass_on(followed, dancer, wish, answer);
            }
            (Role::Follower(_), From::Elsewhere) => {
                // The other node has not heard yet who owns the session.
                let _ = answer.send(Err(Refusal::server_busy()));
                return;
            }
            (Role::Owner(_), _) => {}
        }
        let plan = self.plan_wish(dancer, &wish, &batch.ahead, &mut batch.likes);
        let waiting = match wish {
            Wish::Vote { poll, option, modern: true } => Waiting::Voter { dancer, poll, option },
            _ => Waiting::Phone,
        };
        batch.add(plan, answer, waiting);
    }

    pub(super) async fn write(&mut self, writes: &[Write]) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        let Role::Owner(fence) = self.role else { return Err(StoreError::TakenOver) };
        let begun = Instant::now();
        let committed = self.store.commit(self.state.id(), fence, writes, Timestamp::now()).await;
        self.sessions.metrics.committed(begun.elapsed(), committed.is_ok());
        if matches!(committed, Err(StoreError::TakenOver)) {
            self.taken_over();
            return Err(StoreError::TakenOver);
        }
        let committed = committed.inspect_err(|_| self.doubtful = true)?;
        self.sweeping.stirred(Instant::now());
        if self.doubtful {
            // An earlier commit may have succeeded although it reported an error. What is
            // committed decides, not what this task remembers.
            self.catch_up().await?;
            // Nothing of it had been told here, whichever of the attempts wrote it.
            self.push_what_is_announced(writes, &vec![true; writes.len()]);
        } else {
            let Committed { version, changed } = committed;
            self.state.version = version;
            self.apply(writes, &changed);
            let (writes, changed) = (Cow::Borrowed(writes), Cow::Borrowed(changed.as_slice()));
            self.tell_nodes(News::Committed { version, writes, changed });
        }
        Ok(())
    }

    /// Reads what the database has, and tells it where that is not what is known here.
    pub(super) async fn catch_up(&mut self) -> Result<(), StoreError> {
        let Some(saved) = self.store.load(self.state.id()).await? else {
            self.forget().await;
            return Ok(());
        };
        if saved.version != self.state.version || self.doubtful {
            let was_live = !self.has_ended();
            self.state = State::restored(saved);
            self.doubtful = false;
            self.tell_everything(was_live);
        }
        Ok(())
    }

    /// Makes this connection the booth.
    async fn own(&mut self, owner: Owner) -> Result<Done, Refusal> {
        let taken = self.take_over(None).await.map_err(|error| {
            tracing::error!(%error, "a session could not be taken");
            Refusal::server_busy()
        })?;
        if !taken {
            self.forget().await;
            return Err(match owner.token {
                Some(token) if self.is_gone(token).await => {
                    Refusal::unauthorized(BadToken::Unknown.sentence())
                }
                _ => Refusal::unknown_session(),
            });
        }
        if self.is_swept() {
            self.write(&[Write::Reopen]).await.map_err(|error| {
                tracing::error!(%error, "a session could not be reopened");
                Refusal::server_busy()
            })?;
        }
        self.welcome(owner);
        Ok(Done { last_seq: Some(self.state.last_seq()) })
    }

    pub(super) fn lose_dj(&mut self) {
        self.dj = DjLink::lost(Instant::now(), self.config.grace);
    }

    fn next_wake(&self) -> Instant {
        let live = !self.has_ended();
        let owned = live && self.is_owner();
        [
            self.conflated.due(),
            self.listeners.next_expiry(),
            self.dj.next_change(),
            self.next_of_the_crowd().filter(|_| live),
            self.next_of_other_nodes().filter(|_| live),
            Some(self.sweeping.due()).filter(|_| owned),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or_else(|| Instant::now() + self.config.sweep.idle)
    }

    /// When something that was asked, told or voted runs out.
    fn next_of_the_crowd(&self) -> Option<Instant> {
        let running = self.state.polls.running().filter(|_| self.is_owner());
        let poll = running.and_then(|asked| asked.poll.ends_at);
        let announcement = self.state.announcement.as_ref().and_then(|told| told.ends_at);
        let others = [announcement, self.state.tempo.next_fading()];
        poll.map(|end| clock::instant_of(end).max(self.poll_end_not_before))
            .into_iter()
            .chain(others.into_iter().flatten().map(clock::instant_of))
            .min()
    }

    async fn wake(&mut self) {
        let now = Instant::now();
        if self.dj.pause_if_due(now) {
            self.tell_dj_connection();
        }
        if self.listeners.expire(now) {
            self.conflated.changed(Topic::Listeners);
        }
        if !self.has_ended() {
            self.attend_to_other_nodes(now);
            self.run_out(now).await;
        }
        if self.conflated.due().is_some_and(|due| due <= now) {
            self.tell_conflated(now);
        }
        if self.is_owner() && !self.has_ended() && self.sweeping.due() <= now {
            self.sweep(now).await;
        }
    }

    /// Ends what has run out.
    async fn run_out(&mut self, now: Instant) {
        let at = Timestamp::now();
        self.forget_what_faded(at);
        let over = self.state.polls.running().filter(|asked| !asked.is_open(at));
        if let Some(poll) = over.map(|asked| asked.poll.id)
            && self.is_owner()
            && self.poll_end_not_before <= now
            && let Err(error) = self.write(&[Write::PollOver { poll, at }]).await
        {
            tracing::error!(%error, "the end of a poll could not be written");
            self.poll_end_not_before = now + POLL_END_AGAIN;
        }
    }

    async fn sweep(&mut self, now: Instant) {
        if let Err(error) = self.write(&[Write::Sweep { at: Timestamp::now() }]).await {
            tracing::error!(%error, "a session could not be swept away");
            self.sweeping.failed(now);
        }
    }
}
