//! Which writes a booth's facts ask for: none where they repeat what is known, a refusal where they
//! may not.
//!
//! Planning only reads the state. The writes of many commands are committed together afterwards;
//! [`Ahead`] is what the state will be then. Plays, stops and ends may come in any order. The others
//! change what was there before them and are taken only in order.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;
use pika_domain::PlayId;

use super::{SentFact, state::State};
use crate::{
    refusal::Refusal,
    store::{FactKind, Metadata, PollId, Write},
};

/// Most facts of one session: a day of tracks, one every five seconds.
const MOST_FACTS: u64 = 20_000;

/// Most facts that wait behind a gap; further ones are asked for again once it is filled.
const MOST_BEYOND_GAP: usize = 1_000;

/// What a command asks for.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) writes: Vec<Write>,
    /// Of a numbered fact that cannot take effect: its number is kept all the same, so that it does
    /// not stand in the way of those behind it.
    pub(super) refused: Option<Refusal>,
}

impl From<Vec<Write>> for Plan {
    fn from(writes: Vec<Write>) -> Self {
        Self { writes, refused: None }
    }
}

/// What the state will be once all that is planned is committed, as far as planning needs it.
#[derive(Debug, Clone)]
pub(super) struct Ahead {
    highest: u64,
    numbers: BTreeSet<u64>,
    plays: HashSet<PlayId>,
    /// The poll that has not ended, and when its time is up.
    poll: Option<(PollId, Option<Timestamp>)>,
}

impl Ahead {
    pub(super) fn new(state: &State) -> Self {
        Self {
            highest: state.highest(),
            numbers: BTreeSet::new(),
            plays: HashSet::new(),
            poll: state.polls.running().map(|asked| (asked.poll.id, asked.poll.ends_at)),
        }
    }

    pub(super) fn has_open(&self, poll: PollId) -> bool {
        self.poll.is_some_and(|(open, _)| open == poll)
    }

    fn add(&mut self, seq: u64, fact: &FactKind) {
        self.highest = self.highest.max(seq);
        self.numbers.insert(seq);
        match fact {
            FactKind::Play(play) => {
                self.plays.insert(play.id);
            }
            FactKind::Poll(poll) => self.poll = Some((poll.id, poll.ends_at)),
            FactKind::PollEnd { .. } | FactKind::End { .. } => self.poll = None,
            _ => {}
        }
    }

    /// Whether every number before this one is there.
    fn is_next(&self, state: &State, seq: u64) -> bool {
        (state.last_seq() + 1..seq)
            .all(|before| state.has(before) || self.numbers.contains(&before))
    }
}

/// Plans `facts` in their order.
pub(super) fn facts(
    state: &State,
    ahead: &mut Ahead,
    facts: Vec<SentFact>,
) -> Result<Plan, Refusal> {
    let mut next = ahead.clone();
    let mut plan = Plan::default();
    for SentFact { seq: number, fact } in facts {
        let seq = number.unwrap_or(next.highest + 1);
        if is_repeat(state, seq, &fact)? {
            continue;
        }
        if state.end().is_some_and(|end| seq > end) {
            return Err(Refusal::conflict("The DJ has ended this session; start a new one."));
        }
        let beyond = state.beyond_gap() + plan.writes.len();
        let in_order = fact.is_music() || next.is_next(state, seq);
        if seq > MOST_FACTS || beyond > MOST_BEYOND_GAP || !in_order {
            return Err(Refusal::conflict(format!(
                "Number {seq} is too far ahead; this session is complete up to {}.",
                state.last_seq()
            )));
        }
        let at = fact.at();
        let fact = match settled(state, &next, fact, number.is_some()) {
            Ok(Some(fact)) => fact,
            Ok(None) => continue,
            Err(refusal) if number.is_some() => {
                plan.refused.get_or_insert(refusal);
                FactKind::Spent { at }
            }
            Err(refusal) => return Err(refusal),
        };
        next.add(seq, &fact);
        plan.writes.push(Write::Fact { seq, fact });
    }
    *ahead = next;
    Ok(plan)
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

/// The fact with what it means looked up; none where there is nothing to do and no number to keep.
fn settled(
    state: &State,
    ahead: &Ahead,
    fact: FactKind,
    numbered: bool,
) -> Result<Option<FactKind>, Refusal> {
    match fact {
        FactKind::Metadata(sent) => metadata(state, ahead, *sent),
        FactKind::Poll(poll) => match ahead.poll {
            Some((_, ends_at)) if ends_at.is_none_or(|end| end > poll.started_at) => {
                Err(Refusal::conflict("A poll is running; end it first."))
            }
            _ => Ok(Some(FactKind::Poll(poll))),
        },
        FactKind::PollEnd { at, poll: meant, cancelled } => {
            let open = ahead.poll.map(|(open, _)| open);
            let poll = open.filter(|open| meant.is_none_or(|meant| meant == *open));
            match poll {
                None if !numbered => Err(Refusal::invalid("Poll not found")),
                poll => Ok(Some(FactKind::PollEnd { at, poll, cancelled })),
            }
        }
        other => Ok(Some(other)),
    }
}

fn metadata(state: &State, ahead: &Ahead, sent: Metadata) -> Result<Option<FactKind>, Refusal> {
    let play = if let Some(play) = sent.play {
        let known = state.played(play).is_some() || ahead.plays.contains(&play);
        known.then_some(play)
    } else {
        // A Pika 0.3 booth means what plays, and says its names.
        let Some(playing) = state.playing() else { return Ok(None) };
        if playing.play.track.names().key() != sent.track.names().key() {
            return Err(Refusal::invalid("Another track plays."));
        }
        Some(playing.play.id)
    };
    Ok(Some(FactKind::Metadata(Box::new(Metadata { play, ..sent }))))
}
