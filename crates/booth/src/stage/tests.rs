//! The stage when something of ours breaks or stands still: on a real library, without a cloud.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use pika_domain::{SourceKind, TrackNames};
use tempfile::TempDir;

use super::*;
use crate::fault::ask;
use crate::view::{BoothEvent, Settings};

/// Far longer than anything takes that a test waits for, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

struct Night {
    library: Library,
    board: Arc<Board>,
    commands: mpsc::Sender<StageCommand>,
    sources: mpsc::Sender<SourceEvent>,
    links: mpsc::Sender<(SessionId, LiveEvent)>,
    /// The other ends of what the stage holds: nobody listens there.
    _analysed: mpsc::Sender<TrackId>,
    _queue: mpsc::Receiver<QueueCommand>,
    _account: mpsc::Receiver<AccountCommand>,
    folder: TempDir,
}

impl Night {
    /// With room for one command in the queue of the analysis.
    fn begin(resolve: Resolve) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let library = Library::open(&folder.path().join("pika.db")).expect("a library");
        let board = Arc::new(Board::new(Settings::default()));
        let ((commands, obeyed), (analysed, known)) = (mpsc::channel(64), mpsc::channel(1));
        let (sources, heard) = mpsc::channel(2 * MOST_UNRECORDED);
        let ((queue, queued), (account, asked)) = (mpsc::channel(1), mpsc::channel(1));
        let (mut stage, live) = Stage::new(
            library.clone(),
            Arc::clone(&board),
            folder.path().to_owned(),
            CloudChoice::Embedded { port: Some(0) },
            Timing::default(),
            queue,
            account,
        );
        stage.resolve = resolve;
        let links = stage.live_events.clone();
        let inputs = StageInputs { commands: obeyed, sources: heard, analysed: known };
        tokio::spawn(stage.run(inputs, live));
        Self {
            library,
            board,
            commands,
            sources,
            links,
            _analysed: analysed,
            _queue: queued,
            _account: asked,
            folder,
        }
    }

    async fn play(&self, title: &str, path: Option<&Path>, started_at: Timestamp) {
        let candidate = Candidate {
            source: SourceKind::VirtualDj,
            path: path.map(Path::to_owned),
            names: TrackNames::new("Otis Marlow", title),
            started_at: Some(started_at),
            duration_s: Some(200.0),
        };
        self.sources.send(SourceEvent::Started(candidate)).await.expect("the stage listens");
    }

    /// The titles of the night once there are so many; newest first.
    async fn titles(&self, count: usize) -> Vec<String> {
        let mut events = self.board.subscribe();
        let wait = async {
            loop {
                let plays = self.board.snapshot().plays;
                if plays.len() == count {
                    return plays.into_iter().map(|play| play.title).collect();
                }
                // What was missed is in the snapshot.
                let _ = events.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("they are recorded")
    }
}

/// Waits for a notice that begins like this.
async fn complaint(events: &mut tokio::sync::broadcast::Receiver<BoothEvent>, begin: &str) {
    let wait = async {
        loop {
            if let Ok(BoothEvent::Notice(notice)) = events.recv().await
                && notice.message.starts_with(begin)
            {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("the DJ is told");
}

#[tokio::test]
async fn a_fault_in_one_turn_does_not_end_the_night() {
    let night = Night::begin(plays::resolve);
    let mut events = night.board.subscribe();
    let answer = ask(&night.commands, |reply| StageCommand::Stumble { reply }).await;
    assert!(matches!(answer, Err(BoothError::Stumbled)), "{answer:?}");
    complaint(&mut events, "Pika stumbled").await;
    night.play("Stay Late", None, Timestamp::now()).await;
    assert_eq!(night.titles(1).await, ["Stay Late"]);
    ask(&night.commands, |reply| StageCommand::ClearNowPlaying { reply }).await.expect("obeyed");
}

#[tokio::test]
async fn a_play_that_pika_stumbles_over_does_not_hold_up_those_behind_it() {
    let night = Night::begin(|library, candidate, session| {
        assert_ne!(candidate.names.title, "Broken", "a fault of ours");
        plays::resolve(library, candidate, session)
    });
    let mut events = night.board.subscribe();
    night.play("Broken", None, Timestamp::now()).await;
    complaint(&mut events, "Pika stumbled over \"Broken\"").await;
    night.play("Next", None, Timestamp::now()).await;
    assert_eq!(night.titles(1).await, ["Next"]);
}

#[tokio::test]
async fn a_start_at_the_beginning_of_time_is_a_play_like_others() {
    let night = Night::begin(plays::resolve);
    night.play("Long Ago", None, Timestamp::MIN).await;
    night.play("Now", None, Timestamp::now()).await;
    assert_eq!(night.titles(1).await, ["Now"], "the other is out of sight, not in the way");
    let all = night.library.plays_since(Timestamp::MIN).expect("readable");
    assert_eq!(all.len(), 2);
}

fn locked(library: &Library) -> LibraryError {
    LibraryError::Locked { path: library.path().to_owned() }
}

#[tokio::test]
async fn a_play_is_tried_again_although_dancers_like_without_a_pause() {
    static LOCKED: AtomicBool = AtomicBool::new(true);
    let night = Night::begin(|library, candidate, session| {
        if LOCKED.load(Ordering::SeqCst) {
            return Err(locked(library));
        }
        plays::resolve(library, candidate, session)
    });
    let mut events = night.board.subscribe();
    night.play("Stay Late", None, Timestamp::now()).await;
    complaint(&mut events, "the library is held").await;
    let links = night.links.clone();
    tokio::spawn(async move {
        let session = SessionId::new("pika_0123456789").expect("an id");
        let like = LiveEvent::Likes { play_id: PlayId(uuid::Uuid::nil()), likes: 1 };
        while links.send((session.clone(), like.clone())).await.is_ok() {}
    });
    LOCKED.store(false, Ordering::SeqCst);
    assert_eq!(night.titles(1).await, ["Stay Late"]);
}

#[tokio::test]
async fn plays_that_cannot_be_recorded_are_kept_within_bounds_and_none_is_lost() {
    static LOCKED: AtomicBool = AtomicBool::new(true);
    let night = Night::begin(|library, candidate, session| {
        if LOCKED.load(Ordering::SeqCst) {
            return Err(locked(library));
        }
        plays::resolve(library, candidate, session)
    });
    let (all, beyond) = (MOST_UNRECORDED + 200, 200);
    // Days ago, so that the night's list, which is read with each of them, stays short.
    let begin = Timestamp::now() - SignedDuration::from_hours(100);
    let titles: Vec<_> = (0..all).map(|number| format!("Track {number}")).collect();
    for (minute, title) in (0_i64..).zip(&titles) {
        night.play(title, None, begin + SignedDuration::from_mins(3 * minute)).await;
    }
    let waiting = || night.sources.max_capacity() - night.sources.capacity();
    // Each answer is a turn of the stage, in which it may as well have taken a play.
    let turn = || ask(&night.commands, |reply| StageCommand::ClearNowPlaying { reply });
    while waiting() > beyond {
        turn().await.expect("obeyed");
    }
    for _ in 0..64 {
        turn().await.expect("obeyed");
    }
    assert_eq!(waiting(), beyond, "the others wait where they are");

    LOCKED.store(false, Ordering::SeqCst);
    let recorded = async {
        while waiting() > 0 {
            turn().await.expect("obeyed");
        }
        turn().await.expect("obeyed");
    };
    tokio::time::timeout(PATIENCE, recorded).await.expect("all are recorded");
    let recorded = night.library.plays_since(Timestamp::MIN).expect("readable");
    let recorded: Vec<_> = recorded.into_iter().rev().map(|play| play.title).collect();
    assert_eq!(recorded, titles);
}

#[tokio::test]
async fn an_analysis_that_takes_no_more_orders_does_not_stop_the_night() {
    let night = Night::begin(plays::resolve);
    let music = night.folder.path().join("music");
    std::fs::create_dir(&music).expect("created");
    std::fs::write(music.join("Otis Marlow - Stay Late.mp3"), "not analysed yet").expect("written");
    night.library.add_folder(&music).expect("added");
    night.library.scan(&mut |_| {}, &AtomicBool::new(false)).expect("scanned");
    let file = music.join("Otis Marlow - Stay Late.mp3");
    // Whole minutes apart: entries of one start are one play.
    let now = Timestamp::from_second(Timestamp::now().as_second()).expect("it is now");
    for minutes in [9, 6, 3] {
        night.play("Stay Late", Some(&file), now - SignedDuration::from_mins(minutes)).await;
    }
    assert_eq!(night.titles(3).await, ["Stay Late"; 3]);
}
