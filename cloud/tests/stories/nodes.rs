//! Several servers on one database: the DJ is at one of them, dancers are at all, and any may fail.

mod deletion;
mod notified;
pub(crate) mod programs;
mod revoked;

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use self::programs::{Node, Two};
use crate::support::{
    Client, SESSION, broadcast, catch_up, exchange, get_json, history, like, play_id, titles,
};

const RESUME: &str = "a secret of this laptop, of this night, of this test";

fn plays(title: &str) -> impl Fn(&Value) -> bool {
    move |told| told["type"] == "NOW_PLAYING" && told["track"]["title"] == title
}

fn likes(number: u64, count: u64) -> impl Fn(&Value) -> bool {
    let play = play_id(number);
    move |told| {
        told["type"] == "LIKE_COUNT" && told["playId"] == play.as_str() && told["count"] == count
    }
}

fn dj_is(state: &str) -> impl Fn(&Value) -> bool {
    move |told| told["type"] == "DJ_CONNECTION" && told["state"] == state
}

/// Asks until it is taken: the phone keeps what is refused for now.
async fn insist(phone: &mut Client, message: Value) -> Value {
    loop {
        let answer = phone.ask(message.clone()).await;
        if answer["code"] != "server_busy" {
            return answer;
        }
        // Sooner than it was told, and not so often that it is taken for a flood.
        sleep(Duration::from_millis(300)).await;
    }
}

/// What a phone shows that joins now: what plays and what was played, with the likes of each.
async fn list(node: &Node, dancer: &str) -> Value {
    let mut phone = node.dancer(dancer).await;
    let playing = phone.until_type("NOW_PLAYING").await;
    let past = phone.until_type("RECENT_PLAYS").await;
    json!([playing["playId"], playing["likes"], past["plays"]])
}

/// A DJ at one node who plays the first track, and a dancer at the other who has heard of it.
async fn first_track(dj: &Node, dancer: &Node) -> (Client, Client) {
    let (mut booth, _) = dj.booth(Some(RESUME)).await;
    booth.ask(broadcast(1)).await;
    let mut phone = dancer.dancer("client_dancer_there").await;
    phone.until(plays("Title 1")).await;
    (booth, phone)
}

fn headers(token: &str) -> String {
    format!(
        "X-Pika-Client: pika-desktop\r\nContent-Type: application/json\r\n\
         Authorization: Bearer {token}\r\n"
    )
}

/// The token that a node answers with.
async fn post(node: &Node, what: &str, token: &str, body: Value) -> String {
    let (path, body) = (format!("/api/auth/{what}"), body.to_string());
    let (_, body) = exchange(node.address, "POST", &path, &headers(token), body.as_bytes()).await;
    let token = serde_json::from_str::<Value>(&body).unwrap()["token"].clone();
    token.as_str().unwrap_or_else(|| panic!("no token: {body}")).to_owned()
}

/// The token of a new account.
async fn account(node: &Node) -> String {
    let dj = json!({
        "email": "otis@dance.example", "password": "anchor step at midnight",
        "displayName": "Otis Marlow",
    });
    post(node, "register", "", dj).await
}

fn with_token(token: &str) -> Value {
    json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION, "token": token})
}

#[tokio::test]
async fn dancers_at_two_nodes_have_one_night() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let mut here = a.dancer("client_dancer_here").await;
    let mut there = b.dancer("client_dancer_there").await;
    let (mut booth, _) = a.booth(Some(RESUME)).await;
    booth.ask(broadcast(1)).await;
    here.until(plays("Title 1")).await;
    there.until(plays("Title 1")).await;

    assert_eq!(insist(&mut there, like(1)).await["type"], "ACK");
    assert_eq!(booth.until_type("LIKE_RECEIVED").await["likes"], 1);
    here.until(likes(1, 1)).await;
    assert_eq!(here.ask(like(1)).await["type"], "ACK");
    there.until(likes(1, 2)).await;
    assert_eq!(there.ask(like(1)).await["type"], "ACK", "repeated, and counted once");

    let one_more = b.dancer("client_dancer_more").await;
    let three = |told: &Value| told["type"] == "LISTENER_COUNT" && told["count"] == 3;
    there.until(three).await;
    here.until(three).await;
    for node in [&a, &b] {
        let active = get_json(node.address, "/api/sessions/active").await;
        assert_eq!(active["sessions"][0]["currentTrack"]["title"], "Title 1");
        assert_eq!(active["sessions"][0]["listenerCount"], 3);
    }
    drop(one_more);

    let vote = json!({"type": "SEND_TEMPO_REQUEST", "sessionId": SESSION, "preference": "slower"});
    assert_eq!(there.ask(vote).await["type"], "ACK");
    assert_eq!(booth.until_type("TEMPO_FEEDBACK").await["slower"], 1);
    let thanks = json!({"type": "SEND_REACTION", "sessionId": SESSION, "reaction": "thank_you"});
    assert_eq!(there.ask(thanks).await["type"], "ACK");
    assert_eq!(booth.until_type("REACTION_RECEIVED").await["count"], 1);
    assert_eq!(here.until_type("REACTION_RECEIVED").await["count"], 1);

    let end = json!({"type": "END_SESSION", "sessionId": SESSION, "seq": 2});
    assert_eq!(booth.ask(end).await["type"], "ACK");
    there.until_type("SESSION_ENDED").await;
    assert_eq!(get_json(b.address, "/api/sessions/active").await["live"], false);
    assert_eq!(insist(&mut there, like(1)).await["type"], "ACK", "late, and known already");
}

