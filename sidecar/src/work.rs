//! Analysing files: so many at once, each for so long, and none for a caller who has gone.

use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use pika_analysis::{AnalysisError, analyse_file};
use pika_domain::Analysis;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::{task, time};

use crate::folders::Folders;
use crate::refusal::Refusal;

/// A decoder that does not look at the clock for this long beyond its limit is stuck.
const GRACE: Duration = Duration::from_secs(5);
/// Enough for an answer to leave the process before it ends.
const FAREWELL: Duration = Duration::from_millis(200);
/// What [`Turn::heard`] says of a file that has been heard to its end.
const HEARD_WHOLE: f64 = 1_000.0;
/// Exit code of a process that gives up so that its parent starts a fresh one.
const NEEDS_RESTART: i32 = 3;

/// Analyses one file and asks between blocks, with the share that it has heard, whether it shall stop.
type Analyse = fn(&Path, &dyn Fn(f64) -> bool) -> Result<Analysis, AnalysisError>;

/// All that is needed to analyse a file.
#[derive(Debug)]
pub struct Work {
    folders: Arc<Folders>,
    places: Arc<Semaphore>,
    limit: Duration,
    analyse: Analyse,
    turns: Mutex<Vec<(PathBuf, Weak<Turn>)>>,
}

/// How far a file is.
#[derive(Debug, Serialize)]
pub struct Underway {
    /// As it was asked for.
    path: PathBuf,
    /// Share of it that has been heard, 0 to 1.
    share: f64,
}

impl Work {
    /// At most `threads` files at once, each for at most `limit` of wall time.
    pub fn new(folders: Folders, threads: usize, limit: Duration) -> Self {
        Self::with(folders, threads, limit, analyse_file)
    }

    fn with(folders: Folders, threads: usize, limit: Duration, analyse: Analyse) -> Self {
        let places = Arc::new(Semaphore::new(threads));
        Self { folders: Arc::new(folders), places, limit, analyse, turns: Mutex::default() }
    }

    /// Analyses one file when a place is free. Dropping the future stops the work within a few milliseconds.
    pub async fn analyse(&self, path: PathBuf) -> Result<Analysis, Refusal> {
        // Waiting and working together stay below the time that the parent waits for an answer.
        let place = time::timeout(self.limit / 3, Arc::clone(&self.places).acquire_owned())
            .await
            .map_err(|_| Refusal::busy())?
            .expect("the places are never closed");
        let caller = Caller(Arc::default());
        let turn = Arc::clone(&caller.0);
        self.turns().push((path.clone(), Arc::downgrade(&turn)));
        let folders = Arc::clone(&self.folders);
        let deadline = Instant::now() + self.limit;
        let analyse = self.analyse;
        let job = task::spawn_blocking(move || {
            let _place = place;
            let file = folders.admit(&path).inspect_err(|_| restart_if_changed(&folders))?;
            let stop = |share: f64| {
                turn.heard.store((share * HEARD_WHOLE).round() as u32, Ordering::Relaxed);
                turn.given_up.load(Ordering::Relaxed) || Instant::now() >= deadline
            };
            analyse(&file, &stop).map_err(Refusal::from)
        });
        match time::timeout(self.limit + GRACE, job).await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => {
                tracing::error!("an analysis broke off: {panic}");
                Err(Refusal::broke_off())
            }
            Err(_) => {
                tracing::error!("an analysis does not end; only the end of the process stops it");
                task::spawn(async {
                    time::sleep(FAREWELL).await;
                    process::exit(NEEDS_RESTART);
                });
                Err(Refusal::timed_out())
            }
        }
    }

    /// The files that are being analysed just now.
    pub fn underway(&self) -> Vec<Underway> {
        let turns = self.turns();
        let alive = turns.iter().filter_map(|(path, turn)| Some((path, turn.upgrade()?)));
        alive
            .map(|(path, turn)| {
                let share = f64::from(turn.heard.load(Ordering::Relaxed)) / HEARD_WHOLE;
                Underway { path: path.clone(), share }
            })
            .collect()
    }

    /// The list of those that have not ended.
    fn turns(&self) -> MutexGuard<'_, Vec<(PathBuf, Weak<Turn>)>> {
        // A list is whole whatever happened to its last user.
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|(_, turn)| turn.strong_count() > 0);
        turns
    }
}

/// What a request and the work for it tell each other.
#[derive(Debug, Default)]
struct Turn {
    given_up: AtomicBool,
    /// In parts of [`HEARD_WHOLE`].
    heard: AtomicU32,
}

/// The one who asked. When the request is dropped, so is this, and the work for it stops.
struct Caller(Arc<Turn>);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.given_up.store(true, Ordering::Relaxed);
    }
}

/// The parent starts a new process when this one ends without an answer; the new one may read the folder that has come.
fn restart_if_changed(folders: &Folders) {
    if folders.changed() {
        tracing::info!("a music folder has come or gone: starting afresh");
        process::exit(NEEDS_RESTART);
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::thread;

    use axum::http::StatusCode;
    use axum::response::IntoResponse;

    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
    }

    /// A music folder with one file, and what is answered when this is its decoder.
    fn answers(analyse: Analyse, limit: Duration, times: usize) -> Vec<StatusCode> {
        let guard = tempfile::tempdir().expect("a folder");
        let file = guard.path().join("song.wav");
        std::fs::write(&file, "music").expect("written");
        let work = Work::with(Folders::new(vec![guard.path().to_owned()]), 1, limit, analyse);
        runtime().block_on(async {
            let mut answers = Vec::new();
            for _ in 0..times {
                let refusal = work.analyse(file.clone()).await.expect_err("no result");
                answers.push(refusal.into_response().status());
            }
            // Time for the farewell, where there is one.
            if answers == [StatusCode::GATEWAY_TIMEOUT] {
                std::future::pending::<()>().await;
            }
            answers
        })
    }

    #[test]
    fn a_decoder_that_panics_costs_its_file_and_frees_its_place() {
        let broken = answers(|_, _| panic!("a hole in a decoder"), Duration::from_secs(30), 3);
        assert_eq!(broken, [StatusCode::INTERNAL_SERVER_ERROR; 3]);
    }

    /// Not a test by itself: the process that it runs in shall end.
    #[test]
    #[ignore = "runs in the process that another test starts"]
    fn stuck_in_a_decoder() {
        let stuck: Analyse = |_, _| loop {
            thread::park();
        };
        answers(stuck, Duration::from_millis(100), 1);
    }

    #[test]
    fn a_decoder_that_never_looks_at_the_clock_ends_the_process_so_that_a_new_one_starts() {
        let ended = Command::new(std::env::current_exe().expect("this test"))
            .args(["--ignored", "--exact", "work::tests::stuck_in_a_decoder"])
            .output()
            .expect("it runs");
        assert_eq!(ended.status.code(), Some(NEEDS_RESTART));
    }
}
