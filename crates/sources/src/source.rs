//! The seam between the watch engine and a DJ program.

use std::path::PathBuf;

use pika_domain::{Candidate, SourceKind};

use crate::{SourceError, SourceStatus};

/// A DJ program whose history can be read while it plays. A source only reads, never writes.
pub trait Source: Send {
    fn kind(&self) -> SourceKind;

    /// Folders whose changes are a hint to read again, found afresh at each call: the program may be
    /// installed or moved later.
    fn watched_folders(&self) -> Vec<PathBuf>;

    /// The newest entries of the program's history, oldest first: enough for what may have been
    /// missed since the last reading. Empty where there is none yet or no program.
    ///
    /// # Errors
    /// The history is there but cannot be read just now. The caller tries again later.
    fn recent(&mut self) -> Result<Vec<Candidate>, SourceError>;

    /// What the DJ is told, after the last call of [`Source::recent`].
    fn status(&self) -> SourceStatus;
}
