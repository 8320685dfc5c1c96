//! Phones that want to be notified: which are taken, and when they are forgotten.

use super::*;

#[tokio::test]
async fn a_phone_that_is_gone_is_forgotten_and_a_busy_service_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = PushService::start().await;
    let config = local(CloudConfig {
        metrics: Some("127.0.0.1:0".parse().unwrap()),
        ..config_with_file(&folder)
    });
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut booth = booth(&cloud, SESSION).await;
    for name in ["busy", "gone", "moved", "unknown", "well"] {
        phone(&cloud, &service, SESSION, name).await;
    }
    service.answer("busy", 429, "retry-after", "0");
    service.answer("busy", 503, "retry-after", "0");
    service.answer("gone", 410, "x", "");
    service.answer("unknown", 404, "x", "");
    service.answer("moved", 307, "location", "/elsewhere");
    announce(&mut booth, SESSION, 1, "First.", true).await;
    let first = ["busy", "busy", "busy", "gone", "moved", "unknown", "well"];
    assert_eq!(service.next_phones(7).await, first, "nobody is sent elsewhere");

    let counted = async |wanted: &str| {
        let address = cloud.metrics_address().unwrap();
        loop {
            let (_, text) = get(address, "/metrics", "").await;
            if text.contains(wanted) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    counted("pika_pushes_total{outcome=\"Sent\"} 2").await;
    counted("pika_pushes_total{outcome=\"Gone\"} 2").await;
    counted("pika_pushes_total{outcome=\"Failed\"} 1").await;
    announce(&mut booth, SESSION, 2, "Second.", true).await;
    assert_eq!(service.next_phones(3).await, ["busy", "moved", "well"]);
    let kept = column(&database, "SELECT endpoint FROM push_subscriptions ORDER BY endpoint").await;
    assert_eq!(kept.len(), 3, "{kept:?}");
}

#[tokio::test]
async fn a_phone_is_notified_until_its_dancer_is_forgotten_or_the_session_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = PushService::start().await;
    let config = local(config_with_file(&folder));
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut booth = booth(&cloud, SESSION).await;
    let ana = phone(&cloud, &service, SESSION, "ana").await;
    let ben = phone(&cloud, &service, SESSION, "ben").await;
    phone(&cloud, &service, SESSION, "cleo").await;
    let again = Phone::new("cleo", format!("{}/cleo_again", service.address));
    assert_eq!(subscribe(&cloud, SESSION, &again).await.status, 200);

    let farewell = json!({"endpoint": ana.endpoint});
    let stranger = ask(&cloud, "/api/push/unsubscribe", &ben.dancer(), &farewell).await;
    assert_eq!(stranger.status, 200, "it is not told whose it is");
    announce(&mut booth, SESSION, 1, "First.", true).await;
    assert_eq!(service.next_phones(3).await, ["ana", "ben", "cleo_again"], "one for each dancer");

    ask(&cloud, "/api/push/unsubscribe", &ana.dancer(), &farewell).await;
    let headers = format!("X-Pika-Client: pika-web\r\nX-Pika-Dancer: {}\r\n", ben.dancer());
    let export = request(cloud.address(), "GET", "/api/dancer/export", &headers, b"").await.body;
    assert_eq!(export["pushSubscriptions"][0]["endpoint"], ben.endpoint.as_str());
    let deleted = request(cloud.address(), "DELETE", "/api/dancer", &headers, b"").await;
    assert_eq!(deleted.status, 200);
    announce(&mut booth, SESSION, 2, "Second.", true).await;
    assert_eq!(service.next_phones(1).await, ["cleo_again"]);

    booth.ask(json!({"type": "END_SESSION", "sessionId": SESSION, "seq": 3})).await;
    let kept = column(&database, "SELECT endpoint FROM push_subscriptions").await;
    assert!(kept.is_empty(), "{kept:?}");
    let late = subscribe(&cloud, SESSION, &ben).await;
    assert_eq!((late.status, &late.body["code"]), (404, &json!("not_found")));
    cloud.stop().await;
    assert!(service.is_quiet());
}

