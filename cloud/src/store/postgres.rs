//! The PostgreSQL database, for a cloud on a server.

use std::{str::FromStr as _, time::Duration};

use sqlx::{
    Connection as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::{sleep, timeout};

use super::{
    StoreError,
    db::{Open, answered, patience},
    open::migrate,
};

/// Few are needed: a session commits what has piled up in one transaction, and is the only one to
/// write for itself.
const CONNECTIONS: u32 = 16;
const TRY_AGAIN: Duration = Duration::from_millis(100);
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "all", include_str!("../../migrations/postgres/0001_all.sql")),
    (2, "revoked tokens", include_str!("../../migrations/postgres/0002_revoked_tokens.sql")),
    (3, "push", include_str!("../../migrations/postgres/0003_push.sql")),
];

/// Opens the database, up to date. No connection is waited for longer than `wait`.
pub(super) async fn open(url: &str, wait: Duration) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url)?.application_name("pika-cloud");
    // Not through the pool, which says of everything that goes wrong that it took too long.
    let mut first = answered(wait, PgConnection::connect_with(&options)).await?;
    migrate(&mut first, MIGRATIONS).await?;
    first.close().await?;
    // Whoever has given up an answer, or hangs in the middle of a transaction, must not keep a lock.
    let most = format!("{}ms", wait.as_millis().max(1));
    let options = options.options([
        ("statement_timeout", most.as_str()),
        ("idle_in_transaction_session_timeout", most.as_str()),
    ]);
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(wait);
    Ok(pool.connect_lazy_with(options))
}

/// Begins a transaction with this statement. While the server is away, it is waited for.
pub(super) async fn begin(pool: &PgPool, sql: &'static str) -> Result<Open, StoreError> {
    let wait = patience(pool);
    let begun = answered(wait, async {
        loop {
            match pool.begin_with(sql).await {
                // The pool itself tries again only where the connection was refused.
                Err(sqlx::Error::Io(_)) => sleep(TRY_AGAIN).await,
                begun => return begun,
            }
        }
    });
    Ok(Open::Postgres(begun.await?, wait))
}

/// Closes the connections, as far as the server answers in time.
pub(super) async fn close(pool: &PgPool) {
    if timeout(patience(pool), pool.close()).await.is_err() {
        tracing::warn!("PostgreSQL did not answer to a farewell");
    }
}
