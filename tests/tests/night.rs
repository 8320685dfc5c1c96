//! A night without a window: a DJ program's history, the booth, the embedded cloud, dancers.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use jiff::{SignedDuration, Timestamp};
use pika_booth::view::{BoothEvent, BoothSnapshot, ErrorCode, LiveState, Reach, Settings};
use pika_booth::{Booth, BoothConfig, ChildLauncher, CloudChoice, Timing, WithoutKeychain};
use pika_domain::TrackNames;
use pika_library::{Library, TrackQuery};
use pika_sources::{HistoryWriter, VirtualDj};
use pika_stories::snapshot::until;
use pika_test_support::dancer::Dancer;
use pika_test_support::programs;
use tempfile::TempDir;

const DANCER: &str = "client_00112233445566778899aabbccddeeff";

/// A laptop: a home with VirtualDJ in it, and a folder for Pika.
struct Laptop {
    home: TempDir,
    history: HistoryWriter,
}

impl Laptop {
    fn new() -> Result<Self> {
        let home = TempDir::new()?;
        let history = HistoryWriter::new(&home.path().join("VirtualDJ"));
        std::fs::create_dir_all(home.path().join("VirtualDJ/History"))?;
        // Stories about something else do not wait for a track to settle.
        let settings = Settings { settle_ms: 0, ..Settings::default() };
        Library::open(&home.path().join("pika/pika.db"))?.set_setting("booth", &settings)?;
        Ok(Self { home, history })
    }

    fn data_dir(&self) -> std::path::PathBuf {
        self.home.path().join("pika")
    }

    async fn open_booth(&self) -> Result<Booth> {
        let virtual_dj = VirtualDj::in_folders(vec![self.home.path().join("VirtualDJ")]);
        let config = BoothConfig {
            data_dir: self.data_dir(),
            launcher: Arc::new(ChildLauncher::new(programs::built("pika-sidecar")?)),
            sources: vec![Box::new(virtual_dj)],
            cloud: CloudChoice::Embedded { port: Some(0) },
            timing: Timing::default(),
            keychain: Arc::new(WithoutKeychain),
        };
        Ok(Booth::open(config).await?)
    }

    fn play(&self, at: Timestamp, title: &str) -> Result<()> {
        let place = format!("/music/{title}.mp3");
        let names = TrackNames::new("Otis Marlow", title);
        Ok(self.history.played(at, &place, &names, Some(200.0))?)
    }
}

async fn go_live(booth: &Booth) -> Result<String> {
    booth.go_live("Mara").await?;
    let snapshot = until(booth, "the session is live", |s| s.live.state == LiveState::Live).await?;
    snapshot.live.join_url.context("a live session has an address")
}

#[tokio::test]
async fn a_play_reaches_the_dancer_and_the_like_comes_back_to_the_booth() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    laptop.play(Timestamp::now(), "Stormy Corner Blues")?;
    let play = dancer.until_plays("Stormy Corner Blues").await?;
    dancer.like(play).await?;
    let snapshot = until(&booth, "the like", |s| s.live.likes == 1).await?;
    assert_eq!(snapshot.plays.len(), 1);
    assert_eq!((snapshot.plays[0].id, snapshot.plays[0].likes), (play, 1));
    let playing = snapshot.now_playing.context("a track plays")?;
    assert_eq!((playing.number, playing.likes), (1, 1), "the large title counts the like too");
    let snapshot = until(&booth, "nothing waits", |s| s.live.waiting == 0).await?;
    assert!(snapshot.live.qr.is_some(), "the address is also a picture");
    Ok(())
}

#[tokio::test]
async fn a_track_that_plays_already_is_the_first_of_the_session() -> Result<()> {
    let laptop = Laptop::new()?;
    laptop.play(Timestamp::now() - SignedDuration::from_secs(30), "Queen of Quiet")?;
    let booth = laptop.open_booth().await?;
    until(&booth, "the track is seen", |s| s.now_playing.is_some()).await?;
    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    dancer.until_plays("Queen of Quiet").await?;
    Ok(())
}

