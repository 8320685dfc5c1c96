//! The tempo that is danced, on the music that analysers get wrong. Every case is a groove that a small band plays at
//! several tempi.

use pika_domain::TempoAnalysis;

use crate::band::{Groove, RATE_HZ, play};
use crate::sound::{Coding, analyse, wav};

const QUARTERS: &[f64] = &[0.0, 1.0, 2.0, 3.0];
const EIGHTHS: &[f64] = &[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5];
const BACKBEAT: &[f64] = &[1.0, 3.0];
const SIXTEENTHS: &[f64] =
    &[0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.25, 3.5, 3.75];
const TWELVE_BAR: &[i32] = &[0, 0, 0, 0, 5, 5, 0, 0, 7, 5, 0, 7];

const SLOW_BLUES: Groove = Groove {
    kick: &[0.0, 2.0, 2.5],
    snare: BACKBEAT,
    hats: EIGHTHS,
    bass: EIGHTHS,
    chords: &[0.0, 1.5, 2.5],
    swing: 2.0,
    bars_a_chord: 1,
    roots: TWELVE_BAR,
};
pub(crate) const SHUFFLE: Groove = Groove { kick: &[0.0, 2.0], bass: QUARTERS, ..SLOW_BLUES };
const SWING: Groove = Groove {
    kick: &[0.0, 2.0],
    snare: BACKBEAT,
    // The ride cymbal's pattern.
    hats: &[0.0, 1.0, 1.5, 2.0, 3.0, 3.5],
    bass: QUARTERS,
    chords: &[0.5, 1.5, 3.0],
    swing: 1.7,
    bars_a_chord: 2,
    roots: &[0, 9, 2, 7],
};
const BOOGIE: Groove =
    Groove { bass: EIGHTHS, chords: BACKBEAT, roots: TWELVE_BAR, bars_a_chord: 1, ..SWING };
const HALF_TIME: Groove = Groove {
    kick: &[0.0, 0.75, 2.5],
    snare: &[1.0, 3.0],
    hats: SIXTEENTHS,
    bass: &[0.0, 0.75, 2.5],
    chords: &[0.0],
    swing: 1.0,
    bars_a_chord: 1,
    roots: &[0, 8, 3, 10],
};

/// A shuffle that is pushed: kick and chords come in on the pick-ups, bass and snare keep the beat.
const PUSHED: Groove = Groove {
    kick: &[0.5, 1.5, 2.5, 3.5],
    snare: BACKBEAT,
    hats: EIGHTHS,
    bass: QUARTERS,
    chords: &[0.5, 1.5, 2.5, 3.5],
    ..SLOW_BLUES
};

/// Plays a groove and analyses it; `bpm` is what a dancer would tap.
fn tempo(groove: &Groove, bpm: f64) -> TempoAnalysis {
    let bars = (bpm * 50.0 / 240.0) as usize;
    let take = play(groove, bpm, bars, bpm as u64);
    let found = analyse("take.wav", &wav(&take.samples, RATE_HZ, 1, Coding::Int16));
    let tempo = found.expect("music").tempo.expect("a tempo");
    let first = tempo.beats_s[tempo.beats_s.len() / 2];
    assert!(take.beats_s.len() > 8 && first > 0.0);
    tempo
}

/// At each tempo, what is danced is so many times what is played.
fn check(groove: &Groove, tempi: &[f64], danced: f64) {
    for bpm in tempi {
        let found = tempo(groove, *bpm);
        let ratio = found.danced.value() / (bpm * danced);
        assert!(
            (ratio - 1.0).abs() < 0.01,
            "{bpm} is danced {:?}: {:?}",
            found.danced,
            found.candidates
        );
    }
}

#[test]
fn a_slow_blues_is_danced_as_slowly_as_it_is_played() {
    check(&SLOW_BLUES, &[60.0, 64.0, 68.0, 72.0, 75.0], 1.0);
}

#[test]
fn a_shuffle_does_not_become_three_to_two() {
    check(&SHUFFLE, &[84.0, 92.0, 104.0, 118.0, 126.0], 1.0);
}

#[test]
fn fast_swing_is_danced_at_half_its_tempo() {
    check(&SWING, &[152.0, 164.0, 178.0, 196.0], 0.5);
}

#[test]
fn boogie_is_danced_at_half_its_tempo() {
    check(&BOOGIE, &[150.0, 160.0, 172.0, 188.0], 0.5);
}

#[test]
fn half_time_rhythm_and_blues_is_danced_at_the_backbeat_not_at_the_hats() {
    check(&HALF_TIME, &[66.0, 72.0, 78.0, 84.0], 1.0);
}

#[test]
fn swing_is_measured_as_long_to_short() {
    for ratio in [1.0, 1.5, 2.0, 2.4] {
        let found = tempo(&Groove { swing: ratio, ..SHUFFLE }, 104.0).swing.expect("off-beats");
        assert!((found / ratio - 1.0).abs() < 0.1, "{ratio} is measured as {found:.2}");
    }
    let without = Groove { hats: QUARTERS, chords: &[0.0], ..SWING };
    assert_eq!(tempo(&Groove { hats: QUARTERS, ..without }, 104.0).swing, None, "no off-beats");
}

#[test]
fn pick_ups_louder_than_the_beat_do_not_move_it() {
    for bpm in [72.0, 84.0, 92.0, 104.0, 112.0, 118.0, 126.0] {
        let take = play(&PUSHED, bpm, 24, bpm as u64);
        let found = analyse("take.wav", &wav(&take.samples, RATE_HZ, 1, Coding::Int16));
        let found = found.expect("music").tempo.expect("a tempo");
        let met = |beat: &&f64| found.beats_s.iter().any(|other| (*beat - other).abs() < 0.07);
        let met = take.beats_s.iter().filter(met).count();
        assert_eq!(met, take.beats_s.len(), "{bpm} read as {:?}", found.bpm);
    }
}
