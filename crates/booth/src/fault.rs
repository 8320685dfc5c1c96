//! What a fault of ours costs: one turn of a task, or one piece of library work. The night goes on.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use pika_library::{Library, LibraryError};
use tokio::sync::{mpsc, oneshot};

use crate::error::BoothError;

pub(crate) type Reply = oneshot::Sender<Result<(), BoothError>>;

/// Runs one turn of a task and says whether it came to its end. What it panicked over is in the log.
pub(crate) async fn survives(turn: impl Future<Output = ()>) -> bool {
    AssertUnwindSafe(turn).catch_unwind().await.is_ok()
}

/// Sends a command to a task and waits for its answer. One whose turn broke off is not answered.
pub(crate) async fn ask<Command>(
    task: &mpsc::Sender<Command>,
    command: impl FnOnce(Reply) -> Command,
) -> Result<(), BoothError> {
    let (reply, answer) = oneshot::channel();
    task.send(command(reply)).await.map_err(|_| BoothError::ShuttingDown)?;
    match answer.await {
        Ok(result) => result,
        Err(_) if task.is_closed() => Err(BoothError::ShuttingDown),
        Err(_) => Err(BoothError::Stumbled),
    }
}

/// Library work off the async threads.
pub(crate) async fn with_library<T: Send + 'static>(
    library: &Library,
    work: impl FnOnce(&Library) -> Result<T, LibraryError> + Send + 'static,
) -> Result<T, BoothError> {
    let library = library.clone();
    Ok(blocking(move || work(&library)).await??)
}

/// Work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, BoothError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        if error.is_panic() { BoothError::Stumbled } else { BoothError::ShuttingDown }
    })
}
