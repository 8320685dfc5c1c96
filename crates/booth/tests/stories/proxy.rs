//! A laptop whose network has a proxy: what is on the laptop itself is asked directly.

use anyhow::{Context, Result};
use jiff::Timestamp;
use pika_domain::SessionId;
use pika_library::NewSession;
use pika_test_support::process::Program;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::laptop::Laptop;

const PATIENCE: Duration = Duration::from_mins(2);

#[tokio::test]
async fn no_proxy_comes_between_the_laptop_and_itself() -> Result<()> {
    let (cloud, proxy) =
        (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
    let origin = format!("http://{}", cloud.local_addr()?);
    let laptop = Laptop::new()?;
    // Ended just now, so that its likes are still asked for.
    let session = SessionId::new("pika_proxy_story")?;
    let library = laptop.library()?;
    library.start_session(&NewSession {
        id: session.clone(),
        dj_name: "Mara".into(),
        started_at: Timestamp::now(),
        cloud: Some(origin.clone()),
        first_play: None,
    })?;
    library.end_session(&session, Timestamp::now())?;
    library.acknowledge(&session, 1)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_pika"));
    command
        .arg("--data-dir")
        .arg(laptop.data_dir())
        .args(["live", "--name", "Mara", "--cloud", &origin, "--mixxx"])
        .arg(laptop.home())
        .env("HTTP_PROXY", format!("http://{}", proxy.local_addr()?))
        .env("http_proxy", format!("http://{}", proxy.local_addr()?))
        // Of nobody's keychain.
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    let _pika = Program::start(command)?;
    let asked = async {
        loop {
            let (mut stream, via) = tokio::select! {
                directly = cloud.accept() => (directly?.0, "nobody"),
                through = proxy.accept() => (through?.0, "the proxy"),
            };
            let mut request = vec![0; 4_096];
            let length = stream.read(&mut request).await?;
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            if request.contains("/recap") {
                return Ok::<_, anyhow::Error>(via);
            }
        }
    };
    let via = tokio::time::timeout(PATIENCE, asked).await.context("the likes are asked for")??;
    assert_eq!(via, "nobody");
    Ok(())
}
