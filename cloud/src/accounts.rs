//! DJs with an account: registering, logging in, and the tokens of their devices.
//!
//! Everything a DJ proves itself with is looked at here: passwords in `password`, tokens in
//! `token`. Limits by address are the business of the handlers; those by DJ are counted here.

mod email;
mod name;
mod password;
mod recovery;
mod token;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

pub(crate) use email::Email;
pub(crate) use name::{DjName, slug_of};
pub(crate) use password::Password;
pub(crate) use token::{Token, TokenHash};

use self::password::{PasswordError, Passwords};
use crate::{
    config::AccountRules,
    mail::Post,
    relay::{Bulletin, Relay, Use},
    secret::Digest,
    store::{Account, AccountId, Created, Store, StoreError, TokenId, TokenRecord, TokenTerms},
    windows::{Quota, UsedUp, Windows},
};

const QUARTER_HOUR: Duration = Duration::from_mins(15);
const FAILURES: u32 = 5;
const LETTERS: u32 = 3;
const REGENERATIONS: u32 = 3;

/// Most DJs that limits are counted for at a time.
const MOST_DJS: usize = 100_000;

/// How exactly the last use of a token is known: a write for each request would be too many.
const USED_EVERY: Duration = Duration::from_mins(1);

/// How long a dead token is recognised as revoked or expired, rather than as unknown.
const REMEMBERED: Duration = Duration::from_hours(24 * 90);

/// Who presents a valid token.
#[derive(Debug, Clone)]
pub(crate) struct Dj {
    pub(crate) account: Account,
    pub(crate) token: TokenId,
}

/// Why a token does not authenticate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadToken {
    Unknown,
    Expired,
    Revoked,
}

impl BadToken {
    /// For the DJ.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "Invalid token",
            Self::Expired => "This token has expired because it was not used; log in again",
            Self::Revoked => "This token was revoked; log in again",
        }
    }
}

/// Why an account did not do what was asked.
#[derive(Debug)]
pub(crate) enum AccountError {
    EmailTaken,
    NameTaken,
    /// With a sentence that says why.
    WeakPassword(String),
    WrongCredentials,
    BadToken(BadToken),
    /// A limit of this DJ's account is reached.
    TooMany(UsedUp),
    /// A mailed code that is not good, or not any more.
    BadCode,
    /// Too much work at the moment.
    Busy,
    Store(StoreError),
}

#[derive(Debug)]
pub(crate) struct Accounts {
    store: Store,
    passwords: Passwords,
    rules: AccountRules,
    /// Absent where the server sends no e-mail.
    post: Option<Post>,
    /// Letters that are being sent.
    letters: TaskTracker,
    /// Failed logins by e-mail address, also of addresses that nobody has.
    failures: Windows<Digest>,
    /// Letters by e-mail address, so that nobody's letter-box is filled.
    letters_to: Windows<Digest>,
    regenerations: Windows<AccountId>,
    /// Other nodes count as well.
    relay: Arc<dyn Relay>,
}

impl Accounts {
    pub(crate) fn new(
        store: Store,
        relay: Arc<dyn Relay>,
        rules: AccountRules,
        post: Option<Post>,
    ) -> Self {
        Self {
            passwords: Passwords::new(rules.bcrypt_cost),
            letters_to: Windows::new(LETTERS, Duration::from_hours(1), MOST_DJS),
            failures: Windows::new(FAILURES, QUARTER_HOUR, MOST_DJS),
            regenerations: Windows::new(REGENERATIONS, Duration::from_hours(1), MOST_DJS),
            store,
            relay,
            rules,
            post,
            letters: TaskTracker::new(),
        }
    }

    /// Whether letters can be sent.
    pub(crate) fn sends_mail(&self) -> bool {
        self.post.is_some()
    }

