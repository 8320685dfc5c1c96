//! One message on its way to one phone: encrypted for its browser, signed, and tried again where the
//! push service asks for it.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use prometheus_client::encoding::EncodeLabelValue;
use reqwest::{
    Client, StatusCode,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER},
    redirect::Policy,
};
use tokio::{sync::Semaphore, time::sleep};
use web_push_native::{Auth, encrypt, p256::PublicKey};

use super::{
    VapidKey,
    endpoint::{Checked, Guard},
};
use crate::store::Subscription;

/// How long a push service may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// Requests under way at a time, to all services.
const UNDER_WAY: usize = 32;

/// How often a message is tried.
const TRIES: u32 = 3;

/// How long to wait where the service does not say; ever longer.
const PAUSE: Duration = Duration::from_secs(2);

/// A service that asks for more patience is given up.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What became of a message to one phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Outcome {
    /// The push service has it.
    Sent,
    /// The phone does not want any more.
    Gone,
    Failed,
    /// Not even tried: the session has had its share, or too much is under way.
    Dropped,
}

/// What is sent, to all phones the same.
pub(super) struct Message {
    /// What the service worker of the page reads.
    pub(super) body: Vec<u8>,
    /// After that it is of no use.
    pub(super) until: Timestamp,
    /// Whichever of the same topic has not reached the phone yet is replaced.
    pub(super) topic: String,
}

/// Takes messages to push services.
#[derive(Debug)]
pub(super) struct Courier {
    client: Client,
    guard: Arc<Guard>,
    under_way: Semaphore,
    key: VapidKey,
    /// Whom a push service may ask about this server.
    contact: String,
}

/// A client that reaches only what the guard lets through.
pub(super) fn client(guard: Arc<Guard>) -> Client {
    // Fails where another one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .dns_resolver(Arc::new(Checked(guard)))
        // A proxy would look names up by itself.
        .no_proxy()
        .redirect(Policy::none())
        .timeout(ANSWER)
        .build()
        .expect("the options go together")
}

enum Attempt {
    Over(Outcome),
    Again(Option<Duration>),
}

impl Courier {
    pub(super) fn new(guard: Arc<Guard>, key: VapidKey, contact: String) -> Self {
        let (client, under_way) = (client(guard.clone()), Semaphore::new(UNDER_WAY));
        Self { client, guard, under_way, key, contact }
    }

    /// Takes a message to a phone, with patience.
    pub(super) async fn deliver(&self, message: &Message, to: &Subscription) -> Outcome {
        for tried in 1..=TRIES {
            let asked = match self.attempt(message, to).await {
                Attempt::Over(outcome) => return outcome,
                Attempt::Again(pause) => pause,
            };
            let pause = asked.unwrap_or(PAUSE * tried.pow(2));
            if tried == TRIES || pause > LONGEST_PAUSE {
                break;
            }
            sleep(pause).await;
        }
        Outcome::Failed
    }

    async fn attempt(&self, message: &Message, to: &Subscription) -> Attempt {
        let _permit = self.under_way.acquire().await;
        let left = message.until.duration_since(Timestamp::now()).as_secs();
        let (Ok(url), true) = (self.guard.parse(&to.endpoint), left > 0) else {
            return Attempt::Over(Outcome::Failed);
        };
        let Some(sealed) = seal(&message.body, to) else { return Attempt::Over(Outcome::Failed) };
        let origin = url.origin().ascii_serialization();
        let now = Timestamp::now().as_second();
        let request = self
            .client
            .post(url)
            .header(AUTHORIZATION, self.key.authorization(&origin, &self.contact, now))
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("ttl", left)
            .header("urgency", "high")
            .header("topic", &message.topic)
            .body(sealed);
        // Nothing of the body is read: the status says all.
        match request.send().await {
            Ok(answer) => judged(answer.status(), answer.headers()),
            Err(_) => Attempt::Again(None),
        }
    }
}

fn judged(status: StatusCode, headers: &HeaderMap) -> Attempt {
    match status {
        status if status.is_success() => Attempt::Over(Outcome::Sent),
        StatusCode::NOT_FOUND | StatusCode::GONE => Attempt::Over(Outcome::Gone),
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            Attempt::Again(seconds.and_then(|text| text.parse().ok()).map(Duration::from_secs))
        }
        _ => Attempt::Over(Outcome::Failed),
    }
}

/// Encrypts a message for one browser (RFC 8291); none where its key is none.
fn seal(body: &[u8], to: &Subscription) -> Option<Vec<u8>> {
    let key = PublicKey::from_sec1_bytes(&to.p256dh).ok()?;
    encrypt(body.to_vec(), &key, &Auth::from(to.auth)).ok()
}

#[cfg(test)]
mod tests {
    use web_push_native::{decrypt, p256::SecretKey};

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        super::super::base64(text).expect("base 64")
    }

    fn secret(text: &str) -> SecretKey {
        SecretKey::from_slice(&bytes(text)).expect("a key")
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_message_of_the_standard_is_read_with_the_key_that_reads_ours() {
        let phone = secret("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
        let auth: [u8; 16] = bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap();
        let message = bytes(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc\
             InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLV\
             WGNWQexSgSxsj_Qulcy4a-fN",
        );
        let said = decrypt(message, &phone, &Auth::from(auth)).unwrap();
        assert_eq!(said, b"When I grow up, I want to be a watermelon");

        let p256dh = bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let to = Subscription { endpoint: String::new(), p256dh: p256dh.try_into().unwrap(), auth };
        let ours = seal(b"Last dance", &to).unwrap();
        assert_ne!(ours, seal(b"Last dance", &to).unwrap(), "no two messages are the same");
        assert_eq!(decrypt(ours, &phone, &Auth::from(auth)).unwrap(), b"Last dance");
    }
}
