//! What nodes that share a database tell each other, and ask each other.
//!
//! Nothing here is needed for a fact to be kept: the database has it before anybody hears of it. A
//! bulletin may be lost; whoever follows a session notices the gap in its version and reads again.
//! A question that is not answered is asked again by the phone, and what it wishes counts once.

mod alone;
mod nats;

use std::{borrow::Cow, fmt::Debug, net::IpAddr, sync::Arc};

use async_trait::async_trait;
use pika_domain::SessionId;
use pika_protocol::{DjConnectionState, Reaction};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

pub(crate) use self::alone::Alone;
use self::nats::Nats;
use crate::{
    refusal::Refusal,
    secret::{Dancer, Digest},
    session::{Answer, Done, Wish},
    store::{AccountId, Fence, NodeId, TokenId, Write},
};

/// The way to the other nodes.
#[async_trait]
pub(crate) trait Relay: Debug + Send + Sync {
    /// Tells all other nodes, now or never: nobody waits for it.
    fn tell(&self, bulletin: &Bulletin<'_>);

    /// Asks a node that owns a session for what one of this node's dancers wishes. None where it
    /// does not answer.
    async fn ask(&self, owner: &NodeId, question: &Question<'_>) -> Option<Result<Done, Refusal>>;

    /// Whether other nodes can be reached; none where there are not to be any.
    fn is_connected(&self) -> Option<bool>;
}

/// Told by one node to all others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Bulletin<'a> {
    Session {
        session: Cow<'a, SessionId>,
        news: News<'a>,
    },
    /// These tokens are not valid any more.
    Revoked(Cow<'a, [TokenId]>),
    /// What somebody did of which all nodes together allow only so much.
    Used(Use),
}

/// A use that counts at every node. One that is not heard counts at its own node only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Use {
    Login(IpAddr),
    /// With a wrong password, for the account of this e-mail address.
    FailedLogin(Digest),
    Registration(IpAddr),
    Code(IpAddr),
    /// A phone wants to be notified, or does not want to any more.
    Subscription(IpAddr),
    /// To this e-mail address.
    Letter(Digest),
    Regeneration(AccountId),
    /// A new WebSocket, and the key of its client.
    Connect(IpAddr, Option<String>),
    /// Of the phones of a session.
    Push(SessionId),
}

/// Told of one session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum News<'a> {
    /// By the owner: what it has committed.
    Committed { version: u64, writes: Cow<'a, [Write]>, changed: Cow<'a, [bool]> },
    /// By the owner, again and again: how things stand that no commit says.
    Standing(Cow<'a, Standing>),
    /// By the others: how many dancers listen there.
    Listening(u32),
    /// A dancer's gesture. It is worth nothing later.
    Reacted(Reaction),
    /// The session was deleted.
    Forgotten,
}

/// How a session stands at its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub(crate) fence: Fence,
    pub(crate) version: u64,
    pub(crate) dj: DjConnectionState,
    pub(crate) dj_name: String,
    /// Of the secret with which the DJ's laptop comes back: another laptop has another.
    pub(crate) resume: Digest,
    pub(crate) authenticated: bool,
    pub(crate) shares_tempo: bool,
    /// At all nodes.
    pub(crate) listeners: u32,
}

/// What a node asks the owner of a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Question<'a> {
    pub(crate) session: Cow<'a, SessionId>,
    pub(crate) dancer: Dancer,
    pub(crate) wish: Cow<'a, Wish>,
}

/// What comes in from other nodes.
#[derive(Debug)]
pub(crate) enum Heard {
    Told(NodeId, Bulletin<'static>),
    Asked(Question<'static>, Answer),
}

/// Most that waits to be taken in; what comes on top is lost, and its gap is noticed.
const HEARD: usize = 16 * 1024;

/// The way to the other nodes, and what comes from there.
pub(crate) async fn connect(
    nats: Option<&str>,
    node: &NodeId,
) -> Result<(Arc<dyn Relay>, Option<mpsc::Receiver<Heard>>), String> {
    let Some(url) = nats else { return Ok((Arc::new(Alone), None)) };
    let (heard, hearing) = mpsc::channel(HEARD);
    Ok((Arc::new(Nats::connect(url, node.clone(), heard).await?), Some(hearing)))
}
