//! A dancer without a phone: the page's side of the wire, nothing else.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use pika_domain::{PlayId, SessionId};
use pika_protocol::{
    ClientFrame, ClientMessage, PROTOCOL_VERSION, ServerMessage, Text, decode_server_message,
};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Longer than anything on loopback takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// One dancer's connection to one session.
pub struct Dancer {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: SessionId,
    client_id: Text<0, 256>,
    sent: u32,
}

impl Dancer {
    /// Opens the session behind the dancers' address (`http://host:port/live/<session>`).
    pub async fn join(page_url: &str, client_id: &str) -> Result<Self> {
        let address = page_url.strip_prefix("http://").context("a page on this computer")?;
        let (host, session) = address.split_once("/live/").context("a live page's address")?;
        let (socket, _) = connect_async(format!("ws://{host}/ws")).await?;
        let mut dancer = Self {
            socket,
            session: SessionId::new(session)?,
            client_id: Text::new(client_id).context("a dancer's id")?,
            sent: 0,
        };
        let session_id = Some(dancer.session.clone());
        dancer
            .ask(ClientMessage::Subscribe { protocol: Some(PROTOCOL_VERSION), session_id })
            .await?;
        Ok(dancer)
    }

    /// Reads on until a message is what is looked for.
    pub async fn until<T>(
        &mut self,
        what: &str,
        find: impl Fn(&ServerMessage) -> Option<T>,
    ) -> Result<T> {
        let search = async {
            while let Some(message) = self.socket.next().await {
                let Message::Text(text) = message? else { continue };
                if let Some(found) = decode_server_message(&text).as_ref().and_then(&find) {
                    return Ok(found);
                }
            }
            bail!("the connection closed before {what}")
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(result) => result,
            Err(_) => bail!("{what} never came"),
        }
    }

    /// Waits until a track of this title plays; gives the play's id.
    pub async fn until_plays(&mut self, title: &str) -> Result<PlayId> {
        self.until(&format!("{title} plays"), |message| match message {
            ServerMessage::NowPlaying { track, play_id, .. } if track.title.as_str() == title => {
                Some(*play_id)
            }
            _ => None,
        })
        .await
    }

    /// Likes a play and waits until the cloud has committed it.
    pub async fn like(&mut self, play: PlayId) -> Result<()> {
        let id = self
            .ask(ClientMessage::SendLike {
                session_id: Some(self.session.clone()),
                play_id: Some(play),
                order: None,
                payload: None,
            })
            .await?;
        let answer = self
            .until("an answer to the like", |message| match message {
                ServerMessage::Ack { message_id, .. } if *message_id == id => Some(Ok(())),
                ServerMessage::Nack { message_id, error, .. }
                    if message_id.as_deref() == Some(&id) =>
                {
                    Some(Err(error.clone()))
                }
                _ => None,
            })
            .await?;
        answer.map_err(anyhow::Error::msg)
    }

    /// Says something; gives the id that its answer will carry.
    pub async fn ask(&mut self, message: ClientMessage) -> Result<String> {
        self.sent += 1;
        let id = format!("d{}", self.sent);
        let frame = ClientFrame {
            message_id: Text::new(&id),
            client_id: Some(self.client_id.clone()),
            message,
        };
        self.socket.send(Message::text(serde_json::to_string(&frame)?)).await?;
        Ok(id)
    }
}
