//! The tokens of DJs' devices. A revoked one is kept for a while, to be recognised as such.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError,
    accounts::{Account, AccountId, account, hold},
    db::{Row, Transaction, query},
};
use crate::accounts::TokenHash;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct TokenId(pub(crate) i64);

/// A token as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct TokenRecord {
    pub(crate) id: TokenId,
    /// What the DJ calls the device.
    pub(crate) name: String,
    pub(crate) created_at: Timestamp,
    pub(crate) used_at: Timestamp,
    pub(crate) revoked: bool,
}

/// How tokens live and die.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenTerms {
    /// Tokens used last before this moment are expired.
    pub(crate) expired_before: Timestamp,
    /// Dead tokens are forgotten when they were used or revoked last before this moment.
    pub(crate) forgotten_before: Timestamp,
    /// Live tokens of one DJ.
    pub(crate) most: u32,
}

impl Store {
    /// The token of this hash and whose it is, dead or alive.
    pub(crate) async fn find_token(
        &self,
        hash: &TokenHash,
    ) -> Result<Option<(TokenRecord, Account)>, StoreError> {
        let row = query(
            "SELECT accounts.account_id, email, display_name, slug, email_verified_at,
                 token_id, name, tokens.created_at, used_at, revoked_at
             FROM tokens JOIN accounts ON accounts.account_id = tokens.account_id
             WHERE token_hash = $1",
        )
        .bind(hash.as_str())
        .fetch_optional(&self.reader)
        .await?;
        row.map(|row| Ok((token(&row)?, account(&row)?))).transpose()
    }

    /// The live tokens of a DJ, used last first.
    pub(crate) async fn live_tokens(
        &self,
        account: AccountId,
        expired_before: Timestamp,
    ) -> Result<Vec<TokenRecord>, StoreError> {
        let rows = query(
            "SELECT token_id, name, created_at, used_at, revoked_at FROM tokens
             WHERE account_id = $1 AND revoked_at IS NULL AND used_at >= $2
             ORDER BY used_at DESC, token_id DESC",
        )
        .bind(account.0)
        .bind(expired_before.as_millisecond())
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(token).collect()
    }

    /// The tokens that were revoked since this moment.
    pub(crate) async fn revoked_since(&self, since: Timestamp) -> Result<Vec<TokenId>, StoreError> {
        let rows = query("SELECT token_id FROM tokens WHERE revoked_at >= $1")
            .bind(since.as_millisecond())
            .fetch_all(&self.reader)
            .await?;
        ids(&rows)
    }

    /// Whether there is such a token, alive or not: one of an account that was deleted is gone.
    pub(crate) async fn has_token(&self, id: TokenId) -> Result<bool, StoreError> {
        let row = query("SELECT 1 FROM tokens WHERE token_id = $1")
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?;
        Ok(row.is_some())
    }

    /// Notes that a token was used.
    pub(crate) async fn touch_token(&self, id: TokenId, now: Timestamp) -> Result<(), StoreError> {
        query("UPDATE tokens SET used_at = $1 WHERE token_id = $2 AND used_at < $1")
            .bind(now.as_millisecond())
            .bind(id.0)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Adds a token. Where the DJ has too many, those used least recently are revoked; they are
    /// returned.
    pub(crate) async fn add_token(
        &self,
        account: AccountId,
        token: (&TokenHash, &str),
        terms: TokenTerms,
        now: Timestamp,
    ) -> Result<Vec<TokenId>, StoreError> {
        let mut transaction = self.begin().await?;
        hold(&mut transaction, account).await?;
        forget_dead(&mut transaction, account, terms).await?;
        insert_token(&mut transaction, account, token, now).await?;
        let evicted = query(
            "UPDATE tokens SET revoked_at = $1 WHERE token_id IN (
                 SELECT token_id FROM tokens
                 WHERE account_id = $2 AND revoked_at IS NULL AND used_at >= $3
                 ORDER BY used_at DESC, token_id DESC LIMIT 1000 OFFSET $4)
             RETURNING token_id",
        )
        .bind(now.as_millisecond())
        .bind(account.0)
        .bind(terms.expired_before.as_millisecond())
        .bind(i64::from(terms.most))
        .fetch_all(&mut transaction)
        .await?;
        let evicted = ids(&evicted)?;
        transaction.commit().await?;
        Ok(evicted)
    }

