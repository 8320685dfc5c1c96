//! Programme loudness after ITU-R BS.1770-4 and EBU R 128: K-weighting, 400 ms blocks, two gates; sample peak and true
//! peak; and the loudness of every tenth of a second, from which the contour of a track is drawn.

use pika_domain::Loudness;

use crate::curves::highest;
use crate::decode::Block;
use crate::true_peak::TruePeak;

/// Below this nothing counts as sound (absolute gate of BS.1770), in LUFS.
const ABSOLUTE_GATE_LUFS: f64 = -70.0;
/// Blocks this much below the mean of the rest are pauses (relative gate), in LU.
const RELATIVE_GATE_LU: f64 = -10.0;
/// Gating blocks of 400 ms overlap by three quarters: four steps of 100 ms each.
const STEPS_PER_BLOCK: usize = 4;
/// Steps a second.
pub(crate) const STEP_RATE: f64 = 10.0;

/// Measures while the track streams through.
pub(crate) struct Meter {
    rate_hz: u32,
    weighting: Weighting,
    /// Two channels each.
    pairs: Vec<State>,
    true_peaks: Vec<TruePeak>,
    /// Sum over channels of the weighted squares in the step so far.
    sum: f64,
    frames: usize,
    /// Mean square of each finished step of 100 ms.
    steps: Vec<f64>,
    peak: f32,
    true_peak: f32,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self {
            rate_hz: 0,
            weighting: Weighting::default(),
            pairs: Vec::new(),
            true_peaks: Vec::new(),
            sum: 0.0,
            frames: 0,
            steps: Vec::new(),
            peak: 0.0,
            true_peak: 0.0,
        }
    }

    pub(crate) fn push(&mut self, block: &Block) {
        let channels = block.planes.len();
        if block.rate_hz != self.rate_hz || channels != self.true_peaks.len() {
            self.rate_hz = block.rate_hz;
            self.weighting = Weighting::at(f64::from(block.rate_hz));
            self.pairs = vec![State::default(); channels.div_ceil(2)];
            self.true_peaks = vec![TruePeak::new(); channels];
        }
        for (plane, meter) in block.planes.iter().zip(&mut self.true_peaks) {
            self.peak = self.peak.max(highest(plane));
            self.true_peak = meter.push(plane, self.true_peak.max(self.peak));
        }
        let step_frames = self.rate_hz as usize / STEP_RATE as usize;
        let length = block.planes[0].len();
        let mut start = 0;
        while start < length {
            let end = length.min(start + step_frames.saturating_sub(self.frames).max(1));
            for (i, (planes, state)) in block.planes.chunks(2).zip(&mut self.pairs).enumerate() {
                let left = &planes[0][start..end];
                let right = planes.get(1).map(|plane| &plane[start..end]);
                let energy = self.weighting.energy(state, left, right.unwrap_or(left));
                self.sum += energy[0] * channel_weight(2 * i, channels);
                if right.is_some() {
                    self.sum += energy[1] * channel_weight(2 * i + 1, channels);
                }
            }
            self.frames += end - start;
            start = end;
            if self.frames >= step_frames {
                self.steps.push(self.sum / step_frames as f64);
                (self.sum, self.frames) = (0.0, 0);
            }
        }
    }

    /// Highest sample so far, 1 is full scale.
    pub(crate) fn peak(&self) -> f32 {
        self.peak
    }

    /// Loudness of every tenth of a second, as a mean square.
    pub(crate) fn into_steps(self) -> Vec<f64> {
        self.steps
    }

    pub(crate) fn result(&self) -> Loudness {
        let in_db = |peak: f32| (peak > 0.0).then(|| 20.0 * f64::from(peak).log10());
        Loudness {
            integrated_lufs: self.integrated(),
            peak_dbfs: in_db(self.peak),
            true_peak_dbtp: in_db(self.true_peak),
        }
    }

    fn integrated(&self) -> Option<f64> {
        let blocks: Vec<f64> = self
            .steps
            .windows(STEPS_PER_BLOCK)
            .map(|steps| steps.iter().sum::<f64>() / STEPS_PER_BLOCK as f64)
            .collect();
        let audible = mean_above(&blocks, ABSOLUTE_GATE_LUFS)?;
        let gate = lufs(audible) + RELATIVE_GATE_LU;
        mean_above(&blocks, gate.max(ABSOLUTE_GATE_LUFS)).map(lufs)
    }
}

/// Loudness in LUFS of a weighted mean square.
pub(crate) fn lufs(mean_square: f64) -> f64 {
    -0.691 + 10.0 * mean_square.log10()
}

fn mean_above(blocks: &[f64], gate_lufs: f64) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for block in blocks.iter().filter(|block| lufs(**block) > gate_lufs) {
        sum += block;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

/// Weights of BS.1770 table 3 for the usual order L R C LFE Ls Rs; the effects channel does not count.
fn channel_weight(channel: usize, channels: usize) -> f64 {
    match (channels, channel) {
        (6, 3) => 0.0,
        (6, 4 | 5) | (5, 3 | 4) => 1.41,
        _ => 1.0,
    }
}

#[derive(Clone, Copy, Default)]
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
}