#[tokio::test]
async fn a_song_from_an_earlier_night_is_not_shown() -> Result<()> {
    let laptop = Laptop::new()?;
    laptop.play(Timestamp::now() - SignedDuration::from_hours(26), "Old Song")?;
    let booth = laptop.open_booth().await?;
    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    laptop.play(Timestamp::now(), "New Song")?;
    dancer.until_plays("New Song").await?;
    let titles: Vec<_> = booth.snapshot().plays.into_iter().map(|play| play.title).collect();
    assert_eq!(titles, ["New Song"]);
    Ok(())
}

#[tokio::test]
async fn a_night_that_broke_off_goes_on_with_the_next_start() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    go_live(&booth).await?;
    laptop.play(Timestamp::now(), "Before")?;
    until(&booth, "the first play", |s| s.plays.len() == 1 && s.live.waiting == 0).await?;
    let session = booth.snapshot().live.session_id;
    booth.shut_down().await;
    drop(booth);

    let booth = laptop.open_booth().await?;
    let snapshot =
        until(&booth, "the session is live again", |s| s.live.state == LiveState::Live).await?;
    assert_eq!(snapshot.live.session_id, session, "it is the same session");
    laptop.play(Timestamp::now() + SignedDuration::from_secs(1), "After")?;
    let url = snapshot.live.join_url.context("an address")?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    dancer.until_plays("After").await?;
    let titles: Vec<_> = booth.snapshot().plays.into_iter().map(|play| play.title).collect();
    assert_eq!(titles, ["After", "Before"], "nothing is lost and nothing is doubled");
    Ok(())
}

#[tokio::test]
async fn a_session_ends_for_the_dancers_and_the_next_one_is_another() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    booth.end_session().await?;
    dancer
        .until("the end", |message| {
            matches!(message, pika_protocol::ServerMessage::SessionEnded { .. }).then_some(())
        })
        .await?;
    until(&booth, "the booth is off the air", |s| s.live.state == LiveState::Off).await?;
    assert!(booth.end_session().await.is_err(), "there is nothing to end any more");
    assert_ne!(go_live(&booth).await?, url);
    Ok(())
}

#[tokio::test]
async fn a_taken_port_is_replaced_by_a_free_one() -> Result<()> {
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port();
    let laptop = Laptop::new()?;
    let virtual_dj = VirtualDj::in_folders(vec![laptop.home.path().join("VirtualDJ")]);
    let booth = Booth::open(BoothConfig {
        data_dir: laptop.data_dir(),
        launcher: Arc::new(ChildLauncher::new(programs::built("pika-sidecar")?)),
        sources: vec![Box::new(virtual_dj)],
        cloud: CloudChoice::Embedded { port: Some(port) },
        timing: Timing::default(),
        keychain: Arc::new(WithoutKeychain),
    })
    .await?;
    let mut events = booth.subscribe();
    let url = go_live(&booth).await?;
    assert!(!url.contains(&format!(":{port}/")), "{url}");
    let mut heard = std::iter::from_fn(|| events.try_recv().ok());
    let told = heard.any(|event| {
        matches!(event, BoothEvent::Notice(notice) if notice.message.contains(&format!("port {port}")))
    });
    assert!(told, "the DJ is told that the page is on another port");
    Dancer::join(&url, DANCER).await?;
    Ok(())
}

#[tokio::test]
async fn a_name_that_dancers_cannot_be_shown_is_refused_with_a_sentence() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let error = booth.go_live("  <script>  ").await.err().context("it is refused")?;
    assert!(error.to_string().contains("1 to 100 characters"), "{error}");
    assert_eq!(booth.snapshot().live.state, LiveState::Off);
    Ok(())
}

#[tokio::test]
async fn events_tell_a_window_everything_that_the_snapshot_has() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let mut shown = booth.snapshot();
    let mut events = booth.subscribe();
    go_live(&booth).await?;
    laptop.play(Timestamp::now(), "Stay Late")?;
    let wanted =
        until(&booth, "the play is delivered", |s| s.plays.len() == 1 && s.live.waiting == 0)
            .await?;
    while let Ok(event) = events.try_recv() {
        match event {
            BoothEvent::Live(live) => shown.live = *live,
            BoothEvent::Account(account) => shown.account = account,
            BoothEvent::NowPlaying(playing) => shown.now_playing = playing.map(|boxed| *boxed),
            BoothEvent::Plays(plays) => shown.plays = plays,
            BoothEvent::Sources(sources) => shown.sources = sources,
            BoothEvent::Settings(settings) => shown.settings = settings,
            BoothEvent::Library(library) => shown.library = library,
            BoothEvent::Scan(scan) => shown.scan = scan,
            BoothEvent::Analysis(analysis) => shown.analysis = analysis,
            BoothEvent::Notice(notice) => bail!("an unexpected notice: {}", notice.message),
        }
    }
    assert_eq!(shown.plays, wanted.plays);
    assert_eq!(shown.now_playing, wanted.now_playing);
    assert_eq!(shown.live.state, wanted.live.state);
    assert_eq!(shown.live.waiting, 0);
    Ok(())
}

