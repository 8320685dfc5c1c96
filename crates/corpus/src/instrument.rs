//! Instruments that play notes: plucked strings, decaying or held partials, filtered saws, and a voice.

use std::f32::consts::{PI, TAU};

use crate::RATE_HZ;
use crate::filter::{OnePole, Resonance, Saw};
use crate::random::Random;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instrument {
    UprightBass,
    FingerBass,
    SynthBass,
    Piano,
    ElectricPiano,
    Organ,
    Nylon,
    Steel,
    Muted,
    Overdriven,
    Strings,
    Pad,
    Stab,
    Brass,
    Saxophone,
    Flute,
    Singer,
}

/// How an instrument makes its sound. Times in seconds, frequencies in Hz.
enum Sound {
    /// A string (Karplus and Strong, 1983): seconds until it is inaudible, damping 0 to 1, drive of the amplifier.
    Plucked {
        rings_s: f32,
        damping: f32,
        drive: f32,
    },
    /// Level of each partial, seconds to fall by 8.7 dB (held if infinite), stretch of a stiff string.
    Partials {
        levels: &'static [f32],
        decay_s: f32,
        stretch: f32,
        attack_s: f32,
    },
    /// Saws, how many; low pass at rest and how much it opens; attack, and decay of the opening.
    Saws {
        count: usize,
        cutoff: f32,
        opening: f32,
        attack_s: f32,
        decay_s: f32,
        vibrato: f32,
    },
    Sung,
}

#[rustfmt::skip]
fn sound(instrument: Instrument) -> Sound {
    use Sound::{Partials, Plucked, Saws, Sung};
    match instrument {
        Instrument::UprightBass => Plucked { rings_s: 1.6, damping: 0.92, drive: 0.0 },
        Instrument::FingerBass => Saws { count: 1, cutoff: 220.0, opening: 700.0, attack_s: 0.006, decay_s: 0.12, vibrato: 0.0 },
        Instrument::SynthBass => Saws { count: 2, cutoff: 180.0, opening: 1_200.0, attack_s: 0.003, decay_s: 0.08, vibrato: 0.0 },
        Instrument::Piano => Partials { levels: &[1.0, 0.7, 0.45, 0.3, 0.22, 0.15, 0.1, 0.07], decay_s: 0.9, stretch: 0.000_4, attack_s: 0.002 },
        Instrument::ElectricPiano => Partials { levels: &[1.0, 0.12, 0.05, 0.0, 0.0, 0.0, 0.12], decay_s: 1.1, stretch: 0.0, attack_s: 0.004 },
        Instrument::Organ => Partials { levels: &[0.8, 0.7, 0.5, 0.3, 0.0, 0.2, 0.0, 0.15], decay_s: f32::INFINITY, stretch: 0.0, attack_s: 0.008 },
        Instrument::Nylon => Plucked { rings_s: 1.8, damping: 0.75, drive: 0.0 },
        Instrument::Steel => Plucked { rings_s: 2.2, damping: 0.4, drive: 0.0 },
        Instrument::Muted => Plucked { rings_s: 0.25, damping: 0.7, drive: 0.0 },
        Instrument::Overdriven => Plucked { rings_s: 3.5, damping: 0.3, drive: 8.0 },
        Instrument::Strings => Saws { count: 3, cutoff: 1_800.0, opening: 0.0, attack_s: 0.12, decay_s: 1.0, vibrato: 0.15 },
        Instrument::Pad => Saws { count: 3, cutoff: 900.0, opening: 500.0, attack_s: 0.3, decay_s: 1.5, vibrato: 0.05 },
        Instrument::Stab => Saws { count: 3, cutoff: 900.0, opening: 4_000.0, attack_s: 0.003, decay_s: 0.1, vibrato: 0.0 },
        Instrument::Brass => Saws { count: 2, cutoff: 1_500.0, opening: 2_200.0, attack_s: 0.035, decay_s: 0.25, vibrato: 0.1 },
        Instrument::Saxophone => Saws { count: 1, cutoff: 1_400.0, opening: 1_500.0, attack_s: 0.03, decay_s: 0.3, vibrato: 0.35 },
        Instrument::Flute => Partials { levels: &[1.0, 0.25, 0.08], decay_s: f32::INFINITY, stretch: 0.0, attack_s: 0.05 },
        Instrument::Singer => Sung,
    }
}

