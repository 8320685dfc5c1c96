//! One open page of a dancer: its connection, what it shows, and coming back for ever.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use pika_domain::{PlayId, SessionId};
use pika_protocol::{
    ClientFrame, ClientMessage, MAX_RECENT_PLAYS, NackCode, PROTOCOL_VERSION, ServerMessage, Text,
    decode_server_message,
};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::phone::{Order, Phone, Word};

/// How often a page looks what there is to do.
const TICK: Duration = Duration::from_millis(200);
const RECONNECT_WITHIN: Duration = Duration::from_millis(800);

/// Where a session is found.
#[derive(Debug, Clone)]
pub(crate) struct Venue {
    /// Of the WebSocket.
    pub(crate) url: String,
    pub(crate) session: SessionId,
    /// An answer that takes longer never comes.
    pub(crate) patience: Duration,
    /// How long a phone may stay in a pocket.
    pub(crate) nap: Duration,
}

/// What a page shows just now.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    pub(crate) online: bool,
    /// How often it was built up from what the cloud told a newcomer.
    pub(crate) built: u32,
    pub(crate) past: Vec<PlayId>,
    pub(crate) playing: Option<PlayId>,
    /// What the cloud says that this dancer likes.
    pub(crate) liked: HashMap<PlayId, bool>,
    pub(crate) ended: bool,
}

impl View {
    /// All that it shows, oldest first.
    pub(crate) fn plays(&self) -> Vec<PlayId> {
        self.past.iter().copied().chain(self.playing).collect()
    }

    fn play(&mut self, play: PlayId) {
        if self.playing != Some(play) {
            self.stop();
            self.playing = Some(play);
        }
    }

    fn stop(&mut self) {
        if let Some(before) = self.playing.take()
            && !self.past.contains(&before)
        {
            self.past.push(before);
            let surplus = self.past.len().saturating_sub(MAX_RECENT_PLAYS);
            self.past.drain(..surplus);
        }
    }
}

pub(crate) struct Tab {
    pub(crate) phone: Arc<Phone>,
    pub(crate) venue: Arc<Venue>,
    pub(crate) view: Arc<Mutex<View>>,
    /// Counts the order to load the page anew; closed when everybody goes home.
    pub(crate) reload: watch::Receiver<u32>,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One for every connection of every phone.
static CONNECTIONS: AtomicU64 = AtomicU64::new(1);

struct Visit {
    socket: Socket,
    connection: u64,
    sent: HashMap<String, (Order, Instant)>,
    messages: u64,
    heard: Instant,
    asked: Instant,
}

impl Tab {
    /// Runs until everybody goes home.
    pub(crate) async fn run(mut self) {
        loop {
            let connection = CONNECTIONS.fetch_add(1, Ordering::Relaxed);
            let visit = self.visit(connection);
            let nap = visit.await.unwrap_or_default();
            self.view().online = false;
            self.phone.lost(connection, Instant::now());
            let wait = nap + self.phone.whim(RECONNECT_WITHIN);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                changed = self.reload.changed() => if changed.is_err() { return },
            }
            if self.reload.has_changed().is_err() {
                return;
            }
        }
    }

    /// One connection, from its beginning to its end. Gives how long the phone sleeps afterwards.
    async fn visit(&mut self, connection: u64) -> Result<Duration> {
        let mut visit = self.connect(connection).await?;
        let subscribe = ClientMessage::Subscribe {
            protocol: Some(PROTOCOL_VERSION),
            session_id: Some(self.venue.session.clone()),
        };
        visit.send(&self.phone, "subscribe".to_owned(), subscribe).await?;
        let mut tick = tokio::time::interval(TICK);
        let phone = Arc::clone(&self.phone);
        loop {
            tokio::select! {
                heard = visit.socket.next() => {
                    let Message::Text(text) = heard.context("closed")?? else { continue };
                    visit.heard = Instant::now();
                    if let Some(message) = decode_server_message(&text)
                        && self.hear(&mut visit, message)
                    {
                        return Ok(self.phone.whim(self.venue.nap));
                    }
                }
                _ = tick.tick() => {}
                () = phone.changed.notified() => {}
                _ = self.reload.changed() => return Ok(Duration::ZERO),
            }
            self.look_after(&mut visit).await?;
        }
    }

