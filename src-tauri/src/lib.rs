//! The desktop shell: a window, its commands, the sidecar's process, the read-only SQL connection.
//! What the buttons do is in `pika_booth`.

mod commands;
mod events;
mod sidecar;
mod sql;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use pika_booth::{Booth, BoothConfig, CloudChoice};
use pika_sources::{Mixxx, Source, VirtualDj};
use tauri::{App, AppHandle, Builder, Manager, RunEvent, Runtime};

/// Opens the window and returns when it is closed.
pub fn run(data_dir: PathBuf) -> anyhow::Result<()> {
    let app = build(Builder::default(), data_dir)?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            tauri::async_runtime::block_on(app.state::<Booth>().shut_down());
        }
    });
    Ok(())
}

/// The desktop on any runtime, so that tests can build it without a display.
pub fn build<R: Runtime>(builder: Builder<R>, data_dir: PathBuf) -> anyhow::Result<App<R>> {
    builder
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_shell::init())
        .plugin(tauri_plugin_sql::Builder::new().build())
        .invoke_handler(commands::handler())
        .setup(move |app| Ok(set_up(app.handle(), &data_dir)?))
        .build(tauri::generate_context!())
        .context("the window does not open")
}

fn set_up<R: Runtime>(app: &AppHandle<R>, data_dir: &Path) -> anyhow::Result<()> {
    let sources: Vec<Box<dyn Source>> =
        vec![Box::new(VirtualDj::installed()), Box::new(Mixxx::installed())];
    let config = BoothConfig {
        data_dir: data_dir.to_owned(),
        launcher: Arc::new(sidecar::ShellLauncher::new(app.clone())),
        sources,
        cloud: CloudChoice::Embedded { port: None },
    };
    tauri::async_runtime::block_on(async {
        let booth = Booth::open(config).await?;
        sql::register(app, &data_dir.join("pika.db")).await?;
        events::forward(app.clone(), &booth);
        app.manage(booth);
        Ok(())
    })
}
