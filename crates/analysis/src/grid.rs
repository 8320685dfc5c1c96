//! From tracked beats to a beat grid in seconds: a straight line where the music keeps one tempo, smoothed beats where
//! it wanders. The tempo to two decimals comes from here.

use crate::curves::{self, summit_offset, value_at};
use crate::onset::FRAME_RATE;

/// The onset curves peak this much after the sound begins (measured on clicks).
const LATENESS_S: f64 = 0.0116;
/// A constant grid must meet the tracked beats this closely (root mean square) …
const RIGID_RMS_S: f64 = 0.015;
/// … counting beats within this distance, …
const NEAR_S: f64 = 0.045;
/// … which have to be this share of all.
const RIGID_SHARE: f64 = 0.75;

/// Beat times with the tempo that they make.
pub(crate) struct Grid {
    pub(crate) bpm: f64,
    /// 1: one constant tempo; towards 0: the tempo wanders.
    pub(crate) stability: f64,
    /// Seconds, ascending.
    pub(crate) beats_s: Vec<f64>,
}

/// Lays a grid through tracked beats. `strength` is the curve that they were tracked on; `end_s` the track's length.
pub(crate) fn lay(strength: &[f32], beats: &[usize], period: f64, end_s: f64) -> Grid {
    let places: Vec<f64> = beats.iter().map(|beat| summit(strength, *beat)).collect();
    let weights: Vec<f64> = places.iter().map(|place| value_at(strength, *place) + 0.05).collect();
    let line = fit_line(strength, &places, &weights, period);
    let in_seconds = |place: f64| place / FRAME_RATE - LATENESS_S;
    let within = |time: &f64| (0.0..end_s).contains(time);
    if line.is_rigid {
        let (first, last) = sounding_part(strength);
        let lowest = ((first - line.start) / line.period - 0.4).ceil() as i64;
        let highest = ((last - line.start) / line.period + 0.4).floor() as i64;
        let beats_s = (lowest..=highest)
            .map(|i| in_seconds(line.start + i as f64 * line.period))
            .map(|time| if (-0.03..0.0).contains(&time) { 0.0 } else { time })
            .filter(within)
            .collect();
        return Grid { bpm: 60.0 * FRAME_RATE / line.period, stability: 1.0, beats_s };
    }
    let smooth = smoothed(&places, &weights);
    let steps: Vec<f64> = smooth.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let middle = median(&steps).unwrap_or(period);
    let spread = median(&steps.iter().map(|step| (step - middle).abs()).collect::<Vec<_>>());
    let stability = 1.0 - (spread.unwrap_or(0.0) / middle * 10.0).min(1.0);
    let beats_s = smooth.into_iter().map(in_seconds).filter(within).collect();
    Grid { bpm: 60.0 * FRAME_RATE / middle, stability, beats_s }
}

/// The exact top of the curve at a beat, in frames.
fn summit(strength: &[f32], beat: usize) -> f64 {
    let at = |i: usize| f64::from(strength.get(i).copied().unwrap_or(0.0));
    let top = (beat.saturating_sub(1)..=beat + 1)
        .max_by(|a, b| at(*a).total_cmp(&at(*b)))
        .unwrap_or(beat);
    if top == 0 { 0.0 } else { top as f64 + summit_offset(at(top - 1), at(top), at(top + 1)) }
}

struct Line {
    /// Place of one beat, in frames.
    start: f64,
    period: f64,
    is_rigid: bool,
}

/// The constant grid that meets most beats. A period is found first that all onsets agree with, so that a beat
/// slipped or skipped by the tracker cannot bend it.
fn fit_line(strength: &[f32], places: &[f64], weights: &[f64], period: f64) -> Line {
    let mut period = coherent_period(strength, period);
    let mut start = phase(places, weights, period);
    let near = NEAR_S * FRAME_RATE;
    for _ in 0..3 {
        let mut sums = Sums::default();
        for (place, weight) in places.iter().zip(weights) {
            let index = ((place - start) / period).round();
            if (place - start - index * period).abs() <= near {
                sums.add(index, *place, *weight);
            }
        }
        if let Some((at_zero, slope)) = sums.line() {
            (start, period) = (at_zero, slope);
        }
    }
    let (mut squares, mut weight_near, mut count) = (0.0, 0.0, 0);
    for (place, weight) in places.iter().zip(weights) {
        let off = (place - start) / period;
        let miss = (off - off.round()) * period;
        if miss.abs() <= near {
            squares += weight * miss * miss;
            weight_near += weight;
            count += 1;
        }
    }
    let rms_s = (squares / f64::max(weight_near, 1e-9)).sqrt() / FRAME_RATE;
    let share = f64::from(count) / places.len().max(1) as f64;
    Line { start, period, is_rigid: rms_s < RIGID_RMS_S && share > RIGID_SHARE }
}

