//! Polls: one at a time, one vote a dancer, an end by the DJ or by the clock, and a result for everyone.

use serde_json::{Value, json};

use crate::support::{
    Client, SESSION, ago, booth, broadcast, catch_up, cloud, config_with_file, dancer, get_json,
    item,
};

fn start(seq: u64) -> Value {
    json!({
        "type": "START_POLL", "sessionId": SESSION, "seq": seq,
        "question": "What next?", "options": ["Blues", "Soul", "Pop"],
    })
}

fn end(seq: u64) -> Value {
    json!({"type": "END_POLL", "sessionId": SESSION, "seq": seq})
}

fn vote(poll: &Value, option: u64) -> Value {
    json!({"type": "VOTE_ON_POLL", "pollId": poll, "optionIndex": option})
}

#[tokio::test]
async fn a_poll_is_asked_and_voted_on_and_its_result_reaches_everyone() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut one = dancer(&cloud, "client_dancer_1").await;
    let mut two = dancer(&cloud, "client_dancer_2").await;
    booth.send(start(1)).await;
    let told = booth.until_type("POLL_STARTED").await;
    assert_eq!((&told["seq"], &told["votes"]), (&json!(1), &json!([0, 0, 0])));
    assert_eq!(told["hasVoted"], false);
    for phone in [&mut one, &mut two] {
        let heard = phone.until_type("POLL_STARTED").await;
        assert_eq!(heard["pollId"], told["pollId"]);
        assert_eq!(heard["options"], json!(["Blues", "Soul", "Pop"]));
    }
    let poll = &told["pollId"];
    assert_eq!(one.ask(vote(poll, 2)).await["type"], "ACK");
    assert_eq!(two.ask(vote(poll, 2)).await["type"], "ACK");
    for client in [&mut booth, &mut one, &mut two] {
        let update =
            client.until(|told| told["type"] == "POLL_UPDATE" && told["totalVotes"] == 2).await;
        assert_eq!(update["votes"], json!([0, 0, 2]));
    }
    assert_eq!(booth.ask(end(2)).await["lastSeq"], 2);
    let mut late = dancer(&cloud, "client_dancer_3").await;
    let answer = {
        let mut message = vote(poll, 0);
        message["messageId"] = json!("late");
        late.send(message).await;
        late.until_type("POLL_ENDED").await
    };
    assert_eq!((&answer["results"], &answer["winnerIndex"]), (&json!([0, 0, 2]), &json!(2)));
    let nack = late.until(|told| told["messageId"] == "late").await;
    assert_eq!(nack["code"], "conflict", "the result came first");
    for phone in [&mut one, &mut two] {
        let ended = phone.until_type("POLL_ENDED").await;
        assert_eq!((&ended["totalVotes"], &ended["seq"]), (&json!(2), &json!(1)));
    }
}

#[tokio::test]
async fn the_booth_hears_of_the_start_and_the_end_of_its_poll() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    for (message, kind) in [(start(1), "POLL_STARTED"), (end(2), "POLL_ENDED")] {
        booth.send(message).await;
        assert_eq!(booth.until_type(kind).await["seq"], 1);
    }
    booth.send(start(3)).await;
    booth.until_type("POLL_STARTED").await;
    booth.send(json!({"type": "CANCEL_POLL", "sessionId": SESSION, "seq": 4})).await;
    let ended = booth.until_type("POLL_ENDED").await;
    assert_eq!((&ended["seq"], &ended["winnerIndex"]), (&json!(3), &json!(-1)));
}

#[tokio::test]
async fn the_first_vote_of_a_dancer_stands() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    let mut tab = dancer(&cloud, "client_dancer_1").await;
    booth.ask(start(1)).await;
    let poll = phone.until_type("POLL_STARTED").await["pollId"].clone();
    tab.until_type("POLL_STARTED").await;
    assert_eq!(phone.ask(vote(&poll, 1)).await["type"], "ACK");
    assert_eq!(phone.ask(vote(&poll, 1)).await["type"], "ACK", "its answer may have been lost");
    let mut second = vote(&poll, 0);
    second["messageId"] = json!("second");
    tab.send(second).await;
    let stands = tab.until_type("POLL_STARTED").await;
    assert_eq!((&stands["hasVoted"], &stands["votedOptionIndex"]), (&json!(true), &json!(1)));
    assert_eq!(tab.until(|told| told["messageId"] == "second").await["code"], "conflict");
    assert_eq!(phone.ask(vote(&poll, 3)).await["code"], "invalid", "there is no such option");
    assert_eq!(phone.ask(vote(&json!(1), 0)).await["code"], "invalid", "there is no such poll");
    let mut nobody = Client::connect(&cloud).await;
    let mut message = vote(&poll, 0);
    message["sessionId"] = json!(SESSION);
    assert_eq!(nobody.ask(message).await["code"], "invalid", "a vote needs a dancer");
    booth.ask(end(2)).await;
    assert_eq!(phone.until_type("POLL_ENDED").await["results"], json!([0, 1, 0]));
}

