//! What Prometheus reads of a running server: the truth, and nobody's name.

use std::{collections::BTreeMap, net::SocketAddr};

use pika_cloud::{CloudConfig, CloudError, RunningCloud};
use serde_json::json;

use crate::{
    accounts::api::{EMAIL, registration, request},
    support::{Client, SESSION, booth, broadcast, config, dancer, exchange, get, item, like},
};

async fn measured_cloud() -> RunningCloud {
    let metrics = Some(SocketAddr::from(([127, 0, 0, 1], 0)));
    pika_cloud::start(CloudConfig { metrics, ..config() }).await.unwrap()
}

/// All samples of a scrape: the text of each line up to its value, and the value.
struct Samples(BTreeMap<String, f64>);

impl Samples {
    fn number(&self, name: &str) -> f64 {
        *self.0.get(name).unwrap_or_else(|| panic!("no {name} among {:?}", self.0))
    }

    /// A number that counts something.
    fn count(&self, name: &str) -> u64 {
        self.number(name) as u64
    }
}

async fn scrape(cloud: &RunningCloud) -> Samples {
    let (head, body) = get(cloud.metrics_address().unwrap(), "/metrics", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("application/openmetrics-text; version=1.0.0"), "{head}");
    let (samples, end) = body.rsplit_once("# EOF").expect("the end is marked");
    assert_eq!(end, "\n");
    let samples = samples.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (name, value) = line.rsplit_once(' ').expect(line);
        let plain = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(name.split('{').next().unwrap().chars().all(plain), "{line}");
        (name.to_owned(), value.parse().expect(line))
    });
    Samples(samples.collect())
}

