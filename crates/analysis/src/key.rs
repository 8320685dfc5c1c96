//! Which key the pitches of a track make: tuning corrected, folded to twelve pitch classes, compared with profiles, and
//! with the chords that the track begins and ends on; a small trained model weighs the two.
//! Where the pitches come from is the business of `chroma`.

use pika_domain::{Key, KeyAnalysis, Mode};

use crate::chroma::{Pitches, STEPS};
use crate::harmony::CLASSES;

const PITCH_CLASSES: usize = 12;
const STEPS_PER_SEMITONE: usize = STEPS / PITCH_CLASSES;
/// Share of the bass in the pitch classes: it names roots, but walks through everything.
const BASS_SHARE: f64 = 0.15;
/// The same in a single chord, where it walks less.
const CHORD_BASS_SHARE: f64 = 0.3;

/// How much each degree above the tonic belongs to the mode. Diatonic degrees only (as in the profiles of Á. Faraldo
/// et al., "Key estimation in electronic dance music", ECIR 2016), the tonic triad first, and a lowered seventh in
/// major, which blues and rock use all the time.
const MAJOR: Classes = [1.0, 0.0, 0.4, 0.0, 0.7, 0.4, 0.0, 0.8, 0.0, 0.4, 0.1, 0.3];
const MINOR: Classes = [1.0, 0.0, 0.4, 0.7, 0.0, 0.4, 0.0, 0.8, 0.3, 0.0, 0.3, 0.2];
/// The chord that pieces begin and end on.
const MAJOR_TRIAD: Classes = [1.0, 0.0, 0.0, 0.0, 0.6, 0.0, 0.0, 0.7, 0.0, 0.0, 0.0, 0.0];
const MINOR_TRIAD: Classes = [1.0, 0.0, 0.0, 0.6, 0.0, 0.0, 0.0, 0.7, 0.0, 0.0, 0.0, 0.0];
/// How much of the beginning and of the end is looked at, in seconds of sound.
const FIRST_S: f64 = 6.0;
const LAST_S: f64 = 4.0;

/// Below this correlation with every profile there is no key.
const NO_KEY: f64 = 0.35;
/// The correlation of a typical track; what fits less is less sure.
const CLEAR_KEY: f64 = 0.85;
/// A class that sounds more than this much above an even share speaks no louder.
const MOST: f64 = 3.0;

/// Share of each pitch class from C; they sum to 1, or to 0 where nothing sounds.
pub(crate) type Classes = [f64; PITCH_CLASSES];

/// Melody and bass of the whole track, of its beginning and of its end.
pub(crate) struct Tones {
    pub(crate) whole: [Classes; 2],
    pub(crate) first: [Classes; 2],
    pub(crate) last: [Classes; 2],
}

/// What speaks for a key, weighed by `training/fit_key.py`: how well the whole track fits the profile and its beginning
/// and end the triad, whether the mode is major; then the share of every degree in melody and bass, for major and minor.
struct Weights {
    fit: f64,
    first: f64,
    last: f64,
    major: f64,
    degrees: [[Classes; 2]; 2],
}

const WEIGHTS: Weights = include!("key_model.in");

/// The key, or nothing where there is no tonal material.
pub(crate) fn find_key(pitches: &Pitches) -> Option<KeyAnalysis> {
    let tones = tones(pitches)?;
    let mixed = mix(&tones.whole, BASS_SHARE);
    let (first, last) = (mix(&tones.first, CHORD_BASS_SHARE), mix(&tones.last, CHORD_BASS_SHARE));
    let mut best_fit = -1.0_f64;
    let mut ranked = Vec::new();
    let modes = [(Mode::Major, &MAJOR, &MAJOR_TRIAD), (Mode::Minor, &MINOR, &MINOR_TRIAD)];
    for ((mode, profile, triad), degrees) in modes.into_iter().zip(&WEIGHTS.degrees) {
        let major = if mode == Mode::Major { WEIGHTS.major } else { 0.0 };
        for tonic in 0..PITCH_CLASSES {
            let fit = correlation(&mixed, profile, tonic);
            best_fit = best_fit.max(fit);
            let degrees: f64 = (0..PITCH_CLASSES)
                .flat_map(|degree| {
                    let class = (degree + tonic) % PITCH_CLASSES;
                    tones.whole.iter().zip(degrees).map(move |(part, weights)| {
                        (part[class] * PITCH_CLASSES as f64 - 1.0).min(MOST) * weights[degree]
                    })
                })
                .sum();
            let score = fit * WEIGHTS.fit
                + correlation(&first, triad, tonic) * WEIGHTS.first
                + correlation(&last, triad, tonic) * WEIGHTS.last
                + major
                + degrees;
            ranked.push((Key::new(tonic as u8, mode), score));
        }
    }
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let [(key, best), (second, _), ..] = ranked[..] else { return None };
    let belief = 1.0 / ranked.iter().map(|(_, score)| (score - best).exp()).sum::<f64>();
    let clarity = ((best_fit - NO_KEY) / (CLEAR_KEY - NO_KEY)).min(1.0);
    (clarity > 0.0).then_some(KeyAnalysis {
        key,
        confidence: belief * clarity,
        second: Some(second),
    })
}

