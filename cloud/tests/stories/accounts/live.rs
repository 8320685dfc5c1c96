//! DJs with an account go live.

use pika_cloud::{CloudConfig, DjAccess};
use serde_json::{Value, json};

use super::api::{call, execute, register, start, strict, strict_with_file};
use crate::support::{Client, SESSION, broadcast, config, play_id};

fn registration(token: &str) -> Value {
    json!({
        "type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION,
        "djName": "Somebody Else", "token": token,
    })
}

async fn go_live(cloud: &pika_cloud::RunningCloud, token: &str) -> Client {
    let mut booth = Client::connect(cloud).await;
    booth.send(registration(token)).await;
    let answer = booth.next().await;
    assert_eq!(answer["type"], "SESSION_REGISTERED", "{answer}");
    booth
}

#[tokio::test]
async fn a_dj_with_a_token_goes_live_under_the_name_of_the_account() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let mut booth = Client::connect(&cloud).await;
    booth.send(registration(&token)).await;
    let answer = booth.next().await;
    assert_eq!(
        (&answer["djName"], &answer["authenticated"]),
        (&json!("Otis Marlow"), &json!(true))
    );
}

#[tokio::test]
async fn an_invalid_an_expired_and_a_revoked_token_are_told_apart_and_none_is_anonymous() {
    let folder = tempfile::tempdir().unwrap();
    let file = strict_with_file(&folder);
    for djs in [DjAccess::RegisteredOnly, DjAccess::Anonymous] {
        let cloud =
            pika_cloud::start(CloudConfig { djs: djs.clone(), ..file.clone() }).await.unwrap();
        let name = format!("{djs:?}");
        let revoked = register(&cloud, &name).await;
        let path = "/api/auth/regenerate-token";
        let expired = call(&cloud, "POST", path, Some(&revoked), &Value::Null).await.token();
        let aged = "UPDATE tokens SET used_at = used_at - 3000000000 WHERE revoked_at IS NULL";
        execute(&file.database, aged).await;
        let mut sentences = Vec::new();
        for token in [concat!("pk_dj_", "00000000-0000-4000-8000-000000000000"), &expired, &revoked]
        {
            let mut booth = Client::connect(&cloud).await;
            let answer = booth.ask(registration(token)).await;
            assert_eq!(
                (&answer["type"], &answer["code"]),
                (&json!("NACK"), &json!("unauthorized"))
            );
            sentences.push(answer["error"].as_str().unwrap().to_owned());
        }
        assert!(
            sentences[1].contains("expired") && sentences[2].contains("revoked"),
            "{sentences:?}"
        );
        assert_eq!(crate::support::get_json(cloud.address(), "/health").await["activeSessions"], 0);
        cloud.stop().await;
    }
}

#[tokio::test]
async fn the_same_account_takes_its_session_over_and_no_other_does() {
    let cloud =
        pika_cloud::start(CloudConfig { djs: DjAccess::Anonymous, ..strict() }).await.unwrap();
    let token = register(&cloud, "Otis Marlow").await;
    let stranger = register(&cloud, "Stranger").await;
    let mut booth = Client::connect(&cloud).await;
    booth.send(registration(&token)).await;
    let resume = booth.next().await["resume"].clone();
    booth.ask(broadcast(1)).await;

    let mut other = Client::connect(&cloud).await;
    assert_eq!(other.ask(registration(&stranger)).await["code"], "not_owner");
    let mut anonymous = registration("");
    anonymous["resume"] = resume;
    assert_eq!(other.ask(anonymous).await["code"], "not_owner", "the account's, not the laptop's");

    let mut second_laptop = Client::connect(&cloud).await;
    second_laptop.send(registration(&token)).await;
    assert_eq!(second_laptop.next().await["lastSeq"], 1);
    assert_eq!(second_laptop.ask(broadcast(2)).await["type"], "ACK");
    assert_eq!(booth.ask(broadcast(3)).await["code"], "not_owner");
}

