//! Where a story keeps its sessions, and looking into that. `PIKA_TEST_DATABASE=postgres` has all
//! stories run on PostgreSQL, except those that are about a file of SQLite.

use std::{fs, path::Path, time::Duration};

use pika_test_support::postgres::shared;
use sqlx::{Connection as _, PgConnection, Row as _, SqliteConnection};
use tokio::time::timeout;

/// Far longer than anybody takes: reached only where nobody waits.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn is_postgres() -> bool {
    std::env::var("PIKA_TEST_DATABASE").is_ok_and(|database| database == "postgres")
}

/// A new database that nobody opens a second time.
pub(crate) fn passing() -> String {
    if is_postgres() { postgres() } else { "sqlite::memory:".to_owned() }
}

/// The database of this folder: a later server finds what an earlier one kept.
pub(crate) fn lasting(folder: &Path) -> String {
    if !is_postgres() {
        return sqlite(folder);
    }
    let note = folder.join("database");
    fs::read_to_string(&note).unwrap_or_else(|_| {
        let database = postgres();
        fs::write(&note, &database).unwrap();
        database
    })
}

/// A new database of PostgreSQL, whatever the stories run on.
pub(crate) fn postgres() -> String {
    shared().database()
}

/// The number of a connection at its server.
pub(crate) async fn number_of(connection: &mut PgConnection) -> i32 {
    sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(connection).await.unwrap()
}

/// Waits until some connection waits for what the connection of this number holds; the number of that one.
pub(crate) async fn waits_for(holder: i32, connection: &mut PgConnection) -> i32 {
    let waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND $1 = ANY (pg_blocking_pids(pid))";
    let found = async {
        loop {
            let waiting = sqlx::query_scalar(waiting).bind(holder);
            if let Some(number) = waiting.fetch_optional(&mut *connection).await.unwrap() {
                return number;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, found).await.expect("somebody who waits, in time")
}

/// A file of SQLite in this folder.
pub(crate) fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("cloud.db").display())
}

/// The texts in the first column of what a statement finds.
pub(crate) async fn column(database: &str, sql: &str) -> Vec<String> {
    if database.starts_with("postgres:") {
        let mut connection = PgConnection::connect(database).await.unwrap();
        let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
        return rows.iter().map(|row| row.get(0)).collect();
    }
    let mut connection = SqliteConnection::connect(database).await.unwrap();
    let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

pub(crate) async fn execute(database: &str, sql: &str) {
    if database.starts_with("postgres:") {
        let mut connection = PgConnection::connect(database).await.unwrap();
        sqlx::query(sql).execute(&mut connection).await.unwrap();
        return;
    }
    let mut connection = SqliteConnection::connect(database).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
}

/// Tables of ours, apart from the database's and the migrations' own.
pub(crate) async fn tables(database: &str) -> Vec<String> {
    let sql = if database.starts_with("postgres:") {
        "SELECT tablename::TEXT FROM pg_tables
         WHERE schemaname = current_schema() AND tablename NOT LIKE '\\_sqlx%'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'
         AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlx%'"
    };
    column(database, sql).await
}

/// The foreign keys, each with what a deletion does.
pub(crate) async fn foreign_keys(database: &str) -> Vec<String> {
    if database.starts_with("postgres:") {
        let sql = "SELECT conname || ' ' || CASE confdeltype WHEN 'a' THEN 'NO ACTION'
                   ELSE confdeltype::TEXT END FROM pg_constraint WHERE contype = 'f'
                   AND connamespace = current_schema()::TEXT::REGNAMESPACE";
        return column(database, sql).await;
    }
    let mut keys = Vec::new();
    for table in tables(database).await {
        let sql = format!(
            "SELECT '{table}.' || \"from\" || ' ' || on_delete FROM pragma_foreign_key_list('{table}')"
        );
        keys.extend(column(database, &sql).await);
    }
    keys
}
