//! Small filters and one oscillator that the instruments share.

use std::f32::consts::TAU;

use crate::RATE_HZ;

/// A low pass of 6 dB an octave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnePole {
    share: f32,
    state: f32,
}

impl OnePole {
    pub(crate) fn new(cutoff_hz: f32) -> Self {
        let mut filter = Self { share: 0.0, state: 0.0 };
        filter.tune(cutoff_hz);
        filter
    }

    pub(crate) fn tune(&mut self, cutoff_hz: f32) {
        self.share = 1.0 - (-TAU * cutoff_hz.max(1.0) / RATE_HZ as f32).exp();
    }

    pub(crate) fn low(&mut self, input: f32) -> f32 {
        self.state += self.share * (input - self.state);
        self.state
    }
}

/// A resonance of two poles: what a vowel is made of. The gain at its centre is about one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resonance {
    feedback: [f32; 2],
    gain: f32,
    past: [f32; 2],
}

impl Resonance {
    pub(crate) fn new(centre_hz: f32, width_hz: f32) -> Self {
        let radius = (-std::f32::consts::PI * width_hz / RATE_HZ as f32).exp();
        let angle = TAU * centre_hz / RATE_HZ as f32;
        let gain =
            (1.0 - radius) * (1.0 - 2.0 * radius * (2.0 * angle).cos() + radius * radius).sqrt();
        Self { feedback: [2.0 * radius * angle.cos(), -radius * radius], gain, past: [0.0; 2] }
    }

    pub(crate) fn pass(&mut self, input: f32) -> f32 {
        let output =
            self.gain * input + self.feedback[0] * self.past[0] + self.feedback[1] * self.past[1];
        self.past = [output, self.past[0]];
        output
    }
}

/// A sawtooth without the worst of its aliases (polynomial steps, after Välimäki and Huovilainen, 2007).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Saw(pub(crate) f32);

impl Saw {
    pub(crate) fn next(&mut self, hertz: f32) -> f32 {
        let step = hertz / RATE_HZ as f32;
        self.0 += step;
        if self.0 >= 1.0 {
            self.0 -= 1.0;
        }
        let edge = if self.0 < step {
            let x = self.0 / step;
            2.0 * x - x * x - 1.0
        } else if self.0 > 1.0 - step {
            let x = (self.0 - 1.0) / step;
            x * x + 2.0 * x + 1.0
        } else {
            0.0
        };
        2.0 * self.0 - 1.0 - edge
    }
}
