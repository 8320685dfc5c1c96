//! Changes: opening a session, and committing what happens in it.

use jiff::Timestamp;
use pika_domain::SessionId;
use pika_protocol::WireTime;

use super::{
    AccountId, Fence, NodeId, SessionRecord, Store, StoreError, Write,
    accounts::hold,
    crowd,
    db::{Query, Transaction, query},
    facts, journal, push,
};

/// Whoever opens a session is its first owner.
const FIRST: Fence = Fence(1);

/// What a commit did.
#[derive(Debug)]
pub(crate) struct Committed {
    /// How many commits the session has seen with this one.
    pub(crate) version: u64,
    /// Of each write whether it changed anything: what is repeated does not, and neither does a
    /// play that has been reported before.
    pub(crate) changed: Vec<bool>,
}

impl Store {
    /// Writes down a new session, which `node` owns.
    pub(crate) async fn open_session(
        &self,
        session: &SessionRecord,
        node: &NodeId,
    ) -> Result<Fence, StoreError> {
        let insert = query(
            "INSERT INTO sessions (session_id, dj_name, authenticated, account_id, resume_hash,
                 started_at, active_at, owner, fence)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(session.id.as_str())
        .bind(&session.dj_name)
        .bind(i64::from(session.authenticated))
        .bind(session.account.map(|account| account.0))
        .bind(session.resume.0.as_slice())
        .bind(written(session.started_at))
        .bind(written(session.active_at))
        .bind(&*node.0)
        .bind(FIRST.0 as i64);
        self.write_for(session.account, insert).await?;
        Ok(FIRST)
    }

    /// Keeps what a session's record says of its owner.
    pub(crate) async fn update_owner(&self, session: &SessionRecord) -> Result<(), StoreError> {
        let update = query(
            "UPDATE sessions SET dj_name = $1, authenticated = $2, account_id = $3, resume_hash = $4
             WHERE session_id = $5",
        )
        .bind(&session.dj_name)
        .bind(i64::from(session.authenticated))
        .bind(session.account.map(|account| account.0))
        .bind(session.resume.0.as_slice())
        .bind(session.id.as_str());
        self.write_for(session.account, update).await
    }

    /// Writes a session of this account. An account that is being deleted takes it along, or is gone
    /// before: the deletion sees every session that there is.
    async fn write_for(&self, account: Option<AccountId>, write: Query) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        if let Some(account) = account {
            hold(&mut transaction, account).await?;
        }
        write.execute(&mut transaction).await?;
        transaction.commit().await
    }

    /// Commits all of `writes` or none, in order; none where the session was taken since `fence`.
    pub(crate) async fn commit(
        &self,
        session: &SessionId,
        fence: Fence,
        writes: &[Write],
        now: Timestamp,
    ) -> Result<Committed, StoreError> {
        let mut transaction = self.begin().await?;
        let row = query(
            "UPDATE sessions SET active_at = $1, version = version + 1
             WHERE session_id = $2 AND fence = $3 RETURNING version",
        )
        .bind(written(now))
        .bind(session.as_str())
        .bind(fence.0 as i64)
        .fetch_optional(&mut transaction)
        .await?;
        let version = row.ok_or(StoreError::TakenOver)?.try_get::<i64>("version")? as u64;
        let mut changed = Vec::with_capacity(writes.len());
        for write in writes {
            changed.push(apply(&mut transaction, session, write).await?);
        }
        transaction.commit().await?;
        Ok(Committed { version, changed })
    }
}

async fn apply(
    transaction: &mut Transaction,
    session: &SessionId,
    write: &Write,
) -> Result<bool, StoreError> {
    let query = match write {
        Write::Fact { seq, fact } => return facts::apply(transaction, session, *seq, fact).await,
        Write::Like { play, dancer, at } => query(
            "INSERT INTO likes (play_id, dancer, liked_at) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
        )
        .bind(play.to_string())
        .bind(dancer.0.as_slice())
        .bind(written(*at)),
        Write::Unlike { play, dancer } => {
            query("DELETE FROM likes WHERE play_id = $1 AND dancer = $2")
                .bind(play.to_string())
                .bind(dancer.0.as_slice())
        }
        Write::Vote { poll, dancer, option, at } => crowd::vote(*poll, *dancer, *option, *at),
        Write::Forget { dancer } => {
            return journal::forget_in(transaction, session, *dancer).await;
        }
        Write::PollOver { poll, at } => crowd::end_poll(*poll, *at, false),
        Write::Tempo { play, dancer, vote, at } => crowd::tempo(*play, *dancer, *vote, *at),
        Write::Sweep { at } => {
            crowd::end_polls(session, *at).execute(&mut *transaction).await?;
            push::forget_phones(session).execute(&mut *transaction).await?;
            query(
                "UPDATE sessions SET ended_at = $1, ended_by = 'sweep'
                 WHERE session_id = $2 AND ended_at IS NULL",
            )
            .bind(written(*at))
            .bind(session.as_str())
        }
        Write::Reopen => query(
            "UPDATE sessions SET ended_at = NULL, ended_by = NULL
             WHERE session_id = $1 AND ended_by = 'sweep'",
        )
        .bind(session.as_str()),
    };
    Ok(query.execute(transaction).await? > 0)
}

/// Times of sessions, plays and likes are kept as they are written on the wire, which sorts.
pub(super) fn written(time: Timestamp) -> String {
    WireTime(time).to_string()
}
