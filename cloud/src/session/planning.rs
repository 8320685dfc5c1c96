//! Which writes a command asks for: none where it repeats what is known, a refusal where it may not.
//!
//! Planning only reads the state. The writes of many commands are committed together afterwards.

use jiff::Timestamp;
use pika_domain::PlayId;

use super::{Liked, SentFact, state::State};
use crate::{
    refusal::Refusal,
    secret::Dancer,
    store::{FactKind, Write},
};

/// Most facts of one session: a day of tracks, one every five seconds.
const MOST_FACTS: u64 = 20_000;

/// Most facts that wait behind a gap; further ones are asked for again once it is filled.
const MOST_BEYOND_GAP: usize = 1_000;

/// Plans `facts` in their order. `highest` is the highest number in the state or planned before,
/// and rises with what is planned here.
pub(super) fn facts(
    state: &State,
    facts: Vec<SentFact>,
    highest: &mut u64,
) -> Result<Vec<Write>, Refusal> {
    let mut planned_highest = *highest;
    let mut writes = Vec::with_capacity(facts.len());
    for SentFact { seq, fact } in facts {
        let seq = seq.unwrap_or(planned_highest + 1);
        if is_repeat(state, seq, &fact)? {
            continue;
        }
        if state.end().is_some_and(|end| seq > end) {
            return Err(Refusal::conflict("The DJ has ended this session; start a new one."));
        }
        if seq > MOST_FACTS || state.beyond_gap() + writes.len() > MOST_BEYOND_GAP {
            return Err(Refusal::conflict(format!(
                "Number {seq} is too far ahead; this session is complete up to {}.",
                state.last_seq()
            )));
        }
        planned_highest = planned_highest.max(seq);
        writes.push(Write::Fact { seq, fact });
    }
    *highest = planned_highest;
    Ok(writes)
}

fn is_repeat(state: &State, seq: u64, fact: &FactKind) -> Result<bool, Refusal> {
    if !state.has(seq) {
        return Ok(false);
    }
    match (fact, state.play_at(seq)) {
        (FactKind::Play(sent), Some(known)) if sent.id != known.id => {
            Err(Refusal::conflict(format!("Number {seq} of this session is another play.")))
        }
        _ => Ok(true),
    }
}

/// Plans a like of a play of this session. A like of a play that is repeated is fine and changes
/// nothing; a Pika 0.3 phone, which names only the track, is told.
pub(super) fn like(
    state: &State,
    dancer: Dancer,
    liked: &Liked,
    at: Timestamp,
) -> Result<Option<Write>, Refusal> {
    let played = match liked {
        Liked::Play(play) => state.played(*play),
        Liked::Track(track) => state.newest_of(&track.names().key()),
    }
    .ok_or_else(not_played)?;
    match (played.likes.contains(&dancer), liked) {
        (false, _) => Ok(Some(Write::Like { play: played.play.id, dancer, at })),
        (true, Liked::Play(_)) => Ok(None),
        (true, Liked::Track(_)) => Err(Refusal::conflict("Already liked this track")),
    }
}

/// Plans taking a like back; nothing where there is none.
pub(super) fn unlike(
    state: &State,
    dancer: Dancer,
    play: PlayId,
) -> Result<Option<Write>, Refusal> {
    let played = state.played(play).ok_or_else(not_played)?;
    Ok(played.likes.contains(&dancer).then_some(Write::Unlike { play, dancer }))
}

fn not_played() -> Refusal {
    Refusal::invalid("That track was not played in this session.")
}
