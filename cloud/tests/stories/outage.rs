//! PostgreSQL goes away, or hangs, in the middle of a set and comes back: facts wait, then the booth is told to
//! wait, and nothing is lost or doubled.

use std::time::Duration;

use pika_cloud::{CloudConfig, RunningCloud};
use pika_test_support::postgres::Postgres;
use serde_json::json;

use crate::support::{
    Client, SESSION, all_is_taken, booth, broadcast, catch_up, config, dancer, get, get_json,
    history, like, nothing_is_taken, titles,
};

async fn cloud(server: &Postgres, database_wait: Duration) -> RunningCloud {
    let config = CloudConfig { database: server.database(), database_wait, ..config() };
    pika_cloud::start(config).await.unwrap()
}

#[tokio::test]
async fn while_postgres_is_gone_the_booth_is_told_and_nothing_is_lost_or_doubled() {
    let server = Postgres::start().unwrap();
    let cloud = cloud(&server, Duration::from_millis(500)).await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    server.stop().unwrap();
    nothing_is_taken(&mut booth, &mut phone).await;

    server.start_again().unwrap();
    all_is_taken(&mut booth, &mut phone).await;
    assert_eq!(history(cloud.address()).await, titles(1..=3));
    let (head, _) = get(cloud.address(), "/health", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
}

#[tokio::test]
async fn while_postgres_hangs_the_booth_is_told_and_nothing_is_lost_or_doubled() {
    let server = Postgres::start().unwrap();
    let cloud = cloud(&server, Duration::from_millis(500)).await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    server.freeze().unwrap();
    nothing_is_taken(&mut booth, &mut phone).await;
    let (head, _) = get(cloud.address(), "/health", "").await;
    assert!(head.starts_with("http/1.1 503"), "{head}");
    let (head, _) = get(cloud.address(), "/api/session/recent", "").await;
    assert!(head.starts_with("http/1.1 503"), "{head}");

    server.thaw().unwrap();
    // What was given up may still be under way there, and hold the session for a moment.
    while booth.ask(catch_up([2, 3])).await["lastSeq"] != 3 {}
    all_is_taken(&mut booth, &mut phone).await;
    assert_eq!(history(cloud.address()).await, titles(1..=3));
    let recap = get_json(cloud.address(), &format!("/api/session/{SESSION}/recap")).await;
    assert_eq!(recap["totalLikes"], 1);
}

#[tokio::test]
async fn a_server_ends_although_postgres_hangs() {
    let server = Postgres::start().unwrap();
    let cloud = cloud(&server, Duration::from_millis(500)).await;
    let mut booth = booth(&cloud).await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);
    server.freeze().unwrap();
    cloud.stop().await;
    server.thaw().unwrap();
}

#[tokio::test]
async fn what_is_sent_while_postgres_restarts_waits_for_it() {
    let server = Postgres::start().unwrap();
    let cloud = cloud(&server, Duration::from_secs(15)).await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    server.stop().unwrap();
    for number in 2..=4 {
        let mut fact = broadcast(number);
        fact["messageId"] = json!(format!("fact {number}"));
        booth.send(fact).await;
    }
    let mut message = like(1);
    message["messageId"] = json!("like");
    phone.send(message).await;
    // The server goes on serving, and has read all of this once somebody who came later is answered.
    Client::connect(&cloud).await.all_so_far().await;
    server.start_again().unwrap();
    for number in 2..=4 {
        let id = format!("fact {number}");
        let answer = booth.until(|told| told["messageId"] == id.as_str()).await;
        assert_eq!(answer["type"], "ACK", "{answer}");
    }
    assert_eq!(phone.until(|told| told["messageId"] == "like").await["type"], "ACK");
    assert_eq!(history(cloud.address()).await, titles(1..=4));
}
