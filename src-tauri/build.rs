//! Embeds the window, its capabilities and the list of commands that may be named in them.

use std::path::Path;

/// Shown when the program was built before the window was.
const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><title>Pika!</title><p>The window is not built. Run <code>cargo xtask start</code>.</p></html>\n";

const COMMANDS: &[&str] = &[
    "get_snapshot",
    "list_tracks",
    "get_track",
    "choose_music_folder",
    "remove_music_folder",
    "start_scan",
    "cancel_scan",
    "start_analysis",
    "pause_analysis",
    "resume_analysis",
    "stop_analysis",
    "set_danced_bpm",
    "set_key",
    "analyse_track",
    "cancel_track_analysis",
    "go_live",
    "end_session",
    "clear_now_playing",
    "paste_token",
    "log_in",
    "regenerate_token",
    "check_login",
    "log_out",
    "start_poll",
    "end_poll",
    "cancel_poll",
    "dismiss_poll",
    "send_announcement",
    "cancel_announcement",
    "change_settings",
];

fn main() {
    println!("cargo:rerun-if-changed=../capabilities");
    let window = Path::new("../ui/dist/index.html");
    if !window.exists() {
        std::fs::create_dir_all("../ui/dist").expect("ui/dist can be created");
        std::fs::write(window, PLACEHOLDER).expect("ui/dist can be written");
    }
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS))
        .capabilities_path_pattern("../capabilities/**/*.json");
    tauri_build::try_build(attributes).expect("the configuration of the desktop is complete");
}
