//! Which pitches sound: spectral peaks folded into one octave, fine enough to correct the tuning afterwards.
//! Which key that makes is decided in `key`.

use crate::curves::summit_offset;
use crate::harmony::{CLASSES, Harmony};
use crate::resample::RATE_HZ;

/// Window and hop of the spectra behind the pitches: 2.7 Hz apart, so that bass notes are told from each other.
pub(crate) const WINDOW: usize = 8_192;
pub(crate) const HOP: usize = 4_096;

/// Steps of an octave, counted from C: ten cents each.
pub(crate) const STEPS: usize = 120;

/// Peaks outside carry no dependable pitch: below, bins are wider than a semitone; above, partials and cymbals rule.
const MELODY_HZ: std::ops::Range<f64> = 100.0..2_000.0;
const BASS_HZ: std::ops::Range<f64> = 35.0..220.0;
/// A peak stands this far above the mean of its surroundings; noise and drums rarely do.
const PROMINENCE: f32 = 1.5;
/// Frames quieter than this share of the mean so far do not count: fades and pauses.
const QUIET: f64 = 0.1;

/// Pitch content of a track: how much of it falls on each step of the octave.
pub(crate) struct Pitches {
    pub(crate) melody: [f64; STEPS],
    pub(crate) bass: [f64; STEPS],
    pub(crate) harmony: Harmony,
}

/// Collects pitches frame by frame; every audible frame counts the same, however loud.
pub(crate) struct PitchCollector {
    magnitudes: Vec<f32>,
    /// Sums of all magnitudes before each bin, for the means of surroundings.
    sums: Vec<f32>,
    melody: Histogram,
    bass: Histogram,
    harmony: Harmony,
}

impl PitchCollector {
    pub(crate) fn new() -> Self {
        Self {
            magnitudes: Vec::new(),
            sums: Vec::new(),
            melody: Histogram::new(),
            bass: Histogram::new(),
            harmony: Harmony::new(),
        }
    }

    pub(crate) fn push(&mut self, power: &[f32]) {
        let hz_per_bin = f64::from(RATE_HZ) / WINDOW as f64;
        let highest = (MELODY_HZ.end / hz_per_bin) as usize;
        self.magnitudes.clear();
        self.magnitudes.extend(power[..highest * 2].iter().map(|power| power.sqrt()));
        self.sums.clear();
        let mut sum = 0.0;
        self.sums.push(sum);
        self.sums.extend(self.magnitudes.iter().map(|magnitude| {
            sum += magnitude;
            sum
        }));
        for bin in 2..highest {
            let Some(hz) = self.peak_at(bin).map(|place| place * hz_per_bin) else { continue };
            let octaves_above_c = (hz / 440.0).log2() + 4.75;
            let step = (octaves_above_c.rem_euclid(1.0) * STEPS as f64).round() as usize % STEPS;
            let magnitude = f64::from(self.magnitudes[bin]);
            if BASS_HZ.contains(&hz) {
                self.bass.frame[step] += magnitude;
            }
            if MELODY_HZ.contains(&hz) {
                // The root levels strong and weak notes of a chord.
                self.melody.frame[step] += magnitude.sqrt();
            }
        }
        let mut classes = [0.0; CLASSES];
        let (melody, bass) = classes.split_at_mut(CLASSES / 2);
        self.melody.close_frame(melody);
        self.bass.close_frame(bass);
        self.harmony.push(&classes);
    }

    pub(crate) fn finish(self) -> Pitches {
        Pitches { melody: self.melody.total, bass: self.bass.total, harmony: self.harmony }
    }

    /// The exact place of the spectral peak at a bin, where one stands out from its surroundings.
    fn peak_at(&self, bin: usize) -> Option<f64> {
        let [before, here, after] =
            [self.magnitudes[bin - 1], self.magnitudes[bin], self.magnitudes[bin + 1]];
        if here <= before || here < after || here < 1e-7 {
            return None;
        }
        // About half an octave to each side.
        let reach = (bin / 3).max(8);
        let (low, high) = (bin.saturating_sub(reach), (bin + reach).min(self.magnitudes.len()));
        let around = (self.sums[high] - self.sums[low]) / (high - low) as f32;
        let level = |magnitude: f32| f64::from(magnitude.max(1e-9)).ln();
        (here > around * PROMINENCE)
            .then(|| bin as f64 + summit_offset(level(before), level(here), level(after)))
    }
}

struct Histogram {
    frame: [f64; STEPS],
    total: [f64; STEPS],
    sum: f64,
    frames: u32,
}

impl Histogram {
    fn new() -> Self {
        Self { frame: [0.0; STEPS], total: [0.0; STEPS], sum: 0.0, frames: 0 }
    }

    /// Adds the frame to the total, and its share of each semitone to `classes`.
    fn close_frame(&mut self, classes: &mut [f32]) {
        const STEPS_PER_CLASS: usize = STEPS / 12;
        let sum: f64 = self.frame.iter().sum();
        self.sum += sum;
        self.frames += 1;
        if sum > 0.0 && sum > self.sum / f64::from(self.frames) * QUIET {
            for (total, value) in self.total.iter_mut().zip(self.frame) {
                *total += value / sum;
            }
            for (step, value) in self.frame.iter().enumerate() {
                let class = (step + STEPS_PER_CLASS / 2) / STEPS_PER_CLASS % classes.len();
                classes[class] += (value / sum) as f32;
            }
        }
        self.frame = [0.0; STEPS];
    }
}
