//! Short-time power spectra of a stream of samples. Windows are centred: frame `i` looks at the sound around sample
//! `i * hop`, so that times need no correction. What is read from the spectra lies elsewhere.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// One window size and hop, fed in pieces of any length.
pub(crate) struct Stft {
    size: usize,
    hop: usize,
    window: Vec<f32>,
    fft: Arc<dyn RealToComplex<f32>>,
    waiting: Vec<f32>,
    frame: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    power: Vec<f32>,
}

impl Stft {
    pub(crate) fn new(size: usize, hop: usize) -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(size);
        Self {
            size,
            hop,
            window: hann(size),
            // Half a window of silence before the start centres the first frame on the first sample.
            waiting: vec![0.0; size / 2],
            frame: vec![0.0; size],
            bins: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            power: vec![0.0; size / 2 + 1],
            fft,
        }
    }

    /// Takes samples and passes the power spectrum (`size / 2 + 1` bins) of each full window to `sink`.
    pub(crate) fn push(&mut self, samples: &[f32], sink: &mut dyn FnMut(&[f32])) {
        self.waiting.extend_from_slice(samples);
        let mut start = 0;
        while start + self.size <= self.waiting.len() {
            self.transform(start);
            sink(&self.power);
            start += self.hop;
        }
        self.waiting.drain(..start);
    }

    /// The windows that reach over the end, filled up with silence.
    pub(crate) fn finish(&mut self, sink: &mut dyn FnMut(&[f32])) {
        self.push(&vec![0.0; self.size / 2], sink);
    }

    fn transform(&mut self, start: usize) {
        let samples = &self.waiting[start..start + self.size];
        for ((out, sample), weight) in self.frame.iter_mut().zip(samples).zip(&self.window) {
            *out = sample * weight;
        }
        self.fft
            .process_with_scratch(&mut self.frame, &mut self.bins, &mut self.scratch)
            .expect("the buffers were made by this transform");
        for (out, bin) in self.power.iter_mut().zip(&self.bins) {
            *out = bin.norm_sqr();
        }
    }
}

/// Hann window whose sum is 2, so that a full-scale tone reads a power of about 1.
fn hann(size: usize) -> Vec<f32> {
    (0..size)
        .map(|i| {
            let phase = std::f64::consts::TAU * i as f64 / size as f64;
            ((1.0 - phase.cos()) * 2.0 / size as f64) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_tone_has_power_one_in_its_bin_and_frames_count_hops() {
        let tone: Vec<f32> =
            (0..22_050).map(|i| (i as f32 * std::f32::consts::TAU * 64.0 / 1024.0).sin()).collect();
        let mut stft = Stft::new(1024, 256);
        let mut frames = Vec::new();
        for piece in tone.chunks(333) {
            stft.push(piece, &mut |power| frames.push(power.to_vec()));
        }
        stft.finish(&mut |power| frames.push(power.to_vec()));
        assert_eq!(frames.len(), 22_050 / 256 + 1);
        assert!((frames[40][64] - 1.0).abs() < 0.01, "{}", frames[40][64]);
        assert!(frames[40][100] < 1e-6);
    }
}
