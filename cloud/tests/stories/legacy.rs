//! Pika 0.3 clients, as they are in the field: no numbers, no play ids, `version: "0.3.0"`.

use pika_cloud::{CloudConfig, DjAccess, RunningCloud};
use serde_json::{Value, json};

use crate::support::{Client, SESSION, cloud, config, history, play_id};

/// What a 0.3 client knows; it logs an error for anything else.
const KNOWN: [&str; 21] = [
    "ACK",
    "ANNOUNCEMENT_CANCELLED",
    "ANNOUNCEMENT_RECEIVED",
    "LIKE_RECEIVED",
    "LISTENER_COUNT",
    "METADATA_UPDATED",
    "NACK",
    "NOW_PLAYING",
    "POLL_ENDED",
    "POLL_STARTED",
    "POLL_UPDATE",
    "REACTION_RECEIVED",
    "SESSIONS_LIST",
    "SESSION_ENDED",
    "SESSION_EXPIRED",
    "SESSION_REGISTERED",
    "SESSION_STARTED",
    "SESSION_VALID",
    "TEMPO_FEEDBACK",
    "TEMPO_RESET",
    "TRACK_STOPPED",
];

fn old(kind: &str, members: Value) -> Value {
    let mut message = members;
    message["type"] = json!(kind);
    message["version"] = json!("0.3.0");
    message
}

/// A message that names the session.
fn of_session(kind: &str, members: Value) -> Value {
    let mut message = old(kind, members);
    message["sessionId"] = json!(SESSION);
    message
}

fn track(title: &str) -> Value {
    of_session("BROADCAST_TRACK", json!({"track": {"title": title, "artist": "Otis Marlow"}}))
}

fn like(title: &str) -> Value {
    old("SEND_LIKE", json!({"payload": {"track": {"title": title, "artist": "OTIS MARLOW"}}}))
}

fn types(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| message["type"].as_str().unwrap()).collect()
}

/// Registers as the old desktop does: without an id for the message, and going on at once.
async fn dj(cloud: &RunningCloud, token: &str) -> Client {
    let mut dj = Client::connect(cloud).await;
    let register = json!({"djName": "D'Arcy", "token": token});
    dj.send(of_session("REGISTER_SESSION", register)).await;
    dj
}

async fn dancer(cloud: &RunningCloud, id: &str) -> Client {
    let mut dancer = Client::connect(cloud).await;
    dancer.send(of_session("SUBSCRIBE", json!({"clientId": id}))).await;
    dancer
}

async fn acknowledged(client: &mut Client, message: Value) {
    let answer = client.ask(message.clone()).await;
    assert_eq!(answer["type"], "ACK", "{message}: {answer}");
    assert_eq!(answer["status"], "ok");
}

/// One by one, at once, and taken back.
async fn likes(dj: &mut Client, fan: &mut Client) {
    acknowledged(fan, like(" first")).await;
    let heard = dj.until_type("LIKE_RECEIVED").await;
    assert_eq!(heard["payload"]["track"], json!({"title": "First", "artist": "Otis Marlow"}));
    assert_eq!(fan.ask(like("First")).await["error"], "Already liked this track");
    assert_eq!(fan.ask(like("Else")).await["code"], "invalid");
    acknowledged(dj, track("Second")).await;
    let both = json!({"tracks": [{"title": "First", "artist": "Otis Marlow"},
        {"title": "Second", "artist": "Otis Marlow"}, {"title": "Else", "artist": "X"}]});
    acknowledged(fan, old("SEND_BULK_LIKE", json!({"payload": both}))).await;
    assert_eq!(dj.until_type("LIKE_RECEIVED").await["payload"]["track"]["title"], "Second");
    acknowledged(fan, old("SEND_BULK_LIKE", both)).await;
    let mut back = like("Second");
    back["type"] = json!("REMOVE_LIKE");
    acknowledged(fan, back.clone()).await;
    acknowledged(fan, back).await;
}

/// More becomes known of the track, votes on its tempo, thanks.
async fn the_track_that_plays(dj: &mut Client, fan: &mut Client) {
    let metadata = json!({"track": {"title": "Second", "artist": "Otis Marlow", "bpm": 96.5}});
    acknowledged(dj, of_session("METADATA_UPDATED", metadata)).await;
    assert_eq!(fan.until_type("METADATA_UPDATED").await["track"]["bpm"], 96.5);
    let other = json!({"track": {"title": "First", "artist": "Otis Marlow"}});
    assert_eq!(dj.ask(of_session("METADATA_UPDATED", other)).await["code"], "invalid");

    // Tempo: the totals reach everyone, and a vote that is taken back is gone.
    for (preference, perfect) in [("perfect", 1), ("clear", 0)] {
        let vote = json!({"preference": preference});
        acknowledged(fan, of_session("SEND_TEMPO_REQUEST", vote)).await;
        for client in [&mut *dj, &mut *fan] {
            let told = client.until_type("TEMPO_FEEDBACK").await;
            assert_eq!((&told["perfect"], &told["total"]), (&json!(perfect), &json!(perfect)));
        }
    }

    // Thanks.
    acknowledged(fan, of_session("SEND_REACTION", json!({"reaction": "thank_you"}))).await;
    assert_eq!(dj.until_type("REACTION_RECEIVED").await["reaction"], "thank_you");
}

