//! When the beats fall: a machine's tempo, a drummer's that wanders, a band that gets faster.

use std::f64::consts::TAU;

use crate::random::Random;

/// How a tempo moves within a piece; shares of the tempo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Drift {
    Steady,
    /// Wanders slowly to both sides by at most this.
    Walk(f64),
    /// Ends faster (or slower) by this.
    Push(f64),
}

/// Beat positions to seconds, from the first beat on.
pub(crate) struct Clock {
    beats_s: Vec<f64>,
}

impl Clock {
    /// `count` beats from `start_s` on.
    pub(crate) fn new(
        bpm: f64,
        drift: Drift,
        count: usize,
        start_s: f64,
        chance: &mut Random,
    ) -> Self {
        // Three slow waves of unrelated length: smooth as a drummer is, and never the same twice.
        let waves: [(f64, f64); 3] = [(90.0, 45.0), (45.0, 25.0), (25.0, 15.0)]
            .map(|(slow, fast)| (chance.between(fast, slow), chance.unit()));
        let mut now = start_s;
        let beats_s = (0..=count)
            .map(|beat| {
                let lean = match drift {
                    Drift::Steady => 0.0,
                    Drift::Walk(most) => {
                        let wave = |(length, phase): &(f64, f64)| {
                            (TAU * (beat as f64 / length + phase)).sin()
                        };
                        most * waves.iter().map(wave).sum::<f64>() / 3.0
                    }
                    Drift::Push(by) => by * (beat as f64 / count.max(1) as f64 - 0.5),
                };
                let here = now;
                now += 60.0 / (bpm * (1.0 + lean));
                here
            })
            .collect();
        Self { beats_s }
    }

    /// Seconds of a position in beats; between beats the tempo is constant.
    pub(crate) fn at(&self, beats: f64) -> f64 {
        let last = self.beats_s.len() - 2;
        let beat = (beats.max(0.0) as usize).min(last);
        let (here, next) = (self.beats_s[beat], self.beats_s[beat + 1]);
        here + (beats - beat as f64) * (next - here)
    }

    /// The beats themselves, in seconds.
    pub(crate) fn beats_s(&self) -> &[f64] {
        &self.beats_s[..self.beats_s.len() - 1]
    }
}
