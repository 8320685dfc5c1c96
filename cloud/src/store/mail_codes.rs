//! Codes that were mailed to DJs. One of each purpose for each DJ: a new one replaces the last.

use jiff::Timestamp;

use super::{
    Store, StoreError, TokenId,
    accounts::{Account, AccountId, account, hold, set_password},
    db::{Transaction, query},
    tokens::revoke_all,
};

/// What a mailed code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Verify,
    Reset,
}

impl Purpose {
    fn written(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
        }
    }
}

impl Store {
    /// Keeps the hash of a code that is about to be mailed.
    pub(crate) async fn add_mail_code(
        &self,
        account: AccountId,
        purpose: Purpose,
        hash: &str,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        hold(&mut transaction, account).await?;
        forget_codes(&mut transaction, account, purpose).await?;
        query(
            "INSERT INTO mail_codes (code_hash, account_id, purpose, expires_at)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(hash)
        .bind(account.0)
        .bind(purpose.written())
        .bind(expires_at.as_millisecond())
        .execute(&mut transaction)
        .await?;
        transaction.commit().await
    }

    /// Whose code this is, while it is good.
    pub(crate) async fn account_of_code(
        &self,
        purpose: Purpose,
        hash: &str,
        now: Timestamp,
    ) -> Result<Option<Account>, StoreError> {
        let row = query(
            "SELECT accounts.account_id, email, display_name, slug, email_verified_at
             FROM mail_codes JOIN accounts ON accounts.account_id = mail_codes.account_id
             WHERE code_hash = $1 AND purpose = $2 AND expires_at > $3",
        )
        .bind(hash)
        .bind(purpose.written())
        .bind(now.as_millisecond())
        .fetch_optional(&self.reader)
        .await?;
        row.as_ref().map(account).transpose()
    }

    /// Uses up a code: the DJ's address is read by the DJ. Whether the code was good.
    pub(crate) async fn verify_email(
        &self,
        hash: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(account) = self.account_of_code(Purpose::Verify, hash, now).await? else {
            return Ok(false);
        };
        let mut transaction = self.begin().await?;
        verified(&mut transaction, account.id, now).await?;
        forget_codes(&mut transaction, account.id, Purpose::Verify).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Uses up a code for a new password. All tokens of the DJ are revoked; they are returned.
    /// `None`, and nothing changed, where the code was used up meanwhile.
    pub(crate) async fn reset_password(
        &self,
        account: AccountId,
        hash: &str,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<Option<Vec<TokenId>>, StoreError> {
        let mut transaction = self.begin().await?;
        hold(&mut transaction, account).await?;
        let used = query("DELETE FROM mail_codes WHERE code_hash = $1")
            .bind(hash)
            .execute(&mut transaction)
            .await?;
        if used == 0 {
            return Ok(None);
        }
        set_password(&mut transaction, account, password_hash).await?;
        // Whoever has the code reads the address.
        verified(&mut transaction, account, now).await?;
        let revoked = revoke_all(&mut transaction, account, None, now).await?;
        transaction.commit().await?;
        Ok(Some(revoked))
    }
}

async fn verified(
    transaction: &mut Transaction,
    account: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    query(
        "UPDATE accounts SET email_verified_at = $1
         WHERE account_id = $2 AND email_verified_at IS NULL",
    )
    .bind(now.as_millisecond())
    .bind(account.0)
    .execute(&mut *transaction)
    .await?;
    Ok(())
}

pub(super) async fn forget_codes(
    transaction: &mut Transaction,
    account: AccountId,
    purpose: Purpose,
) -> Result<(), StoreError> {
    query("DELETE FROM mail_codes WHERE account_id = $1 AND purpose = $2")
        .bind(account.0)
        .bind(purpose.written())
        .execute(&mut *transaction)
        .await?;
    Ok(())
}
