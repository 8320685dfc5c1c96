//! Nights on the cloud of an account: the real server, on this computer, where only registered DJs may
//! go live.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use pika_booth::view::{AccountState, BoothEvent, LiveState, NewAnnouncement};
use pika_booth::{Booth, WithoutKeychain};
use pika_cloud::{CloudConfig, DjAccess, Environment, PushConfig, RunningCloud, VapidKey};
use pika_domain::SessionId;
use pika_test_support::dancer::Dancer;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::laptop::{Laptop, go_live, until};

const EMAIL: &str = "mara@example.org";
const PASSWORD: &str = "seven slow blues at dawn";

/// A server with one registered DJ.
pub(crate) struct Cloud {
    running: RunningCloud,
    _data: TempDir,
    http: reqwest::Client,
    /// What the DJ was shown at registration; another device's, as far as a booth is concerned.
    pub(crate) token: String,
}

impl Cloud {
    pub(crate) async fn start() -> Result<Self> {
        Self::start_with(CloudConfig::default()).await
    }

    async fn start_with(config: CloudConfig) -> Result<Self> {
        let data = TempDir::new()?;
        let config = CloudConfig {
            listen: "127.0.0.1:0".parse()?,
            database: format!("sqlite:{}", data.path().join("cloud.db").display()),
            djs: DjAccess::RegisteredOnly,
            ..config
        };
        let running = pika_cloud::start(config).await?;
        // Installing it twice does no harm; the booth does it, too.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build()?;
        let cloud = Self { running, _data: data, http, token: String::new() };
        let dj = json!({ "email": EMAIL, "password": PASSWORD, "displayName": "Mara Lind" });
        let welcome = cloud.post("register", "", &dj).await?;
        let token = welcome["token"].as_str().context("a token")?.to_owned();
        Ok(Self { token, ..cloud })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.running.address())
    }

    async fn post(&self, route: &str, token: &str, body: &Value) -> Result<Value> {
        let response = self
            .http
            .post(format!("{}/api/auth/{route}", self.origin()))
            .header("X-Pika-Client", "pika-web")
            .header("X-Requested-With", "Pika")
            .bearer_auth(token)
            .json(body)
            .send()
            .await?;
        let (status, text) = (response.status(), response.text().await?);
        ensure!(status.is_success(), "{route}: {status} {text}");
        Ok(serde_json::from_str(&text)?)
    }

    /// The titles of a session, oldest first.
    async fn titles(&self, session: &str) -> Result<Vec<String>> {
        let url = format!("{}/api/session/{session}/history", self.origin());
        let plays: Vec<Value> =
            serde_json::from_str(&self.http.get(url).send().await?.text().await?)?;
        Ok(plays
            .iter()
            .rev()
            .filter_map(|play| play["title"].as_str().map(str::to_owned))
            .collect())
    }

    async fn laptop(&self) -> Result<(Laptop, Booth)> {
        let laptop = Laptop::with(Arc::new(WithoutKeychain), &self.origin())?;
        let booth = laptop.open_booth().await?;
        Ok((laptop, booth))
    }
}

async fn log_in(booth: &Booth) -> Result<()> {
    Ok(booth.log_in(EMAIL.to_owned(), PASSWORD.to_owned()).await?)
}

fn session_of(booth: &Booth) -> Result<String> {
    let session = booth.snapshot().live.session_id.context("a session is live")?;
    Ok(session.as_str().to_owned())
}

#[tokio::test]
async fn a_registered_dj_logs_in_and_goes_live_under_the_accounts_name() -> Result<()> {
    let cloud = Cloud::start().await?;
    let (laptop, booth) = cloud.laptop().await?;
    let wrong = booth.log_in(EMAIL.to_owned(), "another password".to_owned()).await;
    assert!(wrong.is_err(), "the password counts");
    assert_eq!(booth.snapshot().account.state, AccountState::LoggedOut);
    log_in(&booth).await?;
    let account = booth.snapshot().account;
    assert_eq!(
        (account.state, account.dj_name.as_deref()),
        (AccountState::Valid, Some("Mara Lind"))
    );

    let url = go_live(&booth).await?;
    assert!(url.starts_with(&cloud.origin()), "{url}");
    assert_eq!(booth.snapshot().live.dj_name, "Mara Lind");
    laptop.play(Timestamp::now(), "Stay Late")?;
    until(&booth, "the play is delivered", |s| s.plays.len() == 1 && s.live.waiting == 0).await?;
    assert_eq!(cloud.titles(&session_of(&booth)?).await?, ["Stay Late"]);
    Ok(())
}

