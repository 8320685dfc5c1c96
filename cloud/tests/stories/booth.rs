//! The booth's side: nothing is lost, nothing is doubled, nobody else takes the session.

use std::time::Duration;

use pika_cloud::{CloudConfig, Sweep};
use serde_json::json;

use crate::support::{
    Client, SESSION, booth, broadcast, catch_up, cloud, config, dancer, history, item, play_id,
    titles,
};

#[tokio::test]
async fn a_track_is_acknowledged_with_its_number_and_reaches_the_dancer() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;

    let ack = booth.ask(broadcast(1)).await;
    assert_eq!((&ack["type"], &ack["lastSeq"]), (&json!("ACK"), &json!(1)));

    let shown = dancer.until_type("NOW_PLAYING").await;
    assert_eq!(shown["track"], json!({"title": "Title 1", "artist": "Otis Marlow", "bpm": 96.5}));
    assert_eq!(shown["playId"], play_id(1));
    assert_eq!(shown["startedAt"], "2026-01-02T03:00:01.000Z");
    assert_eq!((&shown["djName"], &shown["likes"]), (&json!("Alba"), &json!(0)));

    booth.ask(json!({"type": "TRACK_STOPPED", "sessionId": SESSION, "seq": 2})).await;
    assert_eq!(dancer.news().await, json!({"type": "TRACK_STOPPED", "sessionId": SESSION}));
}

#[tokio::test]
async fn the_registration_says_where_dancers_go_and_what_time_it_is() {
    let config = CloudConfig { public_url: Some("https://pika.example/".to_owned()), ..config() };
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut booth = Client::connect(&cloud).await;
    let registered = booth.register(SESSION, None).await;
    assert_eq!(registered["joinUrl"], format!("https://pika.example/live/{SESSION}"));
    assert_eq!(registered["authenticated"], false, "nobody has proved anything");
    assert_eq!(registered["lastSeq"], 0);
    assert!(registered["serverTime"].as_str().unwrap().ends_with('Z'));
    assert!(registered["resume"].as_str().unwrap().len() >= 32);
}

#[tokio::test]
async fn tracks_sent_right_behind_the_registration_are_not_lost() {
    let cloud = cloud().await;
    let mut booth = Client::connect(&cloud).await;
    booth
        .send(json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION, "djName": "Alba"}))
        .await;
    for number in 1..=10 {
        booth.send(broadcast(number)).await;
    }
    booth.ask(json!({"type": "PING"})).await;
    assert_eq!(history(cloud.address()).await, titles(1..=10));
}

#[tokio::test]
async fn facts_that_are_repeated_and_reordered_are_kept_exactly_once_and_in_order() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    for batch in [vec![3, 5], vec![1, 2, 3], vec![1, 2, 3, 4, 5, 6], vec![2, 6]] {
        assert_eq!(booth.ask(catch_up(batch)).await["type"], "ACK");
    }
    assert_eq!(booth.ask(broadcast(4)).await["lastSeq"], 6);
    assert_eq!(history(cloud.address()).await, titles(1..=6));
}

#[tokio::test]
async fn what_is_missing_is_asked_for_again() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    assert_eq!(booth.ask(catch_up([1, 2])).await["lastSeq"], 2);
    assert_eq!(booth.ask(catch_up([4, 5])).await["lastSeq"], 2, "3 is missing");
    assert_eq!(booth.ask(broadcast(3)).await["lastSeq"], 5, "all is there now");
    assert_eq!(history(cloud.address()).await, titles(1..=5));
}

#[tokio::test]
async fn only_the_newest_play_of_a_catch_up_is_shown_and_the_others_enter_the_history() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    booth.ask(catch_up(2..=5)).await;

    let shown = dancer.until_type("NOW_PLAYING").await;
    assert_eq!(shown["track"]["title"], "Title 5", "it is the first that is shown");
    let recent = dancer.until_type("RECENT_PLAYS").await;
    let recent: Vec<_> =
        recent["plays"].as_array().unwrap().iter().map(|play| &play["startedAt"]).collect();
    let own_times = ["04", "03", "02", "01"].map(|s| json!(format!("2026-01-02T03:00:{s}.000Z")));
    assert_eq!(recent, own_times.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn an_older_fact_that_comes_late_does_not_replace_what_plays() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(2)).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    booth.ask(broadcast(1)).await;
    let told =
        dancer.until(|told| told["type"] == "RECENT_PLAYS" || told["type"] == "NOW_PLAYING").await;
    assert_eq!(told["plays"][0]["track"]["title"], "Title 1");
}

#[tokio::test]
async fn a_number_that_stands_for_another_play_is_a_conflict() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut other = broadcast(1);
    other["playId"] = json!(play_id(99));
    let nack = booth.ask(other).await;
    assert_eq!((&nack["type"], &nack["code"]), (&json!("NACK"), &json!("conflict")));
    assert_eq!(history(cloud.address()).await, titles([1]));
}

