//! A token that is revoked at one node, and the session that it holds at another.

use std::time::Duration;

use pika_cloud::CloudConfig;
use serde_json::json;

use super::{
    account, post,
    programs::{Nats, Two, until_heard},
    with_token,
};
use crate::{
    accounts::api::{call, register},
    support::{Client, broadcast, config_with_file},
};

#[tokio::test]
async fn a_token_that_is_revoked_at_one_node_loses_its_session_at_another() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, mut nats } = Two::start(folder.path()).await;
    let token = account(&b).await;
    let mut booth = a.connect().await;
    booth.send(with_token(&token)).await;
    booth.until_type("SESSION_REGISTERED").await;
    let regenerate = async |token: &str| post(&b, "regenerate-token", token, json!({})).await;
    let second = regenerate(&token).await;
    assert_eq!(booth.until_type("NACK").await["code"], "unauthorized");
    assert_eq!(booth.ask(broadcast(1)).await["code"], "not_owner");
    booth.send(with_token(&second)).await;
    booth.until_type("SESSION_REGISTERED").await;

    nats.kill().await;
    let third = regenerate(&second).await;
    assert_eq!(booth.until_type("NACK").await["code"], "unauthorized", "nobody told this node");
    booth.send(with_token(&third)).await;
    booth.until_type("SESSION_REGISTERED").await;
}

/// None of the two looks at the database before this story is over.
#[tokio::test]
async fn word_of_a_revoked_token_goes_round_before_anybody_looks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let nats = Nats::start().await;
    let config = CloudConfig {
        nats: Some(nats.address()),
        beat: Duration::from_hours(1),
        ..config_with_file(&folder)
    };
    let a = pika_cloud::start(config.clone()).await.unwrap();
    let b = pika_cloud::start(config).await.unwrap();
    for node in [&a, &b] {
        until_heard(node.address()).await;
    }
    let token = register(&b, "Otis Marlow").await;
    let mut booth = Client::connect(&a).await;
    booth.send(with_token(&token)).await;
    booth.until_type("SESSION_REGISTERED").await;
    let path = "/api/auth/regenerate-token";
    assert_eq!(call(&b, "POST", path, Some(&token), &json!({})).await.status, 200);
    assert_eq!(booth.until_type("NACK").await["code"], "unauthorized");
    assert_eq!(booth.ask(broadcast(1)).await["code"], "not_owner");
}
