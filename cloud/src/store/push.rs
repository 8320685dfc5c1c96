//! Phones that are notified of what is announced in a session.

use jiff::Timestamp;
use pika_domain::SessionId;
use pika_protocol::WireTime;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Store, StoreError,
    db::{Query, query},
    load::{bytes, session_id},
    tokens::moment,
};
use crate::secret::Dancer;

/// How often a phone is written down anew where another request wrote the same one in that moment. An
/// upsert would not do: the endpoint may be known, or the dancer in this session, or both.
const TRIES: u32 = 3;

/// Where and how a phone is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) endpoint: String,
    /// The public key of its browser: a point of P-256, uncompressed.
    pub(crate) p256dh: [u8; 65],
    /// A secret that its browser shares with this server.
    pub(crate) auth: [u8; 16],
}

/// That a dancer is notified, as the dancer may see it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JournalPush {
    #[schemars(with = "String")]
    session_id: SessionId,
    endpoint: String,
    subscribed_at: WireTime,
}

impl Store {
    /// Has a phone notified of what a live session announces, and of no other any more; false where the
    /// session is not live or has `most` phones already.
    pub(crate) async fn subscribe(
        &self,
        session: &SessionId,
        dancer: Dancer,
        phone: &Subscription,
        most: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        for _ in 0..TRIES {
            query(
                "DELETE FROM push_subscriptions
                 WHERE endpoint = $1 OR (session_id = $2 AND dancer = $3)",
            )
            .bind(&phone.endpoint)
            .bind(session.as_str())
            .bind(dancer.0.as_slice())
            .execute(&mut transaction)
            .await?;
            let added = query(
                "INSERT INTO push_subscriptions
                     (endpoint, session_id, dancer, p256dh, auth, created_at)
                 SELECT $1, session_id, $2, $3, $4, $5 FROM sessions
                 WHERE session_id = $6 AND ended_at IS NULL
                     AND (SELECT count(*) FROM push_subscriptions WHERE session_id = $6) < $7
                 ON CONFLICT DO NOTHING",
            )
            .bind(&phone.endpoint)
            .bind(dancer.0.as_slice())
            .bind(phone.p256dh.as_slice())
            .bind(phone.auth.as_slice())
            .bind(now.as_millisecond())
            .bind(session.as_str())
            .bind(i64::from(most))
            .execute(&mut transaction)
            .await?;
            if added > 0 {
                transaction.commit().await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Leaves a dancer's phone alone.
    pub(crate) async fn unsubscribe(
        &self,
        dancer: Dancer,
        endpoint: &str,
    ) -> Result<(), StoreError> {
        query("DELETE FROM push_subscriptions WHERE endpoint = $1 AND dancer = $2")
            .bind(endpoint)
            .bind(dancer.0.as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The push service does not know this endpoint any more.
    pub(crate) async fn forget_endpoint(&self, endpoint: &str) -> Result<(), StoreError> {
        query("DELETE FROM push_subscriptions WHERE endpoint = $1")
            .bind(endpoint)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The phones that follow a session.
    pub(crate) async fn subscriptions_to(
        &self,
        session: &SessionId,
    ) -> Result<Vec<Subscription>, StoreError> {
        let rows =
            query("SELECT endpoint, p256dh, auth FROM push_subscriptions WHERE session_id = $1")
                .bind(session.as_str())
                .fetch_all(&self.reader)
                .await?;
        rows.iter()
            .map(|row| {
                Ok(Subscription {
                    endpoint: row.try_get("endpoint")?,
                    p256dh: bytes(row, "p256dh")?,
                    auth: bytes(row, "auth")?,
                })
            })
            .collect()
    }

    pub(crate) async fn push_subscriptions_of(
        &self,
        dancer: Dancer,
    ) -> Result<Vec<JournalPush>, StoreError> {
        let rows = query(
            "SELECT session_id, endpoint, created_at FROM push_subscriptions
             WHERE dancer = $1 ORDER BY created_at",
        )
        .bind(dancer.0.as_slice())
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(JournalPush {
                    session_id: session_id(row, "session_id")?,
                    endpoint: row.try_get("endpoint")?,
                    subscribed_at: WireTime(moment(row, "created_at")?),
                })
            })
            .collect()
    }
}

/// A session is over: nobody is notified of it any more.
pub(super) fn forget_phones(session: &SessionId) -> Query {
    query("DELETE FROM push_subscriptions WHERE session_id = $1").bind(session.as_str())
}
