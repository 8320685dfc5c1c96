//! The program is killed in the middle of a migration: nothing of half a migration stays, and the next start
//! goes on from there. Nodes that start at once migrate once.

use std::{net::SocketAddr, os::unix::process::ExitStatusExt as _, process::Stdio};

use rustix::process::Signal;
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use crate::{
    database::{column, lasting, number_of, postgres, sqlite, tables, waits_for},
    support::{Client, SESSION, get},
};

/// Starts the program, with a limit of bytes for each of its files where there is one.
fn program(database: &str, most: Option<u64>) -> Child {
    let most = most.map_or("unlimited".to_owned(), |most| most.to_string());
    // The system kills a program in the middle of the write that exceeds its limit.
    Command::new("prlimit")
        .args([&format!("--fsize={most}:unlimited"), "--core=0"])
        .args([env!("CARGO_BIN_EXE_pika-cloud"), "serve", "--allow-anonymous-djs"])
        .args(["--listen", "127.0.0.1:0", "--database", database])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Where it is ready; none where it ended before.
async fn ready(program: &mut Child) -> Option<SocketAddr> {
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    Some(line.trim().strip_prefix("Pika cloud is ready on http://")?.parse().unwrap())
}

async fn works(address: SocketAddr) {
    let mut booth = Client::connect_with(address, |_| ()).await.unwrap();
    booth.register(SESSION, None).await;
    let (head, _) = get(address, "/health", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
}

async fn migrations(database: &str) -> Vec<String> {
    let sql = "SELECT version || CASE WHEN success THEN '' ELSE ' failed' END
               FROM _sqlx_migrations ORDER BY version";
    column(database, sql).await
}

#[tokio::test]
async fn a_node_that_is_killed_in_the_middle_of_a_migration_of_postgres_leaves_nothing_of_it() {
    for (last_table, before) in [("tempo_votes", 0), ("push_subscriptions", 2)] {
        let database = postgres();
        // Somebody else is about to make a table of this name: the migration stops there and waits.
        let mut other = PgConnection::connect(&database).await.unwrap();
        other.execute("BEGIN").await.unwrap();
        other.execute(format!("CREATE TABLE {last_table} (word TEXT)").as_str()).await.unwrap();
        let mut killed = program(&database, None);
        let waiting = waits_for(number_of(&mut other).await, &mut other).await;
        killed.kill().await.unwrap();
        other.execute("ROLLBACK").await.unwrap();
        let alive = format!("SELECT 'alive' FROM pg_stat_activity WHERE pid = {waiting}");
        while !column(&database, &alive).await.is_empty() {
            tokio::task::yield_now().await;
        }
        let done: Vec<String> = (1..=before).map(|version| version.to_string()).collect();
        assert_eq!(migrations(&database).await, done);
        assert_eq!(tables(&database).await.is_empty(), before == 0, "half of a migration");
        assert!(!tables(&database).await.iter().any(|table| table == last_table));

        let mut next = program(&database, None);
        works(ready(&mut next).await.expect("it goes on from there")).await;
    }
}

#[tokio::test]
async fn a_program_that_is_killed_in_the_middle_of_a_migration_of_sqlite_leaves_nothing_of_it() {
    const STEP: u64 = 8 * 1024;
    let mut deaths = 0;
    for most in (1..).map(|step| step * STEP) {
        let folder = tempfile::tempdir().unwrap();
        let database = sqlite(folder.path());
        let mut limited = program(&database, Some(most));
        if ready(&mut limited).await.is_some() {
            break;
        }
        let end = limited.wait().await.unwrap();
        assert_eq!(end.signal(), Some(Signal::XFSZ.as_raw()), "{end}");
        if folder.path().join("cloud.db-wal").exists() {
            deaths += 1;
            assert!(tables(&database).await.is_empty(), "half of a migration");
        }
        let mut next = program(&database, None);
        works(ready(&mut next).await.expect("it starts over")).await;
    }
    assert!(deaths > 3, "it died while it wrote the tables: {deaths}");
}

#[tokio::test]
async fn nodes_that_start_at_once_on_an_empty_database_migrate_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = lasting(folder.path());
    let mut nodes: Vec<Child> = (0..4).map(|_| program(&database, None)).collect();
    for node in &mut nodes {
        let address = ready(node).await.expect("each gets there");
        let (head, _) = get(address, "/health", "").await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
    }
    let done = migrations(&database).await;
    let all: Vec<String> = (1..=done.len()).map(|version| version.to_string()).collect();
    assert_eq!(done, all);
}
