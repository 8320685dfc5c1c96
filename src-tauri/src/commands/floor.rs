//! What the DJ asks and tells the floor.

use pika_booth::Booth;
use pika_booth::view::{NewAnnouncement, NewPoll};
use tauri::State;

use super::{Answer, notice};

#[tauri::command]
pub(super) async fn start_poll(booth: State<'_, Booth>, poll: NewPoll) -> Answer<()> {
    booth.start_poll(poll).await.map_err(notice)
}

/// Ends the poll; what was voted counts.
#[tauri::command]
pub(super) async fn end_poll(booth: State<'_, Booth>) -> Answer<()> {
    booth.end_poll().await.map_err(notice)
}

/// Takes the poll back as if it had never been asked.
#[tauri::command]
pub(super) async fn cancel_poll(booth: State<'_, Booth>) -> Answer<()> {
    booth.cancel_poll().await.map_err(notice)
}

/// Puts the result of a poll that is over away.
#[tauri::command]
pub(super) async fn dismiss_poll(booth: State<'_, Booth>) -> Answer<()> {
    booth.dismiss_poll().await.map_err(notice)
}

#[tauri::command]
pub(super) async fn send_announcement(
    booth: State<'_, Booth>,
    announcement: NewAnnouncement,
) -> Answer<()> {
    booth.send_announcement(announcement).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn cancel_announcement(booth: State<'_, Booth>) -> Answer<()> {
    booth.cancel_announcement().await.map_err(notice)
}
