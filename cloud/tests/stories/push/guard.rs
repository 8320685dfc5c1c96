//! How many phones, how often, and by no way but the straight one.

use std::process::Stdio;

use futures_util::FutureExt as _;
use pika_cloud::VapidKey;
use serde_json::json;
use tokio::net::TcpListener;

use super::{Phone, PushService, announce, ask, booth, local, phone, program, request, subscribe};
use crate::{
    database::execute,
    support::{Client, SESSION, config, config_with_sqlite},
};

#[tokio::test]
async fn a_session_notifies_five_thousand_phones_and_not_one_more() {
    let folder = tempfile::tempdir().unwrap();
    let service = PushService::start().await;
    let config = local(config_with_sqlite(&folder));
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    let _booth = booth(&cloud, SESSION).await;
    let crowd = format!(
        "WITH RECURSIVE numbers (number) AS
             (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 4999)
         INSERT INTO push_subscriptions (endpoint, session_id, dancer, p256dh, auth, created_at)
         SELECT 'https://push.example/' || number, '{SESSION}', randomblob(16), randomblob(65),
             randomblob(16), 0 FROM numbers"
    );
    execute(&database, &crowd).await;
    let ana = phone(&cloud, &service, SESSION, "ana").await;
    let ben = Phone::new("ben", format!("{}/ben", service.address));
    let refused = subscribe(&cloud, SESSION, &ben).await;
    assert_eq!(refused.status, 404, "{refused:?}");
    assert!(refused.body["message"].as_str().unwrap().contains("too many phones"), "{refused:?}");
    assert_eq!(subscribe(&cloud, SESSION, &ana).await.status, 200, "who is there stays there");
    let farewell = json!({"endpoint": ana.endpoint});
    ask(&cloud, "/api/push/unsubscribe", &ana.dancer(), &farewell).await;
    assert_eq!(subscribe(&cloud, SESSION, &ben).await.status, 200);
}

/// Each wish has a name looked up.
#[tokio::test]
async fn an_address_asks_for_notifications_six_hundred_times_in_a_quarter_of_an_hour() {
    let cloud = pika_cloud::start(local(config())).await.unwrap();
    let wish = json!({"endpoint": "nowhere"});
    for number in 1..=600 {
        let path = if number % 2 == 0 { "/api/push/subscribe" } else { "/api/push/unsubscribe" };
        let status = ask(&cloud, path, "client_of_ana", &wish).await.status;
        assert!(matches!(status, 200 | 400), "{number}: {status}");
    }
    for path in ["/api/push/subscribe", "/api/push/unsubscribe"] {
        let answer = ask(&cloud, path, "client_of_ben", &wish).await;
        assert_eq!((answer.status, &answer.body["code"]), (429, &json!("rate_limited")));
    }
}

/// A proxy would look names up by itself, and reach what it likes.
#[tokio::test]
async fn no_proxy_of_the_machine_comes_between() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = PushService::start().await;
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"];
    let key = ("PIKA_VAPID_KEY", VapidKey::generate().private());
    let environment = names.map(|name| (name, url.clone())).into_iter().chain([key]);
    let (_program, address) = program(&folder, Stdio::inherit(), environment).await;
    let mut booth = Client::connect_with(address, |_| ()).await.unwrap();
    booth.register(SESSION, None).await;
    let ana = Phone::new("ana", format!("{}/ana", service.address));
    let headers = format!("X-Pika-Client: pika-web\r\nX-Pika-Dancer: {}\r\n", ana.dancer());
    let wish = ana.wish(SESSION).to_string();
    let path = "/api/push/subscribe";
    assert_eq!(request(address, "POST", path, &headers, wish.as_bytes()).await.status, 200);
    announce(&mut booth, SESSION, 1, "Straight on.", true).await;
    assert_eq!(service.next_phones(1).await, ["ana"]);
    assert!(proxy.accept().now_or_never().is_none(), "nobody asked it");
}
