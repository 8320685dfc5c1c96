//! Drums and cymbals: a falling tone, filtered noise and a few unrelated partials, mixed after a table.

use std::f32::consts::TAU;

use crate::RATE_HZ;
use crate::filter::OnePole;
use crate::random::Random;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drum {
    Kick,
    Snare,
    Rim,
    Brush,
    Clap,
    Hat,
    Pedal,
    Open,
    Ride,
    Crash,
    Tom,
    Shaker,
    Tambourine,
    Conga,
    Slap,
    Cowbell,
    Clave,
}

/// Levels are linear, times are seconds to fall by 8.7 dB, frequencies Hz.
struct Recipe {
    level: f32,
    /// Where the tone ends, by how many octaves it falls there, how long it sounds.
    tone: (f32, f32, f32),
    tone_level: f32,
    /// High pass and low pass of the noise.
    noise: (f32, f32),
    attack: f32,
    decay: f32,
    noise_level: f32,
    /// Metal: partials that no string has.
    ring: &'static [f32],
}

const NO_TONE: (f32, f32, f32) = (100.0, 0.0, 0.01);
const METAL: &[f32] = &[2_431.0, 3_173.0, 4_057.0, 5_281.0, 6_137.0];

#[rustfmt::skip]
fn recipe(drum: Drum) -> Recipe {
    let r = |level, tone, tone_level, noise, attack, decay, noise_level, ring| Recipe {
        level, tone, tone_level, noise, attack, decay, noise_level, ring,
    };
    match drum {
        Drum::Kick       => r(0.95, (48.0, 1.7, 0.16), 1.0, (800.0, 5_000.0), 0.0, 0.006, 0.35, &[]),
        Drum::Snare      => r(0.70, (185.0, 0.5, 0.07), 0.6, (900.0, 9_000.0), 0.0, 0.085, 0.8, &[]),
        Drum::Rim        => r(0.45, (440.0, 0.2, 0.02), 0.6, (1_200.0, 6_000.0), 0.0, 0.012, 0.4, &[1_720.0]),
        Drum::Brush      => r(0.30, NO_TONE, 0.0, (1_200.0, 7_000.0), 0.03, 0.11, 1.0, &[]),
        Drum::Clap       => r(0.60, NO_TONE, 0.0, (900.0, 4_500.0), 0.012, 0.07, 1.0, &[]),
        Drum::Hat        => r(0.26, NO_TONE, 0.0, (7_000.0, 16_000.0), 0.0, 0.028, 1.0, METAL),
        Drum::Pedal      => r(0.22, NO_TONE, 0.0, (5_000.0, 12_000.0), 0.002, 0.035, 1.0, METAL),
        Drum::Open       => r(0.26, NO_TONE, 0.0, (6_500.0, 15_000.0), 0.0, 0.16, 1.0, METAL),
        Drum::Ride       => r(0.22, NO_TONE, 0.0, (5_000.0, 13_000.0), 0.0, 0.22, 0.5, METAL),
        Drum::Crash      => r(0.40, NO_TONE, 0.0, (3_000.0, 14_000.0), 0.004, 0.55, 1.0, METAL),
        Drum::Tom        => r(0.65, (105.0, 0.6, 0.14), 1.0, (600.0, 4_000.0), 0.0, 0.01, 0.25, &[]),
        Drum::Shaker     => r(0.16, NO_TONE, 0.0, (5_000.0, 12_000.0), 0.018, 0.022, 1.0, &[]),
        Drum::Tambourine => r(0.22, NO_TONE, 0.0, (6_000.0, 15_000.0), 0.003, 0.05, 0.8, METAL),
        Drum::Conga      => r(0.45, (196.0, 0.1, 0.11), 1.0, (500.0, 3_000.0), 0.0, 0.008, 0.25, &[]),
        Drum::Slap       => r(0.40, (310.0, 0.2, 0.025), 0.7, (1_500.0, 7_000.0), 0.0, 0.018, 0.7, &[]),
        Drum::Cowbell    => r(0.25, (562.0, 0.0, 0.06), 0.6, (900.0, 4_000.0), 0.0, 0.004, 0.2, &[845.0]),
        Drum::Clave      => r(0.35, (2_480.0, 0.0, 0.018), 1.0, (900.0, 4_000.0), 0.0, 0.002, 0.2, &[]),
    }
}

