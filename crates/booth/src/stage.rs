//! The night: what plays, whether it is live, and what the cloud is owed.
//!
//! One task owns it, so that plays, sessions and likes have one order. A play is in `pika.db` before
//! anything else hears of it. `plays` records tracks, `on_air` opens and ends sessions, `clouds` knows
//! where they go, `linked` hears what comes back, `late` what comes after the end, `floor` asks and
//! tells the dancers.

mod clouds;
mod floor;
mod late;
mod linked;
mod on_air;
mod plays;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pika_domain::{Candidate, PlayId, SessionId, TrackId};
use pika_library::{Library, LibraryError};
use pika_live::{CloudAddress, Link, LiveEvent, Timing};
use pika_sources::SourceEvent;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior};

use crate::account::{AccountCommand, SignedIn};
use crate::analysis::QueueCommand;
use crate::board::Board;
use crate::embedded::EmbeddedCloud;
use crate::error::BoothError;
use crate::fault::{self, Reply, survives};
use crate::view::{NewAnnouncement, NewPoll, Reach};
use floor::CloudPoll;
use plays::Resolve;

pub(crate) use on_air::histories_count_since;

/// What could not be done for a passing reason is tried again after this time.
const AGAIN: Duration = Duration::from_secs(2);

/// Most plays that wait to be recorded; many nights have fewer.
const MOST_UNRECORDED: usize = 1000;

/// Which cloud new sessions go to.
#[derive(Debug, Clone)]
pub enum CloudChoice {
    /// The cloud of the settings while the DJ is logged in there, else the one inside this program;
    /// `None` takes its usual port.
    Embedded { port: Option<u16> },
    /// This one, whatever the settings say.
    Remote(CloudAddress),
}

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
    StartPoll {
        poll: NewPoll,
        reply: Reply,
    },
    EndPoll {
        reply: Reply,
    },
    CancelPoll {
        reply: Reply,
    },
    DismissPoll {
        reply: Reply,
    },
    Announce {
        announcement: NewAnnouncement,
        reply: Reply,
    },
    CancelAnnouncement {
        reply: Reply,
    },
    ShareTempo(bool),
    /// Another tempo of this track counts from now on.
    TrackChanged(TrackId),
    /// The account says who is logged in, and whenever that changes.
    SignIn(Option<SignedIn>),
    /// Breaks off, as a fault of ours would.
    #[cfg(test)]
    Stumble {
        reply: Reply,
    },
    /// Leaves everything in order: the cloud is drained, open sessions stay open for the next start.
    ShutDown {
        done: oneshot::Sender<()>,
    },
}

/// Whether the account has said yet who is logged in.
enum Login {
    Unknown,
    Known(Option<SignedIn>),
}

struct SessionLink {
    link: Link,
    /// Absent where it leads to the embedded cloud.
    remote: Option<CloudAddress>,
}

pub(crate) struct Stage {
    library: Library,
    board: Arc<Board>,
    data_dir: PathBuf,
    choice: CloudChoice,
    timing: Timing,
    embedded: Option<EmbeddedCloud>,
    /// Why the cloud inside this program does not run although sessions wait for it; tried again.
    no_cloud: Option<String>,
    login: Login,
    account: mpsc::Sender<AccountCommand>,
    /// The session that plays go to.
    on_air: Option<SessionId>,
    /// One link a session; an ended one stays until its end is acknowledged.
    links: HashMap<SessionId, SessionLink>,
    live_events: mpsc::Sender<(SessionId, LiveEvent)>,
    /// Tracks that started but are not in `pika.db` yet, oldest first.
    unrecorded: VecDeque<Candidate>,
    resolve: Resolve,
    /// Totals of likes that are not in `pika.db` yet.
    uncounted: HashMap<PlayId, u32>,
    cloud_poll: Option<CloudPoll>,
    /// Number of the newest poll that was cancelled here; what the cloud still says of it is old.
    cancelled_poll: u64,
    queue: mpsc::Sender<QueueCommand>,
}

/// Everything that the stage hears.
pub(crate) struct StageInputs {
    pub(crate) commands: mpsc::Receiver<StageCommand>,
    pub(crate) sources: mpsc::Receiver<SourceEvent>,
    pub(crate) analysed: mpsc::Receiver<TrackId>,
}

/// One thing that the stage heard, and does before it hears the next.
enum Heard {
    Command(StageCommand),
    Source(SourceEvent),
    Link(SessionId, LiveEvent),
    Analysed(TrackId),
    TimeForLateLikes,
    TimeToTryAgain,
}

