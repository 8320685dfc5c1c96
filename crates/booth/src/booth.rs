//! The door to the running app: one method for each thing that a DJ can ask for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pika_domain::{Bpm, FolderId, Key, TrackId};
use pika_library::{Library, LibraryError, TrackDetail, TrackPage, TrackQuery};
use pika_live::Timing;
use pika_sources::{Source, Watch, WatchSettings, watch};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::account::{Account, AccountCommand, Keychain};
use crate::analysis::{AnalysisQueue, QueueCommand, SidecarLauncher};
use crate::board::Board;
use crate::error::BoothError;
use crate::fault::{self, Reply, blocking};
use crate::scan::{Scanner, refresh_summary};
use crate::settings;
use crate::stage::{CloudChoice, Stage, StageCommand, StageInputs, histories_count_since};
use crate::view::{BoothEvent, BoothSnapshot, NewAnnouncement, NewPoll, Settings};

/// How long going live waits for the cloud's word on the login.
const CHECK_PATIENCE: Duration = Duration::from_secs(3);

/// What a booth is made of.
pub struct BoothConfig {
    /// Folder of `pika.db` and of the embedded cloud's database.
    pub data_dir: PathBuf,
    pub launcher: Arc<dyn SidecarLauncher>,
    /// The DJ programs to listen to.
    pub sources: Vec<Box<dyn Source>>,
    pub cloud: CloudChoice,
    /// How patient the links to the cloud are.
    pub timing: Timing,
    /// Where the login at a cloud is kept.
    pub keychain: Arc<dyn Keychain>,
}

/// The running app. Cheap to clone; every clone is the same booth.
#[derive(Clone)]
pub struct Booth(Arc<Inner>);

struct Inner {
    library: Library,
    board: Arc<Board>,
    scanner: Scanner,
    watch: Watch,
    queue: mpsc::Sender<QueueCommand>,
    stage: mpsc::Sender<StageCommand>,
    account: mpsc::Sender<AccountCommand>,
}

impl Booth {
    /// Opens `pika.db`, begins to listen to the DJ programs and takes up what an earlier run left
    /// unfinished. Must be called within a tokio runtime.
    pub async fn open(config: BoothConfig) -> Result<Self, BoothError> {
        // A second installation of the same provider is refused and harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let path = config.data_dir.join("pika.db");
        let (library, kept, since) = blocking(move || {
            let library = Library::open(&path)?;
            let kept = settings::load(&library)?;
            let since = histories_count_since(&library)?;
            Ok::<_, LibraryError>((library, kept, since))
        })
        .await??;
        let settle = Duration::from_millis(kept.settle_ms.into());
        let board = Arc::new(Board::new(kept));

        let (queue, queue_commands) = mpsc::channel(64);
        let (analysed, analysed_tracks) = mpsc::channel(64);
        let (to_stage, forwarded) = mpsc::channel(64);
        let analysis =
            AnalysisQueue::new(library.clone(), Arc::clone(&board), config.launcher, analysed);
        tokio::spawn(analysis.run(queue_commands));
        tokio::spawn(follow_analysis(
            library.clone(),
            Arc::clone(&board),
            analysed_tracks,
            to_stage,
        ));

        let (watch, source_events) =
            watch(config.sources, WatchSettings { settle, since, ..WatchSettings::default() });
        let (stage, commands) = mpsc::channel(64);
        let (account, account_commands) = mpsc::channel(16);
        let configured = match &config.cloud {
            CloudChoice::Remote(address) => Some(address.clone()),
            CloudChoice::Embedded { .. } => settings::cloud(&board.settings()).ok().flatten(),
        };
        let (mut actor, live_events) = Stage::new(
            library.clone(),
            Arc::clone(&board),
            config.data_dir,
            config.cloud,
            config.timing,
            queue.clone(),
            account.clone(),
        );
        actor.begin().await;
        let inputs = StageInputs { commands, sources: source_events, analysed: forwarded };
        tokio::spawn(actor.run(inputs, live_events));
        let keeper = Account::new(Arc::clone(&board), config.keychain, stage.clone(), configured);
        tokio::spawn(keeper.run(account_commands));

        let scanner = Scanner::new(library.clone(), Arc::clone(&board), queue.clone());
        let booth = Self(Arc::new(Inner { library, board, scanner, watch, queue, stage, account }));
        booth.refresh_library().await?;
        Ok(booth)
    }

    pub fn snapshot(&self) -> BoothSnapshot {
        self.0.board.snapshot()
    }

    /// Every change from now on. A receiver that falls behind should ask for the snapshot again.
    pub fn subscribe(&self) -> broadcast::Receiver<BoothEvent> {
        self.0.board.subscribe()
    }

