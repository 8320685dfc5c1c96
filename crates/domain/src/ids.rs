//! Identities. A bare integer or string never travels as an id.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// A track in `pika.db`. Local to one laptop; never sent over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct TrackId(#[ts(type = "number")] pub i64);

/// A music folder that the DJ added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct FolderId(#[ts(type = "number")] pub i64);

/// One play of one track: a UUID version 7, made on the DJ's laptop, the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct PlayId(#[ts(type = "string")] pub Uuid);

impl std::fmt::Display for PlayId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A live session: 8 to 64 characters of `A-Z a-z 0-9 _ -`. It is part of the dancers' address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, TS)]
#[serde(transparent)]
pub struct SessionId(String);

/// Why a text is not a session id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a session id has 8 to 64 letters, digits, '_' or '-'")]
pub struct SessionIdError;

impl SessionId {
    /// Checks length and characters.
    pub fn new(text: impl Into<String>) -> Result<Self, SessionIdError> {
        let text = text.into();
        let well_formed = (8..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if well_formed { Ok(Self(text)) } else { Err(SessionIdError) }
    }

    /// A fresh id from the low 60 bits of a random (version 4) UUID: 12 characters that can be read
    /// aloud and keep the QR code of the dancers' address coarse. The letters that look like digits
    /// are left out, as in Crockford's base 32.
    pub fn from_uuid(uuid: Uuid) -> Self {
        const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let bits = uuid.as_u128();
        let letter = |place: u32| char::from(LETTERS[(bits >> (5 * place)) as usize & 31]);
        Self((0..12).rev().map(letter).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SessionId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_id_is_short_plain_text() {
        assert!(SessionId::new("pika_1764000000000_x1").is_ok());
        for bad in ["short", "has space in it", "../../etc/passwd", "", &"x".repeat(65)] {
            assert_eq!(SessionId::new(bad), Err(SessionIdError), "{bad:?}");
        }
    }

    #[test]
    fn a_session_id_from_a_uuid_is_well_formed() {
        let id = SessionId::from_uuid(Uuid::from_u128(0x1234_5678_9abc_def0));
        assert_eq!(id.as_str(), "4d2pf2dbsqqg");
        assert_eq!(SessionId::new(id.as_str()), Ok(id));
    }
}