#[tokio::test]
async fn nothing_is_sent_where_only_this_server_could_reach() {
    let mut service = PushService::start().await;
    let push = |local| Some(PushConfig { key: VapidKey::generate(), local });
    // The switch for development is worth nothing in production.
    for (environment, local) in [
        (Environment::Development, false),
        (Environment::Production, true),
        (Environment::Production, false),
    ] {
        let config = CloudConfig { push: push(local), environment, ..config() };
        let cloud = pika_cloud::start(config).await.unwrap();
        let _booth = booth(&cloud, SESSION).await;
        for endpoint in [
            service.address.as_str(),
            "https://127.0.0.1/push",
            "https://localhost/push",
            "https://[::1]/push",
            "https://[::ffff:10.0.0.1]/push",
            "https://169.254.169.254/latest/meta-data",
            "https://192.168.0.1/push",
            "https://2130706433/push",
            "https://user@142.250.74.74/push",
            "https://142.250.74.74:3001/push",
            "http://142.250.74.74/push",
            "gopher://142.250.74.74/push",
            "",
        ] {
            let answer = subscribe(&cloud, SESSION, &Phone::new("ana", endpoint.to_owned())).await;
            assert_eq!(answer.status, 400, "{endpoint}: {answer:?}");
            assert!(answer.body["fields"]["endpoint"].is_string(), "{endpoint}: {answer:?}");
        }
        let public = Phone::new("ana", "https://142.250.74.74/push".to_owned());
        assert_eq!(subscribe(&cloud, SESSION, &public).await.status, 200);
    }
    assert!(service.is_quiet());
}

#[tokio::test]
async fn a_subscription_has_a_key_a_secret_a_session_and_a_dancer() {
    let service = PushService::start().await;
    let cloud = pika_cloud::start(local(config())).await.unwrap();
    let phone = Phone::new("ana", format!("{}/ana", service.address));
    let wish = phone.wish(SESSION);
    let unknown = subscribe(&cloud, SESSION, &phone).await;
    assert_eq!(unknown.status, 404, "no such session: {unknown:?}");
    let _booth = booth(&cloud, SESSION).await;
    for (member, value) in [
        ("/keys/p256dh", json!("AAAA")),
        ("/keys/p256dh", json!("BAAA".repeat(22))),
        ("/keys/auth", json!("c2hvcnQ")),
        ("/keys/auth", json!("!")),
        ("/keys", json!(null)),
        ("/endpoint", json!(null)),
    ] {
        let mut bad = wish.clone();
        *bad.pointer_mut(member).unwrap() = value;
        let answer = ask(&cloud, "/api/push/subscribe", &phone.dancer(), &bad).await;
        assert_eq!((answer.status, &answer.body["code"]), (400, &json!("invalid")), "{bad}");
    }
    let nobody = ask(&cloud, "/api/push/subscribe", "", &wish).await;
    assert_eq!(nobody.status, 400, "{nobody:?}");

    // As Pika 0.3 says it: with the dancer in the body, and without a session.
    let mut old = wish.clone();
    old["clientId"] = json!("client_1700000000000_abc");
    old.as_object_mut().unwrap().remove("sessionId");
    assert_eq!(ask(&cloud, "/api/push/subscribe", "", &old).await.status, 200);
}

#[tokio::test]
async fn phones_that_subscribe_twice_at_once_are_all_taken() {
    let database = postgres();
    let service = PushService::start().await;
    let config = CloudConfig { database: database.clone(), ..local(config()) };
    let cloud = pika_cloud::start(config).await.unwrap();
    let _booth = booth(&cloud, SESSION).await;
    let at = |name: &str| format!("{}/{name}", service.address);
    let ana = Phone::new("ana", at("ana"));
    // Somebody writes the same endpoint down, or the same dancer, and is not ready yet.
    for (endpoint, dancer) in [(at("ana"), "ben"), (at("ana_before"), "ana")] {
        let mut other = PgConnection::connect(&database).await.unwrap();
        other.execute("BEGIN").await.unwrap();
        let written = format!(
            "INSERT INTO push_subscriptions
                 (endpoint, session_id, dancer, p256dh, auth, created_at)
             VALUES ('{endpoint}', '{SESSION}', substring(sha256('client_of_{dancer}') FOR 16),
                 decode(repeat('04', 65), 'hex'), decode(repeat('04', 16), 'hex'), 0)"
        );
        other.execute(written.as_str()).await.unwrap();
        let waited = async {
            waits_for(number_of(&mut other).await, &mut other).await;
            other.execute("COMMIT").await.unwrap();
        };
        let (answer, ()) = tokio::join!(subscribe(&cloud, SESSION, &ana), waited);
        assert_eq!(answer.status, 200, "{answer:?}");
        let kept = column(&database, "SELECT endpoint FROM push_subscriptions").await;
        assert_eq!(kept, [ana.endpoint.as_str()], "{endpoint} of {dancer}");
        execute(&database, "DELETE FROM push_subscriptions").await;
    }
}
