//! An account is deleted at one node in the moment in which its DJ goes live at another. Locks of PostgreSQL
//! provoke both orders.

use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::task::JoinHandle;

use super::{
    account, headers,
    programs::{Node, Two},
    with_token,
};
use crate::{
    accounts::api::PASSWORD,
    database::{column, number_of, postgres, waits_for},
    support::{Client, SESSION, broadcast, exchange, get_json},
};

/// Deletes the account, and gives the status line.
fn delete(node: &Node, token: &str) -> JoinHandle<String> {
    let (address, headers) = (node.address, headers(token));
    let body = json!({"password": PASSWORD}).to_string();
    tokio::spawn(async move {
        let path = "/api/auth/account";
        exchange(address, "DELETE", path, &headers, body.as_bytes()).await.0
    })
}

async fn nothing_is_left(database: &str, node: &Node, booth: &mut Client) {
    for table in ["accounts", "tokens", "sessions"] {
        let count = format!("SELECT count(*)::TEXT FROM {table}");
        assert_eq!(column(database, &count).await, ["0"], "{table}");
    }
    assert_eq!(get_json(node.address, "/api/sessions/active").await["live"], false);
    let refused = booth.ask(broadcast(1)).await;
    assert!(
        ["not_owner", "unknown_session"].map(Value::from).contains(&refused["code"]),
        "{refused}"
    );
}

#[tokio::test]
async fn whoever_goes_live_while_the_account_is_deleted_is_told_that_the_token_is_none() {
    let database = postgres();
    let Two { a, b, nats: _nats } = Two::start_on(&database).await;
    let token = account(&b).await;
    // The deletion gets as far as the account's own row, when it has looked for sessions.
    let mut other = PgConnection::connect(&database).await.unwrap();
    other.execute("BEGIN").await.unwrap();
    other.execute("SELECT 1 FROM accounts FOR KEY SHARE").await.unwrap();
    let deleted = delete(&b, &token);
    let deleting = waits_for(number_of(&mut other).await, &mut other).await;
    let mut booth = a.connect().await;
    booth.send(with_token(&token)).await;
    waits_for(deleting, &mut other).await;
    other.execute("ROLLBACK").await.unwrap();

    let answer = booth.until_type("NACK").await;
    assert_eq!(
        (&answer["code"], &answer["error"]),
        (&json!("unauthorized"), &json!("Invalid token"))
    );
    let head = deleted.await.unwrap();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    nothing_is_left(&database, &a, &mut booth).await;
}

#[tokio::test]
async fn an_account_that_is_deleted_while_its_dj_goes_live_takes_the_session_along() {
    let database = postgres();
    let Two { a, b, nats: _nats } = Two::start_on(&database).await;
    let token = account(&b).await;
    // The new session waits for one of the same id, which in the end there is not.
    let mut other = PgConnection::connect(&database).await.unwrap();
    other.execute("BEGIN").await.unwrap();
    let session = format!(
        "INSERT INTO sessions (session_id, dj_name, authenticated, resume_hash, started_at, active_at)
         VALUES ('{SESSION}', 'Nobody', 0, decode(repeat('00', 32), 'hex'), '2026', '2026')"
    );
    other.execute(session.as_str()).await.unwrap();
    let mut booth = a.connect().await;
    booth.send(with_token(&token)).await;
    let opening = waits_for(number_of(&mut other).await, &mut other).await;
    let deleted = delete(&b, &token);
    waits_for(opening, &mut other).await;
    other.execute("ROLLBACK").await.unwrap();

    let head = deleted.await.unwrap();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let answer = booth.until_type("NACK").await;
    assert_eq!(
        (&answer["code"], &answer["error"]),
        (&json!("unauthorized"), &json!("Invalid token"))
    );
    nothing_is_left(&database, &a, &mut booth).await;
}

#[tokio::test]
async fn whoever_logs_in_while_the_account_is_deleted_is_told_that_nobody_has_it() {
    let database = postgres();
    let Two { a, b, nats: _nats } = Two::start_on(&database).await;
    let token = account(&b).await;
    let mut other = PgConnection::connect(&database).await.unwrap();
    other.execute("BEGIN").await.unwrap();
    other.execute("SELECT 1 FROM accounts FOR KEY SHARE").await.unwrap();
    let deleted = delete(&b, &token);
    let deleting = waits_for(number_of(&mut other).await, &mut other).await;
    let address = a.address;
    let login = json!({"email": "otis@dance.example", "password": PASSWORD}).to_string();
    let logged_in = tokio::spawn(async move {
        let headers = "X-Pika-Client: pika-desktop\r\n";
        exchange(address, "POST", "/api/auth/login", headers, login.as_bytes()).await
    });
    waits_for(deleting, &mut other).await;
    other.execute("ROLLBACK").await.unwrap();

    let (head, body) = logged_in.await.unwrap();
    assert!(head.starts_with("http/1.1 401") && body.contains("wrong_credentials"), "{body}");
    assert!(deleted.await.unwrap().starts_with("http/1.1 200"));
}
