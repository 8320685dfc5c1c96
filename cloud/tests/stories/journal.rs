//! What a dancer may see, take away and delete; and that nobody else may.

use serde_json::{Value, json};

use crate::{
    accounts::api::{Answer, register, request, start},
    recap::go_live,
    support::{SESSION, booth, broadcast, config_with_file, dancer, get_json, like},
};

const DANCER: &str = "client_0123456789abcdef0123456789abcdef";

async fn as_dancer(
    cloud: &pika_cloud::RunningCloud,
    method: &str,
    path: &str,
    dancer: &str,
) -> Answer {
    let headers = format!("X-Pika-Client: pika-web\r\nX-Pika-Dancer: {dancer}\r\n");
    request(cloud.address(), method, path, &headers, b"").await
}

#[tokio::test]
async fn a_dancer_sees_takes_away_and_deletes_everything_of_this_dancer_alone() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let mut booth = go_live(&cloud, &token, SESSION).await;
    let mut one = dancer(&cloud, DANCER).await;
    let mut other = dancer(&cloud, "client_somebody_else").await;
    for number in 1..=3 {
        booth.ask(broadcast(number)).await;
        assert_eq!(one.ask(like(number)).await["type"], "ACK");
    }
    assert_eq!(other.ask(like(1)).await["type"], "ACK");
    let tempo = json!({"type": "SEND_TEMPO_REQUEST", "sessionId": SESSION, "preference": "faster"});
    assert_eq!(one.ask(tempo).await["type"], "ACK");
    booth
        .ask(json!({
            "type": "START_POLL", "sessionId": SESSION, "seq": 4, "at": "2026-01-02T03:00:04.000Z",
            "question": "What next?", "options": ["Blues", "Soul"],
        }))
        .await;
    let poll = one.until_type("POLL_STARTED").await["pollId"].clone();
    let vote =
        json!({"type": "VOTE_ON_POLL", "sessionId": SESSION, "pollId": poll, "optionIndex": 0});
    assert_eq!(one.ask(vote).await["type"], "ACK");

    let journal = as_dancer(&cloud, "GET", "/api/dancer/likes?limit=2", DANCER).await;
    assert_eq!((journal.status, &journal.body["totalLikes"]), (200, &json!(3)), "{journal:?}");
    let likes = journal.body["likes"].as_array().unwrap();
    assert_eq!((likes.len(), &likes[0]["title"]), (2, &json!("Title 3")), "the latest first");
    assert_eq!(
        (&likes[0]["djName"], &likes[0]["sessionId"]),
        (&json!("Otis Marlow"), &json!(SESSION))
    );
    let rest = journal.header("link").unwrap().split(['<', '>']).nth(1).unwrap().to_owned();
    let rest = as_dancer(&cloud, "GET", &rest, DANCER).await;
    assert_eq!(rest.body["likes"].as_array().unwrap().len(), 1);
    assert_eq!((&rest.body["likes"][0]["title"], rest.header("link")), (&json!("Title 1"), None));

    let export = as_dancer(&cloud, "GET", "/api/dancer/export", DANCER).await.body;
    assert_eq!(export["likes"].as_array().unwrap().len(), 3);
    assert_eq!(export["tempoVotes"][0]["vote"], "faster");
    assert_eq!(export["pollVotes"][0]["option"], "Blues");

    assert_eq!(as_dancer(&cloud, "DELETE", "/api/dancer", DANCER).await.status, 200);
    let nothing = json!({"likes": [], "tempoVotes": [], "pollVotes": [], "pushSubscriptions": []});
    assert_eq!(as_dancer(&cloud, "GET", "/api/dancer/export", DANCER).await.body, nothing);
    let others = as_dancer(&cloud, "GET", "/api/dancer/likes", "client_somebody_else").await;
    assert_eq!(others.body["totalLikes"], 1, "of this dancer alone");
    booth.until(|told| told["type"] == "LIKE_RECEIVED" && told["likes"] == 0).await;
    let recap = get_json(cloud.address(), &format!("/api/session/{SESSION}/recap")).await;
    assert_eq!(recap["totalLikes"], 1);
}

#[tokio::test]
async fn a_dancers_id_is_asked_for_in_a_header_and_never_in_an_address() {
    let cloud = start().await;
    for id in ["", "short"] {
        let answer = as_dancer(&cloud, "GET", "/api/dancer/likes", id).await;
        assert_eq!((answer.status, &answer.body["code"]), (400, &json!("invalid")), "{answer:?}");
    }
    let old = request(cloud.address(), "GET", "/api/client/client_1_ab/likes", "", b"").await;
    assert_eq!((old.status, &old.body["code"]), (410, &json!("gone")));
    assert!(old.body["error"].as_str().unwrap().contains("X-Pika-Dancer"));
    let unknown = as_dancer(&cloud, "GET", "/api/dancer/likes", DANCER).await;
    assert_eq!(unknown.body, json!({"totalLikes": 0, "likes": Value::Array(Vec::new())}));
}

/// What dancers and booth are told of it while the session goes on, and what is found after a restart.
#[tokio::test]
async fn the_votes_of_a_dancer_who_is_deleted_go_out_of_every_count_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut booth = booth(&cloud).await;
    let mut one = dancer(&cloud, DANCER).await;
    let mut other = dancer(&cloud, "client_somebody_else").await;
    booth.ask(broadcast(1)).await;
    let poll = json!({
        "type": "START_POLL", "sessionId": SESSION, "seq": 2,
        "question": "What next?", "options": ["Blues", "Soul"],
    });
    booth.ask(poll).await;
    let poll = one.until_type("POLL_STARTED").await["pollId"].clone();
    let vote =
        json!({"type": "VOTE_ON_POLL", "sessionId": SESSION, "pollId": poll, "optionIndex": 1});
    let tempo = json!({"type": "SEND_TEMPO_REQUEST", "sessionId": SESSION, "preference": "faster"});
    for phone in [&mut one, &mut other] {
        assert_eq!(phone.ask(vote.clone()).await["type"], "ACK");
        assert_eq!(phone.ask(tempo.clone()).await["type"], "ACK");
    }
    booth.until(|told| told["type"] == "TEMPO_FEEDBACK" && told["total"] == 2).await;

    assert_eq!(as_dancer(&cloud, "DELETE", "/api/dancer", DANCER).await.status, 200);
    let one_vote = |told: &Value| told["type"] == "POLL_UPDATE" && told["votes"] == json!([0, 1]);
    other.until(one_vote).await;
    let mut told = Vec::new();
    while !told.contains(&json!("POLL_UPDATE")) || !told.contains(&json!("TEMPO_FEEDBACK")) {
        let news = booth.until(|told| one_vote(told) || told["total"] == 1).await;
        told.push(news["type"].clone());
    }

    cloud.stop().await;
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut late = dancer(&cloud, DANCER).await;
    late.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    let told = late.until_type("POLL_STARTED").await;
    assert_eq!((&told["votes"], &told["hasVoted"]), (&json!([0, 1]), &json!(false)));
}
