//! Sound that is no song: a modest result.

use crate::sound::{RATE_HZ, analyse_samples, noise, samples};

/// Syllables of voiced sound and hiss at the uneven distances of speech.
fn speech(seconds: f64) -> Vec<f32> {
    let mut starts = vec![0.0];
    while starts[starts.len() - 1] < seconds {
        let number = starts.len() as u64;
        let pause = if number.is_multiple_of(9) { 0.5 } else { 0.0 };
        starts.push(starts[starts.len() - 1] + 0.21 + 0.11 * noise(number) + pause);
    }
    samples(seconds, RATE_HZ, |time| {
        let number = starts.partition_point(|start| *start <= time);
        let since = time - starts[number - 1];
        let pitch = 110.0 * (1.0 + 0.25 * noise(number as u64 + 1_000));
        let voice: f64 = (1..12)
            .map(|n| (std::f64::consts::TAU * pitch * f64::from(n) * time).sin() / f64::from(n))
            .sum();
        let hiss = noise((time * f64::from(RATE_HZ)) as u64);
        let swell = (since / 0.02).min(1.0) * (-since / 0.09).exp();
        swell * (0.25 * voice + if number.is_multiple_of(3) { 0.2 * hiss } else { 0.0 })
    })
}

#[test]
fn speech_has_no_sure_tempo_no_sure_key_and_no_bars() {
    let found = analyse_samples(&speech(60.0)).expect("there is sound");
    assert!(found.key.is_none_or(|key| key.confidence < 0.5), "{:?}", found.key);
    let tempo = found.tempo;
    let confidence = tempo.as_ref().map_or(0.0, |tempo| tempo.confidence);
    assert!(confidence < 0.4, "{confidence}");
    assert_eq!(tempo.and_then(|tempo| tempo.bars), None);
}

#[test]
fn a_click_track_has_a_tempo_and_neither_key_nor_bars() {
    let clicks = samples(60.0, RATE_HZ, |time| {
        let since = time.rem_euclid(60.0 / 112.0);
        0.8 * (-since / 0.002).exp() * noise((since * f64::from(RATE_HZ)) as u64)
    });
    let found = analyse_samples(&clicks).expect("there is sound");
    let tempo = found.tempo.expect("a tempo");
    assert!((tempo.danced.value() - 112.0).abs() < 0.05, "{:?}", tempo.danced);
    assert_eq!(tempo.bars, None, "every click is like the others");
    assert!(found.key.is_none_or(|key| key.confidence < 0.3), "{:?}", found.key);
}
