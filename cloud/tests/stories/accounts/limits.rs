//! How often one may register, log in and regenerate.

use std::net::IpAddr;

use pika_cloud::CloudConfig;
use serde_json::{Value, json};

use super::api::{
    Answer, EMAIL, PASSWORD, call, log_in, post, registration, request, start, strict,
};

#[tokio::test]
async fn the_sixth_login_of_an_address_in_a_quarter_of_an_hour_is_refused() {
    let cloud = start().await;
    post(&cloud, "/api/auth/register", &registration()).await;
    for left in ["4", "3", "2", "1", "0"] {
        let answer = log_in(&cloud, PASSWORD).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("ratelimit-limit"), Some("5"));
        assert_eq!(answer.header("ratelimit-policy"), Some("5;w=900"));
        assert_eq!(answer.header("ratelimit-remaining"), Some(left));
    }
    let answer = log_in(&cloud, PASSWORD).await;
    assert_eq!((answer.status, &answer.body["code"]), (429, &json!("rate_limited")), "{answer:?}");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    let mut other = registration();
    other["email"] = json!("other@dance.example");
    other["displayName"] = json!("Another");
    let answer = post(&cloud, "/api/auth/register", &other).await;
    assert_eq!(answer.status, 201, "registering has a counter of its own");
}

#[tokio::test]
async fn the_sixth_registration_of_an_address_is_refused() {
    let cloud = start().await;
    for _ in 0..5 {
        assert_eq!(post(&cloud, "/api/auth/register", &json!({})).await.status, 400);
    }
    let answer = post(&cloud, "/api/auth/register", &registration()).await;
    assert_eq!(answer.status, 429);
    assert!(answer.header("retry-after").is_some());
    assert_eq!(log_in(&cloud, PASSWORD).await.status, 401, "logging in has a counter of its own");
}

async fn log_in_from(cloud: &pika_cloud::RunningCloud, address: &str, password: &str) -> Answer {
    let headers = format!(
        "X-Pika-Client: pika-web\r\nX-Forwarded-For: {address}\r\nCF-Connecting-IP: {address}\r\n"
    );
    let body = json!({"email": EMAIL, "password": password}).to_string();
    request(cloud.address(), "POST", "/api/auth/login", &headers, body.as_bytes()).await
}

#[tokio::test]
async fn the_sixth_failure_of_an_account_is_refused_wherever_it_comes_from() {
    let proxy: IpAddr = "127.0.0.1".parse().unwrap();
    let config = CloudConfig { trusted_proxies: vec![proxy], ..strict() };
    let cloud = pika_cloud::start(config).await.unwrap();
    let headers = "X-Pika-Client: pika-web\r\nCF-Connecting-IP: 198.51.100.1\r\n";
    let body = registration().to_string();
    request(cloud.address(), "POST", "/api/auth/register", headers, body.as_bytes()).await;
    for last in 10..15 {
        let address = format!("198.51.100.{last}");
        assert_eq!(log_in_from(&cloud, &address, PASSWORD).await.status, 200, "does not count");
        assert_eq!(log_in_from(&cloud, &address, "another password").await.status, 401);
    }
    let answer = log_in_from(&cloud, "198.51.100.20", PASSWORD).await;
    assert_eq!(answer.status, 429, "not even with the right password: {answer:?}");
    assert!(answer.header("retry-after").is_some());
}

#[tokio::test]
async fn headers_of_a_client_that_is_no_proxy_change_nothing() {
    let cloud = start().await;
    post(&cloud, "/api/auth/register", &registration()).await;
    let mut statuses = Vec::new();
    for last in 0..6 {
        let address = format!("198.51.100.{last}");
        // The right one, so that only the limit of the address is met.
        statuses.push(log_in_from(&cloud, &address, PASSWORD).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
}

#[tokio::test]
async fn the_fourth_new_token_of_a_dj_in_an_hour_is_refused() {
    let cloud = start().await;
    let mut token = post(&cloud, "/api/auth/register", &registration()).await.token();
    for left in ["2", "1", "0"] {
        let answer =
            call(&cloud, "POST", "/api/auth/regenerate-token", Some(&token), &Value::Null).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("ratelimit-policy"), Some("3;w=3600"));
        assert_eq!(answer.header("ratelimit-remaining"), Some(left));
        token = answer.token();
    }
    let answer =
        call(&cloud, "POST", "/api/auth/regenerate-token", Some(&token), &Value::Null).await;
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.header("retry-after").is_some());
    assert_eq!(super::api::me(&cloud, &token).await.status, 200, "the token is untouched");
}
