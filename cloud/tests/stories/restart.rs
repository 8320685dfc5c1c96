//! A server that stops and starts again: nothing that was acknowledged is gone, nothing counts twice.

use std::time::Duration;

use pika_cloud::CloudConfig;
use serde_json::json;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::support::{
    Client, SESSION, all_is_taken, booth, broadcast, catch_up, config_with_file,
    config_with_sqlite, dancer, get, get_json, history, like, nothing_is_taken, play_id, titles,
};

#[tokio::test]
async fn live_sessions_go_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut first = Client::connect(&cloud).await;
    let resume = first.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    first.ask(catch_up([1, 2, 4])).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    phone.ask(like(2)).await;
    cloud.stop().await;

    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let active = get_json(cloud.address(), "/api/sessions/active").await;
    assert_eq!(active["sessions"][0]["currentTrack"]["title"], "Title 4");

    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(phone.ask(like(2)).await["type"], "ACK", "its answer may have been lost");
    let mut booth = Client::connect(&cloud).await;
    let registered = booth.register(SESSION, Some(&resume)).await;
    assert_eq!(registered["lastSeq"], 2, "3 is still missing");
    let of_2 =
        |told: &serde_json::Value| told["type"] == "LIKE_COUNT" && told["playId"] == play_id(2);
    assert_eq!(booth.until(of_2).await["count"], 1);
    assert_eq!(booth.ask(catch_up([2, 3, 4])).await["lastSeq"], 4);
    assert_eq!(history(cloud.address()).await, titles(1..=4));
    phone.until_type("DJ_CONNECTION").await;
}

#[tokio::test]
async fn a_session_that_ended_stays_ended_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut first = Client::connect(&cloud).await;
    let resume = first.register(SESSION, None).await["resume"].as_str().unwrap().to_owned();
    first.ask(broadcast(1)).await;
    let end = json!({"type": "END_SESSION", "sessionId": SESSION, "seq": 2});
    first.ask(end.clone()).await;
    cloud.stop().await;

    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    assert_eq!(get_json(cloud.address(), "/api/sessions/active").await["live"], false);
    assert_eq!(history(cloud.address()).await, titles([1]));
    let mut booth = Client::connect(&cloud).await;
    assert_eq!(booth.register(SESSION, Some(&resume)).await["lastSeq"], 2);
    assert_eq!(booth.ask(end).await["lastSeq"], 2);
}

#[tokio::test]
async fn while_the_database_is_locked_the_booth_is_told_and_nothing_is_lost_or_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        CloudConfig { database_wait: Duration::from_millis(50), ..config_with_sqlite(&folder) };
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    booth.ask(broadcast(1)).await;

    let mut other = SqliteConnection::connect(&database).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    for message in [broadcast(2), catch_up([2, 3])] {
        let nack = booth.ask(message).await;
        assert_eq!(nack["code"], "server_busy");
        assert!(nack["retryAfterMs"].as_u64().unwrap() > 0);
    }
    assert_eq!(phone.ask(like(1)).await["code"], "server_busy");
    other.execute("ROLLBACK").await.unwrap();

    all_is_taken(&mut booth, &mut phone).await;
    assert_eq!(booth.until_type("LIKE_RECEIVED").await["likes"], 1);
    assert_eq!(history(cloud.address()).await, titles(1..=3));
}