    pub async fn list_tracks(&self, query: TrackQuery) -> Result<TrackPage, BoothError> {
        self.with_library(move |library| library.list_tracks(&query)).await
    }

    pub async fn track(&self, id: TrackId) -> Result<Option<TrackDetail>, BoothError> {
        self.with_library(move |library| library.track_detail(id)).await
    }

    /// Adds a music folder and scans it.
    pub async fn add_music_folder(&self, folder: &Path) -> Result<(), BoothError> {
        let folder = folder.to_owned();
        self.with_library(move |library| library.add_folder(&folder)).await?;
        self.refresh_library().await?;
        self.0.scanner.start_anew();
        Ok(())
    }

    pub async fn remove_music_folder(&self, id: FolderId) -> Result<(), BoothError> {
        self.with_library(move |library| library.remove_folder(id)).await?;
        self.refresh_library().await
    }

    pub fn start_scan(&self) -> Result<(), BoothError> {
        self.0.scanner.start()
    }

    pub fn cancel_scan(&self) {
        self.0.scanner.cancel();
    }

    /// Analyses every track that has no current analysis.
    pub async fn start_analysis(&self) -> Result<(), BoothError> {
        self.command(QueueCommand::Start).await
    }

    /// Analyses one track before all others, whatever was known of it, and even while the others are paused.
    pub async fn analyse_track(&self, id: TrackId) -> Result<(), BoothError> {
        self.command(QueueCommand::Track(id)).await
    }

    /// Gives one track up, whether it is begun or waits.
    pub async fn cancel_track_analysis(&self, id: TrackId) -> Result<(), BoothError> {
        self.command(QueueCommand::Cancel(id)).await
    }

    pub async fn pause_analysis(&self) -> Result<(), BoothError> {
        self.command(QueueCommand::Pause).await
    }

    pub async fn resume_analysis(&self) -> Result<(), BoothError> {
        self.command(QueueCommand::Resume).await
    }

    pub async fn stop_analysis(&self) -> Result<(), BoothError> {
        self.command(QueueCommand::Stop).await
    }

    /// Sets the danced tempo by the DJ's hand; `None` takes that back.
    pub async fn set_danced_bpm(&self, id: TrackId, bpm: Option<Bpm>) -> Result<(), BoothError> {
        self.with_library(move |library| library.set_danced_bpm(id, bpm)).await?;
        self.tell_stage(StageCommand::TrackChanged(id)).await?;
        self.refresh_library().await
    }

    /// Sets the key by the DJ's hand; `None` takes that back.
    pub async fn set_key(&self, id: TrackId, key: Option<Key>) -> Result<(), BoothError> {
        self.with_library(move |library| library.set_key(id, key)).await?;
        self.tell_stage(StageCommand::TrackChanged(id)).await?;
        self.refresh_library().await
    }

    /// Opens a live session under this name; the name is kept for the next time.
    pub async fn go_live(&self, dj_name: &str) -> Result<(), BoothError> {
        let dj_name = dj_name.trim().to_owned();
        // A token that was taken back is better found out now than in front of the floor. A venue
        // without network must not keep anybody waiting.
        let checked = self.ask_account(|reply| AccountCommand::Check { reply: Some(reply) });
        if let Ok(result) = tokio::time::timeout(CHECK_PATIENCE, checked).await {
            result?;
        }
        self.ask(|reply| StageCommand::GoLive { dj_name: dj_name.clone(), reply }).await?;
        self.change_settings(Settings { dj_name, ..self.0.board.settings() }).await
    }

    pub async fn end_session(&self) -> Result<(), BoothError> {
        self.ask(|reply| StageCommand::EndSession { reply }).await
    }

    /// Nothing plays any more.
    pub async fn clear_now_playing(&self) -> Result<(), BoothError> {
        self.ask(|reply| StageCommand::ClearNowPlaying { reply }).await
    }

    /// Asks the dancers; a poll that runs has to end first.
    pub async fn start_poll(&self, poll: NewPoll) -> Result<(), BoothError> {
        self.ask(|reply| StageCommand::StartPoll { poll, reply }).await
    }

    /// Ends the poll; what was voted counts.
    pub async fn end_poll(&self) -> Result<(), BoothError> {
        self.ask(|reply| StageCommand::EndPoll { reply }).await
    }

    /// Takes the poll back as if it had never been asked.
    pub async fn cancel_poll(&self) -> Result<(), BoothError> {
        self.ask(|reply| StageCommand::CancelPoll { reply }).await
    }

    /// Puts the result of a poll that is over away.
    pub async fn dismiss_poll(&self) -> Result<(), BoothError> {
        self.ask(|reply| StageCommand::DismissPoll { reply }).await
    }

    /// Tells the dancers something, in the place of what they were told before.
    pub async fn send_announcement(&self, announcement: NewAnnouncement) -> Result<(), BoothError> {
        self.ask(|reply| StageCommand::Announce { announcement, reply }).await
    }

