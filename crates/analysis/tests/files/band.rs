//! A small band by formula: drums, bass and chords that play a groove at a known tempo, a little unevenly as people do.
//! It shares nothing with what the models were trained on.

use std::f64::consts::TAU;

use crate::sound::noise;

pub(crate) const RATE_HZ: u32 = 22_050;

/// Who plays where in a bar of four beats: places in beats, a half is the off-beat eighth and moves with the swing.
#[derive(Clone, Copy)]
pub(crate) struct Groove {
    pub(crate) kick: &'static [f64],
    pub(crate) snare: &'static [f64],
    pub(crate) hats: &'static [f64],
    pub(crate) bass: &'static [f64],
    pub(crate) chords: &'static [f64],
    /// Long to short of the eighths.
    pub(crate) swing: f64,
    /// Bars that a chord lasts, and semitones of the roots above C.
    pub(crate) bars_a_chord: usize,
    pub(crate) roots: &'static [i32],
}

/// A take of a groove: every note is known before it sounds.
pub(crate) struct Take {
    pub(crate) samples: Vec<f32>,
    pub(crate) beats_s: Vec<f64>,
}

/// Plays a groove for so many bars. `seed` decides how unevenly.
pub(crate) fn play(groove: &Groove, bpm: f64, bars: usize, seed: u64) -> Take {
    let beat_s = 60.0 / bpm;
    let start_s = 0.4;
    let length_s = start_s + bars as f64 * 4.0 * beat_s + 1.0;
    let mut band =
        Band { samples: vec![0.0; (length_s * f64::from(RATE_HZ)) as usize], dice: seed << 20 };
    for bar in 0..bars {
        let at = |place: &f64| start_s + (bar as f64 * 4.0 + swung(*place, groove.swing)) * beat_s;
        let root = groove.roots[bar / groove.bars_a_chord % groove.roots.len()];
        let bass_hz = 65.41 * 2_f64.powf(f64::from(root) / 12.0);
        groove.kick.iter().map(at).for_each(|time| band.kick(time));
        groove.snare.iter().map(at).for_each(|time| band.snare(time));
        groove.hats.iter().map(at).for_each(|time| band.hat(time));
        for (place, time) in groove.bass.iter().map(|place| (place, at(place))) {
            let step = [1.0, 1.26, 1.5, 1.68][*place as usize % 4];
            band.note(time, bass_hz * step, 0.2, beat_s * 0.7);
        }
        for time in groove.chords.iter().map(at) {
            for third in [4.0, 5.04, 5.99, 7.13] {
                band.note(time, bass_hz * third, 0.05, beat_s * 1.2);
            }
        }
    }
    let beats_s = (0..bars * 4).map(|beat| start_s + beat as f64 * beat_s).collect();
    Take { samples: band.samples.iter().map(|sample| sample.tanh() as f32).collect(), beats_s }
}

/// The off-beat half moved to where the swing has it; the rest of the beat stretched with it.
fn swung(place: f64, swing: f64) -> f64 {
    let (beat, part) = (place.floor(), place.fract());
    let off = swing / (1.0 + swing);
    beat + if part < 0.5 { part * 2.0 * off } else { off + (part - 0.5) * 2.0 * (1.0 - off) }
}

struct Band {
    samples: Vec<f64>,
    dice: u64,
}

impl Band {
    /// From −1 to 1.
    fn chance(&mut self) -> f64 {
        self.dice += 1;
        noise(self.dice)
    }

    /// Adds a sound that begins about at `time`, about as loud as asked for.
    fn add(&mut self, time: f64, gain: f64, length_s: f64, sound: impl Fn(f64) -> f64) {
        let time = time + 0.006 * self.chance();
        let gain = gain * (1.0 + 0.25 * self.chance());
        let first = (time.max(0.0) * f64::from(RATE_HZ)) as usize;
        let count = (length_s * f64::from(RATE_HZ)) as usize;
        for (i, sample) in self.samples.iter_mut().skip(first).take(count).enumerate() {
            *sample += gain * sound(i as f64 / f64::from(RATE_HZ));
        }
    }

    fn kick(&mut self, time: f64) {
        self.add(time, 0.7, 0.3, |t| {
            (-t / 0.08).exp() * (TAU * (50.0 * t + 3.0 * (1.0 - (-t / 0.03).exp()))).sin()
        });
    }

    fn snare(&mut self, time: f64) {
        let dice = self.dice;
        self.add(time, 0.5, 0.3, move |t| {
            let hiss = noise(dice.wrapping_mul(31) + (t * f64::from(RATE_HZ)) as u64);
            0.6 * (-t / 0.07).exp() * hiss + 0.4 * (-t / 0.04).exp() * (TAU * 190.0 * t).sin()
        });
    }

    fn hat(&mut self, time: f64) {
        let dice = self.dice;
        self.add(time, 0.12, 0.1, move |t| {
            let at = |i: u64| noise(dice.wrapping_mul(17) + i);
            let i = (t * f64::from(RATE_HZ)) as u64;
            // The difference of neighbours is noise without its low half.
            (-t / 0.02).exp() * (at(i + 1) - at(i))
        });
    }

    fn note(&mut self, time: f64, hz: f64, gain: f64, length_s: f64) {
        self.add(time, gain, length_s, |t| {
            let swell = (t / 0.008).min(1.0) * (-t / 0.4).exp() * (1.0 - t / length_s);
            let partials = |n: i32| (TAU * hz * f64::from(n) * t).sin() / f64::from(n * n);
            swell * (1..=4).map(partials).sum::<f64>()
        });
    }
}