#[tokio::test]
async fn a_second_poll_is_a_conflict_and_does_not_stand_in_the_way_of_what_follows() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    booth.ask(start(1)).await;
    let first = phone.until_type("POLL_STARTED").await["pollId"].clone();
    let nack = booth.ask(start(2)).await;
    assert_eq!((&nack["code"], &nack["lastSeq"]), (&json!("conflict"), &json!(2)));
    assert_eq!(booth.ask(start(2)).await["lastSeq"], 2, "sent again, it is a repeat");
    assert_eq!(booth.ask(broadcast(3)).await["lastSeq"], 3);

    let unnumbered = json!({
        "type": "START_POLL", "sessionId": SESSION, "question": "Again?", "options": ["Yes", "No"],
    });
    let nack = booth.ask(unnumbered).await;
    assert_eq!((&nack["code"], &nack["lastSeq"]), (&json!("conflict"), &Value::Null));

    let poll = |seq: u64| {
        json!({
            "type": "POLL", "seq": seq, "at": ago(0), "question": "More?", "options": ["Yes", "No"],
        })
    };
    let mut message = catch_up([]);
    let end = json!({"type": "POLL_END", "seq": 5, "at": ago(0)});
    message["items"] = json!([poll(4), end, poll(6), item(7)]);
    assert_eq!(booth.ask(message).await["lastSeq"], 7);
    assert_eq!(phone.until_type("POLL_ENDED").await["pollId"], first);
    let next = phone.until_type("POLL_STARTED").await;
    assert_eq!((&next["seq"], &next["question"]), (&json!(6), &json!("More?")));
}

#[tokio::test]
async fn a_poll_ends_by_its_own_clock() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    let mut message = start(1);
    message["durationSeconds"] = json!(30);
    message["at"] = json!(ago(28));
    booth.send(message).await;
    let told = phone.until_type("POLL_STARTED").await;
    assert!(told["endsAt"].as_str().unwrap() > ago(0).as_str());
    assert_eq!(phone.ask(vote(&told["pollId"], 0)).await["type"], "ACK");
    for client in [&mut booth, &mut phone] {
        assert_eq!(client.until_type("POLL_ENDED").await["results"], json!([1, 0, 0]));
    }
    assert_eq!(booth.ask(start(2)).await["type"], "ACK", "there is room for the next");
}

#[tokio::test]
async fn a_poll_whose_time_was_up_before_it_arrived_is_not_asked() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    let mut message = start(1);
    message["durationSeconds"] = json!(60);
    message["at"] = json!(ago(600));
    assert_eq!(booth.ask(message).await["lastSeq"], 1);
    let ended = phone.until(|told| told["type"] != "LISTENER_COUNT").await;
    assert_eq!((&ended["type"], &ended["totalVotes"]), (&json!("POLL_ENDED"), &json!(0)));
}

#[tokio::test]
async fn a_poll_that_is_ahead_of_what_is_missing_has_to_come_again() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    assert_eq!(booth.ask(start(2)).await["code"], "conflict", "1 is missing");
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);
    assert_eq!(booth.ask(start(2)).await["lastSeq"], 2);
}

#[tokio::test]
async fn a_poll_ends_with_its_session() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(start(1)).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    booth.ask(json!({"type": "END_SESSION", "sessionId": SESSION, "seq": 2})).await;
    assert_eq!(phone.news().await["type"], "POLL_ENDED");
    assert_eq!(phone.news().await["type"], "SESSION_ENDED");
}

