//! API tokens: made here, shown once, kept as the hash of a hash.
//!
//! A client authenticates with D = SHA-256 of its token, or, when it is older, with the token. The
//! database holds SHA-256 of D, which authenticates nowhere: presented, it would be hashed again.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::secret::hex;

const PREFIX: &str = "pk_dj_";
const DIGEST_PREFIX: &str = "sha256:";

/// Longest text that is looked at as a token, in bytes.
const LONGEST: usize = 2_000;

/// A fresh token, on its way to the one DJ who may see it.
pub(crate) struct Token(String);

/// What is kept of a token: SHA-256 of its SHA-256, as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct TokenHash(String);

impl Token {
    /// `pk_dj_` and a version 4 UUID: 122 bits of the operating system's randomness.
    pub(crate) fn fresh() -> Self {
        Self(format!("{PREFIX}{}", Uuid::new_v4()))
    }

    /// The token in plain text, for the answer that shows it.
    pub(crate) fn into_plain(self) -> String {
        self.0
    }

    pub(crate) fn hash(&self) -> TokenHash {
        TokenHash::of_digest(&Sha256::digest(self.0.as_bytes()))
    }
}

impl TokenHash {
    /// Of what a client presents: `sha256:` with the digest of its token, or the token itself.
    /// `None` where it can be neither.
    pub(crate) fn of_presented(presented: &str) -> Option<Self> {
        if presented.is_empty() || presented.len() > LONGEST {
            return None;
        }
        match presented.strip_prefix(DIGEST_PREFIX) {
            Some(digits) => Some(Self::of_digest(&from_hex(digits)?)),
            None => Some(Self::of_digest(&Sha256::digest(presented.as_bytes()))),
        }
    }

    fn of_digest(digest: &[u8]) -> Self {
        Self(hex(&Sha256::digest(digest)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn from_hex(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_and_its_digest_are_the_same_and_what_is_stored_is_neither() {
        let token = Token::fresh();
        let hash = token.hash();
        let plain = token.into_plain();
        let digest = hex(&Sha256::digest(plain.as_bytes()));
        assert_eq!(TokenHash::of_presented(&plain), Some(hash.clone()));
        assert_eq!(TokenHash::of_presented(&format!("sha256:{digest}")), Some(hash.clone()));
        assert_eq!(
            TokenHash::of_presented(&format!("sha256:{}", digest.to_uppercase())),
            Some(hash.clone())
        );
        for stored in [hash.as_str().to_owned(), format!("sha256:{}", hash.as_str()), digest] {
            assert_ne!(TokenHash::of_presented(&stored), Some(hash.clone()));
        }
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        let long = "x".repeat(LONGEST + 1);
        for bad in ["", "sha256:", "sha256:12", &format!("sha256:{}", "é".repeat(32)), &long] {
            assert_eq!(TokenHash::of_presented(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_fresh_token_is_a_version_4_uuid_behind_its_prefix() {
        let plain = Token::fresh().into_plain();
        let uuid = Uuid::parse_str(plain.strip_prefix(PREFIX).unwrap()).unwrap();
        assert_eq!(uuid.get_version_num(), 4);
        assert_eq!(plain.len(), PREFIX.len() + 36);
    }
}
