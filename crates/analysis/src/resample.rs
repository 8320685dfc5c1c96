//! Any channels at any rate to mono at [`RATE_HZ`], with an anti-aliasing filter, block by block and without delay.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler, WindowFunction};

use crate::decode::Block;

/// All that follows works at this rate: it keeps everything below 10 kHz, where pulse and harmony live.
pub(crate) const RATE_HZ: u32 = 22_050;

/// Frames that go through the filter at once; long enough for a steep cut-off.
const CHUNK: usize = 4_096;

/// Collects blocks and gives mono samples at [`RATE_HZ`].
pub(crate) struct ToMono {
    rate_hz: u32,
    /// Absent where the file already has the right rate.
    resampler: Option<Fft<f32>>,
    waiting: Vec<f32>,
    output: Vec<f32>,
    /// Samples of the filter's delay still to drop.
    delay: usize,
    /// Samples owed for all that came in, and given so far: what the filter pads at the end is not passed on.
    owed: f64,
    given: usize,
}

impl ToMono {
    pub(crate) fn new() -> Self {
        Self {
            rate_hz: RATE_HZ,
            resampler: None,
            waiting: Vec::new(),
            output: Vec::new(),
            delay: 0,
            owed: 0.0,
            given: 0,
        }
    }

    /// Takes a block and passes what is ready to `sink`.
    pub(crate) fn push(&mut self, block: &Block, sink: &mut dyn FnMut(&[f32])) {
        if block.rate_hz != self.rate_hz {
            self.finish(sink);
            self.change_rate(block.rate_hz);
        }
        let share = 1.0 / block.planes.len() as f32;
        let start = self.waiting.len();
        self.waiting.extend(block.planes[0].iter().map(|sample| sample * share));
        for plane in &block.planes[1..] {
            for (sum, sample) in self.waiting[start..].iter_mut().zip(plane) {
                *sum += sample * share;
            }
        }
        let fresh = self.waiting.len() - start;
        self.owed += fresh as f64 * f64::from(RATE_HZ) / f64::from(self.rate_hz);
        self.drain(sink);
    }

    /// Passes on what still waits in the filter.
    pub(crate) fn finish(&mut self, sink: &mut dyn FnMut(&[f32])) {
        let owed = self.owed.round() as usize;
        while self.resampler.is_some() && self.given < owed {
            let before = self.waiting.len();
            self.filter(before.min(self.input_frames()), sink);
        }
    }

    fn change_rate(&mut self, rate_hz: u32) {
        self.rate_hz = rate_hz;
        self.resampler = (rate_hz != RATE_HZ).then(|| {
            Fft::new_custom(
                rate_hz as usize,
                RATE_HZ as usize,
                CHUNK,
                1,
                1,
                WindowFunction::BlackmanHarris2,
                FixedSync::Both,
            )
            .expect("both rates are above zero and so is the chunk")
        });
        self.delay = self.resampler.as_ref().map_or(0, Resampler::output_delay);
        self.waiting.clear();
        self.owed = 0.0;
        self.given = 0;
    }

    fn input_frames(&self) -> usize {
        self.resampler.as_ref().map_or(0, Resampler::input_frames_next)
    }

    fn drain(&mut self, sink: &mut dyn FnMut(&[f32])) {
        if self.resampler.is_none() {
            sink(&self.waiting);
            self.given += self.waiting.len();
            self.waiting.clear();
            return;
        }
        while self.waiting.len() >= self.input_frames() {
            self.filter(self.input_frames(), sink);
        }
    }

    /// Sends the first `frames` waiting samples (and silence behind them) through the filter.
    fn filter(&mut self, frames: usize, sink: &mut dyn FnMut(&[f32])) {
        let needed = self.input_frames();
        let Some(resampler) = &mut self.resampler else { return };
        self.output.resize(resampler.output_frames_max(), 0.0);
        let indexing = Indexing::new().partial_len(frames);
        // The adapter checks that the slice holds a whole chunk, also where only its start counts.
        if self.waiting.len() < needed {
            self.waiting.resize(needed, 0.0);
        }
        let input = SequentialSlice::new(&self.waiting, 1, needed).expect("a whole chunk waits");
        let room = self.output.len();
        let mut output =
            SequentialSlice::new_mut(&mut self.output, 1, room).expect("the length is its own");
        let (_, made) = resampler
            .process_into_buffer(&input, &mut output, Some(&indexing))
            .expect("input and output have the lengths that the resampler asked for");
        self.waiting.drain(..needed);
        let late = self.delay.min(made);
        self.delay -= late;
        let wanted = (self.owed.round() as usize).saturating_sub(self.given);
        let ready = &self.output[late..made.min(late + wanted)];
        self.given += ready.len();
        sink(ready);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resampled(rate_hz: u32, signal: impl Fn(f64) -> f32) -> Vec<f32> {
        let samples: Vec<f32> =
            (0..rate_hz * 2).map(|i| signal(f64::from(i) / f64::from(rate_hz))).collect();
        let (mut to_mono, mut out) = (ToMono::new(), Vec::new());
        for block in samples.chunks(1152) {
            let planes = [block.to_vec(), block.to_vec()];
            to_mono.push(&Block { planes: &planes, rate_hz }, &mut |s| out.extend_from_slice(s));
        }
        to_mono.finish(&mut |s| out.extend_from_slice(s));
        out
    }

    #[test]
    fn every_rate_gives_the_same_tone_at_the_same_time() {
        let tone = |t: f64| (t * 440.0 * std::f64::consts::TAU).sin() as f32;
        for rate_hz in [8_000, 22_050, 44_100, 48_000, 96_000, 192_000] {
            let out = resampled(rate_hz, tone);
            assert_eq!(out.len(), 44_100, "{rate_hz}");
            for i in (4_000..40_000).step_by(997) {
                let expected = tone(i as f64 / f64::from(RATE_HZ));
                assert!((out[i] - expected).abs() < 0.1, "{rate_hz}: {} {expected} at {i}", out[i]);
            }
        }
    }

    #[test]
    fn what_lies_above_the_new_range_does_not_fold_back() {
        let out = resampled(44_100, |t| (t * 15_000.0 * std::f64::consts::TAU).sin() as f32);
        assert!(out[4_000..40_000].iter().all(|s| s.abs() < 0.001));
    }
}
