//! Tempo votes, announcements, reactions, and tracks of which more becomes known.

use serde_json::{Value, json};

use crate::support::{
    Client, SESSION, ago, booth, broadcast, catch_up, cloud, config_with_file, dancer, history,
    item, play_id,
};

fn tempo(preference: &str) -> Value {
    json!({"type": "SEND_TEMPO_REQUEST", "sessionId": SESSION, "preference": preference})
}

fn share(shared: bool) -> Value {
    json!({"type": "SHARE_TEMPO", "sessionId": SESSION, "shared": shared})
}

fn announce(seq: u64, message: &str) -> Value {
    json!({"type": "SEND_ANNOUNCEMENT", "sessionId": SESSION, "seq": seq, "message": message})
}

async fn totals(client: &mut Client, wanted: [u64; 3]) {
    let [slower, perfect, faster] = wanted;
    let told = client
        .until(|told| {
            told["type"] == "TEMPO_FEEDBACK"
                && told["slower"] == slower
                && told["perfect"] == perfect
                && told["faster"] == faster
        })
        .await;
    assert_eq!(told["total"], slower + perfect + faster);
}

#[tokio::test]
async fn tempo_votes_reach_the_booth_and_dancers_only_if_the_dj_wants_it() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut one = dancer(&cloud, "client_dancer_1").await;
    let mut two = dancer(&cloud, "client_dancer_2").await;
    assert_eq!(one.ask(tempo("slower")).await["type"], "ACK");
    totals(&mut booth, [1, 0, 0]).await;
    two.ask(tempo("faster")).await;
    totals(&mut booth, [1, 0, 1]).await;
    one.ask(tempo("perfect")).await;
    totals(&mut booth, [0, 1, 1]).await;
    let told = two.all_so_far().await;
    assert!(told.iter().all(|told| told["type"] != "TEMPO_FEEDBACK"), "not shared: {told:?}");

    assert_eq!(booth.ask(share(true)).await["type"], "ACK");
    totals(&mut one, [0, 1, 1]).await;
    two.ask(tempo("clear")).await;
    totals(&mut one, [0, 1, 0]).await;
    totals(&mut booth, [0, 1, 0]).await;
}

#[tokio::test]
async fn another_track_begins_without_tempo_votes() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    booth.ask(share(true)).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(phone.ask(tempo("slower")).await["code"], "invalid", "nothing plays");
    booth.ask(broadcast(1)).await;
    phone.ask(tempo("slower")).await;
    totals(&mut phone, [1, 0, 0]).await;
    let mut tab = Client::connect(&cloud).await;
    tab.send(json!({
        "type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION, "clientId": "client_dancer_1",
    }))
    .await;
    assert_eq!(tab.until_type("TEMPO_VOTED").await["preference"], "slower");

    booth.send(broadcast(2)).await;
    booth.until_type("TEMPO_RESET").await;
    let told = phone.until(|told| told["type"] == "TEMPO_RESET").await;
    assert_eq!(told["sessionId"], SESSION);
    assert_eq!(phone.news().await["type"], "NOW_PLAYING", "the reset comes before the track");
    let mut late = tempo("faster");
    late["playId"] = json!(play_id(1));
    assert_eq!(phone.ask(late).await["type"], "ACK", "it is kept for the track that it names");
    phone.ask(tempo("perfect")).await;
    totals(&mut phone, [0, 1, 0]).await;
}

#[tokio::test]
async fn tempo_votes_and_an_announcement_outlive_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut first = Client::connect(&cloud).await;
    let resume = first.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    first.ask(broadcast(1)).await;
    first.ask(announce(2, "Competition at ten.")).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    phone.ask(tempo("slower")).await;
    cloud.stop().await;

    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut phone = Client::connect(&cloud).await;
    phone
        .send(json!({
            "type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION, "clientId": "client_dancer_1",
        }))
        .await;
    let told = phone.until_type("ANNOUNCEMENT_RECEIVED").await;
    assert_eq!(
        (&told["message"], &told["djName"]),
        (&json!("Competition at ten."), &json!("Alba"))
    );
    assert_eq!(phone.until_type("TEMPO_VOTED").await["preference"], "slower");
    let mut booth = Client::connect(&cloud).await;
    booth.register(SESSION, Some(&resume)).await;
    totals(&mut booth, [1, 0, 0]).await;
}

