//! One WebSocket: what comes in is handled strictly in order, what goes out waits in its queue.
//!
//! One task does both, which keeps a connected phone small. What waits is sent before more is
//! read, so a client that does not read is not listened to either.

mod booth;
mod limits;
mod messages;
mod phone;

use std::{future::poll_fn, io, pin::pin, sync::Arc, task::Poll};

use pika_domain::SessionId;
use pika_protocol::{DecodeError, ServerMessage, Text, close, decode_client_frame};
use tokio::time::{Duration, Instant, sleep_until, timeout};
use tungstenite::{Error, Message};

use self::limits::MessageLimits;
use crate::{
    frame::Frame,
    metrics::Reason,
    outgoing::Outgoing,
    peer::{ConnectionId, Peer},
    refusal::Refusal,
    server::Cloud,
    session::Command,
    socket::Socket,
};

/// RFC 6455, section 7.4.1 and the IANA registry: the server restarts, come back.
const SERVICE_RESTART: u16 = 1012;

const MOVED: &str = "The session has moved to another server";

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
pub(crate) async fn serve(mut socket: Socket, cloud: Arc<Cloud>) {
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
    async fn run(&mut self, socket: &mut Socket) -> Flow {
        let heartbeat = self.cloud.config.heartbeat;
        let shutdown = self.cloud.shutdown.clone();
        let mut shutdown = pin!(shutdown.cancelled());
        let mut heard = Instant::now();
        let mut pinged = heard;
        // Set again only when it rings: most of the time a message costs no timer.
        let mut alarm = pin!(sleep_until(heard + heartbeat.ping_every));
        loop {
            tokio::select! {
                biased;
                () = self.peer.outgoing.ready() => {
                    if !self.flush(socket).await {
                        return Flow::Continue;
                    }
                    if self.peer.outgoing.is_over() {
                        return Flow::Close(SERVICE_RESTART, MOVED);
                    }
                }
                received = socket.receive() => {
                    heard = Instant::now();
                    let flow = match received {
                        // On the heap while it lasts: it is the largest part, and most phones are silent.
                        Ok(Message::Text(text)) => Box::pin(self.receive(&text)).await,
                        Ok(Message::Ping(_)) => {
                            if timeout(heartbeat.dead_after, socket.flush()).await.is_err() {
                                return Flow::Continue;
                            }
                            Flow::Continue
                        }
                        Ok(Message::Pong(_) | Message::Frame(_)) => Flow::Continue,
                        Ok(Message::Binary(_)) => Flow::Close(close::UNSUPPORTED, "Text only"),
                        Err(Error::Capacity(_)) => {
                            Flow::Close(close::TOO_LARGE, "Message too large")
                        }
                        Ok(Message::Close(_)) => {
                            // Whoever says goodbye is answered, if it still listens.
                            let _ = timeout(FAREWELL, socket.flush()).await;
                            return Flow::Continue;
                        }
                        Err(_) => return Flow::Continue,
                    };
                    if matches!(flow, Flow::Close(..)) {
                        return flow;
                    }
                }
                () = &mut alarm => {
                    let now = Instant::now();
                    if now.duration_since(heard) >= heartbeat.dead_after {
                        self.cloud.metrics.dropped(Reason::Silent);
                        return Flow::Continue;
                    }
                    if now >= heard.max(pinged) + heartbeat.ping_every {
                        pinged = now;
                        self.peer.outgoing.reply(Frame::ping());
                    }
                    alarm.as_mut().reset(heard.max(pinged) + heartbeat.ping_every);
                }
                () = &mut shutdown => {
                    self.peer.reply(&ServerMessage::ServerShutdown {
                        message: SHUTDOWN_MESSAGE.to_owned(),
                    });
                    return Flow::Close(SERVICE_RESTART, SHUTDOWN_MESSAGE);
                }
            }
        }
    }

    async fn receive(&mut self, text: &str) -> Flow {
        match decode_client_frame(text) {
            Ok(frame) => self.handle(frame).await,
            Err(DecodeError::TooLarge) => Flow::Close(close::TOO_LARGE, "Message too large"),
            Err(DecodeError::Invalid(_)) => {
                self.cloud.metrics.dropped(Reason::Invalid);
                Flow::Close(close::POLICY, close::INVALID_MESSAGE)
            }
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
    async fn flush(&self, socket: &mut Socket) -> bool {
        loop {
            match self.send(socket).await {
                Ok(true) => {}
                Ok(false) if self.peer.outgoing.take_behind() => self.refresh().await,
                Ok(false) => return true,
                Err(_) => return false,
            }
        }
    }

    /// Sends as much of what waits as the system takes, at least something; whether more is left.
    /// It is an error where the client is so slow that it may as well be gone.
    async fn send(&self, socket: &mut Socket) -> io::Result<bool> {
        let mut sending = pin!(poll_fn(|context| {
            self.peer.outgoing.poll_send(|frames| socket.poll_write(context, frames))
        }));
        // Only a client that has to be waited for costs a timer.
        match poll_fn(|context| Poll::Ready(sending.as_mut().poll(context))).await {
            Poll::Ready(sent) => sent,
            Poll::Pending => timeout(self.cloud.config.heartbeat.dead_after, sending).await?,
        }
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
    async fn close(&mut self, socket: &mut Socket, code: u16, reason: &'static str) {
        let farewell = async {
            if self.flush(socket).await && socket.close(code, reason).await.is_ok() {
                while socket.receive().await.is_ok() {}
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
