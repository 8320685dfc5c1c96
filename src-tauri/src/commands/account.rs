//! The DJ's account at a cloud. What is typed here goes to the core once and never comes back.

use pika_booth::Booth;
use tauri::State;

use super::{Answer, notice};

#[tauri::command]
pub(super) async fn paste_token(booth: State<'_, Booth>, token: String) -> Answer<()> {
    booth.paste_token(token).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn log_in(booth: State<'_, Booth>, email: String, password: String) -> Answer<()> {
    booth.log_in(email, password).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn regenerate_token(booth: State<'_, Booth>, all: bool) -> Answer<()> {
    booth.regenerate_token(all).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn check_login(booth: State<'_, Booth>) -> Answer<()> {
    booth.check_login().await.map_err(notice)
}

#[tauri::command]
pub(super) async fn log_out(booth: State<'_, Booth>) -> Answer<()> {
    booth.log_out().await.map_err(notice)
}