    pub async fn cancel_announcement(&self) -> Result<(), BoothError> {
        self.ask(|reply| StageCommand::CancelAnnouncement { reply }).await
    }

    /// Logs in to the configured cloud with a token from its website. The token is not kept: what
    /// stands for it from then on is its digest.
    pub async fn paste_token(&self, token: String) -> Result<(), BoothError> {
        self.ask_account(|reply| AccountCommand::PasteToken { token, reply }).await
    }

    pub async fn log_in(&self, email: String, password: String) -> Result<(), BoothError> {
        self.ask_account(|reply| AccountCommand::LogIn { email, password, reply }).await
    }

    /// Replaces the token by another one; the old one is worthless from then on, wherever it is.
    pub async fn regenerate_token(&self, all: bool) -> Result<(), BoothError> {
        self.ask_account(|reply| AccountCommand::Regenerate { all, reply }).await
    }

    /// Asks the cloud whether the login still holds; the answer is in the snapshot.
    pub async fn check_login(&self) -> Result<(), BoothError> {
        self.ask_account(|reply| AccountCommand::Check { reply: Some(reply) }).await
    }

    /// Forgets the login on this laptop.
    pub async fn log_out(&self) -> Result<(), BoothError> {
        self.ask_account(|reply| AccountCommand::LogOut { reply }).await
    }

    /// Keeps the settings and makes them take effect at once.
    pub async fn change_settings(&self, changed: Settings) -> Result<(), BoothError> {
        let before = self.0.board.settings();
        let mut settings = settings::bounded(&changed);
        let cloud = settings::cloud(&settings)?;
        if settings.cloud_address != before.cloud_address {
            self.ask_account(|reply| AccountCommand::SetCloud { address: cloud, reply }).await?;
        }
        if settings.reach != before.reach {
            let reach = settings.reach;
            let result = self.ask(|reply| StageCommand::SetReach { reach, reply }).await;
            if let Err(error) = result {
                settings.reach = before.reach;
                self.0.board.notify(error.notice());
            }
        }
        if settings.share_tempo_votes != before.share_tempo_votes {
            self.tell_stage(StageCommand::ShareTempo(settings.share_tempo_votes)).await?;
        }
        if settings.settle_ms != before.settle_ms {
            self.0.watch.set_settle(Duration::from_millis(settings.settle_ms.into()));
        }
        if settings.analysis_threads != before.analysis_threads {
            self.command(QueueCommand::Threads(settings.analysis_threads)).await?;
        }
        let kept = settings.clone();
        self.with_library(move |library| settings::save(library, &kept)).await?;
        self.0.board.set_settings(settings);
        Ok(())
    }

    /// Leaves everything in order; a session that is live is continued by the next start.
    pub async fn shut_down(&self) {
        self.cancel_scan();
        let (done, finished) = oneshot::channel();
        if self.0.stage.send(StageCommand::ShutDown { done }).await.is_ok() {
            // An error means that the stage has ended already.
            let _ = finished.await;
        }
    }

    async fn refresh_library(&self) -> Result<(), BoothError> {
        let board = Arc::clone(&self.0.board);
        self.with_library(move |library| {
            refresh_summary(library, &board);
            Ok(())
        })
        .await
    }

    async fn command(&self, command: QueueCommand) -> Result<(), BoothError> {
        self.0.queue.send(command).await.map_err(|_| BoothError::ShuttingDown)
    }

    async fn ask(&self, command: impl FnOnce(Reply) -> StageCommand) -> Result<(), BoothError> {
        fault::ask(&self.0.stage, command).await
    }

    async fn tell_stage(&self, command: StageCommand) -> Result<(), BoothError> {
        self.0.stage.send(command).await.map_err(|_| BoothError::ShuttingDown)
    }

    async fn ask_account(
        &self,
        command: impl FnOnce(Reply) -> AccountCommand,
    ) -> Result<(), BoothError> {
        fault::ask(&self.0.account, command).await
    }

    async fn with_library<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, BoothError> {
        fault::with_library(&self.0.library, work).await
    }
}

/// After each stored analysis: the library's figures are read again, and the stage hears of it.
async fn follow_analysis(
    library: Library,
    board: Arc<Board>,
    mut analysed: mpsc::Receiver<TrackId>,
    to_stage: mpsc::Sender<TrackId>,
) {
    while let Some(track) = analysed.recv().await {
        let (library, board) = (library.clone(), Arc::clone(&board));
        if let Err(error) = blocking(move || refresh_summary(&library, &board)).await {
            tracing::error!(%error, "the figures of the library are not new");
        }
        if to_stage.send(track).await.is_err() {
            return;
        }
    }
}