/// One that the DJ ends, and one that it takes back without knowing its id.
async fn polls(cloud: &RunningCloud, dj: &mut Client, fan: &mut Client) {
    let poll = json!({
        "question": " What next? ", "options": ["Blues", "Soul"], "durationSeconds": 60,
    });
    acknowledged(dj, of_session("START_POLL", poll.clone())).await;
    let started = fan.until_type("POLL_STARTED").await;
    assert_eq!(
        (&started["question"], &started["sessionId"]),
        (&json!("What next?"), &json!(SESSION))
    );
    assert_eq!(dj.ask(of_session("START_POLL", poll.clone())).await["code"], "conflict");
    let id = &started["pollId"];
    assert!(id.as_u64().is_some_and(|id| id < 1 << 53), "a number that JavaScript can hold");
    for option in [1, 0] {
        let vote = json!({"pollId": id, "optionIndex": option});
        acknowledged(fan, old("VOTE_ON_POLL", vote)).await;
    }
    let update = dj.until_type("POLL_UPDATE").await;
    assert_eq!((&update["votes"], &update["totalVotes"]), (&json!([0, 1]), &json!(1)));
    let mut late = dancer(cloud, "client_1764_fan").await;
    let shown = late.until_type("POLL_STARTED").await;
    assert_eq!((&shown["hasVoted"], &shown["votedOptionIndex"]), (&json!(true), &json!(1)));
    assert_eq!(dj.ask(old("END_POLL", json!({"pollId": 1}))).await["error"], "Poll not found");
    acknowledged(dj, old("END_POLL", json!({"pollId": id}))).await;
    let ended = fan.until_type("POLL_ENDED").await;
    assert_eq!((&ended["results"], &ended["winnerIndex"]), (&json!([0, 1]), &json!(1)));
    acknowledged(dj, of_session("START_POLL", poll)).await;
    acknowledged(dj, old("CANCEL_POLL", json!({}))).await;
    assert_eq!(fan.until_type("POLL_ENDED").await["winnerIndex"], -1);
}

/// Shown to whoever comes later too, and taken back.
async fn an_announcement(cloud: &RunningCloud, dj: &mut Client, fan: &mut Client) {
    let announcement =
        json!({"message": "Competition at ten.", "durationSeconds": 60, "push": true});
    acknowledged(dj, of_session("SEND_ANNOUNCEMENT", announcement)).await;
    for client in [&mut *fan, &mut dancer(cloud, "client_1764_late").await] {
        let told = client.until_type("ANNOUNCEMENT_RECEIVED").await;
        assert_eq!(
            (&told["djName"], &told["message"]),
            (&json!("D'Arcy"), &json!("Competition at ten."))
        );
        assert!(told["endsAt"].is_string());
    }
    acknowledged(dj, of_session("CANCEL_ANNOUNCEMENT", json!({}))).await;
    fan.until_type("ANNOUNCEMENT_CANCELLED").await;
}

