//! Which key the pitches of a track make: tuning corrected, folded to twelve pitch classes, compared with profiles.
//! Where the pitches come from is the business of `chroma`.

use pika_domain::{Key, KeyAnalysis, Mode};

use crate::chroma::{Pitches, STEPS};

const PITCH_CLASSES: usize = 12;
const STEPS_PER_SEMITONE: usize = STEPS / PITCH_CLASSES;
/// Share of the bass in the pitch classes: it names roots, but walks through everything.
const BASS_SHARE: f64 = 0.15;

/// How much each degree above the tonic belongs to the mode. Diatonic degrees only (as in the profiles of Á. Faraldo
/// et al., "Key estimation in electronic dance music", ECIR 2016), the tonic triad first, and a lowered seventh in
/// major, which blues and rock use all the time.
const MAJOR: [f64; PITCH_CLASSES] = [1.0, 0.0, 0.4, 0.0, 0.7, 0.4, 0.0, 0.8, 0.0, 0.4, 0.1, 0.3];
const MINOR: [f64; PITCH_CLASSES] = [1.0, 0.0, 0.4, 0.7, 0.0, 0.4, 0.0, 0.8, 0.3, 0.0, 0.3, 0.2];

/// Below this correlation with every profile there is no key.
const NO_KEY: f64 = 0.35;
/// A lead over the second best of this much correlation counts as certain.
const CERTAIN_LEAD: f64 = 0.2;

/// The key, or nothing where there is no tonal material.
pub(crate) fn find_key(pitches: &Pitches) -> Option<KeyAnalysis> {
    let deviation = tuning(&pitches.melody);
    let melody = pitch_classes(&pitches.melody, deviation)?;
    let bass = pitch_classes(&pitches.bass, deviation).unwrap_or(melody);
    let mut mixed = [0.0; PITCH_CLASSES];
    for ((out, melody), bass) in mixed.iter_mut().zip(melody).zip(bass) {
        *out = melody * (1.0 - BASS_SHARE) + bass * BASS_SHARE;
    }
    let mut ranked: Vec<(Key, f64)> = [(Mode::Major, &MAJOR), (Mode::Minor, &MINOR)]
        .into_iter()
        .flat_map(|(mode, profile)| {
            (0..PITCH_CLASSES as u8).map(move |tonic| (tonic, mode, profile))
        })
        .map(|(tonic, mode, profile)| {
            let mut from_tonic = mixed;
            from_tonic.rotate_left(usize::from(tonic));
            (Key::new(tonic, mode), correlation(&from_tonic, profile))
        })
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let [(key, best), (second, next), ..] = ranked[..] else { return None };
    let confidence = ((best - next) / CERTAIN_LEAD * best).clamp(0.0, 1.0);
    (best > NO_KEY).then_some(KeyAnalysis { key, confidence, second: Some(second) })
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
fn pitch_classes(histogram: &[f64; STEPS], deviation: f64) -> Option<[f64; PITCH_CLASSES]> {
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

/// Pearson's correlation coefficient.
fn correlation(a: &[f64; PITCH_CLASSES], b: &[f64; PITCH_CLASSES]) -> f64 {
    let mean = |values: &[f64; PITCH_CLASSES]| values.iter().sum::<f64>() / PITCH_CLASSES as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut both, mut power_a, mut power_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        both += (a - mean_a) * (b - mean_b);
        power_a += (a - mean_a).powi(2);
        power_b += (b - mean_b).powi(2);
    }
    both / (power_a * power_b).sqrt().max(1e-12)
}
