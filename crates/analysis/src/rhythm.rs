//! Onsets to tempo and beats: the pulse, its readings, the most believable one as a grid, and the danced tempo.
//! How each step works is in `pulse`, `tracker`, `metre` and `grid`.

use pika_domain::{Bpm, TempoAnalysis, TempoCandidate};

use crate::evidence::Music;
use crate::harmony::Harmony;
use crate::metre::{self, Reading, TRACKING_WEIGHTS};
use crate::onset::FRAME_RATE;
use crate::pulse::{OnsetCurves, Pulse};
use crate::{bar, curves, evidence, grid, groove, swing};

/// Below this likeness from beat to beat there is no pulse to speak of: noise reaches about 0.02.
const NO_PULSE: f64 = 0.06;
/// From this likeness on the pulse itself is beyond doubt.
const CLEAR_PULSE: f64 = 0.35;
/// Shorter music has too few bars to tell a tempo.
const SHORTEST_S: f64 = 5.0;
/// The ear's evidence counts, but the floor's comfort counts more: nobody triples a step at 170.
const EVIDENCE: f64 = 0.25;
/// Evidence against a reading counts no more than this belief: how sure the notated octave is says little about steps.
const LEAST_BELIEF: f64 = 0.02;

/// Tempo, beats, and what the feel of a track is judged by.
#[derive(Default)]
pub(crate) struct Rhythm {
    /// Absent where there is no steady pulse.
    pub(crate) tempo: Option<TempoAnalysis>,
    /// How alike one beat is to the next, 0 to 1.
    pub(crate) clarity: f64,
    /// How unlike the parts of a beat are, as a coefficient of variation.
    pub(crate) contrast: f64,
    /// Clear onsets a second.
    pub(crate) events_per_s: f64,
}

/// Finds the rhythm of a track of `duration_s` seconds.
pub(crate) fn find_rhythm(curves: &OnsetCurves, harmony: &Harmony, duration_s: f64) -> Rhythm {
    let events_per_s = curves.events_per_frame()[0] * FRAME_RATE;
    let without_tempo = Rhythm { events_per_s, ..Rhythm::default() };
    if duration_s < SHORTEST_S {
        return without_tempo;
    }
    let pulse = Pulse::of(curves);
    let music = Music { curves, harmony, pulse: &pulse };
    let readings = metre::readings(&music);
    let Some(best) = readings.first().filter(|best| best.strength > NO_PULSE) else {
        return without_tempo;
    };
    Rhythm {
        tempo: tempo(&music, &readings, duration_s),
        clarity: best.strength,
        contrast: contrast(curves, best.beats()),
        events_per_s,
    }
}

fn tempo(music: &Music, readings: &[Reading], duration_s: f64) -> Option<TempoAnalysis> {
    let curves = music.curves;
    let best = readings.first()?;
    let grid = grid::lay(&curves.weighted(TRACKING_WEIGHTS), best.beats(), best.period, duration_s);
    let bpm = Bpm::new(grid.bpm).ok()?;
    let period = 60.0 * FRAME_RATE / grid.bpm;
    let bars = bar::find_bars(music, period, &grid.beats_s);
    let edges = groove::edges(curves, &grid.beats_s, duration_s);
    Some(TempoAnalysis {
        bars: bars.map(|bars| bars.name(&grid.beats_s)),
        swing: swing::ratio(curves, &grid.beats_s),
        intro_s: edges.map(|(intro_s, _)| intro_s),
        outro_s: edges.map(|(_, outro_s)| outro_s),
        bpm,
        danced: danced(readings, bpm),
        confidence: best.belief * (best.strength / CLEAR_PULSE).min(1.0),
        stability: grid.stability,
        candidates: candidates(readings, grid.bpm),
        beats_s: grid.beats_s,
    })
}

/// The readings that musicians could mean, strongest first.
fn candidates(readings: &[Reading], bpm: f64) -> Vec<TempoCandidate> {
    let mut found: Vec<TempoCandidate> = [0.5, 2.0 / 3.0, 1.0, 1.5, 2.0]
        .iter()
        .filter_map(|ratio| {
            let strength = relative(readings, *ratio)?.belief;
            Some(TempoCandidate { bpm: Bpm::new(bpm * ratio).ok()?, strength })
        })
        .collect();
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    found
}

/// The reading at a multiple of the best one's tempo.
fn relative(readings: &[Reading], ratio: f64) -> Option<&Reading> {
    let best = readings.first()?.period;
    readings.iter().find(|reading| (best / reading.period / ratio - 1.0).abs() < 0.04)
}

/// The octave that a West Coast Swing dancer steps to: near 98 BPM, indifferent between 80 and 120, and willing to
/// follow the music a little outside. The notated tempo decides between equals.
fn danced(readings: &[Reading], bpm: Bpm) -> Bpm {
    let comfort = |candidate: f64| {
        let octaves = (candidate / 98.0).log2();
        // A slow blues is savoured; a fast step has to be run after.
        let patience = if octaves < 0.0 { 0.36 } else { 0.22 };
        -((octaves.abs() - 0.29).max(0.0) / patience).powi(2) / 2.0
    };
    let belief = |ratio: f64| {
        relative(readings, ratio).map_or(0.0, |reading| reading.belief).max(LEAST_BELIEF).ln()
    };
    [0.5, 1.0, 2.0]
        .iter()
        .filter_map(|ratio| Some((Bpm::new(bpm.value() * ratio).ok()?, *ratio)))
        .map(|(candidate, ratio)| {
            (candidate, comfort(candidate.value()) + EVIDENCE * belief(ratio))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(bpm, |(candidate, _)| candidate)
}

/// Spread of the mean onset strength over twelve parts of the beat, relative to its mean, over all regions.
fn contrast(curves: &OnsetCurves, beats: &[usize]) -> f64 {
    const PARTS: usize = 12;
    let profile: Vec<_> = (0..PARTS)
        .map(|part| evidence::profile_at(curves, beats, part as f64 / PARTS as f64))
        .collect();
    let regions = profile[0].len();
    let of_region = |region: usize| {
        let values: Vec<f32> = profile.iter().map(|part| part[region] as f32).collect();
        curves::deviation(&values) / (curves::mean(&values) + 1e-9)
    };
    (0..regions).map(of_region).sum::<f64>() / regions as f64
}
