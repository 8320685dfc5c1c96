//! When the groove is there: the part of a track in which bass and drums play as they mostly do. What comes before is the
//! intro, what comes after the outro.

use crate::onset::{FRAME_RATE, REGIONS};
use crate::pulse::OnsetCurves;

/// Beats that are judged together.
const GROUP: usize = 4;
/// A region plays where it has this share of what it has in a typical group.
const PLAYS: f64 = 0.4;
/// So many groups in a row make a groove; one alone may be a fill.
const RUN: usize = 2;

/// Seconds before the groove and after it; absent where no groups in a row have one.
pub(crate) fn edges(curves: &OnsetCurves, beats_s: &[f64], duration_s: f64) -> Option<(f64, f64)> {
    let groups: Vec<&[f64]> = beats_s.chunks_exact(GROUP).collect();
    let activity: [Vec<f64>; REGIONS] = curves
        .regions
        .each_ref()
        .map(|curve| groups.iter().map(|group| mean_between(curve, group)).collect());
    let playing = activity.map(|region| {
        let least = PLAYS * typical(&region);
        region.into_iter().map(|value| least > 0.0 && value >= least).collect::<Vec<_>>()
    });
    let [bass, body, snare, hats] = &playing;
    let is_groove: Vec<bool> =
        (0..groups.len()).map(|i| bass[i] && body[i] && (snare[i] || hats[i])).collect();
    let in_a_row = |run: &[bool]| run.iter().all(|is| *is);
    let first = is_groove.windows(RUN).position(in_a_row)?;
    let last = is_groove.windows(RUN).rposition(in_a_row)? + RUN - 1;
    let beat_s = groups[last][GROUP - 1] - groups[last][GROUP - 2];
    let end = groups[last][GROUP - 1] + beat_s;
    Some((groups[first][0].max(0.0), (duration_s - end).max(0.0)))
}

fn mean_between(curve: &[f32], beats_s: &[f64]) -> f64 {
    let frame = |time: f64| ((time * FRAME_RATE) as usize).min(curve.len());
    let (first, last) = (beats_s[0], beats_s[beats_s.len() - 1]);
    let beat_s = (last - first) / (beats_s.len() - 1) as f64;
    let part = &curve[frame(first)..frame(last + beat_s)];
    crate::curves::mean(part)
}

/// What the busier half of the groups has in the middle.
fn typical(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() * 3 / 4).copied().unwrap_or(0.0)
}