#[tokio::test]
async fn a_poll_is_one_poll_at_two_nodes() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let (mut booth, _) = a.booth(Some(RESUME)).await;
    let mut here = a.dancer("client_dancer_here").await;
    let mut there = b.dancer("client_dancer_there").await;
    let ask = json!({
        "type": "START_POLL", "sessionId": SESSION, "seq": 1, "question": "What next?",
        "options": ["Blues", "Soul"],
    });
    assert_eq!(booth.ask(ask).await["type"], "ACK");
    let poll = there.until_type("POLL_STARTED").await["pollId"].clone();
    let vote = |option: u32| {
        json!({
            "type": "VOTE_ON_POLL", "sessionId": SESSION, "pollId": poll, "optionIndex": option,
        })
    };
    assert_eq!(insist(&mut there, vote(1)).await["type"], "ACK");
    let counted = |told: &Value| told["type"] == "POLL_UPDATE" && told["votes"] == json!([0, 1]);
    here.until(counted).await;

    there.send(vote(0)).await;
    let stands = |told: &Value| told["type"] == "POLL_STARTED" && told["hasVoted"] == true;
    assert_eq!(there.until(stands).await["votedOptionIndex"], 1, "the first vote stands");
    assert_eq!(there.until_type("NACK").await["code"], "conflict");

    let end = json!({"type": "END_POLL", "sessionId": SESSION, "pollId": poll, "seq": 2});
    assert_eq!(booth.ask(end).await["type"], "ACK");
    assert_eq!(there.until_type("POLL_ENDED").await["results"], json!([0, 1]));
    let late = json!({
        "type": "VOTE_ON_POLL", "sessionId": SESSION, "pollId": poll, "optionIndex": 0,
        "clientId": "client_dancer_late",
    });
    let mut latecomer = b.connect().await;
    latecomer.send(late).await;
    assert_eq!(latecomer.until_type("POLL_ENDED").await["results"], json!([0, 1]));
    assert_eq!(latecomer.until_type("NACK").await["code"], "conflict");
}

#[tokio::test]
async fn a_dj_who_comes_back_at_another_node_goes_on_where_the_night_was() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let (mut booth, _) = a.booth(Some(RESUME)).await;
    booth.ask(catch_up([1, 2])).await;
    let mut here = a.dancer("client_dancer_here").await;
    let mut there = b.dancer("client_dancer_there").await;
    there.until(plays("Title 2")).await;

    // The first line still looks open to its node.
    let (mut second, registered) = b.booth(Some(RESUME)).await;
    assert_eq!(registered["lastSeq"], 2);
    assert_eq!(second.ask(broadcast(3)).await["lastSeq"], 3);
    there.until(plays("Title 3")).await;
    here.until(plays("Title 3")).await;
    assert_eq!(insist(&mut here, like(3)).await["type"], "ACK");
    assert_eq!(second.until_type("LIKE_RECEIVED").await["likes"], 1);
    assert_eq!(booth.closed().await.0, 1012, "the same laptop, which may have come by mistake");

    let (mut third, registered) = a.booth(Some(RESUME)).await;
    assert_eq!(registered["lastSeq"], 3, "and back again");
    assert_eq!(third.ask(broadcast(4)).await["lastSeq"], 4);
    there.until(plays("Title 4")).await;
    assert_eq!(history(b.address).await, titles(1..=4));
}

