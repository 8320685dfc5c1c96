//! `/api/push`: phones that want to be notified, and a DJ who notifies those of a session.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::{Json, extract::State, http::HeaderMap};
use jiff::{SignedDuration, Timestamp};
use pika_domain::SessionId;
use pika_protocol::{Notice as Message, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use web_push_native::p256::PublicKey;

use super::{body::Body, dancer, done::Done, problem::Problem};
use crate::{
    accounts::Dj,
    push::{NotSent, Notice, Push, base64},
    secret::Dancer,
    server::Cloud,
    store::Subscription,
};

/// Phones of one session.
const MOST_PHONES: u32 = 5_000;

/// How long a DJ waits for the figures.
const FIGURES: Duration = Duration::from_secs(20);

/// How long what a DJ sends here is worth something.
const WORTH: SignedDuration = SignedDuration::from_hours(1);

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicKeyAnswer {
    /// The server's key (VAPID), for `applicationServerKey`.
    public_key: String,
}

/// What a browser calls a push subscription, and for which session it is.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wish {
    endpoint: Option<String>,
    keys: Option<Keys>,
    /// Pika 0.3 has none: then the session is the one that its likes would go to.
    session_id: Option<String>,
    /// As Pika 0.3 says who the dancer is; ours has the id in a header.
    client_id: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Keys {
    p256dh: Option<String>,
    auth: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Farewell {
    endpoint: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sending {
    session_id: Option<String>,
    payload: Option<Payload>,
}

/// A text, or one with a title. Whatever else Pika 0.3 says, such as where a click leads, is passed over.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Payload {
    Text(String),
    Titled { title: Option<String>, body: String },
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Report {
    success: bool,
    stats: Stats,
}

/// Of the phones that follow the session. Those that have neither been reached nor not, after twenty
/// seconds, are in the total alone.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Stats {
    sent: u32,
    failed: u32,
    total: u32,
}

fn push_of(cloud: &Cloud) -> Result<&Arc<Push>, Problem> {
    cloud.sessions.push().ok_or_else(Problem::no_push)
}

pub(crate) async fn public_key(
    State(cloud): State<Arc<Cloud>>,
) -> Result<Json<PublicKeyAnswer>, Problem> {
    let public_key = push_of(&cloud)?.public_key().to_owned();
    Ok(Json(PublicKeyAnswer { public_key }))
}

pub(crate) async fn subscribe(
    State(cloud): State<Arc<Cloud>>,
    headers: HeaderMap,
    Body(wish): Body<Wish>,
) -> Result<Json<Done>, Problem> {
    let push = push_of(&cloud)?;
    let (phone, session, dancer) = read(&cloud, &headers, wish)?;
    if let Err(bad) = push.admit(&phone.endpoint).await {
        return Err(Problem::invalid_field("endpoint", bad.to_string()));
    }
    let now = Timestamp::now();
    if cloud.store.subscribe(&session, dancer, &phone, MOST_PHONES, now).await? {
        Ok(Done::json())
    } else {
        Err(Problem::not_found("This session is not live, or notifies too many phones already"))
    }
}

pub(crate) async fn unsubscribe(
    State(cloud): State<Arc<Cloud>>,
    dancer: Dancer,
    Body(farewell): Body<Farewell>,
) -> Result<Json<Done>, Problem> {
    let endpoint = farewell.endpoint.ok_or_else(|| missing("endpoint"))?;
    cloud.store.unsubscribe(dancer, &endpoint).await?;
    Ok(Done::json())
}

pub(crate) async fn send(
    State(cloud): State<Arc<Cloud>>,
    dj: Dj,
    Body(sending): Body<Sending>,
) -> Result<Json<Report>, Problem> {
    let push = push_of(&cloud)?;
    let id = sending.session_id.ok_or_else(|| missing("sessionId"))?;
    let unknown = || Problem::not_found("You have no such session");
    let session = SessionId::new(id).map_err(|_| unknown())?;
    let record = cloud.store.find(&session).await?.ok_or_else(unknown)?;
    if record.account != Some(dj.account.id) {
        return Err(Problem::not_owner());
    }
    let (title, message) = match sending.payload.ok_or_else(|| missing("payload"))? {
        Payload::Text(message) => (None, message),
        Payload::Titled { title, body } => (title, body),
    };
    let title = title
        .map_or(Some(record.dj_name), |title| Text::<1, 100>::new(&title).map(Text::into_string));
    let (Some(title), Some(message)) = (title, Message::new(&message)) else {
        let bounds = "A message has 1 to 200 characters, a title 1 to 100";
        return Err(Problem::invalid_field("payload", bounds));
    };
    let until = Timestamp::now() + WORTH;
    let notice = Notice { session, title, message: message.into_string(), until };
    let underway = push.send(notice).map_err(|reason| match reason {
        NotSent::TooMany(used_up) => Problem::too_many(used_up),
        NotSent::Busy => Problem::busy(),
    })?;
    // What is not known by then is on its way all the same.
    let _ = timeout(FIGURES, underway.done).await;
    let figure = |count: &std::sync::atomic::AtomicU32| count.load(Ordering::Relaxed);
    let tally = underway.tally;
    let (sent, failed) = (figure(&tally.sent), figure(&tally.failed));
    Ok(Json(Report { success: true, stats: Stats { sent, failed, total: figure(&tally.total) } }))
}

fn missing(field: &'static str) -> Problem {
    Problem::invalid_field(field, "This is missing")
}

/// What a wish says, as far as that can be told without asking anyone.
fn read(
    cloud: &Cloud,
    headers: &HeaderMap,
    wish: Wish,
) -> Result<(Subscription, SessionId, Dancer), Problem> {
    let endpoint = wish.endpoint.ok_or_else(|| missing("endpoint"))?;
    let keys = wish.keys.ok_or_else(|| missing("keys"))?;
    let p256dh = keys.p256dh.as_deref().and_then(base64).and_then(|key| key.try_into().ok());
    let p256dh: [u8; 65] = p256dh
        .filter(|key: &[u8; 65]| PublicKey::from_sec1_bytes(key).is_ok())
        .ok_or_else(|| Problem::invalid_field("keys.p256dh", "This is no key of a browser"))?;
    let auth = keys.auth.as_deref().and_then(base64).and_then(|auth| auth.try_into().ok());
    let auth =
        auth.ok_or_else(|| Problem::invalid_field("keys.auth", "This is not 16 bytes in base 64"))?;
    let session = match wish.session_id {
        Some(id) => SessionId::new(id).ok(),
        None => cloud.sessions.oldest(),
    };
    let session = session.ok_or_else(|| Problem::not_found("There is no such session"))?;
    let dancer = dancer::of_header(headers).or_else(|| dancer::of_id(wish.client_id.as_deref()?));
    let dancer = dancer.ok_or_else(dancer::nobody)?;
    Ok((Subscription { endpoint, p256dh, auth }, session, dancer))
}
