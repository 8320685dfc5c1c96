//! Passwords: how long, how guessable, and how they are kept.
//!
//! bcrypt reads 72 bytes and stops at a zero, so it is given the SHA-256 of the password in
//! base 64: every byte of the password counts. It is slow by design, so it runs on threads of its
//! own, a few at a time, and refuses work rather than letting it pile up.

use std::sync::{Arc, OnceLock};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};
use tokio::{sync::Semaphore, task::spawn_blocking};
use zxcvbn::{Score, feedback::Feedback};

use super::{DjName, Email};

/// Length of a password, in characters.
const SHORTEST: usize = 8;
const LONGEST: usize = 128;

/// The lowest cost that may be configured.
pub(crate) const LOWEST_COST: u32 = 10;

/// Shorter name parts of e-mail addresses are in too many words to be told apart from chance.
const SHORTEST_NAME_PART: usize = 3;

/// A password whose length is right.
#[derive(Clone)]
pub(crate) struct Password(String);

impl Password {
    /// Checks the length; an error says what is wrong.
    pub(crate) fn parse(text: String) -> Result<Self, &'static str> {
        match text.chars().count() {
            ..SHORTEST => Err("Password must be at least 8 characters"),
            SHORTEST..=LONGEST => Ok(Self(text)),
            _ => Err("Password must be at most 128 characters"),
        }
    }

    /// Refuses what is guessed at once, with a sentence that says why.
    fn check_strength(&self, email: &Email, name: &DjName) -> Result<(), String> {
        let part = email.name_part();
        let contains_name =
            part.chars().count() >= SHORTEST_NAME_PART && self.0.to_lowercase().contains(part);
        if contains_name {
            return Err("This password contains your e-mail address; please choose another".into());
        }
        let run_together = name.slug().replace('-', "");
        let known = [email.key(), part, name.as_str(), name.slug(), &run_together, "pika"];
        let found = zxcvbn::zxcvbn(&self.0, &known);
        if found.score() >= Score::Two {
            return Ok(());
        }
        let warning = found.feedback().and_then(Feedback::warning);
        let why = warning.map_or_else(String::new, |warning| format!(" {warning}"));
        Err(format!("This password is too easy to guess.{why}"))
    }

    fn prepared(&self) -> String {
        BASE64_STANDARD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

/// Why a password was not hashed or compared.
#[derive(Debug)]
pub(crate) enum PasswordError {
    /// A sentence for the DJ.
    Weak(String),
    /// More passwords wait already than can be worked off.
    Busy,
}

/// Hashes and compares passwords, a few at a time.
#[derive(Debug)]
pub(crate) struct Passwords {
    cost: u32,
    /// One for each that may wait or be worked on.
    room: Arc<Semaphore>,
    /// One for each that may be worked on.
    workers: Arc<Semaphore>,
    /// What an e-mail address that nobody has is compared with.
    nobody: Arc<OnceLock<String>>,
}

/// How many passwords may wait.
const MOST_WAITING: usize = 64;

impl Passwords {
    /// `cost` is the binary logarithm of bcrypt's rounds; less than the lowest becomes the lowest.
    pub(crate) fn new(cost: u32) -> Self {
        // Half of the machine: phones are served by the other half.
        let workers =
            std::thread::available_parallelism().map_or(1, |cores| cores.get() / 2).max(1);
        Self {
            cost: cost.max(LOWEST_COST),
            room: Arc::new(Semaphore::new(MOST_WAITING)),
            workers: Arc::new(Semaphore::new(workers)),
            nobody: Arc::new(OnceLock::new()),
        }
    }

    /// The hash that is kept of a new password, if it is strong enough.
    pub(crate) async fn hash_new(
        &self,
        password: Password,
        email: Email,
        name: DjName,
    ) -> Result<String, PasswordError> {
        let cost = self.cost;
        self.work(move || {
            password.check_strength(&email, &name).map_err(PasswordError::Weak)?;
            Ok(hash(&password, cost))
        })
        .await?
    }

    /// Whether this is the password whose hash is kept; if there is none, the same work is done.
    pub(crate) async fn matches(
        &self,
        password: Password,
        kept: Option<String>,
    ) -> Result<bool, PasswordError> {
        let (cost, nobody) = (self.cost, self.nobody.clone());
        self.work(move || {
            let nobody = nobody.get_or_init(|| hash(&Password("nobody has this one".into()), cost));
            let known = kept.is_some();
            let kept = kept.as_ref().unwrap_or(nobody);
            bcrypt::verify(password.prepared(), kept).unwrap_or_else(|error| {
                tracing::error!(%error, "a password hash in the database is damaged");
                false
            }) && known
        })
        .await
    }

    /// The hash that should take the place of this one: the operator has raised the cost since.
    pub(crate) async fn renewed(
        &self,
        password: Password,
        kept: &str,
    ) -> Result<Option<String>, PasswordError> {
        let cost = self.cost;
        let is_current = kept.split('$').nth(2).and_then(|cost| cost.parse().ok()) >= Some(cost);
        if is_current {
            return Ok(None);
        }
        self.work(move || Some(hash(&password, cost))).await
    }

    async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let room = self.room.clone().try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let worker = self.workers.clone().acquire_owned().await.expect("it is never closed");
        // The permits go with the job: a client that hangs up does not make room before it ends.
        let job = spawn_blocking(move || {
            let done = job();
            drop((room, worker));
            done
        });
        job.await.map_err(|_| PasswordError::Busy)
    }
}