impl Stage {
    pub(crate) fn new(
        library: Library,
        board: Arc<Board>,
        data_dir: PathBuf,
        choice: CloudChoice,
        timing: Timing,
        queue: mpsc::Sender<QueueCommand>,
        account: mpsc::Sender<AccountCommand>,
    ) -> (Self, mpsc::Receiver<(SessionId, LiveEvent)>) {
        let (live_events, receiver) = mpsc::channel(256);
        let stage = Self {
            library,
            board,
            data_dir,
            choice,
            timing,
            embedded: None,
            no_cloud: None,
            login: Login::Unknown,
            account,
            on_air: None,
            links: HashMap::new(),
            live_events,
            unrecorded: VecDeque::new(),
            resolve: plays::resolve,
            uncounted: HashMap::new(),
            cloud_poll: None,
            cancelled_poll: 0,
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
        let mut late = tokio::time::interval(late::ASK_EVERY);
        late.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Of its own, whatever else happens: dancers who like without a pause must not put it off.
        let mut again = None;
        loop {
            // What is not taken now waits with the sources, and in the history of the DJ program.
            let has_room = self.unrecorded.len() < MOST_UNRECORDED;
            let heard = tokio::select! {
                command = inputs.commands.recv() => match command {
                    Some(StageCommand::ShutDown { done }) => {
                        survives(self.shut_down()).await;
                        // Nobody waiting for the end is fine.
                        let _ = done.send(());
                        return;
                    }
                    Some(command) => Heard::Command(command),
                    None => return self.shut_down().await,
                },
                Some(event) = inputs.sources.recv(), if has_room => Heard::Source(event),
                Some((session, event)) = live.recv() => Heard::Link(session, event),
                Some(track) = inputs.analysed.recv() => Heard::Analysed(track),
                _ = late.tick() => Heard::TimeForLateLikes,
                () = tokio::time::sleep_until(again.unwrap_or_else(Instant::now)), if again.is_some() => {
                    again = None;
                    Heard::TimeToTryAgain
                }
            };
            if !survives(Box::pin(self.turn(heard))).await {
                self.complain(&BoothError::Stumbled);
            }
            again =
                self.has_unfinished_work().then(|| again.unwrap_or_else(|| Instant::now() + AGAIN));
        }
    }

    async fn turn(&mut self, heard: Heard) {
        match heard {
            Heard::Command(command) => self.obey(command).await,
            Heard::Source(SourceEvent::Started(candidate)) => {
                self.unrecorded.push_back(candidate);
                self.record_waiting_plays().await;
            }
            Heard::Source(SourceEvent::Statuses(statuses)) => self.board.set_sources(statuses),
            Heard::Link(session, event) => self.live_event(session, event).await,
            Heard::Analysed(track) => self.track_changed(track).await,
            Heard::TimeForLateLikes => self.ask_for_late_likes().await,
            Heard::TimeToTryAgain => self.try_again().await,
        }
    }

    fn has_unfinished_work(&self) -> bool {
        !self.unrecorded.is_empty() || !self.uncounted.is_empty() || self.no_cloud.is_some()
    }

    async fn try_again(&mut self) {
        if !self.unrecorded.is_empty() {
            self.record_waiting_plays().await;
        }
        if !self.uncounted.is_empty() {
            self.count_waiting_likes().await;
        }
        if self.no_cloud.is_some() {
            self.start_the_cloud_again().await;
        }
    }

    async fn obey(&mut self, command: StageCommand) {
        let (reply, result) = match command {
            StageCommand::GoLive { dj_name, reply } => (reply, self.go_live(&dj_name).await),
            StageCommand::EndSession { reply } => (reply, self.end_session().await),
            StageCommand::ClearNowPlaying { reply } => (reply, self.clear_now_playing().await),
            StageCommand::SetReach { reach, reply } => (reply, self.set_reach(reach).await),
            StageCommand::StartPoll { poll, reply } => (reply, self.start_poll(poll).await),
            StageCommand::EndPoll { reply } => (reply, self.end_poll().await),
            StageCommand::CancelPoll { reply } => (reply, self.cancel_poll().await),
            StageCommand::DismissPoll { reply } => (reply, self.dismiss_poll()),
            StageCommand::Announce { announcement, reply } => {
                (reply, self.announce(announcement).await)
            }
            StageCommand::CancelAnnouncement { reply } => (reply, self.cancel_announcement().await),
            StageCommand::ShareTempo(shared) => return self.set_share_tempo(shared),
            StageCommand::TrackChanged(track) => return self.track_changed(track).await,
            StageCommand::SignIn(login) => return self.sign_in(login).await,
            #[cfg(test)]
            StageCommand::Stumble { reply } => panic!("a fault of ours; {reply:?} is not answered"),
            StageCommand::ShutDown { .. } => unreachable!("handled by the loop"),
        };
        // A window that closed in the meantime does not want the answer.
        let _ = reply.send(result);
    }

    async fn shut_down(&mut self) {
        self.links.clear();
        if let Some(cloud) = self.embedded.take() {
            cloud.stop().await;
        }
    }

    /// Library work off the async threads.
    async fn with_library<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, BoothError> {
        fault::with_library(&self.library, work).await
    }

    fn complain(&self, error: &BoothError) {
        tracing::warn!(%error, "the stage could not do what it should");
        self.board.notify(error.notice());
    }
}
