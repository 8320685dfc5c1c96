//! A set afterwards: what everybody sees of it, what its owner sees and may do.

use pika_cloud::RunningCloud;
use serde_json::{Value, json};

use crate::{
    accounts::api::{Answer, call, register, start},
    support::{Client, SESSION, broadcast, dancer, get, get_json, like, play_id},
};

/// A booth of a DJ with an account, whose token this is.
pub(crate) async fn go_live(cloud: &RunningCloud, token: &str, session: &str) -> Client {
    let mut booth = Client::connect(cloud).await;
    let message =
        json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": session, "token": token});
    booth.send(message).await;
    booth.until_type("SESSION_REGISTERED").await;
    booth
}

async fn ask(client: &mut Client, message: Value) {
    let answer = client.ask(message).await;
    assert_eq!(answer["type"], "ACK", "{answer}");
}

/// Two plays, a like and a tempo vote for the first, and a poll with two votes after it.
async fn a_set(cloud: &RunningCloud, token: &str) -> Client {
    let mut booth = go_live(cloud, token, SESSION).await;
    let mut first = dancer(cloud, "client_dancer_1").await;
    let mut second = dancer(cloud, "client_dancer_2").await;
    ask(&mut booth, broadcast(1)).await;
    ask(&mut first, like(1)).await;
    let tempo = json!({"type": "SEND_TEMPO_REQUEST", "sessionId": SESSION, "preference": "slower"});
    ask(&mut first, tempo).await;
    let poll = json!({
        "type": "START_POLL", "sessionId": SESSION, "seq": 2, "at": "2026-01-02T03:00:02.000Z",
        "question": "What next?", "options": ["Blues", "Soul"],
    });
    ask(&mut booth, poll).await;
    let poll = first.until_type("POLL_STARTED").await["pollId"].clone();
    for dancer in [&mut first, &mut second] {
        let vote =
            json!({"type": "VOTE_ON_POLL", "sessionId": SESSION, "pollId": poll, "optionIndex": 1});
        ask(dancer, vote).await;
    }
    ask(&mut booth, json!({"type": "END_POLL", "sessionId": SESSION, "seq": 3})).await;
    ask(&mut booth, broadcast(4)).await;
    booth
}

/// As the page of this dancer asks for it.
async fn recap_for(cloud: &RunningCloud, dancer: &str) -> Value {
    let headers = format!("X-Pika-Dancer: {dancer}\r\n");
    let path = format!("/api/session/{SESSION}/recap");
    serde_json::from_str(&get(cloud.address(), &path, &headers).await.1).unwrap()
}

async fn recap(cloud: &RunningCloud, token: Option<&str>) -> Answer {
    call(cloud, "GET", &format!("/api/session/{SESSION}/recap"), token, &Value::Null).await
}

#[tokio::test]
async fn a_recap_tells_everybody_what_was_played_and_how_it_was_liked() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let mut booth = a_set(&cloud, &token).await;
    let live = recap(&cloud, None).await.body;
    assert_eq!((&live["djName"], &live["trackCount"]), (&json!("Otis Marlow"), &json!(2)));
    assert_eq!(live["totalLikes"], 1);
    assert_eq!(live["endedAt"], "2026-01-02T03:05:04.000Z", "five minutes into the last track");
    let first = &live["tracks"][0];
    let figures = json!({
        "position": 1, "id": play_id(1), "artist": "Otis Marlow", "title": "Title 1", "bpm": 97,
        "key": null, "energy": null, "danceability": null, "brightness": null,
        "acousticness": null, "groove": null, "playedAt": "2026-01-02T03:00:01.000Z", "likes": 1,
        "tempo": {"slower": 1, "perfect": 0, "faster": 0},
    });
    assert_eq!(first, &figures);
    assert_eq!(
        (&live["tracks"][1]["position"], &live["tracks"][1]["tempo"]),
        (&json!(2), &json!(null))
    );

    ask(&mut booth, json!({"type": "END_SESSION", "sessionId": SESSION, "seq": 5})).await;
    let ended = recap(&cloud, None).await.body;
    let recent = get_json(cloud.address(), "/api/sessions/recent").await;
    assert_eq!(recent[0]["id"], SESSION);
    assert_eq!(recent[0]["endedAt"], ended["endedAt"]);
    let unknown = get(cloud.address(), "/api/session/pika_nowhere/recap", "").await;
    assert!(unknown.0.starts_with("http/1.1 404"), "{unknown:?}");
    assert!(unknown.1.starts_with(r#"{"error":"Session not found""#), "{unknown:?}");
}

#[tokio::test]
async fn only_the_owner_of_a_session_sees_its_polls_in_the_recap() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let stranger = register(&cloud, "Stranger").await;
    let _booth = a_set(&cloud, &token).await;
    for not_the_owner in [None, Some(stranger.as_str()), Some("pk_dj_wrong")] {
        let answer = recap(&cloud, not_the_owner).await;
        assert_eq!((answer.status, answer.body.get("polls")), (200, None), "{answer:?}");
    }
    let owners = recap(&cloud, Some(&token)).await.body;
    assert_eq!((&owners["totalPolls"], &owners["totalPollVotes"]), (&json!(1), &json!(2)));
    let poll = &owners["polls"][0];
    assert_eq!(poll["question"], "What next?");
    assert_eq!((&poll["options"], &poll["votes"]), (&json!(["Blues", "Soul"]), &json!([0, 2])));
    assert_eq!((&poll["winnerIndex"], &poll["winner"]), (&json!(1), &json!("Soul")));
    assert_eq!(poll["currentTrack"], json!({"title": "Title 1", "artist": "Otis Marlow"}));
    assert_eq!(poll["startedAt"], "2026-01-02T03:00:02.000Z");
    assert!(poll["endedAt"].is_string(), "{poll}");
}

