//! A disk that is full in the middle of a set: `pika live` as a program, with a system that refuses
//! every byte beyond its files' first four thousand, until there is room again.

use std::time::Duration;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use pika_cloud::{CloudConfig, DjAccess};
use pika_domain::SessionId;
use pika_test_support::process::Program;
use serde_json::Value;
use tokio::process::Command;

use crate::laptop::Laptop;

const PATIENCE: Duration = Duration::from_mins(2);

/// The next play that `pika live` prints.
async fn next_play(pika: &mut Program) -> Result<String> {
    let title = |line: &str| {
        let news: Value = serde_json::from_str(line).ok()?;
        Some(news.get("title")?.as_str()?.to_owned())
    };
    pika.wait_for_line(PATIENCE, title).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_in_the_middle_of_a_set_loses_no_play() -> Result<()> {
    let data = tempfile::tempdir()?;
    let config = CloudConfig {
        listen: "127.0.0.1:0".parse()?,
        database: format!("sqlite:{}", data.path().join("cloud.db").display()),
        djs: DjAccess::Anonymous,
        ..CloudConfig::default()
    };
    let cloud = pika_cloud::start(config).await?;
    let origin = format!("http://{}", cloud.address());
    let laptop = Laptop::new()?;
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\" 2>&1", env!("CARGO_BIN_EXE_pika")])
        .arg("--data-dir")
        .arg(laptop.data_dir())
        .args(["live", "--name", "Mara", "--cloud", &origin, "--mixxx"])
        .arg(laptop.home())
        .arg("--virtualdj")
        .arg(laptop.home().join("VirtualDJ"))
        // Of nobody's keychain.
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    let mut pika = Program::start(command)?;
    let session = pika
        .wait_for_line(PATIENCE, |line| {
            let news: Value = serde_json::from_str(line).ok()?;
            Some(news.get("live")?.as_str()?.rsplit('/').next()?.to_owned())
        })
        .await?;
    let start = Timestamp::now();
    let later = |seconds: i64| start + SignedDuration::from_secs(seconds);
    laptop.play(start, "Before")?;
    assert_eq!(next_play(&mut pika).await?, "Before");

    pika.limit_files(Some(4_096))?;
    let complains = |line: &str| line.starts_with("pika: the library failed").then_some(());
    laptop.play(later(1), "Nothing Fits")?;
    pika.wait_for_line(PATIENCE, complains).await?;
    laptop.play(later(2), "Still Nothing")?;
    for _ in 0..3 {
        pika.wait_for_line(PATIENCE, complains).await?;
    }
    pika.limit_files(None)?;
    laptop.play(later(3), "Room Again")?;

    for title in ["Nothing Fits", "Still Nothing", "Room Again"] {
        assert_eq!(next_play(&mut pika).await?, title);
    }
    let library = laptop.library()?;
    let session = SessionId::new(session)?;
    let plays: Vec<_> = library.plays_of(&session)?.into_iter().map(|row| row.title).collect();
    assert_eq!(plays, ["Room Again", "Still Nothing", "Nothing Fits", "Before"]);
    let history = format!("{origin}/api/session/{session}/history");
    // Installing it twice does no harm.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build()?;
    let delivered = async {
        loop {
            let answer: Vec<Value> =
                serde_json::from_str(&http.get(&history).send().await?.text().await?)?;
            if answer.len() == plays.len() {
                let titles = answer.iter().filter_map(|play| play["title"].as_str());
                return Ok::<_, anyhow::Error>(titles.map(str::to_owned).collect::<Vec<_>>());
            }
        }
    };
    assert_eq!(tokio::time::timeout(PATIENCE, delivered).await??, plays);
    Ok(())
}
