//! What the DJ's window may do, tried from inside the real window, as a script that got in would try.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use pika_stories::laptop::{Desk, Laptop};
use pika_test_support::tones::write_endless_wav;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Calls a command of the core from the page. `Err` holds the sentence of the refusal.
async fn invoke(desk: &Desk, command: &str, arguments: Value) -> Result<Value, String> {
    let call = format!("window.__TAURI_INTERNALS__.invoke({}, {arguments})", json!(command));
    desk.window.ask(&call).await.map_err(|error| format!("{error:#}"))
}

async fn select(desk: &Desk, query: &str) -> Result<Value, String> {
    let arguments = json!({ "db": "sqlite:pika.db", "query": query, "values": [] });
    invoke(desk, "plugin:sql|select", arguments).await
}

#[tokio::test]
async fn sql_from_the_window_reads_pika_db_and_does_nothing_else() -> Result<()> {
    let laptop = Laptop::new().await?;
    let desk = laptop.open_pika().await?;
    let other = laptop.home().join("secret.db");
    Connection::open(&other)?
        .execute_batch("CREATE TABLE secret (word); INSERT INTO secret VALUES ('x')")?;
    let other = other.display().to_string();
    let written = laptop.home().join("written.db");

    let counted = select(&desk, "SELECT count(*) AS sessions FROM logbook_sessions").await;
    ensure!(counted == Ok(json!([{ "sessions": 0 }])), "reading works: {counted:?}");

    for query in [
        "DELETE FROM settings",
        "INSERT INTO settings (key, value) VALUES ('x', '1')",
        "DROP TABLE tracks",
        "PRAGMA query_only = off; DELETE FROM settings",
        "PRAGMA writable_schema = on; DELETE FROM sqlite_schema",
        &format!("ATTACH DATABASE '{other}' AS other"),
        &format!("ATTACH DATABASE '{}' AS other", written.display()),
        &format!("VACUUM INTO '{}'", written.display()),
        "SELECT load_extension('/tmp/x.so')",
    ] {
        let refused = select(&desk, query).await;
        ensure!(refused.is_err(), "{query} was allowed: {refused:?}");
    }
    for (command, arguments) in [
        ("plugin:sql|load", json!({ "db": format!("sqlite:{other}") })),
        ("plugin:sql|load", json!({ "db": format!("sqlite:{}", written.display()) })),
        (
            "plugin:sql|execute",
            json!({ "db": "sqlite:pika.db", "query": "DELETE FROM settings", "values": [] }),
        ),
        (
            "plugin:sql|select",
            json!({ "db": format!("sqlite:{other}"), "query": "SELECT * FROM secret", "values": [] }),
        ),
    ] {
        let refused = invoke(&desk, command, arguments.clone()).await;
        ensure!(refused.is_err(), "{command} {arguments} was allowed: {refused:?}");
    }
    ensure!(!written.exists(), "no file was written");

    let library = Connection::open(laptop.data_dir().join("pika.db"))?;
    let sound: String = library.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    ensure!(sound == "ok", "the library is as it was: {sound}");
    library
        .query_row("SELECT count(*) FROM tracks", [], |row| row.get::<_, i64>(0))
        .context("tracks are there")?;
    Ok(())
}

#[tokio::test]
async fn the_window_has_no_shell_no_files_no_network_and_no_dialog_of_its_own() -> Result<()> {
    let laptop = Laptop::new().await?;
    let desk = laptop.open_pika().await?;
    for (command, arguments) in [
        ("plugin:shell|execute", json!({ "program": "pika-sidecar", "args": [], "options": {} })),
        ("plugin:shell|spawn", json!({ "program": "sh", "args": ["-c", "true"], "options": {} })),
        ("plugin:shell|open", json!({ "path": "https://example.com" })),
        ("plugin:fs|read_file", json!({ "path": "/etc/passwd" })),
        ("plugin:http|fetch", json!({ "clientConfig": { "url": "http://127.0.0.1" } })),
        ("plugin:dialog|open", json!({ "options": { "directory": true } })),
        (
            "plugin:window|create",
            json!({ "options": { "label": "second", "url": "https://example.com" } }),
        ),
        ("plugin:event|emit", json!({ "event": "booth", "payload": {} })),
    ] {
        let refused = invoke(&desk, command, arguments).await;
        let sentence = refused.err().with_context(|| format!("{command} was allowed"))?;
        ensure!(
            sentence.contains("not allowed") || sentence.contains("not found"),
            "{command} is refused for what it is: {sentence}"
        );
    }
    // Somebody who would answer: a refusal is the window's, not the network's.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    for attempt in [
        format!("fetch('http://127.0.0.1:{port}/', {{ mode: 'no-cors' }})"),
        format!(
            "new Promise((open, fail) => {{ const socket = new WebSocket('ws://127.0.0.1:{port}/'); \
             socket.onopen = open; socket.onerror = () => fail('closed'); }})"
        ),
        "Promise.resolve((0, eval)('1 + 1'))".to_owned(),
    ] {
        ensure!(desk.window.ask(&attempt).await.is_err(), "{attempt} was allowed");
    }
    ensure!(listener.accept().is_err(), "nothing of the window reached the network");
    Ok(())
}