#[tokio::test]
async fn an_old_dj_and_old_dancers_have_a_whole_set() {
    let secret = concat!("pk_dj_", "0123456789abcdef0123456789abcdef").to_owned();
    let djs = DjAccess::Only { secret: secret.clone() };
    let cloud = pika_cloud::start(CloudConfig { djs, ..config() }).await.unwrap();
    let mut dj = dj(&cloud, &secret).await;
    acknowledged(&mut dj, track("First")).await;

    // The state, in the order that the old page expects.
    let mut fan = dancer(&cloud, "client_1764_fan").await;
    let told = fan.all_so_far().await;
    assert_eq!(types(&told)[..3], ["SESSIONS_LIST", "LISTENER_COUNT", "NOW_PLAYING"]);
    assert!(types(&told)[3..].iter().all(|kind| *kind == "LISTENER_COUNT"), "{told:?}");
    // It reads only at the end: all that a phone is told in a night.
    let mut witness = dancer(&cloud, "client_1764_witness").await;

    likes(&mut dj, &mut fan).await;
    the_track_that_plays(&mut dj, &mut fan).await;
    polls(&cloud, &mut dj, &mut fan).await;
    an_announcement(&cloud, &mut dj, &mut fan).await;

    // The DJ's network blinks. The session goes on; with its token the DJ has it back.
    drop(dj);
    acknowledged(&mut fan, of_session("VALIDATE_SESSION", json!({}))).await;
    let mut dj = self::dj(&cloud, &secret).await;
    assert_eq!(dj.until_type("SESSION_REGISTERED").await["sessionId"], SESSION);
    acknowledged(&mut dj, track("Third")).await;
    assert_eq!(fan.until_type("NOW_PLAYING").await["track"]["title"], "Third");

    dj.send(of_session("TRACK_STOPPED", json!({}))).await;
    fan.until_type("TRACK_STOPPED").await;
    acknowledged(&mut dj, of_session("END_SESSION", json!({}))).await;
    fan.until_type("SESSION_ENDED").await;
    fan.send(of_session("VALIDATE_SESSION", json!({}))).await;
    assert_eq!(fan.until_type("SESSION_VALID").await["isValid"], false);
    assert_eq!(history(cloud.address()).await, ["First", "Second", "Third"]);

    let told = witness.all_so_far().await;
    let heard: Vec<&str> =
        types(&told).into_iter().filter(|kind| *kind != "LISTENER_COUNT").collect();
    assert!(heard.iter().all(|kind| KNOWN.contains(kind)), "{heard:?}");
    assert!(told.iter().all(|message| !message.to_string().contains("null")), "{told:?}");
    let plays = heard.iter().filter(|kind| **kind == "NOW_PLAYING").count();
    assert_eq!(plays, 3, "each track once, whatever happened to the DJ's line: {heard:?}");
    let resets = heard.iter().filter(|kind| **kind == "TEMPO_RESET").count();
    assert_eq!(resets, 2, "before each track but the first: {heard:?}");
    for kind in ["LIKE_RECEIVED", "REACTION_RECEIVED", "TEMPO_FEEDBACK", "POLL_UPDATE"] {
        assert!(heard.contains(&kind), "{kind} in {heard:?}");
    }
    assert_eq!(heard.last(), Some(&"SESSION_ENDED"));
}

#[tokio::test]
async fn an_old_dj_without_a_token_cannot_take_its_session_back() {
    let cloud = cloud().await;
    let mut first = dj(&cloud, "").await;
    acknowledged(&mut first, track("First")).await;
    let mut thief = dj(&cloud, "").await;
    assert_eq!(thief.until_type("NACK").await["code"], "not_owner", "also without a message id");
    assert_eq!(thief.ask(track("Stolen")).await["code"], "not_owner");
    acknowledged(&mut first, track("Second")).await;
    let another = old("REGISTER_SESSION", json!({"sessionId": "pika_1764_another"}));
    acknowledged(&mut thief, another).await;
}

#[tokio::test]
async fn a_message_that_an_old_booth_repeats_counts_once() {
    let cloud = cloud().await;
    let mut dj = dj(&cloud, "").await;
    let mut first = track("First");
    first["messageId"] = json!("msg_1764000000000_abcdefg");
    for message in [first.clone(), track("Second"), first, track("Second")] {
        dj.send(message).await;
    }
    let mut poll =
        of_session("START_POLL", json!({"question": "Again?", "options": ["Yes", "No"]}));
    poll["messageId"] = json!("msg_1764000000001_abcdefg");
    for _ in 0..2 {
        dj.send(poll.clone()).await;
        dj.until(|told| told["type"] == "ACK" && told["messageId"] == poll["messageId"]).await;
    }
    assert_eq!(history(cloud.address()).await, ["First", "Second"]);
}

#[tokio::test]
async fn an_old_like_without_a_session_goes_to_the_one_that_is_live() {
    let cloud = cloud().await;
    let mut dj = dj(&cloud, "").await;
    dj.ask(track("First")).await;
    let mut dancer = Client::connect(&cloud).await;
    let mut message = like("First");
    message["clientId"] = json!("c1");
    acknowledged(&mut dancer, message).await;
}

#[tokio::test]
async fn an_old_client_may_learn_to_name_plays() {
    let cloud = cloud().await;
    let mut dj = dj(&cloud, "").await;
    dj.ask(track("First")).await;
    let mut dancer = dancer(&cloud, "client_1764_ab").await;
    let play = dancer.until_type("NOW_PLAYING").await["playId"].clone();
    assert_ne!(play, play_id(1), "the server gave it one");
    acknowledged(&mut dancer, old("SEND_LIKE", json!({"playId": play}))).await;
}
