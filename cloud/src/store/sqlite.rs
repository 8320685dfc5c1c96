//! The SQLite database, in a file or in memory.
//!
//! One connection writes and a few read. SQLite has one writer anyway; a pool of one puts the
//! waiting into a fair queue instead of into busy time-outs.

use std::{pin::Pin, str::FromStr as _, time::Duration};

use sqlx::{
    SqliteConnection, SqlitePool, TransactionManager as _,
    pool::PoolConnectionMetadata,
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
        SqliteTransactionManager,
    },
};
use tokio::time::{Instant, sleep};

use super::{StoreError, open::migrate};

const READERS: u32 = 4;
const TRY_AGAIN: Duration = Duration::from_millis(20);
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "sessions", include_str!("../../migrations/sqlite/0001_sessions.sql")),
    (2, "crowd", include_str!("../../migrations/sqlite/0002_crowd.sql")),
    (3, "accounts", include_str!("../../migrations/sqlite/0003_accounts.sql")),
    (4, "mail codes", include_str!("../../migrations/sqlite/0004_mail_codes.sql")),
    (5, "journal", include_str!("../../migrations/sqlite/0005_journal.sql")),
    (6, "ownership", include_str!("../../migrations/sqlite/0006_ownership.sql")),
    (7, "revoked tokens", include_str!("../../migrations/sqlite/0007_revoked_tokens.sql")),
    (8, "push", include_str!("../../migrations/sqlite/0008_push.sql")),
];

/// Opens the database, up to date; the pool that writes and the one that reads.
pub(super) async fn open(
    url: &str,
    wait: Duration,
) -> Result<(SqlitePool, SqlitePool), StoreError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A fact is acknowledged once it is committed: that must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(wait);
    if url.contains(":memory:") || url.contains("mode=memory") {
        // Each connection to memory is a database of its own.
        let only = pool(1).connect_with(options).await?;
        bring_up_to_date(&only).await?;
        return Ok((only.clone(), only));
    }
    let writer = first(&pool(1).before_acquire(is_sound), &options, wait).await?;
    bring_up_to_date(&writer).await?;
    let reader = pool(READERS).connect_with(options.read_only(true)).await?;
    Ok((writer, reader))
}

/// Connects for the first time. SQLite waits for no lock where it changes the kind of a new file's journal.
async fn first(
    pool: &SqlitePoolOptions,
    options: &SqliteConnectOptions,
    wait: Duration,
) -> Result<SqlitePool, StoreError> {
    let until = Instant::now() + wait;
    loop {
        match pool.clone().connect_with(options.clone()).await.map_err(StoreError::from) {
            Err(StoreError::Locked) if Instant::now() < until => sleep(TRY_AGAIN).await,
            connected => return connected,
        }
    }
}

/// Migrates in one transaction that nobody else writes in: sqlx has no lock for SQLite, and two programs
/// may start at once.
async fn bring_up_to_date(writer: &SqlitePool) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    migrate(&mut *transaction, MIGRATIONS).await?;
    Ok(transaction.commit().await?)
}

/// Whether a connection may be used again. Where the disk is full or fails, SQLite takes a transaction
/// back by itself; sqlx then counts it as open for ever, and begins no other.
fn is_sound(
    connection: &mut SqliteConnection,
    _: PoolConnectionMetadata,
) -> Pin<Box<dyn Future<Output = sqlx::Result<bool>> + Send + '_>> {
    Box::pin(async move { Ok(SqliteTransactionManager::get_transaction_depth(connection) == 0) })
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
}
