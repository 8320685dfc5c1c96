//! True peak after ITU-R BS.1770-4, annex 2: the highest value of the signal between its samples too, found by four-fold
//! oversampling. What is louder than full scale clips in the converter although no sample does.

use crate::curves::highest;

/// Samples that one output looks at.
const TAPS: usize = 12;
/// The interpolation filter of the annex, one row a phase; the other two phases are these reversed.
const PHASES: [[f32; TAPS]; 4] = [FIRST, SECOND, reversed(SECOND), reversed(FIRST)];
const FIRST: [f32; TAPS] = [
    0.001_708_984_4,
    0.010_986_328,
    -0.019_653_32,
    0.033_203_125,
    -0.059_448_242,
    0.137_329_1,
    0.972_167_97,
    -0.102_294_92,
    0.047_607_422,
    -0.026_611_328,
    0.014_892_578,
    -0.008_300_781,
];
const SECOND: [f32; TAPS] = [
    -0.029_174_805,
    0.029_296_875,
    -0.051_757_813,
    0.089_111_33,
    -0.166_503_9,
    0.465_087_9,
    0.779_785_16,
    -0.200_317_38,
    0.101_562_5,
    -0.058_227_54,
    0.033_081_055,
    -0.018_920_898,
];
/// No output exceeds the highest input by more: the sum of the filter's absolute values.
const LARGEST_GAIN: f32 = 2.03;
/// Samples that are looked at together.
const STRETCH: usize = 128;

const fn reversed(row: [f32; TAPS]) -> [f32; TAPS] {
    let mut out = [0.0; TAPS];
    let mut i = 0;
    while i < TAPS {
        out[i] = row[TAPS - 1 - i];
        i += 1;
    }
    out
}

/// Follows one channel.
#[derive(Debug, Clone)]
pub(crate) struct TruePeak {
    /// The last samples of what came before, then the stretch at hand.
    samples: [f32; TAPS - 1 + STRETCH],
}

impl TruePeak {
    pub(crate) fn new() -> Self {
        Self { samples: [0.0; TAPS - 1 + STRETCH] }
    }

    /// The higher of `peak` and the true peak of `samples`, which follow those of the last call.
    pub(crate) fn push(&mut self, samples: &[f32], mut peak: f32) -> f32 {
        for stretch in samples.chunks(STRETCH) {
            let length = stretch.len();
            self.samples[TAPS - 1..TAPS - 1 + length].copy_from_slice(stretch);
            let here = &self.samples[..TAPS - 1 + length];
            // Most of a track cannot reach its peak whatever lies between the samples.
            if highest(here) * LARGEST_GAIN > peak {
                for phase in &PHASES {
                    peak = peak.max(highest_between(here, phase));
                }
            }
            self.samples.copy_within(length..length + TAPS - 1, 0);
        }
        peak
    }
}

fn highest_between(samples: &[f32], filter: &[f32; TAPS]) -> f32 {
    let mut between = [0.0_f32; STRETCH];
    let between = &mut between[..samples.len() + 1 - TAPS];
    for (tap, weight) in filter.iter().rev().enumerate() {
        for (out, sample) in between.iter_mut().zip(&samples[tap..]) {
            *out += weight * sample;
        }
    }
    highest(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// True peak in dB of a tone that is sampled `per_turn` times a period, `phase` turns late.
    fn measured(per_turn: f64, phase: f64, amplitude: f64) -> f64 {
        let tone: Vec<f32> = (0..48_000)
            .map(|i| {
                let turns = f64::from(i) / per_turn + phase;
                let fade = (f64::from(i) / 4_800.0).min(1.0);
                (fade * amplitude * (turns * std::f64::consts::TAU).sin()) as f32
            })
            .collect();
        let mut meter = TruePeak::new();
        let peak = tone.chunks(1_000).fold(0.0, |peak, part| meter.push(part, peak));
        20.0 * f64::from(peak).log10()
    }

    #[test]
    fn a_tone_whose_samples_miss_its_crest_is_measured_at_the_crest() {
        // EBU Tech 3341, test cases 15 to 19: tolerance +0.2 and −0.4 dB.
        for (per_turn, degrees, amplitude, expected) in [
            (4.0, 0.0, 0.5, -6.0),
            (4.0, 45.0, 0.5, -6.0),
            (6.0, 60.0, 0.5, -6.0),
            (8.0, 67.5, 0.5, -6.0),
            (4.0, 45.0, 1.41, 3.0),
        ] {
            let db = measured(per_turn, degrees / 360.0, amplitude);
            assert!((-0.4..=0.2).contains(&(db - expected)), "{per_turn} {degrees}: {db:.2}");
        }
    }

    #[test]
    fn no_input_gains_more_than_the_bound() {
        for phase in PHASES {
            assert!(phase.iter().map(|tap| tap.abs()).sum::<f32>() < LARGEST_GAIN);
        }
    }
}
