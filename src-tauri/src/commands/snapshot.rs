//! The state of the booth as a whole, and the DJ's settings.

use pika_booth::Booth;
use pika_booth::view::{BoothSnapshot, Settings};
use tauri::State;

use super::{Answer, notice};

#[tauri::command]
pub(super) async fn get_snapshot(booth: State<'_, Booth>) -> Answer<BoothSnapshot> {
    Ok(booth.snapshot())
}

#[tauri::command]
pub(super) async fn change_settings(booth: State<'_, Booth>, settings: Settings) -> Answer<()> {
    booth.change_settings(settings).await.map_err(notice)
}
