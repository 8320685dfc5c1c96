//! Opening a database, bringing its schema up to date, and closing it.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex},
    time::Duration,
};

use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use tokio::time::Instant;

#[cfg(feature = "postgres")]
use super::postgres;
use super::{
    StoreError,
    db::{Pool, Transaction, query},
    sqlite,
};

/// How long a refusal is held against the database where nobody has written since: whoever was refused
/// tries again every five seconds.
const REFUSED_LATELY: Duration = Duration::from_secs(30);

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(super) writer: Pool,
    pub(super) reader: Pool,
    /// When it took nothing of a session's, unless it has since.
    refused_at: Arc<Mutex<Option<Instant>>>,
}

impl Store {
    /// Opens `sqlite:PATH`, `sqlite::memory:` or, where it is compiled in, `postgres://…`; creates and
    /// migrates what is missing.
    ///
    /// `wait` is how long a lock of another program, or a server that does not answer, is waited for,
    /// here and at every later write.
    pub(crate) async fn open(url: &str, wait: Duration) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            #[cfg(feature = "postgres")]
            {
                let pool = Pool::Postgres(postgres::open(url, wait).await?);
                return Ok(Self::new(pool.clone(), pool));
            }
            #[cfg(not(feature = "postgres"))]
            return Err(StoreError::Unusable("this Pika was built without PostgreSQL".to_owned()));
        }
        let (writer, reader) = sqlite::open(url, wait).await?;
        Ok(Self::new(Pool::Sqlite(writer), Pool::Sqlite(reader)))
    }

    fn new(writer: Pool, reader: Pool) -> Self {
        Self { writer, reader, refused_at: Arc::default() }
    }

    /// Begins changes that are committed together.
    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(match &self.writer {
            // Immediate: a transaction that begins by reading could find itself unable to write.
            Pool::Sqlite(pool) => Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => postgres::begin(pool, "BEGIN").await?,
        })
    }

    /// Begins readings of one moment.
    pub(super) async fn snapshot(&self) -> Result<Transaction, StoreError> {
        Ok(match &self.reader {
            Pool::Sqlite(pool) => Transaction::Sqlite(pool.begin().await?),
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                postgres::begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?
            }
        })
    }

    /// Whether the database answers.
    pub(crate) async fn answers(&self) -> Result<(), StoreError> {
        query("SELECT 1").execute(&self.reader).await?;
        Ok(())
    }

    /// Whether it takes what is written, as far as sessions have tried lately. One whose disk is full
    /// still answers.
    pub(crate) fn takes_writes(&self) -> bool {
        let refused_at = *self.refused_at.lock().expect("nothing panics while it notes a time");
        refused_at.is_none_or(|at| at.elapsed() >= REFUSED_LATELY)
    }

    /// Notes whether a session's write was taken.
    pub(super) fn note<T>(&self, written: &Result<T, StoreError>) {
        let refused =
            !matches!(written, Ok(_) | Err(StoreError::TakenOver | StoreError::NoAccount));
        let mut refused_at = self.refused_at.lock().expect("nothing panics while it notes a time");
        *refused_at = refused.then(Instant::now);
    }

    /// Closes the connections, after what they are doing.
    pub(crate) async fn close(&self) {
        for pool in [&self.reader, &self.writer] {
            match pool {
                Pool::Sqlite(pool) => pool.close().await,
                #[cfg(feature = "postgres")]
                Pool::Postgres(pool) => postgres::close(pool).await,
            }
        }
    }
}

/// Runs the migrations that are missing, each with its record in one transaction. Fails where the
/// database has had one that is not known here.
pub(super) async fn migrate<C: Migrate>(
    connection: &mut C,
    migrations: &[(i64, &'static str, &'static str)],
) -> Result<(), StoreError> {
    let migrations = migrations
        .iter()
        .map(|&(version, name, sql)| {
            Migration::new(version, name.into(), MigrationType::Simple, sql.into(), false)
        })
        .collect();
    let migrator = Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT };
    Ok(migrator.run_direct(connection).await?)
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
