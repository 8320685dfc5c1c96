//! A dancer's phone: headless Chromium with the size, the touch and the name of one.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

use crate::process::Program;
use crate::programs;
use crate::webdriver::Page;

/// A phone of its own: nothing it keeps outlives it, and no other phone shares it.
pub struct Phone {
    page: Page,
    _driver: Program,
    _profile: TempDir,
}

impl Phone {
    /// Switches a phone on (390 × 844 points, two pixels each) and opens `url` on it.
    pub async fn open(url: &str) -> Result<Self> {
        let profile = tempfile::tempdir().context("no room for a browser profile")?;
        let mut command =
            Command::new(programs::installed(&["chromedriver", "chromium.chromedriver"])?);
        command
            .arg("--port=0")
            .env("HOME", profile.path())
            .env("FONTCONFIG_FILE", phone_fonts(profile.path())?)
            .stderr(Stdio::null());
        let mut driver = Program::start(command)?;
        let port = driver.wait_for_line(Duration::from_secs(30), port_in).await?;

        let browser = programs::installed(&["chromium", "chromium-browser", "google-chrome"])?;
        let options = chrome_options(&browser, profile.path());
        let capabilities = std::iter::once(("goog:chromeOptions".to_owned(), options)).collect();
        let page = Page::open(port, capabilities).await?;
        page.go_to(url).await?;
        Ok(Self { page, _driver: driver, _profile: profile })
    }
}

impl Deref for Phone {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// The fonts of this machine, but before all others the one of most phones, where it is there.
fn phone_fonts(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("fonts.conf");
    let fonts = "<fontconfig><include>/etc/fonts/fonts.conf</include><match target=\"pattern\">\
                 <edit name=\"family\" mode=\"prepend_first\" binding=\"strong\">\
                 <string>Roboto</string></edit></match></fontconfig>";
    std::fs::write(&file, fonts).context("the phone's fonts cannot be chosen")?;
    Ok(file)
}

fn chrome_options(browser: &Path, profile: &Path) -> serde_json::Value {
    json!({
        "binary": browser,
        "args": [
            "--headless=new",
            // Chromium refuses its own sandbox to root, and nothing but the product is opened.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // As phones are at a dance.
            "--force-dark-mode",
            format!("--user-data-dir={}", profile.display()),
        ],
        "mobileEmulation": {
            "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true },
        },
    })
}

/// `ChromeDriver was started successfully on port 41234.`
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("started successfully on port ")?;
    rest.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spot::Spot;
    use crate::webdriver::PATIENCE;

    #[test]
    fn the_drivers_port_is_read_from_its_ready_line() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41234."), Some(41234));
        assert_eq!(port_in("Starting ChromeDriver 156.0 on port 0"), None);
    }

    #[tokio::test]
    async fn a_phone_shows_types_and_presses() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.html");
        std::fs::write(
            &file,
            "<!doctype html><meta name=viewport content='width=device-width'>\
             <label for=name>Your name</label><input id=name value=old><button \
             onclick=\"document.querySelector('p').textContent = \
             'Hello ' + document.querySelector('input').value\"><svg></svg><span>Greet</span><kbd>G</kbd></button>\
             <p data-testid=answer></p>",
        )
        .unwrap();
        let phone = Phone::open(&format!("file://{}", file.display())).await.unwrap();
        assert_eq!(phone.ask("innerWidth").await.unwrap(), 390, "it is as wide as a phone");

        let answer = Spot::test_id("answer");
        phone.write_into(&Spot::field("Your name"), "Mara").await.unwrap();
        phone.press(&Spot::button("Greet")).await.unwrap();
        let seen = phone.until_reads(&answer, "Mara", PATIENCE).await.unwrap();
        assert_eq!(seen.value, "Hello Mara");
        assert_eq!(phone.text(&answer).await.unwrap(), "Hello Mara");

        let missing = phone.until_reads(&answer, "Ben", Duration::from_millis(10)).await;
        let sentence = missing.unwrap_err().to_string();
        assert!(sentence.contains("\"Ben\" in answer"), "it says what was missing: {sentence}");
        assert!(sentence.contains("Hello Mara"), "it says what was there instead: {sentence}");

        let picture = folder.path().join("phone.png");
        phone.picture(&picture).await.unwrap();
        let png = std::fs::read(&picture).unwrap();
        // The width stands in the first chunk of a PNG file, at byte 16 (RFC 2083, 11.2.1).
        assert_eq!(png[16..20], 780_u32.to_be_bytes(), "two pixels a point");
    }
}
