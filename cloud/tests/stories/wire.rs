//! The transport: what closes a socket, who may open one, and how a dead one is noticed.

use std::time::Duration;

use pika_cloud::{CloudConfig, Environment, Heartbeat};
use serde_json::json;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::support::{Client, SESSION, booth, broadcast, cloud, config, dancer, get, history};

fn status(refused: Result<Client, Error>) -> u16 {
    match refused.err() {
        Some(Error::Http(response)) => response.status().as_u16(),
        other => panic!("expected an answer over HTTP, got {other:?}"),
    }
}

#[tokio::test]
async fn a_frame_that_is_no_message_closes_the_socket() {
    let cloud = cloud().await;
    for text in [
        "hello",
        "[]",
        r#"{"type":"PONG"}"#,
        r#"{"type":"SUBSCRIBE","sessionId":"../../etc"}"#,
        r#"{"type":"BROADCAST_TRACK","sessionId":"pika_story_one","track":{"title":" ","artist":"A"}}"#,
        r#"{"type":"TRACK_STOPPED","sessionId":"pika_story_one","seq":1.5}"#,
    ] {
        let mut client = Client::connect(&cloud).await;
        client.send_frame(Message::text(text)).await;
        assert_eq!(client.closed().await, (1008, "Invalid message".to_owned()), "{text}");
    }
}