fn hash(password: &Password, cost: u32) -> String {
    bcrypt::hash(password.prepared(), cost).expect("the cost is in bcrypt's range")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(password: &str) -> Result<(), String> {
        strength_for(password, "otis.marlow+dj@dance.example")
    }

    fn strength_for(password: &str, email: &str) -> Result<(), String> {
        let email = Email::parse(email).unwrap();
        let name = DjName::parse("Velvet Corner").unwrap();
        Password::parse(password.into()).unwrap().check_strength(&email, &name)
    }

    #[test]
    fn lengths_are_in_characters() {
        assert!(Password::parse("ü".repeat(7)).is_err());
        assert!(Password::parse("ü".repeat(8)).is_ok());
        assert!(Password::parse("ü".repeat(128)).is_ok());
        assert!(Password::parse("ü".repeat(129)).is_err());
    }

    #[test]
    fn what_is_guessed_at_once_is_refused() {
        for weak in
            ["password", "12345678", "qwertyuiop", "aaaaaaaaaaaa", "velvetcorner", "iloveyou1"]
        {
            assert!(strength(weak).is_err(), "{weak}");
        }
        assert_eq!(strength("anchor step at midnight"), Ok(()));
        let why = strength("qwertyuiop").unwrap_err();
        assert!(why.ends_with("This is a top-100 common password."), "{why}");
    }

    #[test]
    fn a_million_tries_are_the_border() {
        for (password, is_refused) in [
            ("velvetblue", true),
            ("westcoast1", true),
            ("bluesdance", false),
            ("sugarpush", false),
        ] {
            let tries = zxcvbn::zxcvbn(password, &[]).guesses();
            assert_eq!(tries < 1_000_000, is_refused, "{password}: {tries}");
            let refused = strength_for(password, "ana@dance.example").is_err();
            assert_eq!(refused, is_refused, "{password}");
        }
    }

    #[test]
    fn three_letters_of_an_address_are_a_name_and_two_are_chance() {
        assert!(strength("my-OTIS.marlow-is-a-long-one").unwrap_err().contains("e-mail"));
        let password = "left foot at midnight";
        assert_eq!(strength_for(password, "oo@dance.example"), Ok(()));
        assert!(strength_for(password, "foo@dance.example").unwrap_err().contains("e-mail"));
    }

    #[tokio::test]
    async fn every_byte_of_a_password_counts() {
        let passwords = Passwords::new(LOWEST_COST);
        let long = |end: &str| Password::parse(format!("{}{end}", "w".repeat(90))).unwrap();
        let kept = hash(&long("one"), LOWEST_COST);
        assert!(kept.starts_with("$2b$10$"), "{kept}");
        assert!(passwords.matches(long("one"), Some(kept.clone())).await.unwrap());
        assert!(!passwords.matches(long("two"), Some(kept.clone())).await.unwrap());
        let prehashed = BASE64_STANDARD.encode(Sha256::digest("w".repeat(90) + "one"));
        assert!(bcrypt::verify(prehashed, &kept).unwrap(), "as it is written in docs/security.md");
        let zero = Password::parse("anchor\0step".into()).unwrap();
        let other = Password::parse("anchor\0slot".into()).unwrap();
        assert!(!passwords.matches(other, Some(hash(&zero, LOWEST_COST))).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_a_password() {
        let passwords = Passwords::new(LOWEST_COST);
        let right = Password("nobody has this one".into());
        assert!(!passwords.matches(right, None).await.unwrap());
    }
}
