//! Two sessions side by side: whatever happens in one, nobody of the other hears of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Client, SESSION, booth, broadcast, catch_up, cloud, like, play_id};

const OTHER: &str = "pika_story_two";

/// Says that something happens in a session, and what its dancers and its booth are told of it.
fn events() -> Vec<(Value, &'static str, Option<&'static str>)> {
    let session = |kind: &str| json!({"type": kind, "sessionId": SESSION});
    let with = |kind: &str, members: Value| {
        let mut message = session(kind);
        for (name, value) in members.as_object().unwrap() {
            message[name] = value.clone();
        }
        message
    };
    let better = json!({"title": "Better 2", "artist": "Otis Marlow"});
    vec![
        (catch_up([1, 2]), "NOW_PLAYING", None),
        (catch_up([3]), "NOW_PLAYING", None),
        (
            with("METADATA_UPDATED", json!({"seq": 4, "playId": play_id(2), "track": better})),
            "METADATA_UPDATED",
            None,
        ),
        (with("SHARE_TEMPO", json!({"shared": true})), "TEMPO_FEEDBACK", None),
        (like(2), "LIKE_COUNT", Some("LIKE_RECEIVED")),
        (with("REMOVE_LIKE", json!({"playId": play_id(2)})), "LIKE_COUNT", Some("LIKE_RECEIVED")),
        (
            with("SEND_BULK_LIKE", json!({"playIds": [play_id(1)]})),
            "LIKE_COUNT",
            Some("LIKE_RECEIVED"),
        ),
        (
            with("SEND_TEMPO_REQUEST", json!({"preference": "slower"})),
            "TEMPO_FEEDBACK",
            Some("TEMPO_FEEDBACK"),
        ),
        (
            with("SEND_REACTION", json!({"reaction": "thank_you"})),
            "REACTION_RECEIVED",
            Some("REACTION_RECEIVED"),
        ),
        (
            with("SEND_ANNOUNCEMENT", json!({"seq": 5, "message": "Competition at ten."})),
            "ANNOUNCEMENT_RECEIVED",
            None,
        ),
        (with("CANCEL_ANNOUNCEMENT", json!({"seq": 6})), "ANNOUNCEMENT_CANCELLED", None),
        (
            with("START_POLL", json!({"seq": 7, "question": "Next?", "options": ["Yes", "No"]})),
            "POLL_STARTED",
            Some("POLL_STARTED"),
        ),
        (with("VOTE_ON_POLL", json!({"optionIndex": 1})), "POLL_UPDATE", Some("POLL_UPDATE")),
        (with("END_POLL", json!({"seq": 8})), "POLL_ENDED", Some("POLL_ENDED")),
        (with("TRACK_STOPPED", json!({"seq": 9})), "TEMPO_RESET", Some("TEMPO_RESET")),
        (with("END_SESSION", json!({"seq": 10})), "SESSION_ENDED", None),
    ]
}

#[tokio::test]
async fn nothing_that_happens_in_one_session_is_heard_in_another() {
    let cloud = cloud().await;
    let mut one = booth(&cloud).await;
    let mut dancer = Client::connect(&cloud).await;
    dancer.subscribe(SESSION, "client_dancer_1").await;
    let mut witness = Client::connect(&cloud).await;
    witness.subscribe(SESSION, "client_dancer_2").await;

    let mut two = Client::connect(&cloud).await;
    two.register(OTHER, None).await;
    let mut modern = Client::connect(&cloud).await;
    // It has followed the first session, and does no more.
    modern.subscribe(SESSION, "client_dancer_3").await;
    modern.subscribe(OTHER, "client_dancer_3").await;
    let mut legacy = Client::connect(&cloud).await;
    legacy
        .send(json!({"type": "SUBSCRIBE", "sessionId": OTHER, "clientId": "client_dancer_4"}))
        .await;
    for client in [&mut two, &mut modern, &mut legacy] {
        client.all_so_far().await;
    }

    let mut poll = Value::Null;
    let mut happened = BTreeSet::new();
    for (mut message, to_dancers, to_booth) in events() {
        if message["type"] == "VOTE_ON_POLL" {
            message["pollId"] = poll.clone();
        }
        let by_dancer = ["SEND_LIKE", "REMOVE_LIKE", "SEND_BULK_LIKE", "VOTE_ON_POLL"]
            .contains(&message["type"].as_str().unwrap())
            || message["type"].as_str().unwrap().starts_with("SEND_TEMPO")
            || message["type"] == "SEND_REACTION";
        if by_dancer { &mut dancer } else { &mut one }.send(message).await;
        let told = witness.until_type(to_dancers).await;
        assert_eq!(told["sessionId"], SESSION);
        if told["type"] == "POLL_STARTED" {
            poll = told["pollId"].clone();
        }
        if let Some(kind) = to_booth {
            assert_eq!(one.until_type(kind).await["sessionId"], SESSION);
        }
        happened.insert(to_dancers);
    }
    assert_eq!(happened.len(), 12, "what dancers are told of: {happened:?}");

    for client in [&mut two, &mut modern, &mut legacy] {
        let told = client.all_so_far().await;
        assert!(told.iter().all(|message| message["sessionId"] == OTHER), "{told:?}");
    }
    let mut message = broadcast(5);
    message["sessionId"] = json!(OTHER);
    message["seq"] = json!(1);
    assert_eq!(two.ask(message).await["type"], "ACK");
    for client in [&mut modern, &mut legacy] {
        assert_eq!(client.until_type("NOW_PLAYING").await["sessionId"], OTHER);
    }
}

#[tokio::test]
async fn a_dancer_of_one_session_cannot_vote_in_another_by_accident() {
    let cloud = cloud().await;
    let mut one = booth(&cloud).await;
    let mut two = Client::connect(&cloud).await;
    two.register(OTHER, None).await;
    one.ask(json!({
        "type": "START_POLL", "sessionId": SESSION, "seq": 1, "question": "Next?",
        "options": ["Yes", "No"],
    }))
    .await;
    let mut phone = Client::connect(&cloud).await;
    phone.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    let poll = phone.until_type("POLL_STARTED").await["pollId"].clone();
    let mut elsewhere = Client::connect(&cloud).await;
    elsewhere.subscribe(OTHER, "client_dancer_1").await;
    let vote = json!({"type": "VOTE_ON_POLL", "pollId": poll, "optionIndex": 0});
    assert_eq!(elsewhere.ask(vote).await["code"], "invalid", "that poll is not of its session");
}
