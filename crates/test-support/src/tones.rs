//! Sound of known tempo and key, written as WAV files: a drum on every beat over a bass line and
//! chords that stay in the key. The same tone gives the same file, byte for byte.

use std::f64::consts::TAU;
use std::fs::File;
use std::io;
use std::path::Path;

use pika_domain::{Key, Mode};

/// Samples a second of every file.
pub const SAMPLE_RATE: u32 = 44_100;

/// Writes hours of silence into a file that takes no room on the disk: nothing analyses it within seconds.
pub fn write_endless_wav(path: &Path) -> io::Result<()> {
    const DATA_BYTES: u32 = 4_000_000_000;
    let mut header = pika_corpus::wav(&[], SAMPLE_RATE);
    header[4..8].copy_from_slice(&(36 + DATA_BYTES).to_le_bytes());
    header[40..44].copy_from_slice(&DATA_BYTES.to_le_bytes());
    std::fs::write(path, header)?;
    let file = File::options().write(true).open(path)?;
    file.set_len(44 + u64::from(DATA_BYTES))
}

/// What a file shall sound like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    /// Beats a minute.
    pub bpm: f64,
    pub key: Key,
    /// Length in seconds.
    pub seconds: f64,
}

impl Tone {
    pub fn new(bpm: f64, key: Key, seconds: f64) -> Self {
        Self { bpm, key, seconds }
    }

    /// Writes the tone as a mono WAV file of 16-bit samples.
    pub fn write_wav(&self, path: &Path) -> io::Result<()> {
        std::fs::write(path, pika_corpus::wav(&self.samples(), SAMPLE_RATE))
    }

    /// The sound itself, from -1 to 1, at [`SAMPLE_RATE`].
    pub fn samples(&self) -> Vec<f32> {
        let length = (self.seconds * f64::from(SAMPLE_RATE)) as usize;
        (0..length).map(|index| self.at(index as f64 / f64::from(SAMPLE_RATE)) as f32).collect()
    }

    /// The sound `time` seconds from its beginning.
    fn at(&self, time: f64) -> f64 {
        let beat = time * self.bpm / 60.0;
        let since_beat = beat.fract() * 60.0 / self.bpm;
        let bar = (beat / 4.0) as usize;
        let chord = self.chord(bar);

        // The drum falls from 160 to 50 Hz in a tenth of a second, louder on one and three.
        let accent = if (beat as usize).is_multiple_of(2) { 0.5 } else { 0.35 };
        let fall = 50.0 * since_beat + 110.0 * 0.03 * (1.0 - (-since_beat / 0.03).exp());
        let drum = accent * (-since_beat / 0.08).exp() * (TAU * fall).sin();

        let bass = 0.15 * (TAU * frequency(chord[0] - 12) * time).sin();
        let pad: f64 = chord
            .iter()
            .map(|note| {
                let hertz = frequency(*note);
                (TAU * hertz * time).sin() + 0.3 * (TAU * 2.0 * hertz * time).sin()
            })
            .sum();
        drum + bass + 0.06 * pad
    }

    /// The chord of a bar, as MIDI notes: tonic, subdominant, dominant, tonic, over and over.
    fn chord(&self, bar: usize) -> [i32; 3] {
        let root = 60 + i32::from(self.key.tonic()) + [0, 5, 7, 0][bar % 4];
        let third = match self.key.mode() {
            Mode::Major => 4,
            // A minor key's dominant keeps its minor third: no note leaves the natural scale.
            Mode::Minor => 3,
        };
        [root, root + third, root + 7]
    }
}

/// Equal temperament on A4 = 440 Hz, which is MIDI note 69.
fn frequency(note: i32) -> f64 {
    440.0 * 2.0_f64.powf(f64::from(note - 69) / 12.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone() -> Tone {
        Tone::new(120.0, Key::new(9, Mode::Minor), 8.0)
    }

    #[test]
    fn a_file_has_the_length_that_was_asked_for() {
        let file = pika_corpus::wav(&tone().samples(), SAMPLE_RATE);
        assert_eq!(file.len(), 44 + 8 * 44_100 * 2);
        assert_eq!(file[4..8], ((file.len() - 8) as u32).to_le_bytes(), "RIFF counts what follows");
    }

    #[test]
    fn the_sound_never_clips_and_is_never_silent_for_a_beat() {
        let samples = tone().samples();
        assert!(samples.iter().all(|sample| sample.abs() < 1.0), "nothing clips");
        for beat in samples.chunks(22_050) {
            assert!(beat.iter().any(|sample| sample.abs() > 0.2), "every beat is heard");
        }
    }

    #[test]
    fn every_note_lies_in_the_key() {
        let a_minor = [9, 11, 0, 2, 4, 5, 7];
        for bar in 0..8 {
            for note in tone().chord(bar) {
                assert!(a_minor.contains(&(note % 12)), "note {note} of bar {bar}");
            }
        }
    }
}
