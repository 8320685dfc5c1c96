//! One WebSocket: what comes in is handled strictly in order, what goes out waits in its queue.
//!
//! One task does both, which keeps a connected phone small. What waits is sent before more is
//! read, so a client that does not read is not listened to either.

mod booth;
mod limits;
mod messages;
mod phone;

use std::{error::Error as _, sync::Arc};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use pika_domain::SessionId;
use pika_protocol::{DecodeError, ServerMessage, Text, close, decode_client_frame};
use tokio::time::{Duration, Instant, sleep_until, timeout};

use self::limits::MessageLimits;
use crate::{
    outgoing::Outgoing,
    peer::{ConnectionId, Peer},
    refusal::Refusal,
    server::Cloud,
    session::Command,
};

/// RFC 6455, section 7.4.1 and the IANA registry: the server restarts, come back.
const SERVICE_RESTART: u16 = 1012;

const SHUTDOWN_MESSAGE: &str = "Server is shutting down for maintenance";

/// How long the far end may take to answer a close.
const FAREWELL: Duration = Duration::from_secs(1);

pub(crate) struct Connection {
    cloud: Arc<Cloud>,
    peer: Peer,
    /// The session that this phone follows, live or not.
    watching: Option<SessionId>,
    /// The session that this booth has registered.
    owned: Option<SessionId>,
    limits: MessageLimits,
}

/// Whether a connection goes on.
enum Flow {
    Continue,
    Close(u16, &'static str),
}

/// Talks to one client until either side closes.
pub(crate) async fn serve(mut socket: WebSocket, cloud: Arc<Cloud>) {
    let peer = Peer {
        id: ConnectionId::next(),
        outgoing: Arc::new(Outgoing::default()),
        dancer: None,
        modern: false,
    };
    cloud.sessions.enter_lobby(peer.clone());
    let mut connection =
        Connection { cloud, peer, watching: None, owned: None, limits: MessageLimits::new() };
    if let Flow::Close(code, reason) = connection.run(&mut socket).await {
        connection.close(&mut socket, code, reason).await;
    }
    connection.leave().await;
}

impl Connection {
    /// Runs until the connection should be closed, or is ([`Flow::Continue`]).
    async fn run(&mut self, socket: &mut WebSocket) -> Flow {
        let heartbeat = self.cloud.config.heartbeat;
        let shutdown = self.cloud.shutdown.clone();
        let mut heard = Instant::now();
        let mut pinged = heard;
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => {
                    self.peer.reply(&ServerMessage::ServerShutdown {
                        message: SHUTDOWN_MESSAGE.to_owned(),
                    });
                    return Flow::Close(SERVICE_RESTART, SHUTDOWN_MESSAGE);
                }
                () = self.peer.outgoing.ready() => {
                    if !self.flush(socket).await {
                        return Flow::Continue;
                    }
                }
                received = socket.recv() => {
                    heard = Instant::now();
                    let flow = match received {
                        Some(Ok(Message::Text(text))) => self.receive(&text).await,
                        Some(Ok(Message::Binary(_))) => {
                            Flow::Close(close::UNSUPPORTED, "Text only")
                        }
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Flow::Continue,
                        Some(Err(error)) if is_too_large(&error) => {
                            Flow::Close(close::TOO_LARGE, "Message too large")
                        }
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return Flow::Continue,
                    };
                    if matches!(flow, Flow::Close(..)) {
                        return flow;
                    }
                }
                () = sleep_until(heard.max(pinged) + heartbeat.ping_every) => {
                    pinged = Instant::now();
                    let dead = pinged.duration_since(heard) >= heartbeat.dead_after;
                    if dead || !self.send(socket, Message::Ping(axum::body::Bytes::new())).await {
                        return Flow::Continue;
                    }
                }
            }
        }
    }

    async fn receive(&mut self, text: &Utf8Bytes) -> Flow {
        match decode_client_frame(text) {
            Ok(frame) => self.handle(frame).await,
            Err(DecodeError::TooLarge) => Flow::Close(close::TOO_LARGE, "Message too large"),
            Err(DecodeError::Invalid(_)) => Flow::Close(close::POLICY, close::INVALID_MESSAGE),
            Err(error @ DecodeError::UnsupportedVersion { .. }) => {
                let refusal = Refusal::unsupported_version(error.to_string());
                if let DecodeError::UnsupportedVersion { message_id, .. } = error {
                    let id = message_id.as_ref().map(Text::as_str);
                    self.peer.reply(&refusal.to_message(id));
                }
                Flow::Close(close::POLICY, "Unsupported version")
            }
        }
    }

    /// Sends all that waits; false where the connection is gone.
    async fn flush(&mut self, socket: &mut WebSocket) -> bool {
        loop {
            while let Some(text) = self.peer.outgoing.take() {
                if !self.send(socket, Message::Text(text)).await {
                    return false;
                }
            }
            if !self.peer.outgoing.take_behind() {
                return true;
            }
            self.refresh().await;
        }
    }

    /// Sends a frame; false where the connection is gone, or so slow that it may as well be.
    async fn send(&self, socket: &mut WebSocket, message: Message) -> bool {
        let sent = timeout(self.cloud.config.heartbeat.dead_after, socket.send(message)).await;
        matches!(sent, Ok(Ok(())))
    }

    /// The client had fallen behind and reads again.
    async fn refresh(&self) {
        if self.watching.is_none() && self.owned.is_none() {
            self.cloud.sessions.send_list(&self.peer, None);
        }
        for id in self.sessions() {
            match self.cloud.sessions.find(id) {
                Some(handle) => handle.tell(Command::Refresh { peer: self.peer.clone() }).await,
                None => self.peer.reply(&ServerMessage::SessionEnded { session_id: id.clone() }),
            }
        }
    }

    /// Says goodbye: what waits is sent, then the close, then the far end may finish.
    async fn close(&mut self, socket: &mut WebSocket, code: u16, reason: &'static str) {
        let close = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
        let farewell = async {
            if self.flush(socket).await && socket.send(close).await.is_ok() {
                while let Some(Ok(_)) = socket.recv().await {}
            }
        };
        // A far end that does not answer is left to the operating system.
        let _ = timeout(FAREWELL, farewell).await;
    }

    /// The sessions that this connection follows or owns.
    fn sessions(&self) -> impl Iterator<Item = &SessionId> {
        let owned = self.owned.iter().filter(|id| self.watching.as_ref() != Some(*id));
        self.watching.iter().chain(owned)
    }

    async fn leave(&self) {
        self.cloud.sessions.leave_lobby(self.peer.id);
        for id in self.sessions() {
            self.leave_session(id).await;
        }
        // A session that ended meanwhile has put its followers back into the lobby.
        self.cloud.sessions.leave_lobby(self.peer.id);
    }

    async fn leave_session(&self, id: &SessionId) {
        let connection = self.peer.id;
        if let Some(handle) = self.cloud.sessions.find(id) {
            // A session whose task has gone has nobody left to forget.
            let _ = handle.ask(|answer| Command::Leave { connection, answer }).await;
        }
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<tungstenite::Error>());
    matches!(cause, Some(tungstenite::Error::Capacity(_)))
}
