//! The floor: what any server pays that tells many phones the same.
//!
//! One task a socket, one encoded frame for all of them, written to the socket as it is; nothing is
//! checked, kept or bounded. It understands just enough to be given the same work as the cloud.

use std::{
    fmt::Write as _,
    io::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpSocket, TcpStream},
    sync::{broadcast, mpsc},
};
use tokio_tungstenite::{
    WebSocketStream, accept_async_with_config,
    tungstenite::{Bytes, Message, protocol::WebSocketConfig},
};

use super::{
    booth::{SESSION, play_id},
    crowd::number_after,
};

/// As the cloud counts likes: four times a second.
const COUNTS_APART: Duration = Duration::from_millis(250);

struct Floor {
    news: broadcast::Sender<Bytes>,
    playing: Mutex<Bytes>,
    booth: Mutex<Option<mpsc::UnboundedSender<Bytes>>>,
    likes: AtomicUsize,
}

pub(super) fn run() -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(serve())
}

async fn serve() -> Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(4096)?;
    println!("The floor is ready on http://{}", listener.local_addr()?);
    std::io::stdout().flush()?;
    let floor = Arc::new(Floor {
        news: broadcast::channel(64).0,
        playing: Mutex::default(),
        booth: Mutex::default(),
        likes: AtomicUsize::default(),
    });
    tokio::spawn(count_likes(floor.clone()));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let floor = floor.clone();
        // A client that hangs up ends its task, and that is all.
        tokio::spawn(async move { floor.talk(stream).await.ok() });
    }
}

async fn count_likes(floor: Arc<Floor>) {
    let mut told = 0;
    loop {
        tokio::time::sleep(COUNTS_APART).await;
        let likes = floor.likes.load(Ordering::Relaxed);
        if likes != told {
            told = likes;
            let count = json!({"type": "LIKE_COUNT", "sessionId": SESSION, "playId": play_id(1), "count": likes});
            floor.tell(&count);
        }
    }
}

impl Floor {
    async fn talk(&self, stream: TcpStream) -> Result<()> {
        let config = WebSocketConfig::default().read_buffer_size(2048).write_buffer_size(0);
        let mut socket = accept_async_with_config(stream, Some(config)).await?;
        let mut news = self.news.subscribe();
        let mut own: Option<mpsc::UnboundedReceiver<Bytes>> = None;
        loop {
            let direct = async {
                match &mut own {
                    Some(own) => own.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                frame = news.recv() => match frame {
                    Ok(frame) => socket.get_mut().write_all(&frame).await?,
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return Ok(()),
                },
                Some(frame) = direct => socket.get_mut().write_all(&frame).await?,
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        if let Some(booth) = self.answer(&text, &mut socket).await? {
                            own = Some(booth);
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    _ => return Ok(()),
                },
            }
        }
    }

    /// Does what a message asks for. Gives what a booth is to be told, where it is one.
    async fn answer(
        &self,
        text: &str,
        socket: &mut WebSocketStream<TcpStream>,
    ) -> Result<Option<mpsc::UnboundedReceiver<Bytes>>> {
        let id = text.split(r#""messageId":""#).nth(1).and_then(|rest| rest.split('"').next());
        let mut booth = None;
        if text.contains(r#""SUBSCRIBE""#) {
            let list = json!({"type": "SESSIONS_LIST", "sessions": [{"sessionId": SESSION, "djName": "Alba"}]});
            socket.get_mut().write_all(&encoded(&list)).await?;
            let playing = self.playing.lock().expect("nothing panics here").clone();
            socket.get_mut().write_all(&playing).await?;
        } else if text.contains(r#""SEND_LIKE""#) {
            let likes = self.likes.fetch_add(1, Ordering::Relaxed) + 1;
            let like = json!({"type": "LIKE_RECEIVED", "sessionId": SESSION, "playId": play_id(1), "likes": likes});
            if let Some(booth) = &*self.booth.lock().expect("nothing panics here") {
                let _ = booth.send(encoded(&like));
            }
        } else if text.contains(r#""REGISTER_SESSION""#) {
            let (sender, receiver) = mpsc::unbounded_channel();
            *self.booth.lock().expect("nothing panics here") = Some(sender);
            booth = Some(receiver);
        } else {
            let track = serde_json::from_str::<Value>(text)?;
            let track = if track["track"].is_object() {
                &track["track"]
            } else {
                &track["items"][0]["track"]
            };
            let number = number_after(text.as_bytes(), br#""title":"Track "#).context("a track")?;
            *self.playing.lock().expect("nothing panics here") = self.tell(&json!({
                "type": "NOW_PLAYING", "sessionId": SESSION, "djName": "Alba", "track": track,
                "playId": play_id(number), "startedAt": "2026-01-02T03:04:05.000Z", "likes": 0,
            }));
        }
        if let Some(id) = id {
            let ack = json!({"type": "ACK", "messageId": id, "status": "ok", "timestamp": "2026-01-02T03:04:05.000Z"});
            socket.get_mut().write_all(&encoded(&ack)).await?;
        }
        Ok(booth)
    }

    fn tell(&self, message: &Value) -> Bytes {
        let frame = encoded(message);
        // Nobody may be listening yet.
        let _ = self.news.send(frame.clone());
        frame
    }
}

/// A whole text frame: what a server sends carries no mask, so that all can share it.
fn encoded(message: &Value) -> Bytes {
    let Value::Object(members) = message else { return Bytes::new() };
    // The type comes first, as in the cloud's messages; the rest is in the order of its names.
    let mut text = format!(r#"{{"type":{}"#, members["type"]);
    for (name, value) in members.iter().filter(|(name, _)| *name != "type") {
        write!(text, r#","{name}":{value}"#).expect("a text takes whatever is written to it");
    }
    text.push('}');
    let mut frame = vec![0x81];
    match text.len() {
        short @ 0..126 => frame.push(short as u8),
        long => {
            frame.push(126);
            frame.extend((long as u16).to_be_bytes());
        }
    }
    frame.extend_from_slice(text.as_bytes());
    frame.into()
}