/// Three formants of five vowels, after the tables that vocal synthesis has always used (a, e, i, o, u of a tenor).
const VOWELS: [[f32; 3]; 5] = [
    [650.0, 1_080.0, 2_650.0],
    [400.0, 1_700.0, 2_600.0],
    [290.0, 1_870.0, 2_800.0],
    [400.0, 800.0, 2_600.0],
    [350.0, 600.0, 2_700.0],
];
/// After its end a note dies away within this.
const RELEASE_S: f32 = 0.06;
/// Pitch and brightness move so slowly that they are set once in so many samples.
const SLOW: usize = 32;

impl Instrument {
    /// Adds one note to `out`, which begins with it. `velocity` is 0 to 1.
    pub(crate) fn play(
        self,
        hertz: f32,
        length_s: f32,
        velocity: f32,
        out: &mut [f32],
        chance: &mut Random,
    ) {
        let length = ((length_s + RELEASE_S) * RATE_HZ as f32) as usize;
        let end = length.min(out.len());
        let out = &mut out[..end];
        let level = 0.3 * velocity;
        match sound(self) {
            Sound::Plucked { rings_s, damping, drive } => {
                let string = Pluck { hertz, rings_s, damping, velocity };
                string.sound(drive, level, length_s, out, chance);
            }
            Sound::Partials { levels, decay_s, stretch, attack_s } => {
                for (index, share) in levels.iter().enumerate() {
                    let number = (index + 1) as f32;
                    let partial = hertz * number * (1.0 + stretch * number * number).sqrt();
                    if partial < 0.45 * RATE_HZ as f32 && *share > 0.0 {
                        // High partials and high notes fade sooner; a harder stroke has more of them.
                        let decay =
                            decay_s / (1.0 + 0.3 * index as f32) * (260.0 / hertz).powf(0.4);
                        let bright = velocity.powf(0.25 * index as f32);
                        ring(partial, decay, level * share * bright, attack_s, length_s, out);
                    }
                }
            }
            Sound::Saws { count, cutoff, opening, attack_s, decay_s, vibrato } => {
                let mut saws: Vec<(Saw, f32)> = (0..count)
                    .map(|i| {
                        (
                            Saw(chance.unit() as f32),
                            1.0 + 0.004 * (i as f32 - (count - 1) as f32 / 2.0),
                        )
                    })
                    .collect();
                let (mut low, mut pitch) = ([OnePole::new(cutoff); 2], hertz);
                for (index, sample) in out.iter_mut().enumerate() {
                    let time = index as f32 / RATE_HZ as f32;
                    if index % SLOW == 0 {
                        pitch = hertz * waver(time, vibrato);
                        let open = cutoff + velocity * opening * (-time / decay_s).exp() + hertz;
                        for filter in &mut low {
                            filter.tune(open);
                        }
                    }
                    let sum: f32 = saws.iter_mut().map(|(saw, tune)| saw.next(pitch * *tune)).sum();
                    let filtered =
                        low.iter_mut().fold(sum / count as f32, |x, filter| filter.low(x));
                    *sample += 1.4 * level * filtered * envelope(time, attack_s, length_s);
                }
            }
            Sound::Sung => sing(hertz, length_s, level, out, chance),
        }
    }
}

/// Rises within `attack_s`, holds, dies away after `length_s`.
fn envelope(time: f32, attack_s: f32, length_s: f32) -> f32 {
    let rise = (time / attack_s).min(1.0);
    rise * (1.0 - ((time - length_s) / RELEASE_S).clamp(0.0, 1.0))
}

/// Vibrato of so many semitones to each side, which sets in late, as players do it.
fn waver(time: f32, semitones: f32) -> f32 {
    if semitones == 0.0 {
        return 1.0;
    }
    let depth = semitones * ((time - 0.2) / 0.3).clamp(0.0, 1.0);
    (depth / 12.0 * (TAU * 5.4 * time).sin()).exp2()
}

