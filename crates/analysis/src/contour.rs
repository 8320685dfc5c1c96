//! The contour of a track: how much is going on in every few seconds, for drawing. Half of it is loudness, measured down
//! from the track's own loudest moment, so that the level of the master does not matter; half is how many onsets there are.

use pika_domain::CONTOUR_STEP_S;

use crate::feel::saturating;
use crate::loudness::{STEP_RATE, lufs};
use crate::onset::FRAME_RATE;
use crate::pulse::OnsetCurves;

/// What is this much quieter than the loudest moment counts as silence, in LU.
const RANGE_LU: f64 = 24.0;
/// Onsets a second at which their half of the figure is at its middle.
const BUSY: f64 = 5.0;

/// One value from 0 to 100 for every [`CONTOUR_STEP_S`] seconds; the last may stand for less.
pub(crate) fn draw(loudness_steps: &[f64], curves: &OnsetCurves) -> Vec<u8> {
    let per_value = (CONTOUR_STEP_S * STEP_RATE) as usize;
    let levels: Vec<f64> = loudness_steps
        .chunks(per_value)
        .map(|steps| lufs(steps.iter().sum::<f64>() / steps.len() as f64))
        .collect();
    let loudest = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut events = vec![0_u32; levels.len()];
    for frame in curves.events() {
        let value = (frame as f64 / FRAME_RATE / CONTOUR_STEP_S) as usize;
        if let Some(count) = events.get_mut(value) {
            *count += 1;
        }
    }
    let share = |(level, events): (&f64, u32)| {
        let loud = (1.0 + (level - loudest) / RANGE_LU).clamp(0.0, 1.0);
        let busy = saturating(f64::from(events) / CONTOUR_STEP_S, BUSY);
        (50.0 * (loud + busy)).round() as u8
    };
    levels.iter().zip(events).map(share).collect()
}