#[tokio::test]
async fn an_announcement_is_shown_until_it_is_replaced_or_taken_back() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    booth.ask(announce(1, "  Competition at ten. ")).await;
    assert_eq!(phone.news().await["message"], "Competition at ten.");
    booth.ask(announce(2, "Competition at eleven.")).await;
    assert_eq!(phone.news().await["message"], "Competition at eleven.");
    let mut late = Client::connect(&cloud).await;
    late.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    assert_eq!(late.until_type("ANNOUNCEMENT_RECEIVED").await["message"], "Competition at eleven.");
    booth.ask(json!({"type": "CANCEL_ANNOUNCEMENT", "sessionId": SESSION, "seq": 3})).await;
    let none = json!({"type": "ANNOUNCEMENT_CANCELLED", "sessionId": SESSION});
    assert_eq!(phone.news().await, none);
    let mut later = Client::connect(&cloud).await;
    later.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    let told = later.all_so_far().await;
    assert!(told.iter().all(|told| told["type"] != "ANNOUNCEMENT_RECEIVED"), "{told:?}");
}

#[tokio::test]
async fn an_announcement_expires_by_its_own_clock() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    let mut message = announce(1, "Competition at ten.");
    message["durationSeconds"] = json!(60);
    message["at"] = json!(ago(58));
    booth.ask(message).await;
    assert_eq!(phone.news().await["type"], "ANNOUNCEMENT_RECEIVED");
    assert_eq!(phone.news().await["type"], "ANNOUNCEMENT_CANCELLED");
}

#[tokio::test]
async fn reactions_reach_the_booth_one_by_one_and_the_others_as_a_count() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut fan = dancer(&cloud, "client_dancer_1").await;
    let mut other = dancer(&cloud, "client_dancer_2").await;
    let thanks = json!({"type": "SEND_REACTION", "sessionId": SESSION, "reaction": "thank_you"});
    for _ in 0..3 {
        assert_eq!(fan.ask(thanks.clone()).await["type"], "ACK");
        assert_eq!(booth.until_type("REACTION_RECEIVED").await["count"], 1);
    }
    let mut heard = 0;
    while heard < 3 {
        heard += other.until_type("REACTION_RECEIVED").await["count"].as_u64().unwrap();
    }
    assert_eq!(heard, 3);
    let told = fan.all_so_far().await;
    assert!(told.iter().all(|told| told["type"] != "REACTION_RECEIVED"), "its own: {told:?}");
    for _ in 3..20 {
        assert_eq!(fan.ask(thanks.clone()).await["type"], "ACK");
    }
    assert_eq!(fan.ask(thanks).await["code"], "rate_limited");
}

#[tokio::test]
async fn more_that_becomes_known_of_a_track_replaces_what_was_sent() {
    let cloud = cloud().await;
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    let better = |seq: u64, play: u64| {
        json!({
            "type": "METADATA", "seq": seq, "at": ago(0), "playId": play_id(play),
            "track": {"title": format!("Better {play}"), "artist": "Otis Marlow", "bpm": 101.5},
        })
    };
    let mut message = catch_up([]);
    message["items"] = json!([item(1), better(2, 1), item(3)]);
    assert_eq!(booth.ask(message).await["lastSeq"], 3, "also with the play in one message");
    assert_eq!(history(cloud.address()).await, ["Better 1", "Title 3"]);
    let told = phone.until_type("METADATA_UPDATED").await;
    assert_eq!((&told["playId"], &told["track"]["bpm"]), (&json!(play_id(1)), &json!(101.5)));

    let message = json!({
        "type": "METADATA_UPDATED", "sessionId": SESSION, "seq": 4, "playId": play_id(3),
        "track": {"title": "Better 3", "artist": "Otis Marlow", "key": "A minor"},
    });
    assert_eq!(booth.ask(message.clone()).await["lastSeq"], 4);
    let told = phone.until_type("METADATA_UPDATED").await;
    assert_eq!(told["track"], message["track"], "the whole track is replaced");
    let mut late = Client::connect(&cloud).await;
    late.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    assert_eq!(late.until_type("NOW_PLAYING").await["track"]["title"], "Better 3");

    let mut unknown = message;
    unknown["seq"] = json!(5);
    unknown["playId"] = json!(play_id(99));
    assert_eq!(booth.ask(unknown).await["lastSeq"], 5, "it must not stand in the way");
}
