//! The DJ's window: the real desktop program on a display, driven through WebKit's WebDriver.

use std::net::Ipv4Addr;
use std::ops::Deref;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

use crate::display::Display;
use crate::process::Program;
use crate::programs;
use crate::webdriver::Page;

/// The desktop program with its window open.
pub struct Window {
    page: Page,
    driver: Program,
}

impl Window {
    /// Starts the desktop program on `display`. It keeps its library in `data_dir` and looks for DJ
    /// programs below `home`, never in those of the person who runs the test.
    pub async fn open(display: &Display, home: &Path, data_dir: &Path) -> Result<Self> {
        let desktop = programs::built("pika-desktop")?;
        let port = free_port().await?;
        let mut command = Command::new(programs::installed(&["WebKitWebDriver"])?);
        command
            .arg(format!("--port={port}"))
            .env("DISPLAY", display.name())
            .env("GDK_BACKEND", "x11")
            .env("HOME", home)
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        for inherited in ["WAYLAND_DISPLAY", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env_remove(inherited);
        }
        let driver = Program::start(command)?;
        wait_for_port(port, Duration::from_secs(30)).await?;

        let options = json!({ "binary": desktop, "args": ["--data-dir", data_dir] });
        let capabilities =
            std::iter::once(("webkitgtk:browserOptions".to_owned(), options)).collect();
        let page = Page::open(port, capabilities).await.context("the desktop did not start")?;
        Ok(Self { page, driver })
    }

    /// Closes the window as its DJ would, and waits until the program has ended.
    pub async fn close(self) -> Result<()> {
        self.page.close().await?;
        self.driver.stop(Duration::from_secs(30)).await?;
        Ok(())
    }
}

impl Deref for Window {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// WebKitWebDriver takes a number but does not choose one; the system does, and it is free again
/// by the time the driver starts.
async fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no free port")?;
    Ok(listener.local_addr().context("the port is not known")?.port())
}

/// The driver says nothing when it is ready: it is asked again until it answers.
async fn wait_for_port(port: u16, within: Duration) -> Result<()> {
    let begun = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        if begun.elapsed() > within {
            bail!("WebKitWebDriver did not take connections in {within:?}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
