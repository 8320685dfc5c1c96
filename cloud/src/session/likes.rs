//! Which writes a dancer's likes ask for. A like that is repeated is fine and changes nothing; a Pika
//! 0.3 phone, which names only the track, is told.
//!
//! Likes are also taken for a while after the session's end, because a phone may have been without a
//! network since. They need no time of their own: the play that they name says what they are about.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    Liked,
    state::{Played, State},
};
use crate::{clock, refusal::Refusal, secret::Dancer, store::Write};

/// For how long after the end of a session likes of it are taken.
pub(crate) const TAKEN_AFTER_END: Duration = Duration::from_hours(24);

/// Whether likes of this session are still taken.
pub(super) fn check_open(state: &State) -> Result<(), Refusal> {
    match state.record.ended {
        Some(end) if clock::since(end.at) > TAKEN_AFTER_END => Err(Refusal::unknown_session()),
        _ => Ok(()),
    }
}

/// Plans one like.
pub(super) fn like(
    state: &State,
    dancer: Dancer,
    liked: &Liked,
    at: Timestamp,
) -> Result<Option<Write>, Refusal> {
    let played = find(state, liked).ok_or_else(not_played)?;
    match (played.likes.contains(&dancer), liked) {
        (false, _) => Ok(Some(Write::Like { play: played.play.id, dancer, at })),
        (true, Liked::Play(_)) => Ok(None),
        (true, Liked::Track(_)) => Err(Refusal::conflict("Already liked this track")),
    }
}

/// Plans likes that waited: those that the session knows and does not have yet.
pub(super) fn likes(state: &State, dancer: Dancer, liked: &[Liked], at: Timestamp) -> Vec<Write> {
    liked.iter().filter_map(|liked| like(state, dancer, liked, at).ok().flatten()).collect()
}

/// Plans taking a like back; nothing where there is none.
pub(super) fn unlike(
    state: &State,
    dancer: Dancer,
    liked: &Liked,
) -> Result<Option<Write>, Refusal> {
    let played = match liked {
        Liked::Play(_) => find(state, liked),
        // The newest play of the track that this dancer likes, which need not be the newest.
        Liked::Track(track) => state.newest_liked(&track.names().key(), dancer),
    };
    match (played, liked) {
        (Some(played), _) if played.likes.contains(&dancer) => {
            Ok(Some(Write::Unlike { play: played.play.id, dancer }))
        }
        (None, Liked::Play(_)) => Err(not_played()),
        _ => Ok(None),
    }
}

fn find<'a>(state: &'a State, liked: &Liked) -> Option<&'a Played> {
    match liked {
        Liked::Play(play) => state.played(*play),
        Liked::Track(track) => state.newest_of(&track.names().key()),
    }
}

fn not_played() -> Refusal {
    Refusal::invalid("That track was not played in this session.")
}