/// The drums of one piece: every kit is tuned, damped and as bright as its owner likes.
pub(crate) struct Kit {
    pitch: f32,
    length: f32,
    bright: f32,
}

impl Kit {
    pub(crate) fn new(chance: &mut Random) -> Self {
        Self {
            pitch: chance.between(0.8, 1.3) as f32,
            length: chance.between(0.7, 1.5) as f32,
            bright: chance.between(0.7, 1.25) as f32,
        }
    }

    /// Adds one hit to `out`, which begins with it. `velocity` is 0 to 1.
    pub(crate) fn strike(&self, drum: Drum, velocity: f32, out: &mut [f32], chance: &mut Random) {
        let recipe = recipe(drum);
        let rate = RATE_HZ as f32;
        let decay = recipe.decay * self.length;
        let tone_decay = recipe.tone.2 * self.length;
        let length = ((9.0 * decay.max(tone_decay) + recipe.attack) * rate) as usize;
        // A soft stroke is duller, not only quieter.
        let bright = self.bright * (0.6 + 0.4 * velocity);
        let mut high = OnePole::new(recipe.noise.0 * self.bright);
        let mut low = [OnePole::new(recipe.noise.1 * bright); 2];
        let level = recipe.level * velocity * velocity.sqrt();
        let partial = 0.5 * recipe.noise_level.max(0.5) / recipe.ring.len().max(1) as f32;
        let mut partials: Vec<Turn> =
            recipe.ring.iter().map(|hertz| Turn::new(hertz * self.pitch)).collect();
        let (fade, tone_fade, settle) = (fade_of(decay), fade_of(tone_decay), fade_of(0.025));
        let (mut envelope, mut tone_envelope, mut bend, mut phase) = (1.0, 1.0, 1.0, 0.0_f32);
        for (index, sample) in out.iter_mut().take(length).enumerate() {
            let time = index as f32 / rate;
            let mut tone = 0.0;
            if recipe.tone_level > 0.0 {
                let fall = (recipe.tone.1 * bend).exp2();
                phase = (phase + recipe.tone.0 * self.pitch * fall / rate).fract();
                tone = recipe.tone_level * (TAU * phase).sin() * tone_envelope;
                bend *= settle;
                tone_envelope *= tone_fade;
            }
            let swell = if time < recipe.attack { time / recipe.attack } else { envelope };
            if time >= recipe.attack {
                envelope *= fade;
            }
            let white = chance.noise();
            let noise = low.iter_mut().fold(white - high.low(white), |x, filter| filter.low(x));
            let ring: f32 = partials.iter_mut().map(Turn::next).sum();
            let metal = recipe.noise_level * noise + partial * ring;
            *sample += level * (tone + swell * metal);
        }
    }
}

/// The factor from sample to sample of a decay that falls by 8.7 dB in `seconds`.
fn fade_of(seconds: f32) -> f32 {
    (-1.0 / (seconds * RATE_HZ as f32)).exp()
}

/// A sine by rotation.
struct Turn {
    step: (f32, f32),
    state: (f32, f32),
}

impl Turn {
    fn new(hertz: f32) -> Self {
        let angle = TAU * hertz / RATE_HZ as f32;
        Self { step: (angle.cos(), angle.sin()), state: (1.0, 0.0) }
    }

    fn next(&mut self) -> f32 {
        let ((c, s), (x, y)) = (self.step, self.state);
        self.state = (c * x - s * y, s * x + c * y);
        y
    }
}