#[tokio::test]
async fn a_fact_that_was_committed_although_an_error_was_reported_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        CloudConfig { database_wait: Duration::from_millis(50), ..config_with_sqlite(&folder) };
    let database = config.database.clone();
    let cloud = pika_cloud::start(config).await.unwrap();
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    booth.ask(broadcast(1)).await;

    // The server is told that it cannot write, and yet the fact gets into the database.
    let mut other = SqliteConnection::connect(&database).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    assert_eq!(booth.ask(broadcast(2)).await["code"], "server_busy");
    let fact = "INSERT INTO facts SELECT session_id, 2, kind, at FROM facts WHERE seq = 1";
    other.execute(fact).await.unwrap();
    let play = format!(
        "INSERT INTO plays (play_id, session_id, seq, played_at, title, artist)
         SELECT '{}', session_id, 2, played_at, 'Title 2', artist FROM plays WHERE seq = 1",
        play_id(2)
    );
    other.execute(play.as_str()).await.unwrap();
    other.execute("COMMIT").await.unwrap();

    assert_eq!(booth.ask(broadcast(2)).await["lastSeq"], 2, "sent again, as after any error");
    let shown = phone.until(|told| told["track"]["title"] == "Title 2").await;
    assert_eq!(shown["type"], "NOW_PLAYING");
    assert_eq!(phone.ask(like(2)).await["type"], "ACK");
    assert_eq!(history(cloud.address()).await, titles([1, 2]));
}

#[tokio::test]
async fn a_server_that_stops_says_so_and_asks_to_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    let stopping = tokio::spawn(cloud.stop());
    for client in [&mut booth, &mut phone] {
        assert!(client.until_type("SERVER_SHUTDOWN").await["message"].is_string());
        assert_eq!(client.closed().await.0, 1012, "a booth comes back after any code but 1000");
    }
    stopping.await.unwrap();
}

#[tokio::test]
async fn likes_that_were_acknowledged_before_a_stop_are_all_there_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut booth = booth(&cloud).await;
    booth.ask(broadcast(1)).await;
    let mut fans = Vec::new();
    for number in 0..40 {
        let mut fan = dancer(&cloud, &format!("client_dancer_{number}")).await;
        let mut message = like(1);
        message["messageId"] = json!("like");
        fan.send(message).await;
        fans.push(fan);
    }
    let stopping = tokio::spawn(cloud.stop());
    let mut acknowledged = 0;
    for mut fan in fans {
        let answer = fan
            .until(|told| told["messageId"] == "like" || told["type"] == "SERVER_SHUTDOWN")
            .await;
        acknowledged += u64::from(answer["type"] == "ACK");
    }
    stopping.await.unwrap();

    let cloud = pika_cloud::start(config_with_file(&folder)).await.unwrap();
    let mut phone = Client::connect(&cloud).await;
    phone.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    let likes = phone.until_type("NOW_PLAYING").await["likes"].as_u64().unwrap();
    assert!(likes >= acknowledged, "{likes} of {acknowledged} that were acknowledged");
}

/// Another program holds the database for longer than a server that stops waits for its connections.
#[tokio::test]
async fn what_waits_to_be_written_when_a_server_stops_is_written_first() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let lines = std::sync::Arc::new(std::fs::File::create(&log).unwrap());
    let subscriber = tracing_subscriber::fmt().with_writer(lines).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let config = config_with_sqlite(&folder);
    let patient = CloudConfig { database_wait: Duration::from_mins(1), ..config.clone() };
    let cloud = pika_cloud::start(patient).await.unwrap();
    let mut booth = booth(&cloud).await;
    let mut phone = dancer(&cloud, "client_dancer_1").await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    let mut other = SqliteConnection::connect(&config.database).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    booth.send(broadcast(2)).await;
    // Each has been read once somebody who came later is answered.
    Client::connect(&cloud).await.all_so_far().await;
    phone.send(like(1)).await;
    Client::connect(&cloud).await.all_so_far().await;
    let stopping = tokio::spawn(cloud.stop());
    while !std::fs::read_to_string(&log).unwrap().contains("did not close in time") {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    other.execute("COMMIT").await.unwrap();
    stopping.await.unwrap();

    let cloud = pika_cloud::start(config).await.unwrap();
    assert_eq!(history(cloud.address()).await, titles(1..=2));
    let path = format!("/api/session/{SESSION}/recap");
    assert_eq!(get_json(cloud.address(), &path).await["totalLikes"], 1);
}