/// This computer's address in the network that leads outwards, if it is in one.
fn network_address() -> Option<std::net::IpAddr> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    // No packet is sent: connecting a UDP socket only chooses a route.
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_loopback())
}

#[tokio::test]
async fn the_page_is_open_to_the_network_only_when_the_dj_says_so() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let url = go_live(&booth).await?;
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let port: u16 = url.split([':', '/']).nth(4).context("a port")?.parse()?;
    let wanted = Settings { reach: Reach::LocalNetwork, ..booth.snapshot().settings };
    let Some(address) = network_address() else {
        booth.change_settings(wanted).await?;
        assert_eq!(booth.snapshot().settings.reach, Reach::ThisComputer, "there is no network");
        assert_eq!(booth.snapshot().live.state, LiveState::Live, "the night goes on");
        return Ok(());
    };
    let outside = std::net::SocketAddr::new(address, port);
    assert!(std::net::TcpStream::connect(outside).is_err(), "closed to the network so far");

    laptop.play(Timestamp::now(), "Before")?;
    until(&booth, "the first play", |s| s.plays.len() == 1).await?;
    booth.change_settings(wanted).await?;
    let open = until(&booth, "the booth is back", |s| s.live.state == LiveState::Live).await?;
    let url = open.live.join_url.context("an address")?;
    assert!(url.starts_with(&format!("http://{outside}/live/")), "{url}");
    let mut dancer = Dancer::join(&url, DANCER).await?;
    dancer.until_plays("Before").await?;

    let closed = Settings { reach: Reach::ThisComputer, ..booth.snapshot().settings };
    booth.change_settings(closed).await?;
    assert!(std::net::TcpStream::connect(outside).is_err(), "closed again");
    Ok(())
}

#[tokio::test]
async fn a_library_that_is_locked_in_the_middle_of_a_set_loses_no_play_and_no_like() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let url = go_live(&booth).await?;
    let mut dancer = Dancer::join(&url, DANCER).await?;
    laptop.play(Timestamp::now(), "Before")?;
    let before = dancer.until_plays("Before").await?;

    let lock = rusqlite::Connection::open(laptop.data_dir().join("pika.db"))?;
    lock.busy_timeout(std::time::Duration::from_mins(1))?;
    lock.execute_batch("BEGIN IMMEDIATE")?;
    let mut events = booth.subscribe();
    laptop.play(Timestamp::now(), "During")?;
    dancer.like(before).await?;
    // Pika waits seven seconds for the lock each time: half a minute and more.
    for _ in 0..5 {
        loop {
            if let BoothEvent::Notice(notice) = events.recv().await? {
                assert_eq!(notice.code, ErrorCode::LibraryLocked, "{}", notice.message);
                break;
            }
        }
    }
    assert_eq!(booth.list_tracks(TrackQuery::default()).await?.total, 0, "reading goes on");
    assert_eq!(booth.snapshot().live.state, LiveState::Live, "the line holds");
    laptop.play(Timestamp::now() + SignedDuration::from_secs(2), "After")?;
    drop(lock);

    dancer.until_plays("After").await?;
    let settled =
        |s: &BoothSnapshot| s.plays.len() == 3 && s.live.likes == 1 && s.live.waiting == 0;
    let snapshot = until(&booth, "everything is recorded and delivered", settled).await?;
    let plays: Vec<_> = snapshot.plays.iter().map(|row| (row.title.as_str(), row.likes)).collect();
    assert_eq!(plays, [("After", 0), ("During", 0), ("Before", 1)]);
    Ok(())
}