#[tokio::test]
async fn only_the_owner_of_a_session_writes_to_it() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let stranger = register(&cloud, "Stranger").await;
    let mut booth = a_set(&cloud, &token).await;
    let path = format!("/api/session/{SESSION}/sync-fingerprints");
    let tracks = json!({"tracks": [
        {"artist": "Otis Marlow", "title": "Title 1", "bpm": 88.4, "energy": 61.5},
        {"artist": "Otis Marlow", "title": "Title 4", "groove": 50},
        {"artist": "Otis Marlow", "title": "Never played", "bpm": 90},
    ]});
    for (who, status) in [(None, 401), (Some(stranger.as_str()), 403), (Some("pk_dj_wrong"), 401)] {
        assert_eq!(call(&cloud, "POST", &path, who, &tracks).await.status, status);
        let session = format!("/api/session/{SESSION}");
        assert_eq!(call(&cloud, "DELETE", &session, who, &Value::Null).await.status, status);
    }
    assert_eq!(recap(&cloud, None).await.body["tracks"][0]["bpm"], 97, "nothing has changed");

    let answer = call(&cloud, "POST", &path, Some(&token), &tracks).await;
    assert_eq!(answer.body, json!({"synced": 1, "total": 3, "sessionId": SESSION}), "{answer:?}");
    let first = &recap(&cloud, None).await.body["tracks"][0];
    assert_eq!(
        (&first["bpm"], &first["energy"], &first["likes"]),
        (&json!(88), &json!(62), &json!(1))
    );
    for (bad, field) in [
        (json!({}), "tracks"),
        (json!({"tracks": "all"}), "tracks"),
        (json!({"tracks": [{"artist": "A", "title": "B", "bpm": 9000}]}), "tracks[0].bpm"),
        (json!({"tracks": [{"artist": "A"}]}), "tracks[0]"),
    ] {
        let answer = call(&cloud, "POST", &path, Some(&token), &bad).await;
        assert_eq!(answer.status, 400, "{bad}");
        assert!(answer.body["fields"][field].is_string(), "{bad} {answer:?}");
    }

    let path = format!("/api/session/{SESSION}");
    assert_eq!(call(&cloud, "DELETE", &path, Some(&token), &Value::Null).await.status, 200);
    booth.until_type("SESSION_ENDED").await;
    assert_eq!(recap(&cloud, None).await.status, 404);
    assert_eq!(get_json(cloud.address(), "/api/sessions/active").await["live"], false);
}

/// Follows the `Link` headers, and gives the member of every entry that was listed.
async fn all(cloud: &RunningCloud, path: &str, list: &str, member: &str) -> Vec<String> {
    let mut path = path.to_owned();
    let mut found = Vec::new();
    for _ in 0..20 {
        let answer = call(cloud, "GET", &path, None, &Value::Null).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let entries = if list.is_empty() { &answer.body } else { &answer.body[list] };
        let entries = entries.as_array().unwrap().iter();
        found.extend(entries.map(|entry| entry[member].as_str().unwrap().to_owned()));
        // The head was put into small letters, which a cursor's T and Z stand.
        let Some(link) = answer.header("link") else { return found };
        link.split(['<', '>']).nth(1).unwrap().clone_into(&mut path);
    }
    panic!("the list goes on for ever: {found:?}");
}

