//! The dancers' side: what a phone is told, likes that count once, sessions that never mix.

use pika_cloud::RunningCloud;
use serde_json::{Value, json};

use crate::support::{
    Client, SESSION, booth, broadcast, catch_up, cloud, dancer, item, like, play_id,
};

fn said(kind: &str, order: u64) -> Value {
    json!({"type": kind, "sessionId": SESSION, "playId": play_id(1), "order": order})
}

/// A phone with two lines, the older of which brings late what it held up.
#[tokio::test]
async fn what_a_dead_line_held_up_does_not_win_over_what_was_said_since() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut new = dancer(&cloud, "client_dancer_1").await;
    let mut old = dancer(&cloud, "client_dancer_1").await;
    for (late, kind, order, likes) in [
        (false, "SEND_LIKE", 5, 1),
        (false, "REMOVE_LIKE", 7, 0),
        (true, "SEND_LIKE", 6, 0),
        (false, "SEND_LIKE", 9, 1),
        (true, "REMOVE_LIKE", 8, 1),
        (false, "REMOVE_LIKE", 10, 0),
    ] {
        let line = if late { &mut old } else { &mut new };
        assert_eq!(line.ask(said(kind, order)).await["type"], "ACK", "{kind} {order}");
        let mut looks = dancer(&cloud, "client_looks_on").await;
        looks.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
        assert_eq!(looks.until_type("NOW_PLAYING").await["likes"], likes, "{kind} {order}");
    }
    let bulk = json!({
        "type": "SEND_BULK_LIKE", "sessionId": SESSION, "playIds": [play_id(1)], "order": 4,
    });
    assert_eq!(old.ask(bulk).await["type"], "ACK");
    let tempo = |order: u64, preference: &str| {
        let mut message = said("SEND_TEMPO_REQUEST", order);
        message["preference"] = json!(preference);
        message
    };
    new.ask(tempo(12, "faster")).await;
    old.ask(tempo(11, "slower")).await;
    let mut looks = Client::connect(&cloud).await;
    let hello = json!({
        "type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION, "clientId": "client_dancer_1",
    });
    looks.send(hello).await;
    assert_eq!(looks.until_type("NOW_PLAYING").await["likes"], 0, "nor do several at once");
    assert_eq!(looks.until_type("TEMPO_VOTED").await["preference"], "faster");
}

/// Both are in the queue before either is committed.
#[tokio::test]
async fn a_like_and_its_end_that_are_committed_together_leave_no_like() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut phones = Vec::new();
    for number in 0..40 {
        let mut lines = Vec::new();
        for kind in ["SEND_LIKE", "REMOVE_LIKE"] {
            let mut line = dancer(&cloud, &format!("client_dancer_{number}")).await;
            let mut message = said(kind, if kind == "SEND_LIKE" { 1 } else { 2 });
            message["messageId"] = json!("together");
            line.send(message).await;
            lines.push(line);
        }
        phones.push(lines);
    }
    for line in phones.iter_mut().flatten() {
        let answer = line.until(|told| told["messageId"] == "together").await;
        assert_eq!(answer["type"], "ACK");
    }
    let mut looks = dancer(&cloud, "client_looks_on").await;
    looks.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    assert_eq!(looks.until_type("NOW_PLAYING").await["likes"], 0);
}

const OTHER: &str = "pika_story_two";

fn types(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| message["type"].as_str().unwrap()).collect()
}

async fn other_booth(cloud: &RunningCloud) -> Client {
    let mut booth = Client::connect(cloud).await;
    booth.register(OTHER, None).await;
    booth
}

#[tokio::test]
async fn a_phone_that_subscribes_is_told_all_that_it_shows() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(catch_up([1, 2])).await;
    let mut phone = Client::connect(&cloud).await;
    phone.subscribe(SESSION, "client_dancer_1").await;
    phone.ask(like(1)).await;
    phone.until_type("LIKE_COUNT").await;

    phone
        .send(json!({
            "type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION,
            "clientId": "client_dancer_1", "messageId": "again",
        }))
        .await;
    let told = phone.all_so_far().await;
    assert_eq!(
        types(&told),
        ["SESSIONS_LIST", "LISTENER_COUNT", "NOW_PLAYING", "RECENT_PLAYS", "ACK"],
        "a booth that is connected is not mentioned"
    );
    let listed = &told[0]["sessions"][0];
    assert_eq!((&listed["sessionId"], &listed["djName"]), (&json!(SESSION), &json!("Alba")));
    assert_eq!(listed["currentTrack"]["title"], "Title 2");
    assert_eq!(told[1]["count"], 1, "this phone included, once");
    assert_eq!(told[2]["track"]["title"], "Title 2");
    let recent = &told[3]["plays"][0];
    assert_eq!((&recent["likes"], &recent["liked"]), (&json!(1), &json!(true)));
    assert_eq!(told[4]["messageId"], "again", "the answer comes last");
}