/// The period within two percent at which the onsets add up best: the peak of their Fourier transform.
fn coherent_period(strength: &[f32], period: f64) -> f64 {
    // Turned back by the expected frequency, the onsets change so slowly that a stretch of them can be summed up before
    // the search; without that it would take the square of a long set's length.
    const STRETCH: usize = 64;
    let stretches: Vec<(f64, f64)> = strength
        .chunks(STRETCH)
        .enumerate()
        .map(|(i, part)| {
            rotated_sum(part.iter().map(|v| (f64::from(*v), 0.0)), 1.0 / period, i * STRETCH)
        })
        .collect();
    // Eight steps within the width of a spectral line.
    let step = 1.0 / (8.0 * strength.len() as f64);
    let reach = (0.02 / period / step) as i32;
    let power = |offset: f64| {
        let (re, im) = rotated_sum(stretches.iter().copied(), offset * STRETCH as f64, 0);
        re * re + im * im
    };
    let best = (-reach..=reach)
        .map(|i| f64::from(i) * step)
        .map(|offset| (offset, power(offset)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or(period, |(offset, _)| 1.0 / (1.0 / period + offset))
}

/// Sum of complex values, the `n`th turned back by `first + n` times `frequency` turns.
fn rotated_sum(
    values: impl Iterator<Item = (f64, f64)>,
    frequency: f64,
    first: usize,
) -> (f64, f64) {
    let (step_im, step_re) = (std::f64::consts::TAU * frequency).sin_cos();
    let (mut im, mut re) = (std::f64::consts::TAU * frequency * first as f64).sin_cos();
    let (mut sum_re, mut sum_im) = (0.0, 0.0);
    for (x, y) in values {
        sum_re += x * re + y * im;
        sum_im += y * re - x * im;
        (re, im) = (re * step_re - im * step_im, re * step_im + im * step_re);
    }
    (sum_re, sum_im)
}

/// The place of a beat that most beats agree with.
fn phase(places: &[f64], weights: &[f64], period: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (place, weight) in places.iter().zip(weights) {
        let angle = std::f64::consts::TAU * place / period;
        re += weight * angle.cos();
        im += weight * angle.sin();
    }
    im.atan2(re).rem_euclid(std::f64::consts::TAU) / std::f64::consts::TAU * period
}

/// Weighted least squares.
#[derive(Default)]
struct Sums {
    w: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
}

impl Sums {
    fn add(&mut self, x: f64, y: f64, weight: f64) {
        self.w += weight;
        self.x += weight * x;
        self.y += weight * y;
        self.xx += weight * x * x;
        self.xy += weight * x * y;
    }

    /// Value at zero and slope; absent for fewer than two different places.
    fn line(&self) -> Option<(f64, f64)> {
        let det = self.w * self.xx - self.x * self.x;
        (det > 1e-6 * self.w * self.w).then(|| {
            let slope = (self.w * self.xy - self.x * self.y) / det;
            ((self.y - slope * self.x) / self.w, slope)
        })
    }
}

/// Each beat moved onto a short line through its neighbours, strong onsets leading.
fn smoothed(places: &[f64], weights: &[f64]) -> Vec<f64> {
    const REACH: usize = 4;
    const WIDTH: f64 = 2.0;
    (0..places.len())
        .map(|i| {
            let mut sums = Sums::default();
            for j in i.saturating_sub(REACH)..(i + REACH + 1).min(places.len()) {
                let distance = j as f64 - i as f64;
                let bell = (-0.5 * (distance / WIDTH).powi(2)).exp();
                sums.add(distance, places[j], weights[j] * bell);
            }
            sums.line().map_or(places[i], |(here, _)| here)
        })
        .collect()
}

/// First and last frame with a clear onset.
fn sounding_part(strength: &[f32]) -> (f64, f64) {
    let least = curves::mean(strength) as f32 * 1.5;
    let first = strength.iter().position(|value| *value > least).unwrap_or(0);
    let last = strength.iter().rposition(|value| *value > least).unwrap_or(0);
    (first as f64, last as f64)
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}
