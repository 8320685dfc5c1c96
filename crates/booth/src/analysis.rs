//! The analysis queue: which track is next, how far the batch is, pause, resume, stop.
//!
//! One task owns it all. The work itself is done by the sidecar (`engine`); results go straight into
//! the library.

mod batch;
mod engine;
mod launch;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use pika_domain::{Analysis, TrackId};
use pika_library::{AnalysisJob, Library};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

pub use launch::{ChildLauncher, LaunchError, SidecarLauncher, SidecarProcess, port_in_line};

use crate::board::Board;
use crate::error::BoothError;
use crate::fault::{self, survives};
use crate::view::AnalysisState;
use batch::Batch;
use engine::{Engine, EngineClient, EngineError};
use pika_analysis::ANALYSIS_VERSION;

/// A track whose sidecar died under it is tried once more.
const ATTEMPTS: u32 = 2;

/// What the queue is asked to do.
#[derive(Debug, Clone, Copy)]
pub(crate) enum QueueCommand {
    /// Every track that has no current analysis.
    Start,
    /// Every track that was never analysed; what an older version said is good enough for now.
    StartNew,
    Pause,
    Resume,
    /// What is begun is given up, what is waiting is forgotten.
    Stop,
    /// One track, before all others.
    First(TrackId),
    /// The same, even while the others are paused.
    Track(TrackId),
    /// This track is given up, whether it is begun or waits; the others go on.
    Cancel(TrackId),
    Threads(u32),
}

/// What became of one track.
struct Finished {
    job: AnalysisJob,
    attempt: u32,
    /// Which sidecar was asked.
    launch: u32,
    result: Result<Analysis, EngineError>,
}

/// One thing that the queue is told, and sees to before the next.
enum Told {
    Command(QueueCommand),
    /// Which share of a track has been heard.
    Heard(TrackId, f64),
    Finished(Box<Finished>),
    /// A task that was given up has ended; its track has been forgotten already.
    GivenUp,
}

pub(crate) struct AnalysisQueue {
    library: Library,
    board: Arc<Board>,
    engine: Engine,
    batch: Batch,
    running: JoinSet<Finished>,
    tasks: HashMap<TrackId, AbortHandle>,
    /// How much of a track has been heard, and where the tasks tell it.
    heard: mpsc::Receiver<(TrackId, f64)>,
    heard_by: mpsc::Sender<(TrackId, f64)>,
    threads: usize,
    /// Told the track of each stored result.
    analysed: mpsc::Sender<TrackId>,
}

impl AnalysisQueue {
    pub(crate) fn new(
        library: Library,
        board: Arc<Board>,
        launcher: Arc<dyn SidecarLauncher>,
        analysed: mpsc::Sender<TrackId>,
    ) -> Self {
        let threads = board.settings().analysis_threads as usize;
        let (heard_by, heard) = mpsc::channel(16);
        Self {
            library,
            board,
            engine: Engine::new(launcher),
            batch: Batch::default(),
            running: JoinSet::new(),
            tasks: HashMap::new(),
            heard,
            heard_by,
            threads,
            analysed,
        }
    }

    /// Runs until nobody can send commands any more.
    pub(crate) async fn run(mut self, mut commands: mpsc::Receiver<QueueCommand>) {
        loop {
            let told = tokio::select! {
                command = commands.recv() => match command {
                    Some(command) => Told::Command(command),
                    None => return,
                },
                Some((id, share)) = self.heard.recv() => Told::Heard(id, share),
                Some(finished) = self.running.join_next() => match finished {
                    Ok(finished) => Told::Finished(Box::new(finished)),
                    Err(_) => Told::GivenUp,
                },
            };
            if !survives(Box::pin(self.turn(told))).await {
                self.stop();
                self.batch.set_problem(BoothError::Stumbled.to_string());
            }
            self.report();
        }
    }

    async fn turn(&mut self, told: Told) {
        match told {
            Told::Command(command) => self.obey(command).await,
            Told::Heard(id, share) => self.batch.heard(id, share),
            Told::Finished(finished) => self.finish(*finished).await,
            Told::GivenUp => {}
        }
        self.dispatch().await;
    }

