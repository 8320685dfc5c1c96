//! One way to ask either database: a statement with its values, rows, transactions.
//!
//! Statements are the same for both, and so are the types of columns: TEXT, BIGINT (INTEGER in SQLite),
//! DOUBLE PRECISION (REAL) and BYTEA (BLOB). Why not sqlx's `Any`: docs/decisions.

mod value;

#[cfg(feature = "postgres")]
use std::time::Duration;

use sqlx::{
    Database, Decode, Encode, IntoArguments, Sqlite, SqliteConnection, SqlitePool, Type,
    error::{DatabaseError, ErrorKind},
    sqlite::{SqliteError, SqliteRow},
};
#[cfg(feature = "postgres")]
use sqlx::{
    PgConnection, PgPool, Postgres,
    postgres::{PgDatabaseError, PgRow},
};

use self::value::Value;
use super::{
    StoreError,
    refusals::{Noting, Refusals, Writer},
};

/// Connections to one database.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(PgPool),
}

/// Changes that are committed together, or readings of one moment. Dropped, it is rolled back.
#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) open: Open,
    /// Where what becomes of changes is noted.
    pub(super) refusals: Option<Refusals>,
}

#[derive(Debug)]
pub(super) enum Open {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    #[cfg(feature = "postgres")]
    /// With how long an answer is waited for. A server that is gone without a word says nothing, and
    /// whoever waits for a commit has others behind it.
    Postgres(sqlx::Transaction<'static, Postgres>, Duration),
}

/// Where a statement runs.
pub(super) enum On<'a> {
    Pool(&'a Pool),
    Writer(&'a Writer),
    Transaction(&'a mut Transaction),
}

pub(super) enum Row {
    Sqlite(SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(PgRow),
}

/// A statement and what its `$1`, `$2` … stand for.
#[cfg_attr(test, derive(Clone))]
pub(super) struct Query {
    pub(super) sql: &'static str,
    pub(super) values: Vec<Value>,
}

pub(super) fn query(sql: &'static str) -> Query {
    Query { sql, values: Vec::new() }
}

impl Query {
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs it; how many rows it changed.
    pub(super) async fn execute(self, on: impl Into<On<'_>>) -> Result<u64, StoreError> {
        let on = on.into();
        let noting = on.noting();
        let changed = self.run(on).await;
        noting.note(changed, |changed| *changed > 0)
    }

    pub(super) async fn fetch_all(self, on: impl Into<On<'_>>) -> Result<Vec<Row>, StoreError> {
        let on = on.into();
        let noting = on.noting();
        let found = self.find(on).await;
        noting.note(found, |found| !found.is_empty())
    }

    async fn run(self, on: On<'_>) -> Result<u64, StoreError> {
        #[cfg(test)]
        self.observe();
        Ok(match on.at() {
            At::Sqlite(pool) => self.bound().execute(pool).await?.rows_affected(),
            At::InSqlite(connection) => self.bound().execute(connection).await?.rows_affected(),
            #[cfg(feature = "postgres")]
            At::Postgres(pool) => {
                answered(patience(pool), self.bound().execute(pool)).await?.rows_affected()
            }
            #[cfg(feature = "postgres")]
            At::InPostgres(connection, wait) => {
                answered(wait, self.bound().execute(connection)).await?.rows_affected()
            }
        })
    }

    async fn find(self, on: On<'_>) -> Result<Vec<Row>, StoreError> {
        #[cfg(test)]
        self.observe();
        Ok(match on.at() {
            At::Sqlite(pool) => rows(self.bound().fetch_all(pool).await?),
            At::InSqlite(connection) => rows(self.bound().fetch_all(connection).await?),
            #[cfg(feature = "postgres")]
            At::Postgres(pool) => {
                rows(answered(patience(pool), self.bound().fetch_all(pool)).await?)
            }
            #[cfg(feature = "postgres")]
            At::InPostgres(connection, wait) => {
                rows(answered(wait, self.bound().fetch_all(connection)).await?)
            }
        })
    }

    /// The row that it finds; it is written so that it finds one at most.
    pub(super) async fn fetch_optional(
        self,
        on: impl Into<On<'_>>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_all(on).await?.into_iter().next())
    }

    pub(super) async fn fetch_one(self, on: impl Into<On<'_>>) -> Result<Row, StoreError> {
        Ok(self.fetch_optional(on).await?.ok_or(sqlx::Error::RowNotFound)?)
    }

    /// Tests are told of every statement before it runs.
    #[cfg(test)]
    fn observe(&self) {
        super::all_or_nothing::about_to_run();
        super::plans::note(self);
    }

    fn bound<'q, DB: Database>(self) -> sqlx::query::Query<'q, DB, DB::Arguments<'q>>
    where
        Option<String>: Encode<'q, DB> + Type<DB>,
        Option<i64>: Encode<'q, DB> + Type<DB>,
        Option<f64>: Encode<'q, DB> + Type<DB>,
        Vec<u8>: Encode<'q, DB> + Type<DB>,
        DB::Arguments<'q>: IntoArguments<'q, DB>,
    {
        self.values.into_iter().fold(sqlx::query(self.sql), |query, value| match value {
            Value::Text(text) => query.bind(text),
            Value::Integer(integer) => query.bind(integer),
            Value::Real(real) => query.bind(real),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    }
}

/// What PostgreSQL answers, if it does in time.
#[cfg(feature = "postgres")]
pub(super) async fn answered<T>(
    wait: Duration,
    asked: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, StoreError> {
    let in_time = tokio::time::timeout(wait, asked).await;
    Ok(in_time.map_err(|_| StoreError::Unusable("it does not answer".to_owned()))??)
}

/// How long an answer of PostgreSQL is waited for: as long as for a connection to it.
#[cfg(feature = "postgres")]
pub(super) fn patience(pool: &PgPool) -> Duration {
    pool.options().get_acquire_timeout()
}

fn rows<R: Into<Row>>(rows: Vec<R>) -> Vec<Row> {
    rows.into_iter().map(Into::into).collect()
}

impl Transaction {
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        #[cfg(test)]
        super::all_or_nothing::about_to_run();
        let committed = match self.open {
            Open::Sqlite(transaction) => transaction.commit().await.map_err(StoreError::from),
            #[cfg(feature = "postgres")]
            Open::Postgres(transaction, wait) => answered(wait, transaction.commit()).await,
        };
        Noting { refusals: self.refusals, is_over: true }.note(committed, |()| true)
    }
}

/// The connection, or the connections, that a statement goes to.
enum At<'a> {
    Sqlite(&'a SqlitePool),
    InSqlite(&'a mut SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(&'a PgPool),
    #[cfg(feature = "postgres")]
    InPostgres(&'a mut PgConnection, Duration),
}

impl<'a> On<'a> {
    fn at(self) -> At<'a> {
        let pool = match self {
            Self::Pool(pool) => pool,
            Self::Writer(writer) => &writer.pool,
            Self::Transaction(transaction) => {
                return match &mut transaction.open {
                    Open::Sqlite(transaction) => At::InSqlite(transaction),
                    #[cfg(feature = "postgres")]
                    Open::Postgres(transaction, wait) => At::InPostgres(transaction, *wait),
                };
            }
        };
        match pool {
            Pool::Sqlite(pool) => At::Sqlite(pool),
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => At::Postgres(pool),
        }
    }

    fn noting(&self) -> Noting {
        match self {
            Self::Pool(_) => Noting { refusals: None, is_over: true },
            Self::Writer(writer) => {
                Noting { refusals: Some(writer.refusals.clone()), is_over: true }
            }
            Self::Transaction(transaction) => {
                Noting { refusals: transaction.refusals.clone(), is_over: false }
            }
        }
    }
}

/// What a column can be read as, in either database.
#[cfg(feature = "postgres")]
pub(super) trait Column<'r>:
    Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>
{
}
#[cfg(feature = "postgres")]
impl<'r, T> Column<'r> for T where
    T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>
{
}
#[cfg(not(feature = "postgres"))]
pub(super) trait Column<'r>: Decode<'r, Sqlite> + Type<Sqlite> {}
#[cfg(not(feature = "postgres"))]
impl<'r, T> Column<'r> for T where T: Decode<'r, Sqlite> + Type<Sqlite> {}

impl Row {
    pub(super) fn try_get<'r, T: Column<'r>>(&'r self, column: &str) -> Result<T, sqlx::Error> {
        match self {
            Self::Sqlite(row) => sqlx::Row::try_get(row, column),
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => sqlx::Row::try_get(row, column),
        }
    }
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Self {
        Self::Sqlite(row)
    }
}

#[cfg(feature = "postgres")]
impl From<PgRow> for Row {
    fn from(row: PgRow) -> Self {
        Self::Postgres(row)
    }
}

impl<'a> From<&'a Pool> for On<'a> {
    fn from(pool: &'a Pool) -> Self {
        Self::Pool(pool)
    }
}

impl<'a> From<&'a Writer> for On<'a> {
    fn from(writer: &'a Writer) -> Self {
        Self::Writer(writer)
    }
}

impl<'a> From<&'a mut Transaction> for On<'a> {
    fn from(transaction: &'a mut Transaction) -> Self {
        Self::Transaction(transaction)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if is_passing(&error) {
            Self::Locked
        } else if is_contradiction(&error) {
            Self::Contradiction(error.to_string())
        } else {
            Self::Unusable(error.to_string())
        }
    }
}

/// Whether the database does its work, and what is in it already does not go with what is written.
fn is_contradiction(error: &sqlx::Error) -> bool {
    let kind = error.as_database_error().map(DatabaseError::kind);
    matches!(kind, Some(ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation))
}

/// Whether others are in the way, and the same may succeed in a moment.
fn is_passing(error: &sqlx::Error) -> bool {
    let Some(error) = error.as_database_error() else { return false };
    if let Some(error) = error.try_downcast_ref::<SqliteError>() {
        // SQLITE_BUSY and SQLITE_LOCKED are the low byte of an extended result code.
        let code = DatabaseError::code(error);
        return code
            .and_then(|code| code.parse::<u32>().ok())
            .is_some_and(|code| matches!(code & 0xff, 5 | 6));
    }
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
        // Class 40 is a transaction that gave way to another one; then a lock that was not to be had.
        return error.code().starts_with("40") || error.code() == "55P03";
    }
    false
}
