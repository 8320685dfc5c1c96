//! Which beats are the first of a bar: accents of bass, snare and cymbals, and where the chords change, weighed by a small
//! log-linear model (trained by `training/fit_bars.py`) for every place that the bar could begin at.

use pika_domain::Bars;

use crate::curves::{self, highest_near};
use crate::evidence::Music;
use crate::onset::{FRAME_RATE, REGIONS};
use crate::pulse::Pulse;

/// What a beat is marked by: onsets in each region, all of them; chords that change within two beats, and within eight.
pub const ACCENTS: usize = REGIONS + 3;
const CHORD_BEATS: f64 = 2.0;
const SECTION_BEATS: f64 = 8.0;
/// Differences between accents that are not above this are chance.
const FAINT: f64 = 0.1;
/// Fewer bars than this prove nothing.
const FEWEST_BARS: usize = 4;
/// A guess with less behind it is not told: on generated music it is right in seven cases of ten.
const LEAST_CONFIDENCE: f64 = 0.7;
/// So much more must the onsets repeat after three beats than after two and four for a waltz.
const WALTZ_LEAD: f64 = 0.08;

/// Weight of each accent on each beat of the bar, its first beat first; written by `training/fit_bars.py`.
const IN_FOUR: [[f64; ACCENTS]; 4] = include!("bars_in_four.in");
const IN_THREE: [[f64; ACCENTS]; 3] = include!("bars_in_three.in");

/// Where the bars begin.
pub(crate) struct Metre {
    pub(crate) beats_per_bar: usize,
    /// Index of the first beat that begins a bar.
    pub(crate) first: usize,
    pub(crate) confidence: f64,
}

impl Metre {
    /// With the times of the bars.
    pub(crate) fn name(&self, beats_s: &[f64]) -> Bars {
        Bars {
            beats_per_bar: self.beats_per_bar as u8,
            downbeats_s: beats_s
                .iter()
                .skip(self.first)
                .step_by(self.beats_per_bar)
                .copied()
                .collect(),
            confidence: self.confidence,
        }
    }
}

/// Finds the bars of a track whose beats (seconds) are `period` frames apart.
pub(crate) fn find_bars(music: &Music, period: f64, beats_s: &[f64]) -> Option<Metre> {
    let beats_per_bar = beats_per_bar(music.pulse, period);
    if beats_s.len() < FEWEST_BARS * beats_per_bar {
        return None;
    }
    let means = mean_accents(&accents(music, beats_s), beats_per_bar);
    let scores: Vec<f64> = (0..beats_per_bar).map(|first| score(&means, first)).collect();
    let best = (0..beats_per_bar).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
    let all: f64 = scores.iter().map(|score| (score - scores[best]).exp()).sum();
    let found = Metre { beats_per_bar, first: best, confidence: 1.0 / all };
    (found.confidence >= LEAST_CONFIDENCE).then_some(found)
}

/// 3 where a waltz is evident, else 4.
pub(crate) fn beats_per_bar(pulse: &Pulse, period: f64) -> usize {
    let after = |beats: f64| pulse.strength(period * beats);
    let even = after(2.0).max(after(4.0));
    if after(3.0) > even + WALTZ_LEAD && after(6.0) > even { 3 } else { 4 }
}

/// What every beat is marked by.
pub(crate) fn accents(music: &Music, beats_s: &[f64]) -> Vec<[f64; ACCENTS]> {
    const REACH: usize = 3;
    let Music { curves, harmony, .. } = music;
    let beat_s = match beats_s {
        [first, .., last] => (last - first) / (beats_s.len() - 1) as f64,
        _ => 0.5,
    };
    beats_s
        .iter()
        .map(|beat| {
            let mut accents = [0.0; ACCENTS];
            for (accent, curve) in accents.iter_mut().zip(&curves.regions) {
                *accent = f64::from(highest_near(curve, beat * FRAME_RATE, REACH));
            }
            accents[REGIONS] = accents[..REGIONS].iter().sum();
            accents[REGIONS + 1] = harmony.change(*beat, CHORD_BEATS * beat_s);
            accents[REGIONS + 2] = harmony.change(*beat, SECTION_BEATS * beat_s);
            accents
        })
        .collect()
}

/// Mean of each accent on every `beats_per_bar`th beat, from −1 to 1 around the mean of all beats.
pub(crate) fn mean_accents(
    accents: &[[f64; ACCENTS]],
    beats_per_bar: usize,
) -> Vec<[f64; ACCENTS]> {
    let mean = |start: usize, step: usize, accent: usize| {
        let values: Vec<f32> =
            accents.iter().skip(start).step_by(step).map(|beat| beat[accent] as f32).collect();
        curves::mean(&values)
    };
    let against_all = |place: usize, accent: usize| {
        let (here, all) = (mean(place, beats_per_bar, accent), mean(0, 1, accent));
        (here - all) / (here + all + FAINT)
    };
    (0..beats_per_bar)
        .map(|place| std::array::from_fn(|accent| against_all(place, accent)))
        .collect()
}

/// How much speaks for bars that begin at place `first`.
fn score(means: &[[f64; ACCENTS]], first: usize) -> f64 {
    let weights: &[[f64; ACCENTS]] = if means.len() == 3 { &IN_THREE } else { &IN_FOUR };
    let on_beat = |(beat, weights): (usize, &[f64; ACCENTS])| {
        let accents = &means[(first + beat) % means.len()];
        accents.iter().zip(weights).map(|(accent, weight)| accent * weight).sum::<f64>()
    };
    weights.iter().enumerate().map(on_beat).sum()
}
