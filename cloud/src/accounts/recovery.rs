//! What a DJ does by e-mail: proving that the address is read, and choosing a new password.
//!
//! A letter carries a code to be typed or pasted, never a link: an address that is opened ends in
//! histories and logs. A letter is sent behind the answer, so that neither the answer nor the time
//! that it takes tells whether anyone has this e-mail address.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{AccountError, Accounts, Dj, DjName, Email, Password};
use crate::{
    secret::hex,
    store::{Account, Purpose, StoreError, TokenId},
};

const VERIFY_WITHIN: Duration = Duration::from_hours(24);
const RESET_WITHIN: Duration = Duration::from_hours(1);

impl Accounts {
    /// Mails a code with which the DJ proves to read this address.
    pub(crate) fn send_verification(self: &Arc<Self>, account: Account) {
        let accounts = self.clone();
        self.letters.spawn(async move {
            let subject = "Your Pika! account: please confirm your e-mail address";
            accounts.send_code(&account, Purpose::Verify, VERIFY_WITHIN, subject, "a day").await;
        });
    }

    /// Mails a code for a new password, if anyone has this address.
    pub(crate) fn send_reset(self: &Arc<Self>, email: Email) {
        let accounts = self.clone();
        self.letters.spawn(async move {
            match accounts.store.account_of_email(&email).await {
                Ok(Some((account, _))) => {
                    let subject = "Your Pika! account: a new password";
                    accounts
                        .send_code(&account, Purpose::Reset, RESET_WITHIN, subject, "an hour")
                        .await;
                }
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "an account could not be looked for"),
            }
        });
    }

    async fn send_code(
        &self,
        account: &Account,
        purpose: Purpose,
        good_for: Duration,
        subject: &str,
        how_long: &str,
    ) {
        let Some(post) = &self.post else { return };
        let code = fresh_code();
        let expires_at = Timestamp::now() + good_for;
        let kept = self.store.add_mail_code(account.id, purpose, &hash_of(&code), expires_at).await;
        if let Err(error) = kept {
            tracing::error!(%error, "a code could not be kept, so it was not mailed");
            return;
        }
        let text = format!(
            "Hello {},\n\nyour code is\n\n    {code}\n\nIt is good for {how_long}. Whoever has it \
             can act for you, so show it to nobody.\nIf you did not ask for it, you need do \
             nothing.\n",
            account.display_name
        );
        if let Err(error) = post.send(&account.email, subject, text).await {
            tracing::error!(%error, "a code could not be mailed");
        }
    }

    /// Takes a mailed code for the address of a DJ; whether it was good.
    pub(crate) async fn verify_email(&self, code: &str) -> Result<bool, AccountError> {
        Ok(self.store.verify_email(&hash_of(code), Timestamp::now()).await?)
    }

    /// Takes a mailed code for a new password. Gives the tokens that are revoked by it.
    pub(crate) async fn reset_password(
        &self,
        code: &str,
        password: Password,
    ) -> Result<Vec<TokenId>, AccountError> {
        let hash = hash_of(code);
        let account = self
            .store
            .account_of_code(Purpose::Reset, &hash, Timestamp::now())
            .await?
            .ok_or(AccountError::BadCode)?;
        let password_hash = self.hash_for(&account, password).await?;
        let reset = self.store.reset_password(account.id, &hash, &password_hash, Timestamp::now());
        match reset.await {
            Ok(Some(revoked)) => Ok(revoked),
            // Used up, or gone with the account, in this moment.
            Ok(None) | Err(StoreError::NoAccount) => Err(AccountError::BadCode),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes the password of a DJ who knows the present one. Gives the tokens of the DJ's other
    /// devices, which are revoked by it.
    pub(crate) async fn change_password(
        &self,
        dj: &Dj,
        present: Password,
        new: Password,
    ) -> Result<Vec<TokenId>, AccountError> {
        let account = self.check_own_password(dj, present).await?;
        let hash = self.hash_for(&account, new).await?;
        Ok(self.store.change_password(account.id, &hash, dj.token, Timestamp::now()).await?)
    }

    /// Whether the one who is logged in is the DJ.
    pub(crate) async fn check_own_password(
        &self,
        dj: &Dj,
        password: Password,
    ) -> Result<Account, AccountError> {
        let email = Email::parse(&dj.account.email).ok_or(AccountError::WrongCredentials)?;
        Ok(self.check_password(&email, password).await?.0)
    }

    async fn hash_for(
        &self,
        account: &Account,
        password: Password,
    ) -> Result<String, AccountError> {
        let email = Email::parse(&account.email).ok_or(AccountError::WrongCredentials)?;
        let name =
            DjName::parse(&account.display_name).map_err(|_| AccountError::WrongCredentials)?;
        Ok(self.passwords.hash_new(password, email, name).await?)
    }
}

/// 20 characters in groups of four: 100 bits of the operating system's randomness, without the
/// letters that look like digits.
fn fresh_code() -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    // The low 64 bits of a version 4 UUID hold two bits that are not random, so two are drawn.
    let draws = [Uuid::new_v4().as_u128(), Uuid::new_v4().as_u128()];
    let letter = |place: usize| {
        let bits = draws[place / 10] >> (5 * (place % 10));
        char::from(LETTERS[bits as usize & 31])
    };
    let groups = (0..5).map(|group| (0..4).map(|place| letter(4 * group + place)).collect());
    groups.collect::<Vec<String>>().join("-")
}

/// Of a code as it is typed: capitals, spaces and the marks between groups do not matter.
fn hash_of(code: &str) -> String {
    let code: String =
        code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    hex(&Sha256::digest(code.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = fresh_code();
        assert_eq!(code.len(), 24, "{code}");
        assert_ne!(fresh_code(), code);
        let typed = format!(" {} ", code.replace('-', " ").to_uppercase());
        assert_eq!(hash_of(&typed), hash_of(&code));
    }
}