#[tokio::test]
async fn a_message_may_have_10240_bytes_and_not_one_more() {
    let cloud = cloud().await;
    let padded = |bytes: usize| {
        let empty = r#"{"type":"PING","messageId":"m1","pad":""}"#.len();
        format!(r#"{{"type":"PING","messageId":"m1","pad":"{}"}}"#, "x".repeat(bytes - empty))
    };
    let mut client = Client::connect(&cloud).await;
    client.send_frame(Message::text(padded(10_240))).await;
    client.until_type("ACK").await;
    client.send_frame(Message::text(padded(10_241))).await;
    assert_eq!(client.closed().await.0, 1009);
}

#[tokio::test]
async fn a_message_that_is_too_long_is_refused_by_its_first_bytes() {
    let cloud = cloud().await;
    let mut client = Client::connect(&cloud).await;
    // A masked frame of text that says it has 10,241 bytes, and none of them.
    let [high, low] = 10_241_u16.to_be_bytes();
    client.send_bytes(&[0x81, 0x80 | 0x7e, high, low, 1, 2, 3, 4]).await;
    assert_eq!(client.closed().await.0, 1009);
}

#[tokio::test]
async fn binary_frames_are_not_spoken_here() {
    let cloud = cloud().await;
    let mut client = Client::connect(&cloud).await;
    client.send_frame(Message::binary(b"PIKA".as_slice())).await;
    assert_eq!(client.closed().await.0, 1003);
}

#[tokio::test]
async fn a_version_of_the_future_is_told_so_and_closed() {
    let cloud = cloud().await;
    let mut client = Client::connect(&cloud).await;
    client.send(json!({"type": "SUBSCRIBE", "protocol": 7, "messageId": "m1"})).await;
    let nack = client.news().await;
    assert_eq!((&nack["code"], &nack["messageId"]), (&json!("unsupported_version"), &json!("m1")));
    assert_eq!(client.closed().await.0, 1008);
}

#[tokio::test]
async fn a_full_server_asks_a_booth_to_try_again_later() {
    let mut config = config();
    config.limits.sessions = 1;
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut first = booth(&cloud).await;
    let register = json!({"type": "REGISTER_SESSION", "sessionId": "pika_story_two"});
    let mut second = Client::connect(&cloud).await;
    second.send(register.clone()).await;
    let full = (1013, "Server busy (max sessions reached)".to_owned());
    assert_eq!(second.closed().await, full);

    first.ask(json!({"type": "END_SESSION", "sessionId": SESSION})).await;
    drop(first);
    // The place is free once the server has seen the first booth go.
    loop {
        let mut next = Client::connect(&cloud).await;
        next.send(register.clone()).await;
        if next.is_registered().await {
            break;
        }
    }
}

#[tokio::test]
async fn a_flood_is_slowed_down_and_then_cut_off() {
    let cloud = cloud().await;
    let mut client = Client::connect(&cloud).await;
    for _ in 0..400 {
        client.try_send(json!({"type": "PING"})).await;
    }
    let nack = client.until_type("NACK").await;
    assert_eq!(nack["code"], "rate_limited");
    assert!(nack["retryAfterMs"].as_u64().is_some());
    assert_eq!(client.closed().await, (1008, "Too many messages".to_owned()));
}

#[tokio::test]
async fn each_kind_of_message_has_a_bucket_of_its_own() {
    let cloud = cloud().await;
    let mut client = Client::connect(&cloud).await;
    for _ in 0..60 {
        assert_eq!(client.ask(json!({"type": "PING"})).await["type"], "ACK");
    }
    assert_eq!(client.ask(json!({"type": "PING"})).await["code"], "rate_limited");
    let other = json!({"type": "VALIDATE_SESSION", "sessionId": SESSION});
    assert_eq!(client.ask(other).await["type"], "ACK");
}

#[tokio::test]
async fn only_our_pages_may_open_a_socket() {
    let development = CloudConfig { environment: Environment::Development, ..config() };
    let production = cloud().await;
    let development = pika_cloud::start(development).await.unwrap();
    let connect = async |cloud: &pika_cloud::RunningCloud, origin: String| {
        Client::connect_with(cloud.address(), |request| {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        })
        .await
    };
    assert!(connect(&production, format!("http://{}", production.address())).await.is_ok());
    assert!(connect(&production, "https://pika.stream".to_owned()).await.is_ok());
    assert_eq!(status(connect(&production, "https://evil.example".to_owned()).await), 403);
    assert_eq!(status(connect(&production, "http://localhost:3002".to_owned()).await), 403);
    assert!(connect(&development, "http://localhost:3002".to_owned()).await.is_ok());
}

#[tokio::test]
async fn the_eleventh_connection_of_a_client_in_a_minute_is_refused() {
    let mut config = config();
    config.limits.connects_per_client = 10;
    config.limits.connects_per_address = 15;
    let cloud = pika_cloud::start(config).await.unwrap();
    let connect = async |key: Option<String>, forwarded: u8| {
        Client::connect_with(cloud.address(), |request| {
            let headers = request.headers_mut();
            headers.insert("x-forwarded-for", format!("203.0.113.{forwarded}").parse().unwrap());
            if let Some(key) = key {
                headers.insert("sec-websocket-protocol", key.parse().unwrap());
            }
        })
        .await
    };
    for number in 0..10 {
        assert!(connect(None, number).await.is_ok(), "{number}");
    }
    assert_eq!(status(connect(None, 99).await), 429, "another header changes nothing");
    for number in 0..5 {
        let key = format!("pika.{number:032x}");
        assert!(connect(Some(key), 0).await.is_ok(), "another phone behind the same address");
    }
    let key = format!("pika.{:032x}", 99);
    assert_eq!(status(connect(Some(key), 0).await), 429, "there is a ceiling for the address");
}

#[tokio::test]
async fn a_server_with_as_many_connections_as_it_may_have_says_so() {
    let mut config = config();
    config.limits.connections = 2;
    let cloud = pika_cloud::start(config).await.unwrap();
    let _first = Client::connect(&cloud).await;
    let _second = Client::connect(&cloud).await;
    assert_eq!(status(Client::connect_with(cloud.address(), |_| ()).await), 503);
}

#[tokio::test]
async fn a_booth_that_has_silently_gone_is_noticed() {
    let heartbeat = Heartbeat {
        ping_every: Duration::from_millis(100),
        dead_after: Duration::from_millis(300),
    };
    let cloud = pika_cloud::start(CloudConfig { heartbeat, ..config() }).await.unwrap();
    // It does not read, so it answers no ping, as if its network had gone.
    let mut silent = booth(&cloud).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    let told = dancer.until_type("DJ_CONNECTION").await;
    assert_eq!(told["state"], "reconnecting");
    silent.ended().await;
}

/// PostgreSQL keeps every character but this one.
#[tokio::test]
async fn a_nul_in_a_name_or_an_address_is_no_trouble() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut track = broadcast(1);
    track["track"]["title"] = json!("Stormy\0 Corner");
    assert_eq!(booth.ask(track).await["type"], "ACK");
    assert_eq!(history(cloud.address()).await, ["Stormy Corner"]);
    for path in ["/api/session/pika%00/recap", "/api/dj/otis%00"] {
        let (head, _) = get(cloud.address(), path, "").await;
        assert!(head.starts_with("http/1.1 404"), "{head}");
    }
}
