//! Which reading of a pulse is the beat: which period, and on the beat or between. Every reading is tracked and described
//! by what a listener goes by; a small log-linear model, trained by `training/fit.py`, weighs the description. The
//! octave is chosen here, last of all.

use crate::curves::{self, highest_near};
use crate::onset::{FRAME_RATE, REGIONS};
use crate::pulse::{OnsetCurves, Pulse};
use crate::tracker::{self, Chain};

/// Weight of the onset regions for tracking beats: the bass a little more, hats less, as they also mark off-beats.
pub(crate) const TRACKING_WEIGHTS: [f32; REGIONS] = [1.2, 1.0, 1.0, 0.6];

/// One reading of the pulse as the beat.
pub(crate) struct Reading {
    /// Frames from beat to beat.
    pub(crate) period: f64,
    pub(crate) beats: Vec<usize>,
    /// What speaks for it, in the order of [`FEATURES`].
    pub(crate) features: [f64; FEATURES.len()],
    /// Share of belief among all readings; they sum to 1.
    pub(crate) belief: f64,
    /// How strongly the onsets repeat with this period, 0 to 1.
    pub(crate) strength: f64,
}

/// Names of the features, for training.
pub const FEATURES: [&str; 25] = [
    "tempo",
    "tempo_squared",
    "pulse",
    "pulse_half",
    "pulse_double",
    "pulse_third",
    "pulse_triple",
    "pulse_dotted",
    "pulse_two_thirds",
    "on_beat",
    "on_beat_bass",
    "mid_beat",
    "mid_beat_bass",
    "mid_beat_hats",
    "quarters",
    "quarters_hats",
    "triplets",
    "last_triplet",
    "alternate_bass",
    "alternate_snare",
    "alternate_hats",
    "backbeat",
    "alternate_alike",
    "chain",
    "events",
];

/// Mean and spread of each feature over the training set, and its weight.
#[expect(clippy::unreadable_literal, reason = "written by training/fit.py")]
const MODEL: [[f64; 3]; FEATURES.len()] = include!("metre_model.in");

/// All readings of the pulse, most believable first.
pub(crate) fn readings(curves: &OnsetCurves, pulse: &Pulse) -> Vec<Reading> {
    let mut strength = curves.weighted(TRACKING_WEIGHTS);
    let deviation = curves::deviation(&strength) as f32 + 1e-9;
    for value in &mut strength {
        *value /= deviation;
    }
    let events = curves.events_per_frame();
    let mut readings: Vec<Reading> = pulse
        .readings()
        .into_iter()
        .flat_map(|period| {
            let chain = tracker::track(&strength, period);
            [chain.between(&strength), chain].map(|chain| (period, chain))
        })
        .filter(|(_, chain)| chain.beats.len() >= 4)
        .map(|(period, chain)| {
            let features = describe(curves, pulse, period, &chain, events);
            let strength = pulse.strength(period).clamp(0.0, 1.0);
            Reading { period, beats: chain.beats, features, belief: score(&features), strength }
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

fn score(features: &[f64; FEATURES.len()]) -> f64 {
    features
        .iter()
        .zip(&MODEL)
        .map(|(x, [mean, spread, weight])| (x - mean) / spread * weight)
        .sum()
}

/// Onset strength of each region at a place within every beat (0 is the beat, ½ halfway to the next), relative to
/// the region's mean.
fn at_phase(curves: &OnsetCurves, beats: &[usize], phase: f64) -> [Vec<f64>; REGIONS] {
    const REACH: usize = 2;
    curves.regions.each_ref().map(|curve| {
        let mean = curves::mean(curve) + 1e-9;
        beats
            .windows(2)
            .map(|pair| pair[0] as f64 + phase * (pair[1] - pair[0]) as f64)
            .map(|place| f64::from(highest_near(curve, place, REACH)) / mean)
            .collect()
    })
}

fn means(values: &[Vec<f64>; REGIONS]) -> [f64; REGIONS] {
    values.each_ref().map(|values| values.iter().sum::<f64>() / values.len() as f64)
}

/// Mean onset strength of each region at a place within the beat.
pub(crate) fn profile_at(curves: &OnsetCurves, beats: &[usize], phase: f64) -> [f64; REGIONS] {
    means(&at_phase(curves, beats, phase))
}

/// How much stronger even beats are than odd ones, −1 to 1.
fn alternation(on_beat: &[f64]) -> f64 {
    let every_other = |start| {
        let values = || on_beat.iter().skip(start).step_by(2);
        values().sum::<f64>() / values().count().max(1) as f64
    };
    let (even, odd) = (every_other(0), every_other(1));
    (even - odd) / (even + odd + 1e-9)
}

fn describe(
    curves: &OnsetCurves,
    pulse: &Pulse,
    period: f64,
    chain: &Chain,
    events: f64,
) -> [f64; FEATURES.len()] {
    let at = |phase| profile_at(curves, &chain.beats, phase);
    let both =
        |a: [f64; REGIONS], b: [f64; REGIONS]| std::array::from_fn(|i| f64::midpoint(a[i], b[i]));
    let all = |values: [f64; REGIONS]| values.iter().sum::<f64>() / REGIONS as f64;
    let on = at_phase(curves, &chain.beats, 0.0);
    let on_beat = means(&on);
    let (on_all, on_bass, on_hats) = (all(on_beat) + 1e-9, on_beat[0] + 0.1, on_beat[3] + 0.1);
    let mid = at(0.5);
    let quarters: [f64; REGIONS] = both(at(0.25), at(0.75));
    let last_triplet = at(2.0 / 3.0);
    let triplets: [f64; REGIONS] = both(at(1.0 / 3.0), last_triplet);
    let alternate = on.each_ref().map(|region| alternation(region));
    let backbeat = -alternate[0] * alternate[2];
    let tempo = (60.0 * FRAME_RATE / period / 100.0).log2();
    [
        tempo,
        tempo * tempo,
        pulse.strength(period),
        pulse.strength(period / 2.0),
        pulse.strength(period * 2.0),
        pulse.strength(period / 3.0),
        pulse.strength(period * 3.0),
        pulse.strength(period * 1.5),
        pulse.strength(period * 2.0 / 3.0),
        on_all.ln(),
        on_bass.ln(),
        all(mid) / on_all,
        mid[0] / on_bass,
        mid[3] / on_hats,
        all(quarters) / on_all,
        quarters[3] / on_hats,
        all(triplets) / on_all,
        all(last_triplet) / on_all,
        alternate[0].abs(),
        alternate[2].abs(),
        alternate[3].abs(),
        backbeat.signum() * backbeat.abs().sqrt(),
        all(alternate).abs(),
        chain.score / curves.len() as f64 * period,
        (events * period + 0.05).log2(),
    ]
}
