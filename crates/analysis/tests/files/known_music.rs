//! Music whose tempo, beats, key, loudness and feel are known because they were put there.

use pika_analysis::ANALYSIS_VERSION;
use pika_domain::{Analysis, WAVEFORM_COLUMNS};

use crate::sound::{Coding, Kit, RATE_HZ, analyse, analyse_samples, chords, noise, samples, wav};

const STRAIGHT: &[f64] = &[0.0, 0.5];
const SHUFFLE: &[f64] = &[0.0, 2.0 / 3.0];

fn played(kit: &Kit, seconds: f64) -> Analysis {
    analyse_samples(&samples(seconds, RATE_HZ, |time| kit.at(time))).expect("music")
}

#[test]
fn tempo_is_right_to_a_twentieth_and_beats_to_fifteen_milliseconds() {
    for (bpm, hats) in [(92.0, STRAIGHT), (104.37, STRAIGHT), (118.0, SHUFFLE), (126.5, STRAIGHT)] {
        let found = played(&Kit { bpm, start_s: 0.7, hats }, 60.0);
        let tempo = found.tempo.expect("a tempo");
        assert!((tempo.bpm.value() - bpm).abs() <= 0.05, "{bpm}: {:?}", tempo.bpm);
        assert!(tempo.stability > 0.99 && tempo.confidence > 0.5, "{bpm}: {tempo:?}");
        assert!(tempo.beats_s.is_sorted(), "{bpm}");
        for beat in &tempo.beats_s {
            let beats = (beat - 0.7) * bpm / 60.0;
            let miss_ms = (beats - beats.round()) * 60_000.0 / bpm;
            assert!(miss_ms.abs() < 15.0, "{bpm}: a beat {miss_ms:.1} ms off at {beat:.2} s");
        }
    }
}

#[test]
fn a_shuffle_is_not_read_as_another_tempo() {
    for bpm in [84.0, 100.0, 120.0] {
        let tempo = played(&Kit { bpm, start_s: 0.2, hats: SHUFFLE }, 45.0).tempo.expect("a tempo");
        let ratio = tempo.danced.value() / bpm;
        assert!((ratio - 1.0).abs() < 0.005, "{bpm} became {:?}", tempo.danced);
    }
}

#[test]
fn dancers_step_at_half_of_a_fast_tempo_and_at_the_tempo_of_a_slow_one() {
    for (bpm, danced) in [(172.0, 86.0), (184.0, 92.0), (72.0, 72.0), (96.0, 96.0), (128.0, 128.0)]
    {
        let tempo =
            played(&Kit { bpm, start_s: 0.0, hats: STRAIGHT }, 45.0).tempo.expect("a tempo");
        let ratio = tempo.danced.value() / danced;
        assert!((ratio - 1.0).abs() < 0.01, "{bpm}: danced {:?}, not {danced}", tempo.danced);
    }
}

#[test]
fn a_live_bands_drift_is_followed() {
    // 100 BPM that leans 2.5 percent to each side within half a minute.
    let phase = |time: f64| {
        let swing = 0.025 * 30.0 / std::f64::consts::TAU;
        time + swing * (1.0 - (time * std::f64::consts::TAU / 30.0).cos())
    };
    let kit = Kit { bpm: 100.0, start_s: 0.0, hats: STRAIGHT };
    // A chord a bar: four beats, 2.4 s, in which `chords` counts two. Without them a bass line of one bar is left, which
    // goes round and round.
    let progression = [(0, 4), (9, 3), (5, 4), (7, 4)];
    for loudness in [0.5, 0.0] {
        let band = |time: f64| {
            kit.at(phase(time)) + loudness * chords(&progression, 0.0, phase(time) * 2.0 / 2.4)
        };
        let found = analyse_samples(&samples(60.0, RATE_HZ, band)).expect("music");
        let tempo = found.tempo.expect("a tempo");
        assert!((tempo.bpm.value() - 100.0).abs() < 1.5, "{loudness}: {:?}", tempo.candidates);
        assert!(tempo.stability < 0.99, "{}", tempo.stability);
        let near = |beat: &&f64| {
            let beats = phase(**beat) * 100.0 / 60.0;
            (beats - beats.round()).abs() * 0.6 < 0.04
        };
        let hits = tempo.beats_s.iter().filter(near).count();
        assert!(hits * 100 >= tempo.beats_s.len() * 95, "{hits} of {}", tempo.beats_s.len());
    }
}

