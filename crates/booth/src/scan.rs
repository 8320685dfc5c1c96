//! Scanning the music folders on a blocking thread, one scan at a time, with progress and cancel.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pika_library::Library;
use tokio::sync::mpsc;

use crate::analysis::QueueCommand;
use crate::board::Board;
use crate::error::BoothError;
use crate::view::ScanStatus;
use pika_analysis::ANALYSIS_VERSION;

#[derive(Default)]
pub(crate) struct Scanner {
    running: Arc<AtomicBool>,
    cancelled: Arc<AtomicBool>,
}

impl Scanner {
    /// Scans all folders in the background; afterwards what is new is analysed.
    pub(crate) fn start(
        &self,
        library: Library,
        board: Arc<Board>,
        queue: mpsc::Sender<QueueCommand>,
    ) -> Result<(), BoothError> {
        if self.running.swap(true, Ordering::SeqCst) {
            return Err(BoothError::ScanRunning);
        }
        self.cancelled.store(false, Ordering::SeqCst);
        let running = Arc::clone(&self.running);
        let cancelled = Arc::clone(&self.cancelled);
        tokio::task::spawn_blocking(move || {
            let result = library.scan(
                &mut |progress| {
                    board.set_scan(ScanStatus { progress: Some(progress.clone()), report: None });
                },
                &cancelled,
            );
            running.store(false, Ordering::SeqCst);
            let report = match result {
                Ok(report) => Some(report),
                Err(error) => {
                    board.notify(BoothError::from(error).notice());
                    None
                }
            };
            let has_new = report.as_ref().is_some_and(|report| !report.cancelled);
            board.set_scan(ScanStatus { progress: None, report });
            refresh_summary(&library, &board);
            if has_new {
                // The queue ends only when the booth does.
                let _ = queue.blocking_send(QueueCommand::StartNew);
            }
        });
        Ok(())
    }

    /// Ends a running scan; what it has read is kept.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
    }
}

/// Reads the library's figures again; blocking.
pub(crate) fn refresh_summary(library: &Library, board: &Board) {
    match library.summary(ANALYSIS_VERSION) {
        Ok(summary) => board.set_library(summary),
        Err(error) => board.notify(BoothError::from(error).notice()),
    }
}