#[tokio::test]
async fn a_token_revoked_in_the_middle_stops_delivery_but_not_the_night() -> Result<()> {
    let cloud = Cloud::start().await?;
    let (laptop, booth) = cloud.laptop().await?;
    log_in(&booth).await?;
    go_live(&booth).await?;
    let begin = Timestamp::now();
    laptop.play(begin, "Before")?;
    until(&booth, "the first play", |s| s.plays.len() == 1 && s.live.waiting == 0).await?;

    cloud.post("regenerate-token", &cloud.token, &json!({ "all": true })).await?;
    until(&booth, "the refusal", |s| s.live.state == LiveState::Refused).await?;
    let told = until(&booth, "the reason", |s| s.account.state == AccountState::Revoked).await?;
    assert!(told.live.problem.is_some(), "and a sentence says so");
    laptop.play(begin + SignedDuration::from_secs(1), "Meanwhile")?;
    let kept = until(&booth, "the night goes on", |s| s.plays.len() == 2).await?;
    assert_eq!(kept.now_playing.context("it plays")?.title, "Meanwhile");
    let owed = until(&booth, "the play waits", |s| s.live.waiting == 1).await?;
    assert!(owed.live.oldest_waiting_at.is_some(), "its age is known");

    log_in(&booth).await?;
    let back =
        until(&booth, "delivery", |s| s.live.state == LiveState::Live && s.live.waiting == 0);
    back.await?;
    assert_eq!(cloud.titles(&session_of(&booth)?).await?, ["Before", "Meanwhile"]);
    Ok(())
}

#[tokio::test]
async fn another_token_in_the_middle_of_a_set_goes_unnoticed_by_the_floor() -> Result<()> {
    let cloud = Cloud::start().await?;
    let (laptop, booth) = cloud.laptop().await?;
    log_in(&booth).await?;
    go_live(&booth).await?;
    booth.regenerate_token(false).await?;
    assert_eq!(booth.snapshot().account.state, AccountState::Valid);
    laptop.play(Timestamp::now(), "Stay Late")?;
    until(&booth, "the play is delivered", |s| {
        s.plays.len() == 1 && s.live.waiting == 0 && s.live.state == LiveState::Live
    })
    .await?;
    booth.check_login().await?;
    assert_eq!(booth.snapshot().account.state, AccountState::Valid, "the new token holds");
    Ok(())
}

#[tokio::test]
async fn a_laptop_logs_all_other_devices_out_and_stays_in_itself() -> Result<()> {
    let cloud = Cloud::start().await?;
    let (_here, first) = cloud.laptop().await?;
    let (_there, second) = cloud.laptop().await?;
    log_in(&first).await?;
    log_in(&second).await?;
    first.regenerate_token(false).await?;
    second.check_login().await?;
    assert_eq!(
        second.snapshot().account.state,
        AccountState::Valid,
        "one token changes one device"
    );

    first.regenerate_token(true).await?;
    second.check_login().await?;
    assert_eq!(second.snapshot().account.state, AccountState::Revoked);
    first.check_login().await?;
    assert_eq!(first.snapshot().account.state, AccountState::Valid, "the new token holds");
    Ok(())
}

#[tokio::test]
async fn two_laptops_of_one_dj_have_a_session_each() -> Result<()> {
    let cloud = Cloud::start().await?;
    let (first_laptop, first) = cloud.laptop().await?;
    let (second_laptop, second) = cloud.laptop().await?;
    log_in(&first).await?;
    log_in(&second).await?;
    go_live(&first).await?;
    go_live(&second).await?;
    first_laptop.play(Timestamp::now(), "Here")?;
    second_laptop.play(Timestamp::now(), "There")?;
    for (booth, title) in [(&first, "Here"), (&second, "There")] {
        until(booth, title, |s| s.plays.len() == 1 && s.live.waiting == 0).await?;
        assert_eq!(booth.snapshot().live.state, LiveState::Live);
        assert_eq!(cloud.titles(&session_of(booth)?).await?, [title]);
    }
    Ok(())
}

#[tokio::test]
async fn two_sets_of_one_outage_arrive_as_two_sessions() -> Result<()> {
    let cloud = Cloud::start().await?;
    let (laptop, booth) = cloud.laptop().await?;
    log_in(&booth).await?;
    // The login is known from before; from now on nobody answers.
    let address = cloud.running.address();
    let Cloud { running, _data: data, http, token } = cloud;
    running.stop().await;

    let mut sessions = Vec::new();
    let begin = Timestamp::now();
    for (number, title) in ["One", "Two"].into_iter().enumerate() {
        booth.go_live("Mara").await?;
        sessions.push(session_of(&booth)?);
        laptop.play(begin + SignedDuration::from_secs(number as i64), title)?;
        until(&booth, title, |s| s.plays.first().is_some_and(|play| play.title == title)).await?;
        booth.end_session().await?;
    }
    let config = CloudConfig {
        listen: address,
        database: format!("sqlite:{}", data.path().join("cloud.db").display()),
        djs: DjAccess::RegisteredOnly,
        ..CloudConfig::default()
    };
    let running = pika_cloud::start(config).await?;
    let cloud = Cloud { running, _data: data, http, token };
    until(&booth, "both ends are known", |s| s.live.state == LiveState::Off).await?;
    while !laptop.library()?.unfinished_sessions()?.is_empty() {
        tokio::task::yield_now().await;
    }
    for (session, title) in sessions.iter().zip(["One", "Two"]) {
        assert_eq!(cloud.titles(session).await?, [title]);
    }
    Ok(())
}

