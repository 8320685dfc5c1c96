//! DJs with an account.

use jiff::Timestamp;
use sqlx::{Row as _, sqlite::SqliteRow};

use super::{Store, StoreError, tokens::insert_token};
use crate::accounts::{DjName, Email, TokenHash};

/// A DJ. Never given to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct AccountId(pub(crate) i64);

/// A DJ's account, without the password.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) email: String,
    pub(crate) display_name: String,
    pub(crate) slug: String,
}

/// What became of a wish for an account.
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
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let inserted = sqlx::query(
            "INSERT INTO accounts (email, email_key, password_hash, display_name, slug, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
             RETURNING account_id, email, display_name, slug",
        )
        .bind(email.as_str())
        .bind(email.key())
        .bind(password_hash)
        .bind(name.as_str())
        .bind(name.slug())
        .bind(now.as_millisecond())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = inserted else {
            let same_email = sqlx::query("SELECT 1 FROM accounts WHERE email_key = $1")
                .bind(email.key())
                .fetch_optional(&mut *transaction)
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
        let row = sqlx::query(
            "SELECT account_id, email, display_name, slug, password_hash
             FROM accounts WHERE email_key = $1",
        )
        .bind(email.key())
        .fetch_optional(&self.reader)
        .await?;
        row.map(|row| Ok((account(&row)?, row.try_get("password_hash")?))).transpose()
    }

    /// Whether a registered DJ has this address.
    pub(crate) async fn is_slug_taken(&self, slug: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM accounts WHERE slug = $1")
            .bind(slug)
            .fetch_optional(&self.reader)
            .await?;
        Ok(row.is_some())
    }
}

pub(super) fn account(row: &SqliteRow) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId(row.try_get("account_id")?),
        email: row.try_get("email")?,
        display_name: row.try_get("display_name")?,
        slug: row.try_get("slug")?,
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
