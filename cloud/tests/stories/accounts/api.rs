//! A client of `/api`, and a DJ who registers with it.

use std::net::SocketAddr;

use pika_cloud::{CloudConfig, DjAccess, RunningCloud};
use serde_json::{Value, json};

pub(crate) use crate::database::{column, execute};
use crate::support::{config, config_with_file, exchange};

pub(crate) const EMAIL: &str = "otis.marlow@dance.example";
pub(crate) const PASSWORD: &str = "anchor step at midnight";

/// An answer: what it says and how.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Status line and headers, in small letters.
    pub(crate) head: String,
    /// `null` where there is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The token that it shows.
    pub(crate) fn token(&self) -> String {
        self.body["token"].as_str().unwrap_or_else(|| panic!("no token: {self:?}")).to_owned()
    }
}

/// Any request, with headers as they are written.
pub(crate) async fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &str,
    body: &[u8],
) -> Answer {
    let (head, body) = exchange(address, method, path, headers, body).await;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect(&head);
    Answer { status, head, body: serde_json::from_str(&body).unwrap_or_default() }
}

/// A request as the desktop makes it.
pub(crate) async fn call(
    cloud: &RunningCloud,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: &Value,
) -> Answer {
    let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
    let headers = format!("X-Pika-Client: pika-desktop\r\n{}", bearer.unwrap_or_default());
    let body = if body.is_null() { String::new() } else { body.to_string() };
    request(cloud.address(), method, path, &headers, body.as_bytes()).await
}

pub(crate) async fn post(cloud: &RunningCloud, path: &str, body: &Value) -> Answer {
    call(cloud, "POST", path, None, body).await
}

pub(crate) async fn me(cloud: &RunningCloud, token: &str) -> Answer {
    call(cloud, "GET", "/api/auth/me", Some(token), &Value::Null).await
}

/// Open to DJs with an account only.
pub(crate) fn strict() -> CloudConfig {
    CloudConfig { djs: DjAccess::RegisteredOnly, ..config() }
}

pub(crate) async fn start() -> RunningCloud {
    pika_cloud::start(strict()).await.unwrap()
}

/// The same with a database in a file that a test may look into.
pub(crate) fn strict_with_file(folder: &tempfile::TempDir) -> CloudConfig {
    CloudConfig { database: config_with_file(folder).database, ..strict() }
}

pub(crate) fn registration() -> Value {
    json!({"email": EMAIL, "password": PASSWORD, "displayName": "Otis Marlow"})
}

/// Registers a DJ of this name, and gives its token.
pub(crate) async fn register(cloud: &RunningCloud, name: &str) -> String {
    let email = format!("{}@dance.example", name.to_lowercase().replace(' ', "."));
    let body = json!({"email": email, "password": PASSWORD, "displayName": name});
    let answer = post(cloud, "/api/auth/register", &body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.token()
}

pub(crate) async fn log_in(cloud: &RunningCloud, password: &str) -> Answer {
    post(cloud, "/api/auth/login", &json!({"email": EMAIL, "password": password})).await
}
