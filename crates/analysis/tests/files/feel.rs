//! Fingerprint, contour, bars, intro and outro: each figure grows with what it names, and with nothing else.

use pika_domain::{Analysis, CONTOUR_STEP_S};

use crate::band::{Groove, RATE_HZ, play};
use crate::danced::SHUFFLE;
use crate::sound::{Coding, Kit, analyse, analyse_samples, noise, samples, wav};

/// What the sounds score, which have more and more of something.
fn scores(sounds: impl Iterator<Item = Vec<f32>>, figure: impl Fn(&Analysis) -> f32) -> Vec<f32> {
    sounds.map(|sound| figure(&analyse_samples(&sound).expect("sound"))).collect()
}

fn assert_grows(figures: &[f32]) {
    let grows = figures.windows(2).all(|pair| pair[1] > pair[0] + 0.5);
    assert!(grows, "{figures:?}");
}

fn hiss(time: f64) -> f64 {
    noise((time * f64::from(RATE_HZ)) as u64)
}

#[test]
fn more_treble_is_brighter() {
    let tone = |time: f64, hz: f64| (time * hz * std::f64::consts::TAU).sin();
    let sounds = [0.0, 0.02, 0.06, 0.2].into_iter().map(|gain| {
        samples(15.0, RATE_HZ, move |time| 0.4 * tone(time, 220.0) + gain * tone(time, 4_000.0))
    });
    assert_grows(&scores(sounds, |found| found.fingerprint.brightness));
}

#[test]
fn more_noise_is_less_acoustic() {
    let sounds = [0.4, 0.1, 0.02, 0.0].into_iter().map(|gain| {
        samples(15.0, RATE_HZ, move |time| {
            0.3 * (time * 330.0 * std::f64::consts::TAU).sin() + gain * hiss(time)
        })
    });
    assert_grows(&scores(sounds, |found| found.fingerprint.acousticness));
}

#[test]
fn more_notes_are_more_energy() {
    let hats: [&[f64]; 3] = [&[0.0], &[0.0, 0.5], &[0.0, 0.25, 0.5, 0.75]];
    let sounds = hats.into_iter().map(|hats| {
        let kit = Kit { bpm: 100.0, start_s: 0.0, hats };
        samples(30.0, RATE_HZ, move |time| kit.at(time))
    });
    assert_grows(&scores(sounds, |found| found.fingerprint.energy));
}

#[test]
fn a_beat_that_sinks_in_noise_is_harder_to_dance_to() {
    let kit = Kit { bpm: 108.0, start_s: 0.0, hats: &[0.0, 0.5] };
    let sounds = [0.5, 0.15, 0.02]
        .into_iter()
        .map(|gain| samples(30.0, RATE_HZ, |time| kit.at(time) + gain * hiss(time)));
    assert_grows(&scores(sounds, |found| found.fingerprint.danceability));
}

#[test]
fn parts_of_the_beat_that_differ_more_have_more_groove() {
    let kit = Kit { bpm: 108.0, start_s: 0.0, hats: &[0.0] };
    let sounds = [0.3, 0.08, 0.0]
        .into_iter()
        .map(|gain| samples(30.0, RATE_HZ, |time| kit.at(time) + gain * hiss(time)));
    assert_grows(&scores(sounds, |found| found.fingerprint.groove));
}

#[test]
fn gain_changes_neither_fingerprint_nor_contour_nor_tempo() {
    let take = play(&SHUFFLE, 112.0, 20, 3);
    let at = |gain: f32| {
        let sound: Vec<f32> = take.samples.iter().map(|sample| sample * gain).collect();
        analyse("take.wav", &wav(&sound, RATE_HZ, 1, Coding::Float32)).expect("music")
    };
    let (loud, quiet) = (at(1.0), at(0.03));
    let figures = |found: &Analysis| {
        let f = found.fingerprint;
        [f.energy, f.danceability, f.brightness, f.acousticness, f.groove]
    };
    for (a, b) in figures(&loud).into_iter().zip(figures(&quiet)) {
        assert!((a - b).abs() < 0.5, "{:?} and {:?}", loud.fingerprint, quiet.fingerprint);
    }
    assert!(loud.contour.iter().zip(&quiet.contour).all(|(a, b)| a.abs_diff(*b) <= 1));
    let tempo = |found: &Analysis| found.tempo.as_ref().expect("a tempo").bpm;
    assert_eq!(tempo(&loud), tempo(&quiet));
    let peak = |found: &Analysis| found.loudness.true_peak_dbtp.expect("a peak");
    assert!((peak(&loud) - peak(&quiet) - 30.46).abs() < 0.05);
}

/// Chords alone, then the band, then chords alone: bars of four beats at 120 beats a minute are two seconds.
fn with_intro_and_outro() -> Analysis {
    let chords = Groove { kick: &[], snare: &[], hats: &[], bass: &[], ..SHUFFLE };
    let mut sound = Vec::new();
    for (groove, bars) in [(chords, 8), (SHUFFLE, 24), (chords, 6)] {
        let take = play(&groove, 120.0, bars, bars as u64);
        let first = (take.beats_s[0] * f64::from(RATE_HZ)) as usize;
        sound.extend(&take.samples[first..first + bars * 2 * RATE_HZ as usize]);
    }
    analyse("song.wav", &wav(&sound, RATE_HZ, 1, Coding::Int16)).expect("music")
}

#[test]
fn intro_and_outro_are_what_bass_and_drums_leave_out() {
    let found = with_intro_and_outro();
    let tempo = found.tempo.expect("a tempo");
    let (intro_s, outro_s) = (tempo.intro_s.expect("a groove"), tempo.outro_s.expect("a groove"));
    assert!((intro_s - 16.0).abs() < 2.5, "{intro_s}");
    assert!((outro_s - 12.0).abs() < 2.5, "{outro_s}");
}

#[test]
fn the_contour_is_low_before_the_band_and_high_with_it() {
    let found = with_intro_and_outro();
    let at = |time: f64| found.contour[(time / CONTOUR_STEP_S) as usize];
    assert_eq!(found.contour.len(), (found.duration_s / CONTOUR_STEP_S).ceil() as usize);
    assert!(at(30.0) > at(8.0) + 10 && at(30.0) > at(70.0) + 10, "{:?}", found.contour);
}

#[test]
fn the_ones_are_where_the_chords_change_and_the_kick_falls() {
    let song = Groove {
        kick: &[0.0],
        hats: &[1.0, 3.0],
        bass: &[0.0, 2.0],
        chords: &[0.0],
        roots: &[0, 9, 5, 7],
        ..SHUFFLE
    };
    for (bpm, seed) in [(96.0, 5), (112.0, 6), (126.0, 7)] {
        let take = play(&song, bpm, 24, seed);
        let found = analyse("take.wav", &wav(&take.samples, RATE_HZ, 1, Coding::Int16));
        let bars = found.expect("music").tempo.expect("a tempo").bars.expect("clear bars");
        assert_eq!(bars.beats_per_bar, 4);
        let bar_s = 240.0 / bpm;
        for downbeat in &bars.downbeats_s {
            let bars = (downbeat - take.beats_s[0]) / bar_s;
            let miss_s = (bars - bars.round()).abs() * bar_s;
            assert!(miss_s < 0.07, "{bpm}: a bar begins {miss_s:.2} s beside a one");
        }
    }
}
