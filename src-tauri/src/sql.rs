//! SQL for the window: one connection pool that can read `pika.db` and do nothing else.
//!
//! The plugin scopes neither statements nor files. What scopes them is this pool, which SQLite itself
//! keeps read-only (`mode=ro`, `query_only`, no attaching), together with the absence of the plugin's
//! `load` and `execute` in the window's capabilities.

use std::path::Path;

use anyhow::Context;
use libsqlite3_sys::{SQLITE_LIMIT_ATTACHED, sqlite3_limit};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_sql::{DbInstances, DbPool};

/// The name under which the window gets the pool.
const NAME: &str = "sqlite:pika.db";

/// The pool. `pika.db` exists already.
pub(crate) async fn read_only_pool(path: &Path) -> anyhow::Result<SqlitePool> {
    let options =
        SqliteConnectOptions::new().filename(path).read_only(true).pragma("query_only", "on");
    SqlitePoolOptions::new()
        .max_connections(2)
        .after_connect(|connection, _| {
            Box::pin(async move {
                let mut handle = connection.lock_handle().await?;
                forbid_attaching(handle.as_raw_handle().as_ptr());
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .context("the library cannot be opened for reading")
}

/// Puts the pool where the plugin looks for it.
pub(crate) fn register<R: Runtime>(app: &AppHandle<R>, pool: SqlitePool) {
    let instances = app.state::<DbInstances>();
    instances.0.blocking_write().insert(NAME.to_owned(), DbPool::Sqlite(pool));
}

#[expect(unsafe_code, reason = "sqlx does not offer SQLite's run-time limits")]
fn forbid_attaching(handle: *mut libsqlite3_sys::sqlite3) {
    // SAFETY: the handle belongs to a connection that is locked for the time of this call.
    unsafe { sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0) };
}
