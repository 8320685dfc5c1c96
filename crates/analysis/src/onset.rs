//! Where something begins: spectral flux in frequency regions, after the SuperFlux method (S. Böck, G. Widmer, "Maximum
//! filter vibrato suppression for onset detection", DAFx 2013). What the onsets mean for tempo is not decided here.

use crate::resample::RATE_HZ;

/// Samples from one frame to the next.
pub(crate) const HOP: usize = 256;
/// Window of the spectra behind the onsets.
pub(crate) const WINDOW: usize = 1_024;
/// Frames a second.
pub(crate) const FRAME_RATE: f64 = RATE_HZ as f64 / HOP as f64;

/// Frequency regions: bass and kick; body of drums and chords; snare and voice; hats and air.
pub(crate) const REGIONS: usize = 4;
const REGION_EDGES_HZ: [f64; REGIONS - 1] = [150.0, 600.0, 2_500.0];

const LOWEST_HZ: f64 = 30.0;
const HIGHEST_HZ: f64 = 10_500.0;
const BANDS_PER_OCTAVE: f64 = 24.0;
/// The flux compares with this many frames before: one half of the window is new by then.
const LAG: usize = 2;

/// Onset strength of every frame, one curve a region; independent of the level of the recording after scaling.
#[derive(Debug, Clone, Default)]
pub(crate) struct Onsets {
    pub(crate) regions: [Vec<f32>; REGIONS],
}

/// Turns power spectra into onset strengths.
pub(crate) struct OnsetDetector {
    bands: Vec<Band>,
    /// Band magnitudes of the last frames, newest last.
    history: [Vec<f32>; LAG + 1],
    onsets: Onsets,
}

/// A triangle over neighbouring bins.
struct Band {
    region: usize,
    first_bin: usize,
    weights: Vec<f32>,
}

impl OnsetDetector {
    pub(crate) fn new() -> Self {
        let bands = bands();
        let history = std::array::from_fn(|_| vec![0.0; bands.len()]);
        Self { bands, history, onsets: Onsets::default() }
    }

    pub(crate) fn push(&mut self, power: &[f32]) {
        self.history.rotate_left(1);
        let [before, .., now] = &mut self.history;
        for (band, out) in self.bands.iter().zip(now.iter_mut()) {
            let bins = &power[band.first_bin..band.first_bin + band.weights.len()];
            let energy: f32 =
                bins.iter().zip(&band.weights).map(|(bin, weight)| bin * weight).sum();
            // A power law instead of the usual logarithm: scaling the sound then scales every onset alike, and no
            // choice of a reference level enters.
            *out = energy.sqrt().sqrt();
        }
        let mut flux = [0.0_f32; REGIONS];
        let last = self.bands.len() - 1;
        for (i, band) in self.bands.iter().enumerate() {
            let widest = before[i.saturating_sub(1)].max(before[i]).max(before[(i + 1).min(last)]);
            flux[band.region] += (now[i] - widest).max(0.0);
        }
        for (curve, value) in self.onsets.regions.iter_mut().zip(flux) {
            curve.push(value);
        }
    }

    pub(crate) fn finish(self) -> Onsets {
        self.onsets
    }
}

/// Triangular bands at quarter-tone distance; where bins are wider than that, one band a bin.
fn bands() -> Vec<Band> {
    let hz_per_bin = f64::from(RATE_HZ) / WINDOW as f64;
    let count = ((HIGHEST_HZ / LOWEST_HZ).log2() * BANDS_PER_OCTAVE) as usize + 1;
    let mut centres: Vec<usize> = (0..count)
        .map(|i| LOWEST_HZ * 2_f64.powf(i as f64 / BANDS_PER_OCTAVE))
        .map(|hz| (hz / hz_per_bin).round() as usize)
        .collect();
    centres.dedup();
    centres
        .windows(3)
        .map(|three| {
            let (low, mid, high) = (three[0], three[1], three[2]);
            let weights = (low + 1..high)
                .map(|bin| {
                    if bin <= mid {
                        (bin - low) as f32 / (mid - low) as f32
                    } else {
                        (high - bin) as f32 / (high - mid) as f32
                    }
                })
                .collect();
            let hz = mid as f64 * hz_per_bin;
            let region = REGION_EDGES_HZ.iter().filter(|edge| hz >= **edge).count();
            Band { region, first_bin: low + 1, weights }
        })
        .collect()
}
