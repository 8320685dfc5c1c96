//! The night: what plays, whether it is live, and what the cloud is owed.
//!
//! One task owns it, so that plays, sessions and likes have one order. A play is in `pika.db` before
//! anything else hears of it. `plays` records tracks, `on_air` opens and ends sessions.

mod on_air;
mod plays;

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pika_domain::{Candidate, PlayId, SessionId, TrackId};
use pika_library::{Library, LibraryError};
use pika_live::{CloudAddress, Link, LiveEvent, Timing};
use pika_sources::SourceEvent;
use tokio::sync::{mpsc, oneshot};

use crate::analysis::QueueCommand;
use crate::board::Board;
use crate::embedded::EmbeddedCloud;
use crate::error::BoothError;
use crate::view::Reach;

pub(crate) use on_air::histories_count_since;

/// A play or a like that could not be recorded is tried again after this time.
const RECORD_AGAIN: Duration = Duration::from_secs(2);

/// Which cloud sessions go to.
#[derive(Debug, Clone)]
pub enum CloudChoice {
    /// One inside this program; `None` takes the usual port.
    Embedded {
        port: Option<u16>,
    },
    Remote(CloudAddress),
}

pub(crate) type Reply = oneshot::Sender<Result<(), BoothError>>;

pub(crate) enum StageCommand {
    GoLive {
        dj_name: String,
        reply: Reply,
    },
    EndSession {
        reply: Reply,
    },
    /// Nothing plays any more.
    ClearNowPlaying {
        reply: Reply,
    },
    SetReach {
        reach: Reach,
        reply: Reply,
    },
    /// Leaves everything in order: the cloud is drained, open sessions stay open for the next start.
    ShutDown {
        done: oneshot::Sender<()>,
    },
}

pub(crate) struct Stage {
    library: Library,
    board: Arc<Board>,
    data_dir: PathBuf,
    choice: CloudChoice,
    timing: Timing,
    cloud: Option<EmbeddedCloud>,
    /// The session that plays go to.
    on_air: Option<SessionId>,
    /// One link a session; an ended one stays until its end is acknowledged.
    links: HashMap<SessionId, Link>,
    live_events: mpsc::Sender<(SessionId, LiveEvent)>,
    /// Tracks that started but are not in `pika.db` yet, oldest first.
    unrecorded: VecDeque<Candidate>,
    /// Totals of likes that are not in `pika.db` yet.
    uncounted: HashMap<PlayId, u32>,
    queue: mpsc::Sender<QueueCommand>,
}

/// Everything that the stage hears.
pub(crate) struct StageInputs {
    pub(crate) commands: mpsc::Receiver<StageCommand>,
    pub(crate) sources: mpsc::Receiver<SourceEvent>,
    pub(crate) analysed: mpsc::Receiver<TrackId>,
}

impl Stage {
    pub(crate) fn new(
        library: Library,
        board: Arc<Board>,
        data_dir: PathBuf,
        choice: CloudChoice,
        timing: Timing,
        queue: mpsc::Sender<QueueCommand>,
    ) -> (Self, mpsc::Receiver<(SessionId, LiveEvent)>) {
        let (live_events, receiver) = mpsc::channel(256);
        let stage = Self {
            library,
            board,
            data_dir,
            choice,
            timing,
            cloud: None,
            on_air: None,
            links: HashMap::new(),
            live_events,
            unrecorded: VecDeque::new(),
            uncounted: HashMap::new(),
            queue,
        };
        (stage, receiver)
    }

    /// Shows what an earlier run left, and goes on with what it did not finish. To be called once,
    /// before [`Self::run`].
    pub(crate) async fn begin(&mut self) {
        self.take_up_unfinished_sessions().await;
        self.refresh_plays().await;
    }

    /// Runs until it is told to shut down.
    pub(crate) async fn run(
        mut self,
        mut inputs: StageInputs,
        mut live: mpsc::Receiver<(SessionId, LiveEvent)>,
    ) {
        loop {
            let waiting = !self.unrecorded.is_empty() || !self.uncounted.is_empty();
            tokio::select! {
                command = inputs.commands.recv() => match command {
                    Some(StageCommand::ShutDown { done }) => {
                        self.shut_down().await;
                        // Nobody waiting for the end is fine.
                        let _ = done.send(());
                        return;
                    }
                    Some(command) => self.obey(command).await,
                    None => return self.shut_down().await,
                },
                Some(event) = inputs.sources.recv() => match event {
                    SourceEvent::Started(candidate) => {
                        self.unrecorded.push_back(candidate);
                        self.record_waiting_plays().await;
                    }
                    SourceEvent::Statuses(statuses) => self.board.set_sources(statuses),
                },
                Some((session, event)) = live.recv() => self.live_event(session, event).await,
                Some(track) = inputs.analysed.recv() => self.track_analysed(track).await,
                () = tokio::time::sleep(RECORD_AGAIN), if waiting => {
                    self.record_waiting_plays().await;
                    self.count_waiting_likes().await;
                }
            }
        }
    }

    async fn obey(&mut self, command: StageCommand) {
        let (reply, result) = match command {
            StageCommand::GoLive { dj_name, reply } => (reply, self.go_live(&dj_name).await),
            StageCommand::EndSession { reply } => (reply, self.end_session().await),
            StageCommand::ClearNowPlaying { reply } => (reply, self.clear_now_playing().await),
            StageCommand::SetReach { reach, reply } => (reply, self.set_reach(reach).await),
            StageCommand::ShutDown { .. } => unreachable!("handled by the loop"),
        };
        // A window that closed in the meantime does not want the answer.
        let _ = reply.send(result);
    }

    async fn shut_down(&mut self) {
        self.links.clear();
        if let Some(cloud) = self.cloud.take() {
            cloud.stop().await;
        }
    }

    /// Library work off the async threads.
    async fn with_library<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, BoothError> {
        let library = self.library.clone();
        match tokio::task::spawn_blocking(move || work(&library)).await {
            Ok(result) => Ok(result?),
            Err(_) => Err(BoothError::ShuttingDown),
        }
    }

    fn complain(&self, error: &BoothError) {
        tracing::warn!(%error, "the stage could not do what it should");
        self.board.notify(error.notice());
    }
}
