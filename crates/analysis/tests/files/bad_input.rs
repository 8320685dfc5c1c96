//! What is not music, or not whole: an error with its reason or a modest result, never a crash or an invented number.

use std::cell::Cell;

use pika_analysis::{AnalysisError, analyse_file};

use crate::sound::{Coding, Kit, RATE_HZ, analyse, analyse_samples, file, noise, samples, wav};

fn music(seconds: f64) -> Vec<u8> {
    let kit = Kit { bpm: 100.0, start_s: 0.0, hats: &[0.0, 0.5] };
    wav(&samples(seconds, RATE_HZ, |time| kit.at(time)), RATE_HZ, 1, Coding::Int16)
}

#[test]
fn what_is_not_audio_says_so_whatever_its_name() {
    let zeros = vec![0; 100_000];
    for content in [&b""[..], b"RIFF", b"a shopping list", &zeros, &[0xff; 5_000]] {
        let found = analyse("list.mp3", content);
        let refused =
            matches!(found, Err(AnalysisError::NotAudio(_) | AnalysisError::NothingDecoded));
        assert!(refused, "{} bytes: {found:?}", content.len());
    }
}

#[test]
fn a_wrong_extension_does_no_harm() {
    for name in ["music.mp3", "music.flac", "music", "music.txt"] {
        assert!(analyse(name, &music(6.0)).is_ok(), "{name}");
    }
}

#[test]
fn a_folder_a_missing_file_and_a_pipe_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [folder.path().to_owned(), folder.path().join("missing.wav"), "/dev/null".into()] {
        let found = analyse_file(&path, &|_| false);
        assert!(matches!(found, Err(AnalysisError::Unreadable(_))), "{path:?}: {found:?}");
    }
}

#[test]
fn a_file_cut_short_is_named_as_such_and_a_missing_end_is_forgiven() {
    let whole = music(20.0);
    let found = analyse("cut.wav", &whole[..whole.len() / 4]);
    let Err(AnalysisError::Truncated { decoded_s, announced_s }) = found else {
        panic!("{found:?}");
    };
    assert!((decoded_s - 5.0).abs() < 0.2 && (announced_s - 20.0).abs() < 0.1);
    let found = analyse("nearly.wav", &whole[..whole.len() * 9 / 10]).expect("enough is there");
    assert!((found.duration_s - 18.0).abs() < 0.2, "{}", found.duration_s);
}

#[test]
fn every_cut_of_a_file_is_an_answer() {
    let whole = music(2.0);
    for length in (0..200).chain((200..whole.len()).step_by(9_973)) {
        // Only that it comes back matters here.
        let _ = analyse("cut.wav", &whole[..length]);
    }
}

#[test]
fn silence_is_silent_and_a_moment_is_too_short() {
    let silent = analyse_samples(&vec![0.0; 100_000]);
    assert!(matches!(silent, Err(AnalysisError::Silent)), "{silent:?}");
    let short = analyse_samples(&vec![0.5; 2_000]);
    assert!(matches!(short, Err(AnalysisError::TooShort(_))), "{short:?}");
}

#[test]
fn noise_and_a_steady_tone_have_no_sure_tempo_and_noise_has_no_key() {
    let hiss = samples(30.0, RATE_HZ, |time| 0.5 * noise((time * f64::from(RATE_HZ)) as u64));
    let tone = samples(30.0, RATE_HZ, |time| 0.5 * (time * 440.0 * std::f64::consts::TAU).sin());
    for (sound, is_noise) in [(hiss, true), (tone, false)] {
        let found = analyse_samples(&sound).expect("there is sound");
        let confidence = found.tempo.map_or(0.0, |tempo| tempo.confidence);
        assert!(confidence < 0.3, "{confidence}");
        let key = found.key.filter(|key| key.confidence >= 0.1);
        assert!(!is_noise || key.is_none(), "{key:?}");
    }
}

#[test]
fn two_seconds_have_no_tempo_and_that_is_all() {
    let found = analyse("short.wav", &music(2.0)).expect("there is sound");
    assert!(found.tempo.is_none() && found.loudness.integrated_lufs.is_some());
}

#[test]
fn broken_samples_are_mended() {
    let kit = Kit { bpm: 100.0, start_s: 0.0, hats: &[0.0, 0.5] };
    let mut sound = samples(20.0, RATE_HZ, |time| kit.at(time));
    for i in (0..sound.len()).step_by(5_001) {
        sound[i] = [f32::NAN, f32::INFINITY, -f32::INFINITY, 1e30][i % 4];
    }
    let found = analyse("nan.wav", &wav(&sound, RATE_HZ, 1, Coding::Float32)).expect("music");
    assert!(found.loudness.integrated_lufs.is_some_and(f64::is_finite));
    assert!(found.fingerprint.energy.is_finite() && found.fingerprint.brightness.is_finite());
}

#[test]
fn an_absurd_header_is_refused() {
    for rate_hz in [0, 1, 4_000_000_000] {
        let found =
            analyse("odd.wav", &wav(&[0.5; 1_000], rate_hz % 1_000_000_000, 1, Coding::Int16));
        assert!(found.is_err(), "{rate_hz}: {found:?}");
    }
}

#[test]
fn the_caller_can_stop_at_any_time() {
    let (_folder, path) = file("music.wav", &music(30.0));
    for patience in [0, 1, 20] {
        let asked = Cell::new(0);
        let found = analyse_file(&path, &|_| {
            asked.set(asked.get() + 1);
            asked.get() > patience
        });
        assert!(matches!(found, Err(AnalysisError::Stopped)), "{patience}: {found:?}");
    }
}
