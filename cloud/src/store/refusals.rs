//! Whether the database takes what is written, as far as anybody has tried lately. One whose disk is full
//! still answers.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use tokio::time::Instant;

use super::{StoreError, db::Pool};

/// How long a refusal is held against the database where nobody has written since: whoever was refused
/// tries again every five seconds.
const LATELY: Duration = Duration::from_secs(30);

/// When it last refused to write, unless it has written since. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals(Arc<Mutex<Option<Instant>>>);

/// Connections that write; what becomes of it is noted.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pub(super) pool: Pool,
    pub(super) refusals: Refusals,
}

/// Notes what becomes of something that is written.
pub(super) struct Noting {
    pub(super) refusals: Option<Refusals>,
    /// Whether what was written is there now, and not only once the transaction is committed.
    pub(super) is_over: bool,
}

impl Refusals {
    /// Something was written.
    fn forget(&self) {
        *self.at() = None;
    }

    /// Notes an error, where it says that the database does not write.
    pub(super) fn note(&self, error: &StoreError) {
        if matches!(error, StoreError::Locked | StoreError::Unusable(_)) {
            *self.at() = Some(Instant::now());
        }
    }

    pub(super) fn lately(&self) -> bool {
        self.at().is_some_and(|at| at.elapsed() < LATELY)
    }

    fn at(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().expect("nothing panics while it notes a time")
    }
}

impl Noting {
    pub(super) fn note<T>(
        self,
        outcome: Result<T, StoreError>,
        changed: impl FnOnce(&T) -> bool,
    ) -> Result<T, StoreError> {
        if let Some(refusals) = self.refusals {
            match &outcome {
                Err(error) => refusals.note(error),
                Ok(done) if self.is_over && changed(done) => refusals.forget(),
                Ok(_) => {}
            }
        }
        outcome
    }
}
