//! The analysis queue.

use pika_booth::Booth;
use pika_domain::TrackId;
use tauri::State;

use super::{Answer, notice};

#[tauri::command]
pub(super) async fn start_analysis(booth: State<'_, Booth>) -> Answer<()> {
    booth.start_analysis().await.map_err(notice)
}

#[tauri::command]
pub(super) async fn analyse_track(booth: State<'_, Booth>, id: TrackId) -> Answer<()> {
    booth.analyse_track(id).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn cancel_track_analysis(booth: State<'_, Booth>, id: TrackId) -> Answer<()> {
    booth.cancel_track_analysis(id).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn pause_analysis(booth: State<'_, Booth>) -> Answer<()> {
    booth.pause_analysis().await.map_err(notice)
}

#[tauri::command]
pub(super) async fn resume_analysis(booth: State<'_, Booth>) -> Answer<()> {
    booth.resume_analysis().await.map_err(notice)
}

#[tauri::command]
pub(super) async fn stop_analysis(booth: State<'_, Booth>) -> Answer<()> {
    booth.stop_analysis().await.map_err(notice)
}
