//! Where a story keeps its sessions, and looking into that. `PIKA_TEST_DATABASE=postgres` has all
//! stories run on PostgreSQL, except those that are about a file of SQLite.

use std::{fs, path::Path};

use pika_test_support::postgres::shared;
use sqlx::{Connection as _, PgConnection, Row as _, SqliteConnection};

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

/// Waits until somebody waits for what this connection's transaction holds; the number of whom.
pub(crate) async fn until_somebody_waits_for(holder: &mut PgConnection) -> i32 {
    let waiting = "SELECT pid FROM pg_locks
                   WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))";
    loop {
        let found = sqlx::query_scalar(waiting).fetch_optional(&mut *holder).await.unwrap();
        match found {
            Some(pid) => return pid,
            None => tokio::task::yield_now().await,
        }
    }
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