#[tokio::test]
async fn prometheus_reads_what_happens_on_a_node() {
    let cloud = measured_cloud().await;
    let before = scrape(&cloud).await;
    assert_eq!(before.count("pika_connections"), 0);
    assert_eq!(before.count("pika_commit_seconds_count"), 0);
    assert_eq!(before.count("pika_relay_connected"), 1, "it is the only node");

    let mut booth = booth(&cloud).await;
    let mut first = dancer(&cloud, "client_one").await;
    let _second = dancer(&cloud, "client_two").await;
    assert_eq!(booth.ask(broadcast(1)).await["type"], "ACK");
    assert_eq!(first.ask(like(1)).await["type"], "ACK");
    let mut stranger = Client::connect(&cloud).await;
    stranger.send(json!({"type": "NO_SUCH_MESSAGE"})).await;
    assert_eq!(stranger.closed().await.0, 1008);
    let foreign = Client::connect_with(cloud.address(), |request| {
        request.headers_mut().insert("origin", "https://elsewhere.example".parse().unwrap());
    });
    assert!(foreign.await.is_err());
    booth.until(|message| message["count"] == 2).await;
    stranger.ended().await;

    let after = scrape(&cloud).await;
    assert_eq!(after.count("pika_sessions"), 1);
    assert_eq!(after.count("pika_listeners"), 2);
    assert!((3..=4).contains(&after.count("pika_connections")), "one is just leaving");
    assert_eq!(after.count("pika_commit_seconds_count"), 2, "a track and a like");
    assert!(after.number("pika_commit_seconds_sum") > 0.0);
    assert_eq!(after.count("pika_commit_failures_total"), 0);
    assert_eq!(after.count(r#"pika_commit_seconds_bucket{le="+Inf"}"#), 2);
    assert!(after.count("pika_fanout_seconds_count") >= 2, "the track and the listeners");
    assert!(after.count("pika_session_batch_commands_count") >= 4, "each of them asked");
    assert_eq!(after.count("pika_session_queue_longest"), 0);
    assert_eq!(after.count(r#"pika_drops_total{reason="Invalid"}"#), 1);
    assert_eq!(after.count(r#"pika_drops_total{reason="Origin"}"#), 1);
}

#[tokio::test]
async fn logins_are_counted_by_how_they_end_and_nobody_is_named() {
    let cloud = measured_cloud().await;
    let headers = "X-Pika-Client: pika-desktop\r\n";
    let post = async |path: &str, body: serde_json::Value| {
        request(cloud.address(), "POST", path, headers, body.to_string().as_bytes()).await.status
    };
    assert_eq!(post("/api/auth/register", registration()).await, 201);
    let login = |password: &str| json!({"email": EMAIL, "password": password});
    let right = registration()["password"].as_str().unwrap().to_owned();
    assert_eq!(post("/api/auth/login", login(&right)).await, 200);
    for _ in 0..4 {
        assert_eq!(post("/api/auth/login", login("a wrong password")).await, 401);
    }
    assert_eq!(post("/api/auth/login", login(&right)).await, 429);
    let _booth = booth(&cloud).await;
    let _dancer = dancer(&cloud, "client_secret_of_a_dancer").await;

    let samples = scrape(&cloud).await;
    let logins =
        |outcome: &str| samples.count(&format!(r#"pika_logins_total{{outcome="{outcome}"}}"#));
    assert_eq!(logins("Success"), 1);
    assert_eq!(logins("WrongCredentials"), 4);
    assert_eq!(logins("TooMany"), 1);

    let text = get(cloud.metrics_address().unwrap(), "/metrics", "").await.1;
    for name in [EMAIL, "Alba", "Marlow", SESSION, "client_secret_of_a_dancer", "127.0.0.1"] {
        assert!(!text.contains(name), "{name}");
    }
    for line in text.lines().filter(|line| line.contains('{') && !line.starts_with('#')) {
        let labels = line.split('{').nth(1).unwrap();
        let closed = ["le=", "reason=", "outcome="];
        assert!(closed.iter().any(|label| labels.starts_with(label)), "{line}");
    }
}

#[tokio::test]
async fn metrics_have_a_port_of_their_own_which_is_not_open_to_the_network() {
    let cloud = measured_cloud().await;
    let (head, _) = get(cloud.address(), "/metrics", "").await;
    assert!(!head.contains("openmetrics"), "not where dancers are: {head}");
    let metrics = cloud.metrics_address().unwrap();
    for path in ["/health", "/api/session", "/", "/ws"] {
        let (head, _) = get(metrics, path, "").await;
        assert!(head.starts_with("http/1.1 404"), "nothing else is there: {path} {head}");
    }
    let (head, _) = exchange(metrics, "POST", "/metrics", "", b"").await;
    assert!(head.starts_with("http/1.1 405"), "{head}");
    cloud.stop().await;

    let metrics = Some(SocketAddr::from(([0, 0, 0, 0], 0)));
    let error = pika_cloud::start(CloudConfig { metrics, ..config() }).await.expect_err("open");
    assert!(matches!(error, CloudError::MetricsPublic(_)), "{error}");
}

#[tokio::test]
async fn news_that_a_stalled_phone_misses_is_counted() {
    let cloud = measured_cloud().await;
    let mut booth = Client::connect(&cloud).await;
    let resume = booth.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    let _stalled = dancer(&cloud, "client_stalled").await;
    let slow = r#"pika_drops_total{reason="SlowClient"}"#;
    // Names of 2 KB each: after some hundred of these, all buffers are full.
    let long = "\u{1f57a}".repeat(495);
    let mut last = 0;
    while !scrape(&cloud).await.0.contains_key(slow) {
        assert!(last < 550, "a phone that does not read misses something");
        for _ in 0..55 {
            last += 1;
            let mut play = item(last);
            play["track"] = json!({"title": format!("{long} {last}"), "artist": long});
            let message = json!({"type": "CATCH_UP", "sessionId": SESSION, "items": [play]});
            assert_eq!(booth.ask(message).await["lastSeq"], last);
        }
        // A fresh line, because one line may only say so much in a while.
        booth = Client::connect(&cloud).await;
        booth.register(SESSION, Some(&resume)).await;
    }
    assert!((1..=last).contains(&scrape(&cloud).await.count(slow)));
}
