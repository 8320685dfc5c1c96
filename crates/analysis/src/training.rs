//! What the models of `metre`, `bar` and `key` are trained on; the program has no use for it. See `training/README.md`.

use std::path::Path;

pub use crate::bar::ACCENTS;
pub use crate::evidence::FEATURES;
use crate::evidence::Music;
use crate::onset::FRAME_RATE;
use crate::pulse::{OnsetCurves, Pulse};
use crate::{AnalysisError, bar, grid, key, listen, metre};

/// One period that could be the beat.
pub struct DescribedReading {
    pub bpm: f64,
    pub places: Vec<DescribedPlace>,
}

/// One way to lay the beats of a period.
pub struct DescribedPlace {
    pub beats_s: Vec<f64>,
    /// In the order of [`FEATURES`].
    pub features: [f64; FEATURES.len()],
}

/// The bars that a track could be counted in.
pub struct DescribedBars {
    pub beats_s: Vec<f64>,
    /// What every beat is marked by.
    pub accents: Vec<[f64; ACCENTS]>,
    /// How strongly the onsets repeat after one, two, three, four and six beats.
    pub repeats: [f64; 5],
}

/// What there is to learn from one track.
pub struct Described {
    /// Every reading of the pulse, most believable first.
    pub readings: Vec<DescribedReading>,
    /// Of the first reading.
    pub bars: Option<DescribedBars>,
    /// Shares of the twelve pitch classes in melody and bass: of the whole track, of its beginning and of its end. Absent
    /// where nothing sounds.
    pub tones: Option<[[[f64; 12]; 2]; 3]>,
}

/// Describes a file, played `speed` times as fast (and as high): a tempo that nobody has recorded.
pub fn describe(path: &Path, speed: f64) -> Result<Described, AnalysisError> {
    let heard = listen(path, speed, &|_| false)?;
    let curves = OnsetCurves::new(&heard.onsets);
    let pulse = Pulse::of(&curves);
    let music = Music { curves: &curves, harmony: &heard.pitches.harmony, pulse: &pulse };
    let readings = metre::readings(&music);
    let bars = readings.first().map(|best| {
        let strength = curves.weighted(metre::TRACKING_WEIGHTS);
        let grid = grid::lay(&strength, best.beats(), best.period, heard.duration_s);
        DescribedBars {
            accents: bar::accents(&music, &grid.beats_s),
            beats_s: grid.beats_s,
            repeats: [1.0, 2.0, 3.0, 4.0, 6.0].map(|beats| pulse.strength(best.period * beats)),
        }
    });
    let tones = key::tones(&heard.pitches).map(|tones| [tones.whole, tones.first, tones.last]);
    let place = |place: metre::Place| DescribedPlace {
        beats_s: place.beats.iter().map(|beat| *beat as f64 / FRAME_RATE).collect(),
        features: place.evidence,
    };
    let described = |reading: metre::Reading| DescribedReading {
        bpm: 60.0 * FRAME_RATE / reading.period,
        places: reading.places.into_iter().map(place).collect(),
    };
    Ok(Described { readings: readings.into_iter().map(described).collect(), bars, tones })
}
