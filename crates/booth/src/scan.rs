//! Scanning the music folders on a blocking thread, one scan at a time, with progress and cancel.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pika_library::{Library, LibraryError, ScanProgress, ScanReport};
use tokio::sync::mpsc;

use crate::analysis::QueueCommand;
use crate::board::Board;
use crate::error::BoothError;
use crate::view::ScanStatus;
use pika_analysis::ANALYSIS_VERSION;

type Scan =
    fn(&Library, &mut dyn FnMut(&ScanProgress), &AtomicBool) -> Result<ScanReport, LibraryError>;

/// Cheap to clone; every clone is the same scanner.
#[derive(Clone)]
pub(crate) struct Scanner {
    library: Library,
    scan: Scan,
    board: Arc<Board>,
    queue: mpsc::Sender<QueueCommand>,
    state: Arc<Mutex<State>>,
    cancelled: Arc<AtomicBool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Running,
    /// Another scan follows the one that runs.
    AndAgain,
}

impl Scanner {
    pub(crate) fn new(
        library: Library,
        board: Arc<Board>,
        queue: mpsc::Sender<QueueCommand>,
    ) -> Self {
        let state = Arc::new(Mutex::new(State::Idle));
        Self { library, scan: Library::scan, board, queue, state, cancelled: Arc::default() }
    }

    /// Scans all folders in the background; afterwards what is new is analysed.
    pub(crate) fn start(&self) -> Result<(), BoothError> {
        let mut state = self.state();
        if *state != State::Idle {
            return Err(BoothError::ScanRunning);
        }
        *state = State::Running;
        self.cancelled.store(false, Ordering::SeqCst);
        let scanner = self.clone();
        tokio::task::spawn_blocking(move || {
            let running = Running(scanner);
            while running.0.scan_once() {}
        });
        Ok(())
    }

    /// The same for folders that a running scan, which has read its list of them, does not know.
    pub(crate) fn start_anew(&self) {
        let mut state = self.state();
        if *state == State::Idle {
            drop(state);
            // Somebody who started one in between did so after the folder was added.
            let _ = self.start();
        } else {
            *state = State::AndAgain;
            self.cancelled.store(true, Ordering::SeqCst);
        }
    }

    /// Ends a running scan, and what was to follow it; what it has read is kept.
    pub(crate) fn cancel(&self) {
        let mut state = self.state();
        if *state == State::AndAgain {
            *state = State::Running;
        }
        self.cancelled.store(true, Ordering::SeqCst);
    }

    /// Says whether another scan follows.
    fn scan_once(&self) -> bool {
        let Self { library, board, .. } = self;
        let result = (self.scan)(
            library,
            &mut |progress| {
                board.set_scan(ScanStatus { progress: Some(progress.clone()), report: None });
            },
            &self.cancelled,
        );
        let report = match result {
            Ok(report) => Some(report),
            Err(error) => {
                board.notify(BoothError::from(error).notice());
                None
            }
        };
        let has_new = report.as_ref().is_some_and(|report| !report.cancelled);
        refresh_summary(library, board);
        let mut state = self.state();
        let again = *state == State::AndAgain;
        if again {
            *state = State::Running;
            self.cancelled.store(false, Ordering::SeqCst);
        } else {
            // Under the lock: the next scan's progress comes after this.
            board.set_scan(ScanStatus { progress: None, report });
            *state = State::Idle;
        }
        drop(state);
        if has_new {
            // The queue ends only when the booth does.
            let _ = self.queue.blocking_send(QueueCommand::StartNew);
        }
        again
    }

    /// The lock is held for an assignment only.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// However the scanning ends, also over a fault of ours: the next one can begin.
struct Running(Scanner);

impl Drop for Running {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Scanner { board, .. } = &self.0;
            board.notify(BoothError::Stumbled.notice());
            board.set_scan(ScanStatus::default());
            *self.0.state() = State::Idle;
        }
    }
}

