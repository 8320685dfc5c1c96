//! A push service on this machine, and phones whose browsers have subscribed with it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};
use web_push_native::{
    Auth, decrypt,
    p256::{
        SecretKey,
        ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
        elliptic_curve::{rand_core::OsRng, sec1::ToEncodedPoint as _},
    },
};

const PATIENCE: Duration = Duration::from_secs(20);

/// A message as the service was given it.
#[derive(Debug)]
pub(crate) struct Given {
    /// The name of the phone that it is for.
    pub(crate) phone: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Given {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("{name} in {self:?}")).to_str().unwrap()
    }
}

type Answers = HashMap<String, VecDeque<(u16, &'static str, String)>>;

#[derive(Clone)]
struct Desk {
    given: mpsc::UnboundedSender<Given>,
    answers: Arc<Mutex<Answers>>,
}

/// Takes whatever it is given, unless it was told to answer otherwise.
pub(crate) struct PushService {
    pub(crate) address: String,
    given: mpsc::UnboundedReceiver<Given>,
    answers: Arc<Mutex<Answers>>,
}

impl PushService {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, given) = mpsc::unbounded_channel();
        let answers = Arc::<Mutex<Answers>>::default();
        let desk = Desk { given: sender, answers: answers.clone() };
        let app = Router::new().route("/{phone}", post(take)).with_state(desk);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, given, answers }
    }

    /// Has the next message for a phone answered like this, with one header.
    pub(crate) fn answer(&self, phone: &str, status: u16, name: &'static str, value: &str) {
        let mut answers = self.answers.lock().unwrap();
        let answer = (status, name, value.to_owned());
        answers.entry(phone.to_owned()).or_default().push_back(answer);
    }

    pub(crate) async fn next(&mut self) -> Given {
        timeout(PATIENCE, self.given.recv()).await.expect("a push in time").expect("a service")
    }

    /// The phones that the next messages are for, sorted.
    pub(crate) async fn next_phones(&mut self, count: usize) -> Vec<String> {
        let mut phones = Vec::new();
        for _ in 0..count {
            phones.push(self.next().await.phone);
        }
        phones.sort();
        phones
    }

    /// Whether nothing came that nobody has looked at.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.given.try_recv().is_err()
    }
}

async fn take(
    State(desk): State<Desk>,
    Path(phone): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap) {
    let answer = desk.answers.lock().unwrap().get_mut(&phone).and_then(VecDeque::pop_front);
    desk.given.send(Given { phone, headers, body: body.to_vec() }).unwrap();
    let Some((status, name, value)) = answer else {
        return (StatusCode::CREATED, HeaderMap::new());
    };
    let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
    (StatusCode::from_u16(status).unwrap(), headers)
}

/// A dancer's phone, with the keys that its browser made.
pub(crate) struct Phone {
    pub(crate) name: &'static str,
    pub(crate) endpoint: String,
    secret: SecretKey,
    auth: [u8; 16],
}

impl Phone {
    pub(crate) fn new(name: &'static str, endpoint: String) -> Self {
        let auth = *uuid::Uuid::new_v4().as_bytes();
        Self { name, endpoint, secret: SecretKey::random(&mut OsRng), auth }
    }

    /// What its page sends.
    pub(crate) fn wish(&self, session: &str) -> Value {
        let key = self.secret.public_key().to_encoded_point(false);
        json!({
            "sessionId": session, "endpoint": self.endpoint, "keys": {
                "p256dh": URL_SAFE_NO_PAD.encode(key), "auth": URL_SAFE_NO_PAD.encode(self.auth),
            },
        })
    }

    /// The secret of its dancer.
    pub(crate) fn dancer(&self) -> String {
        format!("client_of_{}", self.name)
    }

    /// What its service worker reads.
    pub(crate) fn read(&self, given: &Given) -> Value {
        let plain = decrypt(given.body.clone(), &self.secret, &Auth::from(self.auth)).unwrap();
        serde_json::from_slice(&plain).unwrap()
    }
}

/// The claims of whoever sent this, if it is signed with the key that browsers were given.
pub(crate) fn claims(authorization: &str, public_key: &str) -> Value {
    let (token, key) = authorization.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(key, public_key);
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let verifier = VerifyingKey::from_sec1_bytes(&decode(key)).unwrap();
    let signature = Signature::from_slice(&decode(signature)).unwrap();
    verifier.verify(signed.as_bytes(), &signature).unwrap();
    serde_json::from_slice(&decode(signed.split_once('.').unwrap().1)).unwrap()
}
