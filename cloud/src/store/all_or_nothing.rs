//! Kills a process at each statement that it runs, and looks at what it left behind.
//!
//! The test runs itself as a child process, which aborts where a statement, or at last the commit, is
//! about to go to the database: no destructor runs and nothing is flushed.

use std::{
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use pika_domain::SessionId;

use super::{
    FactKind, NodeId, Poll, PollId, Purpose, SessionRecord, Store, StoreError, Write, db::query,
};
use crate::{
    accounts::{AccountError, Accounts, Dj, DjName, Email, Password},
    config::CloudConfig,
    relay::Alone,
    secret::Digest,
};

const DATABASE: &str = "PIKA_TEST_CHILD_DATABASE";
const STATEMENTS: &str = "PIKA_TEST_CHILD_STATEMENTS";
const PASSWORD: &str = "anchor step at midnight";

/// A new database: in a file in this folder, or, where that is asked for, in PostgreSQL.
pub(super) fn database(folder: &tempfile::TempDir) -> String {
    if std::env::var("PIKA_TEST_DATABASE").is_ok_and(|name| name == "postgres") {
        pika_test_support::postgres::shared().database()
    } else {
        format!("sqlite:{}", folder.path().join("cloud.db").display())
    }
}

async fn store(database: &str) -> Store {
    Store::open(database, std::time::Duration::from_secs(5)).await.unwrap()
}

fn accounts(store: &Store) -> Arc<Accounts> {
    Arc::new(Accounts::new(store.clone(), Arc::new(Alone), CloudConfig::default().accounts, None))
}

fn password(text: &str) -> Password {
    Password::parse(text.to_owned()).unwrap()
}

fn email() -> Email {
    Email::parse("otis@dance.example").unwrap()
}

async fn register(accounts: &Arc<Accounts>) -> Result<Dj, AccountError> {
    let name = DjName::parse("Otis Marlow").unwrap();
    let (_, token) = accounts.register(email(), password(PASSWORD), name, "Desktop").await?;
    accounts.authenticate(&token.into_plain()).await
}

/// The DJ whom an earlier registration left behind.
async fn dj(store: &Store) -> Dj {
    let (account, _) = store.account_of_email(&email()).await.unwrap().unwrap();
    let terms = jiff::Timestamp::UNIX_EPOCH;
    let token = store.live_tokens(account.id, terms).await.unwrap()[0].id;
    Dj { account, token }
}

/// Every row that a test writes, without what differs from run to run.
async fn seen(store: &Store) -> Vec<String> {
    let statements = [
        "SELECT 'account ' || slug || CASE WHEN email_verified_at IS NULL THEN '' ELSE ' verified' END
             AS seen FROM accounts",
        "SELECT 'token ' || name || CASE WHEN revoked_at IS NULL THEN ' lives' ELSE '' END AS seen
         FROM tokens ORDER BY token_id",
        "SELECT 'code ' || purpose AS seen FROM mail_codes",
        "SELECT 'session ' || session_id || ' ' || dj_name || ' ' || coalesce(ended_by, 'live') AS seen
         FROM sessions",
        "SELECT 'fact ' || seq || ' ' || kind AS seen FROM facts ORDER BY seq",
        "SELECT 'play ' || seq || ' ' || title AS seen FROM plays ORDER BY seq",
        "SELECT 'poll ' || seq || CASE WHEN ended_at IS NULL THEN ' runs' ELSE '' END AS seen
         FROM polls ORDER BY seq",
        "SELECT 'announcement ' || seq AS seen FROM announcements",
        "SELECT 'phone ' || endpoint AS seen FROM push_subscriptions",
    ];
    let mut rows = Vec::new();
    for statement in statements {
        let found = query(statement).fetch_all(&store.reader).await.unwrap();
        rows.extend(found.iter().map(|row| row.try_get::<String>("seen").unwrap()));
    }
    rows
}

/// How many more statements this process runs before it dies; 0 is for ever.
static LEFT: AtomicU32 = AtomicU32::new(0);

/// A statement or a commit is about to go to the database.
pub(super) fn about_to_run() {
    let count_down = |left: u32| left.checked_sub(1);
    if LEFT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count_down) == Ok(1) {
        std::process::abort();
    }
}

