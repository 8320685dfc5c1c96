//! Which periods the onsets repeat with: autocorrelation in windows, summed over the track and read with a comb.
//! Several readings of one pulse come out (half, double, triplet); `metre` chooses among them.

use realfft::RealFftPlanner;

use crate::curves::{self, Kernel, highest_near, value_at};
use crate::onset::{FRAME_RATE, Onsets, REGIONS};

/// Length and distance of the autocorrelation windows: long enough for several bars, short enough for a live band.
const WINDOW: usize = (16.0 * FRAME_RATE) as usize;
const STEP: usize = WINDOW / 4;
/// Longest lag that is looked at.
const LAGS: usize = (4.2 * FRAME_RATE) as usize;
/// The comb has at most this many teeth.
const TEETH: usize = 8;

/// Readings outside are not considered as a beat, in BPM.
const SLOWEST: f64 = 44.0;
const FASTEST: f64 = 225.0;
/// Ratios in which musicians, dancers and algorithms disagree about a tempo.
const RATIOS: [f64; 11] =
    [0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 0.75, 1.0, 4.0 / 3.0, 1.5, 2.0, 3.0, 4.0];

/// Onset curves made comparable: the slow swell removed, scaled to unit power, extremes capped, slightly smoothed.
pub(crate) struct OnsetCurves {
    pub(crate) regions: [Vec<f32>; REGIONS],
}

impl OnsetCurves {
    pub(crate) fn new(onsets: &Onsets) -> Self {
        let swell = Kernel::hann((FRAME_RATE * 0.5) as i32);
        let soft = Kernel::gaussian(1.0);
        Self { regions: onsets.regions.each_ref().map(|raw| soft.smooth(&levelled(raw, &swell))) }
    }

    pub(crate) fn len(&self) -> usize {
        self.regions[0].len()
    }

    /// Sum of the regions, each with its weight.
    pub(crate) fn weighted(&self, weights: [f32; REGIONS]) -> Vec<f32> {
        (0..self.len())
            .map(|i| self.regions.iter().zip(weights).map(|(curve, w)| curve[i] * w).sum())
            .collect()
    }

    /// Frames of the clear onsets, of all regions together.
    pub(crate) fn events(&self) -> Vec<usize> {
        events(&self.weighted([1.0; REGIONS]))
    }

    /// Clear onsets a frame: of all regions together, and of each.
    pub(crate) fn events_per_frame(&self) -> [f64; 1 + REGIONS] {
        let rate = |count: usize| count as f64 / self.len().max(1) as f64;
        let mut rates = [rate(self.events().len()); 1 + REGIONS];
        for (out, curve) in rates[1..].iter_mut().zip(&self.regions) {
            *out = rate(events(curve).len());
        }
        rates
    }
}

fn events(curve: &[f32]) -> Vec<usize> {
    let least = curves::mean(curve) as f32 * 1.5;
    (1..curve.len().max(2) - 1)
        .filter(|i| curve[*i] > least && curve[*i] > curve[i - 1] && curve[*i] >= curve[i + 1])
        .collect()
}

fn levelled(raw: &[f32], swell: &Kernel) -> Vec<f32> {
    /// In units of the root mean square: one loud crash must not outweigh a bar.
    const CAP: f32 = 6.0;
    let mut rest: Vec<f32> =
        swell.smooth(raw).iter().zip(raw).map(|(mean, value)| (value - mean).max(0.0)).collect();
    let scale = 1.0 / (curves::rms(&rest) as f32 + 1e-9);
    for value in &mut rest {
        *value = (*value * scale).min(CAP);
    }
    rest
}

/// How alike the track is to itself after every lag up to about four seconds; 1 at lag zero.
pub(crate) struct Pulse {
    likeness: Vec<f32>,
    regions: [Vec<f32>; REGIONS],
}

impl Pulse {
    pub(crate) fn of(curves: &OnsetCurves) -> Self {
        let soft = Kernel::gaussian(1.1);
        let smooth = curves.regions.each_ref().map(|curve| soft.smooth(curve));
        let total: Vec<f32> =
            (0..curves.len()).map(|i| smooth.iter().map(|curve| curve[i]).sum()).collect();
        let mut likeness = autocorrelation(&total);
        for value in &mut likeness {
            *value *= 0.5;
        }
        let regions = smooth.each_ref().map(|curve| autocorrelation(curve));
        for region in &regions {
            for (sum, value) in likeness.iter_mut().zip(region) {
                *sum += value * 0.5 / REGIONS as f32;
            }
        }
        Self { likeness, regions }
    }

