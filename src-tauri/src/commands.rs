//! What the window may ask for, by noun. Each command calls one function of the booth.

mod account;
mod analysis;
mod floor;
mod library;
mod live;
mod snapshot;

use pika_booth::BoothError;
use pika_booth::view::Notice;
use tauri::Runtime;
use tauri::ipc::Invoke;

/// How a command answers: with a value, or with a code and a sentence.
type Answer<T> = Result<T, Notice>;

/// The sentence of a failed command.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn notice(error: BoothError) -> Notice {
    error.notice()
}

pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        snapshot::get_snapshot,
        snapshot::change_settings,
        library::list_tracks,
        library::get_track,
        library::choose_music_folder,
        library::remove_music_folder,
        library::start_scan,
        library::cancel_scan,
        library::set_danced_bpm,
        library::set_key,
        analysis::analyse_track,
        analysis::cancel_track_analysis,
        analysis::start_analysis,
        analysis::pause_analysis,
        analysis::resume_analysis,
        analysis::stop_analysis,
        live::go_live,
        live::end_session,
        live::clear_now_playing,
        account::paste_token,
        account::log_in,
        account::regenerate_token,
        account::check_login,
        account::log_out,
        floor::start_poll,
        floor::end_poll,
        floor::cancel_poll,
        floor::dismiss_poll,
        floor::send_announcement,
        floor::cancel_announcement,
    ]
}
