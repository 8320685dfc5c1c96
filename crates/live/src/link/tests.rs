//! The driver over a real socket: what happens when something breaks within it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use pika_domain::Fact;
use pika_protocol::{ClientFrame, ClientMessage, ServerMessage, WireTime, encode_server_message};
use tokio::net::TcpListener;

use super::*;

const SESSION: &str = "pika_0123456789";

/// Holds one fact, and breaks the first times that it is read.
struct Breaking(AtomicU32);

#[async_trait]
impl Outbox for Breaking {
    async fn facts_after(&self, _: &SessionId, _: u64) -> Result<Vec<NumberedFact>, OutboxError> {
        let reading = self.0.fetch_add(1, Ordering::SeqCst);
        assert!(reading >= 2, "broken");
        let at = Timestamp::UNIX_EPOCH;
        Ok(vec![NumberedFact { seq: 1, fact: Fact::Stop { at } }])
    }

    async fn acknowledge(&self, _: &SessionId, _: u64) -> Result<(), OutboxError> {
        Ok(())
    }

    async fn remember_resume(&self, _: &SessionId, _: &Secret) -> Result<(), OutboxError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_panic_within_the_link_does_not_end_the_night() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its number").port();
    let credentials = SessionCredentials {
        session_id: SessionId::new(SESSION).expect("an id"),
        dj_name: "Mara".to_owned(),
        token: None,
        resume: Some(Secret::new("0123456789abcdef")),
        share_tempo: false,
        ended_with: None,
    };
    let address = CloudAddress::parse(&format!("http://127.0.0.1:{port}")).expect("an address");
    let outbox = Arc::new(Breaking(AtomicU32::new(0)));
    let timing = Timing::for_silence(Duration::from_secs(20));
    let (_link, mut events) = run(credentials, address, timing, outbox);
    tokio::spawn(async move { while events.recv().await.is_some() {} });

    let night = deliver(listener);
    let registrations = tokio::time::timeout(Duration::from_mins(1), night).await;
    assert_eq!(registrations.expect("it is delivered in the end"), 3);
}

/// A cloud for one link: takes it as often as it comes, until it delivers. Gives how often it came.
async fn deliver(listener: TcpListener) -> u32 {
    let mut registrations = 0;
    loop {
        let (stream, _) = listener.accept().await.expect("the link comes");
        let mut socket = tokio_tungstenite::accept_async(stream).await.expect("a WebSocket");
        while let Some(Ok(Message::Text(text))) = socket.next().await {
            let frame: ClientFrame = serde_json::from_str(&text).expect("a message of ours");
            match frame.message {
                ClientMessage::RegisterSession { session_id, .. } => {
                    registrations += 1;
                    let answer = encode_server_message(&ServerMessage::SessionRegistered {
                        session_id: session_id.expect("its id"),
                        authenticated: false,
                        dj_name: "Mara".to_owned(),
                        resume: "0123456789abcdef".to_owned(),
                        last_seq: 0,
                        server_time: WireTime(Timestamp::now()),
                        join_url: "http://127.0.0.1/live".to_owned(),
                        push: false,
                    });
                    socket.send(Message::text(answer)).await.expect("sent");
                }
                ClientMessage::TrackStopped { seq: Some(1), .. } => return registrations,
                _ => {}
            }
        }
    }
}
