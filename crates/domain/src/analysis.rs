//! What the analyser says of one file. The analyser fills it, the library keeps it.

use serde::{Deserialize, Serialize};

use crate::{Bpm, Fingerprint, Key};

/// Columns of [`Analysis::waveform`].
pub const WAVEFORM_COLUMNS: usize = 240;

/// Seconds behind each value of [`Analysis::contour`].
pub const CONTOUR_STEP_S: f64 = 4.0;

/// The result for one audio file. What was not found is absent, never invented.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// Version of the method; a higher one is worth analysing again for.
    pub version: u32,
    /// Length of the audible material in seconds, encoder delay and padding excluded.
    pub duration_s: f64,
    /// Absent where no steady pulse was found.
    pub tempo: Option<TempoAnalysis>,
    /// Absent where there is no tonal material.
    pub key: Option<KeyAnalysis>,
    pub loudness: Loudness,
    pub fingerprint: Fingerprint,
    /// How much is going on along the track, 0 to 100 for every [`CONTOUR_STEP_S`] seconds; empty in results of
    /// older versions.
    #[serde(default)]
    pub contour: Vec<u8>,
    /// Peak of each of [`WAVEFORM_COLUMNS`] equal parts of the track, 0 to 255 of full scale.
    pub waveform: Vec<u8>,
    /// Frames that could not be decoded and were passed over.
    pub skipped_frames: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TempoAnalysis {
    /// As a score would notate it.
    pub bpm: Bpm,
    /// As a West Coast Swing dancer steps to it.
    pub danced: Bpm,
    /// 0 (a guess) to 1 (certain): how often such a result is right.
    pub confidence: f64,
    /// 1: one constant tempo; towards 0: the tempo wanders.
    pub stability: f64,
    /// The readings of this pulse that musicians could mean (half, two thirds, itself, three halves, double), strongest
    /// first.
    pub candidates: Vec<TempoCandidate>,
    /// Beat times in seconds from the start of the decoded audio, ascending.
    pub beats_s: Vec<f64>,
    /// Absent where it is not known which beats are the first of a bar.
    pub bars: Option<Bars>,
    /// Long to short of the eighths: 1 straight, 2 triplets, 2.5 hard swing. Absent where there are too few off-beats.
    pub swing: Option<f64>,
    /// Seconds until the groove (bass and drums) is there. Absent where there is no such groove.
    pub intro_s: Option<f64>,
    /// Seconds at the end after the groove has left. Absent where there is no such groove.
    pub outro_s: Option<f64>,
}

/// Which beats are the ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// 4, or 3 in a waltz.
    pub beats_per_bar: u8,
    /// Times of the first beats of the bars, in seconds, ascending; each is one of [`TempoAnalysis::beats_s`].
    pub downbeats_s: Vec<f64>,
    /// 0 (a guess) to 1 (certain).
    pub confidence: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TempoCandidate {
    pub bpm: Bpm,
    /// Share of belief, 0 to 1; what is missing from 1 belongs to readings that are no such multiple.
    pub strength: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct KeyAnalysis {
    pub key: Key,
    /// 0 (a guess) to 1 (certain).
    pub confidence: f64,
    /// The next best reading.
    pub second: Option<Key>,
}

/// Loudness after EBU R 128 (ITU-R BS.1770-4).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    /// Gated programme loudness in LUFS; absent where everything is below the gate.
    pub integrated_lufs: Option<f64>,
    /// Highest sample peak in dB of full scale; absent for digital silence.
    pub peak_dbfs: Option<f64>,
    /// Highest value between samples too (BS.1770-4, annex 2), in dB of full scale; absent for digital silence.
    pub true_peak_dbtp: Option<f64>,
}
