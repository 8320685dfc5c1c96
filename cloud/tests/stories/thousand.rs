//! As many sessions as one server takes, all at once.

use futures_util::future::join_all;
use pika_cloud::RunningCloud;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

use crate::support::{Client, broadcast, config_with_file, get_json, play_id};

const SESSIONS: u64 = 1_000;

/// How many go live, or are looked at, side by side.
const AT_ONCE: u64 = 50;

fn id(number: u64) -> String {
    format!("pika_session_{number}")
}

fn track(number: u64) -> Value {
    let mut track = broadcast(1);
    track["sessionId"] = json!(id(number));
    track["playId"] = json!(play_id(number));
    track["track"]["title"] = json!(format!("Of session {number}"));
    track
}

/// A booth that has played its first track, and a phone that heard of it.
async fn live(cloud: &RunningCloud, number: u64) -> (Client, Client) {
    let mut booth = Client::connect(cloud).await;
    booth.send(json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": id(number)})).await;
    // Whoever follows no session hears of each that starts.
    booth.until_type("SESSION_REGISTERED").await;
    let mut phone = Client::connect(cloud).await;
    phone.subscribe(&id(number), &format!("client_dancer_{number}")).await;
    assert_eq!(booth.ask(track(number)).await["type"], "ACK");
    (booth, phone)
}

async fn heard(number: u64, phone: &mut Client) {
    let told = phone.all_so_far().await;
    let ours = |told: &&Value| told["type"] == "NOW_PLAYING";
    let titles: Vec<_> = told.iter().filter(ours).map(|told| &told["track"]["title"]).collect();
    assert_eq!(titles, [&json!(format!("Of session {number}"))]);
}

#[tokio::test]
async fn a_thousand_sessions_are_live_at_once_and_one_more_is_asked_to_wait() {
    let files =
        Rlimit { current: getrlimit(Resource::Nofile).maximum, ..getrlimit(Resource::Nofile) };
    setrlimit(Resource::Nofile, files).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = config_with_file(&folder);
    let cloud = pika_cloud::start(config.clone()).await.unwrap();
    let mut all = Vec::new();
    for some in (0..SESSIONS).step_by(AT_ONCE as usize) {
        all.extend(join_all((some..some + AT_ONCE).map(|number| live(&cloud, number))).await);
    }
    let mut late = Client::connect(&cloud).await;
    late.send(json!({"type": "REGISTER_SESSION", "sessionId": "pika_too_many"})).await;
    assert_eq!(late.closed().await.0, 1013);
    for (number, (_, phone)) in (0..).zip(&mut all) {
        heard(number, phone).await;
    }
    assert_eq!(get_json(cloud.address(), "/health").await["activeSessions"], SESSIONS);

    drop(all);
    cloud.stop().await;
    let cloud = pika_cloud::start(config).await.unwrap();
    assert_eq!(get_json(cloud.address(), "/health").await["activeSessions"], SESSIONS);
    for number in (0..SESSIONS).step_by(AT_ONCE as usize) {
        let mut phone = Client::connect(&cloud).await;
        phone.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": id(number)})).await;
        heard(number, &mut phone).await;
    }
}
