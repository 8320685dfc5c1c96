//! Writing down what a booth numbered: one row for the number, and what it stands for.

use pika_domain::{PlayId, SessionId};
use pika_protocol::{Bounded, Text, WireTrack};

use super::{
    FactKind, Play, StoreError, crowd,
    db::{Query, Transaction, query},
    push,
    writes::written,
};

/// Writes a fact down, with all that it means; whether it was new.
pub(super) async fn apply(
    transaction: &mut Transaction,
    session: &SessionId,
    seq: u64,
    fact: &FactKind,
) -> Result<bool, StoreError> {
    let kind = match fact {
        FactKind::Play(_) => "play",
        FactKind::Stop { .. } => "stop",
        FactKind::End { .. } => "end",
        FactKind::Metadata(_) => "metadata",
        FactKind::Poll(_) => "poll",
        FactKind::PollEnd { .. } => "poll_end",
        FactKind::Announcement(_) => "announcement",
        FactKind::AnnouncementEnd { .. } => "announcement_end",
        FactKind::Spent { .. } => "spent",
    };
    let inserted = query(
        "INSERT INTO facts (session_id, seq, kind, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(session.as_str())
    .bind(seq as i64)
    .bind(kind)
    .bind(written(fact.at()))
    .execute(&mut *transaction)
    .await?;
    if inserted == 0 {
        return Ok(false);
    }
    let query = match fact {
        FactKind::Play(play) => return insert_play(transaction, session, seq, play).await,
        FactKind::End { at } => {
            crowd::end_polls(session, *at).execute(&mut *transaction).await?;
            push::forget_phones(session).execute(&mut *transaction).await?;
            query("UPDATE sessions SET ended_at = $1, ended_by = 'dj' WHERE session_id = $2")
                .bind(written(*at))
                .bind(session.as_str())
        }
        FactKind::Metadata(metadata) => {
            let Some(play) = metadata.play else { return Ok(true) };
            update_track(session, play, &metadata.track)
        }
        FactKind::Poll(poll) => {
            // One poll at a time: whichever has run out without anyone having noticed is over.
            crowd::end_polls(session, poll.started_at).execute(&mut *transaction).await?;
            crowd::start_poll(session, seq, poll)?
        }
        FactKind::PollEnd { poll: Some(poll), at, cancelled } => {
            crowd::end_poll(*poll, *at, *cancelled)
        }
        FactKind::Announcement(announcement) => crowd::announce(session, seq, announcement),
        FactKind::AnnouncementEnd { at } => crowd::withdraw(session, *at),
        FactKind::Stop { .. } | FactKind::PollEnd { poll: None, .. } | FactKind::Spent { .. } => {
            return Ok(true);
        }
    };
    query.execute(&mut *transaction).await?;
    Ok(true)
}

fn update_track(session: &SessionId, play: PlayId, track: &WireTrack) -> Query {
    query(
        "UPDATE plays SET title = $1, artist = $2, bpm = $3, key = $4, energy = $5,
             danceability = $6, brightness = $7, acousticness = $8, groove = $9
         WHERE play_id = $10 AND session_id = $11",
    )
    .bind(track.title.as_str())
    .bind(track.artist.as_str())
    .bind(track.bpm.map(Bounded::value))
    .bind(track.key.as_ref().map(Text::as_str))
    .bind(track.energy.map(Bounded::value))
    .bind(track.danceability.map(Bounded::value))
    .bind(track.brightness.map(Bounded::value))
    .bind(track.acousticness.map(Bounded::value))
    .bind(track.groove.map(Bounded::value))
    .bind(play.to_string())
    .bind(session.as_str())
}

async fn insert_play(
    transaction: &mut Transaction,
    session: &SessionId,
    seq: u64,
    play: &Play,
) -> Result<bool, StoreError> {
    let track = &play.track;
    let inserted = query(
        "INSERT INTO plays (play_id, session_id, seq, played_at, title, artist, bpm, key, energy,
             danceability, brightness, acousticness, groove, duration_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT DO NOTHING",
    )
    .bind(play.id.to_string())
    .bind(session.as_str())
    .bind(seq as i64)
    .bind(written(play.played_at))
    .bind(track.title.as_str())
    .bind(track.artist.as_str())
    .bind(track.bpm.map(Bounded::value))
    .bind(track.key.as_ref().map(Text::as_str))
    .bind(track.energy.map(Bounded::value))
    .bind(track.danceability.map(Bounded::value))
    .bind(track.brightness.map(Bounded::value))
    .bind(track.acousticness.map(Bounded::value))
    .bind(track.groove.map(Bounded::value))
    .bind(play.duration_ms.and_then(|ms| i64::try_from(ms).ok()))
    .execute(&mut *transaction)
    .await?;
    Ok(inserted > 0)
}