    /// Puts a new token in the place of `old`, or, with `all`, of all tokens of the DJ. Returns
    /// the revoked ones; `None`, and nothing changed, where `old` had been revoked meanwhile.
    pub(crate) async fn replace_token(
        &self,
        account: AccountId,
        (old, all): (TokenId, bool),
        hash: &TokenHash,
        terms: TokenTerms,
        now: Timestamp,
    ) -> Result<Option<Vec<TokenId>>, StoreError> {
        let mut transaction = self.begin().await?;
        hold(&mut transaction, account).await?;
        let replaced = query(
            "UPDATE tokens SET revoked_at = $1 WHERE token_id = $2 AND revoked_at IS NULL
             RETURNING token_id, name",
        )
        .bind(now.as_millisecond())
        .bind(old.0)
        .fetch_optional(&mut transaction)
        .await?;
        let Some(replaced) = replaced else { return Ok(None) };
        let mut revoked = vec![old];
        if all {
            revoked.extend(revoke_all(&mut transaction, account, None, now).await?);
        }
        forget_dead(&mut transaction, account, terms).await?;
        let name: String = replaced.try_get("name")?;
        insert_token(&mut transaction, account, (hash, &name), now).await?;
        transaction.commit().await?;
        Ok(Some(revoked))
    }

    /// Revokes one token of a DJ; whether it was alive.
    pub(crate) async fn revoke_token(
        &self,
        account: AccountId,
        id: TokenId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let revoked = query(
            "UPDATE tokens SET revoked_at = $1
             WHERE token_id = $2 AND account_id = $3 AND revoked_at IS NULL",
        )
        .bind(now.as_millisecond())
        .bind(id.0)
        .bind(account.0)
        .execute(&self.writer)
        .await?;
        Ok(revoked > 0)
    }
}

/// Writes down a new token.
pub(super) async fn insert_token(
    transaction: &mut Transaction,
    account: AccountId,
    (hash, name): (&TokenHash, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO tokens (account_id, token_hash, name, created_at, used_at)
         VALUES ($1, $2, $3, $4, $4)",
    )
    .bind(account.0)
    .bind(hash.as_str())
    .bind(name)
    .bind(now.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    Ok(())
}

/// Revokes all live tokens of a DJ but one.
pub(super) async fn revoke_all(
    transaction: &mut Transaction,
    account: AccountId,
    but: Option<TokenId>,
    now: Timestamp,
) -> Result<Vec<TokenId>, StoreError> {
    let rows = query(
        "UPDATE tokens SET revoked_at = $1
         WHERE account_id = $2 AND revoked_at IS NULL AND token_id <> $3 RETURNING token_id",
    )
    .bind(now.as_millisecond())
    .bind(account.0)
    .bind(but.map_or(0, |but| but.0))
    .fetch_all(&mut *transaction)
    .await?;
    ids(&rows)
}

async fn forget_dead(
    transaction: &mut Transaction,
    account: AccountId,
    terms: TokenTerms,
) -> Result<(), StoreError> {
    query(
        "DELETE FROM tokens WHERE account_id = $1
         AND (used_at < $2 OR (revoked_at IS NOT NULL AND revoked_at < $2))",
    )
    .bind(account.0)
    .bind(terms.forgotten_before.as_millisecond())
    .execute(&mut *transaction)
    .await?;
    Ok(())
}

fn token(row: &Row) -> Result<TokenRecord, StoreError> {
    Ok(TokenRecord {
        id: TokenId(row.try_get("token_id")?),
        name: row.try_get("name")?,
        created_at: moment(row, "created_at")?,
        used_at: moment(row, "used_at")?,
        revoked: row.try_get::<Option<i64>>("revoked_at")?.is_some(),
    })
}

fn ids(rows: &[Row]) -> Result<Vec<TokenId>, StoreError> {
    rows.iter().map(|row| Ok(TokenId(row.try_get("token_id")?))).collect()
}

pub(super) fn moment(row: &Row, column: &str) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(row.try_get(column)?).map_err(|_| super::load::damaged(column))
}
