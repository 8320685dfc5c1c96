//! The desktop shell: a window, its commands, the sidecar's process, the read-only SQL connection.
//! What the buttons do is in `pika_booth`.

mod commands;
mod events;
mod sidecar;
mod sql;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use pika_booth::{Booth, BoothConfig, CloudChoice, SystemKeychain, Timing};
use pika_sources::{Mixxx, Source, VirtualDj};
use tauri::{Manager, RunEvent, Wry};

use crate::sidecar::ShellLauncher;

/// Opens the window and returns when it is closed.
///
/// Whatever can keep Pika from starting is found out before there is a window: tauri ends the
/// program with a panic where its own set-up fails.
pub fn run(data_dir: PathBuf) -> anyhow::Result<()> {
    ensure_display()?;
    let launcher = Arc::new(ShellLauncher::<Wry>::new());
    let sources: Vec<Box<dyn Source>> =
        vec![Box::new(VirtualDj::installed()), Box::new(Mixxx::installed())];
    let pika_db = data_dir.join("pika.db");
    let config = BoothConfig {
        data_dir,
        launcher: launcher.clone(),
        sources,
        cloud: CloudChoice::Embedded { port: None },
        timing: Timing::default(),
        keychain: Arc::new(SystemKeychain),
    };
    let (booth, pool) = tauri::async_runtime::block_on(async {
        let booth = Booth::open(config).await?;
        Ok::<_, anyhow::Error>((booth, sql::read_only_pool(&pika_db).await?))
    })?;
    tauri::Builder::<Wry>::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_shell::init())
        .plugin(tauri_plugin_sql::Builder::new().build())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            launcher.set_app(app.handle().clone());
            sql::register(app.handle(), pool);
            events::forward(app.handle().clone(), &booth);
            app.manage(booth);
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("the window does not open")?
        .run(|app, event| {
            if let RunEvent::Exit = event {
                tauri::async_runtime::block_on(app.state::<Booth>().shut_down());
            }
        });
    Ok(())
}

/// GTK ends the program where there is no display; this asks first.
#[cfg(target_os = "linux")]
fn ensure_display() -> anyhow::Result<()> {
    if gtk::init().is_err() {
        bail!(
            "there is no display to open the window on (DISPLAY and WAYLAND_DISPLAY lead nowhere)"
        );
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn ensure_display() -> anyhow::Result<()> {
    Ok(())
}
