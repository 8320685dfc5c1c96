//! The DJ's account as the window shows it. What proves the DJ to the cloud is never part of it.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

/// The DJ's account at the cloud of the settings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountStatus {
    /// Name of the cloud; absent where none is configured.
    pub cloud: Option<String>,
    pub state: AccountState,
    /// As the account says; kept while the cloud cannot be asked.
    pub dj_name: Option<String>,
    /// Where the login is kept.
    pub place: DigestPlace,
    /// What is wrong, in a sentence.
    pub problem: Option<String>,
    /// When the cloud last answered.
    #[ts(type = "string | null")]
    pub checked_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    #[default]
    LoggedOut,
    /// Logged in; the cloud has not been asked yet.
    Unchecked,
    Valid,
    /// Logged in; the cloud cannot be asked just now.
    Unreachable,
    /// The cloud does not know the token.
    Invalid,
    /// The token was not used for too long.
    Expired,
    /// The DJ has taken the token back.
    Revoked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DigestPlace {
    #[default]
    Keychain,
    /// There is no keychain: in memory, until Pika is closed.
    ThisRun,
}