/// Reads the library's figures again; blocking.
pub(crate) fn refresh_summary(library: &Library, board: &Board) {
    let reading = board.begin_reading();
    match library.summary(ANALYSIS_VERSION) {
        Ok(summary) => board.set_library(reading, summary),
        Err(error) => board.notify(BoothError::from(error).notice()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::mpsc as threads;

    use pika_library::TrackQuery;
    use tempfile::TempDir;
    use tokio::runtime::{Builder, Runtime};

    use super::*;
    use crate::view::Settings;

    struct Desk {
        folder: TempDir,
        scanner: Scanner,
        _queue: mpsc::Receiver<QueueCommand>,
    }

    impl Desk {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let library = Library::open(&folder.path().join("pika.db")).expect("a library");
            let (queue, commands) = mpsc::channel(8);
            let board = Arc::new(Board::new(Settings::default()));
            Self { folder, scanner: Scanner::new(library, board, queue), _queue: commands }
        }

        /// Adds a music folder with one track.
        fn add(&self, name: &str) {
            let folder = self.folder.path().join(name);
            std::fs::create_dir(&folder).expect("created");
            std::fs::write(folder.join(Path::new(name).with_extension("mp3")), name).expect("kept");
            self.scanner.library.add_folder(&folder).expect("added");
        }

        fn tracks(&self) -> u32 {
            self.scanner.library.list_tracks(&TrackQuery::default()).expect("a list").total
        }
    }

    /// One thread for all blocking work, and what it does first: wait for a word.
    fn busy() -> (Runtime, threads::Sender<()>) {
        let runtime = Builder::new_current_thread().max_blocking_threads(1).build();
        let runtime = runtime.expect("a runtime");
        let (free, wait) = threads::channel();
        runtime.spawn_blocking(move || wait.recv());
        (runtime, free)
    }

    /// Ends when all blocking work has.
    fn finish(runtime: &Runtime, free: &threads::Sender<()>) {
        // It waits no more than once.
        let _ = free.send(());
        runtime.block_on(runtime.spawn_blocking(|| ())).expect("the last to be done");
    }

    #[test]
    fn a_folder_that_is_added_while_a_scan_begins_is_scanned_after_it() {
        let (desk, (runtime, free)) = (Desk::new(), busy());
        let _here = runtime.enter();
        desk.add("one");
        desk.scanner.start().expect("nothing runs");
        desk.add("two");
        desk.scanner.start_anew();
        assert!(matches!(desk.scanner.start(), Err(BoothError::ScanRunning)));
        finish(&runtime, &free);
        assert_eq!(desk.tracks(), 2);
        assert_eq!(*desk.scanner.state(), State::Idle);
    }

    #[test]
    fn what_is_cancelled_is_not_followed_by_another_scan() {
        let (desk, (runtime, free)) = (Desk::new(), busy());
        let _here = runtime.enter();
        desk.add("one");
        desk.scanner.start().expect("nothing runs");
        desk.scanner.start_anew();
        desk.scanner.cancel();
        finish(&runtime, &free);
        assert_eq!((desk.tracks(), *desk.scanner.state()), (0, State::Idle));
        assert!(desk.scanner.board.snapshot().scan.report.is_some_and(|report| report.cancelled));
    }

    #[test]
    fn a_scan_that_breaks_off_is_not_the_last() {
        let (mut desk, (runtime, free)) = (Desk::new(), busy());
        let _here = runtime.enter();
        desk.add("one");
        desk.scanner.scan = |_, tell, _| {
            tell(&ScanProgress::default());
            panic!("a fault of ours")
        };
        desk.scanner.start().expect("nothing runs");
        finish(&runtime, &free);
        assert_eq!(desk.scanner.board.snapshot().scan.progress, None, "the window shows none");
        desk.scanner.scan = Library::scan;
        desk.scanner.start().expect("nothing runs any more");
        finish(&runtime, &free);
        assert_eq!(desk.tracks(), 1);
    }
}