/// The program, with this as the most bytes that any of its files may have.
#[cfg(target_os = "linux")]
fn limit_files(program: &tokio::process::Child, bytes: Option<u64>) {
    use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
    let id = program.id().and_then(|id| Pid::from_raw(id.cast_signed())).unwrap();
    let Rlimit { current, maximum } = getrlimit(Resource::Fsize);
    prlimit(Some(id), Resource::Fsize, Rlimit { current: bytes.or(current), maximum }).unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn while_the_disk_takes_nothing_the_booth_is_told_and_nothing_is_lost_or_doubled() {
    use std::process::Stdio;
    use tokio::io::{AsyncBufReadExt as _, BufReader};

    let folder = tempfile::tempdir().unwrap();
    // A program that writes past the limit is killed, unless it was started with this signal ignored:
    // then the write fails, as it does on a full disk.
    let mut program = tokio::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_pika-cloud"), "serve"])
        .args(["--listen", "127.0.0.1:0", "--allow-anonymous-djs"])
        .args(["--database", &config_with_sqlite(&folder).database])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    let address = line.trim().rsplit('/').next().unwrap().parse().expect(&line);
    let mut booth = Client::connect_with(address, |_| ()).await.unwrap();
    booth.register(SESSION, None).await;
    let mut phone = Client::connect_with(address, |_| ()).await.unwrap();
    phone.subscribe(SESSION, "client_dancer_1").await;
    assert_eq!(booth.ask(broadcast(1)).await["lastSeq"], 1);

    limit_files(&program, Some(1));
    nothing_is_taken(&mut booth, &mut phone).await;
    let (head, _) = get(address, "/health", "").await;
    assert!(head.starts_with("http/1.1 503"), "{head}");

    limit_files(&program, None);
    all_is_taken(&mut booth, &mut phone).await;
    let (head, _) = get(address, "/health", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert_eq!(history(address).await, titles(1..=3));
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_brought_up_to_date_with_all_that_it_holds() {
    use std::borrow::Cow;

    use sqlx::{
        migrate::{Migration, MigrationType, Migrator},
        sqlite::SqliteConnectOptions,
    };

    let folder = tempfile::tempdir().unwrap();
    let options: SqliteConnectOptions = config_with_sqlite(&folder).database.parse().unwrap();
    let mut old = SqliteConnection::connect_with(&options.create_if_missing(true)).await.unwrap();
    let sql = include_str!("../../migrations/sqlite/0001_sessions.sql");
    let first = Migration::new(1, "sessions".into(), MigrationType::Simple, sql.into(), false);
    let migrator = Migrator { migrations: Cow::Owned(vec![first]), ..Migrator::DEFAULT };
    migrator.run_direct(&mut old).await.unwrap();
    let now = crate::support::ago(0);
    let rows = format!(
        "INSERT INTO sessions (session_id, dj_name, authenticated, resume_hash, started_at, active_at)
             VALUES ('{SESSION}', 'Alba', 0, zeroblob(32), '{now}', '{now}');
         INSERT INTO facts VALUES ('{SESSION}', 1, 'play', '{now}'), ('{SESSION}', 2, 'stop', '{now}'),
             ('{SESSION}', 3, 'play', '{now}');
         INSERT INTO plays (play_id, session_id, seq, played_at, title, artist, bpm) VALUES
             ('{}', '{SESSION}', 1, '{now}', 'Title 1', 'Otis Marlow', 96.5),
             ('{}', '{SESSION}', 3, '{now}', 'Title 3', 'Otis Marlow', NULL);
         INSERT INTO likes VALUES ('{}', zeroblob(16), '{now}');",
        play_id(1),
        play_id(3),
        play_id(3),
    );
    old.execute(rows.as_str()).await.unwrap();
    old.close().await.unwrap();

    let cloud = pika_cloud::start(config_with_sqlite(&folder)).await.unwrap();
    assert_eq!(history(cloud.address()).await, titles([1, 3]));
    let mut phone = Client::connect(&cloud).await;
    phone.send(json!({"type": "SUBSCRIBE", "protocol": 1, "sessionId": SESSION})).await;
    let shown = phone.until_type("NOW_PLAYING").await;
    assert_eq!((&shown["track"]["title"], &shown["likes"]), (&json!("Title 3"), &json!(1)));
}