#[tokio::test]
async fn a_poll_and_its_votes_outlive_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut first = Client::connect(&cloud).await;
    let resume = first.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    first.ask(start(1)).await;
    let mut phone = Client::connect(&cloud).await;
    let subscribe = json!({
        "type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION, "clientId": "client_dancer_1",
    });
    phone.send(subscribe.clone()).await;
    let poll = phone.until_type("POLL_STARTED").await["pollId"].clone();
    phone.ask(vote(&poll, 2)).await;
    cloud.stop().await;

    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut phone = Client::connect(&cloud).await;
    phone.send(subscribe).await;
    let told = phone.until_type("POLL_STARTED").await;
    assert_eq!((&told["pollId"], &told["votedOptionIndex"]), (&poll, &json!(2)));
    assert_eq!(told["votes"], json!([0, 0, 1]));
    assert_eq!(phone.ask(vote(&poll, 2)).await["type"], "ACK", "its answer may have been lost");
    let mut booth = Client::connect(&cloud).await;
    booth.register(SESSION, Some(&resume)).await;
    assert_eq!(booth.until_type("POLL_STARTED").await["votes"], json!([0, 0, 1]));
    let mut other = dancer(&cloud, "client_dancer_2").await;
    other.ask(vote(&poll, 0)).await;
    booth.ask(end(2)).await;
    assert_eq!(phone.until_type("POLL_ENDED").await["results"], json!([1, 0, 1]), "each once");
}

#[tokio::test]
async fn a_poll_whose_time_is_up_while_the_server_is_down_has_ended_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut first = Client::connect(&cloud).await;
    let resume = first.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    let mut message = start(1);
    message["durationSeconds"] = json!(30);
    message["at"] = json!(ago(29));
    first.ask(message).await;
    cloud.stop().await;

    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut booth = Client::connect(&cloud).await;
    booth.register(SESSION, Some(&resume)).await;
    assert_eq!(booth.until_type("POLL_ENDED").await["seq"], 1);
    assert_eq!(booth.ask(start(2)).await["type"], "ACK");
}

#[tokio::test]
async fn names_and_polls_of_any_script_reach_phones_as_they_were_written() {
    for text in [
        "איזה ריקוד עכשיו?",
        "أي رقصة الآن؟ (٣)",
        "פעם west coast ופעם بلوز",
        "\u{202b}שלום\u{202c} \u{2067}عالم\u{2069} 1:2",
        "👩🏽\u{200d}🤝\u{200d}👨🏻 🕺🏿 🇮🇱 1️⃣",
        "नमस्ते ქართული 山田さん",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
        let mut booth = Client::connect(&cloud).await;
        let name = json!({
            "type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION, "djName": text,
        });
        booth.send(name).await;
        let registered = booth.until_type("SESSION_REGISTERED").await;
        assert_eq!(registered["djName"], text);
        let poll = json!({
            "type": "START_POLL", "sessionId": SESSION, "seq": 1, "question": text,
            "options": [text, "לא"],
        });
        assert_eq!(booth.ask(poll).await["type"], "ACK", "{text}");
        let mut phone = Client::connect(&cloud).await;
        phone
            .send(json!({
                "type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION, "clientId": text.repeat(2),
            }))
            .await;
        let shown = phone.until_type("SESSIONS_LIST").await;
        assert_eq!(shown["sessions"][0]["djName"], text);
        let shown = phone.until_type("POLL_STARTED").await;
        assert_eq!((&shown["question"], &shown["options"]), (&json!(text), &json!([text, "לא"])));
        let vote = json!({
            "type": "VOTE_ON_POLL", "sessionId": SESSION, "pollId": shown["pollId"],
            "optionIndex": 0,
        });
        assert_eq!(phone.ask(vote).await["type"], "ACK", "{text}");
        drop((booth, phone));
        cloud.stop().await;

        let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
        let mut phone = Client::connect(&cloud).await;
        phone.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
        let kept = phone.until_type("POLL_STARTED").await;
        assert_eq!((&kept["question"], &kept["options"]), (&json!(text), &json!([text, "לא"])));
        assert_eq!(kept["votes"], json!([1, 0]), "{text}");
        let active = get_json(cloud.address(), "/api/sessions/active").await;
        assert_eq!(active["sessions"][0]["djName"], text);
    }
}
