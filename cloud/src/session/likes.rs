//! Which writes a dancer's likes ask for. A like that is repeated is fine and changes nothing; a Pika
//! 0.3 phone, which names only the track, is told.
//!
//! Likes are also taken for a while after the session's end, because a phone may have been without a
//! network since. They need no time of their own: the play that they name says what they are about.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use pika_domain::PlayId;

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

/// What the likes will be once all that is planned is committed, where that is not what they are.
#[derive(Debug, Default)]
pub(super) struct LikesAhead(HashMap<(PlayId, Dancer), bool>);

impl LikesAhead {
    pub(super) fn add(&mut self, planned: Option<&Write>) {
        match planned {
            Some(Write::Like { play, dancer, .. }) => self.0.insert((*play, *dancer), true),
            Some(Write::Unlike { play, dancer }) => self.0.insert((*play, *dancer), false),
            _ => None,
        };
    }

    fn has(&self, played: &Played, dancer: Dancer) -> bool {
        let planned = self.0.get(&(played.play.id, dancer)).copied();
        planned.unwrap_or_else(|| played.likes.contains(&dancer))
    }
}

/// Plans one like.
pub(super) fn like(
    state: &State,
    ahead: &LikesAhead,
    dancer: Dancer,
    liked: &Liked,
    at: Timestamp,
) -> Result<Option<Write>, Refusal> {
    let played = find(state, liked).ok_or_else(not_played)?;
    match (ahead.has(played, dancer), liked) {
        (false, _) => Ok(Some(Write::Like { play: played.play.id, dancer, at })),
        (true, Liked::Play(_)) => Ok(None),
        (true, Liked::Track(_)) => Err(Refusal::conflict("Already liked this track")),
    }
}

/// Plans taking a like back; nothing where there is none.
pub(super) fn unlike(
    state: &State,
    ahead: &LikesAhead,
    dancer: Dancer,
    liked: &Liked,
) -> Result<Option<Write>, Refusal> {
    let played = match liked {
        Liked::Play(_) => find(state, liked),
        // The newest play of the track that this dancer likes, which need not be the newest.
        Liked::Track(track) => state.newest_liked(&track.names().key(), dancer),
    };
    match (played, liked) {
        (Some(played), _) if ahead.has(played, dancer) => {
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
