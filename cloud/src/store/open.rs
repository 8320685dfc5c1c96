//! Opening a database, bringing its schema up to date, and closing it.

use std::{borrow::Cow, time::Duration};

use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};

#[cfg(feature = "postgres")]
use super::postgres;
use super::{
    StoreError,
    db::{Open, Pool, Transaction, query},
    refusals::{Refusals, Writer},
    sqlite,
};

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(super) writer: Writer,
    pub(super) reader: Pool,
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

    fn new(pool: Pool, reader: Pool) -> Self {
        Self { writer: Writer { pool, refusals: Refusals::default() }, reader }
    }

    /// Begins changes that are committed together.
    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        let Writer { pool, refusals } = &self.writer;
        let begun = match pool {
            // Immediate: a transaction that begins by reading could find itself unable to write.
            Pool::Sqlite(pool) => {
                let begun = pool.begin_with("BEGIN IMMEDIATE").await;
                begun.map(Open::Sqlite).map_err(StoreError::from)
            }
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => postgres::begin(pool, "BEGIN").await,
        };
        let open = begun.inspect_err(|error| refusals.note(error))?;
        Ok(Transaction { open, refusals: Some(refusals.clone()) })
    }

    /// Begins readings of one moment.
    pub(super) async fn snapshot(&self) -> Result<Transaction, StoreError> {
        let open = match &self.reader {
            Pool::Sqlite(pool) => Open::Sqlite(pool.begin().await?),
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                postgres::begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?
            }
        };
        Ok(Transaction { open, refusals: None })
    }

    /// Whether the database answers.
    pub(crate) async fn answers(&self) -> Result<(), StoreError> {
        query("SELECT 1").execute(&self.reader).await?;
        Ok(())
    }

    /// Whether it takes what is written, as far as anybody has tried lately.
    pub(crate) fn takes_writes(&self) -> bool {
        !self.writer.refusals.lately()
    }

    /// Closes the connections, after what they are doing.
    pub(crate) async fn close(&self) {
        for pool in [&self.reader, &self.writer.pool] {
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
