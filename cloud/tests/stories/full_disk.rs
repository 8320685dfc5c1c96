//! PostgreSQL's disk is full in the middle of a set: what does not fit is refused with a sentence, nothing is
//! lost or doubled, and once there is room again the night goes on.

use pika_cloud::{CloudConfig, RunningCloud};
use pika_test_support::postgres::Postgres;
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use crate::{
    accounts::api::call,
    database::column,
    support::{Client, booth, catch_up, config, dancer, get, like, titles},
};

const DISK_MEGABYTES: u32 = 64;

/// Plays tracks until one does not fit any more; how many have been acknowledged.
async fn play_until_it_is_full(booth: &mut Client) -> u64 {
    let mut acknowledged = 0;
    loop {
        let next = acknowledged + 1;
        let answer = booth.ask(catch_up(next..next + 20)).await;
        if answer["type"] == "ACK" {
            acknowledged = answer["lastSeq"].as_u64().unwrap();
            continue;
        }
        assert_eq!(answer["code"], "server_busy", "{answer}");
        assert!(answer["error"].as_str().unwrap().contains("try again"), "{answer}");
        assert!(answer["retryAfterMs"].as_u64().unwrap() > 0);
        return acknowledged;
    }
}

async fn health(cloud: &RunningCloud) -> (String, Value) {
    let (head, body) = get(cloud.address(), "/health", "").await;
    (head.lines().next().unwrap().to_owned(), serde_json::from_str(&body).unwrap())
}

async fn kept(database: &str) -> Vec<String> {
    column(database, "SELECT title FROM plays ORDER BY seq").await
}

/// Has the server's log of transactions outgrow the disk: it gives up, and ends.
async fn crash(server: &Postgres, database: &str) {
    let mut connection = PgConnection::connect(database).await.unwrap();
    let log = "SELECT pg_logical_emit_message(false, 'much', repeat('x', 1000000))";
    while sqlx::query(log).execute(&mut connection).await.is_ok() {}
    while server.is_running() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn while_the_disk_of_postgres_is_full_the_booth_is_told_and_nothing_is_lost_or_doubled() {
    let server = match Postgres::start_on_disk_of(DISK_MEGABYTES) {
        Ok(server) => server,
        Err(refused) => {
            return eprintln!("NOT TESTED: this machine mounts no small disk: {refused}");
        }
    };
    let config = CloudConfig { database: server.database(), ..config() };
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.ask(catch_up([1])).await["lastSeq"], 1);

    server.fill_disk().unwrap();
    let acknowledged = play_until_it_is_full(&mut booth).await;
    assert_eq!(phone.ask(like(1)).await["code"], "server_busy");
    let (status, told) = health(&cloud).await;
    assert_eq!(status, "http/1.1 503 service unavailable");
    assert_eq!(told["error"], "The database takes nothing that is written");
    let account = json!({
        "email": "otis@dance.example", "password": "anchor step at midnight",
        "displayName": "Otis Marlow",
    });
    let answer = call(&cloud, "POST", "/api/auth/register", None, &account).await;
    assert_eq!((answer.status, &answer.body["code"]), (503, &json!("server_busy")), "{answer:?}");
    assert_eq!(
        kept(&database).await,
        titles(1..=acknowledged),
        "what was acknowledged and no more"
    );

    // Whoever runs it has to start it again once there is room.
    crash(&server, &database).await;
    assert_eq!(booth.ask(catch_up([acknowledged + 1])).await["code"], "server_busy");
    server.clear_disk().unwrap();
    server.start_again().unwrap();

    let last = acknowledged + 20;
    assert_eq!(booth.ask(catch_up(acknowledged + 1..=last)).await["lastSeq"], last);
    assert_eq!(phone.ask(like(1)).await["type"], "ACK");
    assert_eq!(kept(&database).await, titles(1..=last));
    assert_eq!(column(&database, "SELECT count(*)::TEXT FROM likes").await, ["1"]);
    assert_eq!(health(&cloud).await.0, "http/1.1 200 ok");
    let answer = call(&cloud, "POST", "/api/auth/register", None, &account).await;
    assert_eq!(answer.status, 201, "{answer:?}");
}
