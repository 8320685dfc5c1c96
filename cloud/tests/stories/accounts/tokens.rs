//! Tokens: what they look like, how they are presented, how they end.

use std::{fmt::Write as _, time::Duration};

use futures_util::future::join_all;
use pika_cloud::CloudConfig;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, PgConnection};
use tokio::join;
use uuid::Uuid;

use super::api::{
    Answer, EMAIL, PASSWORD, call, column, execute, log_in, me, post, register, registration,
    request, start, strict, strict_with_file,
};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

async fn regenerate(cloud: &pika_cloud::RunningCloud, token: &str, body: &Value) -> Answer {
    call(cloud, "POST", "/api/auth/regenerate-token", Some(token), body).await
}

#[tokio::test]
async fn a_token_is_a_random_uuid_and_its_digest_is_as_good_but_what_is_stored_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let config = strict_with_file(&folder);
    let cloud = pika_cloud::start(config.clone()).await.unwrap();
    let token = register(&cloud, "Otis Marlow").await;
    let uuid = Uuid::parse_str(token.strip_prefix("pk_dj_").unwrap()).unwrap();
    assert_eq!((uuid.get_version_num(), token.len()), (4, 42), "with hyphens");

    let digest = Sha256::digest(token.as_bytes());
    let stored = column(&config.database, "SELECT token_hash FROM tokens").await;
    assert_eq!(stored, [sha256(&digest)], "SHA-256 of the digest and nothing else");
    let presented = format!("sha256:{}", sha256(token.as_bytes()));
    assert_ne!(log_in(&cloud, PASSWORD).await.token(), token, "each is drawn anew");
    for good in [&token, &presented] {
        assert_eq!(me(&cloud, good).await.status, 200);
    }
    let stored = &stored[0];
    for bad in [stored.as_str(), &format!("sha256:{stored}"), &sha256(token.as_bytes()), "x"] {
        let answer = me(&cloud, bad).await;
        assert_eq!((answer.status, &answer.body["code"]), (401, &json!("token_invalid")), "{bad}");
        assert_eq!(answer.body["error"], "Invalid token");
    }
}

#[tokio::test]
async fn without_a_token_nobody_is_anybody() {
    let cloud = start().await;
    for headers in ["", "Authorization: Bearer \r\n", "Authorization: Basic b3Rpcw==\r\n"] {
        let answer =
            super::api::request(cloud.address(), "GET", "/api/auth/me", headers, b"").await;
        assert_eq!((answer.status, &answer.body["code"]), (401, &json!("token_required")));
        assert_eq!(answer.body["error"], "Authorization token required");
    }
}

#[tokio::test]
async fn a_new_token_takes_the_place_of_the_one_presented_and_of_no_other() {
    let cloud = start().await;
    let first = post(&cloud, "/api/auth/register", &registration()).await.token();
    let other = log_in(&cloud, PASSWORD).await.token();
    let answer = regenerate(&cloud, &first, &Value::Null).await;
    assert_eq!((answer.status, &answer.body["success"]), (200, &json!(true)), "{answer:?}");
    let revoked = me(&cloud, &first).await;
    assert_eq!((revoked.status, &revoked.body["code"]), (401, &json!("token_revoked")));
    for valid in [answer.token(), other.clone()] {
        assert_eq!(me(&cloud, &valid).await.status, 200);
    }
    let last = regenerate(&cloud, &answer.token(), &json!({"all": true})).await.token();
    assert_eq!(me(&cloud, &last).await.status, 200);
    for gone in [first, answer.token(), other] {
        assert_eq!(me(&cloud, &gone).await.body["code"], "token_revoked");
    }
}

#[tokio::test]
async fn of_two_that_regenerate_a_token_at_once_one_gets_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let config = strict_with_file(&folder);
    let cloud = pika_cloud::start(config.clone()).await.unwrap();
    let token = register(&cloud, "Otis Marlow").await;
    let (one, two) = tokio::join!(
        regenerate(&cloud, &token, &Value::Null),
        regenerate(&cloud, &token, &Value::Null)
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    let live = "SELECT name FROM tokens WHERE revoked_at IS NULL";
    assert_eq!(column(&config.database, live).await, ["Desktop"], "one, of the same device");
}

#[tokio::test]
async fn a_token_that_is_not_used_for_30_days_expires_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let config = strict_with_file(&folder);
    let token = {
        let cloud = pika_cloud::start(config.clone()).await.unwrap();
        let token = register(&cloud, "Otis Marlow").await;
        cloud.stop().await;
        token
    };
    let day = 24 * 60 * 60 * 1000;
    let age = |days: i64| format!("UPDATE tokens SET used_at = used_at - {}", days * day);
    execute(&config.database, &age(29)).await;
    let cloud = pika_cloud::start(config.clone()).await.unwrap();
    assert_eq!(me(&cloud, &token).await.status, 200, "29 days; and now it was used");
    execute(&config.database, &age(29)).await;
    assert_eq!(me(&cloud, &token).await.status, 200, "using it made it young again");
    execute(&config.database, &age(31)).await;
    let answer = me(&cloud, &token).await;
    assert_eq!((answer.status, &answer.body["code"]), (401, &json!("token_expired")), "{answer:?}");
    assert!(answer.body["error"].as_str().unwrap().contains("expired"));
}

