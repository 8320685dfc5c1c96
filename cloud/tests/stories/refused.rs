//! A database that answers and does not take what is written, as it is on a full disk: what needs no writing
//! goes on, and whoever looks at the server's health is told.

use serde_json::json;

use crate::{
    accounts::api::{me, post, register, registration, strict},
    database::{execute, sqlite},
    support::get,
};
use pika_cloud::{CloudConfig, RunningCloud};

/// Has SQLite refuse what comes before `what`.
fn refuse(what: &str) -> String {
    format!("CREATE TRIGGER refuse BEFORE {what} BEGIN SELECT RAISE(ABORT, 'no room'); END")
}

async fn start(folder: &tempfile::TempDir) -> (RunningCloud, String) {
    let database = sqlite(folder.path());
    let config = CloudConfig { database: database.clone(), ..strict() };
    (pika_cloud::start(config).await.unwrap(), database)
}

async fn health(cloud: &RunningCloud) -> String {
    let (head, _) = get(cloud.address(), "/health", "").await;
    head.lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn an_account_that_cannot_be_written_turns_health_over_until_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let (cloud, database) = start(&folder).await;
    assert_eq!(health(&cloud).await, "http/1.1 200 ok");
    execute(&database, &refuse("INSERT ON tokens")).await;
    let refused = post(&cloud, "/api/auth/register", &registration()).await;
    assert_eq!((refused.status, &refused.body["code"]), (503, &json!("server_busy")));
    assert_eq!(health(&cloud).await, "http/1.1 503 service unavailable");

    execute(&database, "DROP TRIGGER refuse").await;
    assert_eq!(post(&cloud, "/api/auth/register", &registration()).await.status, 201);
    assert_eq!(health(&cloud).await, "http/1.1 200 ok");
    // What is there already is no fault of the disk.
    assert_eq!(post(&cloud, "/api/auth/register", &registration()).await.status, 409);
    assert_eq!(health(&cloud).await, "http/1.1 200 ok");
}

#[tokio::test]
async fn a_token_is_good_although_its_use_cannot_be_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let (cloud, database) = start(&folder).await;
    let token = register(&cloud, "Otis Marlow").await;
    execute(&database, "UPDATE tokens SET used_at = used_at - 3600000").await;
    execute(&database, &refuse("UPDATE ON tokens")).await;
    let known = me(&cloud, &token).await;
    assert_eq!((known.status, &known.body["user"]["displayName"]), (200, &json!("Otis Marlow")));
    assert_eq!(health(&cloud).await, "http/1.1 503 service unavailable");
}
