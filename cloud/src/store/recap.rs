//! A set as it is looked back on: its plays with what the floor thought of them, and its polls.

use std::collections::HashMap;

use jiff::Timestamp;
use pika_domain::{PlayId, SessionId};
use pika_protocol::{WireTime, WireTrack};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    AccountId, Store, StoreError,
    db::{Row, query},
    load::{damaged, play_id, time},
    tokens::moment,
};
use crate::secret::Dancer;

/// Most plays of a recap.
const MOST_TRACKS: u32 = 500;

/// What is told of a session, before it is told to anyone.
#[derive(Debug)]
pub(crate) struct Recap {
    pub(crate) dj_name: String,
    pub(crate) account: Option<AccountId>,
    pub(crate) started_at: Timestamp,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) track_count: i64,
    pub(crate) total_likes: i64,
    pub(crate) tracks: Vec<RecapTrack>,
}

/// One play. Figures are whole numbers, and `null` where they are not known, as Pika 0.3 has them.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecapTrack {
    #[serde(skip)]
    pub(crate) seq: i64,
    /// From 1.
    position: usize,
    #[schemars(with = "String")]
    id: PlayId,
    pub(crate) artist: String,
    pub(crate) title: String,
    bpm: Option<i64>,
    key: Option<String>,
    energy: Option<i64>,
    danceability: Option<i64>,
    brightness: Option<i64>,
    acousticness: Option<i64>,
    groove: Option<i64>,
    pub(crate) played_at: WireTime,
    likes: i64,
    /// Whether the dancer who asks likes it; absent where nobody says who that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    liked: Option<bool>,
    /// `null` where nobody voted.
    tempo: Option<TempoTotals>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TempoTotals {
    slower: i64,
    perfect: i64,
    faster: i64,
}

/// A poll as its DJ looks back on it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecapPoll {
    id: i64,
    question: String,
    options: Vec<String>,
    votes: Vec<i64>,
    pub(crate) total_votes: i64,
    /// The lowest of those with the most votes; -1 where nobody voted.
    winner_index: i64,
    winner: Option<String>,
    started_at: WireTime,
    ended_at: Option<WireTime>,
    current_track: Option<TrackNames>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TrackNames {
    title: String,
    artist: String,
}

