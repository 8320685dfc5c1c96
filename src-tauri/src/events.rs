//! The one event of the core: what changed in the booth.

use pika_booth::Booth;
use pika_booth::view::BoothEvent;
use tauri::{AppHandle, Emitter, Runtime};
use tokio::sync::broadcast::error::RecvError;

const BOOTH: &str = "booth";

/// Passes every change on to the window. After a gap, all parts are sent again.
pub(crate) fn forward<R: Runtime>(app: AppHandle<R>, booth: &Booth) {
    let booth = booth.clone();
    let mut events = booth.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => emit(&app, &event),
                Err(RecvError::Lagged(_)) => {
                    for event in all_parts(&booth) {
                        emit(&app, &event);
                    }
                }
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn emit<R: Runtime>(app: &AppHandle<R>, event: &BoothEvent) {
    if let Err(error) = app.emit(BOOTH, event) {
        tracing::warn!(%error, "the window did not hear of a change");
    }
}

fn all_parts(booth: &Booth) -> Vec<BoothEvent> {
    let now = booth.snapshot();
    vec![
        BoothEvent::Library(now.library),
        BoothEvent::Scan(now.scan),
        BoothEvent::Analysis(now.analysis),
        BoothEvent::Sources(now.sources),
        BoothEvent::NowPlaying(now.now_playing.map(Box::new)),
        BoothEvent::Live(Box::new(now.live)),
        BoothEvent::Account(now.account),
        BoothEvent::Plays(now.plays),
        BoothEvent::Settings(now.settings),
    ]
}