#[tokio::test]
async fn a_flood_of_tracks_has_to_wait_but_a_catch_up_does_not() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    for number in 1..=20 {
        assert_eq!(booth.ask(broadcast(number)).await["type"], "ACK", "{number}");
    }
    let nack = booth.ask(broadcast(21)).await;
    assert_eq!(nack["code"], "rate_limited");
    assert!(nack["retryAfterMs"].as_u64().unwrap() > 0);
    assert_eq!(booth.ask(broadcast(20)).await["type"], "ACK", "a repeat costs nothing");
    assert_eq!(booth.ask(catch_up(21..=50)).await["lastSeq"], 50);
}

#[tokio::test]
async fn a_lost_booth_is_waited_for_then_paused_and_nothing_ends() {
    let config = CloudConfig { grace: Duration::from_millis(100), ..config() };
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut first = Client::connect(&cloud).await;
    let resume = first.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    first.ask(broadcast(1)).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    drop(first);

    for state in ["reconnecting", "paused"] {
        let told = dancer.news().await;
        assert_eq!(told, json!({"type": "DJ_CONNECTION", "sessionId": SESSION, "state": state}));
    }
    let like = json!({"type": "SEND_LIKE", "sessionId": SESSION, "playId": play_id(1)});
    assert_eq!(dancer.ask(like).await["type"], "ACK", "likes go on");
    let mut late = Client::connect(&cloud).await;
    late.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    assert_eq!(late.until_type("DJ_CONNECTION").await["state"], "paused", "whoever comes is told");

    let mut second = Client::connect(&cloud).await;
    let registered = second.register(SESSION, Some(&resume)).await;
    assert_eq!((&registered["lastSeq"], &registered["resume"]), (&json!(1), &json!(resume)));
    let likes = second.news().await;
    assert_eq!(
        likes,
        json!({"type": "LIKE_COUNT", "sessionId": SESSION, "playId": play_id(1), "count": 1}),
        "the booth hears of likes that came while it was away"
    );
    assert_eq!(dancer.until_type("DJ_CONNECTION").await["state"], "connected");
}

#[tokio::test]
async fn a_like_that_is_taken_back_while_the_booth_is_away_is_gone_when_it_returns() {
    let cloud = cloud().await;
    let mut first = Client::connect(&cloud).await;
    let resume = first.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    first.ask(broadcast(1)).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    dancer.ask(json!({"type": "SEND_LIKE", "sessionId": SESSION, "playId": play_id(1)})).await;
    assert_eq!(first.until_type("LIKE_RECEIVED").await["likes"], 1);
    drop(first);
    dancer.until_type("DJ_CONNECTION").await;
    dancer.ask(json!({"type": "REMOVE_LIKE", "sessionId": SESSION, "playId": play_id(1)})).await;

    let mut second = Client::connect(&cloud).await;
    second.register(SESSION, Some(&resume)).await;
    let told = second.until_type("LIKE_COUNT").await;
    assert_eq!((&told["playId"], &told["count"]), (&json!(play_id(1)), &json!(0)));
}

#[tokio::test]
async fn only_the_resume_secret_takes_a_session_back() {
    let cloud = cloud().await;
    let mut first = Client::connect(&cloud).await;
    let resume = first.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();

    let mut thief = Client::connect(&cloud).await;
    let message = json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION});
    assert_eq!(thief.ask(message.clone()).await["code"], "not_owner");
    let mut guess = message;
    guess["resume"] = json!("0123456789abcdef0123456789abcdef");
    assert_eq!(thief.ask(guess).await["code"], "not_owner");
    for message in [
        broadcast(1),
        catch_up([1]),
        json!({"type": "TRACK_STOPPED", "sessionId": SESSION}),
        json!({"type": "END_SESSION", "sessionId": SESSION}),
        json!({
            "type": "METADATA_UPDATED", "sessionId": SESSION,
            "track": {"title": "Title 1", "artist": "Otis Marlow"},
        }),
        json!({
            "type": "START_POLL", "sessionId": SESSION, "question": "Mine?", "options": ["Yes", "No"],
        }),
        json!({"type": "END_POLL", "sessionId": SESSION}),
        json!({"type": "CANCEL_POLL", "sessionId": SESSION}),
        json!({"type": "END_POLL", "pollId": 7}),
        json!({"type": "SEND_ANNOUNCEMENT", "sessionId": SESSION, "message": "Mine."}),
        json!({"type": "CANCEL_ANNOUNCEMENT", "sessionId": SESSION}),
        json!({"type": "SHARE_TEMPO", "sessionId": SESSION, "shared": true}),
    ] {
        assert_eq!(thief.ask(message).await["code"], "not_owner");
    }
    assert_eq!(first.ask(broadcast(1)).await["type"], "ACK", "nothing has changed for the owner");

    let mut second = Client::connect(&cloud).await;
    second.register(SESSION, Some(&resume)).await;
    assert_eq!(first.ask(broadcast(2)).await["code"], "not_owner", "there is one booth");
    assert_eq!(second.ask(broadcast(2)).await["lastSeq"], 2);
}

