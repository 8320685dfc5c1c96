//! Which reading of a pulse is the beat: for every period where the beats lie, on its strongest onsets or a third, a half or
//! two thirds of a beat later, and then which period. Two small log-linear models, trained by `training/fit.py`, weigh the
//! evidence; the octave is chosen here, last of all.

use crate::curves;
use crate::evidence::{self, Evidence, FEATURES, Music};
use crate::onset::REGIONS;
use crate::tracker;

/// Weight of the onset regions for tracking beats: the bass a little more, hats less, as they also mark off-beats.
pub(crate) const TRACKING_WEIGHTS: [f32; REGIONS] = [1.2, 1.0, 1.0, 0.6];

/// Where the beats may lie, in parts of a beat after the strongest chain of onsets: hats often mark the off-beat, the
/// pick-ups of a shuffle the last third.
pub(crate) const PLACES: [f64; 4] = [0.0, 1.0 / 3.0, 0.5, 2.0 / 3.0];

/// One reading of the pulse as the beat.
pub(crate) struct Reading {
    /// Frames from beat to beat.
    pub(crate) period: f64,
    /// Share of belief among all periods; they sum to 1.
    pub(crate) belief: f64,
    /// How strongly the onsets repeat with this period, 0 to 1.
    pub(crate) strength: f64,
    /// Where its beats may lie, most believable first.
    pub(crate) places: [Place; PLACES.len()],
}

/// One way to lay the beats of a period.
pub(crate) struct Place {
    /// Frames, ascending.
    pub(crate) beats: Vec<usize>,
    /// What speaks for it.
    pub(crate) evidence: Evidence,
}

impl Reading {
    /// Frames, ascending.
    pub(crate) fn beats(&self) -> &[usize] {
        &self.places[0].beats
    }
}

/// Mean and spread of each figure of the evidence over the training set; weights of its distance from the mean, and of
/// the distance's square, for a period and for the place of the beats.
#[expect(clippy::unreadable_literal, reason = "written by training/fit.py")]
const MODEL: [[f64; 6]; FEATURES.len()] = include!("metre_model.in");

/// Columns of the weights in [`MODEL`].
const FOR_PERIOD: usize = 2;
const FOR_PLACE: usize = 4;
/// A figure farther from the mean than this many spreads speaks no louder.
const FARTHEST: f64 = 3.0;

/// All readings of the pulse, most believable first.
pub(crate) fn readings(music: &Music) -> Vec<Reading> {
    let Music { curves, pulse, .. } = music;
    let mut strength = curves.weighted(TRACKING_WEIGHTS);
    let deviation = curves::deviation(&strength) as f32 + 1e-9;
    for value in &mut strength {
        *value /= deviation;
    }
    let events = curves.events_per_frame();
    let mut readings: Vec<Reading> = pulse
        .readings()
        .into_iter()
        .map(|period| (period, tracker::track(&strength, period)))
        .filter(|(_, chain)| chain.beats.len() >= 5)
        .map(|(period, chain)| {
            let mut places = PLACES.map(|part| {
                let chain = chain.later(part, &strength);
                let evidence = evidence::gather(music, period, &chain, &events);
                Place { beats: chain.beats, evidence }
            });
            let belief = |place: &Place| score(&place.evidence, FOR_PLACE);
            places.sort_by(|a, b| belief(b).total_cmp(&belief(a)));
            Reading {
                period,
                belief: score(&places[0].evidence, FOR_PERIOD),
                strength: pulse.strength(period).clamp(0.0, 1.0),
                places,
            }
        })
        .collect();
    readings.sort_by(|a, b| b.belief.total_cmp(&a.belief));
    let best = readings.first().map_or(0.0, |reading| reading.belief);
    for reading in &mut readings {
        reading.belief = (reading.belief - best).exp();
    }
    let sum: f64 = readings.iter().map(|reading| reading.belief).sum();
    for reading in &mut readings {
        reading.belief /= sum;
    }
    readings
}

/// A figure may have a best value in between: more onsets a beat speak for a faster beat, but not for ever.
fn score(evidence: &Evidence, weight: usize) -> f64 {
    let of_figure = |(x, row): (&f64, &[f64; 6])| {
        let far = ((x - row[0]) / row[1]).clamp(-FARTHEST, FARTHEST);
        far * (row[weight] + far * row[weight + 1])
    };
    evidence.iter().zip(&MODEL).map(of_figure).sum()
}
