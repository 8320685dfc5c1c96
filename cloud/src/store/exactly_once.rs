//! That nothing counts twice is the database's doing: what one server has written down, another that
//! remembers nothing of it writes no second time.

use std::time::Duration;

use jiff::Timestamp;
use pika_domain::PlayId;
use pika_protocol::TempoVote;
use serde_json::json;
use uuid::Uuid;

use super::{
    FactKind, Play, PollId, Store, Write,
    all_or_nothing::{database, node, poll, session},
    db::query,
};
use crate::secret::Dancer;

fn play(seq: u64, title: &str) -> Write {
    let track = serde_json::from_value(json!({"title": title, "artist": "Otis Marlow"})).unwrap();
    let id = PlayId(Uuid::from_u128(7));
    let play = Play { id, played_at: Timestamp::UNIX_EPOCH, track, duration_ms: None };
    Write::Fact { seq, fact: FactKind::Play(Box::new(play)) }
}

async fn rows(store: &Store, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS number FROM {table}").leak();
    query(sql).fetch_one(&store.reader).await.unwrap().try_get("number").unwrap()
}

#[tokio::test]
async fn what_another_server_has_written_is_not_written_twice() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(&folder);
    let open = async || Store::open(&database, Duration::from_secs(5)).await.unwrap();
    let (one, two) = (open().await, open().await);
    let session = session();
    let fence = one.open_session(&session, &node()).await.unwrap();
    let at = Timestamp::UNIX_EPOCH;
    let (of_play, dancer) = (PlayId(Uuid::from_u128(7)), Dancer([7; 16]));
    let vote = |option| Write::Vote { poll: PollId(2), dancer, option, at };
    let tempo = Write::Tempo { play: of_play, dancer, vote: Some(TempoVote::Slower), at };
    let like = Write::Like { play: of_play, dancer, at };
    let facts = [play(1, "First"), poll(2)];
    let once = [&facts[..], &[like.clone(), vote(0), tempo.clone()]].concat();
    let written = one.commit(&session.id, fence, &once, at).await.unwrap();
    assert_eq!(written.changed, [true; 5]);

    // The same again; the same play with another number; and another vote of the same dancer.
    let again = [&facts[..], &[like, vote(1), tempo], &[play(3, "Again")]].concat();
    let written = two.commit(&session.id, fence, &again, at).await.unwrap();
    assert_eq!(written.changed, [false, false, false, false, true, false], "a word on the tempo");
    for (table, number) in [
        ("facts", 3),
        ("plays", 1),
        ("polls", 1),
        ("likes", 1),
        ("poll_votes", 1),
        ("tempo_votes", 1),
    ] {
        assert_eq!(rows(&two, table).await, number, "{table}");
    }
    let kept = two.load(&session.id).await.unwrap().unwrap();
    assert_eq!(kept.polls[0].votes, [(dancer, 0)], "the first vote stands");
}
