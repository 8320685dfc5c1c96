//! Which node owns a session, and which nodes are alive.
//!
//! Ownership is a row's word, not a message's: it changes in one statement that raises the fence, and
//! every commit checks the fence in the same transaction. So two owners can never both commit,
//! whatever is lost or late between them.

use std::{collections::HashMap, sync::Arc};

use pika_domain::SessionId;
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError,
    db::{Row, query},
    load::session_id,
};

/// One running server; a server that starts again is another node.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct NodeId(pub(crate) Arc<str>);

/// How often a session was taken. Of two owners the one with the lower fence is none any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Fence(pub(crate) u64);

/// A session that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) fence: Fence,
    /// How many commits it has seen.
    pub(crate) version: u64,
}

/// Who owns a live session, as the database says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ownership {
    pub(crate) owner: Option<NodeId>,
    pub(crate) fence: Fence,
    /// How many commits the session has seen.
    pub(crate) version: u64,
}

impl Store {
    /// Makes `node` the owner of a session, of which `seen` is the fence where nobody else may have
    /// taken it meanwhile. None where somebody has, or there is no such session.
    pub(crate) async fn take(
        &self,
        session: &SessionId,
        node: &NodeId,
        seen: Option<Fence>,
    ) -> Result<Option<Taken>, StoreError> {
        let row = query(
            "UPDATE sessions SET owner = $1, fence = fence + 1
             WHERE session_id = $2 AND fence = COALESCE($3, fence)
             RETURNING fence, version",
        )
        .bind(&*node.0)
        .bind(session.as_str())
        .bind(seen.map(|fence| fence.0 as i64))
        .fetch_optional(&self.writer)
        .await?;
        let taken = |row: Row| {
            Ok(Taken {
                fence: Fence(row.try_get::<i64>("fence")? as u64),
                version: row.try_get::<i64>("version")? as u64,
            })
        };
        row.map(taken).transpose()
    }
    /// The fence of a session; none where there is no such session.
    pub(crate) async fn fence(&self, session: &SessionId) -> Result<Option<Fence>, StoreError> {
        let row = query("SELECT fence FROM sessions WHERE session_id = $1")
            .bind(session.as_str())
            .fetch_optional(&self.reader)
            .await?;
        row.map(|row| Ok(Fence(row.try_get::<i64>("fence")? as u64))).transpose()
    }

    /// The live sessions and their owners.
    pub(crate) async fn owners(&self) -> Result<HashMap<SessionId, Ownership>, StoreError> {
        let rows =
            query("SELECT session_id, owner, fence, version FROM sessions WHERE ended_at IS NULL")
                .fetch_all(&self.reader)
                .await?;
        let owned = rows.iter().map(|row| {
            let ownership = Ownership {
                owner: row.try_get::<Option<&str>>("owner")?.map(|node| NodeId(node.into())),
                fence: Fence(row.try_get::<i64>("fence")? as u64),
                version: row.try_get::<i64>("version")? as u64,
            };
            Ok((session_id(row, "session_id")?, ownership))
        });
        owned.collect()
    }

    /// Says that `node` is alive.
    pub(crate) async fn beat(&self, node: &NodeId) -> Result<(), StoreError> {
        query(
            "INSERT INTO nodes (node, beats) VALUES ($1, 1)
             ON CONFLICT (node) DO UPDATE SET beats = nodes.beats + 1",
        )
        .bind(&*node.0)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The nodes, each with its count of beats.
    pub(crate) async fn beats(&self) -> Result<HashMap<NodeId, u64>, StoreError> {
        let rows = query("SELECT node, beats FROM nodes").fetch_all(&self.reader).await?;
        let nodes = rows.iter().map(|row| {
            let node = NodeId(row.try_get::<&str>("node")?.into());
            Ok((node, row.try_get::<i64>("beats")? as u64))
        });
        nodes.collect()
    }

    /// A node is gone: it stopped, or was found dead after so many beats.
    pub(crate) async fn bury(&self, node: &NodeId, beats: Option<u64>) -> Result<(), StoreError> {
        query("DELETE FROM nodes WHERE node = $1 AND beats = COALESCE($2, beats)")
            .bind(&*node.0)
            .bind(beats.map(|beats| beats as i64))
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
