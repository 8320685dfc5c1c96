//! Polls, announcements and tempo votes: the statements that write them, and reading them back.

use std::collections::HashMap;

use jiff::Timestamp;
use pika_domain::{PlayId, SessionId};
use pika_protocol::TempoVote;

use super::{
    Announcement, Poll, PollId, StoreError,
    db::{Query, Row, Transaction, query},
    load::{damaged, dancer, play_id},
};
use crate::secret::Dancer;

/// A poll as it is read back.
#[derive(Debug)]
pub(crate) struct SavedPoll {
    /// The number of the fact that started it.
    pub(crate) seq: u64,
    pub(crate) poll: Poll,
    /// Whether it was cancelled; none while it runs.
    pub(crate) ended: Option<bool>,
    pub(crate) votes: Vec<(Dancer, u32)>,
}

pub(super) fn start_poll(session: &SessionId, seq: u64, poll: &Poll) -> Result<Query, StoreError> {
    let options = serde_json::to_string(&poll.options)
        .map_err(|error| StoreError::Unusable(error.to_string()))?;
    Ok(query(
        "INSERT INTO polls (poll_id, session_id, seq, question, options, started_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(poll.id.0 as i64)
    .bind(session.as_str())
    .bind(seq as i64)
    .bind(&poll.question)
    .bind(options)
    .bind(poll.started_at.as_millisecond())
    .bind(poll.ends_at.map(Timestamp::as_millisecond)))
}

pub(super) fn end_poll(poll: PollId, at: Timestamp, cancelled: bool) -> Query {
    query("UPDATE polls SET ended_at = $1, cancelled = $2 WHERE poll_id = $3 AND ended_at IS NULL")
        .bind(at.as_millisecond())
        .bind(i64::from(cancelled))
        .bind(poll.0 as i64)
}

/// Whatever poll of the session still runs is over.
pub(super) fn end_polls(session: &SessionId, at: Timestamp) -> Query {
    query("UPDATE polls SET ended_at = $1 WHERE session_id = $2 AND ended_at IS NULL")
        .bind(at.as_millisecond())
        .bind(session.as_str())
}

pub(super) fn vote(poll: PollId, dancer: Dancer, option: u32, at: Timestamp) -> Query {
    query(
        "INSERT INTO poll_votes (poll_id, dancer, option_index, voted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(poll.0 as i64)
    .bind(dancer.0.as_slice())
    .bind(i64::from(option))
    .bind(at.as_millisecond())
}

pub(super) fn tempo(play: PlayId, dancer: Dancer, vote: Option<TempoVote>, at: Timestamp) -> Query {
    let Some(vote) = vote else {
        return query("DELETE FROM tempo_votes WHERE play_id = $1 AND dancer = $2")
            .bind(play.to_string())
            .bind(dancer.0.as_slice());
    };
    query(
        "INSERT INTO tempo_votes (play_id, dancer, vote, voted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (play_id, dancer)
         DO UPDATE SET vote = excluded.vote, voted_at = excluded.voted_at",
    )
    .bind(play.to_string())
    .bind(dancer.0.as_slice())
    .bind(match vote {
        TempoVote::Slower => "slower",
        TempoVote::Perfect => "perfect",
        TempoVote::Faster => "faster",
    })
    .bind(at.as_millisecond())
}

pub(super) fn announce(session: &SessionId, seq: u64, announcement: &Announcement) -> Query {
    query(
        "INSERT INTO announcements (session_id, seq, message, announced_at, ends_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(session.as_str())
    .bind(seq as i64)
    .bind(&announcement.message)
    .bind(announcement.announced_at.as_millisecond())
    .bind(announcement.ends_at.map(Timestamp::as_millisecond))
}

pub(super) fn withdraw(session: &SessionId, at: Timestamp) -> Query {
    query(
        "UPDATE announcements SET withdrawn_at = $1 WHERE session_id = $2 AND withdrawn_at IS NULL",
    )
    .bind(at.as_millisecond())
    .bind(session.as_str())
}

pub(super) async fn load_polls(
    snapshot: &mut Transaction,
    session: &SessionId,
) -> Result<Vec<SavedPoll>, StoreError> {
    let rows = query(
        "SELECT poll_id, dancer, option_index FROM poll_votes JOIN polls USING (poll_id)
         WHERE session_id = $1",
    )
    .bind(session.as_str())
    .fetch_all(&mut *snapshot)
    .await?;
    let mut votes: HashMap<i64, Vec<(Dancer, u32)>> = HashMap::new();
    for row in &rows {
        let option: i64 = row.try_get("option_index")?;
        votes.entry(row.try_get("poll_id")?).or_default().push((dancer(row)?, option as u32));
    }
    let rows = query("SELECT * FROM polls WHERE session_id = $1 ORDER BY seq")
        .bind(session.as_str())
        .fetch_all(&mut *snapshot)
        .await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.try_get("poll_id")?;
            let options: &str = row.try_get("options")?;
            let ended: Option<i64> = row.try_get("ended_at")?;
            let cancelled: i64 = row.try_get("cancelled")?;
            Ok(SavedPoll {
                seq: row.try_get::<i64>("seq")? as u64,
                poll: Poll {
                    id: PollId(id as u64),
                    question: row.try_get("question")?,
                    options: serde_json::from_str(options).map_err(|_| damaged("options"))?,
                    started_at: moment(row, "started_at")?.ok_or_else(|| damaged("started_at"))?,
                    ends_at: moment(row, "ends_at")?,
                },
                ended: ended.map(|_| cancelled == 1),
                votes: votes.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}

pub(super) async fn load_announcement(
    snapshot: &mut Transaction,
    session: &SessionId,
) -> Result<Option<Announcement>, StoreError> {
    let row = query("SELECT * FROM announcements WHERE session_id = $1 ORDER BY seq DESC LIMIT 1")
        .bind(session.as_str())
        .fetch_optional(&mut *snapshot)
        .await?;
    let Some(row) = row else { return Ok(None) };
    if moment(&row, "withdrawn_at")?.is_some() {
        return Ok(None);
    }
    Ok(Some(Announcement {
        message: row.try_get("message")?,
        announced_at: moment(&row, "announced_at")?.ok_or_else(|| damaged("announced_at"))?,
        ends_at: moment(&row, "ends_at")?,
        push: false,
    }))
}

pub(super) async fn load_tempo(
    snapshot: &mut Transaction,
    session: &SessionId,
    since: Timestamp,
) -> Result<Vec<(PlayId, Dancer, TempoVote, Timestamp)>, StoreError> {
    let rows = query(
        "SELECT play_id, dancer, vote, voted_at FROM tempo_votes JOIN plays USING (play_id)
         WHERE session_id = $1 AND voted_at >= $2 ORDER BY voted_at",
    )
    .bind(session.as_str())
    .bind(since.as_millisecond())
    .fetch_all(&mut *snapshot)
    .await?;
    rows.iter()
        .map(|row| {
            let vote = match row.try_get::<&str>("vote")? {
                "slower" => TempoVote::Slower,
                "perfect" => TempoVote::Perfect,
                "faster" => TempoVote::Faster,
                _ => return Err(damaged("vote")),
            };
            let voted_at = moment(row, "voted_at")?.ok_or_else(|| damaged("voted_at"))?;
            Ok((play_id(row)?, dancer(row)?, vote, voted_at))
        })
        .collect()
}

fn moment(row: &Row, column: &str) -> Result<Option<Timestamp>, StoreError> {
    let milliseconds: Option<i64> = row.try_get(column)?;
    milliseconds.map(|at| Timestamp::from_millisecond(at).map_err(|_| damaged(column))).transpose()
}