#[tokio::test]
async fn a_dj_who_logs_in_during_a_session_makes_it_the_accounts() {
    let cloud =
        pika_cloud::start(CloudConfig { djs: DjAccess::Anonymous, ..strict() }).await.unwrap();
    let mut booth = Client::connect(&cloud).await;
    let resume = booth.register(SESSION, None).await["resume"].clone();
    let token = register(&cloud, "Otis Marlow").await;
    let mut message = registration(&token);
    message["resume"] = resume.clone();
    booth.send(message).await;
    let answer = booth.until_type("SESSION_REGISTERED").await;
    assert_eq!(
        (&answer["djName"], &answer["authenticated"]),
        (&json!("Otis Marlow"), &json!(true))
    );
    let mut anonymous = registration("");
    anonymous["resume"] = resume;
    let mut other = Client::connect(&cloud).await;
    assert_eq!(other.ask(anonymous).await["code"], "not_owner");
}

#[tokio::test]
async fn nobody_without_an_account_looks_like_a_registered_dj() {
    let cloud = pika_cloud::start(config()).await.unwrap();
    register(&cloud, "Otis Marlow").await;
    for name in ["Otis Marlow", " ótis_marlow", "OTIS\u{200b} MARLOW", "Otis' Marlow!"] {
        let mut booth = Client::connect(&cloud).await;
        let mut message = registration("");
        message["djName"] = json!(name);
        let answer = booth.ask(message).await;
        assert_eq!(
            (&answer["type"], &answer["code"]),
            (&json!("NACK"), &json!("conflict")),
            "{name}"
        );
    }
    let mut booth = Client::connect(&cloud).await;
    booth.send(registration("")).await;
    assert_eq!(
        booth.next().await["authenticated"],
        false,
        "any other name is fine, and unverified"
    );
}

#[tokio::test]
async fn a_revoked_token_loses_its_session_at_once_and_a_new_one_has_it_back() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let mut booth = go_live(&cloud, &token).await;
    booth.ask(broadcast(1)).await;
    let mut dancer = Client::connect(&cloud).await;
    dancer.subscribe(SESSION, "client_dancer_1").await;

    let path = "/api/auth/regenerate-token";
    let fresh = call(&cloud, "POST", path, Some(&token), &Value::Null).await.token();
    let told = booth.until_type("NACK").await;
    assert_eq!(told["code"], "unauthorized");
    assert!(told["error"].as_str().unwrap().contains("revoked"), "{told}");
    assert_eq!(booth.ask(broadcast(2)).await["code"], "not_owner");
    let state = dancer.until(|told| told["type"] == "DJ_CONNECTION").await;
    assert_eq!(state["state"], "reconnecting", "dancers wait, and nothing ends");

    booth.send(registration(&fresh)).await;
    assert_eq!(booth.until_type("SESSION_REGISTERED").await["lastSeq"], 1);
    assert_eq!(booth.ask(broadcast(2)).await["type"], "ACK");
    let shown = dancer.until_type("NOW_PLAYING").await;
    assert_eq!(shown["playId"], play_id(2));
}

#[tokio::test]
async fn a_device_that_is_revoked_or_pushed_out_loses_its_session_as_well() {
    let mut config = strict();
    config.accounts.tokens_per_dj = 1;
    let cloud = pika_cloud::start(config).await.unwrap();
    let token = register(&cloud, "Otis Marlow").await;
    let mut booth = go_live(&cloud, &token).await;
    let second = super::api::log_in(&cloud, super::api::PASSWORD).await.token();
    booth.until_type("NACK").await;
    assert_eq!(booth.ask(broadcast(1)).await["code"], "not_owner");

    let mut booth = go_live(&cloud, &second).await;
    let list = call(&cloud, "GET", "/api/auth/tokens", Some(&second), &Value::Null).await;
    let path = format!("/api/auth/tokens/{}", list.body["tokens"][0]["id"]);
    assert_eq!(call(&cloud, "DELETE", &path, Some(&second), &Value::Null).await.status, 200);
    booth.until_type("NACK").await;
    assert_eq!(booth.ask(broadcast(1)).await["code"], "not_owner");
}
