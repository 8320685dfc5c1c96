//! Drives [`Delivery`] over a real WebSocket, on one task.

use std::io;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use futures_util::{FutureExt, SinkExt, StreamExt};
use jiff::Timestamp;
use pika_domain::{NumberedFact, PlayId, SessionId};
use pika_protocol::decode_server_message;
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::address::CloudAddress;
use crate::delivery::{Action, Delivery, LinkState, LinkStatus, SessionCredentials};
use crate::floor::FloorNews;
use crate::secret::Secret;
use crate::timing::Timing;

/// The facts that are owed, kept by the caller. Calls may take as long as a database takes.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The facts after `seq`, rising; a caller may return only the first of many.
    async fn facts_after(
        &self,
        session: &SessionId,
        seq: u64,
    ) -> Result<Vec<NumberedFact>, OutboxError>;

    /// The cloud has committed everything up to `seq`.
    async fn acknowledge(&self, session: &SessionId, seq: u64) -> Result<(), OutboxError>;

    /// Keeps the secret that takes the session back after a restart.
    async fn remember_resume(
        &self,
        session: &SessionId,
        secret: &Secret,
    ) -> Result<(), OutboxError>;
}

/// The outbox could not be read or written; it is tried again.
#[derive(Debug, thiserror::Error)]
#[error("the outbox does not answer: {0}")]
pub struct OutboxError(pub String);

/// What the link tells its owner.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveEvent {
    Status(LinkStatus),
    /// The backlog changed.
    Acknowledged,
    /// A play's total of likes.
    Likes {
        play_id: PlayId,
        likes: u32,
    },
    Dancers(u32),
    Floor(FloorNews),
    /// The cloud did not take the fact with this number, and why.
    FactRefused {
        seq: u64,
        reason: String,
    },
}