    async fn connect(&self, connection: u64) -> Result<Visit> {
        let mut request = self.venue.url.as_str().into_client_request()?;
        request.headers_mut().insert("Sec-WebSocket-Protocol", self.phone.key.parse()?);
        let connecting = connect_async(request);
        let (socket, _) = tokio::time::timeout(self.venue.patience, connecting).await??;
        let now = Instant::now();
        let sent = HashMap::new();
        Ok(Visit { socket, connection, sent, messages: 0, heard: now, asked: now })
    }

    /// Takes a message in. Gives whether the phone goes into a pocket now.
    fn hear(&self, visit: &mut Visit, message: ServerMessage) -> bool {
        let now = Instant::now();
        match message {
            ServerMessage::NowPlaying { play_id, .. } => {
                self.view().play(play_id);
                return self.phone.shown(play_id, now);
            }
            ServerMessage::TrackStopped { .. } => self.view().stop(),
            ServerMessage::PollStarted { poll_id, options, .. } => {
                self.phone.asked(poll_id, options.len(), now);
            }
            ServerMessage::RecentPlays { plays, .. } => {
                let mut view = self.view();
                view.past = plays.iter().rev().map(|play| play.play_id).collect();
                view.liked = plays.iter().map(|play| (play.play_id, play.liked)).collect();
            }
            ServerMessage::SessionEnded { .. } => self.view().ended = true,
            ServerMessage::SessionStarted { .. } => self.view().ended = false,
            ServerMessage::Ack { message_id, .. } => {
                if message_id == "subscribe" {
                    let mut view = self.view();
                    view.online = true;
                    view.built += 1;
                } else if let Some((order, _)) = visit.sent.remove(&message_id) {
                    self.phone.acknowledged(order);
                }
            }
            ServerMessage::Nack { message_id, code, error, retry_after_ms, .. } => {
                let order = message_id.and_then(|id| visit.sent.remove(&id));
                let Some((order, _)) = order else { return false };
                match code {
                    NackCode::Conflict if matches!(order.word, Word::Vote(..)) => {
                        self.phone.too_late(order);
                    }
                    NackCode::RateLimited | NackCode::ServerBusy => {
                        let wait = Duration::from_millis(retry_after_ms.unwrap_or(500));
                        self.phone.later(order, now + wait);
                    }
                    _ => self.phone.refused(order, &error),
                }
            }
            _ => {}
        }
        false
    }

    /// Sends what waits, asks whether anybody is there, and gives up a line that has gone silent.
    async fn look_after(&self, visit: &mut Visit) -> Result<()> {
        let (now, patience) = (Instant::now(), self.venue.patience);
        let overdue = visit.sent.values().any(|(_, sent)| now.duration_since(*sent) > patience);
        if overdue || now.duration_since(visit.heard) > 2 * patience {
            bail!("the cloud has gone silent");
        }
        if now.duration_since(visit.asked) > patience / 2 {
            visit.asked = now;
            visit.send(&self.phone, format!("p{}", visit.messages), ClientMessage::Ping {}).await?;
        }
        if !self.view().online {
            return Ok(());
        }
        for order in self.phone.orders(visit.connection, now) {
            visit.messages += 1;
            let id = format!("d{}", visit.messages);
            visit.sent.insert(id.clone(), (order, now));
            visit.send(&self.phone, id, self.message(order)).await?;
        }
        Ok(())
    }

    fn message(&self, order: Order) -> ClientMessage {
        let (session_id, number) = (Some(self.venue.session.clone()), Some(order.number));
        match order.word {
            Word::Like(play, true) => ClientMessage::SendLike {
                session_id,
                play_id: Some(play),
                order: number,
                payload: None,
            },
            Word::Like(play, false) => ClientMessage::RemoveLike {
                session_id,
                play_id: Some(play),
                order: number,
                payload: None,
            },
            Word::Tempo(play, preference) => ClientMessage::SendTempoRequest {
                session_id,
                play_id: Some(play),
                order: number,
                preference,
            },
            Word::Vote(poll_id, option_index) => {
                ClientMessage::VoteOnPoll { session_id, poll_id, option_index }
            }
        }
    }

    fn view(&self) -> MutexGuard<'_, View> {
        self.view.lock().expect("nothing panics while it holds a view")
    }
}

impl Visit {
    async fn send(&mut self, phone: &Phone, id: String, message: ClientMessage) -> Result<()> {
        let frame = ClientFrame {
            message_id: Text::new(&id),
            client_id: Some(phone.client_id.clone()),
            message,
        };
        let text = serde_json::to_string(&frame).context("client messages are JSON")?;
        Ok(self.socket.send(Message::text(text)).await?)
    }
}
