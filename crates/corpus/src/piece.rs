//! One piece of the corpus: everything that is decided before a note is played.

use crate::arrange::{self, Score};
use crate::clock::{Clock, Drift};
use crate::form::{Form, Opening};
use crate::mix::{self, Room};
use crate::random::Random;
use crate::style::{Style, Swung};

/// Draws of a piece that must not depend on one another.
const CLOCK: u64 = 1;
const SCORE: u64 = 2;
const SOUND: u64 = 3;
/// A West Coast Swing is stepped at these tempi; outside, dancers take half or twice of what is played.
const STEPPED: std::ops::Range<f64> = 64.0..136.0;
/// On the seams both are danced.
const SEAMS: [std::ops::Range<f64>; 2] = [60.0..72.0, 124.0..148.0];

/// A piece of music with everything that makes it easy or hard.
pub struct Piece {
    pub style: Style,
    /// As it is felt and would be notated.
    pub bpm: f64,
    /// Semitones above C.
    pub tonic: i32,
    pub minor: bool,
    /// Chords of each bar, one of the style's charts.
    pub chart: &'static str,
    /// Long to short of what swings.
    pub swing: f64,
    pub drift: Drift,
    /// Silence before the first note.
    pub lead_in_s: f64,
    pub opening: Opening,
    pub form: Form,
    /// The last quarter is played so many semitones higher; 0 for most.
    pub lift: i32,
    /// Concert pitch is off by so many hundredths of a semitone.
    pub cents: f64,
    pub room: Room,
    pub seed: u64,
}

/// What there is to be found in a piece.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// Mean of the whole piece.
    pub bpm: f64,
    /// Every tempo that a dancer could step to; two on a seam.
    pub danced: Vec<f64>,
    pub beats_s: Vec<f64>,
    pub downbeats_s: Vec<f64>,
    /// `F# minor`; of most of the piece, where it changes.
    pub key: String,
    /// Long to short of the eighths; absent where nothing on them can be measured.
    pub swing: Option<f64>,
    /// From the start of the file until drums and bass play.
    pub intro_s: f64,
    /// From where they stop to the end of the file; absent where the piece is faded out.
    pub outro_s: Option<f64>,
}

/// Sound at [`crate::RATE_HZ`], one channel, -1 to 1, and its truth.
pub struct Recording {
    pub samples: Vec<f32>,
    pub truth: Truth,
}

impl Piece {
    /// Plays the piece. The same piece sounds the same, sample by sample.
    pub fn record(&self) -> Recording {
        let chance = Random::new(self.seed);
        let beats = self.form.bars * self.style.beats;
        let clock =
            Clock::new(self.bpm, self.drift, beats, self.lead_in_s, &mut chance.fork(CLOCK));
        let Score { events, end_s } = arrange::play(self, &clock, &mut chance.fork(SCORE));
        let samples = mix::down(&events, end_s, self, &mut chance.fork(SOUND));
        let duration_s = samples.len() as f64 / f64::from(crate::RATE_HZ);
        Recording { truth: self.truth(&clock, duration_s), samples }
    }

    fn truth(&self, clock: &Clock, duration_s: f64) -> Truth {
        let beats_s = clock.beats_s().to_vec();
        let span_s = beats_s.last().unwrap_or(&0.0) - beats_s.first().unwrap_or(&0.0);
        let bpm = 60.0 * (beats_s.len().max(2) - 1) as f64 / span_s;
        let bar = |bar: usize| clock.at((bar * self.style.beats) as f64);
        Truth {
            bpm,
            danced: danced(bpm),
            downbeats_s: beats_s.iter().copied().step_by(self.style.beats).collect(),
            beats_s,
            key: key_name(self.tonic, self.minor),
            swing: match self.style.swung {
                Swung::Nothing | Swung::Sixteenths => Some(1.0),
                Swung::Eighths => Some(self.swing),
                Swung::Triplets => None,
            },
            intro_s: bar(self.form.groove.start),
            outro_s: (!self.form.fades).then(|| (duration_s - bar(self.form.groove.end)).max(0.0)),
        }
    }
}

/// What can be stepped to, best first.
fn danced(bpm: f64) -> Vec<f64> {
    let other = if bpm < 100.0 { bpm * 2.0 } else { bpm / 2.0 };
    let mut all = if STEPPED.contains(&bpm) { vec![bpm, other] } else { vec![other, bpm] };
    if !SEAMS.iter().any(|seam| seam.contains(&bpm)) {
        all.truncate(1);
    }
    all
}

fn key_name(tonic: i32, minor: bool) -> String {
    const NAMES: [&str; 12] = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
    let name = NAMES[tonic.rem_euclid(12) as usize];
    format!("{name} {}", if minor { "minor" } else { "major" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_fast_swing_is_danced_and_a_slow_blues_as_it_is() {
        assert_eq!(danced(172.0), [86.0]);
        assert_eq!(danced(98.0), [98.0]);
        assert_eq!(danced(66.0), [66.0, 132.0]);
        assert_eq!(danced(130.0), [130.0, 65.0]);
        assert_eq!(danced(56.0), [112.0]);
    }
}
