//! Announcements that reach phones whose page is closed: what is sent, by whom, and how much of it.

mod guard;
mod phones;
mod refused;
pub(crate) mod service;

use std::{net::SocketAddr, process::Stdio};

use pika_cloud::{CloudConfig, Environment, PushConfig, RunningCloud, VapidKey};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use self::service::{Phone, PushService, claims};
use crate::{
    accounts::api::{Answer, call, column, execute, register, request, strict_with_file},
    database::{number_of, postgres, waits_for},
    recap::go_live,
    support::{Client, SESSION, ago, config, config_with_file, get, get_json},
};

const OTHER: &str = "pika_story_two";

/// A cloud that may talk to push services on this machine.
fn local(config: CloudConfig) -> CloudConfig {
    let push = PushConfig { key: VapidKey::generate(), local: true };
    CloudConfig { push: Some(push), environment: Environment::Development, ..config }
}

async fn ask(cloud: &RunningCloud, path: &str, dancer: &str, body: &Value) -> Answer {
    let headers = format!("X-Pika-Client: pika-web\r\nX-Pika-Dancer: {dancer}\r\n");
    request(cloud.address(), "POST", path, &headers, body.to_string().as_bytes()).await
}

async fn subscribe(cloud: &RunningCloud, session: &str, phone: &Phone) -> Answer {
    ask(cloud, "/api/push/subscribe", &phone.dancer(), &phone.wish(session)).await
}

/// A phone of a dancer who wants to be notified.
async fn phone(
    cloud: &RunningCloud,
    service: &PushService,
    session: &str,
    name: &'static str,
) -> Phone {
    let phone = Phone::new(name, format!("{}/{name}", service.address));
    let answer = subscribe(cloud, session, &phone).await;
    assert_eq!((answer.status, &answer.body), (200, &json!({"success": true})), "{answer:?}");
    phone
}

async fn booth(cloud: &RunningCloud, session: &str) -> Client {
    let mut booth = Client::connect(cloud).await;
    booth.register(session, None).await;
    booth
}

fn announcement(session: &str, seq: u64, message: &str, push: bool) -> Value {
    json!({
        "type": "SEND_ANNOUNCEMENT", "sessionId": session, "seq": seq, "message": message,
        "at": ago(0), "durationSeconds": 600, "push": push,
    })
}

async fn announce(booth: &mut Client, session: &str, seq: u64, message: &str, push: bool) {
    let announcement = announcement(session, seq, message, push);
    assert_eq!(booth.ask(announcement).await["type"], "ACK");
}

/// The program, which may talk to push services on this machine, and where it listens.
async fn program(
    folder: &tempfile::TempDir,
    log: Stdio,
    environment: impl IntoIterator<Item = (&'static str, String)>,
) -> (Child, SocketAddr) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pika-cloud"))
        .args(["serve", "--listen", "127.0.0.1:0", "--allow-anonymous-djs"])
        .args(["--database", &config_with_file(folder).database])
        .args(["--env", "development", "--local-push"])
        .envs(environment)
        .stdout(Stdio::piped())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let address = line.trim().strip_prefix("Pika cloud is ready on http://").expect(&line);
    (program, address.parse().unwrap())
}

