//! The fingerprint: five figures from 0 to 100 that say how a track feels. Every one is made of ratios within the track,
//! so that a louder master changes nothing, and grows with the one quantity that it names.

use pika_domain::Fingerprint;

use crate::resample::RATE_HZ;
use crate::rhythm::Rhythm;

/// The spectrum is judged in bands of one third of an octave from here on.
const LOWEST_HZ: f64 = 50.0;
const BANDS: usize = 22;
/// Sound above this counts as bright.
const BRIGHT_HZ: f64 = 1_500.0;
/// Bands within this ratio (power, 40 dB) of the strongest count as filled.
const FILLED: f64 = 1e-4;

/// Gathers what the spectra say while the track streams through.
pub(crate) struct SpectrumFeel {
    window: usize,
    edges: [usize; BANDS + 1],
    frames: u32,
    fullness: f64,
    brightness: f64,
    noisiness: f64,
}

impl SpectrumFeel {
    /// For power spectra of windows of `window` samples.
    pub(crate) fn new(window: usize) -> Self {
        let hz_per_bin = f64::from(RATE_HZ) / window as f64;
        let edges = std::array::from_fn(|i| {
            (LOWEST_HZ * 2_f64.powf(i as f64 / 3.0) / hz_per_bin).round() as usize
        });
        Self { window, edges, frames: 0, fullness: 0.0, brightness: 0.0, noisiness: 0.0 }
    }

    pub(crate) fn push(&mut self, power: &[f32]) {
        let bands: [f64; BANDS] = std::array::from_fn(|i| {
            power[self.edges[i]..self.edges[i + 1]].iter().map(|bin| f64::from(*bin)).sum()
        });
        let strongest = bands.iter().copied().fold(0.0, f64::max);
        if strongest < 1e-9 {
            return;
        }
        self.frames += 1;
        let filled = bands.iter().filter(|band| **band > strongest * FILLED).count();
        self.fullness += filled as f64 / BANDS as f64;
        self.brightness += self.bright_share(&bands);
        self.noisiness += self.flatness(power, &bands);
    }

    /// Share of the amplitude (not the energy, which the bass would own) above [`BRIGHT_HZ`].
    fn bright_share(&self, bands: &[f64; BANDS]) -> f64 {
        let hz_per_bin = f64::from(RATE_HZ) / self.window as f64;
        let is_bright = |band: usize| self.edges[band] as f64 * hz_per_bin >= BRIGHT_HZ;
        let all: f64 = bands.iter().map(|band| band.sqrt()).sum();
        let bright: f64 =
            (0..BANDS).filter(|band| is_bright(*band)).map(|band| bands[band].sqrt()).sum();
        bright / all
    }

    /// Flatness within bands (geometric over arithmetic mean: near 0 for tones, about 0.56 for noise), each band
    /// weighted by its amplitude. Bands of fewer than sixteen bins say nothing.
    fn flatness(&self, power: &[f32], bands: &[f64; BANDS]) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (band, energy) in bands.iter().enumerate() {
            let bins = &power[self.edges[band]..self.edges[band + 1]];
            if bins.len() < 16 || *energy <= 0.0 {
                continue;
            }
            let count = bins.len() as f64;
            let log_mean =
                bins.iter().map(|bin| f64::from(bin.max(1e-18).ln())).sum::<f64>() / count;
            let weight = energy.sqrt();
            sum += weight * log_mean.exp() / (energy / count);
            weights += weight;
        }
        if weights > 0.0 { sum / weights } else { 0.0 }
    }

    /// The five figures, together with what the rhythm says.
    pub(crate) fn fingerprint(&self, rhythm: &Rhythm) -> Fingerprint {
        let frames = f64::from(self.frames.max(1));
        let stability = rhythm.tempo.as_ref().map_or(0.0, |tempo| tempo.stability);
        let events = saturating(rhythm.events_per_s, 5.0);
        Fingerprint {
            energy: percent(0.5 * events + 0.5 * self.fullness / frames),
            danceability: percent(saturating(rhythm.clarity, 0.4) * (0.5 + 0.5 * stability)),
            brightness: percent(self.brightness / frames / 0.8),
            acousticness: percent(1.0 - self.noisiness / frames / 0.56),
            groove: percent(saturating(rhythm.contrast, 0.6)),
        }
    }
}

/// 0 for 0, one half for `half`, towards 1 for much more.
pub(crate) fn saturating(value: f64, half: f64) -> f64 {
    let value = value.max(0.0);
    value / (value + half)
}

fn percent(share: f64) -> f32 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as f32 / 10.0
}
