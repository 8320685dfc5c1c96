//! What an operator does with the real program: settings, checks, backups.

use std::{path::Path, process::Output};

use pika_cloud::CloudConfig;
use pika_test_support::postgres::Postgres;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

use crate::support::{SESSION, booth, broadcast, config, get_json, history, titles};

/// A key of Web Push that everybody knows: that of the example in RFC 8291.
const KEY: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pika-cloud"));
    // What the machine of the test happens to set is none of its settings.
    for name in ["DATABASE_URL", "POSTGRES_PASSWORD"] {
        command.env_remove(name);
    }
    command.kill_on_drop(true);
    command
}

fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr].map(String::from_utf8_lossy).concat()
}

#[tokio::test]
async fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pika.toml");
    let text = "database = \"sqlite:cloud.db\"\ntoken_days = 3\nbcrypt_cost = 11\nping = 2.5\n\
                allow_anonymous_djs = true\norigins = [\"https://one.example\", \"https://two.example\"]\n";
    std::fs::write(&file, text).unwrap();
    let output = program()
        .args(["check", "--token-days", "5", "--config"])
        .arg(&file)
        .env("PIKA_TOKEN_DAYS", "4")
        .env("PIKA_BCRYPT_COST", "12")
        .output()
        .await
        .unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    let file = file.display().to_string();
    let row = |id: &str| {
        let line = said.lines().find(|line| line.split_whitespace().next() == Some(id));
        line.expect(id).split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("token_days"), "5 --token-days");
    assert_eq!(row("bcrypt_cost"), "12 PIKA_BCRYPT_COST");
    assert_eq!(row("ping"), format!("2.5 {file}"));
    assert_eq!(row("allow_anonymous_djs"), format!("true {file}"));
    assert_eq!(row("origins"), format!("https://one.example,https://two.example {file}"));
    assert_eq!(row("database"), format!("sqlite:cloud.db {file}"));
    assert_eq!(row("grace"), "180 built in");
    assert_eq!(row("smtp_url"), "- not set");
}

#[tokio::test]
async fn a_production_server_without_real_secrets_does_not_start_and_says_why() {
    let postgres = "postgres://pika@127.0.0.1:1/pika";
    for (settings, sentence) in [
        (&[][..], "DATABASE_URL is missing"),
        (&[("DATABASE_URL", "")], "DATABASE_URL is missing"),
        (&[("DATABASE_URL", "changeme")], "DATABASE_URL is still the placeholder"),
        (&[("DATABASE_URL", "postgres://<user>@db/pika")], "DATABASE_URL is still the placeholder"),
        (&[("DATABASE_URL", "mysql://pika@db/pika")], "neither sqlite:PATH nor postgres://"),
        (&[("DATABASE_URL", postgres)], "POSTGRES_PASSWORD is missing"),
        (&[("DATABASE_URL", "postgres://pika@db/pika?host=db")], "POSTGRES_PASSWORD is missing"),
        (
            &[("DATABASE_URL", postgres), ("POSTGRES_PASSWORD", "ChangeMe")],
            "POSTGRES_PASSWORD is still the placeholder",
        ),
        (
            &[("DATABASE_URL", "postgres://pika:password@127.0.0.1:1/pika")],
            "POSTGRES_PASSWORD is still the placeholder",
        ),
        (
            &[("DATABASE_URL", "sqlite::memory:"), ("PIKA_ANY_CLIENT", "yes")],
            "for development only",
        ),
        (&[("DATABASE_URL", "sqlite::memory:"), ("PIKA_METRICS", "0.0.0.0:9464")], "by strangers"),
        (&[("DATABASE_URL", "sqlite::memory:"), ("PIKA_SMTP_URL", "http://mail")], "mail server"),
        (&[("DATABASE_URL", "sqlite::memory:"), ("PIKA_PUBLIC_URL", "pika.stream")], "https://"),
        (
            &[("DATABASE_URL", "sqlite::memory:"), ("PIKA_VAPID_KEY", "changeme")],
            "PIKA_VAPID_KEY cannot be used",
        ),
        (
            &[("DATABASE_URL", "sqlite::memory:"), ("PIKA_VAPID_KEY", KEY)],
            "browsers subscribe only there",
        ),
        (
            &[("DATABASE_URL", "sqlite::memory:"), ("PIKA_LOCAL_PUSH", "yes")],
            "for development only",
        ),
    ] {
        for command in ["serve", "check"] {
            let mut program = program();
            program.args([command, "--listen", "127.0.0.1:0"]).envs(settings.iter().copied());
            let output = program.output().await.unwrap();
            let said = said(&output);
            assert!(!output.status.success(), "{command} {settings:?}: {said}");
            assert!(said.contains(sentence), "{command} {settings:?}: {said}");
            assert!(!said.contains("panicked"), "{said}");
        }
    }
}

