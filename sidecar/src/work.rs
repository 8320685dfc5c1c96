//! Analysing files: so many at once, each for so long, and none for a caller who has gone.

use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use pika_analysis::{AnalysisError, analyse_file};
use pika_domain::Analysis;
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::{task, time};

use crate::clock::{Effort, Pulse};
use crate::folders::Folders;
use crate::refusal::Refusal;

/// Files are given up after so many times their limit by the clock on the wall, however little the processor did for them.
const CEILING: u32 = 10;
/// A decoder asks whether it shall stop every few milliseconds of music, and what comes after the last of it takes seconds
/// on a machine that has hardly any time for it.
const SILENCE: Duration = Duration::from_mins(1);
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
    /// A decoder that is not heard of for this long is stuck.
    silence: Duration,
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
    /// At most `threads` files at once, each for at most `limit` of the processor's time.
    pub fn new(folders: Folders, threads: usize, limit: Duration) -> Self {
        Self::with(folders, threads, limit, SILENCE, analyse_file)
    }

    fn with(
        folders: Folders,
        threads: usize,
        limit: Duration,
        silence: Duration,
        analyse: Analyse,
    ) -> Self {
        let places = Arc::new(Semaphore::new(threads));
        let folders = Arc::new(folders);
        Self { folders, places, limit, silence, analyse, turns: Mutex::default() }
    }

    /// Analyses one file when a place is free. Dropping the future stops the work within a few milliseconds.
    pub async fn analyse(&self, path: PathBuf) -> Result<Analysis, Refusal> {
        let place = time::timeout(self.limit / 3, Arc::clone(&self.places).acquire_owned())
            .await
            .map_err(|_| Refusal::busy())?
            .expect("the places are never closed");
        let caller = Caller(Arc::new(Turn::new()));
        let turn = Arc::clone(&caller.0);
        self.turns().push((path.clone(), Arc::downgrade(&turn)));
        let folders = Arc::clone(&self.folders);
        let (limit, analyse) = (self.limit, self.analyse);
        let work = Arc::clone(&turn);
        let job = task::spawn_blocking(move || {
            let _place = place;
            let file = folders.admit(&path).inspect_err(|_| restart_if_changed(&folders))?;
            let effort = Effort::begin();
            let stop = |share: f64| {
                work.pulse.beat();
                work.heard.store((share * HEARD_WHOLE).round() as u32, Ordering::Relaxed);
                work.given_up.load(Ordering::Relaxed)
                    || effort.spent() >= limit
                    || work.pulse.age() >= limit * CEILING
            };
            analyse(&file, &stop).map_err(Refusal::from)
        });
        match self.unless_stuck(job, &turn.pulse).await {
            Some(Ok(result)) => result,
            Some(Err(panic)) => {
                tracing::error!("an analysis broke off: {panic}");
                Err(Refusal::broke_off())
            }
            None => {
                tracing::error!("an analysis does not end; only the end of the process stops it");
                task::spawn(async {
                    time::sleep(FAREWELL).await;
                    process::exit(NEEDS_RESTART);
                });
                Err(Refusal::timed_out())
            }
        }
    }

    /// Waits for the end of the work; `None` where it is not heard of any more.
    async fn unless_stuck<T>(
        &self,
        mut job: JoinHandle<T>,
        pulse: &Pulse,
    ) -> Option<Result<T, task::JoinError>> {
        loop {
            let last = pulse.last();
            if let Ok(ended) = time::timeout_at((last + self.silence).into(), &mut job).await {
                return Some(ended);
            }
            if pulse.last() == last {
                return None;
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
#[derive(Debug)]
struct Turn {
    given_up: AtomicBool,
    /// In parts of [`HEARD_WHOLE`].
    heard: AtomicU32,
    pulse: Pulse,
}

impl Turn {
    fn new() -> Self {
        Self { given_up: AtomicBool::new(false), heard: AtomicU32::new(0), pulse: Pulse::new() }
    }
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
    use std::time::Instant;

    use axum::http::StatusCode;
    use axum::response::IntoResponse;

    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
    }

    /// A music folder with one file, and what is answered when this is its decoder.
    fn answers(analyse: Analyse, silence: Duration, times: usize) -> Vec<StatusCode> {
        answers_within(analyse, Duration::from_mins(1), silence, times)
    }

    fn answers_within(
        analyse: Analyse,
        limit: Duration,
        silence: Duration,
        times: usize,
    ) -> Vec<StatusCode> {
        let guard = tempfile::tempdir().expect("a folder");
        let file = guard.path().join("song.wav");
        std::fs::write(&file, "music").expect("written");
        let folders = Folders::new(vec![guard.path().to_owned()]);
        let work = Work::with(folders, 1, limit, silence, analyse);
        runtime().block_on(async {
            let mut answers = Vec::new();
            for _ in 0..times {
                let refusal = work.analyse(file.clone()).await.expect_err("no result");
                answers.push(refusal.into_response().status());
            }
            // Time for the farewell, where there is one.
            if answers == [StatusCode::GATEWAY_TIMEOUT] && times == 1 {
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

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_a_busy_machine_has_no_time_for_is_not_given_up() {
        const LIMIT: Duration = Duration::from_secs(2);
        // Hardly any of the processor's time, but more on the wall than the limit and the silence.
        let slow: Analyse = |_, stop| {
            let begun = Instant::now();
            while begun.elapsed() < 2 * LIMIT {
                thread::sleep(Duration::from_millis(20));
                if stop(0.0) {
                    return Err(AnalysisError::Stopped);
                }
            }
            Err(AnalysisError::Silent)
        };
        let answered = answers_within(slow, LIMIT, LIMIT + LIMIT / 2, 1);
        assert_eq!(answered, [StatusCode::UNPROCESSABLE_ENTITY], "it was heard to its end");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_takes_more_of_the_processor_than_its_limit_is_given_up() {
        const LIMIT: Duration = Duration::from_millis(500);
        let endless: Analyse = |_, stop| {
            let effort = Effort::begin();
            while !stop(0.0) {}
            // Another answer where something else than the limit ended it.
            let in_time = effort.spent() < 2 * LIMIT;
            Err(if in_time { AnalysisError::Stopped } else { AnalysisError::Silent })
        };
        let answered = answers_within(endless, LIMIT, Duration::from_mins(1), 2);
        assert_eq!(answered, [StatusCode::GATEWAY_TIMEOUT; 2]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_gets_nowhere_is_given_up_all_the_same() {
        const LIMIT: Duration = Duration::from_millis(200);
        let trickle: Analyse = |_, stop| {
            let effort = Effort::begin();
            while !stop(0.0) {
                thread::sleep(Duration::from_millis(10));
            }
            // Another answer where something else than the clock on the wall ended it.
            let waited = effort.spent() < LIMIT;
            Err(if waited { AnalysisError::Stopped } else { AnalysisError::Silent })
        };
        let answered = answers_within(trickle, LIMIT, Duration::from_mins(1), 2);
        assert_eq!(answered, [StatusCode::GATEWAY_TIMEOUT; 2]);
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
