//! The key that signs what is sent, by which push services know this server (VAPID, RFC 8292).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use web_push_native::p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::rand_core::OsRng,
};

/// How long a signature lets this server send, in seconds. The standard allows a day.
const VALID_FOR: i64 = 12 * 60 * 60;

/// A private key on P-256. Browsers are given its public half and take messages from no other key;
/// with another key every phone has to subscribe anew.
#[derive(Clone)]
pub struct VapidKey(SigningKey);

/// What was given is no key.
#[derive(Debug, thiserror::Error)]
#[error("the key of Web Push is not 32 bytes in base 64; `pika-cloud vapid` makes one")]
pub struct NoVapidKey;

impl VapidKey {
    /// A fresh key from the operating system's randomness.
    pub fn generate() -> Self {
        Self(SecretKey::random(&mut OsRng).into())
    }

    /// The private key as other tools write it as well: 32 bytes in URL-safe base 64.
    pub fn parse(text: &str) -> Result<Self, NoVapidKey> {
        let bytes = super::base64(text).ok_or(NoVapidKey)?;
        SigningKey::from_slice(&bytes).map(Self).map_err(|_| NoVapidKey)
    }

    /// What [`VapidKey::parse`] takes. It is a secret.
    pub fn private(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.to_bytes())
    }

    /// The point that browsers are given, uncompressed, in URL-safe base 64.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().to_encoded_point(false))
    }

    /// The header that proves to the push service at `origin` who sends. `now` is in seconds since
    /// 1970; `contact` is whom its operators may ask.
    pub(super) fn authorization(&self, origin: &str, contact: &str, now: i64) -> String {
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({"typ": "JWT", "alg": "ES256"}));
        let claims = part(json!({"aud": origin, "exp": now + VALID_FOR, "sub": contact}));
        let signed = format!("{head}.{claims}");
        let signature: Signature = self.0.sign(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public())
    }
}

impl std::fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VapidKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written_and_nothing_else_is_a_key() {
        let key = VapidKey::generate();
        let again = VapidKey::parse(&key.private()).expect("a key");
        assert_eq!(again.public(), key.public());
        assert_eq!(URL_SAFE_NO_PAD.decode(key.public()).expect("base 64").len(), 65);
        assert_eq!(format!("{key:?}"), "VapidKey", "it is not shown");
        // The pair of RFC 8291, appendix A.
        let known = VapidKey::parse("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").expect("a key");
        assert_eq!(
            known.public(),
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
        );
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        for bad in ["", "changeme", "<your key>", &key.public(), &zero] {
            assert!(VapidKey::parse(bad).is_err(), "{bad}");
        }
    }
}
