//! What a dancer did: to be looked at, taken away, and deleted by that dancer.

use pika_domain::{PlayId, SessionId};
use pika_protocol::WireTime;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    After, Store, StoreError,
    db::{Transaction, query},
    load::{damaged, play_id, session_id, time},
    past::bounds,
    tokens::moment,
};
use crate::secret::Dancer;

/// A track that the dancer liked.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JournalLike {
    /// Of the play.
    #[schemars(with = "String")]
    pub(crate) id: PlayId,
    #[schemars(with = "String")]
    session_id: SessionId,
    artist: String,
    title: String,
    pub(crate) liked_at: WireTime,
    dj_name: String,
    session_date: WireTime,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JournalTempoVote {
    #[schemars(with = "String")]
    session_id: SessionId,
    artist: String,
    title: String,
    vote: String,
    voted_at: WireTime,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JournalPollVote {
    #[schemars(with = "String")]
    session_id: SessionId,
    question: String,
    option: String,
    voted_at: WireTime,
}

impl Store {
    /// The likes of a dancer, the latest first.
    pub(crate) async fn likes_of(
        &self,
        dancer: Dancer,
        after: Option<&After>,
        limit: u32,
    ) -> Result<Vec<JournalLike>, StoreError> {
        let (time_, id) = bounds(after);
        let rows = query(
            "SELECT likes.play_id, plays.session_id, artist, title, liked_at, dj_name, started_at
             FROM likes JOIN plays ON plays.play_id = likes.play_id
             JOIN sessions ON sessions.session_id = plays.session_id
             WHERE dancer = $1 AND (liked_at, likes.play_id) < ($2, $3)
             ORDER BY liked_at DESC, likes.play_id DESC LIMIT $4",
        )
        .bind(dancer.0.as_slice())
        .bind(time_)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(JournalLike {
                    id: play_id(row)?,
                    session_id: session_id(row, "session_id")?,
                    artist: row.try_get("artist")?,
                    title: row.try_get("title")?,
                    liked_at: WireTime(time(row, "liked_at")?),
                    dj_name: row.try_get("dj_name")?,
                    session_date: WireTime(time(row, "started_at")?),
                })
            })
            .collect()
    }

    pub(crate) async fn count_likes_of(&self, dancer: Dancer) -> Result<i64, StoreError> {
        let row = query("SELECT count(*) AS likes FROM likes WHERE dancer = $1")
            .bind(dancer.0.as_slice())
            .fetch_one(&self.reader)
            .await?;
        Ok(row.try_get("likes")?)
    }

    pub(crate) async fn tempo_votes_of(
        &self,
        dancer: Dancer,
    ) -> Result<Vec<JournalTempoVote>, StoreError> {
        let rows = query(
            "SELECT session_id, artist, title, vote, voted_at
             FROM tempo_votes JOIN plays ON plays.play_id = tempo_votes.play_id
             WHERE dancer = $1 ORDER BY voted_at",
        )
        .bind(dancer.0.as_slice())
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(JournalTempoVote {
                    session_id: session_id(row, "session_id")?,
                    artist: row.try_get("artist")?,
                    title: row.try_get("title")?,
                    vote: row.try_get("vote")?,
                    voted_at: WireTime(moment(row, "voted_at")?),
                })
            })
            .collect()
    }

    pub(crate) async fn poll_votes_of(
        &self,
        dancer: Dancer,
    ) -> Result<Vec<JournalPollVote>, StoreError> {
        let rows = query(
            "SELECT session_id, question, options, option_index, voted_at
             FROM poll_votes JOIN polls ON polls.poll_id = poll_votes.poll_id
             WHERE dancer = $1 ORDER BY voted_at",
        )
        .bind(dancer.0.as_slice())
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                let options: Vec<String> = serde_json::from_str(row.try_get("options")?)
                    .map_err(|_| damaged("options"))?;
                let index: i64 = row.try_get("option_index")?;
                let option = usize::try_from(index).ok().and_then(|index| options.get(index));
                Ok(JournalPollVote {
                    session_id: session_id(row, "session_id")?,
                    question: row.try_get("question")?,
                    option: option.cloned().unwrap_or_default(),
                    voted_at: WireTime(moment(row, "voted_at")?),
                })
            })
            .collect()
    }

    /// The live sessions in which a dancer liked or voted.
    pub(crate) async fn live_sessions_of(
        &self,
        dancer: Dancer,
    ) -> Result<Vec<SessionId>, StoreError> {
        let rows = query(
            "SELECT plays.session_id
             FROM likes JOIN plays ON plays.play_id = likes.play_id
             JOIN sessions ON sessions.session_id = plays.session_id
             WHERE dancer = $1 AND sessions.ended_at IS NULL
             UNION SELECT plays.session_id
             FROM tempo_votes JOIN plays ON plays.play_id = tempo_votes.play_id
             JOIN sessions ON sessions.session_id = plays.session_id
             WHERE dancer = $1 AND sessions.ended_at IS NULL
             UNION SELECT polls.session_id
             FROM poll_votes JOIN polls ON polls.poll_id = poll_votes.poll_id
             JOIN sessions ON sessions.session_id = polls.session_id
             WHERE dancer = $1 AND sessions.ended_at IS NULL",
        )
        .bind(dancer.0.as_slice())
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(|row| session_id(row, "session_id")).collect()
    }

    /// Deletes everything that is tied to a dancer.
    pub(crate) async fn forget_dancer(&self, dancer: Dancer) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for statement in [
            "DELETE FROM likes WHERE dancer = $1",
            "DELETE FROM tempo_votes WHERE dancer = $1",
            "DELETE FROM poll_votes WHERE dancer = $1",
            "DELETE FROM push_subscriptions WHERE dancer = $1",
        ] {
            query(statement).bind(dancer.0.as_slice()).execute(&mut transaction).await?;
        }
        transaction.commit().await
    }
}

/// Deletes what a dancer did in one session; whether there was anything.
pub(super) async fn forget_in(
    transaction: &mut Transaction,
    session: &SessionId,
    dancer: Dancer,
) -> Result<bool, StoreError> {
    let mut deleted = 0;
    for statement in [
        "DELETE FROM likes WHERE dancer = $1
         AND play_id IN (SELECT play_id FROM plays WHERE session_id = $2)",
        "DELETE FROM tempo_votes WHERE dancer = $1
         AND play_id IN (SELECT play_id FROM plays WHERE session_id = $2)",
        "DELETE FROM poll_votes WHERE dancer = $1
         AND poll_id IN (SELECT poll_id FROM polls WHERE session_id = $2)",
    ] {
        let delete = query(statement).bind(dancer.0.as_slice()).bind(session.as_str());
        deleted += delete.execute(&mut *transaction).await?;
    }
    Ok(deleted > 0)
}
