//! What stands for the DJ's token on this laptop: its SHA-256 digest. The token itself is forgotten
//! as soon as the digest is made.

use pika_live::Secret;
use sha2::{Digest as _, Sha256};

const PREFIX: &str = "sha256:";

/// `sha256:` and 64 hexadecimal digits, as the cloud takes it in place of the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenDigest(Secret);

impl TokenDigest {
    pub(crate) fn of(token: &str) -> Self {
        let hex = |bits: u8| char::from_digit(bits.into(), 16).expect("four bits are a digit");
        let digits: String = Sha256::digest(token.as_bytes())
            .iter()
            .flat_map(|byte| [hex(byte >> 4), hex(byte & 15)])
            .collect();
        Self(Secret::new(format!("{PREFIX}{digits}")))
    }

    /// A digest as it was kept; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        (digits.len() == 64 && digits.chars().all(is_hex)).then(|| Self(Secret::new(text)))
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_becomes_a_digest_that_can_be_kept_and_read_back() {
        // The digest of "abc" is an example of FIPS 180-4.
        let digest = TokenDigest::of("abc");
        let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest.secret().reveal(), text);
        assert_eq!(TokenDigest::parse(text), Some(digest.clone()));
        assert!(!format!("{digest:?}").contains("ba78"), "a digest is in no log");
    }

    #[test]
    fn what_is_no_digest_is_not_taken_for_one() {
        for bad in ["", "abc", "sha256:", "sha256:XY", &format!("sha256:{}", "G".repeat(64))] {
            assert_eq!(TokenDigest::parse(bad), None, "{bad:?}");
        }
    }
}