#[tokio::test]
async fn a_phone_learns_that_nothing_plays() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    booth.ask(json!({"type": "TRACK_STOPPED", "sessionId": SESSION, "seq": 2})).await;
    let mut phone = Client::connect(&cloud).await;
    phone.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    let told = phone.all_so_far().await;
    assert_eq!(told[2], json!({"type": "TRACK_STOPPED", "sessionId": SESSION}));
    assert_eq!(told[3]["plays"][0]["track"]["title"], "Title 1", "it is in the history");
    assert_eq!(told[1]["count"], 0, "a phone without an id is not counted");
}

#[tokio::test]
async fn a_like_reaches_the_booth_at_once_and_everyone_as_a_count() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut fan = dancer(&cloud, "client_dancer_1").await;
    let mut other = dancer(&cloud, "client_dancer_2").await;

    assert_eq!(fan.ask(like(1)).await["type"], "ACK");
    let heard = booth.until_type("LIKE_RECEIVED").await;
    assert_eq!((&heard["playId"], &heard["likes"]), (&json!(play_id(1)), &json!(1)));
    assert_eq!(heard["payload"]["track"]["title"], "Title 1");
    let count = other.until_type("LIKE_COUNT").await;
    assert_eq!((&count["playId"], &count["count"]), (&json!(play_id(1)), &json!(1)));

    assert_eq!(fan.ask(like(1)).await["type"], "ACK", "a like that is sent again is fine");
    other.ask(like(1)).await;
    assert_eq!(booth.until_type("LIKE_RECEIVED").await["likes"], 2, "and counts once");

    let back = json!({"type": "REMOVE_LIKE", "sessionId": SESSION, "playId": play_id(1)});
    assert_eq!(fan.ask(back.clone()).await["type"], "ACK");
    assert_eq!(booth.until_type("LIKE_RECEIVED").await["likes"], 1);
    assert_eq!(fan.ask(back).await["type"], "ACK", "there is nothing left to take back");
    other.until(|told| told["type"] == "LIKE_COUNT" && told["count"] == 1).await;
}

#[tokio::test]
async fn the_last_of_many_counts_always_arrives() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut witness = dancer(&cloud, "client_witness").await;
    let mut fans = Vec::new();
    for number in 0..30 {
        let mut fan = dancer(&cloud, &format!("client_dancer_{number}")).await;
        fan.ask(like(1)).await;
        fans.push(fan);
    }
    witness.until(|told| told["type"] == "LIKE_COUNT" && told["count"] == 30).await;
    for total in 1..=30 {
        assert_eq!(booth.until_type("LIKE_RECEIVED").await["likes"], total, "one for each like");
    }
    let mut late = dancer(&cloud, "client_late").await;
    late.until(|told| told["type"] == "LISTENER_COUNT" && told["count"] == 32).await;
    witness.until(|told| told["type"] == "LISTENER_COUNT" && told["count"] == 32).await;
}

#[tokio::test]
async fn the_eleventh_like_in_a_minute_has_to_wait() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(catch_up(1..=11)).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    for number in 1..=10 {
        assert_eq!(phone.ask(like(number)).await["type"], "ACK");
    }
    let nack = phone.ask(like(11)).await;
    assert_eq!(nack["code"], "rate_limited");
    assert!(nack["retryAfterMs"].as_u64().unwrap() > 0);
    let mut renamed = like(11);
    renamed["clientId"] = json!("client_dancer_3");
    assert_eq!(phone.ask(renamed).await["code"], "rate_limited", "the first id holds");
    let mut second_tab = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(second_tab.ask(like(11)).await["code"], "rate_limited", "the dancer is the same");
    let mut other = dancer(&cloud, "client_dancer_2").await;
    assert_eq!(other.ask(like(11)).await["type"], "ACK");
}

#[tokio::test]
async fn only_a_play_of_the_session_can_be_liked() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut other = other_booth(&cloud).await;
    let mut message = broadcast(2);
    message["sessionId"] = json!(OTHER);
    message["seq"] = json!(1);
    other.ask(message).await;

    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(phone.ask(like(2)).await["code"], "invalid", "it plays elsewhere");
    assert_eq!(phone.ask(like(77)).await["code"], "invalid");
    let mut elsewhere = like(1);
    elsewhere["sessionId"] = json!("pika_nowhere");
    assert_eq!(phone.ask(elsewhere).await["code"], "unknown_session");
    let mut nobody = Client::connect(&cloud).await;
    assert_eq!(nobody.ask(like(1)).await["code"], "invalid", "a like needs a dancer");
}

#[tokio::test]
async fn a_track_that_is_played_twice_can_be_liked_twice() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut again = item(2);
    again["track"] = item(1)["track"].clone();
    let message = json!({"type": "CATCH_UP", "sessionId": SESSION, "items": [item(1), again]});
    booth.ask(message).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(phone.ask(like(1)).await["type"], "ACK");
    assert_eq!(phone.ask(like(2)).await["type"], "ACK");
    for number in [1, 2] {
        let heard = booth.until_type("LIKE_RECEIVED").await;
        assert_eq!((&heard["playId"], &heard["likes"]), (&json!(play_id(number)), &json!(1)));
    }
}

