//! How well found beats meet true ones, as the field measures it (Davies, Degara and Plumbley, 2009; mir_eval).

/// A found beat this near to a true one meets it.
const WINDOW_S: f64 = 0.07;
/// Earlier beats do not count: listeners need a while too.
const TRIM_S: f64 = 5.0;
/// Greatest difference in place and in period, as a share of the period, within a continuous run.
const CONTINUITY: f64 = 0.175;

/// F-measure of beats after the first five seconds, 0 to 1.
pub(super) fn f_measure(truth: &[f64], found: &[f64]) -> f64 {
    let (truth, found) = (trimmed(truth), trimmed(found));
    if truth.is_empty() || found.is_empty() {
        return 0.0;
    }
    // In order of time, meeting the earliest partner leaves the most for those that follow.
    let (mut met, mut i, mut j) = (0_u32, 0, 0);
    while let (Some(a), Some(b)) = (truth.get(i), found.get(j)) {
        let meet = (a - b).abs() <= WINDOW_S;
        met += u32::from(meet);
        i += usize::from(meet || a < b);
        j += usize::from(meet || b <= a);
    }
    2.0 * f64::from(met) / (truth.len() + found.len()) as f64
}

/// CMLt and AMLt, 0 to 1: the share of beats in continuous order at the true level, and at the best of true, half,
/// double and off-beat.
pub(super) fn continuity(truth: &[f64], found: &[f64]) -> (f64, f64) {
    let (truth, found) = (trimmed(truth), trimmed(found));
    if truth.len() < 2 || found.len() < 2 {
        return (0.0, 0.0);
    }
    let middles: Vec<f64> = truth.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])).collect();
    let mut double: Vec<f64> = truth.iter().chain(&middles).copied().collect();
    double.sort_by(f64::total_cmp);
    let every_second = |from: usize| truth.iter().skip(from).step_by(2).copied().collect();
    let others: [Vec<f64>; 4] = [middles, double, every_second(0), every_second(1)];
    let correct = correct_share(&truth, &found);
    let any = others.iter().map(|level| correct_share(level, &found)).fold(correct, f64::max);
    (correct, any)
}

/// Found beats that meet an unused true one in place and in period, as a share of the larger number.
fn correct_share(truth: &[f64], found: &[f64]) -> f64 {
    if truth.len() < 2 {
        return 0.0;
    }
    let mut used = vec![false; truth.len()];
    let mut right = 0_u32;
    for (index, beat) in found.iter().enumerate() {
        let nearest = nearest(truth, *beat);
        if used[nearest] {
            continue;
        }
        // The first beat looks ahead, all others back.
        let (true_period, period) = if index == 0 || nearest == 0 {
            (step_after(truth, nearest), step_after(found, index))
        } else {
            (truth[nearest] - truth[nearest - 1], beat - found[index - 1])
        };
        let place = ((beat - truth[nearest]) / true_period).abs();
        if place < CONTINUITY && (1.0 - period / true_period).abs() < CONTINUITY {
            used[nearest] = true;
            right += 1;
        }
    }
    f64::from(right) / truth.len().max(found.len()) as f64
}

fn nearest(truth: &[f64], beat: f64) -> usize {
    let after = truth.partition_point(|other| *other < beat);
    let before = after.saturating_sub(1);
    let far = |index: usize| truth.get(index).map_or(f64::INFINITY, |other| (other - beat).abs());
    if far(before) <= far(after) { before } else { after }
}

/// The step to the next beat; of the last one, the step to it.
fn step_after(beats: &[f64], index: usize) -> f64 {
    let start = index.min(beats.len() - 2);
    beats[start + 1] - beats[start]
}

fn trimmed(beats: &[f64]) -> Vec<f64> {
    let mut beats: Vec<f64> = beats.iter().copied().filter(|beat| *beat >= TRIM_S).collect();
    beats.sort_by(f64::total_cmp);
    beats.dedup();
    beats
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(step_s: f64, from_s: f64) -> Vec<f64> {
        let count = ((65.0 - from_s) / step_s).ceil() as u32;
        (0..count).map(|n| from_s + f64::from(n) * step_s).collect()
    }

    /// Expected values by mir_eval 0.8.2 on the same beats.
    #[track_caller]
    fn check(truth: &[f64], found: &[f64], expected: [f64; 3]) {
        let (cml, aml) = continuity(truth, found);
        let got = [f_measure(truth, found), cml, aml];
        for (got, expected) in got.iter().zip(expected) {
            assert!((got - expected).abs() < 5e-5, "{got} is not {expected}");
        }
    }

    #[test]
    fn beats_in_place_are_right_and_beats_at_another_level_are_right_there() {
        let truth = every(0.5, 0.2);
        check(&truth, &every(0.5, 0.23), [1.0, 1.0, 1.0]);
        check(&truth, &every(1.0, 0.2), [0.666_667, 0.0, 1.0]);
        check(&truth, &every(0.25, 0.2), [0.666_667, 0.0, 0.995_833]);
        check(&truth, &every(0.5, 0.45), [0.0, 0.0, 0.991_667]);
        check(&truth, &every(0.5131, 0.2), [0.270_042, 0.341_667, 0.341_667]);
        check(&truth, &[], [0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_gap_costs_its_beats_and_what_is_said_in_the_first_seconds_costs_nothing() {
        let truth = every(0.6, 0.1);
        let mut found: Vec<f64> =
            truth.iter().copied().filter(|t| !(20.0..26.0).contains(t)).collect();
        found.insert(0, 0.31);
        check(&truth, &found, [0.947_368, 0.89, 0.89]);
    }
}
