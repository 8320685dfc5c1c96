//! What the tempo model of `metre` is trained on; the program has no use for it. See `training/README.md`.

use std::path::Path;

pub use crate::metre::FEATURES;
use crate::onset::FRAME_RATE;
use crate::pulse::{OnsetCurves, Pulse};
use crate::{AnalysisError, listen, metre};

/// One reading of a track's pulse as its beat.
pub struct DescribedReading {
    pub bpm: f64,
    /// Seconds.
    pub beats_s: Vec<f64>,
    /// In the order of [`FEATURES`].
    pub features: [f64; FEATURES.len()],
}

/// Every reading of the pulse of a file with what speaks for it, most believable first.
pub fn describe_readings(path: &Path) -> Result<Vec<DescribedReading>, AnalysisError> {
    let curves = OnsetCurves::new(&listen(path, &|| false)?.onsets);
    let readings = metre::readings(&curves, &Pulse::of(&curves));
    let described = |reading: metre::Reading| DescribedReading {
        bpm: 60.0 * FRAME_RATE / reading.period,
        beats_s: reading.beats.iter().map(|beat| *beat as f64 / FRAME_RATE).collect(),
        features: reading.features,
    };
    Ok(readings.into_iter().map(described).collect())
}
