//! Phones that are notified of what is announced in a session.

use jiff::Timestamp;
use pika_domain::SessionId;
use pika_protocol::WireTime;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Store, StoreError,
    db::{Query, Transaction, query},
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
        if !hold(&mut transaction, session).await? {
            return Ok(false);
        }
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
                 SELECT $1, $6, $2, $3, $4, $5 FROM sessions
                 WHERE session_id = $6
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

/// Has whoever ends this session wait for the end of this transaction, or waits for that; whether the session
/// is live.
async fn hold(transaction: &mut Transaction, session: &SessionId) -> Result<bool, StoreError> {
    let held = query(
        "UPDATE sessions SET active_at = active_at WHERE session_id = $1 AND ended_at IS NULL",
    )
    .bind(session.as_str())
    .execute(transaction)
    .await?;
    Ok(held > 0)
}

/// A session is over: nobody is notified of it any more.
pub(super) fn forget_phones(session: &SessionId) -> Query {
    query("DELETE FROM push_subscriptions WHERE session_id = $1").bind(session.as_str())
}

#[cfg(test)]
mod tests {
    use std::{pin::pin, time::Duration};

    use super::*;
    use crate::store::{
        FactKind, Write,
        all_or_nothing::{database, node, session},
        facts,
    };

    #[tokio::test]
    async fn a_phone_that_subscribes_while_its_session_ends_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&database(&folder), Duration::from_secs(20)).await.unwrap();
        let (session, at) = (session(), Timestamp::UNIX_EPOCH);
        let fence = store.open_session(&session, &node()).await.unwrap();
        let phone = Subscription {
            endpoint: "https://push.example/1".to_owned(),
            p256dh: [4; 65],
            auth: [4; 16],
        };
        let mut ending = store.begin().await.unwrap();
        query("UPDATE sessions SET version = version + 1 WHERE session_id = $1")
            .bind(session.id.as_str())
            .execute(&mut ending)
            .await
            .unwrap();
        let end = FactKind::End { at };
        facts::apply(&mut ending, &session.id, 1, &end).await.unwrap();
        let mut subscribing = pin!(store.subscribe(&session.id, Dancer([7; 16]), &phone, 10, at));
        tokio::select! {
            biased;
            taken = &mut subscribing => panic!("the end had not been written: {taken:?}"),
            () = somebody_waits(&store) => {}
        }
        ending.commit().await.unwrap();
        assert!(!subscribing.await.unwrap(), "the session is over");
        assert!(store.subscriptions_to(&session.id).await.unwrap().is_empty());
        let again = [Write::Sweep { at }];
        assert!(store.commit(&session.id, fence, &again, at).await.is_ok(), "no lock is left");
    }

    /// In SQLite, whoever begins to write waits anyway.
    async fn somebody_waits(store: &Store) {
        #[cfg(feature = "postgres")]
        if std::env::var("PIKA_TEST_DATABASE").is_ok_and(|name| name == "postgres") {
            let waiting = "SELECT 1 AS waits FROM pg_locks JOIN pg_database
                 ON pg_database.oid = pg_locks.database
                 WHERE NOT granted AND datname = current_database()
                 UNION ALL SELECT 1 FROM pg_stat_activity
                 WHERE wait_event_type = 'Lock' AND datname = current_database()";
            while query(waiting).fetch_all(&store.reader).await.unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
        }
        let _ = store;
        tokio::task::yield_now().await;
    }
}
