//! DJs with an account.

use jiff::Timestamp;
use pika_domain::SessionId;
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError, TokenId,
    db::{Row, Transaction, query},
    load::session_id,
    mail_codes::{Purpose, forget_codes},
    tokens::{insert_token, revoke_all},
};
use crate::accounts::{DjName, Email, TokenHash};

/// A DJ. Never given to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct AccountId(pub(crate) i64);

/// A DJ's account, without the password.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) email: String,
    pub(crate) display_name: String,
    pub(crate) slug: String,
    /// Whether the DJ has proved to read the address.
    pub(crate) email_verified: bool,
}

/// What became of a wish for an account, or for another name.
#[derive(Debug)]
pub(crate) enum Created {
    Account(Account),
    EmailTaken,
    NameTaken,
}

impl Store {
    /// Makes an account together with its first token.
    pub(crate) async fn create_account(
        &self,
        email: &Email,
        password_hash: &str,
        name: &DjName,
        token: (&TokenHash, &str),
        now: Timestamp,
    ) -> Result<Created, StoreError> {
        let mut transaction = self.begin().await?;
        let inserted = query(
            "INSERT INTO accounts (email, email_key, password_hash, display_name, slug, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
             RETURNING account_id, email, display_name, slug, email_verified_at",
        )
        .bind(email.as_str())
        .bind(email.key())
        .bind(password_hash)
        .bind(name.as_str())
        .bind(name.slug())
        .bind(now.as_millisecond())
        .fetch_optional(&mut transaction)
        .await?;
        let Some(row) = inserted else {
            let same_email = query("SELECT 1 FROM accounts WHERE email_key = $1")
                .bind(email.key())
                .fetch_optional(&mut transaction)
                .await?;
            return Ok(if same_email.is_some() { Created::EmailTaken } else { Created::NameTaken });
        };
        let account = account(&row)?;
        insert_token(&mut transaction, account.id, token, now).await?;
        transaction.commit().await?;
        Ok(Created::Account(account))
    }

    /// The account of an e-mail address, with its password hash.
    pub(crate) async fn account_of_email(
        &self,
        email: &Email,
    ) -> Result<Option<(Account, String)>, StoreError> {
        let row = query(
            "SELECT account_id, email, display_name, slug, email_verified_at, password_hash
             FROM accounts WHERE email_key = $1",
        )
        .bind(email.key())
        .fetch_optional(&self.reader)
        .await?;
        row.map(|row| Ok((account(&row)?, row.try_get("password_hash")?))).transpose()
    }

    /// Keeps another hash of the same password, unless it was changed meanwhile.
    pub(crate) async fn renew_password_hash(
        &self,
        account: AccountId,
        before: &str,
        after: &str,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE accounts SET password_hash = $1 WHERE account_id = $2 AND password_hash = $3",
        )
        .bind(after)
        .bind(account.0)
        .bind(before)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Keeps a new password. The tokens of all devices but one are revoked; they are returned.
    pub(crate) async fn change_password(
        &self,
        account: AccountId,
        password_hash: &str,
        but: TokenId,
        now: Timestamp,
    ) -> Result<Vec<TokenId>, StoreError> {
        let mut transaction = self.begin().await?;
        hold(&mut transaction, account).await?;
        set_password(&mut transaction, account, password_hash).await?;
        let revoked = revoke_all(&mut transaction, account, Some(but), now).await?;
        transaction.commit().await?;
        Ok(revoked)
    }

    /// Calls a DJ by another name, in the nights gone by as well; nothing is changed where somebody else has
    /// it. Gives the account as it is now.
    pub(crate) async fn rename_account(
        &self,
        account: AccountId,
        name: &DjName,
    ) -> Result<Created, StoreError> {
        let mut transaction = self.begin().await?;
        let renamed = query(
            "UPDATE accounts SET display_name = $1, slug = $2 WHERE account_id = $3
             RETURNING account_id, email, display_name, slug, email_verified_at",
        )
        .bind(name.as_str())
        .bind(name.slug())
        .bind(account.0)
        .fetch_optional(&mut transaction)
        .await;
        let renamed = match renamed {
            Err(StoreError::Contradiction(_)) => return Ok(Created::NameTaken),
            renamed => self::account(&renamed?.ok_or(StoreError::NoAccount)?)?,
        };
        query("UPDATE sessions SET dj_name = $1 WHERE account_id = $2")
            .bind(name.as_str())
            .bind(account.0)
            .execute(&mut transaction)
            .await?;
        transaction.commit().await?;
        Ok(Created::Account(renamed))
    }