/// The pitch classes that the key is read from; absent where nothing sounds.
pub(crate) fn tones(pitches: &Pitches) -> Option<Tones> {
    let deviation = tuning(&pitches.melody);
    let melody = pitch_classes(&pitches.melody, deviation)?;
    let bass = pitch_classes(&pitches.bass, deviation).unwrap_or([0.0; PITCH_CLASSES]);
    let halves = |frames: [f32; CLASSES]| {
        [0, PITCH_CLASSES].map(|start| {
            let part = &frames[start..start + PITCH_CLASSES];
            let sum = f64::from(part.iter().sum::<f32>()).max(1e-9);
            std::array::from_fn(|class| f64::from(part[class]) / sum)
        })
    };
    Some(Tones {
        whole: [melody, bass],
        first: halves(pitches.harmony.first(FIRST_S)),
        last: halves(pitches.harmony.last(LAST_S)),
    })
}

fn mix([melody, bass]: &[Classes; 2], bass_share: f64) -> Classes {
    std::array::from_fn(|class| melody[class] * (1.0 - bass_share) + bass[class] * bass_share)
}

/// How far the track is tuned above the concert pitch, in steps from minus half to half a semitone.
fn tuning(histogram: &[f64; STEPS]) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (step, weight) in histogram.iter().enumerate() {
        let angle = std::f64::consts::TAU * step as f64 / STEPS_PER_SEMITONE as f64;
        re += weight * angle.cos();
        im += weight * angle.sin();
    }
    im.atan2(re) / std::f64::consts::TAU * STEPS_PER_SEMITONE as f64
}

/// The histogram around each semitone under a bell of about a quarter tone, summing to 1; absent where it is empty.
fn pitch_classes(histogram: &[f64; STEPS], deviation: f64) -> Option<Classes> {
    const WIDTH: f64 = 2.2;
    let mut classes = [0.0; PITCH_CLASSES];
    for (class, out) in classes.iter_mut().enumerate() {
        let centre = (class * STEPS_PER_SEMITONE) as f64 + deviation;
        for (step, weight) in histogram.iter().enumerate() {
            let half = STEPS as f64 / 2.0;
            let distance = (step as f64 - centre + half).rem_euclid(STEPS as f64) - half;
            *out += weight * (-0.5 * (distance / WIDTH).powi(2)).exp();
        }
    }
    let sum: f64 = classes.iter().sum();
    (sum > 0.0).then(|| classes.map(|class| class / sum))
}

/// Pearson's correlation coefficient of pitch classes with a profile above a tonic; 0 where nothing sounds.
fn correlation(classes: &Classes, profile: &Classes, tonic: usize) -> f64 {
    let mean = |values: &Classes| values.iter().sum::<f64>() / PITCH_CLASSES as f64;
    let (mean_a, mean_b) = (mean(classes), mean(profile));
    let (mut both, mut power_a, mut power_b) = (0.0, 0.0, 0.0);
    for (degree, b) in profile.iter().enumerate() {
        let a = classes[(degree + tonic) % PITCH_CLASSES] - mean_a;
        both += a * (b - mean_b);
        power_a += a.powi(2);
        power_b += (b - mean_b).powi(2);
    }
    both / (power_a.sqrt() * power_b.sqrt() + 1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harmony::Harmony;

    const C_MAJOR: [usize; 3] = [0, 4, 7];
    const A_MINOR: [usize; 3] = [9, 0, 4];

    /// The chords of both keys for a minute, each as long as the other, between a first and a last chord.
    fn between(first: [usize; 3], last: [usize; 3]) -> Pitches {
        let mut pitches =
            Pitches { melody: [0.0; STEPS], bass: [0.0; STEPS], harmony: Harmony::new() };
        let middle = [C_MAJOR, A_MINOR].into_iter().cycle().take(20);
        for chord in [first].into_iter().chain(middle).chain([last]) {
            let mut frame = [0.0; CLASSES];
            for class in chord {
                frame[class] += 1.0 / 3.0;
                pitches.melody[class * STEPS_PER_SEMITONE] += 1.0 / 3.0;
            }
            frame[PITCH_CLASSES + chord[0]] = 1.0;
            pitches.bass[chord[0] * STEPS_PER_SEMITONE] += 1.0;
            for _ in 0..40 {
                pitches.harmony.push(&frame);
            }
        }
        pitches
    }

    fn key(pitches: &Pitches) -> Key {
        find_key(pitches).expect("chords have a key").key
    }

    #[test]
    fn of_two_keys_with_the_same_tones_it_is_the_one_that_begins_and_ends() {
        assert_eq!(key(&between(C_MAJOR, C_MAJOR)), Key::new(0, Mode::Major));
        assert_eq!(key(&between(A_MINOR, A_MINOR)), Key::new(9, Mode::Minor));
    }

    #[test]
    fn a_silent_track_has_no_key() {
        let silence = Pitches { melody: [0.0; STEPS], bass: [0.0; STEPS], harmony: Harmony::new() };
        assert_eq!(find_key(&silence).map(|found| found.key), None);
    }
}