#[tokio::test]
async fn a_node_that_is_killed_takes_nothing_with_it_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let (mut booth, _) = a.booth(Some(RESUME)).await;
    booth.ask(catch_up([1, 2, 3])).await;
    let mut here = a.dancer("client_dancer_here").await;
    let mut there = b.dancer("client_dancer_there").await;
    there.until(plays("Title 3")).await;
    assert_eq!(here.ask(like(2)).await["type"], "ACK");
    assert_eq!(insist(&mut there, like(3)).await["type"], "ACK");
    a.kill().await;

    there.until(dj_is("reconnecting")).await;
    let (mut booth, registered) = b.booth(Some(RESUME)).await;
    assert_eq!(registered["lastSeq"], 3);
    there.until(dj_is("connected")).await;
    assert_eq!(booth.ask(broadcast(4)).await["lastSeq"], 4);
    there.until(plays("Title 4")).await;
    let mut here = b.dancer("client_dancer_here").await;
    assert_eq!(here.ask(like(4)).await["type"], "ACK");
    there.until(likes(4, 1)).await;
    assert_eq!(history(b.address).await, titles(1..=4));
    let list = list(&b, "client_dancer_new").await;
    assert_eq!(list[1], 1);
    let liked: Vec<_> = list[2].as_array().unwrap().iter().map(|play| &play["likes"]).collect();
    assert_eq!(liked, [1, 1, 0]);
}

#[tokio::test]
async fn what_a_dead_node_owned_is_taken_by_one_that_lives() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let (_booth, mut there) = first_track(&a, &b).await;
    a.kill().await;
    let busy = there.ask(like(1)).await;
    assert_eq!(busy["code"], "server_busy", "nobody can write it yet, and it is not lost: {busy}");
    // The DJ does not come back; somebody has to write likes all the same.
    assert_eq!(insist(&mut there, like(1)).await["type"], "ACK");
    assert_eq!(list(&b, "client_dancer_new").await[1], 1);
}

#[tokio::test]
async fn a_node_that_is_stopped_hands_over() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let (_first, mut there) = first_track(&a, &b).await;
    a.stop().await;
    assert_eq!(insist(&mut there, like(1)).await["type"], "ACK");
    let (mut booth, registered) = b.booth(Some(RESUME)).await;
    assert_eq!(registered["lastSeq"], 1);
    booth.until(likes(1, 1)).await;
}

#[tokio::test]
async fn a_node_that_hung_while_another_took_over_writes_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let (mut booth, mut there) = first_track(&a, &b).await;
    a.freeze().await;
    // It waits in the frozen node's socket.
    booth.send(broadcast(2)).await;
    let (mut second, registered) = b.booth(Some(RESUME)).await;
    assert_eq!(registered["lastSeq"], 1);
    let mut other = broadcast(2);
    other["playId"] = json!(play_id(9));
    other["track"]["title"] = json!("Title 9");
    assert_eq!(second.ask(other).await["lastSeq"], 2);
    a.thaw();
    booth.ended().await;
    there.until(plays("Title 9")).await;
    assert_eq!(history(a.address).await, ["Title 1", "Title 9"]);
    let mut here = a.dancer("client_dancer_here").await;
    assert_eq!(insist(&mut here, like(9)).await["type"], "ACK", "it is a follower now");
    assert_eq!(second.until_type("LIKE_RECEIVED").await["likes"], 1);
}

#[tokio::test]
async fn a_node_that_hung_refuses_nothing_that_it_only_does_not_know() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let (_booth, _there) = first_track(&a, &b).await;
    let mut phone = a.dancer("client_dancer_moved").await;
    phone.until(plays("Title 1")).await;
    a.freeze().await;
    // They wait in the frozen node's socket, for a play that it will not have heard of when it reads.
    let mut waiting = json!({"messageId": "one"});
    waiting.as_object_mut().unwrap().extend(like(2).as_object().unwrap().clone());
    phone.send(waiting).await;
    let many = json!({
        "type": "SEND_BULK_LIKE", "sessionId": SESSION, "playIds": [play_id(2)],
        "messageId": "many",
    });
    phone.send(many).await;
    let (mut second, _) = b.booth(Some(RESUME)).await;
    assert_eq!(second.ask(broadcast(2)).await["lastSeq"], 2);
    a.thaw();
    let one = phone.until(|told| told["messageId"] == "one").await;
    assert!(one["type"] == "ACK" || one["code"] == "server_busy", "{one}");
    let many = phone.until(|told| told["messageId"] == "many").await;
    if [&one, &many].iter().any(|answer| answer["type"] == "ACK") {
        assert_eq!(list(&b, "client_dancer_new").await[1], 1, "{one} {many}");
    }
    assert_eq!(insist(&mut phone, like(2)).await["type"], "ACK");
    assert_eq!(list(&b, "client_dancer_new").await[1], 1);
}

