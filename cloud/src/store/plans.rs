//! Asks the database how it would run each statement that clients cause, with a million plays in it:
//! no one of them reads a whole table.

use std::{sync::Mutex, time::Duration};

use jiff::Timestamp;
use pika_domain::{PlayId, SessionId};
use pika_protocol::TempoVote;

use super::{
    AccountId, After, FactKind, NodeId, Play, PollId, Purpose, Store, Subscription, TokenId,
    TokenTerms, Write,
    db::{On, Pool, Query, query},
};
use crate::{
    accounts::{DjName, Email, TokenHash},
    secret::Dancer,
};

const PLAYS: u32 = 1_000_000;

static NOTED: Mutex<Option<Vec<Query>>> = Mutex::new(None);

/// A statement is about to go to the database.
pub(super) fn note(query: &Query) {
    if let Some(noted) = &mut *NOTED.lock().unwrap() {
        noted.push(query.clone());
    }
}

/// `sql` for numbers from 0 on, which are `i`; `BYTES` is the type of bytes.
async fn fill(store: &Store, table: &str, rows: u32, values: &str) {
    let sqlite = matches!(store.writer.pool, Pool::Sqlite(_));
    let bytes = if sqlite { "BLOB" } else { "BYTEA" };
    let name = table.split(' ').next().unwrap();
    if !sqlite {
        // Looking up every foreign key would take a minute.
        let trust = format!("ALTER TABLE {name} DISABLE TRIGGER ALL").leak();
        query(trust).execute(&store.writer).await.unwrap();
    }
    let sql = format!(
        "INSERT INTO {table} WITH RECURSIVE numbers(i) AS
             (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < {})
         SELECT {} FROM numbers",
        rows - 1,
        values
            .replace("SESSION(", "'pika_' || CAST(100000 + ")
            .replace("PLAY(", "'01890a5d-ac96-7000-8000-' || CAST(100000000000 + ")
            .replace("DANCER(", "CAST('dancer' || CAST(1000000000 + ")
            .replace(
                "TIME(",
                "'2026-01-0' || CAST(1 + i % 9 AS TEXT) || 'T03:04:05.' || CAST(100 + "
            )
            .replace("ENDTIME", "AS TEXT) || 'Z'")
            .replace("ENDDANCER", &format!("AS TEXT) AS {bytes})"))
            .replace("END_CASE", "\u{1}")
            .replace("END", "AS TEXT)")
            .replace('\u{1}', "END")
            .replace("BYTES", bytes),
    );
    query(sql.leak()).execute(&store.writer).await.unwrap();
    if !sqlite {
        let check = format!("ALTER TABLE {name} ENABLE TRIGGER ALL").leak();
        query(check).execute(&store.writer).await.unwrap();
    }
}

async fn fill_phones(store: &Store) {
    let bytes = |length: u32| format!("CAST('{}' AS BYTES)", "k".repeat(length as usize));
    fill(
        store,
        "push_subscriptions (endpoint, session_id, dancer, p256dh, auth, created_at)",
        PLAYS / 10,
        &format!(
            "'https://push.example/' || CAST(i END, SESSION(i / 10 END, DANCER(i % 5000 ENDDANCER,
             {}, {}, i",
            bytes(65),
            bytes(16)
        ),
    )
    .await;
}

