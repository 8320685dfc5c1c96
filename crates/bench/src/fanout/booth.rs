//! The DJ's end: registers a session, plays tracks in it, and notes when likes arrive.

use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::{
    sync::Notify,
    task::{AbortHandle, spawn_local},
    time::timeout,
};

use super::line::Line;

pub(super) const SESSION: &str = "pika_bench_session";

/// A line may say so much of a kind at once; then the booth takes a fresh one.
const MESSAGES_A_LINE: usize = 50;

/// Lines of booths are numbered apart from those of phones.
const FIRST_LINE: usize = 1_000_000;

const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Booth {
    server: SocketAddr,
    line: Rc<Line>,
    reading: AbortHandle,
    heard: Rc<Heard>,
    said: usize,
    lines: usize,
    /// The number of the last track.
    pub(super) track: usize,
}

#[derive(Default)]
struct Heard {
    /// The id of the last message that was acknowledged.
    acknowledged: Cell<usize>,
    resume: RefCell<Option<String>>,
    likes: RefCell<Vec<Instant>>,
    changed: Notify,
}

impl Booth {
    /// Opens the session.
    pub(super) async fn open(server: SocketAddr) -> Result<Self> {
        let line = Rc::new(Line::open(server, FIRST_LINE, None).await?);
        let heard = Rc::<Heard>::default();
        let reading = read(line.clone(), heard.clone());
        let mut booth = Self { server, line, reading, heard, said: 0, lines: 1, track: 0 };
        booth.register().await?;
        Ok(booth)
    }

    /// Plays the next track. `words` make its names longer.
    pub(super) async fn play(&mut self, words: &str) -> Result<()> {
        self.track += 1;
        let seq = self.track;
        let item = json!({
            "type": "PLAY", "seq": seq, "playId": play_id(seq), "playedAt": "2026-01-02T03:04:05.000Z",
            "track": track(seq, words),
        });
        self.ask(json!({"type": "CATCH_UP", "sessionId": SESSION, "items": [item]})).await
    }

    /// Says once more what plays: nothing is written down, but everyone is told.
    pub(super) async fn repeat(&mut self, words: &str) -> Result<()> {
        let track = track(self.track, words);
        self.ask(json!({"type": "BROADCAST_TRACK", "sessionId": SESSION, "track": track})).await
    }

    /// When each like so far arrived.
    pub(super) fn likes(&self) -> Vec<Instant> {
        self.heard.likes.borrow().clone()
    }

    pub(super) async fn until_likes(&self, count: usize) -> Result<()> {
        self.until(|heard| heard.likes.borrow().len() >= count).await
    }

    async fn register(&mut self) -> Result<()> {
        let mut message = json!({
            "type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION, "djName": "Alba",
        });
        if let Some(resume) = &*self.heard.resume.borrow() {
            message["resume"] = json!(resume);
        }
        self.say(message).await
    }

    async fn ask(&mut self, message: Value) -> Result<()> {
        if self.said.is_multiple_of(MESSAGES_A_LINE) {
            let line = Rc::new(Line::open(self.server, FIRST_LINE + self.lines, None).await?);
            self.lines += 1;
            let before =
                std::mem::replace(&mut self.reading, read(line.clone(), self.heard.clone()));
            let old_line = std::mem::replace(&mut self.line, line);
            // The old line stays until the new one is the booth, so that nobody thinks it is gone.
            self.register().await?;
            before.abort();
            drop(old_line);
        }
        self.say(message).await
    }

    async fn say(&mut self, mut message: Value) -> Result<()> {
        self.said += 1;
        let id = self.said;
        message["messageId"] = json!(id.to_string());
        self.line.send(&message.to_string())?;
        self.until(|heard| heard.acknowledged.get() == id)
            .await
            .with_context(|| format!("the server does not acknowledge {}", message["type"]))
    }

    async fn until(&self, done: impl Fn(&Heard) -> bool) -> Result<()> {
        let waiting = async {
            while !done(&self.heard) {
                self.heard.changed.notified().await;
            }
        };
        Ok(timeout(PATIENCE, waiting).await?)
    }
}

fn read(line: Rc<Line>, heard: Rc<Heard>) -> AbortHandle {
    let reading = async move {
        while line.hear(|text| heard.take(text)).await.is_ok() {
            heard.changed.notify_one();
        }
    };
    spawn_local(reading).abort_handle()
}

impl Heard {
    fn take(&self, text: &[u8]) {
        if text.starts_with(br#"{"type":"LIKE_RECEIVED""#) {
            self.likes.borrow_mut().push(Instant::now());
            return;
        }
        let Ok(message) = serde_json::from_slice::<Value>(text) else { return };
        match (message["type"].as_str(), message["messageId"].as_str()) {
            (Some("ACK"), Some(id)) => self.acknowledged.set(id.parse().unwrap_or_default()),
            (Some("SESSION_REGISTERED"), _) => {
                self.resume.replace(message["resume"].as_str().map(str::to_owned));
            }
            (Some("NACK"), _) => eprintln!("refused: {message}"),
            _ => {}
        }
    }
}

/// The id of the play with this number.
pub(super) fn play_id(number: usize) -> String {
    format!("01890a5d-ac96-7000-8000-{number:012}")
}

fn track(number: usize, words: &str) -> Value {
    json!({"title": format!("Track {number} {words}"), "artist": format!("Otis Marlow {words}"), "bpm": 96.5})
}