#[tokio::test]
async fn what_a_hung_node_reads_too_late_does_not_cost_the_dj_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let mut here = a.dancer("client_dancer_here").await;
    let mut lost = b.connect().await;
    b.freeze().await;
    lost.send(json!({
        "type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION, "djName": "Alba",
        "resume": RESUME,
    }))
    .await;
    let (mut booth, _) = a.booth(Some(RESUME)).await;
    booth.ask(broadcast(1)).await;
    here.until(plays("Title 1")).await;
    b.thaw();
    // The other node takes the session for a registration of long ago. The laptop is told at once.
    assert_eq!(booth.closed().await.0, 1012);
    let (mut booth, registered) = a.booth(Some(RESUME)).await;
    assert_eq!(registered["lastSeq"], 1);
    assert_eq!(booth.ask(broadcast(2)).await["lastSeq"], 2);
    here.until(plays("Title 2")).await;
}

#[tokio::test]
async fn while_nats_is_away_each_node_serves_its_own_and_all_agree_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, mut nats } = Two::start(folder.path()).await;
    let (mut booth, mut there) = first_track(&a, &b).await;
    let mut here = a.dancer("client_dancer_here").await;
    assert_eq!(insist(&mut there, like(1)).await["type"], "ACK");
    assert_eq!(get_json(b.address, "/health").await["relay"], "connected");
    nats.kill().await;

    there.until(dj_is("reconnecting")).await;
    assert_eq!(booth.ask(catch_up([2, 3])).await["lastSeq"], 3, "the owner goes on");
    here.until(plays("Title 3")).await;
    assert_eq!(here.ask(like(3)).await["type"], "ACK");
    assert_eq!(there.ask(like(1)).await["code"], "server_busy", "kept on the phone");
    there.until(plays("Title 3")).await;
    assert_eq!(get_json(b.address, "/health").await["relay"], "away");

    nats.restart().await;
    there.until(dj_is("connected")).await;
    assert_eq!(insist(&mut there, like(3)).await["type"], "ACK");
    here.until(likes(3, 2)).await;
    assert_eq!(here.ask(like(2)).await["type"], "ACK");
    there.until(likes(2, 1)).await;
    assert_eq!(list(&a, "client_dancer_new").await, list(&b, "client_dancer_new").await);
    assert_eq!(history(b.address).await, titles(1..=3));
}

#[tokio::test]
async fn a_limit_that_is_global_counts_what_was_done_at_every_node() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let login = async |node: &Node| {
        let headers = "X-Pika-Client: pika-web\r\nContent-Type: application/json\r\n";
        let body = br#"{"email": "nobody@dance.example", "password": "a wrong password"}"#;
        let (head, _) = exchange(node.address, "POST", "/api/auth/login", headers, body).await;
        head.split_whitespace().nth(1).unwrap().to_owned()
    };
    for node in [&a, &a, &b, &b, &b] {
        assert_eq!(login(node).await, "401");
    }
    // What one node tells arrives in order: a session that begins there now comes after its logins.
    let mut here = a.dancer("client_dancer_here").await;
    let (_booth, _) = b.booth(Some(RESUME)).await;
    here.until_type("TRACK_STOPPED").await;
    assert_eq!(login(&a).await, "429");
}

#[tokio::test]
async fn a_session_that_is_deleted_at_one_node_ends_at_every_node() {
    let folder = tempfile::tempdir().unwrap();
    let Two { a, b, nats: _nats } = Two::start(folder.path()).await;
    let token = account(&b).await;
    let mut booth = a.connect().await;
    booth.send(with_token(&token)).await;
    booth.until_type("SESSION_REGISTERED").await;
    let mut here = a.dancer("client_dancer_here").await;
    here.until_type("TRACK_STOPPED").await;
    let path = format!("/api/session/{SESSION}");
    let (head, _) = exchange(b.address, "DELETE", &path, &headers(&token), b"").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    here.until_type("SESSION_ENDED").await;
    assert_eq!(get_json(a.address, "/api/sessions/active").await["live"], false);
}