#[tokio::test]
async fn a_booth_that_never_heard_the_answer_takes_its_session_back_with_its_own_secret() {
    let cloud = cloud().await;
    let own = "8f14e45fceea167a5a36dedd4bea2543";
    let mut booth = Client::connect(&cloud).await;
    let registered = booth.register(SESSION, Some(own)).await;
    assert_eq!(registered["resume"], own, "the secret that it brought is the session's");
    booth.ask(broadcast(1)).await;
    drop(booth);

    let mut again = Client::connect(&cloud).await;
    assert_eq!(again.register(SESSION, Some(own)).await["lastSeq"], 1);
    let mut thief = Client::connect(&cloud).await;
    let message = json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": SESSION});
    assert_eq!(thief.ask(message).await["code"], "not_owner", "nobody else does");
}

#[tokio::test]
async fn an_end_reaches_everyone_and_may_be_repeated() {
    let cloud = cloud().await;
    let mut booth = Client::connect(&cloud).await;
    let resume = booth.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    booth.ask(broadcast(1)).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    let mut lobby = Client::connect(&cloud).await;
    lobby.all_so_far().await;

    let end = json!({"type": "END_SESSION", "sessionId": SESSION, "seq": 2});
    assert_eq!(booth.ask(end.clone()).await["lastSeq"], 2);
    let ended = json!({"type": "SESSION_ENDED", "sessionId": SESSION});
    assert_eq!(dancer.news().await, ended);
    assert_eq!(lobby.news().await, ended);
    assert_eq!(booth.ask(end.clone()).await["lastSeq"], 2, "the answer may have been lost");
    assert_eq!(booth.ask(broadcast(3)).await["code"], "conflict");

    drop(booth);
    let mut later = Client::connect(&cloud).await;
    let registered = later.register(SESSION, Some(&resume)).await;
    assert_eq!(registered["lastSeq"], 2, "so that the outbox knows that all has arrived");
    assert_eq!(later.ask(end).await["type"], "ACK");
    lobby.send(json!({"type": "GET_SESSIONS"})).await;
    assert_eq!(lobby.news().await, json!({"type": "SESSIONS_LIST", "sessions": []}));
}

#[tokio::test]
async fn a_set_that_ended_offline_is_ended_by_the_catch_up() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    let mut message = catch_up([1, 2]);
    let end = json!({"type": "END", "seq": 3, "at": "2026-01-02T04:00:00.000Z"});
    message["items"].as_array_mut().unwrap().push(end);
    assert_eq!(booth.ask(message).await["lastSeq"], 3);
    assert_eq!(dancer.news().await["type"], "SESSION_ENDED", "the plays of the past are not shown");
    assert_eq!(history(cloud.address()).await, titles([1, 2]));

    let next = json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": "pika_story_two"});
    assert_eq!(booth.ask(next).await["type"], "ACK", "the next set of the same night");
}

#[tokio::test]
async fn one_connection_has_one_session() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let second = json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": "pika_story_two"});
    assert_eq!(booth.ask(second).await["code"], "conflict");
    assert_eq!(booth.ask(broadcast(1)).await["type"], "ACK");
}

#[tokio::test]
async fn a_forgotten_session_is_swept_away_and_comes_back_with_its_dj() {
    let sweep = Sweep { idle: Duration::from_millis(200), age: Duration::from_hours(24) };
    let cloud = pika_cloud::start(CloudConfig { sweep, ..config() }).await.unwrap();
    let mut booth = booth(&cloud).await;
    let mut dancer = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.until_type("SESSION_ENDED").await["sessionId"], SESSION);
    dancer.until_type("SESSION_ENDED").await;
    assert!(dancer.until_type("SESSION_EXPIRED").await["reason"].is_string());

    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1, "the DJ goes on");
    assert_eq!(dancer.until_type("SESSION_STARTED").await["sessionId"], SESSION);
    let shown = dancer.until(|message| message["track"]["title"] == "Title 1").await;
    assert_eq!(shown["type"], "NOW_PLAYING", "the dancer did not have to ask again");
}

#[tokio::test]
async fn an_item_far_ahead_is_refused_and_nothing_of_it_is_kept() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let message = json!({
        "type": "CATCH_UP", "sessionId": SESSION, "items": [item(1), {
            "type": "STOP", "seq": 9_007_199_254_740_991_u64, "at": "2026-01-02T03:00:00.000Z",
        }],
    });
    assert_eq!(booth.ask(message).await["code"], "conflict");
    assert_eq!(history(cloud.address()).await, titles([]));
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);
}