#[tokio::test]
async fn the_sessions_of_a_dj_are_listed_page_by_page_and_nobody_elses_among_them() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let stranger = register(&cloud, "Stranger").await;
    let ids: Vec<String> = (1..=5).map(|number| format!("pika_story_{number}")).collect();
    for id in &ids {
        let mut booth = go_live(&cloud, &token, id).await;
        let mut play = broadcast(1);
        play["sessionId"] = json!(id);
        play["playId"] = json!(uuid::Uuid::now_v7());
        ask(&mut booth, play).await;
        ask(&mut booth, json!({"type": "END_SESSION", "sessionId": id, "seq": 2})).await;
    }
    let _theirs = go_live(&cloud, &stranger, "pika_story_theirs").await;
    let page = get_json(cloud.address(), "/api/dj/otis-marlow?limit=2").await;
    assert_eq!((&page["slug"], &page["djName"]), (&json!("otis-marlow"), &json!("Otis Marlow")));
    assert_eq!((&page["totalSessions"], &page["totalTracks"]), (&json!(5), &json!(5)));
    assert_eq!(page["sessions"][0]["trackCount"], 1);
    let newest_first: Vec<_> = ids.iter().rev().cloned().collect();
    assert_eq!(all(&cloud, "/api/dj/otis-marlow?limit=2", "sessions", "id").await, newest_first);
    assert_eq!(all(&cloud, "/api/sessions/recent?limit=2", "", "id").await, newest_first);
    let live = get_json(cloud.address(), "/api/dj/stranger").await;
    assert_eq!(live["sessions"][0]["endedAt"], json!(null));
    for (path, status) in [
        ("/api/dj/nobody", 404),
        ("/api/dj/otis-marlow?limit=0", 400),
        ("/api/dj/otis-marlow?limit=x", 400),
        ("/api/dj/otis-marlow?cursor=x", 400),
        ("/api/dj/otis-marlow?cursor=2026-01-01T00:00:00.000Z~'--", 400),
    ] {
        assert_eq!(call(&cloud, "GET", path, None, &Value::Null).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn sums_are_told_and_the_tracks_that_are_liked_most() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let _booth = a_set(&cloud, &token).await;
    let sums = get_json(cloud.address(), "/api/stats/global").await;
    assert_eq!(sums, json!({"totalSessions": 1, "totalTracks": 2, "totalLikes": 1}));
    let top = get_json(cloud.address(), "/api/stats/top-tracks").await;
    assert_eq!(top, json!([{"artist": "Otis Marlow", "title": "Title 1", "likeCount": 1}]));
}

#[tokio::test]
async fn what_a_laptop_dates_in_the_far_future_ends_now_and_breaks_nothing() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let mut booth = go_live(&cloud, &token, SESSION).await;
    let far = "9999-12-30T21:59:59.000Z";
    let mut play = broadcast(1);
    play["playedAt"] = json!(far);
    ask(&mut booth, play).await;
    assert_eq!(recap(&cloud, None).await.status, 200, "its last track would go on for ever");

    let end = json!({"type": "END", "seq": 2, "at": far});
    ask(&mut booth, json!({"type": "CATCH_UP", "sessionId": SESSION, "items": [end]})).await;
    let recent = get_json(cloud.address(), "/api/session/recent").await;
    let ended: jiff::Timestamp = recent[0]["endedAt"].as_str().unwrap().parse().unwrap();
    assert!(ended <= jiff::Timestamp::now(), "else it would be the latest for ever: {ended}");
}

#[tokio::test]
async fn a_dancer_is_told_which_hearts_of_a_night_are_of_this_dancer() {
    let cloud = start().await;
    let token = register(&cloud, "Otis Marlow").await;
    let _booth = a_set(&cloud, &token).await;
    let liked = |recap: &Value| {
        let tracks = recap["tracks"].as_array().unwrap().iter();
        tracks.map(|track| track["liked"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(liked(&recap_for(&cloud, "client_dancer_1").await), [true, false]);
    assert_eq!(liked(&recap_for(&cloud, "client_dancer_2").await), [false, false]);
    assert_eq!(liked(&recap_for(&cloud, "nobody").await), [Value::Null, Value::Null]);
    assert_eq!(liked(&recap(&cloud, Some(&token)).await.body), [Value::Null, Value::Null]);
}
