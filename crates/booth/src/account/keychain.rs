//! Where the digest survives a restart: the keychain of the operating system, and nothing else. Where
//! there is none, the digest lives in memory for this run; it never goes into a file.

use keyring::{Entry, Error};

use super::digest::TokenDigest;

const SERVICE: &str = "Pika!";

/// A place for secrets, one for each cloud. Calls may wait for the DJ to unlock it.
pub trait Keychain: Send + Sync {
    fn load(&self, cloud: &str) -> Result<Option<TokenDigest>, NoKeychain>;
    fn keep(&self, cloud: &str, digest: &TokenDigest) -> Result<(), NoKeychain>;
    /// Forgets the digest; that there was none is fine.
    fn forget(&self, cloud: &str) -> Result<(), NoKeychain>;
}

/// The keychain cannot be used: there is none, or it stays locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This computer offers no keychain.")]
pub struct NoKeychain;

/// The operating system's own: Secret Service, Keychain Services or Credential Manager.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn load(&self, cloud: &str) -> Result<Option<TokenDigest>, NoKeychain> {
        match entry(cloud)?.get_password() {
            Ok(text) => Ok(TokenDigest::parse(&text)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(unusable(&error)),
        }
    }

    fn keep(&self, cloud: &str, digest: &TokenDigest) -> Result<(), NoKeychain> {
        entry(cloud)?.set_password(digest.secret().reveal()).map_err(|error| unusable(&error))
    }

    fn forget(&self, cloud: &str) -> Result<(), NoKeychain> {
        match entry(cloud)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(unusable(&error)),
        }
    }
}

fn entry(cloud: &str) -> Result<Entry, NoKeychain> {
    Entry::new(SERVICE, cloud).map_err(|error| unusable(&error))
}

fn unusable(error: &Error) -> NoKeychain {
    // Named by hand: some of the library's errors carry the secret itself.
    let reason = match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
        Error::NoDefaultStore => "there is no service for it".to_owned(),
        _ => "it does not hold what Pika put there".to_owned(),
    };
    tracing::info!(reason, "the keychain cannot be used");
    NoKeychain
}

/// No keychain at all, for places that must not touch one: the command line's rehearsals, and tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct WithoutKeychain;

impl Keychain for WithoutKeychain {
    fn load(&self, _cloud: &str) -> Result<Option<TokenDigest>, NoKeychain> {
        Err(NoKeychain)
    }

    fn keep(&self, _cloud: &str, _digest: &TokenDigest) -> Result<(), NoKeychain> {
        Err(NoKeychain)
    }

    fn forget(&self, _cloud: &str) -> Result<(), NoKeychain> {
        Err(NoKeychain)
    }
}