/// The two stages of K-weighting.
#[derive(Default)]
struct Weighting([Biquad; 2]);

/// The last two samples of two channels: before, between and behind the stages; newest first.
#[derive(Clone, Copy, Default)]
struct State([[[f64; 2]; 2]; 3]);

impl Weighting {
    /// Weighted energy of two channels side by side: one after the other would take twice as long.
    fn energy(&self, state: &mut State, left: &[f32], right: &[f32]) -> [f64; 2] {
        let [[mut x1, mut x2], [mut y1, mut y2], [mut z1, mut z2]] = state.0;
        let [shelf, high_pass] = self.0;
        // The term of the newest output comes last: only that one multiplication and subtraction must wait for it.
        let step =
            |f: &Biquad, x: [f64; 2], x1: [f64; 2], x2: [f64; 2], y1: [f64; 2], y2: [f64; 2]| {
                let ready: [f64; 2] = std::array::from_fn(|i| {
                    f.b[0] * x[i] + f.b[1] * x1[i] + f.b[2] * x2[i] - f.a[1] * y2[i]
                });
                std::array::from_fn(|i| ready[i] - f.a[0] * y1[i])
            };
        let mut energy = [0.0; 2];
        for (left, right) in left.iter().zip(right) {
            let x = [f64::from(*left), f64::from(*right)];
            let y = step(&shelf, x, x1, x2, y1, y2);
            let z = step(&high_pass, y, y1, y2, z1, z2);
            (x1, x2, y1, y2, z1, z2) = (x, x1, y, y1, z, z1);
            for (sum, z) in energy.iter_mut().zip(z) {
                *sum += z * z;
            }
        }
        // A state that decays into denormal numbers would cost more time than all the music.
        let awake = |v: f64| if v.abs() < 1e-30 { 0.0 } else { v };
        state.0 = [[x1, x2], [y1, y2], [z1, z2]].map(|stage| stage.map(|pair| pair.map(awake)));
        energy
    }

    /// The two filters of BS.1770 for any rate: the standard gives coefficients for 48 kHz only; these are the analogue
    /// filters behind them (shelf of 4 dB at 1682 Hz, high pass at 38 Hz) through the bilinear transform.
    fn at(rate_hz: f64) -> Self {
        let warp = |hz: f64| (std::f64::consts::PI * hz / rate_hz).tan();

        let (k, q) = (warp(1_681.974_450_955_533), 0.707_175_236_955_419_6);
        let high = 10_f64.powf(3.999_843_853_973_347 / 20.0);
        let band = high.powf(0.499_666_774_154_541_6);
        let a0 = 1.0 + k / q + k * k;
        let shelf = Biquad {
            b: [
                (high + band * k / q + k * k) / a0,
                2.0 * (k * k - high) / a0,
                (high - band * k / q + k * k) / a0,
            ],
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
        };

        let (k, q) = (warp(38.135_470_876_024_44), 0.500_327_037_323_877_3);
        let a0 = 1.0 + k / q + k * k;
        let high_pass = Biquad {
            b: [1.0, -2.0, 1.0],
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
        };
        Self([shelf, high_pass])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(rate_hz: u32, hz: f64, db: f64, channels: usize) -> Loudness {
        let gain = 10_f64.powf(db / 20.0);
        let tone: Vec<f32> = (0..rate_hz * 20)
            .map(|i| {
                (gain * (f64::from(i) * hz / f64::from(rate_hz) * std::f64::consts::TAU).sin())
                    as f32
            })
            .collect();
        let mut meter = Meter::new();
        for part in tone.chunks(1000) {
            meter.push(&Block { planes: &vec![part.to_vec(); channels], rate_hz });
        }
        meter.result()
    }

    #[test]
    fn a_stereo_tone_of_1_khz_at_minus_23_db_reads_minus_23_lufs_at_any_rate() {
        // EBU Tech 3341, test case 1.
        for rate_hz in [44_100, 48_000, 96_000] {
            let lufs = measured(rate_hz, 1000.0, -23.0, 2).integrated_lufs.expect("loud");
            assert!((lufs + 23.0).abs() < 0.1, "{rate_hz}: {lufs}");
        }
    }

    #[test]
    fn one_channel_alone_is_three_decibels_less() {
        let lufs = measured(48_000, 1000.0, -20.0, 1).integrated_lufs.expect("loud");
        assert!((lufs + 23.0).abs() < 0.1, "{lufs}");
    }

    #[test]
    fn silence_has_no_loudness_and_no_peak() {
        let mut meter = Meter::new();
        meter.push(&Block { planes: &[vec![0.0; 96_000]], rate_hz: 48_000 });
        assert_eq!(
            meter.result(),
            Loudness { integrated_lufs: None, peak_dbfs: None, true_peak_dbtp: None }
        );
    }
}
