//! Waiting until the booth looks as wanted.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use pika_booth::Booth;
use pika_booth::view::BoothSnapshot;
use tokio::sync::broadcast::error::RecvError;

/// Far longer than anything takes that a story waits for, even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Looks at the snapshot now and after each event; `what` names it in the sentence of a failure.
pub async fn until(
    booth: &Booth,
    what: &str,
    wanted: impl Fn(&BoothSnapshot) -> bool,
) -> Result<BoothSnapshot> {
    let mut events = booth.subscribe();
    let wait = async {
        loop {
            let snapshot = booth.snapshot();
            if wanted(&snapshot) {
                return Ok(snapshot);
            }
            if let Err(RecvError::Closed) = events.recv().await {
                bail!("the booth ended before {what}");
            }
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.with_context(|| format!("{what} never happened"))?
}
