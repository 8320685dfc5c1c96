//! The states of a login, told apart, against a server that answers as a story says.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use pika_booth::view::{AccountState, DigestPlace, ErrorCode, LiveState};
use pika_booth::{Booth, BoothError};

use crate::laptop::{Laptop, until};

const TOKEN: &str = concat!("pk_dj_", "3f2a8c10-5d4e-4b6f-9a7b-1c2d3e4f5a6b");

/// An HTTP server with one answer at a time; it remembers what it was asked.
struct Cloud {
    address: SocketAddr,
    answer: Arc<Mutex<String>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Cloud {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let cloud =
            Self { address: listener.local_addr()?, answer: Arc::default(), asked: Arc::default() };
        let (answer, asked) = (Arc::clone(&cloud.answer), Arc::clone(&cloud.asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A caller that hangs up has nothing to be told.
                let _ = serve(&stream, &answer, &asked);
            }
        });
        Ok(cloud)
    }

    fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    fn answers(&self, status: &str, body: &str) {
        let length = body.len();
        let text = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        *self.answer.lock().expect("no story panics here") = text;
    }

    fn knows_the_dj(&self) {
        let user = r#"{"success":true,"user":{"id":1,"email":"m@example.org","displayName":"Mara Lind","slug":"mara-lind"}}"#;
        self.answers("200 OK", user);
    }

    fn asked(&self) -> String {
        self.asked.lock().expect("no story panics here").join("\n")
    }
}

fn serve(
    mut stream: &TcpStream,
    answer: &Mutex<String>,
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
    asked.lock().expect("no story panics here").push(head);
    let answer = answer.lock().expect("no story panics here").clone();
    stream.write_all(answer.as_bytes())
}

async fn logged_in(cloud: &Cloud) -> Result<(Laptop, Booth)> {
    let laptop = Laptop::with(Arc::new(pika_booth::WithoutKeychain), &cloud.origin())?;
    let booth = laptop.open_booth().await?;
    cloud.knows_the_dj();
    booth.paste_token(format!("  {TOKEN}\n")).await?;
    Ok((laptop, booth))
}