    async fn obey(&mut self, command: QueueCommand) {
        match command {
            QueueCommand::Start => self.add_older_than(ANALYSIS_VERSION).await,
            QueueCommand::StartNew => self.add_older_than(0).await,
            QueueCommand::Pause => self.batch.pause(),
            QueueCommand::Resume => self.batch.resume(Instant::now()),
            QueueCommand::Stop => self.stop(),
            QueueCommand::Cancel(id) => {
                if let Some(task) = self.tasks.remove(&id) {
                    task.abort();
                }
                self.batch.cancel(id);
            }
            QueueCommand::First(id) => self.add_first(id, false).await,
            QueueCommand::Track(id) => self.add_first(id, true).await,
            QueueCommand::Threads(threads) => self.threads = threads.max(1) as usize,
        }
    }

    fn stop(&mut self) {
        self.running.abort_all();
        self.tasks.clear();
        self.batch.stop();
    }

    async fn add_first(&mut self, id: TrackId, alone: bool) {
        let found = self.with_library(move |library| library.track_detail(id)).await;
        if let Some(track) = found.flatten() {
            let job = AnalysisJob { track_id: id, path: track.path.into(), title: track.row.title };
            self.batch.add_first(job, alone, Instant::now());
        }
    }

    /// Adds every track that no version from this one on has analysed.
    async fn add_older_than(&mut self, version: u32) {
        let found = self.with_library(move |library| library.tracks_to_analyse(version)).await;
        self.batch.add(found.unwrap_or_default(), Instant::now());
    }

    /// Hands waiting tracks to the sidecar while it has free threads.
    async fn dispatch(&mut self) {
        while self.running.len() < self.threads {
            let Some((job, attempt)) = self.batch.next() else { return };
            let client = match self.client().await {
                Ok(client) => client,
                Err(error) => {
                    tracing::warn!(%error, "the sidecar does not start");
                    self.batch.stop();
                    self.batch.set_problem(error.to_string());
                    return;
                }
            };
            let (id, heard) = (job.track_id, self.heard_by.clone());
            let task = self.running.spawn(async move {
                // A figure that finds no room is followed by a better one.
                let tell = |share| {
                    let _ = heard.try_send((id, share));
                };
                let result = client.analyse(&job.path, tell).await;
                Finished { job, attempt, launch: client.launch(), result }
            });
            self.tasks.insert(id, task);
        }
    }

    async fn client(&mut self) -> Result<EngineClient, LaunchError> {
        let folders = self.with_library(Library::folders).await.unwrap_or_default();
        let folders = folders.into_iter().map(|folder| folder.path).collect();
        self.engine.client(folders, self.threads).await
    }

    async fn finish(&mut self, finished: Finished) {
        let Finished { job, attempt, launch, result } = finished;
        let id = job.track_id;
        if self.tasks.remove(&id).is_none() {
            // It was given up in the moment in which it ended.
            return;
        }
        let stored = match result {
            Ok(analysis) => {
                self.batch.finished(id, false);
                self.with_library(move |library| library.store_analysis(id, &analysis)).await
            }
            Err(EngineError::File(reason)) => {
                self.batch.finished(id, true);
                self.store_failure(id, reason).await
            }
            Err(EngineError::Busy) => {
                self.batch.again(job, attempt);
                return;
            }
            Err(EngineError::Gone) => {
                self.engine.forget_launch(launch);
                if attempt < ATTEMPTS {
                    self.batch.again(job, attempt + 1);
                    return;
                }
                self.batch.finished(id, true);
                self.store_failure(id, "The analysis broke off on this file.".into()).await
            }
        };
        if stored.is_some() {
            // Nobody waiting for the result is fine: it is in the library.
            let _ = self.analysed.send(id).await;
        }
    }

    async fn store_failure(&self, id: TrackId, reason: String) -> Option<()> {
        self.with_library(move |library| {
            library.store_analysis_failure(id, ANALYSIS_VERSION, &reason)
        })
        .await
    }

    fn report(&mut self) {
        let status = self.batch.status(Instant::now());
        if status.state == AnalysisState::Idle {
            // An idle sidecar costs memory for nothing.
            self.engine.forget();
        }
        self.board.set_analysis(status);
    }

    /// Library work off the async threads; failures are logged and are `None`.
    async fn with_library<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library) -> Result<T, pika_library::LibraryError> + Send + 'static,
    ) -> Option<T> {
        fault::with_library(&self.library, work)
            .await
            .inspect_err(|error| tracing::warn!(%error, "the library did not answer the analysis"))
            .ok()
    }
}