#[tokio::test]
async fn a_like_that_comes_after_the_end_is_there_when_pika_is_opened_again() -> Result<()> {
    let cloud = Cloud::start().await?;
    let (laptop, booth) = cloud.laptop().await?;
    log_in(&booth).await?;
    let url = go_live(&booth).await?;
    laptop.play(Timestamp::now(), "Stay Late")?;
    let mut dancer = Dancer::join(&url, "client_00112233445566778899aabbccddeeff").await?;
    let play = dancer.until_plays("Stay Late").await?;
    let session = SessionId::new(session_of(&booth)?)?;
    booth.end_session().await?;
    until(&booth, "the end is known", |s| s.live.state == LiveState::Off).await?;
    booth.shut_down().await;
    drop(booth);

    dancer.like(play).await?;
    assert_eq!(laptop.library()?.plays_of(&session)?[0].likes, 0, "nobody has told the laptop");
    let _booth = laptop.open_booth().await?;
    while laptop.library()?.plays_of(&session)?[0].likes != 1 {
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// A server that notifies phones, also by push services on this computer.
fn pushing() -> CloudConfig {
    CloudConfig {
        push: Some(PushConfig { key: VapidKey::generate(), local: true }),
        environment: Environment::Development,
        ..CloudConfig::default()
    }
}

#[tokio::test]
async fn an_announcement_notifies_phones_if_the_dj_wants_it_and_the_cloud_can() -> Result<()> {
    let cloud = Cloud::start_with(pushing()).await?;
    let (_laptop, booth) = cloud.laptop().await?;
    log_in(&booth).await?;
    go_live(&booth).await?;
    until(&booth, "the cloud says that it can", |s| s.live.notifies).await?;

    let service = TcpListener::bind("127.0.0.1:0").await?;
    // A key of a browser: that of the example in RFC 8291.
    let wish = json!({
        "sessionId": session_of(&booth)?,
        "endpoint": format!("http://{}/phone", service.local_addr()?),
        "keys": {
            "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        },
    });
    let subscribed = cloud
        .http
        .post(format!("{}/api/push/subscribe", cloud.origin()))
        .header("X-Pika-Client", "pika-web")
        .header("X-Pika-Dancer", "client_of_this_story")
        .json(&wish)
        .send()
        .await?;
    ensure!(subscribed.status().is_success(), "{}", subscribed.text().await?);
    let announcement = |seconds, push| NewAnnouncement {
        message: "Strictly at ten".to_owned(),
        duration_s: Some(seconds),
        push,
    };
    booth.send_announcement(announcement(60, false)).await?;
    until(&booth, "it is told", |s| s.live.waiting == 0).await?;
    booth.send_announcement(announcement(600, true)).await?;
    let (mut stream, _) = service.accept().await?;
    let mut heard = vec![0; 4096];
    let length = stream.read(&mut heard).await?;
    let heard = String::from_utf8_lossy(&heard[..length]);
    assert!(heard.starts_with("POST /phone HTTP/1.1"), "{heard}");
    let ttl = heard.lines().find_map(|line| line.strip_prefix("ttl: ")).context("how long")?;
    assert!(ttl.parse::<u32>()? > 60, "the other one was for the screen alone: {ttl}");
    stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").await?;
    Ok(())
}

#[tokio::test]
async fn the_dj_is_told_when_phones_are_not_notified_any_more() -> Result<()> {
    let cloud = Cloud::start_with(pushing()).await?;
    let (_laptop, booth) = cloud.laptop().await?;
    log_in(&booth).await?;
    go_live(&booth).await?;
    until(&booth, "the cloud says that it can", |s| s.live.notifies).await?;
    let mut events = booth.subscribe();
    for number in 1..=30 {
        let message = format!("Announcement {number}");
        let announcement =
            NewAnnouncement { message: message.clone(), duration_s: None, push: true };
        booth.send_announcement(announcement).await?;
        until(&booth, "it is told", |s| s.live.waiting == 0).await?;
        while let Ok(event) = events.try_recv() {
            if let BoothEvent::Notice(notice) = event {
                assert!(notice.message.contains("ten times within the hour"), "{notice:?}");
                assert!(number > 10, "ten are pushed, and this is {number}");
                let shown = booth.snapshot().live.announcement.context("it shows all the same")?;
                assert_eq!(shown.message, message);
                return Ok(());
            }
        }
    }
    anyhow::bail!("the DJ was told nothing")
}
