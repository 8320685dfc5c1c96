//! Over NATS: one subject that all nodes hear, and one for each node's questions.
//!
//! What is told while the server cannot be reached is dropped rather than kept: by the time it could
//! be delivered it is out of date, and whoever missed it reads the database.

use std::{borrow::Cow, time::Duration};

use async_nats::{Client, ConnectOptions, Message, connection::State, subject::ToSubject};
use async_trait::async_trait;
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::{Bulletin, Heard, Question, Relay};
use crate::{refusal::Refusal, session::Done, store::NodeId};

const TOLD: &str = "pika.told";

/// How long an owner may take to commit. A phone that is told to try again loses nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// A line that has silently gone is noticed after two of these.
const PING_EVERY: Duration = Duration::from_secs(5);

const RECONNECT_AT_MOST: Duration = Duration::from_secs(2);

/// Most bulletins that wait to be sent; the next ones are lost.
const UNSENT: usize = 16 * 1024;

pub(crate) struct Nats {
    node: NodeId,
    client: Client,
    unsent: mpsc::Sender<Vec<u8>>,
}

impl std::fmt::Debug for Nats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Nats").field("node", &self.node).finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope<'a> {
    node: Cow<'a, NodeId>,
    bulletin: Bulletin<'a>,
}

impl Nats {
    /// Connects to `nats://host:port`, now or as soon as it is there, and hands on what is `heard`.
    pub(crate) async fn connect(
        url: &str,
        node: NodeId,
        heard: mpsc::Sender<Heard>,
    ) -> Result<Self, String> {
        let client = ConnectOptions::new()
            .name(format!("pika-cloud {}", node.0))
            .no_echo()
            .retry_on_initial_connect()
            .ping_interval(PING_EVERY)
            .request_timeout(Some(PATIENCE))
            .reconnect_delay_callback(|attempt| {
                let delay = Duration::from_millis(100).saturating_mul(attempt as u32);
                delay.min(RECONNECT_AT_MOST)
            })
            .event_callback(async |event| tracing::info!(%event, "NATS"))
            .connect(url)
            .await
            .map_err(|error| error.to_string())?;
        let (unsent, sending) = mpsc::channel(UNSENT);
        tokio::spawn(send(client.clone(), sending));
        tokio::spawn(hear_told(client.clone(), heard.clone()));
        tokio::spawn(hear_asked(client.clone(), questions_to(&node), heard));
        Ok(Self { node, client, unsent })
    }
}

#[async_trait]
impl Relay for Nats {
    fn tell(&self, bulletin: &Bulletin<'_>) {
        if self.client.connection_state() != State::Connected {
            return;
        }
        let envelope = Envelope { node: Cow::Borrowed(&self.node), bulletin: bulletin.clone() };
        if self.unsent.try_send(encoded(&envelope)).is_err() {
            tracing::warn!("more is to be told to other nodes than NATS takes");
        }
    }

    async fn ask(&self, owner: &NodeId, question: &Question<'_>) -> Option<Result<Done, Refusal>> {
        if self.client.connection_state() != State::Connected {
            return None;
        }
        let asked = self.client.request(questions_to(owner), encoded(question).into());
        let answer = timeout(PATIENCE, asked).await.ok()?;
        let answer = answer.inspect_err(|error| tracing::warn!(%error, "a node does not answer"));
        decoded(&answer.ok()?)
    }

    fn is_connected(&self) -> Option<bool> {
        Some(self.client.connection_state() == State::Connected)
    }
}

fn questions_to(node: &NodeId) -> String {
    format!("pika.asked.{}", node.0)
}

async fn send(client: Client, mut unsent: mpsc::Receiver<Vec<u8>>) {
    while let Some(bytes) = unsent.recv().await {
        // While there is no connection the client would keep it.
        if client.connection_state() == State::Connected
            && let Err(error) = client.publish(TOLD, bytes.into()).await
        {
            tracing::warn!(%error, "other nodes could not be told");
        }
    }
}

async fn hear_told(client: Client, heard: mpsc::Sender<Heard>) {
    hear(client, TOLD, |message| {
        if let Some(Envelope { node, bulletin }) = decoded(&message) {
            // Full: lost, and its gap is noticed.
            let _ = heard.try_send(Heard::Told(node.into_owned(), bulletin));
        }
    })
    .await;
}

async fn hear_asked(client: Client, subject: String, heard: mpsc::Sender<Heard>) {
    let answering = client.clone();
    hear(client, subject, |message| {
        let (Some(question), Some(reply)) = (decoded(&message), message.reply) else { return };
        let (answer, answered) = oneshot::channel();
        let client = answering.clone();
        tokio::spawn(async move {
            let Ok(answer) = answered.await else { return };
            if let Err(error) = client.publish(reply, encoded(&answer).into()).await {
                tracing::warn!(%error, "a node could not be answered");
            }
        });
        // Full: nobody answers, and the phone asks again.
        let _ = heard.try_send(Heard::Asked(question, answer));
    })
    .await;
}

async fn hear(client: Client, subject: impl ToSubject, on: impl Fn(Message)) {
    match client.subscribe(subject).await {
        Ok(mut messages) => {
            while let Some(message) = messages.next().await {
                on(message);
            }
        }
        Err(error) => tracing::error!(%error, "other nodes cannot be heard"),
    }
}

fn encoded(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("everything that is told has a JSON form")
}

/// None where another version of Pika says something that this one does not know.
fn decoded<T: DeserializeOwned>(message: &Message) -> Option<T> {
    serde_json::from_slice(&message.payload)
        .inspect_err(|error| tracing::warn!(%error, "another node says something unknown"))
        .ok()
}
