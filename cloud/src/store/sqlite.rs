//! The SQLite database: opening, migrating, closing.
//!
//! One connection writes and a few read. SQLite has one writer anyway; a pool of one puts the
//! waiting into a fair queue instead of into busy time-outs.

use std::{borrow::Cow, pin::Pin, str::FromStr as _, time::Duration};

use sqlx::{
    SqliteConnection, SqlitePool, TransactionManager as _,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    pool::PoolConnectionMetadata,
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
        SqliteTransactionManager,
    },
};

use super::StoreError;

const READERS: u32 = 4;
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "sessions", include_str!("../../migrations/0001_sessions.sql")),
    (2, "crowd", include_str!("../../migrations/0002_crowd.sql")),
    (3, "accounts", include_str!("../../migrations/0003_accounts.sql")),
    (4, "mail codes", include_str!("../../migrations/0004_mail_codes.sql")),
    (5, "journal", include_str!("../../migrations/0005_journal.sql")),
    (6, "ownership", include_str!("../../migrations/0006_ownership.sql")),
];

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(super) writer: SqlitePool,
    pub(super) reader: SqlitePool,
}

impl Store {
    /// Opens `sqlite:PATH` or `sqlite::memory:`, creates and migrates what is missing.
    ///
    /// `wait` is how long a lock of another program is waited for, here and at every later write.
    pub(crate) async fn open(url: &str, wait: Duration) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|error| StoreError::Unusable(error.to_string()))?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A fact is acknowledged once it is committed: that must survive a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(wait);
        if url.contains(":memory:") || url.contains("mode=memory") {
            // Each connection to memory is a database of its own.
            let only = pool(1).connect_with(options).await?;
            migrate(&only).await?;
            return Ok(Self { writer: only.clone(), reader: only });
        }
        let writer = pool(1).before_acquire(is_sound).connect_with(options.clone()).await?;
        migrate(&writer).await?;
        let reader = pool(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self { writer, reader })
    }

    /// Whether the database answers.
    pub(crate) async fn answers(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.reader).await?;
        Ok(())
    }

    /// Closes the connections, after what they are doing.
    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
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

async fn migrate(writer: &SqlitePool) -> Result<(), StoreError> {
    let migrations = MIGRATIONS
        .iter()
        .map(|&(version, name, sql)| {
            Migration::new(version, name.into(), MigrationType::Simple, sql.into(), false)
        })
        .collect();
    let migrator = Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT };
    let mut connection = writer.acquire().await?;
    migrator.run_direct(&mut *connection).await?;
    Ok(())
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => Self::Newer(version),
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => Self::Unusable(other.to_string()),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // SQLITE_BUSY and SQLITE_LOCKED are the low byte of an extended result code.
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|code| code.parse::<u32>().ok());
        match code.map(|code| code & 0xff) {
            Some(5 | 6) => Self::Locked,
            _ => Self::Unusable(error.to_string()),
        }
    }
}
