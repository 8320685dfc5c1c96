//! Tracks and music folders.

use pika_booth::Booth;
use pika_domain::{Bpm, FolderId, Key, TrackId};
use pika_library::{TrackDetail, TrackPage, TrackQuery};
use tauri::{AppHandle, Runtime, State};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use super::{Answer, notice};

#[tauri::command]
pub(super) async fn list_tracks(booth: State<'_, Booth>, query: TrackQuery) -> Answer<TrackPage> {
    booth.list_tracks(query).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn get_track(booth: State<'_, Booth>, id: TrackId) -> Answer<Option<TrackDetail>> {
    booth.track(id).await.map_err(notice)
}

/// Lets the DJ choose a folder in the system's own dialog, adds it and scans it. The window never
/// names a path. `false` where the DJ chose nothing.
#[tauri::command]
pub(super) async fn choose_music_folder<R: Runtime>(
    app: AppHandle<R>,
    booth: State<'_, Booth>,
) -> Answer<bool> {
    let (chosen, choice) = oneshot::channel();
    app.dialog().file().set_title("Add a music folder").pick_folder(move |folder| {
        // The window may have closed in the meantime.
        let _ = chosen.send(folder);
    });
    let folder = choice.await.ok().flatten().and_then(|folder| folder.into_path().ok());
    let Some(folder) = folder else { return Ok(false) };
    booth.add_music_folder(&folder).await.map_err(notice)?;
    Ok(true)
}

#[tauri::command]
pub(super) async fn remove_music_folder(booth: State<'_, Booth>, id: FolderId) -> Answer<()> {
    booth.remove_music_folder(id).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn start_scan(booth: State<'_, Booth>) -> Answer<()> {
    booth.start_scan().map_err(notice)
}

#[tauri::command]
pub(super) async fn cancel_scan(booth: State<'_, Booth>) -> Answer<()> {
    booth.cancel_scan();
    Ok(())
}

#[tauri::command]
pub(super) async fn set_danced_bpm(
    booth: State<'_, Booth>,
    id: TrackId,
    bpm: Option<Bpm>,
) -> Answer<()> {
    booth.set_danced_bpm(id, bpm).await.map_err(notice)
}

#[tauri::command]
pub(super) async fn set_key(booth: State<'_, Booth>, id: TrackId, key: Option<Key>) -> Answer<()> {
    booth.set_key(id, key).await.map_err(notice)
}
