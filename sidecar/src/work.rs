//! Analysing files: so many at once, each for so long, and none for a caller who has gone.

use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pika_analysis::analyse_file;
use pika_domain::Analysis;
use tokio::sync::Semaphore;
use tokio::{task, time};

use crate::folders::Folders;
use crate::refusal::Refusal;

/// A decoder that does not look at the clock for this long beyond its limit is stuck.
const GRACE: Duration = Duration::from_secs(5);
/// Enough for an answer to leave the process before it ends.
const FAREWELL: Duration = Duration::from_millis(200);
/// Exit code of a process that gives up so that its parent starts a fresh one.
const NEEDS_RESTART: i32 = 3;

/// All that is needed to analyse a file.
#[derive(Debug)]
pub struct Work {
    folders: Arc<Folders>,
    places: Arc<Semaphore>,
    limit: Duration,
}

impl Work {
    /// At most `threads` files at once, each for at most `limit` of wall time.
    pub fn new(folders: Folders, threads: usize, limit: Duration) -> Self {
        Self { folders: Arc::new(folders), places: Arc::new(Semaphore::new(threads)), limit }
    }

    /// Analyses one file when a place is free. Dropping the future stops the work within a few milliseconds.
    pub async fn analyse(&self, path: PathBuf) -> Result<Analysis, Refusal> {
        // Waiting and working together stay below the time that the parent waits for an answer.
        let place = time::timeout(self.limit / 3, Arc::clone(&self.places).acquire_owned())
            .await
            .map_err(|_| Refusal::busy())?
            .expect("the places are never closed");
        let caller = Caller(Arc::new(AtomicBool::new(false)));
        let gone = Arc::clone(&caller.0);
        let folders = Arc::clone(&self.folders);
        let deadline = Instant::now() + self.limit;
        let job = task::spawn_blocking(move || {
            let _place = place;
            let file = folders.admit(&path).inspect_err(|_| restart_if_changed(&folders))?;
            let stop = || gone.load(Ordering::Relaxed) || Instant::now() >= deadline;
            analyse_file(&file, &stop).map_err(Refusal::from)
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
}

/// The one who asked. When the request is dropped, so is this, and the work for it stops.
struct Caller(Arc<AtomicBool>);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The parent starts a new process when this one ends without an answer; the new one may read the folder that has come.
fn restart_if_changed(folders: &Folders) {
    if folders.changed() {
        tracing::info!("a music folder has come or gone: starting afresh");
        process::exit(NEEDS_RESTART);
    }
}
