//! What speaks for a reading of the pulse as the beat: how the onsets repeat, and what falls on the beats, between them
//! and on every second one. Every figure is bounded, so that a track unlike all others cannot outweigh the rest. How
//! the figures are weighed is the business of `metre`.

use crate::curves::{self, highest_near};
use crate::harmony::Harmony;
use crate::onset::{FRAME_RATE, REGIONS};
use crate::pulse::{OnsetCurves, Pulse};
use crate::tracker::Chain;

/// Names of the figures, for training.
pub const FEATURES: [&str; 68] = [
    "tempo",
    "slow",
    "fast",
    "pulse",
    "pulse_half",
    "pulse_double",
    "pulse_third",
    "pulse_triple",
    "pulse_dotted",
    "pulse_two_thirds",
    "pulse_bar",
    "on_beat",
    "on_beat_bass",
    "on_beat_snare",
    "mid_beat",
    "mid_beat_bass",
    "mid_beat_snare",
    "mid_beat_hats",
    "quarters",
    "quarters_hats",
    "triplets",
    "last_triplet",
    "swung",
    "alternate_bass",
    "alternate_snare",
    "alternate_hats",
    "backbeat",
    "alternate_alike",
    "chain",
    "events",
    "chords_in_two",
    "chords_in_four",
    "chords_in_eight",
    "bass_after_half",
    "bass_after_one",
    "bass_after_two",
    "bass_after_three",
    "bass_after_four",
    "body_after_half",
    "body_after_one",
    "body_after_two",
    "body_after_three",
    "body_after_four",
    "snare_after_half",
    "snare_after_one",
    "snare_after_two",
    "snare_after_three",
    "snare_after_four",
    "hats_after_half",
    "hats_after_one",
    "hats_after_two",
    "hats_after_three",
    "hats_after_four",
    "events_bass",
    "events_body",
    "events_snare",
    "events_hats",
    "three_over_two",
    "bar_bass",
    "bar_snare",
    "bar_hats",
    "second_snare",
    "eighths",
    "sixths",
    "motion_in_one",
    "motion_in_four",
    "hemiola",
    "odd_thirds",
];

/// Beats after which each region is compared with itself.
const LAGS: [f64; 5] = [0.5, 1.0, 2.0, 3.0, 4.0];

/// The figures in the order of [`FEATURES`].
pub(crate) type Evidence = [f64; FEATURES.len()];

/// What is known of a track while its tempo is looked for.
pub(crate) struct Music<'a> {
    pub(crate) curves: &'a OnsetCurves,
    pub(crate) harmony: &'a Harmony,
    pub(crate) pulse: &'a Pulse,
}

/// Share of `a` in both, 0 to 1; one half where there is neither.
fn share(a: f64, b: f64) -> f64 {
    (a + 1e-3) / (a + b + 2e-3)
}

/// Describes a chain of beats that lie about `period` frames apart. `events` is the number of clear onsets a frame,
/// of all regions and of each.
pub(crate) fn gather(
    music: &Music,
    period: f64,
    chain: &Chain,
    events: &[f64; 1 + REGIONS],
) -> Evidence {
    let Music { curves, harmony, pulse } = music;
    let chords = chords(harmony, &chain.beats, period);
    let at = |phase| profile_at(curves, &chain.beats, phase);
    let both =
        |a: [f64; REGIONS], b: [f64; REGIONS]| std::array::from_fn(|i| f64::midpoint(a[i], b[i]));
    let all = |values: [f64; REGIONS]| values.iter().sum::<f64>() / REGIONS as f64;
    let [on, off] = on_and_off(curves, &chain.beats);
    let on_beat = means(&on);
    let on_all = all(on_beat);
    let mid = means(&off);
    let quarters: [f64; REGIONS] = both(at(0.25), at(0.75));
    let (first_triplet, last_triplet) = (at(1.0 / 3.0), at(2.0 / 3.0));
    let triplets: [f64; REGIONS] = both(first_triplet, last_triplet);
    let alternate = on.each_ref().map(|region| alternation(region));
    let backbeat = -alternate[0] * alternate[2];
    let tempo = (60.0 * FRAME_RATE / period / 100.0).log2();
    let per_beat = |rate: f64| (rate * period + 0.05).log2().clamp(-4.0, 4.0);
    let figures = [
        tempo,
        (-0.4 - tempo).max(0.0),
        (tempo - 0.4).max(0.0),
        pulse.strength(period),
        pulse.strength(period / 2.0),
        pulse.strength(period * 2.0),
        pulse.strength(period / 3.0),
        pulse.strength(period * 3.0),
        pulse.strength(period * 1.5),
        pulse.strength(period * 2.0 / 3.0),
        pulse.strength(period * 4.0),
        // Means are 1: beats that stand out are above one half.
        share(on_all, 1.0),
        share(on_beat[0], 1.0),
        share(on_beat[2], 1.0),
        share(all(mid), on_all),
        share(mid[0], on_beat[0]),
        share(mid[2], on_beat[2]),
        share(mid[3], on_beat[3]),
        share(all(quarters), on_all),
        share(quarters[3], on_beat[3]),
        share(all(triplets), on_all),
        share(all(last_triplet), on_all),
        share(all(last_triplet), all(first_triplet)),
        alternate[0].abs(),
        alternate[2].abs(),
        alternate[3].abs(),
        backbeat.signum() * backbeat.abs().sqrt(),
        all(alternate).abs(),
        (chain.score / curves.len() as f64 * period).clamp(-1.0, 4.0),
        per_beat(events[0]),
        chords[0],
        chords[1],
        chords[2],
    ];
    let repeats = (0..REGIONS).flat_map(|region| {
        LAGS.map(|beats| music.pulse.likeness_in(region, period * beats).clamp(-1.0, 1.0))
    });
    let in_bar = on.each_ref().map(|region| in_four(region));
    let bar = |region: usize| share(in_bar[region][0], on_beat[region]);
    let eighths = both(both(at(0.125), at(0.375)), both(at(0.625), at(0.875)));
    let sixths = both(at(1.0 / 6.0), at(5.0 / 6.0));
    let hemiola = hemiola(curves, &chain.beats);
    let even = pulse.strength(period * 2.0).max(pulse.strength(period * 4.0));
    let more = [
        pulse.strength(period * 3.0) - even,
        bar(0),
        bar(2),
        bar(3),
        share(in_bar[2][1], in_bar[2][0]),
        share(all(eighths), on_all),
        share(all(sixths), on_all),
        motion(harmony, &chain.beats, period),
        motion(harmony, &chain.beats, period * 4.0),
        share(hemiola[0], on_all),
        share(hemiola[0], hemiola[1]),
    ];
    let rest = repeats.chain(events[1..].iter().map(|rate| per_beat(*rate))).chain(more);
    let mut evidence = [0.0; FEATURES.len()];
    for (out, figure) in evidence.iter_mut().zip(figures.into_iter().chain(rest)) {
        *out = figure;
    }
    evidence
}

