//! A server on a free port, and clients that wait for what they expect.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use futures_util::{SinkExt as _, StreamExt as _};
use pika_cloud::{CloudConfig, DjAccess, RunningCloud};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _, http::Request},
};
use uuid::Uuid;

use crate::database;

/// Far longer than anything here takes: reached only where something expected never comes.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const SESSION: &str = "pika_story_one";

/// Open to every DJ, with a database of its own that does not last, and room for many connections of one address.
pub(crate) fn config() -> CloudConfig {
    let mut config = CloudConfig {
        djs: DjAccess::Anonymous,
        database: database::passing(),
        ..CloudConfig::default()
    };
    config.limits.connects_per_client = 10_000;
    config.limits.connects_per_address = 10_000;
    config
}

/// The same with a database that lasts, so that a later server finds what an earlier one kept.
pub(crate) fn config_with_file(folder: &tempfile::TempDir) -> CloudConfig {
    CloudConfig { database: database::lasting(folder.path()), ..config() }
}

/// The same with a file of SQLite, whatever database the stories run on.
pub(crate) fn config_with_sqlite(folder: &tempfile::TempDir) -> CloudConfig {
    CloudConfig { database: database::sqlite(folder.path()), ..config() }
}

pub(crate) async fn cloud() -> RunningCloud {
    pika_cloud::start(config()).await.expect("a cloud")
}

/// One WebSocket of a client.
pub(crate) struct Client {
    socket: WebSocketStream<TcpStream>,
}

static SENT: AtomicU32 = AtomicU32::new(0);

impl Client {
    pub(crate) async fn connect(cloud: &RunningCloud) -> Self {
        Self::connect_with(cloud.address(), |_| ()).await.expect("a connection")
    }

    /// Connects with a request that `change` may change.
    pub(crate) async fn connect_with(
        address: SocketAddr,
        change: impl FnOnce(&mut Request<()>),
    ) -> Result<Self, Error> {
        let mut request = format!("ws://{address}/ws").into_client_request()?;
        change(&mut request);
        let socket = TcpSocket::new_v4()?;
        // Small, so that a client that does not read is soon noticed.
        socket.set_recv_buffer_size(4096)?;
        let stream = socket.connect(address).await?;
        let (socket, _) = client_async(request, stream).await?;
        Ok(Self { socket })
    }

    pub(crate) async fn send(&mut self, message: Value) {
        self.send_frame(Message::text(message.to_string())).await;
    }

    pub(crate) async fn send_frame(&mut self, frame: Message) {
        self.socket.send(frame).await.expect("the server listens");
    }

    /// Sends bytes as they are, whatever WebSocket makes of them.
    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        self.socket.get_mut().write_all(bytes).await.expect("the server listens");
    }

    /// Sends with a message id and waits for its ACK or NACK, passing over what comes before.
    pub(crate) async fn ask(&mut self, mut message: Value) -> Value {
        // No client uses an id twice, also not on another connection.
        let id = format!("message-{}", SENT.fetch_add(1, Ordering::Relaxed));
        message["messageId"] = json!(id);
        self.send(message).await;
        self.until(|answer| answer["messageId"] == id.as_str()).await
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> Value {
        self.until(|_| true).await
    }

    /// The next message that is not a count of listeners: those come when they are due.
    pub(crate) async fn news(&mut self) -> Value {
        self.until(|message| message["type"] != "LISTENER_COUNT").await
    }

    /// Waits for a message, passing over others.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let found = async {
            loop {
                let frame = self.socket.next().await.expect("an open connection");
                match frame.expect("a frame") {
                    Message::Text(text) => {
                        let message = serde_json::from_str(&text).expect("JSON");
                        if wanted(&message) {
                            return message;
                        }
                    }
                    Message::Ping(_) | Message::Pong(_) => {}
                    other => panic!("expected a message, got {other:?}"),
                }
            }
        };
        timeout(PATIENCE, found).await.expect("the message in time")
    }

    pub(crate) async fn until_type(&mut self, kind: &str) -> Value {
        self.until(|message| message["type"] == kind).await
    }

    /// All that has been sent to this client so far.
    pub(crate) async fn all_so_far(&mut self) -> Vec<Value> {
        self.send(json!({"type": "PING"})).await;
        let mut messages = Vec::new();
        loop {
            let message = self.next().await;
            if message["type"] == "PONG" {
                return messages;
            }
            messages.push(message);
        }
    }

    /// Waits until the server closes, and gives its code and reason.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.expect("a close in time") {
                Some(Ok(Message::Close(Some(close)))) => {
                    return (close.code.into(), close.reason.to_string());
                }
                Some(Ok(_)) => {}
                end => panic!("closed without a reason: {end:?}"),
            }
        }
    }

    /// Sends although the server may have closed.
    pub(crate) async fn try_send(&mut self, message: Value) {
        // Whether it was closed, and why, is read afterwards.
        let _ = self.socket.send(Message::text(message.to_string())).await;
    }

    /// Whether a registration that was sent was taken; false where the server closed instead.
    pub(crate) async fn is_registered(&mut self) -> bool {
        match timeout(PATIENCE, self.socket.next()).await.expect("an answer in time") {
            Some(Ok(Message::Text(text))) => text.contains("SESSION_REGISTERED"),
            _ => false,
        }
    }

    /// Waits until the connection ends, with or without a word.
    pub(crate) async fn ended(&mut self) {
        while let Some(Ok(_)) = timeout(PATIENCE, self.socket.next()).await.expect("an end in time")
        {
        }
    }

    /// Subscribes as a dancer who speaks our protocol, and waits for the acknowledgement.
    pub(crate) async fn subscribe(&mut self, session: &str, dancer: &str) {
        let ack = self
            .ask(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": session, "clientId": dancer}))
            .await;
        assert_eq!(ack["type"], "ACK", "{ack}");
    }

    /// Registers as a booth; with its resume secret where it has one. Gives SESSION_REGISTERED.
    pub(crate) async fn register(&mut self, session: &str, resume: Option<&str>) -> Value {
        let mut message = json!({
            "type": "REGISTER_SESSION", "protocol": 1, "sessionId": session, "djName": "Alba",
        });
        if let Some(resume) = resume {
            message["resume"] = json!(resume);
        }
        self.send(message).await;
        let answer = self.next().await;
        assert_eq!(answer["type"], "SESSION_REGISTERED", "{answer}");
        answer
    }
}

