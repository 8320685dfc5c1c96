//! Secrets of others, of which only digests are kept: a dancer's id and a session's resume secret.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// SHA-256 of a secret. Comparing digests tells nothing of the secret through timing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Digest(pub(crate) [u8; 32]);

impl Digest {
    pub(crate) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }
}

/// A dancer: the first 128 bits of the digest of the id that the phone keeps secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Dancer(pub(crate) [u8; 16]);

impl Dancer {
    pub(crate) fn of(client_id: &str) -> Self {
        let digest = Digest::of(client_id).0;
        Self(std::array::from_fn(|i| digest[i]))
    }
}

/// Hexadecimal digits, in small letters.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

/// A fresh secret: 64 hexadecimal digits with 244 bits of the operating system's randomness.
pub(crate) fn fresh_secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