#[tokio::test]
async fn no_secret_is_shown_by_a_check() {
    let output = program()
        .args(["check"])
        .env("DATABASE_URL", "postgres://pika:a%20hidden%20word@db.example/pika")
        .env("POSTGRES_PASSWORD", "another hidden word")
        .env("PIKA_NATS", "nats://node:fourth-hidden-word@nats.example:4222")
        .env("PIKA_SMTP_URL", "smtps://post:third-hidden-word@mail.example")
        .envs([("PIKA_VAPID_KEY", KEY), ("PIKA_PUBLIC_URL", "https://pika.example")])
        .output()
        .await
        .unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("postgres://pika@db.example/pika"), "{said}");
    assert!(said.contains("nats://node@nats.example:4222"), "{said}");
    assert!(!said.contains("hidden") && !said.contains(KEY), "{said}");
}

#[tokio::test]
async fn a_key_for_notifications_is_made_anew_each_time_and_can_be_used() {
    let make = async || said(&program().arg("vapid").output().await.unwrap());
    let line = make().await;
    assert_ne!(line, make().await);
    let (name, key) = line.trim().split_once('=').unwrap();
    let settings =
        [("DATABASE_URL", "sqlite::memory:"), ("PIKA_PUBLIC_URL", "https://pika.example")];
    let output = program().arg("check").envs(settings).env(name, key).output().await.unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[tokio::test]
async fn a_file_of_settings_holds_no_secret_and_no_setting_that_there_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pika.toml");
    for (text, sentence) in [
        ("smtp_url = \"smtps://post:hidden@mail\"", "smtp_url is a secret"),
        ("postgres_password = \"hidden\"", "postgres_password is a secret"),
        ("vapid_key = \"hidden\"", "vapid_key is a secret"),
        ("database = \"postgres://pika:hidden@db/pika\"", "database holds a password"),
        ("nats = \"nats://node:hidden@nats\"", "nats holds a password"),
        ("grase = 3", "there is no setting grase"),
        ("config = \"other.toml\"", "there is no setting config"),
        ("grace = { seconds = 3 }", "grace is a text, a number"),
        ("grace = 1e9", "not a number from 0.1 to 86400"),
        ("grace = hidden", "not TOML"),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = program().arg("serve").env("PIKA_CONFIG", &file).output().await.unwrap();
        let said = said(&output);
        assert!(!output.status.success(), "{text}: {said}");
        assert!(said.contains(sentence) && said.contains("pika.toml"), "{text}: {said}");
        assert!(!said.contains("hidden"), "{text}: {said}");
    }
    for (flag, value) in [
        ("--smtp-url", "smtps://post:hidden@mail"),
        ("--postgres-password", "hidden"),
        ("--database", "postgres://pika:hidden@db/pika"),
        ("--nats", "nats://node:hidden@nats"),
    ] {
        let output = program().args(["check", flag, value]).output().await.unwrap();
        let said = said(&output);
        assert!(!output.status.success() && said.contains("from the environment"), "{said}");
        assert!(!said.contains("hidden"), "{said}");
    }
    let output =
        program().args(["check", "--config", "/nowhere/pika.toml"]).output().await.unwrap();
    assert!(said(&output).contains("/nowhere/pika.toml cannot be read"), "{}", said(&output));
}

#[tokio::test]
async fn a_deployment_is_checked_and_what_is_wrong_has_a_name() {
    let compose = Path::new(env!("CARGO_MANIFEST_DIR")).join("../compose.yaml");
    let output = program().args(["check", "--deployment"]).arg(&compose).output().await.unwrap();
    assert!(output.status.success(), "{}", said(&output));

    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("compose.yaml");
    let open = std::fs::read_to_string(&compose).unwrap().replace("127.0.0.1:", "");
    std::fs::write(&copy, open).unwrap();
    std::fs::copy(compose.with_file_name("Dockerfile"), folder.path().join("Dockerfile")).unwrap();
    let output = program().args(["check", "--deployment"]).arg(&copy).output().await.unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("pika: open port: \"3001:3001\""), "{}", said(&output));
}

/// Starts the program, and gives what a check says of it while it runs.
#[cfg(target_os = "linux")]
async fn check_running(listen: &str) -> String {
    let mut server = program()
        .args(["serve", "--database", "sqlite::memory:", "--listen", listen])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut ready).await.unwrap();
    assert!(ready.contains("is ready"), "{ready}");
    let process = server.id().unwrap().to_string();
    let output = program().args(["check", "--running", &process]).output().await.unwrap();
    assert!(!output.status.success(), "here its root file system can be written to");
    said(&output)
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_server_that_runs_is_checked_for_what_it_listens_on() {
    let said = check_running("0.0.0.0:0").await;
    assert!(said.contains("open port: 0.0.0.0:"), "{said}");
    assert!(said.contains("writable root"), "{said}");
    let said = check_running("127.0.0.1:0").await;
    assert!(!said.contains("open port"), "{said}");
    assert_eq!(said.contains("root user"), rustix::process::geteuid().is_root(), "{said}");
}

