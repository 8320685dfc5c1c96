//! The library's outbox as the live link sees it.

use async_trait::async_trait;
use pika_domain::{NumberedFact, SessionId};
use pika_library::{Library, LibraryError};
use pika_live::{Outbox, OutboxError, Secret};

/// Facts read at once: as many as one message can carry.
const READ_AHEAD: usize = 50;

pub(crate) struct LibraryOutbox(pub(crate) Library);

impl LibraryOutbox {
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, OutboxError> {
        let library = self.0.clone();
        tokio::task::spawn_blocking(move || work(&library))
            .await
            .map_err(|error| OutboxError(error.to_string()))?
            .map_err(|error| OutboxError(error.to_string()))
    }
}

#[async_trait]
impl Outbox for LibraryOutbox {
    async fn facts_after(
        &self,
        session: &SessionId,
        seq: u64,
    ) -> Result<Vec<NumberedFact>, OutboxError> {
        let session = session.clone();
        self.with(move |library| library.outbox_after(&session, seq, READ_AHEAD)).await
    }

    async fn acknowledge(&self, session: &SessionId, seq: u64) -> Result<(), OutboxError> {
        let session = session.clone();
        self.with(move |library| library.acknowledge(&session, seq)).await
    }

    async fn remember_resume(
        &self,
        session: &SessionId,
        secret: &Secret,
    ) -> Result<(), OutboxError> {
        let (session, secret) = (session.clone(), secret.clone());
        self.with(move |library| library.set_session_resume(&session, secret.reveal())).await
    }
}
