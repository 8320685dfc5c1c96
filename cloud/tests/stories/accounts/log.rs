//! The log, at its most verbose, tells nobody's secrets.

use std::{net::SocketAddr, path::Path, process::Stdio};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use super::{
    api::{EMAIL, PASSWORD, column, registration, request},
    mail::{code_in, letter},
};
use crate::support::{Client, config_with_file};

const DANCER: &str = "client_0123456789abcdef0123456789abcdef";

/// The real program at its most verbose, and where it listens.
async fn start_verbose(
    folder: &tempfile::TempDir,
    letters: &Path,
    log: &Path,
    format: &str,
) -> (Child, SocketAddr) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pika-cloud"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(["--database", &config_with_file(folder).database])
        .arg("--mail-folder")
        .arg(letters)
        .env("RUST_LOG", "trace")
        .env("PIKA_LOG_FORMAT", format)
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(log).unwrap())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let address = line.trim().strip_prefix("Pika cloud is ready on http://").expect(&line);
    let address = address.parse().unwrap();
    (program, address)
}

#[tokio::test]
async fn no_token_digest_password_email_or_dancer_is_in_the_log() {
    let log = log_of_every_path_through_accounts("text").await;
    assert!(log.contains("trace"), "it is verbose");
}

#[tokio::test]
async fn nor_in_the_log_for_programs_which_is_json_line_by_line() {
    let log = log_of_every_path_through_accounts("json").await;
    for line in log.lines() {
        let event: Value = serde_json::from_str(line).expect(line);
        assert!(event["level"].is_string() && event["timestamp"].is_string(), "{line}");
    }
}

/// What the program logs at its most verbose, in small letters, once it is sure that no secret is
/// in it.
async fn log_of_every_path_through_accounts(format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let letters = folder.path().join("letters");
    let log = folder.path().join("log");
    let (mut program, address) = start_verbose(&folder, &letters, &log, format).await;
    let call = async |method: &str, path: &str, token: &str, body: Value| {
        let headers = format!("X-Pika-Client: pika-desktop\r\nAuthorization: Bearer {token}\r\n");
        request(address, method, path, &headers, body.to_string().as_bytes()).await
    };

    // Every path through accounts, well and badly trodden.
    let first = call("POST", "/api/auth/register", "", registration()).await.token();
    call("POST", "/api/auth/register", "", registration()).await;
    let mut bad = registration();
    bad["password"] = json!({"nested": "a secret of the form"});
    call("POST", "/api/auth/register", "", bad).await;
    let login = |password: &str| json!({"email": EMAIL, "password": password});
    call("POST", "/api/auth/login", "", login("a wrong password")).await;
    let second = call("POST", "/api/auth/login", "", login(PASSWORD)).await.token();
    let digest = |token: &str| {
        Sha256::digest(token.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<Vec<_>>()
    };
    let digest = digest(&first).concat();
    let presented = format!("sha256:{digest}");
    for token in [&first, &second, &presented, "pk_dj_a-wrong-token"] {
        call("GET", "/api/auth/me", token, Value::Null).await;
    }
    let third = call("POST", "/api/auth/regenerate-token", &second, json!({})).await.token();
    call("GET", "/api/auth/me", &second, Value::Null).await;
    call("GET", "/api/auth/tokens", &third, Value::Null).await;
    let verify = code_in(&letter(&letters, 0).await);
    call("POST", "/api/auth/verify-email", "", json!({"code": verify})).await;
    call("POST", "/api/auth/reset-password/request", "", json!({"email": EMAIL})).await;
    let reset = code_in(&letter(&letters, 1).await);
    let new = "sugar tuck behind the bar";

    let mut booth = Client::connect_with(address, |_| ()).await.unwrap();
    for token in [third.as_str(), &presented, "pk_dj_a-wrong-token", ""] {
        let message =
            json!({"type": "REGISTER_SESSION", "sessionId": "pika_story_one", "token": token});
        booth.ask(message).await;
    }
    let mut dancer = Client::connect_with(address, |_| ()).await.unwrap();
    dancer.subscribe("pika_story_one", DANCER).await;

    for path in ["/api/dancer/likes", "/api/dancer/export"] {
        request(address, "GET", path, &format!("X-Pika-Dancer: {DANCER}\r\n"), b"").await;
    }
    let headers = format!("X-Pika-Client: pika-web\r\nX-Pika-Dancer: {DANCER}\r\n");
    assert_eq!(request(address, "DELETE", "/api/dancer", &headers, b"").await.status, 200);
    let body = json!({"code": reset, "newPassword": new});
    assert_eq!(call("POST", "/api/auth/reset-password", "", body).await.status, 200);
    let last = call("POST", "/api/auth/login", "", login(new)).await.token();
    let changed = "whip and roll to the wall";
    let change = json!({"password": new, "newPassword": changed});
    assert_eq!(call("POST", "/api/auth/password", &last, change).await.status, 200);
    let database = config_with_file(&folder).database;
    let stored = column(&database, "SELECT token_hash FROM tokens").await;
    assert_eq!(stored.len(), 4, "each token that was ever made");
    let body = json!({"password": changed});
    assert_eq!(call("DELETE", "/api/auth/account", &last, body).await.status, 200);
    let id = program.id().unwrap().to_string();
    Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
    assert!(program.wait().await.unwrap().success());

    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.contains("TRACE") && log.contains("INSERT INTO accounts"), "it is verbose");
    let log = log.to_lowercase();
    let uuid = |token: &str| token.trim_start_matches("pk_dj_").to_owned();
    for secret in [
        uuid(&first),
        uuid(&second),
        uuid(&third),
        digest,
        "a-wrong-token".into(),
        PASSWORD.into(),
        new.into(),
        "a wrong password".into(),
        "a secret of the form".into(),
        changed.into(),
        uuid(&last),
        EMAIL.into(),
        "otis.marlow".into(),
        verify,
        reset,
        DANCER.into(),
    ]
    .into_iter()
    .chain(stored)
    {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
    log
}
