//! Likes that were given without a network: many at once, and after the session has ended.

use pika_cloud::RunningCloud;
use serde_json::{Value, json};

use crate::support::{
    Client, SESSION, ago, booth, catch_up, cloud, config_with_file, dancer, item, like, play_id,
};

fn bulk(numbers: impl IntoIterator<Item = u64>) -> Value {
    let plays: Vec<String> = numbers.into_iter().map(play_id).collect();
    json!({"type": "SEND_BULK_LIKE", "sessionId": SESSION, "playIds": plays})
}

/// Registers [`SESSION`], plays one track, ends it at this time, and goes. Gives the secret.
async fn ended(cloud: &RunningCloud, at: String) -> String {
    let mut booth = Client::connect(cloud).await;
    let resume = booth.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    let mut message = catch_up([]);
    message["items"] = json!([item(1), {"type": "END", "seq": 2, "at": at}]);
    assert_eq!(booth.ask(message).await["lastSeq"], 2);
    resume
}

#[tokio::test]
async fn likes_that_waited_arrive_together_and_count_once() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(catch_up(1..=30)).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    phone.ask(like(3)).await;
    let numbers = (1..=25).chain([77]);
    assert_eq!(phone.ask(bulk(numbers.clone())).await["type"], "ACK", "more than ten at once");
    assert_eq!(phone.ask(bulk(numbers)).await["type"], "ACK", "its answer may have been lost");
    let heard = booth.all_so_far().await;
    let likes: Vec<_> = heard.iter().filter(|told| told["type"] == "LIKE_RECEIVED").collect();
    assert_eq!(likes.len(), 25, "one of each play, none twice");
    assert!(likes.iter().all(|told| told["likes"] == 1));
    for _ in 0..3 {
        assert_eq!(phone.ask(bulk([1])).await["type"], "ACK");
    }
    assert_eq!(phone.ask(bulk([26])).await["code"], "rate_limited");
}

#[tokio::test]
async fn a_like_that_was_given_before_the_end_may_come_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let resume = ended(&cloud, ago(0)).await;
    let mut phone = Client::connect(&cloud).await;
    let hello = json!({"type": "PING", "clientId": "client_dancer_1"});
    phone.send(hello.clone()).await;
    assert_eq!(phone.ask(like(1)).await["type"], "ACK");
    assert_eq!(phone.ask(bulk([1])).await["type"], "ACK", "once more changes nothing");
    assert_eq!(phone.ask(like(9)).await["code"], "invalid", "it was not played there");
    cloud.stop().await;

    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut other = Client::connect(&cloud).await;
    other.send(json!({"type": "PING", "clientId": "client_dancer_2"})).await;
    assert_eq!(other.ask(like(1)).await["type"], "ACK", "also after a restart");
    let mut booth = Client::connect(&cloud).await;
    booth.register(SESSION, Some(&resume)).await;
    let likes = booth.until_type("LIKE_COUNT").await;
    assert_eq!((&likes["playId"], &likes["count"]), (&json!(play_id(1)), &json!(2)));
    let back = json!({"type": "REMOVE_LIKE", "sessionId": SESSION, "playId": play_id(1)});
    assert_eq!(other.ask(back).await["type"], "ACK");
    assert_eq!(booth.until_type("LIKE_RECEIVED").await["likes"], 1, "a booth that is back hears");
    let vote = json!({"type": "SEND_TEMPO_REQUEST", "sessionId": SESSION, "preference": "slower"});
    assert_eq!(other.ask(vote).await["code"], "unknown_session", "only likes come late");
}

#[tokio::test]
async fn a_day_after_the_end_nothing_is_liked_any_more() {
    let cloud = cloud().await;
    ended(&cloud, ago(25 * 3600)).await;
    let mut phone = Client::connect(&cloud).await;
    phone.send(json!({"type": "PING", "clientId": "client_dancer_1"})).await;
    assert_eq!(phone.ask(like(1)).await["code"], "unknown_session");
}

#[tokio::test]
async fn likes_of_many_late_phones_all_arrive() {
    let cloud = cloud().await;
    let resume = ended(&cloud, ago(0)).await;
    let mut phones = Vec::new();
    for number in 0..30 {
        let mut phone = Client::connect(&cloud).await;
        let mut message = like(1);
        message["clientId"] = json!(format!("client_dancer_{number}"));
        message["messageId"] = json!("late");
        // All at once: the session's task comes and goes between them.
        phone.send(message).await;
        phones.push(phone);
    }
    for mut phone in phones {
        assert_eq!(phone.until(|told| told["messageId"] == "late").await["type"], "ACK");
    }
    let mut booth = Client::connect(&cloud).await;
    booth.register(SESSION, Some(&resume)).await;
    assert_eq!(booth.until_type("LIKE_COUNT").await["count"], 30);
}