impl Store {
    /// What is told of a session, and to a dancer also what this dancer likes; `None` where there is none
    /// of this id.
    pub(crate) async fn recap(
        &self,
        session: &SessionId,
        dancer: Option<Dancer>,
    ) -> Result<Option<Recap>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let row = query(
            "SELECT dj_name, account_id, started_at, ended_at,
                 (SELECT count(*) FROM plays WHERE plays.session_id = sessions.session_id) AS tracks,
                 (SELECT count(*) FROM likes JOIN plays ON plays.play_id = likes.play_id
                  WHERE plays.session_id = sessions.session_id) AS likes
             FROM sessions WHERE session_id = $1",
        )
        .bind(session.as_str())
        .fetch_optional(&mut snapshot)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let tracks = query(
            "SELECT play_id, seq, artist, title, bpm, key, energy, danceability, brightness,
                 acousticness, groove, played_at,
                 (SELECT count(*) FROM likes WHERE likes.play_id = plays.play_id) AS likes,
                 (SELECT count(*) FROM likes WHERE likes.play_id = plays.play_id
                  AND dancer = $3) AS liked,
                 (SELECT count(*) FROM tempo_votes WHERE tempo_votes.play_id = plays.play_id
                  AND vote = 'slower') AS slower,
                 (SELECT count(*) FROM tempo_votes WHERE tempo_votes.play_id = plays.play_id
                  AND vote = 'perfect') AS perfect,
                 (SELECT count(*) FROM tempo_votes WHERE tempo_votes.play_id = plays.play_id
                  AND vote = 'faster') AS faster
             FROM plays WHERE session_id = $1 ORDER BY seq LIMIT $2",
        )
        .bind(session.as_str())
        .bind(i64::from(MOST_TRACKS))
        .bind(dancer.map_or_else(Vec::new, |dancer| dancer.0.to_vec()).as_slice())
        .fetch_all(&mut snapshot)
        .await?;
        let ended = row.try_get::<Option<&str>>("ended_at")?.is_some();
        Ok(Some(Recap {
            dj_name: row.try_get("dj_name")?,
            account: row.try_get::<Option<i64>>("account_id")?.map(AccountId),
            started_at: time(&row, "started_at")?,
            ended_at: ended.then(|| time(&row, "ended_at")).transpose()?,
            track_count: row.try_get("tracks")?,
            total_likes: row.try_get("likes")?,
            tracks: (1..)
                .zip(&tracks)
                .map(|(position, row)| track(position, row, dancer.is_some()))
                .collect::<Result<_, _>>()?,
        }))
    }

    /// The polls of a session, oldest first. `tracks` are its plays, of which each poll had one.
    pub(crate) async fn recap_polls(
        &self,
        session: &SessionId,
        tracks: &[RecapTrack],
    ) -> Result<Vec<RecapPoll>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let counted = query(
            "SELECT poll_votes.poll_id, option_index, count(*) AS votes
             FROM poll_votes JOIN polls ON polls.poll_id = poll_votes.poll_id
             WHERE session_id = $1 GROUP BY poll_votes.poll_id, option_index",
        )
        .bind(session.as_str())
        .fetch_all(&mut snapshot)
        .await?;
        let mut votes: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
        for row in &counted {
            let of_poll = votes.entry(row.try_get("poll_id")?).or_default();
            of_poll.push((row.try_get("option_index")?, row.try_get("votes")?));
        }
        let polls = query(
            "SELECT poll_id, seq, question, options, started_at, ended_at
             FROM polls WHERE session_id = $1 ORDER BY seq",
        )
        .bind(session.as_str())
        .fetch_all(&mut snapshot)
        .await?;
        polls.iter().map(|row| poll(row, &votes, tracks)).collect()
    }

    /// Takes figures of tracks into the plays of a session that have these names, where they are
    /// given. Says how many tracks were found.
    pub(crate) async fn sync_fingerprints(
        &self,
        session: &SessionId,
        tracks: &[WireTrack],
    ) -> Result<usize, StoreError> {
        let mut transaction = self.begin().await?;
        let mut synced = 0;
        for track in tracks {
            let updated = query(
                "UPDATE plays SET bpm = coalesce($1, bpm), key = coalesce($2, key),
                     energy = coalesce($3, energy), danceability = coalesce($4, danceability),
                     brightness = coalesce($5, brightness),
                     acousticness = coalesce($6, acousticness), groove = coalesce($7, groove)
                 WHERE session_id = $8 AND artist = $9 AND title = $10",
            )
            .bind(track.bpm.map(pika_protocol::Bounded::value))
            .bind(track.key.as_ref().map(pika_protocol::Text::as_str))
            .bind(track.energy.map(pika_protocol::Bounded::value))
            .bind(track.danceability.map(pika_protocol::Bounded::value))
            .bind(track.brightness.map(pika_protocol::Bounded::value))
            .bind(track.acousticness.map(pika_protocol::Bounded::value))
            .bind(track.groove.map(pika_protocol::Bounded::value))
            .bind(session.as_str())
            .bind(track.artist.as_str())
            .bind(track.title.as_str())
            .execute(&mut transaction)
            .await?;
            synced += usize::from(updated > 0);
        }
        transaction.commit().await?;
        Ok(synced)
    }

    /// Deletes a session with all that happened in it.
    pub(crate) async fn delete_session(&self, session: &SessionId) -> Result<(), StoreError> {
        query("DELETE FROM sessions WHERE session_id = $1")
            .bind(session.as_str())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

fn track(position: usize, row: &Row, to_a_dancer: bool) -> Result<RecapTrack, StoreError> {
    let rounded = |column: &str| -> Result<Option<i64>, StoreError> {
        Ok(row.try_get::<Option<f64>>(column)?.map(|value| value.round() as i64))
    };
    let tempo = TempoTotals {
        slower: row.try_get("slower")?,
        perfect: row.try_get("perfect")?,
        faster: row.try_get("faster")?,
    };
    Ok(RecapTrack {
        seq: row.try_get("seq")?,
        position,
        id: play_id(row)?,
        artist: row.try_get("artist")?,
        title: row.try_get("title")?,
        bpm: rounded("bpm")?,
        key: row.try_get("key")?,
        energy: rounded("energy")?,
        danceability: rounded("danceability")?,
        brightness: rounded("brightness")?,
        acousticness: rounded("acousticness")?,
        groove: rounded("groove")?,
        played_at: WireTime(time(row, "played_at")?),
        likes: row.try_get("likes")?,
        liked: to_a_dancer.then(|| row.try_get::<i64>("liked")).transpose()?.map(|liked| liked > 0),
        tempo: (tempo.slower + tempo.perfect + tempo.faster > 0).then_some(tempo),
    })
}

fn poll(
    row: &Row,
    counted: &HashMap<i64, Vec<(i64, i64)>>,
    tracks: &[RecapTrack],
) -> Result<RecapPoll, StoreError> {
    let id: i64 = row.try_get("poll_id")?;
    let seq: i64 = row.try_get("seq")?;
    let options: Vec<String> =
        serde_json::from_str(row.try_get("options")?).map_err(|_| damaged("options"))?;
    let mut votes = vec![0; options.len()];
    for (option, count) in counted.get(&id).into_iter().flatten() {
        if let Some(place) = usize::try_from(*option).ok().and_then(|option| votes.get_mut(option))
        {
            *place = *count;
        }
    }
    let most = votes.iter().copied().max().filter(|most| *most > 0);
    let winner = most.and_then(|most| votes.iter().position(|count| *count == most));
    let ended = row.try_get::<Option<i64>>("ended_at")?.is_some();
    let playing = tracks.iter().rev().find(|track| track.seq < seq);
    Ok(RecapPoll {
        id,
        question: row.try_get("question")?,
        total_votes: votes.iter().sum(),
        winner_index: winner.map_or(-1, |winner| winner as i64),
        winner: winner.map(|winner| options[winner].clone()),
        votes,
        options,
        started_at: WireTime(moment(row, "started_at")?),
        ended_at: ended.then(|| moment(row, "ended_at").map(WireTime)).transpose()?,
        current_track: playing
            .map(|track| TrackNames { title: track.title.clone(), artist: track.artist.clone() }),
    })
}