    /// Mean likeness at a period (in frames) and its multiples; 1 would be a perfect loop, 0 is chance.
    pub(crate) fn strength(&self, period: f64) -> f64 {
        let teeth = ((LAGS - 2) as f64 / period).clamp(1.0, TEETH as f64) as usize;
        let sum: f64 = (1..=teeth).map(|k| value_at(&self.likeness, period * k as f64)).sum();
        sum / teeth as f64
    }

    /// Likeness of one region after just this lag, in frames.
    pub(crate) fn likeness_in(&self, region: usize, lag: f64) -> f64 {
        const REACH: usize = 2;
        let longest = (LAGS - 1) as f64;
        f64::from(highest_near(&self.regions[region], lag.min(longest), REACH))
    }

    /// Periods in frames that could be the beat: the strongest pulse, its relatives, and other strong peaks.
    pub(crate) fn readings(&self) -> Vec<f64> {
        const STEPS: usize = 900;
        const PEAKS: usize = 6;
        let bpm = |i: usize| 260.0 * (38.0_f64 / 260.0).powf(i as f64 / (STEPS - 1) as f64);
        let strengths: Vec<f64> = (0..STEPS).map(|i| self.strength(period(bpm(i)))).collect();
        let mut peaks: Vec<usize> = curves::peaks(&strengths).collect();
        // Nearer to the middle of what people tap counts a little more, so that the family is entered at its heart.
        let appeal =
            |i: usize| strengths[i] * (-0.5 * ((bpm(i) / 110.0).log2() / 1.2).powi(2)).exp();
        let Some(root) = peaks.iter().copied().max_by(|a, b| appeal(*a).total_cmp(&appeal(*b)))
        else {
            return Vec::new();
        };
        let mut readings: Vec<f64> = RATIOS
            .iter()
            .map(|ratio| bpm(root) * ratio)
            .filter(|bpm| (SLOWEST..=FASTEST).contains(bpm))
            .map(|bpm| self.nearest_peak(period(bpm)))
            .collect();
        peaks.sort_by(|a, b| strengths[*b].total_cmp(&strengths[*a]));
        for peak in peaks.into_iter().take(PEAKS).map(bpm) {
            let known = |other: &f64| (peak * other / (60.0 * FRAME_RATE) - 1.0).abs() < 0.04;
            if (SLOWEST..=FASTEST).contains(&peak) && !readings.iter().any(known) {
                readings.push(period(peak));
            }
        }
        readings
    }

    fn nearest_peak(&self, around: f64) -> f64 {
        (-20..=20)
            .map(|step| around * (1.0 + f64::from(step) * 0.035 / 20.0))
            .max_by(|a, b| self.strength(*a).total_cmp(&self.strength(*b)))
            .unwrap_or(around)
    }
}

/// Frames from beat to beat.
pub(crate) fn period(bpm: f64) -> f64 {
    60.0 * FRAME_RATE / bpm
}

/// Sum of the autocorrelations of overlapping windows, corrected for the window and scaled to 1 at lag zero.
fn autocorrelation(curve: &[f32]) -> Vec<f32> {
    let size = (2 * WINDOW).next_power_of_two();
    let mut planner = RealFftPlanner::<f32>::new();
    let (forward, inverse) = (planner.plan_fft_forward(size), planner.plan_fft_inverse(size));
    let mut time = forward.make_input_vec();
    let mut bins = forward.make_output_vec();
    let window: Vec<f32> = (0..WINDOW)
        .map(|i| (1.0 - (std::f64::consts::TAU * i as f64 / (WINDOW - 1) as f64).cos()) as f32)
        .collect();
    let mut correlate = |part: &[f32], mean: f32, sum: &mut [f32]| {
        time.fill(0.0);
        for ((out, value), weight) in time.iter_mut().zip(part).zip(&window) {
            *out = (value - mean) * weight;
        }
        forward.process(&mut time, &mut bins).expect("the buffers were made by this transform");
        for bin in &mut bins {
            *bin = bin.norm_sqr().into();
        }
        inverse.process(&mut bins, &mut time).expect("a power spectrum is real at both ends");
        for (sum, value) in sum.iter_mut().zip(&time) {
            *sum += value;
        }
    };
    let mut of_window = vec![0.0; LAGS];
    correlate(&[1.0; WINDOW], 0.0, &mut of_window);
    let mut sum = vec![0.0; LAGS];
    for start in (0..curve.len().saturating_sub(WINDOW / 2).max(1)).step_by(STEP) {
        let mut part = curve[start..curve.len().min(start + WINDOW)].to_vec();
        part.resize(WINDOW, 0.0);
        let mean = curves::mean(&part) as f32;
        correlate(&part, mean, &mut sum);
    }
    let scale = of_window[0] / (sum[0] + 1e-9);
    sum.iter().zip(&of_window).map(|(value, window)| value / window * scale).collect()
}
