//! Samples in, numbers out: decode, tempo and beats, key, loudness, feel.
//!
//! One pass over the file feeds all collectors with short blocks; only curves of a few kilobytes a second are kept.
//! Tags, databases and processes are not here.

mod bar;
mod chroma;
mod contour;
mod curves;
mod decode;
mod error;
mod evidence;
mod feel;
mod grid;
mod groove;
mod harmony;
mod key;
mod loudness;
mod metre;
mod onset;
mod opus;
mod priming;
mod pulse;
mod resample;
mod rhythm;
mod spectrum;
mod swing;
mod tracker;
mod true_peak;
mod waveform;

pub mod training;

use std::path::Path;

use pika_domain::{Analysis, Loudness};

pub use decode::{Block, decode_file};
pub use error::AnalysisError;

use chroma::{PitchCollector, Pitches};
use feel::SpectrumFeel;
use loudness::Meter;
use onset::{OnsetDetector, Onsets};
use pulse::OnsetCurves;
use resample::{RATE_HZ, ToMono};
use spectrum::Stft;
use waveform::Overview;

/// Version of the method. Results of an older one are worth replacing.
pub const ANALYSIS_VERSION: u32 = 6;

/// Below this peak (−70 dB of full scale) a file counts as silent.
const SILENT_PEAK: f32 = 0.000_316;
/// Anything shorter is a jingle, not a track.
const SHORTEST_S: f64 = 1.0;

/// Analyses one whole audio file. `stop` is asked between blocks of a few milliseconds, and told the share of the file
/// that has been heard; when it answers yes, the result is [`AnalysisError::Stopped`].
///
/// Memory does not depend on sample rate or bit depth and grows by about two kilobytes a second of music.
pub fn analyse_file(path: &Path, stop: &dyn Fn(f64) -> bool) -> Result<Analysis, AnalysisError> {
    let heard = listen(path, 1.0, stop)?;
    let curves = OnsetCurves::new(&heard.onsets);
    let rhythm = rhythm::find_rhythm(&curves, &heard.pitches.harmony, heard.duration_s);
    Ok(Analysis {
        version: ANALYSIS_VERSION,
        duration_s: heard.duration_s,
        key: key::find_key(&heard.pitches),
        loudness: heard.loudness,
        fingerprint: heard.feel.fingerprint(&rhythm),
        contour: contour::draw(&heard.loudness_steps, &curves),
        tempo: rhythm.tempo,
        waveform: heard.waveform,
        skipped_frames: heard.skipped_frames,
    })
}

/// What one pass over a file leaves behind.
struct Heard {
    duration_s: f64,
    onsets: Onsets,
    pitches: Pitches,
    feel: SpectrumFeel,
    loudness: Loudness,
    /// Mean square of every tenth of a second.
    loudness_steps: Vec<f64>,
    waveform: Vec<u8>,
    skipped_frames: u32,
}

/// Hears a file as if it were played `speed` times as fast.
fn listen(path: &Path, speed: f64, stop: &dyn Fn(f64) -> bool) -> Result<Heard, AnalysisError> {
    let mut ears = Ears::new();
    let mut to_mono = ToMono::new();
    let mut meter = Meter::new();
    let mut overview = Overview::new();
    let skipped_frames = decode::decode_file(path, stop, &mut |block| {
        meter.push(block);
        overview.push(block);
        let rate_hz = (f64::from(block.rate_hz) * speed).round() as u32;
        to_mono.push(&Block { rate_hz, ..*block }, &mut |samples| ears.hear(samples));
    })?;
    to_mono.finish(&mut |samples| ears.hear(samples));

    let duration_s = ears.samples as f64 / f64::from(RATE_HZ);
    if meter.peak() < SILENT_PEAK {
        return Err(AnalysisError::Silent);
    }
    if duration_s < SHORTEST_S {
        return Err(AnalysisError::TooShort(duration_s));
    }
    let Ears { onsets, pitches, feel, .. } = ears.finish();
    Ok(Heard {
        duration_s,
        onsets: onsets.finish(),
        pitches: pitches.finish(),
        feel,
        loudness: meter.result(),
        loudness_steps: meter.into_steps(),
        waveform: overview.columns(),
        skipped_frames,
    })
}

/// Everything that listens to the mono signal.
struct Ears {
    samples: usize,
    short: Stft,
    long: Stft,
    onsets: OnsetDetector,
    pitches: PitchCollector,
    feel: SpectrumFeel,
}

impl Ears {
    fn new() -> Self {
        Self {
            samples: 0,
            short: Stft::new(onset::WINDOW, onset::HOP),
            long: Stft::new(chroma::WINDOW, chroma::HOP),
            onsets: OnsetDetector::new(),
            pitches: PitchCollector::new(),
            feel: SpectrumFeel::new(chroma::WINDOW),
        }
    }

    fn hear(&mut self, samples: &[f32]) {
        self.samples += samples.len();
        self.short.push(samples, &mut |power| self.onsets.push(power));
        self.long.push(samples, &mut |power| {
            self.pitches.push(power);
            self.feel.push(power);
        });
    }

    fn finish(mut self) -> Self {
        self.short.finish(&mut |power| self.onsets.push(power));
        self.long.finish(&mut |power| {
            self.pitches.push(power);
            self.feel.push(power);
        });
        self
    }
}