/// How far the changes of chords keep to one beat in two, in four and in eight: one half if they do not, towards 1 if
/// they do.
fn chords(harmony: &Harmony, beats: &[usize], period: f64) -> [f64; 3] {
    let reach_s = (period / FRAME_RATE).clamp(0.4, 1.5);
    let changes: Vec<f32> = beats
        .iter()
        .map(|beat| harmony.change(*beat as f64 / FRAME_RATE, reach_s) as f32)
        .collect();
    let all = curves::mean(&changes);
    [2, 4, 8].map(|beats| {
        let of_place = |place: usize| {
            let here: Vec<f32> = changes.iter().skip(place).step_by(beats).copied().collect();
            curves::mean(&here)
        };
        share((0..beats).map(of_place).fold(0.0, f64::max), all)
    })
}

/// Onset strength on both inner thirds of every other pair of beats, and of the pairs between, the stronger first: where
/// two beats are in truth three.
fn hemiola(curves: &OnsetCurves, beats: &[usize]) -> [f64; 2] {
    let thirds = [1.0 / 3.0, 2.0 / 3.0].map(|phase| at_phase(curves, beats, phase));
    let mut of_pairs = [0, 1].map(|first| {
        let region =
            |i: usize| mean_of(&thirds[1][i], first, 2) + mean_of(&thirds[0][i], 1 - first, 2);
        (0..REGIONS).map(region).sum::<f64>() / (2 * REGIONS) as f64
    });
    of_pairs.sort_by(|a, b| b.total_cmp(a));
    of_pairs
}

/// How much the chords change at a beat within so many frames, 0 to 1.
fn motion(harmony: &Harmony, beats: &[usize], reach: f64) -> f64 {
    let change = |beat: &usize| harmony.change(*beat as f64 / FRAME_RATE, reach / FRAME_RATE);
    beats.iter().map(change).sum::<f64>() / beats.len() as f64
}

/// Means of every fourth beat, the strongest first.
fn in_four(on_beat: &[f64]) -> [f64; 4] {
    let mut means = std::array::from_fn(|place| mean_of(on_beat, place, 4));
    means.sort_by(|a, b| b.total_cmp(a));
    means
}

fn mean_of(on_beat: &[f64], start: usize, step: usize) -> f64 {
    let values = || on_beat.iter().skip(start).step_by(step);
    values().sum::<f64>() / values().count().max(1) as f64
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

fn on_and_off(curves: &OnsetCurves, beats: &[usize]) -> [[Vec<f64>; REGIONS]; 2] {
    [0.0, 0.5].map(|phase| at_phase(curves, beats, phase))
}

fn means(values: &[Vec<f64>; REGIONS]) -> [f64; REGIONS] {
    values.each_ref().map(|values| values.iter().sum::<f64>() / values.len() as f64)
}

/// Mean onset strength of each region at a place within the beat, in units of the region's mean.
pub(crate) fn profile_at(curves: &OnsetCurves, beats: &[usize], phase: f64) -> [f64; REGIONS] {
    means(&at_phase(curves, beats, phase))
}

/// How much stronger even beats are than odd ones, −1 to 1.
fn alternation(on_beat: &[f64]) -> f64 {
    let (even, odd) = (mean_of(on_beat, 0, 2), mean_of(on_beat, 1, 2));
    (even - odd) / (even + odd + 1e-9)
}