/// A file of SQLite, whatever the other stories run on.
fn night(folder: &tempfile::TempDir) -> CloudConfig {
    let database = format!("sqlite:{}", folder.path().join("cloud.db").display());
    CloudConfig { database, ..config() }
}

async fn run(command: &str, database: &str, file: &Path) -> Output {
    program().args([command, "--database", database]).arg(file).output().await.unwrap()
}

#[tokio::test]
async fn a_backup_that_is_taken_in_the_middle_of_a_set_is_a_whole_night() {
    let folder = tempfile::tempdir().unwrap();
    let config_of_night = night(&folder);
    let cloud = pika_cloud::start(config_of_night.clone()).await.unwrap();
    let mut booth = booth(&cloud).await;
    for number in 1..=10 {
        assert_eq!(booth.ask(broadcast(number)).await["type"], "ACK");
    }
    let backup = folder.path().join("backup.db");
    let output = run("backup", &config_of_night.database, &backup).await;
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(booth.ask(broadcast(11)).await["type"], "ACK", "the set goes on");

    let output = run("backup", &config_of_night.database, &backup).await;
    assert!(said(&output).contains("takes no other file's place"), "{}", said(&output));

    let elsewhere = format!("sqlite:{}", folder.path().join("elsewhere.db").display());
    let output = run("restore", &elsewhere, &backup).await;
    assert!(output.status.success(), "{}", said(&output));
    let restored = CloudConfig { database: elsewhere, ..config() };
    let restored = pika_cloud::start(restored).await.unwrap();
    assert_eq!(history(restored.address()).await, titles(1..=10));
    assert_eq!(get_json(restored.address(), "/api/session").await[0]["sessionId"], SESSION);
    assert_eq!(history(cloud.address()).await, titles(1..=11), "and the server has lost nothing");
}

#[tokio::test]
async fn restoring_takes_no_databases_place_and_takes_nothing_that_is_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let live = night(&folder);
    let cloud = pika_cloud::start(live.clone()).await.unwrap();
    let backup = folder.path().join("backup.db");
    assert!(run("backup", &live.database, &backup).await.status.success());
    let output = run("restore", &live.database, &backup).await;
    assert!(!output.status.success());
    assert!(said(&output).contains("stop the server"), "{}", said(&output));
    cloud.stop().await;

    let place = folder.path().join("new.db");
    let new = format!("sqlite:{}", place.display());
    let whole = std::fs::read(&backup).unwrap();
    let damaged = folder.path().join("damaged.db");
    for bytes in [&b"a shopping list"[..], &whole[..whole.len() / 2], &[]] {
        std::fs::write(&damaged, bytes).unwrap();
        let output = run("restore", &new, &damaged).await;
        assert!(!output.status.success(), "{} bytes", bytes.len());
        assert!(said(&output).contains("no sound backup"), "{}", said(&output));
        assert!(!place.exists(), "nothing is left in its place");
    }
    let nowhere = format!("sqlite:{}", folder.path().join("missing.db").display());
    let output = run("backup", &nowhere, &folder.path().join("nothing.db")).await;
    assert!(!output.status.success());
    assert!(!folder.path().join("missing.db").exists(), "asking makes no database");
    let output = run("backup", "postgres://pika@127.0.0.1:1/pika", &place).await;
    assert!(said(&output).contains("pg_dump"), "{}", said(&output));
}

/// Runs one of PostgreSQL's own tools on a database.
async fn tool(name: &str, database: &str, arguments: &[&str]) {
    let output = Command::new(name).args(["--dbname", database]).args(arguments).output().await;
    let output = output.expect("PostgreSQL's tools are installed with it");
    assert!(output.status.success(), "{name}: {}", said(&output));
}

#[tokio::test]
async fn a_postgres_database_comes_back_from_its_dump_as_it_was() {
    let server = Postgres::start().unwrap();
    let config = CloudConfig { database: server.database(), ..config() };
    let cloud = pika_cloud::start(config.clone()).await.unwrap();
    let mut booth = booth(&cloud).await;
    for number in 1..=10 {
        assert_eq!(booth.ask(broadcast(number)).await["type"], "ACK");
    }
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("pika.dump").display().to_string();
    tool("pg_dump", &config.database, &["--format", "custom", "--file", &dump]).await;
    assert_eq!(booth.ask(broadcast(11)).await["type"], "ACK", "the set goes on");
    cloud.stop().await;

    let schema = config.database.rsplit("%3D").next().unwrap();
    let drop = format!("DROP SCHEMA {schema} CASCADE");
    tool("psql", &config.database, &["--quiet", "--command", &drop]).await;
    tool("pg_restore", &config.database, &["--exit-on-error", &dump]).await;
    let restored = pika_cloud::start(config).await.unwrap();
    assert_eq!(history(restored.address()).await, titles(1..=10));
    assert_eq!(get_json(restored.address(), "/api/session").await[0]["sessionId"], SESSION);
}
