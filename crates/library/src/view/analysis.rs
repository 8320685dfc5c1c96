//! What the analysis heard, as far as it is drawn: the beats, the readings of the tempo, the energy.

use pika_domain::{Analysis, Bpm, CONTOUR_STEP_S, TempoAnalysis};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::KeyView;

/// Times are seconds from the start of the track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnalysisView {
    /// Of the method that made it.
    pub version: u32,
    pub duration_s: f64,
    /// Absent where no steady pulse was found.
    pub pulse: Option<PulseView>,
    /// The next best reading of the key.
    pub second_key: Option<KeyView>,
    /// How much is going on along the track, 0 to 100; empty in results of older versions.
    pub contour: Vec<u8>,
    /// Seconds behind each value of `contour`.
    pub contour_step_s: f64,
    /// Highest value between samples too, in dB of full scale.
    pub true_peak_dbtp: Option<f64>,
    /// Frames that could not be decoded and were passed over.
    pub skipped_frames: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PulseView {
    /// 1: one constant tempo; towards 0: the tempo wanders.
    pub stability: f64,
    /// What musicians could mean by this pulse, strongest first.
    pub candidates: Vec<TempoReading>,
    pub beats_s: Vec<f64>,
    /// The first beats of the bars; empty where they are not known.
    pub downbeats_s: Vec<f64>,
    /// 4, or 3 in a waltz.
    pub beats_per_bar: Option<u8>,
    /// Long to short of the eighths: 1 straight, 2 triplets.
    pub swing: Option<f64>,
    /// Seconds until the groove is there.
    pub intro_s: Option<f64>,
    /// Seconds at the end after the groove has left.
    pub outro_s: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TempoReading {
    #[ts(type = "number")]
    pub bpm: Bpm,
    /// Share of belief, 0 to 1.
    pub strength: f64,
}

impl From<Analysis> for AnalysisView {
    fn from(result: Analysis) -> Self {
        Self {
            version: result.version,
            duration_s: result.duration_s,
            pulse: result.tempo.map(Into::into),
            second_key: result.key.and_then(|key| key.second).map(Into::into),
            contour: result.contour,
            contour_step_s: CONTOUR_STEP_S,
            true_peak_dbtp: result.loudness.true_peak_dbtp,
            skipped_frames: result.skipped_frames,
        }
    }
}

impl From<TempoAnalysis> for PulseView {
    fn from(tempo: TempoAnalysis) -> Self {
        let reading = |candidate: pika_domain::TempoCandidate| TempoReading {
            bpm: candidate.bpm,
            strength: candidate.strength,
        };
        Self {
            stability: tempo.stability,
            candidates: tempo.candidates.into_iter().map(reading).collect(),
            beats_s: tempo.beats_s,
            beats_per_bar: tempo.bars.as_ref().map(|bars| bars.beats_per_bar),
            downbeats_s: tempo.bars.map(|bars| bars.downbeats_s).unwrap_or_default(),
            swing: tempo.swing,
            intro_s: tempo.intro_s,
            outro_s: tempo.outro_s,
        }
    }
}