#[tokio::test]
async fn an_announcement_reaches_the_phones_of_its_session_and_no_others() {
    let mut service = PushService::start().await;
    let cloud = pika_cloud::start(local(config())).await.unwrap();
    let public_key = get_json(cloud.address(), "/api/push/key").await["publicKey"].clone();
    let mut one = booth(&cloud, SESSION).await;
    let mut two = booth(&cloud, OTHER).await;
    let ana = phone(&cloud, &service, SESSION, "ana").await;
    let ben = phone(&cloud, &service, SESSION, "ben").await;
    phone(&cloud, &service, OTHER, "cleo").await;

    announce(&mut one, SESSION, 1, "Not worth a push.", false).await;
    announce(&mut one, SESSION, 2, "Competition at ten. 🕺", true).await;
    let mut given = [service.next().await, service.next().await];
    given.sort_by(|a, b| a.phone.cmp(&b.phone));
    for (given, phone) in given.iter().zip([&ana, &ben]) {
        assert_eq!(given.phone, phone.name);
        let told = json!({
            "title": "Alba", "body": "Competition at ten. 🕺", "path": format!("/live/{SESSION}"),
        });
        assert_eq!(phone.read(given), told);
        assert_eq!(given.header("content-encoding"), "aes128gcm");
        let ttl: u64 = given.header("ttl").parse().unwrap();
        assert!((1..=600).contains(&ttl), "no longer than the announcement: {ttl}");
        let claims = claims(given.header("authorization"), public_key.as_str().unwrap());
        assert_eq!(claims["aud"], service.address.as_str());
        let hours = (claims["exp"].as_i64().unwrap() - jiff::Timestamp::now().as_second()) / 3600;
        assert!((1..24).contains(&hours), "{claims}");
        assert!(!format!("{given:?}").contains("Competition"), "only the phone can read it");
    }

    // A phone follows one session at a time: the one that its dancer went to last.
    assert_eq!(subscribe(&cloud, OTHER, &ben).await.status, 200);
    announce(&mut two, OTHER, 1, "Welcome.", true).await;
    assert_eq!(service.next_phones(2).await, ["ben", "cleo"]);
    announce(&mut one, SESSION, 3, "Last dance.", true).await;
    assert_eq!(service.next_phones(1).await, ["ana"]);
    cloud.stop().await;
    assert!(service.is_quiet());
}

#[tokio::test]
async fn only_the_announcement_that_stands_after_an_outage_is_pushed() {
    let mut service = PushService::start().await;
    let cloud = pika_cloud::start(local(config())).await.unwrap();
    let mut booth = booth(&cloud, SESSION).await;
    let ana = phone(&cloud, &service, SESSION, "ana").await;
    let item = |seq: u64, message: &str, at: String| json!({"type": "ANNOUNCEMENT", "seq": seq, "at": at, "message": message, "push": true});
    let gone = json!({"type": "ANNOUNCEMENT_CANCEL", "seq": 4, "at": ago(5)});
    let batches = [
        vec![item(1, "Replaced.", ago(60)), item(2, "Stands.", ago(50))],
        vec![item(3, "Taken back.", ago(10)), gone],
        vec![item(5, "Too old to be news.", ago(3_700))],
        vec![item(6, "The last.", ago(1))],
    ];
    for items in batches {
        let message = json!({"type": "CATCH_UP", "sessionId": SESSION, "items": items});
        for _ in 0..2 {
            assert_eq!(booth.ask(message.clone()).await["type"], "ACK", "also when it is repeated");
        }
    }
    let mut told = Vec::new();
    while told.last().is_none_or(|last| last != "The last.") {
        told.push(ana.read(&service.next().await)["body"].as_str().unwrap().to_owned());
    }
    cloud.stop().await;
    assert_eq!(told, ["Stands.", "The last."]);
    assert!(service.is_quiet());
}

#[tokio::test]
async fn without_a_key_nobody_is_notified_and_nothing_is_offered() {
    let cloud = pika_cloud::start(config()).await.unwrap();
    let mut booth = booth(&cloud, SESSION).await;
    let key = call(&cloud, "GET", "/api/push/key", None, &Value::Null).await;
    assert_eq!((key.status, &key.body["code"]), (404, &json!("no_push")));
    let phone = Phone::new("ana", "https://142.250.74.74/push".to_owned());
    assert_eq!(subscribe(&cloud, SESSION, &phone).await.body["code"], "no_push");
    announce(&mut booth, SESSION, 1, "It shows all the same.", true).await;
}

