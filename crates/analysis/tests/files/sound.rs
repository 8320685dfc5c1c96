//! Sound by formula and WAV files of any kind (RIFF, Microsoft "Multimedia Programming Interface", 1991).

use std::f64::consts::TAU;
use std::path::PathBuf;

use pika_analysis::{AnalysisError, analyse_file};
use pika_domain::Analysis;
use tempfile::TempDir;

pub(crate) const RATE_HZ: u32 = 22_050;

/// How samples are stored.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Coding {
    Int16,
    Int24,
    Float32,
}

/// A WAV file with the same samples on every channel.
pub(crate) fn wav(samples: &[f32], rate_hz: u32, channels: u16, coding: Coding) -> Vec<u8> {
    let (tag, bytes) = match coding {
        Coding::Int16 => (1_u16, 2_u16),
        Coding::Int24 => (1, 3),
        Coding::Float32 => (3, 4),
    };
    let mut file = header_of(samples.len(), rate_hz, channels, tag, bytes);
    for sample in samples {
        for _ in 0..channels {
            match coding {
                Coding::Int16 => file.extend(((sample * 32_767.0) as i16).to_le_bytes()),
                Coding::Int24 => {
                    file.extend(&((sample * 8_388_607.0) as i32).to_le_bytes()[..3]);
                }
                Coding::Float32 => file.extend(sample.to_le_bytes()),
            }
        }
    }
    file
}

/// Bytes before the first sample.
pub(crate) const HEADER: usize = 44;

/// The beginning of a WAV file of 16-bit samples.
pub(crate) fn header(frames: usize, rate_hz: u32, channels: u16) -> Vec<u8> {
    header_of(frames, rate_hz, channels, 1, 2)
}

fn header_of(frames: usize, rate_hz: u32, channels: u16, tag: u16, bytes: u16) -> Vec<u8> {
    let frame_bytes = channels * bytes;
    let data_bytes = u32::try_from(frames).expect("short") * u32::from(frame_bytes);
    let mut file = Vec::new();
    file.extend(b"RIFF");
    file.extend((36 + data_bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(tag.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend((rate_hz * u32::from(frame_bytes)).to_le_bytes());
    file.extend(frame_bytes.to_le_bytes());
    file.extend((bytes * 8).to_le_bytes());
    file.extend(b"data");
    file.extend(data_bytes.to_le_bytes());
    file
}

/// Writes bytes to a file of this name and analyses it.
pub(crate) fn analyse(name: &str, content: &[u8]) -> Result<Analysis, AnalysisError> {
    let (_folder, path) = file(name, content);
    analyse_file(&path, &|_| false)
}

/// A file that lives as long as the folder beside it.
pub(crate) fn file(name: &str, content: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("written");
    (folder, path)
}

/// Analyses samples as a plain mono file.
pub(crate) fn analyse_samples(samples: &[f32]) -> Result<Analysis, AnalysisError> {
    analyse("sound.wav", &wav(samples, RATE_HZ, 1, Coding::Int16))
}

pub(crate) fn samples(seconds: f64, rate_hz: u32, sound: impl Fn(f64) -> f64) -> Vec<f32> {
    let count = (seconds * f64::from(rate_hz)) as u32;
    (0..count).map(|i| sound(f64::from(i) / f64::from(rate_hz)) as f32).collect()
}

/// A value from −1 to 1 that looks random but is the same for the same number (SplitMix64).
pub(crate) fn noise(number: u64) -> f64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// A drum kit: kick on one and three, snare on two and four, hats at the given places of every beat, a bass line.
pub(crate) struct Kit {
    pub(crate) bpm: f64,
    /// Seconds before the first beat.
    pub(crate) start_s: f64,
    /// Where hats fall within a beat, 0 to 1.
    pub(crate) hats: &'static [f64],
}

impl Kit {
    pub(crate) fn at(&self, time: f64) -> f64 {
        let beats = (time - self.start_s) * self.bpm / 60.0;
        if beats < 0.0 {
            return 0.0;
        }
        let beat_s = 60.0 / self.bpm;
        let since_beat = beats.fract() * beat_s;
        let hiss = noise((time * f64::from(RATE_HZ)).round() as u64);
        let drum = if (beats as u64).is_multiple_of(2) {
            0.6 * (-since_beat / 0.09).exp() * (TAU * 55.0 * since_beat).sin()
        } else {
            0.35 * (-since_beat / 0.06).exp() * hiss
        };
        let hats: f64 = self
            .hats
            .iter()
            .map(|place| (beats - place).rem_euclid(1.0) * beat_s)
            .map(|since| 0.1 * (-since / 0.015).exp() * hiss)
            .sum();
        let note = 65.4 * 2_f64.powf([0.0, 7.0, 9.0, 5.0][beats as usize % 4] / 12.0);
        let bass = 0.15 * (-since_beat / 0.3).exp() * (TAU * note * time).sin();
        drum + hats + bass
    }
}

/// Triads with a few partials, each two seconds long; `roots` are semitones above C4 with their thirds.
pub(crate) fn chords(progression: &[(i32, i32)], detune_cents: f64, time: f64) -> f64 {
    let (root, third) = progression[(time / 2.0) as usize % progression.len()];
    [root, root + third, root + 7, root - 12]
        .iter()
        .map(|note| 261.626 * 2_f64.powf((f64::from(*note) + detune_cents / 100.0) / 12.0))
        .flat_map(|hz| (1..=4).map(move |partial| (hz * f64::from(partial), f64::from(partial))))
        .map(|(hz, partial)| 0.06 / partial * (TAU * hz * time).sin())
        .sum()
}