    /// Deletes a DJ with tokens, sessions and all that hangs on them. Gives the sessions.
    pub(crate) async fn delete_account(
        &self,
        account: AccountId,
    ) -> Result<Vec<SessionId>, StoreError> {
        let mut transaction = self.begin().await?;
        hold(&mut transaction, account).await?;
        let rows = query("SELECT session_id FROM sessions WHERE account_id = $1")
            .bind(account.0)
            .fetch_all(&mut transaction)
            .await?;
        let sessions = rows.iter().map(|row| session_id(row, "session_id"));
        let sessions = sessions.collect::<Result<_, _>>()?;
        // Everything else declares that it goes with the account.
        query("DELETE FROM accounts WHERE account_id = $1")
            .bind(account.0)
            .execute(&mut transaction)
            .await?;
        transaction.commit().await?;
        Ok(sessions)
    }

    /// Whether a registered DJ has this address.
    pub(crate) async fn is_slug_taken(&self, slug: &str) -> Result<bool, StoreError> {
        let row = query("SELECT 1 FROM accounts WHERE slug = $1")
            .bind(slug)
            .fetch_optional(&self.reader)
            .await?;
        Ok(row.is_some())
    }
}

/// Has whatever else changes what belongs to this account wait for the end of this transaction; an error
/// where there is no such account any more. SQLite has one writer anyway; PostgreSQL locks the row that is
/// written.
pub(super) async fn hold(
    transaction: &mut Transaction,
    account: AccountId,
) -> Result<(), StoreError> {
    let held = query("UPDATE accounts SET created_at = created_at WHERE account_id = $1")
        .bind(account.0)
        .execute(transaction)
        .await?;
    if held > 0 { Ok(()) } else { Err(StoreError::NoAccount) }
}

pub(super) async fn set_password(
    transaction: &mut Transaction,
    account: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    query("UPDATE accounts SET password_hash = $1 WHERE account_id = $2")
        .bind(password_hash)
        .bind(account.0)
        .execute(&mut *transaction)
        .await?;
    forget_codes(transaction, account, Purpose::Reset).await
}

pub(super) fn account(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId(row.try_get("account_id")?),
        email: row.try_get("email")?,
        display_name: row.try_get("display_name")?,
        slug: row.try_get("slug")?,
        email_verified: row.try_get::<Option<i64>>("email_verified_at")?.is_some(),
    })
}

/// Never the e-mail address: what is printed may end in a log.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("slug", &self.slug)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        accounts::Token,
        store::{TokenTerms, all_or_nothing::database},
    };

    #[tokio::test]
    async fn whatever_is_done_for_an_account_that_is_gone_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&database(&folder), Duration::from_secs(5)).await.unwrap();
        let (email, name) = ("otis@dance.example", "Otis Marlow");
        let (email, name) = (Email::parse(email).unwrap(), DjName::parse(name).unwrap());
        let (now, hash) = (Timestamp::UNIX_EPOCH, Token::fresh().hash());
        let created = store.create_account(&email, "x", &name, (&hash, "Desktop"), now).await;
        let Ok(Created::Account(Account { id, .. })) = created else { panic!("{created:?}") };
        let token = store.live_tokens(id, now).await.unwrap()[0].id;
        store.delete_account(id).await.unwrap();

        let is_gone = |done: Result<(), StoreError>| matches!(done, Err(StoreError::NoAccount));
        let terms = TokenTerms { expired_before: now, forgotten_before: now, most: 10 };
        let (other, code) = (Token::fresh().hash(), "0".repeat(64));
        let added = store.add_token(id, (&other, "Desktop"), terms, now).await;
        assert!(is_gone(added.map(drop)), "a token");
        let replaced = store.replace_token(id, (token, false), &other, terms, now).await;
        assert!(is_gone(replaced.map(drop)), "another token");
        let changed = store.change_password(id, "y", token, now).await;
        assert!(is_gone(changed.map(drop)), "a password");
        let mailed = store.add_mail_code(id, Purpose::Verify, &code, now).await;
        assert!(is_gone(mailed), "a code");
        assert!(is_gone(store.delete_account(id).await.map(drop)), "a second deletion");
    }
}
