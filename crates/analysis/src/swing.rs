//! Swing: where the off-beat falls between two beats, as the ratio of the long to the short eighth.

use crate::curves::{self, summit_offset, value_at};
use crate::onset::FRAME_RATE;
use crate::pulse::OnsetCurves;

/// Weight of the regions: hats and snare play the eighths, the bass least.
const WEIGHTS: [f32; 4] = [0.3, 1.0, 1.0, 1.0];
/// Parts of a beat in which onsets are counted.
const PARTS: usize = 96;
/// Off-beats are looked for from a little before the middle of the beat to a ratio of 2.7.
const EARLIEST: f64 = 0.46;
const LATEST: f64 = 0.73;
/// An off-beat stands out by this much of the beat's own height.
const CLEAR: f64 = 0.2;
/// Another peak of this share of the highest is as good an off-beat.
const RIVAL: f64 = 0.6;

/// Long to short of the eighths, 1.0 to about 2.7; absent where off-beats are hardly played.
pub(crate) fn ratio(curves: &OnsetCurves, beats_s: &[f64]) -> Option<f64> {
    let profile = profile(&curves.weighted(WEIGHTS), beats_s)?;
    let floor = profile.iter().copied().fold(f64::INFINITY, f64::min);
    let at = |part: usize| profile[part % PARTS] - floor;
    let summit =
        |part: usize| part as f64 + summit_offset(at(part + PARTS - 1), at(part), at(part + 1));
    // The beat itself may lie a little beside its grid.
    let near_beat = (PARTS - PARTS / 12)..=(PARTS + PARTS / 12);
    let beat = near_beat.max_by(|a, b| at(*a).total_cmp(&at(*b)))?;
    let place = |part: usize| (summit(part) + PARTS as f64 - summit(beat)) / PARTS as f64;
    let peaks: Vec<usize> = curves::peaks(&profile)
        .filter(|part| (EARLIEST..LATEST).contains(&place(*part)))
        .filter(|part| at(*part) > at(beat) * CLEAR)
        .collect();
    let highest = peaks.iter().map(|part| at(*part)).fold(0.0, f64::max);
    // With sixteenths there is a peak at the middle and one after it: the middle is the off-beat.
    let off_beat = peaks.into_iter().find(|part| at(*part) > highest * RIVAL)?;
    let place = place(off_beat);
    Some((place / (1.0 - place)).max(1.0))
}

/// Mean onset strength at every part of the beat.
fn profile(curve: &[f32], beats_s: &[f64]) -> Option<Vec<f64>> {
    let gaps = || beats_s.windows(2);
    let count = gaps().count();
    (count >= 8).then(|| {
        (0..PARTS)
            .map(|part| {
                let phase = part as f64 / PARTS as f64;
                let place = |pair: &[f64]| (pair[0] + phase * (pair[1] - pair[0])) * FRAME_RATE;
                gaps().map(|pair| value_at(curve, place(pair))).sum::<f64>() / count as f64
            })
            .collect()
    })
}
