//! Pika 0.3 clients, as they are in the field: no numbers, no play ids, `version: "0.3.0"`.

use serde_json::{Value, json};

use crate::support::{Client, SESSION, cloud, get_json};

fn old(kind: &str, members: Value) -> Value {
    let mut message = members;
    message["type"] = json!(kind);
    message["version"] = json!("0.3.0");
    message["sessionId"] = json!(SESSION);
    message
}

fn track(title: &str) -> Value {
    old("BROADCAST_TRACK", json!({"track": {"title": title, "artist": "Otis Marlow"}}))
}

#[tokio::test]
async fn an_old_dj_and_an_old_dancer_have_a_whole_set() {
    let cloud = cloud().await;
    let mut dj = Client::connect(&cloud).await;
    let mut dancer = Client::connect(&cloud).await;

    // The old desktop registers without an id for the message and goes on at once.
    dj.send(old("REGISTER_SESSION", json!({"djName": "D'Arcy", "token": ""}))).await;
    assert_eq!(dj.ask(track("First")).await["type"], "ACK");

    dancer.send(old("SUBSCRIBE", json!({"clientId": "client_1764_ab"}))).await;
    let told = dancer.all_so_far().await;
    let types: Vec<_> = told.iter().map(|message| message["type"].as_str().unwrap()).collect();
    assert_eq!(
        types[..4],
        ["SESSION_STARTED", "SESSIONS_LIST", "LISTENER_COUNT", "NOW_PLAYING"],
        "in the old order"
    );
    assert!(types[4..].iter().all(|kind| *kind == "LISTENER_COUNT"), "nothing new: {types:?}");
    assert!(told.iter().all(|message| !message.to_string().contains("null")), "{told:?}");

    let like = old(
        "SEND_LIKE",
        json!({"payload": {"track": {"title": " first", "artist": "OTIS MARLOW"}}}),
    );
    assert_eq!(dancer.ask(like.clone()).await["type"], "ACK");
    let heard = dj.until_type("LIKE_RECEIVED").await;
    assert_eq!(heard["payload"]["track"], json!({"title": "First", "artist": "Otis Marlow"}));
    let nack = dancer.ask(like).await;
    assert_eq!(nack["error"], "Already liked this track");
    let unknown = old("SEND_LIKE", json!({"payload": {"track": {"title": "Else", "artist": "X"}}}));
    assert_eq!(dancer.ask(unknown).await["code"], "invalid");

    assert_eq!(dj.ask(track("Second")).await["type"], "ACK");
    assert_eq!(dancer.news().await["track"]["title"], "Second");
    dj.send(old("TRACK_STOPPED", json!({}))).await;
    assert_eq!(dancer.news().await["type"], "TRACK_STOPPED");
    assert_eq!(dj.ask(old("END_SESSION", json!({}))).await["type"], "ACK");
    assert_eq!(dancer.news().await["type"], "SESSION_ENDED");

    let history = get_json(cloud.address(), &format!("/api/session/{SESSION}/history")).await;
    let titles: Vec<_> = history.as_array().unwrap().iter().map(|play| &play["title"]).collect();
    assert_eq!(titles, ["Second", "First"]);
}

#[tokio::test]
async fn a_message_that_an_old_booth_repeats_counts_once() {
    let cloud = cloud().await;
    let mut dj = Client::connect(&cloud).await;
    dj.send(old("REGISTER_SESSION", json!({"djName": "D'Arcy"}))).await;
    let mut first = track("First");
    first["messageId"] = json!("msg_1764000000000_abcdefg");
    for message in [first.clone(), track("Second"), first, track("Second")] {
        dj.send(message).await;
    }
    dj.ask(json!({"type": "PING"})).await;
    let history = get_json(cloud.address(), &format!("/api/session/{SESSION}/history")).await;
    let titles: Vec<_> = history.as_array().unwrap().iter().map(|play| &play["title"]).collect();
    assert_eq!(titles, ["Second", "First"]);
}

#[tokio::test]
async fn an_old_like_without_a_session_goes_to_the_one_that_is_followed() {
    let cloud = cloud().await;
    let mut dj = Client::connect(&cloud).await;
    dj.send(old("REGISTER_SESSION", json!({"djName": "D'Arcy"}))).await;
    dj.ask(track("First")).await;
    let mut dancer = Client::connect(&cloud).await;
    let like = json!({
        "type": "SEND_LIKE", "clientId": "client_1764_ab",
        "payload": {"track": {"title": "First", "artist": "Otis Marlow"}},
    });
    assert_eq!(dancer.ask(like).await["type"], "ACK", "there is only one session");
}
