//! What is written down about a piece is what is heard.

use pika_corpus::catalogue::{Part, compose, piece, style};
use pika_corpus::clock::Drift;
use pika_corpus::{RATE_HZ, Recording, STYLES, folder};

/// Loudness of the low notes in `length_s` from `at_s` on.
fn low_energy(recording: &Recording, at_s: f64, length_s: f64) -> f64 {
    let start = (at_s * f64::from(RATE_HZ)) as usize;
    let length = (length_s * f64::from(RATE_HZ)) as usize;
    // A running mean of five milliseconds lets nothing above about 200 Hz through.
    let window = 220;
    let part = &recording.samples[start..(start + length).min(recording.samples.len())];
    part.windows(window).step_by(8).map(|w| f64::from(w.iter().sum::<f32>()).powi(2)).sum()
}

#[test]
fn a_piece_is_the_same_each_time_and_the_parts_share_none() {
    let number = 11;
    let (first, again) = (piece(Part::Test, number).record(), piece(Part::Test, number).record());
    assert_eq!(first.truth, again.truth);
    assert!(first.samples == again.samples, "sample by sample");
    for part in [Part::Train, Part::Octave] {
        let other = piece(part, number).record();
        assert!(first.samples != other.samples && first.truth != other.truth, "{part:?}");
    }
}

#[test]
fn every_seventh_style_sounds_from_end_to_end_and_its_truth_is_in_order() {
    for number in (0..STYLES.len()).step_by(7) {
        let Recording { samples, truth } = piece(Part::Train, number).record();
        let seconds = samples.len() as f64 / f64::from(RATE_HZ);
        let name = STYLES[number].name;
        assert!((50.0..115.0).contains(&seconds), "{name}: {seconds} s");
        assert!(samples.iter().all(|sample| sample.abs() <= 1.0), "{name} clips");
        let loud = samples.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
        assert!(loud > 0.3, "{name}: {loud}");
        assert!(truth.beats_s.is_sorted() && truth.beats_s.last() < Some(&seconds), "{name}");
        assert!(truth.downbeats_s.iter().all(|one| truth.beats_s.contains(one)), "{name}");
        assert!(truth.intro_s + truth.outro_s.unwrap_or(0.0) < seconds * 0.6, "{name}: {truth:?}");
        let range = STYLES[number].bpm;
        assert!((range.0 * 0.95..range.1 * 1.05).contains(&truth.bpm), "{name}: {}", truth.bpm);
    }
}

#[test]
fn the_kick_of_four_on_the_floor_falls_on_the_beats() {
    let four = style("four on the floor").expect("it is a style");
    let recording = compose(four, 120.0, 5).record();
    let truth = &recording.truth;
    let groove = truth.beats_s.iter().filter(|beat| **beat > truth.intro_s + 1.0);
    let (mut on, mut off) = (0.0, 0.0);
    for beat in groove.clone().take(groove.count() - 8) {
        on += low_energy(&recording, *beat, 0.06);
        off += low_energy(&recording, beat - 0.08, 0.06);
    }
    assert!(on > 2.0 * off, "{on} on the beats, {off} before them");
}

#[test]
fn a_band_that_pushes_ends_faster_than_it_began() {
    let mut piece = compose(style("rock").expect("it is a style"), 120.0, 9);
    piece.drift = Drift::Push(0.06);
    let beats_s = piece.record().truth.beats_s;
    let (first, last) =
        (beats_s[1] - beats_s[0], beats_s[beats_s.len() - 1] - beats_s[beats_s.len() - 2]);
    assert!((first / last - 1.06).abs() < 0.005, "{first} s, then {last} s a beat");
}

#[test]
fn a_folder_has_a_manifest_and_all_that_it_names() {
    let folder = std::env::temp_dir().join(format!("pika-corpus-{}", std::process::id()));
    let mut heard = Vec::new();
    folder::write(&folder, Part::Test, 2, &mut |number| heard.push(number))
        .expect("it can be written");
    let manifest = std::fs::read_to_string(folder.join("manifest.csv")).expect("a manifest");
    let rows: Vec<Vec<&str>> = manifest.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!((heard, rows.len()), (vec![0, 1], 3));
    for row in &rows[1..] {
        assert_eq!(row.len(), rows[0].len(), "{row:?}");
        for (name, value) in rows[0].iter().zip(row) {
            if name.ends_with("_file") || *name == "path" {
                assert!(
                    folder.join(value).metadata().is_ok_and(|file| file.len() > 100),
                    "{value}"
                );
            }
        }
    }
    std::fs::remove_dir_all(folder).expect("it is ours");
}