#[tokio::test]
async fn devices_are_listed_and_revoked_one_by_one() {
    let cloud = start().await;
    let laptop = post(&cloud, "/api/auth/register", &registration()).await.token();
    let body =
        json!({"email": super::api::EMAIL, "password": PASSWORD, "deviceName": "Old laptop"});
    let old = post(&cloud, "/api/auth/login", &body).await.token();
    let stranger = register(&cloud, "Stranger").await;

    let list = call(&cloud, "GET", "/api/auth/tokens", Some(&laptop), &Value::Null).await;
    let tokens = list.body["tokens"].as_array().unwrap();
    assert_eq!(tokens.len(), 2, "{list:?}");
    let named = |name: &str| tokens.iter().find(|token| token["name"] == name).unwrap();
    assert_eq!(named("Desktop")["current"], true);
    assert_eq!(named("Old laptop")["current"], false);
    for member in ["createdAt", "lastUsedAt", "expiresAt"] {
        assert!(named("Old laptop")[member].as_str().unwrap().ends_with('Z'), "{list:?}");
    }
    let path = format!("/api/auth/tokens/{}", named("Old laptop")["id"]);
    let foreign = call(&cloud, "DELETE", &path, Some(&stranger), &Value::Null).await;
    assert_eq!(foreign.status, 404, "nobody revokes another DJ's token");
    assert_eq!(me(&cloud, &old).await.status, 200);
    assert_eq!(call(&cloud, "DELETE", &path, Some(&laptop), &Value::Null).await.status, 200);
    assert_eq!(me(&cloud, &old).await.body["code"], "token_revoked");
    assert_eq!(call(&cloud, "DELETE", &path, Some(&laptop), &Value::Null).await.status, 404);
}

/// Each on its own would find room for itself.
#[tokio::test]
async fn devices_that_log_in_at_once_leave_ten_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let proxy = "127.0.0.1".parse().unwrap();
    let config = CloudConfig { trusted_proxies: vec![proxy], ..strict_with_file(&folder) };
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    post(&cloud, "/api/auth/register", &registration()).await;
    for round in 0..3 {
        let logins = (0..12).map(|device| {
            let address = cloud.address();
            async move {
                let headers = format!(
                    "X-Pika-Client: pika-web\r\nX-Forwarded-For: 198.51.{round}.{device}\r\n"
                );
                let body = json!({"email": EMAIL, "password": PASSWORD}).to_string();
                request(address, "POST", "/api/auth/login", &headers, body.as_bytes()).await.status
            }
        });
        let statuses = join_all(logins).await;
        // Guesses are counted before they are looked at, so that five at once are let in.
        let let_in = statuses.iter().filter(|status| **status == 200).count();
        assert!(let_in > 1, "{statuses:?}");
        let live = "SELECT CAST(count(*) AS TEXT) FROM tokens WHERE revoked_at IS NULL";
        let live: u32 = column(&database, live).await[0].parse().unwrap();
        assert!(live <= 10, "{live}");
    }
}

/// Both have counted the tokens before either is done: a third connection holds the row that has to go.
#[tokio::test]
#[cfg(unix)]
async fn two_devices_that_log_in_at_once_on_postgres_leave_no_more_tokens_than_one() {
    let server = pika_test_support::postgres::Postgres::start().unwrap();
    let mut config = CloudConfig { database: server.database(), ..strict() };
    config.database_wait = Duration::from_secs(20);
    config.accounts.tokens_per_dj = 3;
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    post(&cloud, "/api/auth/register", &registration()).await;
    execute(&database, "UPDATE tokens SET used_at = used_at - 1000").await;
    for _ in 0..2 {
        log_in(&cloud, PASSWORD).await.token();
    }
    let mut third = PgConnection::connect(&database).await.unwrap();
    let mut held = third.begin().await.unwrap();
    let oldest = "SELECT 1 FROM tokens ORDER BY used_at LIMIT 1 FOR UPDATE";
    sqlx::query(oldest).execute(&mut *held).await.unwrap();
    let waiting = "SELECT pid::TEXT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    let let_go = async {
        while column(&database, waiting).await.len() < 2 {}
        held.rollback().await.unwrap();
    };
    let (one, two, ()) = join!(log_in(&cloud, PASSWORD), log_in(&cloud, PASSWORD), let_go);
    assert_eq!((one.status, two.status), (200, 200));
    let live = "SELECT name FROM tokens WHERE revoked_at IS NULL";
    assert_eq!(column(&database, live).await.len(), 3);
}

#[tokio::test]
async fn an_eleventh_device_takes_the_token_of_the_one_used_least_recently() {
    let folder = tempfile::tempdir().unwrap();
    let mut config: CloudConfig = strict_with_file(&folder);
    config.accounts.tokens_per_dj = 3;
    let cloud = pika_cloud::start(config.clone()).await.unwrap();
    let first = post(&cloud, "/api/auth/register", &registration()).await.token();
    let mut tokens = Vec::new();
    for _ in 0..3 {
        execute(&config.database, "UPDATE tokens SET used_at = used_at - 1000").await;
        tokens.push(log_in(&cloud, PASSWORD).await.token());
    }
    assert_eq!(me(&cloud, &first).await.body["code"], "token_revoked");
    for token in tokens {
        assert_eq!(me(&cloud, &token).await.status, 200);
    }
    assert_eq!(CloudConfig::default().accounts.tokens_per_dj, 10);
}
