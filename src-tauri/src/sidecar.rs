//! Starting the sidecar through the shell plugin: one program, no arguments, no environment. Only the
//! core can do this; the window has no shell permission at all.

use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use pika_booth::{LaunchError, SidecarLauncher, SidecarProcess, port_in_line};
use tauri::{AppHandle, Runtime};
use tauri_plugin_shell::ShellExt;
use tauri_plugin_shell::process::{CommandChild, CommandEvent};

const PROGRAM: &str = "pika-sidecar";

/// The sidecar says its port well within this time, or does not run.
const PATIENCE: Duration = Duration::from_secs(20);

/// Can launch as soon as there is an app to launch from; the booth is there first.
pub(crate) struct ShellLauncher<R: Runtime> {
    app: OnceLock<AppHandle<R>>,
}

impl<R: Runtime> ShellLauncher<R> {
    pub(crate) fn new() -> Self {
        Self { app: OnceLock::new() }
    }

    /// The app is built; a second call changes nothing.
    pub(crate) fn set_app(&self, app: AppHandle<R>) {
        self.app.get_or_init(|| app);
    }
}

/// Owns the pipe to the sidecar's stdin; when that closes, the sidecar exits.
struct ShellSidecar {
    port: u16,
    child: Option<CommandChild>,
}

impl SidecarProcess for ShellSidecar {
    fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for ShellSidecar {
    fn drop(&mut self) {
        if let Some(child) = self.child.take() {
            // It may have ended by itself.
            let _ = child.kill();
        }
    }
}

#[async_trait]
impl<R: Runtime> SidecarLauncher for ShellLauncher<R> {
    async fn launch(&self, hello: String) -> Result<Box<dyn SidecarProcess>, LaunchError> {
        let failed = |error: tauri_plugin_shell::Error| LaunchError(format!("{error}."));
        let app =
            self.app.get().ok_or_else(|| LaunchError("the window is not open yet.".into()))?;
        let command = app.shell().sidecar(PROGRAM).map_err(failed)?.env_clear();
        let (mut output, mut child) = command.spawn().map_err(failed)?;
        child.write(format!("{hello}\n").as_bytes()).map_err(failed)?;
        let mut sidecar = ShellSidecar { port: 0, child: Some(child) };
        let port = async {
            while let Some(event) = output.recv().await {
                match event {
                    CommandEvent::Stdout(line) => {
                        if let Some(port) = port_in_line(&String::from_utf8_lossy(&line)) {
                            return Some(port);
                        }
                    }
                    CommandEvent::Stderr(line) => log(&line),
                    CommandEvent::Terminated(_) | CommandEvent::Error(_) => return None,
                    _ => {}
                }
            }
            None
        };
        sidecar.port = tokio::time::timeout(PATIENCE, port)
            .await
            .ok()
            .flatten()
            .ok_or_else(|| LaunchError("the sidecar did not say its port.".into()))?;
        // The pipe has to be read on, or the sidecar would stand still when it is full.
        tauri::async_runtime::spawn(async move {
            while let Some(event) = output.recv().await {
                if let CommandEvent::Stderr(line) = event {
                    log(&line);
                }
            }
        });
        Ok(Box::new(sidecar))
    }
}

fn log(line: &[u8]) {
    tracing::info!(target: "pika_sidecar", "{}", String::from_utf8_lossy(line).trim_end());
}