#[tokio::test]
async fn a_pasted_token_is_checked_and_only_its_digest_is_sent() -> Result<()> {
    let cloud = Cloud::start()?;
    let (laptop, booth) = logged_in(&cloud).await?;
    let account = booth.snapshot().account;
    assert_eq!(
        (account.state, account.dj_name.as_deref()),
        (AccountState::Valid, Some("Mara Lind"))
    );
    assert_eq!(account.place, DigestPlace::ThisRun, "this laptop has no keychain");
    assert_eq!(account.cloud.as_deref(), Some(cloud.address.to_string().as_str()));
    let asked = cloud.asked();
    assert!(asked.contains("GET /api/auth/me"), "{asked}");
    assert!(asked.to_lowercase().contains("authorization: bearer sha256:"), "{asked}");
    assert!(!asked.contains(TOKEN), "the token itself is never sent");
    let bearer = asked.split("earer ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let digest = bearer.context("a digest was sent")?;
    let told = serde_json::to_string(&booth.snapshot())?;
    assert!(told.contains("Mara Lind"), "this is what the window is told: {told}");
    assert!(!told.contains(TOKEN) && !told.contains(&digest[7..]), "{told}");
    booth.shut_down().await;

    for entry in std::fs::read_dir(laptop.data_dir())? {
        let path = entry?.path();
        let bytes = std::fs::read(&path)?;
        for secret in [TOKEN, digest, &digest[7..]] {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{} holds a secret", path.display());
        }
    }
    Ok(())
}

#[tokio::test]
async fn invalid_expired_revoked_and_offline_are_told_apart() -> Result<()> {
    let cloud = Cloud::start()?;
    let (_laptop, booth) = logged_in(&cloud).await?;
    for (code, state) in [
        ("token_expired", AccountState::Expired),
        ("token_revoked", AccountState::Revoked),
        ("token_invalid", AccountState::Invalid),
    ] {
        let body = format!(r#"{{"error":"Not any more.","code":"{code}"}}"#);
        cloud.answers("401 Unauthorized", &body);
        booth.check_login().await?;
        let account = booth.snapshot().account;
        assert_eq!((account.state, account.problem.as_deref()), (state, Some("Not any more.")));
        assert_eq!(account.dj_name.as_deref(), Some("Mara Lind"), "the DJ is still known by name");
        let refused = booth.go_live("Mara").await.err().context("going live is refused")?;
        assert_eq!(refused.notice().code, ErrorCode::LoginNeeded, "{refused}");
        assert_eq!(booth.snapshot().live.state, LiveState::Off);
        cloud.knows_the_dj();
        booth.check_login().await?;
        assert_eq!(booth.snapshot().account.state, AccountState::Valid);
    }
    Ok(())
}

#[tokio::test]
async fn no_word_from_the_cloud_never_logs_the_dj_out() -> Result<()> {
    let cloud = Cloud::start()?;
    let (_laptop, booth) = logged_in(&cloud).await?;
    let page = "<html>Please accept the terms of this hotel</html>";
    // Would say that all is well, to whoever goes where the hotel sends us.
    let elsewhere = Cloud::start()?;
    elsewhere.knows_the_dj();
    let away = format!("302 Found\r\nLocation: {}/", elsewhere.origin());
    for (status, body) in [
        ("200 OK", page),
        ("401 Unauthorized", page),
        ("403 Forbidden", page),
        (away.as_str(), ""),
        ("500 Internal Server Error", r#"{"error":"Oh no","code":"token_invalid"}"#),
        ("429 Too Many Requests", r#"{"error":"Later.","code":"rate_limited"}"#),
    ] {
        cloud.answers(status, body);
        booth.check_login().await?;
        let account = booth.snapshot().account;
        assert_eq!(account.state, AccountState::Unreachable, "{status} {body}");
        assert_eq!(account.dj_name.as_deref(), Some("Mara Lind"), "{status}");
        assert!(account.problem.is_some(), "the DJ is told");
    }
    assert_eq!(elsewhere.asked(), "", "nobody else is shown the digest");
    // Nobody there at all: the set begins all the same, on the cloud of the account.
    cloud.answers("", "");
    booth.check_login().await?;
    assert_eq!(booth.snapshot().account.state, AccountState::Unreachable);
    booth.go_live("Mara").await?;
    let live = booth.snapshot().live;
    assert_eq!(live.cloud.as_deref(), Some(cloud.address.to_string().as_str()));
    assert_eq!(live.dj_name, "Mara Lind", "the account's name is the one that dancers see");
    until(&booth, "the DJ is told", |s| s.live.problem.is_some()).await?;
    Ok(())
}

#[tokio::test]
async fn what_is_no_token_is_not_asked_about_and_a_refused_one_is_not_kept() -> Result<()> {
    let cloud = Cloud::start()?;
    let laptop = Laptop::with(Arc::new(pika_booth::WithoutKeychain), &cloud.origin())?;
    let booth = laptop.open_booth().await?;
    for bad in ["", "short", "pk_dj_ with blanks in it", "pk_dj_\u{200b}0123456789"] {
        let refused = booth.paste_token(bad.to_owned()).await;
        assert!(matches!(refused, Err(BoothError::NoToken)), "{bad:?}");
    }
    assert_eq!(cloud.asked(), "", "nothing was sent");
    cloud.answers("401 Unauthorized", r#"{"error":"Nobody has it.","code":"token_invalid"}"#);
    let refused = booth.paste_token(TOKEN.to_owned()).await.err().context("it is refused")?;
    assert_eq!(refused.to_string(), "Nobody has it.");
    assert_eq!(booth.snapshot().account.state, AccountState::LoggedOut);
    Ok(())
}

#[tokio::test]
async fn a_login_that_is_given_up_is_forgotten_and_the_next_set_stays_in_the_room() -> Result<()> {
    let cloud = Cloud::start()?;
    let (_laptop, booth) = logged_in(&cloud).await?;
    booth.log_out().await?;
    let account = booth.snapshot().account;
    assert_eq!((account.state, account.dj_name), (AccountState::LoggedOut, None));
    let asked = cloud.asked().len();
    booth.check_login().await?;
    assert_eq!(cloud.asked().len(), asked, "there is nothing left to ask with");
    booth.go_live("Mara").await?;
    let live =
        until(&booth, "the session is live", |s| s.live.state == LiveState::Live).await?.live;
    assert_eq!(live.cloud, None);
    Ok(())
}

#[tokio::test]
async fn an_unencrypted_cloud_is_refused_and_nothing_is_changed() -> Result<()> {
    let laptop = Laptop::new()?;
    let booth = laptop.open_booth().await?;
    let before = booth.snapshot().settings;
    for bad in ["http://pika.stream", "ws://192.168.1.4:3001", "pika.stream", "ftp://127.0.0.1"] {
        let mut settings = before.clone();
        settings.cloud_address = bad.to_owned();
        let refused = booth.change_settings(settings).await;
        assert!(matches!(refused, Err(BoothError::Address(_))), "{bad}");
    }
    assert_eq!(booth.snapshot().settings, before);
    Ok(())
}