/// A booth that has registered [`SESSION`].
pub(crate) async fn booth(cloud: &RunningCloud) -> Client {
    let mut booth = Client::connect(cloud).await;
    booth.register(SESSION, None).await;
    booth
}

/// A dancer of [`SESSION`] who has seen the state.
pub(crate) async fn dancer(cloud: &RunningCloud, id: &str) -> Client {
    let mut dancer = Client::connect(cloud).await;
    dancer.subscribe(SESSION, id).await;
    dancer
}

/// A play id that is the same for the same number, so that a message can be repeated.
pub(crate) fn play_id(number: u64) -> String {
    Uuid::from_u128(0x0189_0a5d_ac96_7000_8000_0000_0000_0000 + u128::from(number)).to_string()
}

fn track(number: u64) -> Value {
    json!({"title": format!("Title {number}"), "artist": "Otis Marlow", "bpm": 96.5})
}

/// The time so many seconds ago, as it is written on the wire.
pub(crate) fn ago(seconds: i64) -> String {
    let then = jiff::Timestamp::now() - jiff::SignedDuration::from_secs(seconds);
    format!("{then:.3}")
}

fn played_at(number: u64) -> String {
    format!("2026-01-02T03:{:02}:{:02}.000Z", number / 60, number % 60)
}

/// A numbered track as it is broadcast.
pub(crate) fn broadcast(number: u64) -> Value {
    json!({
        "type": "BROADCAST_TRACK", "sessionId": SESSION, "seq": number,
        "playId": play_id(number), "playedAt": played_at(number), "track": track(number),
    })
}

/// A numbered track as an item of a catch-up.
pub(crate) fn item(number: u64) -> Value {
    json!({
        "type": "PLAY", "seq": number, "playId": play_id(number),
        "playedAt": played_at(number), "track": track(number),
    })
}

pub(crate) fn catch_up(numbers: impl IntoIterator<Item = u64>) -> Value {
    let items: Vec<Value> = numbers.into_iter().map(item).collect();
    json!({"type": "CATCH_UP", "sessionId": SESSION, "items": items})
}

pub(crate) fn like(number: u64) -> Value {
    json!({"type": "SEND_LIKE", "sessionId": SESSION, "playId": play_id(number)})
}

/// Status line with headers, and body, of a GET.
pub(crate) async fn get(address: SocketAddr, path: &str, headers: &str) -> (String, String) {
    exchange(address, "GET", path, headers, b"").await
}

/// Status line with headers, in small letters, and body of the answer to any request.
pub(crate) async fn exchange(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &str,
    body: &[u8],
) -> (String, String) {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Length: {length}\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("a request");
    // A server that refuses a large body may hang up before it has read all of it.
    let _ = stream.write_all(body).await;
    let mut response = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut response))
        .await
        .expect("an answer in time")
        .expect("an answer");
    let response = String::from_utf8_lossy(&response);
    let (head, body) = response.split_once("\r\n\r\n").expect("head and body");
    (head.to_lowercase(), body.to_owned())
}

pub(crate) async fn get_json(address: SocketAddr, path: &str) -> Value {
    serde_json::from_str(&get(address, path, "").await.1).expect("JSON")
}

/// Titles of the session's history, oldest first.
pub(crate) async fn history(address: SocketAddr) -> Vec<String> {
    let history = get_json(address, &format!("/api/session/{SESSION}/history")).await;
    let newest_first = history.as_array().expect("a list").iter();
    newest_first.rev().map(|play| play["title"].as_str().expect("a title").to_owned()).collect()
}

pub(crate) fn titles(numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("Title {number}")).collect()
}

/// The database is away after the first track: whoever tells something is asked to keep it.
pub(crate) async fn nothing_is_taken(booth: &mut Client, phone: &mut Client) {
    for message in [broadcast(2), catch_up([2, 3])] {
        let nack = booth.ask(message).await;
        assert_eq!(nack["code"], "server_busy");
        assert!(nack["retryAfterMs"].as_u64().unwrap() > 0);
    }
    assert_eq!(phone.ask(like(1)).await["code"], "server_busy");
    let told = phone.all_so_far().await;
    assert!(told.iter().all(|told| told["type"] != "NOW_PLAYING"), "not committed: {told:?}");
}

/// It is back: what was kept is taken, once.
pub(crate) async fn all_is_taken(booth: &mut Client, phone: &mut Client) {
    assert_eq!(booth.ask(catch_up([2, 3])).await["lastSeq"], 3);
    phone.until(|told| told["type"] == "NOW_PLAYING" && told["track"]["title"] == "Title 3").await;
    assert_eq!(phone.ask(like(1)).await["type"], "ACK");
}
