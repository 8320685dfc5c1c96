//! What the DJ's window may do, tried from inside the real window, as a script that got in would try.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, ensure};
use pika_stories::laptop::{Desk, Laptop};
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
