//! From strokes and notes to sound: players, levels, a room, the medium that it was kept on, and the loudness of its time.

use crate::RATE_HZ;
use crate::arrange::{Event, ROLES, Role, Sound};
use crate::drums::Kit;
use crate::filter::OnePole;
use crate::piece::Piece;
use crate::random::Random;

/// How a piece was recorded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Share of reverberation.
    pub wet: f32,
    /// Drums against the rest, dB.
    pub drums_db: f32,
    /// The tune against the rest, dB.
    pub lead_db: f32,
    /// Nothing above this, Hz: an old record.
    pub top_hz: Option<f32>,
    /// Chords and bass duck under the kick by this share.
    pub pump: f32,
    /// How hard the sum is driven into saturation; 1 is clean.
    pub drive: f32,
    /// Highest sample, 0 to 1.
    pub peak: f32,
}

const FADE_S: f32 = 9.0;

/// Plays the events into one channel.
pub(crate) fn down(events: &[Event], end_s: f64, piece: &Piece, chance: &mut Random) -> Vec<f32> {
    let rate = f64::from(RATE_HZ);
    let length = (end_s * rate) as usize;
    let room = piece.room;
    let kit = Kit::new(chance);
    let mut mix = vec![0.0; length];
    let mut ducked = vec![0.0; length];
    let tuning = piece.cents / 100.0;
    for role in ROLES {
        let mut stem = vec![0.0_f32; length];
        for event in events.iter().filter(|event| event.role == role) {
            let start = (event.at_s * rate) as usize;
            let Some(out) = stem.get_mut(start..) else { continue };
            let velocity = event.velocity as f32;
            match event.sound {
                Sound::Hit(drum) => kit.strike(drum, velocity, out, chance),
                Sound::Note(instrument, note, length_s) => {
                    let hertz = 440.0 * ((note + tuning - 69.0) / 12.0).exp2();
                    instrument.play(hertz as f32, length_s as f32, velocity, out, chance);
                }
            }
        }
        // Every role as loud as every other, then the balance of this mix: instruments differ too much by nature.
        let gain = 10_f32.powf(balance_db(role, room) / 20.0) / loudness(&stem).max(1e-4) * 0.1;
        let target = if role == Role::Drums || role == Role::Lead { &mut mix } else { &mut ducked };
        target.iter_mut().zip(&stem).for_each(|(out, sample)| *out += gain * sample);
    }
    pump(&mut ducked, events, room.pump);
    mix.iter_mut().zip(&ducked).for_each(|(out, sample)| *out += sample);
    reverberate(&mut mix, room.wet);
    if let Some(top_hz) = room.top_hz {
        age(&mut mix, top_hz, chance);
    }
    if piece.form.fades {
        let fade = (FADE_S * RATE_HZ as f32) as usize;
        for (index, sample) in mix.iter_mut().rev().take(fade).enumerate() {
            *sample *= index as f32 / fade as f32;
        }
    }
    master(&mut mix, room);
    mix
}

fn balance_db(role: Role, room: Room) -> f32 {
    match role {
        Role::Drums => 2.0 + room.drums_db,
        Role::Bass => 1.0,
        Role::Chords => -3.0,
        Role::Pad => -8.0,
        Role::Lead => room.lead_db,
    }
}

/// Root mean square of what is not silent.
fn loudness(stem: &[f32]) -> f32 {
    let sounding = stem.iter().filter(|sample| sample.abs() > 1e-3);
    let (sum, count) = sounding.fold((0.0_f64, 1_u32), |(sum, count), sample| {
        (sum + f64::from(sample * sample), count + 1)
    });
    (sum / f64::from(count)).sqrt() as f32
}

/// Lowers the sound after each kick, as dance music does.
fn pump(stem: &mut [f32], events: &[Event], depth: f32) {
    if depth == 0.0 {
        return;
    }
    let length = (0.22 * RATE_HZ as f32) as usize;
    for event in events {
        if matches!(event.sound, Sound::Hit(crate::drums::Drum::Kick)) {
            let start = (event.at_s * f64::from(RATE_HZ)) as usize;
            for (index, sample) in stem.iter_mut().skip(start).take(length).enumerate() {
                *sample *= 1.0 - depth * (1.0 - index as f32 / length as f32);
            }
        }
    }
}

/// A small room: four combs and two all-passes (Schroeder, 1962).
fn reverberate(sound: &mut [f32], wet: f32) {
    let mut combs =
        [1_557, 1_617, 1_491, 1_422].map(|length| (vec![0.0_f32; length], OnePole::new(4_500.0)));
    let mut passes = [225, 556].map(|length| vec![0.0_f32; length]);
    for (index, sample) in sound.iter_mut().enumerate() {
        let mut echo = 0.0;
        for (line, damping) in &mut combs {
            let place = index % line.len();
            let late = line[place];
            echo += late;
            line[place] = *sample + 0.8 * damping.low(late);
        }
        for line in &mut passes {
            let place = index % line.len();
            let late = line[place];
            let input = echo + 0.5 * late;
            line[place] = input;
            echo = late - 0.5 * input;
        }
        *sample += 0.25 * wet * echo;
    }
}

/// An old record: nothing high, little low, hiss and a crackle now and then.
fn age(sound: &mut [f32], top_hz: f32, chance: &mut Random) {
    let mut top = [OnePole::new(top_hz); 3];
    let mut bottom = OnePole::new(90.0);
    let mut crackle = 0.0_f32;
    for sample in sound {
        if chance.chance(4.0 / f64::from(RATE_HZ)) {
            crackle = 0.15 * chance.noise();
        }
        crackle *= 0.9;
        let worn = *sample + 0.002 * chance.noise() + crackle;
        let thin = worn - bottom.low(worn);
        *sample = top.iter_mut().fold(thin, |x, filter| filter.low(x));
    }
}

fn master(sound: &mut [f32], room: Room) {
    let most = |sound: &[f32]| sound.iter().fold(1e-6_f32, |most, sample| most.max(sample.abs()));
    let before = most(sound);
    for sample in sound.iter_mut() {
        *sample = (room.drive * *sample / before).tanh();
    }
    let gain = room.peak / most(sound);
    for sample in sound {
        *sample *= gain;
    }
}