/// One decaying partial, by recursion.
fn ring(hertz: f32, decay_s: f32, level: f32, attack_s: f32, length_s: f32, out: &mut [f32]) {
    let radius = (-1.0 / (decay_s * RATE_HZ as f32)).exp();
    let angle = f64::from(TAU * hertz / RATE_HZ as f32);
    // Twice as fine: at low notes the recursion is sensitive.
    let (turn, shrink) = (2.0 * angle.cos() * f64::from(radius), -f64::from(radius * radius));
    let (mut now, mut before) = (angle.sin() * f64::from(radius), 0.0);
    for (index, sample) in out.iter_mut().enumerate() {
        let time = index as f32 / RATE_HZ as f32;
        *sample += level * before as f32 * envelope(time, attack_s, length_s);
        (now, before) = (turn * now + shrink * before, now);
    }
}

struct Pluck {
    hertz: f32,
    rings_s: f32,
    damping: f32,
    velocity: f32,
}

impl Pluck {
    fn sound(&self, drive: f32, level: f32, length_s: f32, out: &mut [f32], chance: &mut Random) {
        let blend = 0.5 * self.damping;
        let period = RATE_HZ as f32 / self.hertz - blend;
        let whole = (period - 0.3) as usize;
        let rest = period - whole as f32;
        let all_pass = (1.0 - rest) / (1.0 + rest);
        let loss = 0.001_f32.powf(1.0 / (self.hertz * self.rings_s));
        let mut pick = OnePole::new(1_200.0 + 6_000.0 * self.velocity * (1.0 - 0.7 * self.damping));
        let mut line: Vec<f32> = (0..whole).map(|_| 2.0 * pick.low(chance.noise())).collect();
        let (mut place, mut last, mut tuned_in, mut tuned) = (0, 0.0, 0.0, 0.0);
        for (index, sample) in out.iter_mut().enumerate() {
            let string = line[place];
            let damped = loss * ((1.0 - blend) * string + blend * last);
            last = string;
            tuned = all_pass * (damped - tuned) + tuned_in;
            tuned_in = damped;
            line[place] = tuned;
            place = if place + 1 == whole { 0 } else { place + 1 };
            let time = index as f32 / RATE_HZ as f32;
            let played = if drive > 0.0 { (drive * string).tanh() * 0.5 } else { string };
            *sample += 2.0 * level * played * envelope(time, 0.001, length_s);
        }
    }
}

/// A vowel with breath, a scoop from below and a consonant before some.
fn sing(hertz: f32, length_s: f32, level: f32, out: &mut [f32], chance: &mut Random) {
    let vowel = chance.pick(&VOWELS);
    let mut formants = [(0, 90.0, 1.0), (1, 110.0, 0.7), (2, 160.0, 0.35)]
        .map(|(index, width, gain)| (Resonance::new(vowel[index], width), gain));
    let attack_s = chance.between(0.03, 0.09) as f32;
    let consonant = if chance.chance(0.4) { chance.between(0.1, 0.35) as f32 } else { 0.0 };
    let scoop = chance.between(0.0, 1.2) as f32;
    let mut pitch = hertz;
    let (mut saw, mut tilt, mut hiss) = (Saw(0.0), OnePole::new(1_800.0), OnePole::new(3_500.0));
    for (index, sample) in out.iter_mut().enumerate() {
        let time = index as f32 / RATE_HZ as f32;
        if index % SLOW == 0 {
            pitch = hertz * waver(time, 0.45) * (-scoop / 12.0 * (-time / 0.05).exp()).exp2();
        }
        let white = chance.noise();
        let source = tilt.low(saw.next(pitch)) + 0.03 * white;
        let vowel: f32 =
            formants.iter_mut().map(|(formant, gain)| *gain * formant.pass(source)).sum();
        let burst = if time < 0.07 {
            consonant * (PI * time / 0.07).sin() * (white - hiss.low(white))
        } else {
            0.0
        };
        *sample += level * (4.0 * vowel * envelope(time, attack_s, length_s) + burst);
    }
}
