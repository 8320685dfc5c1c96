//! PostgreSQL hangs while a statement of ours is under way there: each kind of statement is given up in its
//! time, and what was given up keeps no lock.

use std::{process::Stdio, time::Duration};

use pika_cloud::{CloudConfig, Environment, PushConfig, RunningCloud, VapidKey};
use pika_test_support::postgres::Postgres;
use rustix::process::Signal;
use serde_json::json;
use sqlx::{Connection as _, PgConnection};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
    time::timeout,
};

use crate::{
    database::{column, execute},
    nodes::programs::{signal, stop_threads},
    support::{
        Client, SESSION, all_is_taken, booth, broadcast, catch_up, dancer, exchange, get, history,
        titles,
    },
};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer than it takes to find that a statement waits, and to have the server hang.
const WAIT: Duration = Duration::from_secs(3);

async fn cloud(database: &str) -> RunningCloud {
    let push = PushConfig { key: VapidKey::generate(), local: false };
    let config = CloudConfig {
        database: database.to_owned(),
        database_wait: WAIT,
        push: Some(push),
        environment: Environment::Development,
        ..crate::support::config()
    };
    pika_cloud::start(config).await.unwrap()
}

/// Waits until so many statements of others wait for this.
async fn until_waiting(database: &str, what: &str, count: usize) {
    let sql = format!("SELECT query FROM pg_stat_activity WHERE {what}");
    let counted = async { while column(database, &sql).await.len() != count {} };
    timeout(PATIENCE, counted).await.expect("as many in time");
}

const FOR_A_LOCK: &str = "wait_event_type = 'Lock'";

#[tokio::test]
async fn every_kind_of_statement_is_given_up_where_postgres_hangs_in_it() {
    let server = Postgres::start().unwrap();
    let database = server.database();
    let cloud = cloud(&database).await;
    let address = cloud.address();
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    let mut other = PgConnection::connect(&database).await.unwrap();
    let mut held = other.begin().await.unwrap();
    let lock = "LOCK TABLE plays, push_subscriptions IN ACCESS EXCLUSIVE MODE";
    sqlx::query(lock).execute(&mut *held).await.unwrap();
    let [past, recap] = ["history", "recap"].map(|what| format!("/api/session/{SESSION}/{what}"));
    let headers = "X-Pika-Client: pika-web\r\nX-Pika-Dancer: client_dancer_1\r\n";
    let farewell = json!({"endpoint": "https://push.example/1"}).to_string();
    let ((reading, _), (of_one_moment, _), (change, _), in_a_transaction, ()) = tokio::join!(
        get(address, &past, ""),
        get(address, &recap, ""),
        exchange(address, "POST", "/api/push/unsubscribe", headers, farewell.as_bytes()),
        booth.ask(broadcast(2)),
        async {
            until_waiting(&database, FOR_A_LOCK, 4).await;
            server.freeze().unwrap();
        },
    );
    for head in [reading, of_one_moment, change] {
        assert!(head.starts_with("http/1.1 503"), "{head}");
    }
    assert_eq!(in_a_transaction["code"], "server_busy");

    server.thaw().unwrap();
    held.rollback().await.unwrap();
    all_is_taken(&mut booth, &mut phone).await;
    assert_eq!(history(address).await, titles(1..=3));
}

/// It waits for a standby that there is not.
#[tokio::test]
async fn a_commit_is_given_up_where_postgres_hangs_in_it() {
    let server = Postgres::start().unwrap();
    let database = server.database();
    let cloud = cloud(&database).await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    execute(&database, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'").await;
    execute(&database, "SELECT pg_reload_conf()").await;
    let shown = "SELECT setting FROM pg_settings WHERE name = 'synchronous_standby_names'";
    while column(&database, shown).await != ["nobody"] {}
    let (told, ()) = tokio::join!(booth.ask(broadcast(2)), async {
        until_waiting(&database, "wait_event = 'SyncRep'", 1).await;
        server.freeze().unwrap();
    });
    assert_eq!(told["code"], "server_busy");

    server.thaw().unwrap();
    execute(&database, "ALTER SYSTEM RESET synchronous_standby_names").await;
    execute(&database, "SELECT pg_reload_conf()").await;
    all_is_taken(&mut booth, &mut phone).await;
    assert_eq!(history(cloud.address()).await, titles(1..=3), "and it was committed once");
}

#[tokio::test]
async fn what_was_given_up_is_given_up_by_postgres_as_well() {
    let server = Postgres::start().unwrap();
    let database = server.database();
    let cloud = cloud(&database).await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    let mut other = PgConnection::connect(&database).await.unwrap();
    let mut held = other.begin().await.unwrap();
    sqlx::query("LOCK TABLE plays").execute(&mut *held).await.unwrap();
    let (told, ()) = tokio::join!(booth.ask(broadcast(2)), until_waiting(&database, FOR_A_LOCK, 1));
    assert_eq!(told["code"], "server_busy");
    until_waiting(&database, FOR_A_LOCK, 0).await;
    held.rollback().await.unwrap();
    all_is_taken(&mut booth, &mut phone).await;
}

#[tokio::test]
async fn a_node_that_hangs_in_the_middle_of_a_commit_keeps_no_lock() {
    let server = Postgres::start().unwrap();
    let database = server.database();
    let mut program = Command::new(env!("CARGO_BIN_EXE_pika-cloud"))
        .args(["serve", "--listen", "127.0.0.1:0", "--allow-anonymous-djs"])
        .args(["--database", &database])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let address = line.trim().rsplit('/').next().unwrap().parse().expect(&line);
    let mut booth = Client::connect_with(address, |_| ()).await.unwrap();
    booth.register(SESSION, None).await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    let mut other = PgConnection::connect(&database).await.unwrap();
    let mut held = other.begin().await.unwrap();
    sqlx::query("LOCK TABLE plays").execute(&mut *held).await.unwrap();
    booth.send(broadcast(2)).await;
    until_waiting(&database, FOR_A_LOCK, 1).await;
    stop_threads(&program);
    held.rollback().await.unwrap();

    let touch = "UPDATE sessions SET dj_name = dj_name";
    timeout(PATIENCE, sqlx::query(touch).execute(&mut other)).await.expect("in time").unwrap();
    signal(&program, Signal::CONT);
    while booth.ask(catch_up([2])).await["lastSeq"] != 2 {}
    assert_eq!(history(address).await, titles(1..=2));
}
