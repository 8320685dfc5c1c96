//! The live session.

use pika_booth::Booth;
use tauri::State;

use super::{Answer, notice};

#[tauri::command]
pub(super) async fn go_live(booth: State<'_, Booth>, dj_name: String) -> Answer<()> {
    booth.go_live(&dj_name).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn end_session(booth: State<'_, Booth>) -> Answer<()> {
    booth.end_session().await.map_err(notice)
}

#[tauri::command]
pub(super) async fn clear_now_playing(booth: State<'_, Booth>) -> Answer<()> {
    booth.clear_now_playing().await.map_err(notice)
}
