//! Starting: what goes wrong is a sentence, and the program says when it is ready.

use std::{process::Stdio, time::Duration};

use pika_cloud::{CloudConfig, CloudError, DjAccess};
use serde_json::json;
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    process::Command,
};

use crate::{
    database::{execute, is_postgres, tables},
    support::{Client, cloud, config, config_with_file, config_with_sqlite, get},
};

#[tokio::test]
async fn a_port_that_is_taken_is_a_sentence() {
    // A program may also start it on another task.
    let first = tokio::spawn(pika_cloud::start(config())).await.unwrap().unwrap();
    let error = pika_cloud::start(CloudConfig { listen: first.address(), ..config() })
        .await
        .expect_err("one port, one server");
    assert!(matches!(error, CloudError::PortTaken(_)), "{error}");
    assert!(error.to_string().contains("already in use"), "{error}");
}

#[tokio::test]
async fn a_database_that_another_program_has_locked_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        CloudConfig { database_wait: Duration::from_millis(50), ..config_with_sqlite(&folder) };
    let url = format!("{}?mode=rwc", config.database);
    let mut other = SqliteConnection::connect(&url).await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let error = pika_cloud::start(config).await.expect_err("it is locked");
    assert!(matches!(error, CloudError::DatabaseLocked { .. }), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = config_with_file(&folder);
    pika_cloud::start(config.clone()).await.unwrap().stop().await;
    execute(
        &config.database,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         SELECT 999, 'from the future', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
    let error = pika_cloud::start(config).await.expect_err("it is newer");
    assert!(matches!(error, CloudError::DatabaseNewer { version: 999, .. }), "{error}");
}

#[tokio::test]
async fn a_migration_that_does_not_get_to_its_end_leaves_nothing_of_itself() {
    let folder = tempfile::tempdir().unwrap();
    let config = config_with_file(&folder);
    if !is_postgres() {
        std::fs::File::create(folder.path().join("cloud.db")).unwrap();
    }
    // The last table that a migration makes is in its way.
    execute(&config.database, "CREATE TABLE tempo_votes (word TEXT)").await;
    let error = pika_cloud::start(config.clone()).await.expect_err("it cannot be migrated");
    assert!(matches!(error, CloudError::DatabaseUnusable { .. }), "{error}");
    let tables = tables(&config.database).await;
    assert!(tables.iter().all(|table| table != "polls" && table != "facts_before"), "{tables:?}");

    execute(&config.database, "DROP TABLE tempo_votes").await;
    let cloud = pika_cloud::start(config).await.unwrap();
    Client::connect(&cloud).await.register("pika_story_one", None).await;
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cloud.db"), "this is a shopping list, not a database")
        .unwrap();
    let error =
        pika_cloud::start(config_with_sqlite(&folder)).await.expect_err("it is no database");
    assert!(matches!(error, CloudError::DatabaseUnusable { .. }), "{error}");
    let nowhere = CloudConfig { database: "sqlite:/nowhere/at/all.db".to_owned(), ..config() };
    let error = pika_cloud::start(nowhere).await.expect_err("there is no such folder");
    assert!(error.to_string().contains("/nowhere/at/all.db"), "{error}");
}

#[tokio::test]
async fn an_embedded_cloud_takes_only_the_dj_of_its_laptop() {
    let secret = "a secret of this launch".to_owned();
    let djs = DjAccess::Only { secret: secret.clone() };
    let cloud = pika_cloud::start(CloudConfig { djs, ..config() }).await.unwrap();
    let mut stranger = Client::connect(&cloud).await;
    let mut message =
        json!({"type": "REGISTER_SESSION", "protocol": 1, "sessionId": "pika_story_one"});
    assert_eq!(stranger.ask(message.clone()).await["code"], "unauthorized");
    message["token"] = json!("another secret");
    assert_eq!(stranger.ask(message.clone()).await["code"], "unauthorized");

    message["token"] = json!(secret);
    let mut booth = Client::connect(&cloud).await;
    booth.send(message.clone()).await;
    assert_eq!(booth.news().await["authenticated"], true);
    drop(booth);
    let mut again = Client::connect(&cloud).await;
    again.send(message).await;
    assert_eq!(
        again.news().await["type"],
        "SESSION_REGISTERED",
        "the same DJ without its resume secret"
    );
}

#[tokio::test]
async fn a_bad_token_never_becomes_an_anonymous_session() {
    let anyone = cloud().await;
    let nobody =
        pika_cloud::start(CloudConfig { djs: DjAccess::RegisteredOnly, ..config() }).await.unwrap();
    let register =
        |token: &str| json!({"type": "REGISTER_SESSION", "djName": "Alba", "token": token});
    let bad = "pk_dj_00000000-0000-0000-0000-000000000000";
    let mut client = Client::connect(&anyone).await;
    assert_eq!(client.ask(register(bad)).await["code"], "unauthorized");
    assert_eq!(client.ask(register("")).await["type"], "ACK", "no token is no bad token");
    let mut client = Client::connect(&nobody).await;
    assert_eq!(client.ask(register("")).await["code"], "unauthorized");
    assert_eq!(client.ask(register(bad)).await["code"], "unauthorized");
}

#[tokio::test]
async fn the_program_says_when_it_is_ready_and_stops_on_a_signal() {
    let folder = tempfile::tempdir().unwrap();
    let database = config_with_file(&folder).database;
    let mut program = Command::new(env!("CARGO_BIN_EXE_pika-cloud"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database", &database])
        .env("PIKA_ALLOW_ANONYMOUS_DJS", "true")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut output = BufReader::new(program.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).await.unwrap();
    let address = line.trim().strip_prefix("Pika cloud is ready on http://").expect(&line);
    let (head, _) = get(address.parse().unwrap(), "/health", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");

    let mut booth = Client::connect_with(address.parse().unwrap(), |_| ()).await.unwrap();
    booth.register("pika_story_one", None).await;
    let id = program.id().unwrap().to_string();
    Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
    booth.until_type("SERVER_SHUTDOWN").await;
    assert!(program.wait().await.unwrap().success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "", "one line, no more");
}

#[tokio::test]
async fn a_program_that_cannot_start_says_why_in_one_sentence() {
    let output = Command::new(env!("CARGO_BIN_EXE_pika-cloud"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database", "sqlite:/nowhere/at/all.db"])
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the database sqlite:/nowhere/at/all.db cannot be used"), "{said}");
}