/// Runs `action` in children that die at their first, second … statement, until one survives.
async fn check(test: &str, prepare: impl AsyncFn(&Store), action: impl AsyncFn(&Store)) {
    if let (Ok(database), Ok(statements)) = (std::env::var(DATABASE), std::env::var(STATEMENTS)) {
        let store = store(&database).await;
        LEFT.store(statements.parse().unwrap(), Ordering::Relaxed);
        action(&store).await;
        return;
    }
    let mut left_behind = Vec::new();
    for statements in 1..40 {
        let folder = tempfile::tempdir().unwrap();
        let database = database(&folder);
        let before = {
            let store = store(&database).await;
            prepare(&store).await;
            let before = seen(&store).await;
            store.close().await;
            before
        };
        let status = Command::new(std::env::current_exe().unwrap())
            .args([&format!("store::all_or_nothing::{test}"), "--exact"])
            .env(DATABASE, &database)
            .env(STATEMENTS, statements.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        let after = seen(&store(&database).await).await;
        if !status.success() {
            left_behind.push((before, after));
            continue;
        }
        assert_ne!(after, before, "it did what it should");
        assert!(statements > 3, "{test} runs several, and each was tried: {statements}");
        let nothing = left_behind.iter().filter(|(before, left)| left == before).count();
        assert!(nothing > 2, "{test} died before its commit: {left_behind:?}");
        for (number, (before, left)) in (1..).zip(&left_behind) {
            assert!(left == before || *left == after, "{test} died at {number} and left {left:?}");
        }
        return;
    }
    panic!("no child survived");
}

#[tokio::test]
async fn an_account_and_its_first_token_are_written_together() {
    check(
        "an_account_and_its_first_token_are_written_together",
        async |_| {},
        async |store| {
            register(&accounts(store)).await.unwrap();
        },
    )
    .await;
}

async fn registered(store: &Store) {
    register(&accounts(store)).await.unwrap();
    accounts(store).log_in(&email(), password(PASSWORD), "Second").await.unwrap();
}

#[tokio::test]
async fn a_new_token_and_the_end_of_the_old_ones_are_written_together() {
    check(
        "a_new_token_and_the_end_of_the_old_ones_are_written_together",
        registered,
        async |store| {
            accounts(store).regenerate(&dj(store).await, true).await.unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn a_new_password_and_the_end_of_other_tokens_are_written_together() {
    let hash = "0".repeat(64);
    check(
        "a_new_password_and_the_end_of_other_tokens_are_written_together",
        async |store| {
            registered(store).await;
            let id = dj(store).await.account.id;
            store.add_mail_code(id, Purpose::Reset, &hash, jiff::Timestamp::MAX).await.unwrap();
        },
        async |store| {
            let id = dj(store).await.account.id;
            let now = jiff::Timestamp::now();
            store.reset_password(id, &hash, "$2b$10$new", now).await.unwrap().unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn an_account_is_deleted_with_all_that_belongs_to_it_or_not_at_all() {
    check(
        "an_account_is_deleted_with_all_that_belongs_to_it_or_not_at_all",
        registered,
        async |store| {
            store.delete_account(dj(store).await.account.id).await.unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn a_new_name_and_those_of_nights_gone_by_are_written_together() {
    check(
        "a_new_name_and_those_of_nights_gone_by_are_written_together",
        async |store| {
            registered(store).await;
            let account = Some(dj(store).await.account.id);
            let night = SessionRecord { account, ..session() };
            store.open_session(&night, &node()).await.unwrap();
        },
        async |store| {
            let name = DjName::parse("Velvet Corner").unwrap();
            store.rename_account(dj(store).await.account.id, &name).await.unwrap();
        },
    )
    .await;
}

pub(super) fn session() -> SessionRecord {
    let now = jiff::Timestamp::UNIX_EPOCH;
    SessionRecord {
        id: SessionId::new("pika_story_one").unwrap(),
        dj_name: "Alba".to_owned(),
        authenticated: false,
        account: None,
        resume: Digest::of("a secret"),
        started_at: now,
        active_at: now,
        ended: None,
    }
}

pub(super) fn node() -> NodeId {
    NodeId("one".into())
}

pub(super) fn poll(seq: u64) -> Write {
    let poll = Poll {
        id: PollId(seq),
        question: "More?".to_owned(),
        options: vec!["Yes".to_owned(), "No".to_owned()],
        started_at: jiff::Timestamp::UNIX_EPOCH,
        ends_at: None,
    };
    Write::Fact { seq, fact: FactKind::Poll(Box::new(poll)) }
}

#[tokio::test]
async fn the_end_of_a_session_and_of_its_poll_are_written_together() {
    let at = jiff::Timestamp::UNIX_EPOCH;
    check(
        "the_end_of_a_session_and_of_its_poll_are_written_together",
        async |store| {
            let session = session();
            let fence = store.open_session(&session, &node()).await.unwrap();
            store.commit(&session.id, fence, &[poll(1)], at).await.unwrap();
        },
        async |store| {
            let end = Write::Fact { seq: 3, fact: FactKind::End { at } };
            let stop = Write::Fact { seq: 2, fact: FactKind::Stop { at } };
            let taken = store.take(&session().id, &node(), None).await.unwrap().unwrap();
            store.commit(&session().id, taken.fence, &[stop, end], at).await.unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn whose_session_was_taken_writes_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&database(&folder)).await;
    let session = session();
    let first = store.open_session(&session, &node()).await.unwrap();
    let at = session.started_at;
    store.commit(&session.id, first, &[poll(1)], at).await.unwrap();
    let second = store.take(&session.id, &NodeId("two".into()), None).await.unwrap().unwrap();
    let late = store.commit(&session.id, first, &[poll(2)], at).await;
    assert!(matches!(late, Err(StoreError::TakenOver)), "{late:?}");
    assert_eq!(store.load(&session.id).await.unwrap().unwrap().facts.len(), 1);
    store.commit(&session.id, second.fence, &[poll(2)], at).await.unwrap();
    assert_eq!(store.load(&session.id).await.unwrap().unwrap().facts.len(), 2);
    let again = store.take(&session.id, &node(), Some(first)).await.unwrap();
    assert!(again.is_none(), "somebody has taken it since");
}