    /// Counts a letter to this address.
    pub(crate) fn may_write_to(&self, email: &str) -> Result<Quota, UsedUp> {
        let address = Digest::of(&email.to_lowercase());
        let quota = self.letters_to.take(address, Instant::now())?;
        self.relay.tell(&Bulletin::Used(Use::Letter(address)));
        Ok(quota)
    }

    /// Waits for the letters that are being sent.
    pub(crate) async fn finish(&self) {
        self.letters.close();
        self.letters.wait().await;
    }

    /// Makes an account, and a token for the device. The address is to be confirmed by mail.
    pub(crate) async fn register(
        self: &Arc<Self>,
        email: Email,
        password: Password,
        name: DjName,
        device: &str,
    ) -> Result<(Account, Token), AccountError> {
        let hash = self.passwords.hash_new(password, email.clone(), name.clone()).await?;
        let token = Token::fresh();
        let now = Timestamp::now();
        match self.store.create_account(&email, &hash, &name, (&token.hash(), device), now).await? {
            Created::Account(account) => {
                self.send_verification(account.clone());
                Ok((account, token))
            }
            Created::EmailTaken => Err(AccountError::EmailTaken),
            Created::NameTaken => Err(AccountError::NameTaken),
        }
    }

    /// Calls a DJ by another name. A session that is live has it once its booth registers again.
    pub(crate) async fn rename(&self, dj: &Dj, name: &DjName) -> Result<Account, AccountError> {
        match self.store.rename_account(dj.account.id, name).await? {
            Created::Account(account) => Ok(account),
            Created::NameTaken | Created::EmailTaken => Err(AccountError::NameTaken),
        }
    }

    /// A token for the device of a DJ who knows the password, and the tokens that had to go for it.
    pub(crate) async fn log_in(
        &self,
        email: &Email,
        password: Password,
        device: &str,
    ) -> Result<(Account, Token, Vec<TokenId>), AccountError> {
        let (account, kept) = self.check_password(email, password.clone()).await?;
        // Where the work for a password has been raised since, it is raised for this one.
        if let Ok(Some(hash)) = self.passwords.renewed(password, &kept).await {
            self.store.renew_password_hash(account.id, &kept, &hash).await?;
        }
        let token = Token::fresh();
        let now = Timestamp::now();
        let hash = token.hash();
        match self.store.add_token(account.id, (&hash, device), self.terms(now), now).await {
            Ok(evicted) => Ok((account, token, evicted)),
            // It was deleted in this moment.
            Err(StoreError::NoAccount) => Err(AccountError::WrongCredentials),
            Err(error) => Err(error.into()),
        }
    }

    /// The account of this e-mail address and its password hash, if the password is right.
    async fn check_password(
        &self,
        email: &Email,
        password: Password,
    ) -> Result<(Account, String), AccountError> {
        // Counted before the password is looked at, so that many guesses at once count as well.
        let address = Digest::of(email.key());
        self.failures.take(address, Instant::now()).map_err(AccountError::TooMany)?;
        let found = self.store.account_of_email(email).await;
        let found = found.inspect_err(|_| self.failures.give_back(&address))?;
        let kept = found.as_ref().map(|(_, kept)| kept.clone());
        let matches = self.passwords.matches(password, kept).await;
        if matches!(matches, Ok(false)) {
            self.relay.tell(&Bulletin::Used(Use::FailedLogin(address)));
        } else {
            self.failures.give_back(&address);
        }
        found.filter(|_| matches.as_ref().is_ok_and(|matches| *matches)).ok_or(match matches {
            Err(error) => error.into(),
            Ok(_) => AccountError::WrongCredentials,
        })
    }