#[test]
fn keys_are_named_in_major_and_minor_and_in_any_tuning() {
    let (major, minor) = (4, 3);
    for (name, progression, cents) in [
        ("C major", [(0, major), (5, major), (7, major), (0, major)], 0.0),
        ("A minor", [(-3, minor), (2, minor), (4, minor), (-3, minor)], 0.0),
        ("F# major", [(6, major), (-1, major), (1, major), (6, major)], 30.0),
        ("D minor", [(2, minor), (7, minor), (-3, minor), (2, minor)], -40.0),
    ] {
        let sound = samples(32.0, RATE_HZ, |time| chords(&progression, cents, time));
        let key = analyse_samples(&sound).expect("music").key.expect("a key");
        assert_eq!(key.key.to_string(), name, "{cents} cents: {key:?}");
        assert!(key.second.is_some_and(|second| second != key.key), "{key:?}");
    }
}

#[test]
fn rate_channels_and_coding_change_nothing_of_the_result() {
    let kit = Kit { bpm: 108.0, start_s: 0.3, hats: STRAIGHT };
    for (rate_hz, channels, coding) in [
        (8_000, 1, Coding::Int16),
        (44_100, 2, Coding::Int24),
        (48_000, 2, Coding::Float32),
        (192_000, 1, Coding::Int16),
    ] {
        let sound = samples(30.0, rate_hz, |time| kit.at(time));
        let found = analyse("sound.wav", &wav(&sound, rate_hz, channels, coding)).expect("music");
        assert!((found.duration_s - 30.0).abs() < 0.01, "{rate_hz}: {}", found.duration_s);
        let tempo = found.tempo.expect("a tempo");
        assert!((tempo.bpm.value() - 108.0).abs() < 0.1, "{rate_hz}: {:?}", tempo.bpm);
        assert_eq!(found.waveform.len(), WAVEFORM_COLUMNS);
        assert_eq!((found.version, found.skipped_frames), (ANALYSIS_VERSION, 0));
    }
}

#[test]
fn a_louder_master_has_the_same_fingerprint() {
    let kit = Kit { bpm: 100.0, start_s: 0.0, hats: STRAIGHT };
    let at = |gain: f64| {
        let sound = samples(30.0, RATE_HZ, |time| gain * kit.at(time));
        analyse("sound.wav", &wav(&sound, RATE_HZ, 1, Coding::Float32)).expect("music")
    };
    let (loud, quiet) = (at(1.0), at(0.05));
    let figures = |found: &Analysis| {
        let f = found.fingerprint;
        [f.energy, f.danceability, f.brightness, f.acousticness, f.groove]
    };
    for (a, b) in figures(&loud).into_iter().zip(figures(&quiet)) {
        assert!((a - b).abs() < 0.5, "{:?} and {:?}", loud.fingerprint, quiet.fingerprint);
    }
    let lufs = |found: &Analysis| found.loudness.integrated_lufs.expect("loud enough");
    assert!((lufs(&loud) - lufs(&quiet) - 26.02).abs() < 0.2);
}

#[test]
fn the_fingerprint_orders_what_ears_would_order() {
    let tone =
        analyse_samples(&samples(20.0, RATE_HZ, |time| chords(&[(0, 4), (5, 4)], 0.0, time)));
    let hiss = analyse_samples(&samples(20.0, RATE_HZ, |time| {
        0.3 * noise((time * f64::from(RATE_HZ)) as u64)
    }));
    let (tone, hiss) = (tone.expect("sound").fingerprint, hiss.expect("sound").fingerprint);
    assert!(tone.acousticness > hiss.acousticness + 30.0, "{tone:?} {hiss:?}");
    assert!(tone.brightness < hiss.brightness - 30.0, "{tone:?} {hiss:?}");
    let beat = played(&Kit { bpm: 110.0, start_s: 0.0, hats: STRAIGHT }, 20.0).fingerprint;
    assert!(beat.danceability > hiss.danceability + 20.0, "{beat:?} {hiss:?}");
    assert!(beat.groove > hiss.groove, "{beat:?} {hiss:?}");
}
