//! Changing the password, and leaving.

use serde_json::{Value, json};

use super::api::{
    PASSWORD, call, column, log_in, me, post, register, registration, start, strict_with_file,
};
use crate::database::{foreign_keys, tables};
use crate::recap::go_live;
use crate::support::{Client, SESSION, broadcast, dancer, get_json, like};

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_other_devices_log_in_again() {
    let cloud = start().await;
    let token = post(&cloud, "/api/auth/register", &registration()).await.token();
    let other = log_in(&cloud, PASSWORD).await.token();
    let change =
        |present: &str| json!({"password": present, "newPassword": "sugar tuck, left side"});
    let path = "/api/auth/password";
    let wrong = call(&cloud, "POST", path, Some(&token), &change("another password")).await;
    assert_eq!(wrong.status, 401, "{wrong:?}");
    assert_eq!(wrong.body["fields"]["password"], "This is not your present password");
    let weak = json!({"password": PASSWORD, "newPassword": "password1"});
    let weak = call(&cloud, "POST", path, Some(&token), &weak).await;
    assert!(weak.body["fields"]["newPassword"].is_string(), "{weak:?}");
    assert_eq!(call(&cloud, "POST", path, None, &change(PASSWORD)).await.status, 401);
    let right = call(&cloud, "POST", path, Some(&token), &change(PASSWORD)).await;
    assert_eq!(right.status, 200, "{right:?}");
    assert_eq!(me(&cloud, &token).await.status, 200);
    assert_eq!(me(&cloud, &other).await.body["code"], "token_revoked");
    assert_eq!(log_in(&cloud, PASSWORD).await.status, 401);
    assert_eq!(log_in(&cloud, "sugar tuck, left side").await.status, 200);
}

#[tokio::test]
async fn a_dj_who_leaves_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let config = strict_with_file(&folder);
    let cloud = pika_cloud::start(config.clone()).await.unwrap();
    let token = post(&cloud, "/api/auth/register", &registration()).await.token();
    let mut booth = Client::connect(&cloud).await;
    booth
        .send(json!({
            "type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION, "token": token,
        }))
        .await;
    booth.until_type("SESSION_REGISTERED").await;
    booth.ask(broadcast(1)).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    dancer.ask(like(1)).await;

    let path = "/api/auth/account";
    let wrong = json!({"password": "another password"});
    assert_eq!(call(&cloud, "DELETE", path, Some(&token), &wrong).await.status, 401);
    assert_eq!(me(&cloud, &token).await.status, 200);
    let right = json!({"password": PASSWORD});
    assert_eq!(call(&cloud, "DELETE", path, Some(&token), &right).await.status, 200);
    dancer.until_type("SESSION_ENDED").await;
    booth.until_type("SESSION_ENDED").await;
    assert_eq!(me(&cloud, &token).await.body["code"], "token_invalid");
    assert_eq!(get_json(cloud.address(), "/api/sessions/active").await["live"], false);
    assert_ne!(booth.ask(broadcast(2)).await["type"], "ACK");
    cloud.stop().await;

    for table in tables(&config.database).await {
        let count = format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
        assert_eq!(column(&config.database, &count).await, ["0"], "{table}");
    }
}

#[tokio::test]
async fn every_foreign_key_says_what_a_deletion_does() {
    let folder = tempfile::tempdir().unwrap();
    let config = strict_with_file(&folder);
    pika_cloud::start(config.clone()).await.unwrap().stop().await;
    let keys = foreign_keys(&config.database).await;
    assert!(keys.len() >= 5, "{keys:?}");
    for key in keys {
        assert!(!key.ends_with("NO ACTION"), "{key}");
    }
}

#[tokio::test]
async fn a_session_that_is_deleted_takes_its_plays_and_likes_along() {
    let folder = tempfile::tempdir().unwrap();
    let config = strict_with_file(&folder);
    let cloud = pika_cloud::start(config.clone()).await.unwrap();
    let token = post(&cloud, "/api/auth/register", &registration()).await.token();
    let mut booth = Client::connect(&cloud).await;
    booth
        .send(json!({
            "type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION, "token": token,
        }))
        .await;
    booth.until_type("SESSION_REGISTERED").await;
    booth.ask(broadcast(1)).await;
    dancer(&cloud, "client_dancer_1").await.ask(like(1)).await;
    cloud.stop().await;
    super::api::execute(&config.database, "DELETE FROM sessions").await;
    for table in ["facts", "plays", "likes"] {
        let count = format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
        assert_eq!(column(&config.database, &count).await, ["0"], "{table}");
    }
}