    /// Who presents this token, `sha256:` with its digest or in plain text.
    pub(crate) async fn authenticate(&self, presented: &str) -> Result<Dj, AccountError> {
        let hash =
            TokenHash::of_presented(presented).ok_or(AccountError::BadToken(BadToken::Unknown))?;
        let found = self.store.find_token(&hash).await?;
        let (token, account) = found.ok_or(AccountError::BadToken(BadToken::Unknown))?;
        let now = Timestamp::now();
        if token.revoked {
            return Err(AccountError::BadToken(BadToken::Revoked));
        }
        if token.used_at < self.terms(now).expired_before {
            return Err(AccountError::BadToken(BadToken::Expired));
        }
        if token.used_at + USED_EVERY < now
            && let Err(error) = self.store.touch_token(token.id, now).await
        {
            // The token is good all the same, and the next request notes it.
            tracing::warn!(%error, "the use of a token could not be written down");
        }
        Ok(Dj { account, token: token.id })
    }

    /// Counts a new token in the place of an old one.
    pub(crate) fn may_regenerate(&self, dj: &Dj) -> Result<Quota, UsedUp> {
        let quota = self.regenerations.take(dj.account.id, Instant::now())?;
        self.relay.tell(&Bulletin::Used(Use::Regeneration(dj.account.id)));
        Ok(quota)
    }

    /// Counts what was done at another node. Where the limit is reached there is nothing to count.
    pub(crate) fn count_letter(&self, address: Digest) {
        let _ = self.letters_to.take(address, Instant::now());
    }

    pub(crate) fn count_failure(&self, address: Digest) {
        let _ = self.failures.take(address, Instant::now());
    }

    pub(crate) fn count_regeneration(&self, account: AccountId) {
        let _ = self.regenerations.take(account, Instant::now());
    }

    /// A new token in the place of the one presented, or of all of this DJ; and those revoked.
    pub(crate) async fn regenerate(
        &self,
        dj: &Dj,
        all: bool,
    ) -> Result<(Token, Vec<TokenId>), AccountError> {
        let token = Token::fresh();
        let now = Timestamp::now();
        let revoked = self
            .store
            .replace_token(dj.account.id, (dj.token, all), &token.hash(), self.terms(now), now)
            .await?;
        let revoked = revoked.ok_or(AccountError::BadToken(BadToken::Revoked))?;
        Ok((token, revoked))
    }

    /// The live tokens of a DJ, used last first.
    pub(crate) async fn tokens(&self, dj: &Dj) -> Result<Vec<TokenRecord>, StoreError> {
        let terms = self.terms(Timestamp::now());
        self.store.live_tokens(dj.account.id, terms.expired_before).await
    }

    /// Takes the token of one of a DJ's devices away; whether it had one.
    pub(crate) async fn revoke(&self, dj: &Dj, token: TokenId) -> Result<bool, StoreError> {
        self.store.revoke_token(dj.account.id, token, Timestamp::now()).await
    }

    fn terms(&self, now: Timestamp) -> TokenTerms {
        TokenTerms {
            expired_before: now - self.rules.token_life,
            forgotten_before: now - self.rules.token_life - REMEMBERED,
            most: self.rules.tokens_per_dj,
        }
    }
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoAccount => Self::BadToken(BadToken::Unknown),
            error => Self::Store(error),
        }
    }
}

impl From<PasswordError> for AccountError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Weak(sentence) => Self::WeakPassword(sentence),
            PasswordError::Busy => Self::Busy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::CloudConfig, relay::Alone};

    #[tokio::test]
    async fn a_login_that_the_database_does_not_answer_is_no_failure_of_the_dj() {
        let store = Store::open("sqlite::memory:", Duration::from_secs(5)).await.unwrap();
        let rules = CloudConfig::default().accounts;
        let accounts = Accounts::new(store.clone(), Arc::new(Alone), rules, None);
        store.close().await;
        let email = Email::parse("otis@dance.example").unwrap();
        for _ in 0..=FAILURES {
            let password = Password::parse("anchor step at midnight".to_owned()).unwrap();
            let refused = accounts.log_in(&email, password, "Desktop").await;
            assert!(matches!(refused, Err(AccountError::Store(_))));
        }
    }
}