#[tokio::test]
async fn the_sidecar_is_all_that_the_desktop_starts_and_gets_neither_arguments_nor_environment()
-> Result<()> {
    let laptop = Laptop::new().await?;
    let music = laptop.home().join("music");
    fs::create_dir(&music)?;
    write_endless_wav(&music.join("Ada Lane - Endless.wav"))?;
    laptop.scan(&music).await?;
    let desk = laptop.open_pika().await?;
    invoke(&desk, "start_analysis", json!({})).await.map_err(anyhow::Error::msg)?;
    loop {
        let now = invoke(&desk, "get_snapshot", json!({})).await.map_err(anyhow::Error::msg)?;
        if now["analysis"]["current"][0]["share"].as_f64().is_some_and(|share| share > 0.0) {
            break;
        }
    }
    let desktop = processes()?
        .find(|process| has_argument(process, &laptop.data_dir()) && is(process, "pika-desktop"))
        .context("the desktop runs")?;
    let pid = desktop.file_name().context("its number")?.to_owned();
    let children: Vec<_> = processes()?
        .filter(|process| parent(process).is_some_and(|parent| *parent == *pid))
        // What WebKit needs for a window.
        .filter(|process| !program(process).contains("WebKit"))
        .collect();
    let programs: Vec<_> = children.iter().map(|process| program(process)).collect();
    ensure!(programs.len() == 1 && is(&children[0], "pika-sidecar"), "{programs:?}");
    let arguments = fs::read(children[0].join("cmdline"))?;
    let arguments = arguments.split(|byte| *byte == 0).filter(|word| !word.is_empty()).count();
    ensure!(arguments == 1, "its own name and nothing else: {arguments}");
    let environment = fs::read(children[0].join("environ"))?;
    ensure!(environment.is_empty(), "{}", String::from_utf8_lossy(&environment));
    Ok(())
}

/// The folders of `/proc` that are processes.
fn processes() -> Result<impl Iterator<Item = PathBuf>> {
    let is_number = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()).is_some()
    };
    Ok(fs::read_dir("/proc")?.flatten().map(|entry| entry.path()).filter(is_number))
}

/// Empty for one that has just ended.
fn program(process: &Path) -> String {
    let program = fs::read_link(process.join("exe")).unwrap_or_default();
    program.to_string_lossy().into_owned()
}

fn is(process: &Path, name: &str) -> bool {
    Path::new(&program(process)).file_name().is_some_and(|found| found == name)
}

fn has_argument(process: &Path, argument: &Path) -> bool {
    let arguments = fs::read(process.join("cmdline")).unwrap_or_default();
    arguments.split(|byte| *byte == 0).any(|word| *word == *argument.as_os_str().as_encoded_bytes())
}

fn parent(process: &Path) -> Option<String> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    Some(stat.rsplit_once(") ")?.1.split(' ').nth(1)?.to_owned())
}

/// What a command may take: ids, figures, choices, words. Whoever adds a kind of argument has to ask
/// whether the window could name a file with it.
#[test]
fn no_command_of_the_window_takes_a_path() -> Result<()> {
    const HARMLESS: [&str; 12] = [
        "app: AppHandle<R>",
        "booth: Booth",
        "query: TrackQuery",
        "id: TrackId",
        "id: FolderId",
        "bpm: Option<Bpm>",
        "key: Option<Key>",
        "settings: Settings",
        "poll: NewPoll",
        "announcement: NewAnnouncement",
        "all: bool",
        "dj_name: String",
    ];
    const TO_LOG_IN: [&str; 3] = ["token: String", "email: String", "password: String"];
    let commands = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/src/commands");
    let mut found = 0;
    for file in fs::read_dir(commands)? {
        let source = fs::read_to_string(file?.path())?;
        for command in source.split("#[tauri::command]").skip(1) {
            let (_, function) = command.split_once(" fn ").context("a function")?;
            let (_, after_name) = function.split_once('(').context("with arguments")?;
            let (arguments, _) = after_name.split_once(") -> ").context("that answers")?;
            let arguments = arguments.replace("State<'_, Booth>", "Booth");
            for argument in arguments.split(',').map(str::trim) {
                let known = HARMLESS.contains(&argument) || TO_LOG_IN.contains(&argument);
                ensure!(known || argument.is_empty(), "{argument} of {command}");
            }
            found += 1;
        }
    }
    let capabilities = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../capabilities/main.json"),
    )?;
    ensure!(
        found == capabilities.matches("\"allow-").count(),
        "each command was looked at: {found}"
    );
    Ok(())
}