#[tokio::test]
async fn a_dancer_with_two_tabs_is_one_listener() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let first = dancer(&cloud, "client_dancer_1").await;
    let _second = dancer(&cloud, "client_dancer_1").await;
    drop(first);
    let _other = dancer(&cloud, "client_dancer_2").await;
    let count = booth.until(|told| told["count"] == 2).await;
    assert_eq!(count["type"], "LISTENER_COUNT");
    let active = crate::support::get_json(cloud.address(), "/api/sessions/active").await;
    assert_eq!(active["sessions"][0]["listenerCount"], 2);
}

#[tokio::test]
async fn the_lobby_hears_of_sessions_that_start_and_end() {
    let cloud = cloud().await;
    let mut lobby = Client::connect(&cloud).await;
    lobby.send(json!({"type": "GET_SESSIONS"})).await;
    assert_eq!(lobby.news().await, json!({"type": "SESSIONS_LIST", "sessions": []}));
    let mut booth = booth(&cloud).await;
    let started = lobby.news().await;
    assert_eq!(started["type"], "SESSION_STARTED");
    assert_eq!((&started["sessionId"], &started["djName"]), (&json!(SESSION), &json!("Alba")));
    booth.ask(json!({"type": "END_SESSION", "sessionId": SESSION, "seq": 1})).await;
    assert_eq!(lobby.news().await, json!({"type": "SESSION_ENDED", "sessionId": SESSION}));
}

#[tokio::test]
async fn a_phone_that_comes_before_the_dj_is_taken_in_when_the_session_starts() {
    let cloud = cloud().await;
    let mut phone = Client::connect(&cloud).await;
    phone
        .send(json!({"type": "SUBSCRIBE", "sessionId": SESSION, "clientId": "client_dancer_1"}))
        .await;
    let told = phone.all_so_far().await;
    assert_eq!(types(&told), ["SESSIONS_LIST", "LISTENER_COUNT", "SESSION_ENDED"]);
    assert_eq!(told[1]["count"], 1);

    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    assert_eq!(phone.news().await["type"], "SESSION_STARTED");
    assert_eq!(phone.until_type("NOW_PLAYING").await["track"]["title"], "Title 1");
    assert_eq!(phone.ask(like(1)).await["type"], "ACK");
}

#[tokio::test]
async fn a_phone_that_goes_to_another_session_leaves_the_first() {
    let cloud = cloud().await;
    let mut one = booth(&cloud).await;
    let _two = other_booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    phone.subscribe(OTHER, "client_dancer_1").await;
    phone.all_so_far().await;
    one.ask(broadcast(1)).await;
    let told = phone.all_so_far().await;
    assert!(told.iter().all(|message| message["type"] != "NOW_PLAYING"), "{told:?}");
}

#[tokio::test]
async fn a_reader_that_stalls_holds_nobody_up_and_converges_when_it_reads_again() {
    let cloud = cloud().await;
    let mut booth = Client::connect(&cloud).await;
    let resume = booth.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    let mut stalled = dancer(&cloud, "client_stalled").await;
    let mut reading = dancer(&cloud, "client_reading").await;
    // Names of 2 KB each: after 165 of these, all buffers are full.
    let long = "\u{1f57a}".repeat(495);
    booth
        .ask(json!({
            "type": "START_POLL", "sessionId": SESSION, "seq": 1, "question": "More?",
            "options": ["Yes", "No"],
        }))
        .await;
    booth
        .ask(json!({
            "type": "SEND_ANNOUNCEMENT", "sessionId": SESSION, "seq": 2, "message": "At ten.",
        }))
        .await;
    let mut last = 2;
    for _ in 0..3 {
        for _ in 0..55 {
            last += 1;
            let mut play = item(last);
            play["track"] = json!({"title": format!("{long} {last}"), "artist": long});
            let message = json!({"type": "CATCH_UP", "sessionId": SESSION, "items": [play]});
            assert_eq!(booth.ask(message).await["lastSeq"], last);
            reading
                .until(|told| told["type"] == "NOW_PLAYING" && told["playId"] == play_id(last))
                .await;
        }
        // A fresh line, because one line may only say so much in a while.
        booth = Client::connect(&cloud).await;
        booth.register(SESSION, Some(&resume)).await;
    }
    booth.ask(json!({"type": "END_POLL", "sessionId": SESSION, "seq": last + 1})).await;
    let cancel = json!({"type": "CANCEL_ANNOUNCEMENT", "sessionId": SESSION, "seq": last + 2});
    booth.ask(cancel).await;
    stalled.until(|told| told["type"] == "NOW_PLAYING" && told["playId"] == play_id(last)).await;
    let recent = stalled.until_type("RECENT_PLAYS").await;
    assert_eq!(recent["plays"][0]["playId"], play_id(last - 1), "it missed some, and has them now");
    assert_eq!(stalled.until_type("POLL_ENDED").await["seq"], 1, "what is no longer so as well");
    stalled.until_type("ANNOUNCEMENT_CANCELLED").await;
}
