//! How the chords move: pitch classes over time, and how much they change at a moment. Chords change at bars, which tells
//! a bar's first beat from the others.

use std::ops::Range;

use crate::chroma::HOP;
use crate::resample::RATE_HZ;

/// Pitch classes of the melody range, then of the bass.
pub(crate) const CLASSES: usize = 24;
/// Frames a second.
const FRAME_RATE: f64 = RATE_HZ as f64 / HOP as f64;

/// Pitch classes of every frame, summed up from the start, so that the mean of any stretch is one subtraction.
pub(crate) struct Harmony {
    sums: Vec<[f32; CLASSES]>,
    /// Frames from the first that sounds to the last.
    sounding: Range<usize>,
}

impl Harmony {
    pub(crate) fn new() -> Self {
        Self { sums: vec![[0.0; CLASSES]], sounding: 0..0 }
    }

    /// Adds a frame; each of its two halves sums to 1, or to 0 where nothing sounds.
    pub(crate) fn push(&mut self, frame: &[f32; CLASSES]) {
        let index = self.sums.len() - 1;
        let last = self.sums[index];
        if frame.iter().any(|share| *share > 0.0) {
            if self.sounding.is_empty() {
                self.sounding.start = index;
            }
            self.sounding.end = index + 1;
        }
        self.sums.push(std::array::from_fn(|i| last[i] + frame[i]));
    }

    /// How unlike the chords are in `reach_s` seconds before and after a moment: 0 for the same, 1 for nothing in common.
    pub(crate) fn change(&self, at_s: f64, reach_s: f64) -> f64 {
        let before = self.stretch(at_s - reach_s, at_s);
        let after = self.stretch(at_s, at_s + reach_s);
        let (melody, bass) = (0..CLASSES / 2, CLASSES / 2..CLASSES);
        let unlike =
            |half: std::ops::Range<usize>| 1.0 - likeness(&before[half.clone()], &after[half]);
        0.5 * (unlike(melody) + unlike(bass))
    }

    /// Sum of the frames of the first so many seconds from the first sound.
    pub(crate) fn first(&self, seconds: f64) -> [f32; CLASSES] {
        let Range { start, end } = self.sounding;
        self.between(start, (start + frames(seconds)).min(end))
    }

    /// Sum of the frames of the last so many seconds before the last sound has died away.
    pub(crate) fn last(&self, seconds: f64) -> [f32; CLASSES] {
        let Range { start, end } = self.sounding;
        self.between(end.saturating_sub(frames(seconds)).max(start), end)
    }

    fn between(&self, start: usize, end: usize) -> [f32; CLASSES] {
        std::array::from_fn(|i| self.sums[end][i] - self.sums[start][i])
    }

    /// Sum of the frames whose middle lies in a stretch of time; at least one frame.
    fn stretch(&self, from_s: f64, to_s: f64) -> [f32; CLASSES] {
        let last = self.sums.len() - 1;
        let index = |time: f64| ((time * FRAME_RATE).ceil().max(0.0) as usize).min(last);
        let start = index(from_s).min(last.saturating_sub(1));
        let end = index(to_s).max(start + 1).min(last);
        self.between(start, end)
    }
}

fn frames(seconds: f64) -> usize {
    (seconds * FRAME_RATE).round() as usize
}

/// Cosine of the angle between two stretches; alike where one of them is empty.
fn likeness(a: &[f32], b: &[f32]) -> f64 {
    let (mut both, mut power_a, mut power_b) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (a, b) in a.iter().zip(b) {
        both += a * b;
        power_a += a * a;
        power_b += b * b;
    }
    if power_a < 1e-6 || power_b < 1e-6 {
        1.0
    } else {
        f64::from(both / (power_a * power_b).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_change_where_they_change_and_nowhere_else() {
        let mut harmony = Harmony::new();
        for frame in 0..100 {
            let mut classes = [0.0; CLASSES];
            classes[if frame < 50 { 0 } else { 7 }] = 1.0;
            classes[12] = 1.0;
            harmony.push(&classes);
        }
        let changed = 50.0 / FRAME_RATE;
        assert!((harmony.change(changed, 1.0) - 0.5).abs() < 0.01, "the bass stayed");
        assert!(harmony.change(changed - 2.0, 1.0) < 0.01);
        assert!(harmony.first(1.0)[0] > 4.9 && harmony.last(1.0)[7] > 4.9);
        assert!(harmony.change(-5.0, 1.0) < 0.01 && harmony.change(900.0, 1.0) < 0.01);
    }
}