#[tokio::test]
async fn what_a_dj_writes_comes_back_unchanged_whatever_it_says() {
    let cloud = start().await;
    let corpus = [
        "Robert'); DROP TABLE accounts; --",
        "\" OR \"\"=\"",
        "%_\\%00?1 :name $1 @p ' OR '1'='1",
        "${7*7} {{7*7}} UNION SELECT *",
    ];
    let mut token = String::new();
    for (number, text) in corpus.into_iter().enumerate() {
        let body = json!({
            "email": format!("dj{number}@dance.example"), "displayName": text,
            "password": format!("{text} {PASSWORD}"), "deviceName": text,
        });
        let answer = post(&cloud, "/api/auth/register", &body).await;
        assert_eq!(answer.status, 201, "{text} {answer:?}");
        assert_eq!(answer.body["user"]["displayName"], text);
        token = answer.token();
        let list = call(&cloud, "GET", "/api/auth/tokens", Some(&token), &Value::Null).await;
        assert_eq!(list.body["tokens"][0]["name"], text);
        let login = json!({"email": body["email"], "password": body["password"]});
        assert_eq!(post(&cloud, "/api/auth/login", &login).await.status, 200, "{text}");
    }
    for bad in ["' OR '1'='1", "1 OR 1=1", "1; DROP TABLE tokens"] {
        assert_eq!(me(&cloud, bad).await.status, 401, "{bad}");
        let path = format!("/api/auth/tokens/{}", bad.replace(' ', "%20"));
        assert_eq!(call(&cloud, "DELETE", &path, Some(&token), &Value::Null).await.status, 404);
    }
    assert_eq!(me(&cloud, &token).await.status, 200);
}

#[tokio::test]
async fn a_dj_takes_another_name_which_nights_gone_by_have_as_well() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    register(&cloud, "Velvet Corner").await;
    let mut booth = go_live(&cloud, &token, SESSION).await;
    booth.ask(broadcast(1)).await;
    let path = "/api/auth/name";
    let name = |name: &str| json!({"displayName": name});
    let rename = async |token, to| call(&cloud, "POST", path, token, &name(to)).await;
    assert_eq!(rename(None, "June Calloway").await.status, 401);
    let taken = rename(Some(&token), "velvet corner").await;
    assert_eq!((taken.status, &taken.body["code"]), (409, &json!("name_taken")), "{taken:?}");
    let impossible = rename(Some(&token), "<b>").await;
    assert_eq!(impossible.status, 400);
    assert!(impossible.body["fields"]["displayName"].is_string(), "{impossible:?}");
    assert_eq!(me(&cloud, &token).await.body["user"]["slug"], "otis-marlow", "nothing is changed");

    let renamed = rename(Some(&token), "  June Calloway ").await;
    assert_eq!(renamed.status, 200, "{renamed:?}");
    let user = &me(&cloud, &token).await.body["user"];
    assert_eq!(&renamed.body["user"], user);
    assert_eq!(
        (&user["displayName"], &user["slug"]),
        (&json!("June Calloway"), &json!("june-calloway"))
    );
    let own = get_json(cloud.address(), "/api/dj/june-calloway").await;
    assert_eq!((&own["djName"], &own["totalSessions"]), (&json!("June Calloway"), &json!(1)));
    let recap = get_json(cloud.address(), &format!("/api/session/{SESSION}/recap")).await;
    assert_eq!(recap["djName"], "June Calloway");
    assert_eq!(get_json(cloud.address(), "/api/dj/otis-marlow").await["code"], "not_found");
    drop(booth);
    let mut booth = go_live(&cloud, &token, SESSION).await;
    assert_eq!(booth.ask(broadcast(2)).await["type"], "ACK");
    let live = get_json(cloud.address(), "/api/sessions/active").await;
    assert_eq!(live["sessions"][0]["djName"], "June Calloway");
    assert_eq!(rename(Some(&token), "JUNE Calloway").await.status, 200, "it is the DJ's own");
}