/// A running link. Dropping it closes the socket; nothing is lost, since the outbox keeps what is owed.
#[derive(Debug)]
pub struct Link {
    new_facts: Arc<Notify>,
    token: watch::Sender<Option<Secret>>,
    share_tempo: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Link {
    /// The DJ has another token, or none any more.
    pub fn set_token(&self, token: Option<Secret>) {
        self.token.send_replace(token);
    }

    /// Whether dancers see the totals of their tempo votes.
    pub fn set_share_tempo(&self, shared: bool) {
        self.share_tempo.send_replace(shared);
    }

    /// There are new facts in the outbox.
    pub fn facts_added(&self) {
        self.new_facts.notify_one();
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Delivers the session's facts until its end is acknowledged or the link is dropped. The receiver
/// closes when there is nothing left to do.
pub fn run(
    credentials: SessionCredentials,
    address: CloudAddress,
    timing: Timing,
    outbox: Arc<dyn Outbox>,
) -> (Link, mpsc::Receiver<LiveEvent>) {
    let (events, receiver) = mpsc::channel(256);
    let new_facts = Arc::new(Notify::new());
    let (token, tokens) = watch::channel(credentials.token.clone());
    let (share_tempo, sharing) = watch::channel(credentials.share_tempo);
    let driver = Driver {
        session: credentials.session_id.clone(),
        delivery: Delivery::new(credentials, timing, Instant::now()),
        address,
        outbox,
        events,
        socket: None,
        connecting: None,
    };
    let task = tokio::spawn(driver.run(Arc::clone(&new_facts), tokens, sharing));
    (Link { new_facts, token, share_tempo, task }, receiver)
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Connecting = Pin<Box<dyn Future<Output = Result<Box<Socket>, SocketError>> + Send>>;

struct Driver {
    session: SessionId,
    delivery: Delivery,
    address: CloudAddress,
    outbox: Arc<dyn Outbox>,
    events: mpsc::Sender<LiveEvent>,
    socket: Option<Box<Socket>>,
    connecting: Option<Connecting>,
}

enum Woken {
    NewFacts,
    NewToken(Option<Secret>),
    ShareTempo(bool),
    Deadline,
    Connected(Result<Box<Socket>, SocketError>),
    Heard(Option<Result<Message, SocketError>>),
}

impl Driver {
    async fn run(
        mut self,
        new_facts: Arc<Notify>,
        mut tokens: watch::Receiver<Option<Secret>>,
        mut sharing: watch::Receiver<bool>,
    ) {
        while let Some(deadline) = self.delivery.deadline() {
            let woken = tokio::select! {
                () = new_facts.notified() => Woken::NewFacts,
                // An error means that the link was dropped, which ends this task as well.
                Ok(()) = tokens.changed() => Woken::NewToken(tokens.borrow_and_update().clone()),
                Ok(()) = sharing.changed() => Woken::ShareTempo(*sharing.borrow_and_update()),
                () = tokio::time::sleep_until(deadline.into()) => Woken::Deadline,
                result = pending_or(self.connecting.as_mut()) => Woken::Connected(result),
                heard = next_or_pending(self.socket.as_mut()) => Woken::Heard(heard),
            };
            let turn = async {
                let actions = self.react(woken);
                self.carry_out(actions).await;
            };
            // A fault in one turn does not end the night: the session registers anew, which brings
            // both sides to the same number.
            if AssertUnwindSafe(turn).catch_unwind().await.is_err() {
                tracing::error!(session = %self.session, "the link stumbled and begins again");
                (self.socket, self.connecting) = (None, None);
                let actions = self.delivery.stumbled(Instant::now(), rand::random());
                for status in actions {
                    if let Action::Status(status) = status {
                        self.tell(LiveEvent::Status(status)).await;
                    }
                }
            }
        }
    }

    fn react(&mut self, woken: Woken) -> Vec<Action> {
        let now = Instant::now();
        match woken {
            Woken::NewFacts => self.delivery.facts_added(),
            Woken::NewToken(token) => self.delivery.set_token(token, now),
            Woken::ShareTempo(shared) => self.delivery.set_share_tempo(shared),
            Woken::Deadline => self.delivery.tick(now, rand::random()),
            Woken::Connected(result) => {
                self.connecting = None;
                match result {
                    Ok(socket) => {
                        self.socket = Some(socket);
                        self.delivery.opened(now)
                    }
                    Err(error) => self.lost(&connect_sentence(&error)),
                }
            }
            Woken::Heard(Some(Ok(Message::Text(text)))) => match decode_server_message(&text) {
                Some(message) => {
                    self.delivery.received(message, now, Timestamp::now(), rand::random())
                }
                None => Vec::new(),
            },
            Woken::Heard(Some(Ok(Message::Close(frame)))) => {
                let reason = frame.map(|frame| frame.reason.to_string()).unwrap_or_default();
                let reason = if reason.is_empty() { "no reason given" } else { reason.as_str() };
                self.lost(&format!("The cloud closed the connection: {reason}."))
            }
            Woken::Heard(Some(Ok(_))) => Vec::new(),
            Woken::Heard(Some(Err(_)) | None) => self.lost("The connection to the cloud was lost."),
        }
    }

    fn lost(&mut self, reason: &str) -> Vec<Action> {
        self.socket = None;
        self.delivery.closed(reason, Instant::now(), rand::random())
    }

    /// Carries out actions and what they lead to, until nothing is left.
    async fn carry_out(&mut self, actions: Vec<Action>) {
        let mut queue = std::collections::VecDeque::from(actions);
        while let Some(action) = queue.pop_front() {
            match action {
                Action::Connect => self.connecting = Some(connect(&self.address)),
                Action::Disconnect => {
                    self.connecting = None;
                    if let Some(mut socket) = self.socket.take() {
                        // A lost connection cannot be closed politely; dropping it is enough.
                        let _ = SinkExt::close(&mut *socket).await;
                    }
                }
                Action::Send(frame) => {
                    let text = serde_json::to_string(&frame).expect("client messages are JSON");
                    let sent = match self.socket.as_mut() {
                        Some(socket) => socket.send(Message::text(text)).await.is_ok(),
                        None => false,
                    };
                    if !sent {
                        queue.extend(self.lost("The connection to the cloud was lost."));
                    }
                }
                Action::ReadOutbox { after } => {
                    let facts = self.outbox.facts_after(&self.session, after).await;
                    queue.extend(match facts {
                        Ok(facts) => self.delivery.facts(&facts, Instant::now()),
                        Err(error) => {
                            tracing::warn!(%error, "reading the outbox failed");
                            self.delivery.outbox_failed(Instant::now());
                            Vec::new()
                        }
                    });
                }
                Action::Acknowledge { up_to } => {
                    // A lost acknowledgement costs a repetition, which the cloud recognises.
                    if let Err(error) = self.outbox.acknowledge(&self.session, up_to).await {
                        tracing::warn!(%error, "an acknowledgement could not be kept");
                    }
                    self.tell(LiveEvent::Acknowledged).await;
                }
                Action::RememberResume(secret) => {
                    if let Err(error) = self.outbox.remember_resume(&self.session, &secret).await {
                        tracing::warn!(%error, "the session's secret could not be kept");
                    }
                }
                Action::Likes { play_id, likes } => {
                    self.tell(LiveEvent::Likes { play_id, likes }).await;
                }
                Action::Dancers(count) => self.tell(LiveEvent::Dancers(count)).await,
                Action::Floor(news) => self.tell(LiveEvent::Floor(news)).await,
                Action::FactRefused { seq, reason } => {
                    tracing::warn!(seq, reason, "the cloud did not take a fact");
                    self.tell(LiveEvent::FactRefused { seq, reason }).await;
                }
                Action::Status(status) => {
                    if status.state == LinkState::Refused {
                        tracing::warn!(problem = ?status.problem, "the cloud refuses the session");
                    }
                    self.tell(LiveEvent::Status(status)).await;
                }
            }
        }
    }

    async fn tell(&mut self, event: LiveEvent) {
        // Nobody listening means that the owner is about to drop the link.
        let _ = self.events.send(event).await;
    }
}

fn connect(address: &CloudAddress) -> Connecting {
    let url = address.as_str().to_owned();
    Box::pin(async move {
        let config = WebSocketConfig::default()
            .max_message_size(Some(1 << 20))
            .max_frame_size(Some(1 << 20));
        let (socket, _) = connect_async_with_config(url, Some(config), true).await?;
        Ok(Box::new(socket))
    })
}

fn connect_sentence(error: &SocketError) -> String {
    match error {
        SocketError::Io(error) if blames_certificate(error) => {
            "The cloud's certificate is not valid.".to_owned()
        }
        SocketError::Io(_) | SocketError::Tls(_) => "The cloud cannot be reached.".to_owned(),
        SocketError::Http(response) => {
            format!("The cloud refused the connection ({}).", response.status())
        }
        _ => "The cloud did not understand the connection.".to_owned(),
    }
}

/// What TLS finds wrong arrives as an error of the line below it.
fn blames_certificate(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    matches!(cause, Some(rustls::Error::InvalidCertificate(_)))
}

async fn pending_or(connecting: Option<&mut Connecting>) -> Result<Box<Socket>, SocketError> {
    match connecting {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}

async fn next_or_pending(socket: Option<&mut Box<Socket>>) -> Option<Result<Message, SocketError>> {
    match socket {
        Some(socket) => socket.next().await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