#[tokio::test]
async fn where_a_phone_is_reached_is_in_no_log_and_neither_is_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let (log, key) = (folder.path().join("log"), VapidKey::generate());
    let mut service = PushService::start().await;
    let environment = [("PIKA_VAPID_KEY", key.private()), ("RUST_LOG", "trace".to_owned())];
    let log_file = std::fs::File::create(&log).unwrap();
    let (mut program, address) = program(&folder, log_file.into(), environment).await;
    let mut booth = Client::connect_with(address, |_| ()).await.unwrap();
    booth.register(SESSION, None).await;
    let phone = Phone::new("ana", format!("{}/secretly", service.address));
    let headers = format!("X-Pika-Client: pika-web\r\nX-Pika-Dancer: {}\r\n", phone.dancer());
    let wish = phone.wish(SESSION);
    let body = wish.to_string();
    let path = "/api/push/subscribe";
    assert_eq!(request(address, "POST", path, &headers, body.as_bytes()).await.status, 200);
    service.answer("secretly", 503, "retry-after", "0");
    announce(&mut booth, SESSION, 1, "Whispered.", true).await;
    service.next_phones(2).await;
    program.kill().await.unwrap();

    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.contains("TRACE"), "it is verbose");
    let keys = &wish["keys"];
    let secrets = [keys["auth"].as_str().unwrap(), keys["p256dh"].as_str().unwrap()];
    for secret in
        secrets.into_iter().chain(["secretly", "client_of_ana", "Whispered", &key.private()])
    {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn only_the_owner_of_a_session_notifies_its_phones_and_not_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = PushService::start().await;
    let cloud = pika_cloud::start(local(strict_with_file(&folder))).await.unwrap();
    let token = register(&cloud, "Otis Marlow").await;
    let other = register(&cloud, "June Calloway").await;
    let mut booth = go_live(&cloud, &token, SESSION).await;
    let ana = phone(&cloud, &service, SESSION, "ana").await;
    phone(&cloud, &service, SESSION, "gone").await;
    service.answer("gone", 410, "x", "");
    let send = async |token: Option<&str>, body: Value| {
        call(&cloud, "POST", "/api/push/send", token, &body).await
    };
    let body = json!({"sessionId": SESSION, "payload": "Strictly at ten."});
    assert_eq!(send(None, body.clone()).await.status, 401);
    assert_eq!(send(Some(&other), body.clone()).await.body["code"], "not_owner");
    let nowhere = json!({"payload": "Strictly at ten."});
    assert_eq!(send(Some(&token), nowhere).await.body["fields"]["sessionId"], "This is missing");

    let sent = send(Some(&token), body).await;
    let stats = json!({"sent": 1, "failed": 1, "total": 2});
    assert_eq!(sent.body, json!({"success": true, "stats": stats}), "{sent:?}");
    let given = [service.next().await, service.next().await];
    let told = ana.read(given.iter().find(|given| given.phone == "ana").unwrap());
    assert_eq!(
        (&told["title"], &told["body"]),
        (&json!("Otis Marlow"), &json!("Strictly at ten."))
    );

    let foreign = json!({
        "sessionId": SESSION,
        "payload": {"title": "Hall B", "body": "Moved.", "data": {"url": "https://evil.example"}},
    });
    send(Some(&token), foreign).await;
    let told = ana.read(&service.next().await);
    let path = format!("/live/{SESSION}");
    assert_eq!(told, json!({"title": "Hall B", "body": "Moved.", "path": path}));

    for seq in 1..=8 {
        announce(&mut booth, SESSION, seq, "Ten an hour, however they are sent.", true).await;
        service.next().await;
    }
    let eleventh = send(Some(&token), json!({"sessionId": SESSION, "payload": "More."})).await;
    assert_eq!((eleventh.status, &eleventh.body["code"]), (429, &json!("rate_limited")));
    booth.send(announcement(SESSION, 9, "It shows, and no phone rings.", true)).await;
    let told = booth.until_type("ANNOUNCEMENT_NOT_PUSHED").await;
    assert_eq!((&told["sessionId"], &told["seq"]), (&json!(SESSION), &json!(9)));
    assert!(told["reason"].as_str().unwrap().contains("ten times"), "{told}");
    cloud.stop().await;
    assert!(service.is_quiet());
}