async fn filled(database: &str) -> Store {
    let store = Store::open(database, Duration::from_mins(2)).await.unwrap();
    let sessions = PLAYS / 100;
    fill(
        &store,
        "accounts (email, email_key, password_hash, display_name, slug, created_at)",
        sessions / 10,
        "'dj' || CAST(i END, 'dj' || CAST(i END, 'x', 'DJ', 'dj' || CAST(i END, 0",
    )
    .await;
    fill(
        &store,
        "tokens (account_id, token_hash, name, created_at, used_at)",
        sessions / 10,
        "1 + i, CAST(100000000 + i END || '0000000000000000000000000000000000000000000000000000000', 'Desktop', 0, 0",
    )
    .await;
    fill(
        &store,
        "mail_codes (code_hash, account_id, purpose, expires_at)",
        sessions / 10,
        "CAST(100000000 + i END || '1111111111111111111111111111111111111111111111111111111', 1 + i, 'verify', 0",
    )
    .await;
    fill(
        &store,
        "sessions (session_id, dj_name, authenticated, account_id, resume_hash, started_at, active_at,
             ended_at, ended_by)",
        sessions,
        "SESSION(i END, 'DJ', 1, 1 + i / 10,
         CAST('0123456789abcdef0123456789abcdef' AS BYTES),
         TIME(i % 900 ENDTIME, TIME(i % 900 ENDTIME,
         CASE WHEN i < 5 THEN NULL ELSE TIME(i % 900 ENDTIME END_CASE,
         CASE WHEN i < 5 THEN NULL ELSE 'dj' END_CASE",
    )
    .await;
    fill(
        &store,
        "facts (session_id, seq, kind, at)",
        PLAYS,
        "SESSION(i / 100 END, 1 + i % 100, 'play', TIME(i % 900 ENDTIME",
    )
    .await;
    fill(
        &store,
        "plays (play_id, session_id, seq, played_at, title, artist)",
        PLAYS,
        "PLAY(i END, SESSION(i / 100 END, 1 + i % 100, TIME(i % 900 ENDTIME,
         'Title ' || CAST(i % 7000 END, 'Otis Marlow'",
    )
    .await;
    fill(
        &store,
        "likes (play_id, dancer, liked_at)",
        PLAYS / 2,
        "PLAY(i * 2 END, DANCER(i % 5000 ENDDANCER, TIME(i % 900 ENDTIME",
    )
    .await;
    fill(
        &store,
        "tempo_votes (play_id, dancer, vote, voted_at)",
        PLAYS / 10,
        "PLAY(i * 10 END, DANCER(i % 5000 ENDDANCER, 'faster', i",
    )
    .await;
    fill(
        &store,
        "polls (poll_id, session_id, seq, question, options, started_at, ended_at)",
        sessions,
        "i, SESSION(i END, 50, 'More?', '[\"Yes\",\"No\"]', i, i",
    )
    .await;
    fill(
        &store,
        "poll_votes (poll_id, dancer, option_index, voted_at)",
        PLAYS / 10,
        "i / 10, DANCER(i % 5000 ENDDANCER, 0, i",
    )
    .await;
    fill(
        &store,
        "announcements (session_id, seq, message, announced_at)",
        sessions,
        "SESSION(i END, 60, 'Last dance', i",
    )
    .await;
    fill_phones(&store).await;
    if !matches!(store.writer.pool, Pool::Sqlite(_)) {
        // As its autovacuum does by itself.
        query("ANALYZE").execute(&store.writer).await.unwrap();
    }
    store
}

fn session(number: u32) -> SessionId {
    SessionId::new(format!("pika_{}", 100_000 + number)).unwrap()
}

fn play(number: u64) -> PlayId {
    format!("01890a5d-ac96-7000-8000-{}", 100_000_000_000 + number).parse().map(PlayId).unwrap()
}

/// Has the store do whatever a client can cause.
async fn everything(store: &Store) {
    let now = Timestamp::UNIX_EPOCH;
    let dancer = Dancer(*b"dancer1000000007");
    let dj = AccountId(7);
    let after = After { time: "2026-01-05T00:00:00.000Z".to_owned(), id: "m".to_owned() };
    let after = Some(&after);
    let hash = "0".repeat(64);
    let token = TokenHash::of_presented("pk_dj_00000000-0000-0000-0000-000000000000").unwrap();
    let terms = TokenTerms { expired_before: now, forgotten_before: now, most: 10 };

    store.live_sessions().await.unwrap();
    store.find(&session(7)).await.unwrap();
    store.load(&session(7)).await.unwrap().unwrap();
    store.history(&session(7), 50).await.unwrap();
    let recap = store.recap(&session(7), Some(dancer)).await.unwrap().unwrap();
    store.recap_polls(&session(7), &recap.tracks).await.unwrap();
    store.recent_sessions(None, 20).await.unwrap();
    store.recent_sessions(after, 20).await.unwrap();
    store.dj_profile("dj7").await.unwrap().unwrap();
    store.dj_sessions(dj, None, 20).await.unwrap();
    store.dj_sessions(dj, after, 20).await.unwrap();
    store.likes_of(dancer, None, 20).await.unwrap();
    assert!(!store.likes_of(dancer, after, 20).await.unwrap().is_empty(), "the tables are full");
    store.count_likes_of(dancer).await.unwrap();
    store.tempo_votes_of(dancer).await.unwrap();
    store.poll_votes_of(dancer).await.unwrap();
    store.live_sessions_of(dancer).await.unwrap();
    let phone = Subscription {
        endpoint: "https://push.example/new".to_owned(),
        p256dh: [4; 65],
        auth: [4; 16],
    };
    assert!(store.subscribe(&session(0), dancer, &phone, 5_000, now).await.unwrap());
    assert_eq!(store.subscriptions_to(&session(7)).await.unwrap().len(), 10);
    assert!(!store.push_subscriptions_of(dancer).await.unwrap().is_empty());
    store.unsubscribe(dancer, &phone.endpoint).await.unwrap();
    store.forget_endpoint(&phone.endpoint).await.unwrap();

    store.account_of_email(&Email::parse("otis@dance.example").unwrap()).await.unwrap();
    store.is_slug_taken("dj7").await.unwrap();
    store.rename_account(dj, &DjName::parse("Velvet Corner").unwrap()).await.unwrap();
    store.find_token(&token).await.unwrap();
    store.live_tokens(dj, now).await.unwrap();
    assert!(store.has_token(TokenId(7)).await.unwrap());
    store.touch_token(TokenId(7), now).await.unwrap();
    store.add_token(dj, (&token, "Desktop"), terms, now).await.unwrap();
    store.add_mail_code(dj, Purpose::Verify, &hash, Timestamp::MAX).await.unwrap();
    store.verify_email(&hash, now).await.unwrap();
    store.add_mail_code(dj, Purpose::Reset, &hash, Timestamp::MAX).await.unwrap();
    store.reset_password(dj, &hash, "x", now).await.unwrap();

    let new = Play {
        id: PlayId(uuid::Uuid::max()),
        played_at: now,
        track: serde_json::from_str(r#"{"title": "Title", "artist": "Otis Marlow"}"#).unwrap(),
        duration_ms: None,
    };
    let poll = PollId(7);
    let writes = [
        Write::Fact { seq: 900, fact: FactKind::Play(Box::new(new)) },
        Write::Like { play: play(7), dancer, at: now },
        Write::Unlike { play: play(7), dancer },
        Write::Forget { dancer },
        Write::Vote { poll, dancer, option: 0, at: now },
        Write::PollOver { poll, at: now },
        Write::Tempo { play: play(7), dancer, vote: Some(TempoVote::Faster), at: now },
        Write::Tempo { play: play(7), dancer, vote: None, at: now },
        Write::Fact { seq: 901, fact: FactKind::AnnouncementEnd { at: now } },
        Write::Sweep { at: now },
        Write::Reopen,
        Write::Fact { seq: 902, fact: FactKind::End { at: now } },
    ];
    let node = NodeId("one".into());
    let taken = store.take(&session(0), &node, None).await.unwrap().unwrap();
    store.commit(&session(0), taken.fence, &writes, now).await.unwrap();
    store.owners().await.unwrap();
    store.revoked_since(now).await.unwrap();
    store.beat(&node).await.unwrap();
    store.bury(&node, Some(1)).await.unwrap();
    store.forget_dancer(dancer).await.unwrap();
    store.delete_session(&session(8)).await.unwrap();
    store.delete_account(dj).await.unwrap();
    let name = DjName::parse("Otis Marlow").unwrap();
    let email = Email::parse("otis@dance.example").unwrap();
    store.create_account(&email, "x", &name, (&token, "Desktop"), now).await.unwrap();
}

/// The lines of the plan that read a whole table.
async fn whole_tables(store: &Store, query: &Query) -> Vec<String> {
    let sqlite = matches!(store.writer.pool, Pool::Sqlite(_));
    let explain = if sqlite { "EXPLAIN QUERY PLAN " } else { "EXPLAIN " };
    let column = if sqlite { "detail" } else { "QUERY PLAN" };
    let query =
        Query { sql: format!("{explain}{}", query.sql).leak(), values: query.values.clone() };
    let rows = query.fetch_all(On::Writer(&store.writer)).await.unwrap();
    // These hold few rows, or are read from one end up to a limit.
    let small = ["sessions_live", "sessions_ended", " nodes"];
    rows.iter()
        .map(|row| row.try_get::<String>(column).unwrap())
        .filter(|line| line.starts_with("SCAN ") || line.contains("Seq Scan on "))
        .filter(|line| {
            !line.contains("CONSTANT ROW") && !small.iter().any(|name| line.contains(name))
        })
        .collect()
}

#[tokio::test]
async fn nothing_that_a_client_causes_reads_a_whole_table() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&super::all_or_nothing::database(&folder)).await;
    *NOTED.lock().unwrap() = Some(Vec::new());
    everything(&store).await;
    let noted = NOTED.lock().unwrap().take().unwrap();
    assert!(noted.len() > 60, "{}", noted.len());
    let mut bad = Vec::new();
    for query in &noted {
        let lines = whole_tables(&store, query).await;
        if !lines.is_empty() {
            bad.push(format!("{}\n    {}", query.sql, lines.join("\n    ")));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
