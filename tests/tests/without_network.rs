//! A night on a cloud somewhere else, while the network is away.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use pika_booth::view::{LiveState, Settings};
use pika_booth::{Booth, BoothConfig, ChildLauncher, CloudChoice, Timing, WithoutKeychain};
use pika_cloud::{CloudConfig, DjAccess, RunningCloud};
use pika_domain::TrackNames;
use pika_library::Library;
use pika_live::CloudAddress;
use pika_sources::{HistoryWriter, VirtualDj};
use pika_stories::snapshot::until;

async fn open_booth(home: &Path, cloud: SocketAddr) -> Result<Booth> {
    let data_dir = home.join("pika");
    let settings = Settings { settle_ms: 0, ..Settings::default() };
    Library::open(&data_dir.join("pika.db"))?.set_setting("booth", &settings)?;
    let config = BoothConfig {
        data_dir,
        launcher: Arc::new(ChildLauncher::beside_this_program()?),
        sources: vec![Box::new(VirtualDj::in_folders(vec![home.join("VirtualDJ")]))],
        cloud: CloudChoice::Remote(CloudAddress::parse(&format!("http://{cloud}"))?),
        timing: Timing::default(),
        keychain: Arc::new(WithoutKeychain),
    };
    Ok(Booth::open(config).await?)
}

async fn start_cloud(listen: SocketAddr, database: &Path) -> Result<RunningCloud> {
    let config = CloudConfig {
        listen,
        database: format!("sqlite:{}", database.display()),
        djs: DjAccess::Anonymous,
        ..CloudConfig::default()
    };
    Ok(pika_cloud::start(config).await?)
}

/// The titles that a phone sees in the history of a session, oldest first.
async fn titles(cloud: SocketAddr, session: &str) -> Result<Vec<String>> {
    let url = format!("http://{cloud}/api/session/{session}/history");
    let text = reqwest::Client::builder().no_proxy().build()?.get(url).send().await?.text().await?;
    let plays: Vec<serde_json::Value> = serde_json::from_str(&text)?;
    Ok(plays.iter().rev().filter_map(|play| play["title"].as_str().map(str::to_owned)).collect())
}

#[tokio::test]
async fn a_set_that_was_played_and_ended_without_network_arrives_whole_when_there_is_one()
-> Result<()> {
    let home = tempfile::tempdir()?;
    let history = HistoryWriter::new(&home.path().join("VirtualDJ"));
    std::fs::create_dir_all(home.path().join("VirtualDJ/History"))?;
    // A port where nobody listens: reserved, then let go.
    let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;

    let booth = open_booth(home.path(), address).await?;
    booth.go_live("Mara").await?;
    let told = until(&booth, "the DJ is told", |s| s.live.problem.is_some()).await?;
    assert_eq!(told.live.problem.as_deref(), Some("The cloud cannot be reached."));
    let session = told.live.session_id.context("the session is open all the same")?;

    let begin = Timestamp::now();
    for (number, title) in ["One", "Two", "Three"].into_iter().enumerate() {
        let names = TrackNames::new("Otis Marlow", title);
        let at = begin + SignedDuration::from_secs(number as i64);
        history.played(at, &format!("/music/{title}.mp3"), &names, Some(200.0))?;
        until(&booth, title, |s| s.plays.first().is_some_and(|play| play.title == title)).await?;
    }
    booth.end_session().await?;
    let waiting = booth.snapshot().live;
    assert_eq!((waiting.state, waiting.waiting), (LiveState::Ending, 4), "three plays and the end");
    booth.shut_down().await;
    drop(booth);

    let cloud = start_cloud(address, &home.path().join("cloud.db")).await?;
    let booth = open_booth(home.path(), address).await?;
    until(&booth, "everything is delivered", |s| s.live.state == LiveState::Off).await?;
    let library = Library::open(&home.path().join("pika/pika.db"))?;
    assert!(library.unfinished_sessions()?.is_empty(), "nothing is owed any more");
    assert_eq!(titles(address, session.as_str()).await?, ["One", "Two", "Three"]);
    cloud.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_second_laptop_with_a_copy_of_the_session_takes_nothing_from_it() -> Result<()> {
    let (one, two) = (tempfile::tempdir()?, tempfile::tempdir()?);
    for home in [&one, &two] {
        std::fs::create_dir_all(home.path().join("VirtualDJ/History"))?;
    }
    let play = |home: &Path, title: &str| {
        let history = HistoryWriter::new(&home.join("VirtualDJ"));
        let names = TrackNames::new("Otis Marlow", title);
        history.played(Timestamp::now(), &format!("/music/{title}.mp3"), &names, Some(200.0))
    };
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let cloud = start_cloud(listen, &one.path().join("cloud.db")).await?;
    let address = cloud.address();

    let first = open_booth(one.path(), address).await?;
    first.go_live("Mara").await?;
    play(one.path(), "One")?;
    let live =
        until(&first, "the first play", |s| s.plays.len() == 1 && s.live.waiting == 0).await?;
    let session = live.live.session_id.context("a session")?;
    first.shut_down().await;
    drop(first);
    std::fs::create_dir_all(two.path().join("pika"))?;
    // A library that was shut down is one file.
    let copy = rusqlite::Connection::open(one.path().join("pika/pika.db"))?;
    copy.execute("VACUUM INTO ?1", [two.path().join("pika/pika.db").to_string_lossy()])?;
    drop(copy);

    let first = open_booth(one.path(), address).await?;
    until(&first, "the first is back", |s| s.live.state == LiveState::Live).await?;
    let second = open_booth(two.path(), address).await?;
    until(&second, "the second takes over", |s| s.live.state == LiveState::Live).await?;
    play(two.path(), "Two")?;
    until(&second, "its play", |s| s.plays.len() == 2 && s.live.waiting == 0).await?;
    play(one.path(), "Three")?;
    let told = until(&first, "its DJ is told", |s| s.live.problem.is_some()).await?;
    assert_eq!((told.plays.len(), told.live.waiting), (2, 1), "its play is kept: {:?}", told.live);
    assert_eq!(titles(address, session.as_str()).await?, ["One", "Two"]);
    cloud.stop().await;
    Ok(())
}
