//! Where the beats fall, given about how far apart they are: dynamic programming over all frames (D. Ellis, "Beat
//! tracking by dynamic programming", JNMR 2007). How far apart they are is decided before, in `pulse` and `metre`.

/// How strictly the distance of two beats is held to the period: the cost is this times the squared logarithm of
/// their ratio, against onset strengths of unit power. A live band's drift costs next to nothing, a skipped half beat
/// is expensive.
const STRICTNESS: f32 = 150.0;
/// The next beat is looked for between these multiples of the period.
const NEAREST: f64 = 0.7;
const FARTHEST: f64 = 1.4;

/// The best chain of beats and what it is worth.
pub(crate) struct Chain {
    /// Frames, ascending.
    pub(crate) beats: Vec<usize>,
    /// Sum of the onset strengths at the beats, less the costs of uneven steps.
    pub(crate) score: f64,
}

impl Chain {
    /// The chain that lies this part of a beat later than this one: another way to hear where the beat falls.
    pub(crate) fn later(&self, part: f64, strength: &[f32]) -> Self {
        let steps = self.beats.windows(2).map(|pair| pair[1] - pair[0]);
        let last = steps.clone().next_back();
        let later = |(beat, step): (&usize, usize)| beat + (part * step as f64) as usize;
        let beats = self.beats.iter().zip(steps.chain(last)).map(later);
        let beats: Vec<usize> = beats.filter(|beat| *beat < strength.len()).collect();
        let worth =
            |beats: &[usize]| beats.iter().map(|beat| f64::from(strength[*beat])).sum::<f64>();
        let score = self.score - worth(&self.beats) + worth(&beats);
        Self { beats, score }
    }
}

/// Finds the chain of beats through `strength` (unit power) with steps of about `period` frames.
pub(crate) fn track(strength: &[f32], period: f64) -> Chain {
    let nearest = ((period * NEAREST) as usize).max(1);
    let farthest = (period * FARTHEST) as usize + 1;
    // The cost of each step; index 0 is the longest, as the frames before a beat are scanned in that order.
    let costs: Vec<f32> = (nearest..=farthest)
        .rev()
        .map(|step| STRICTNESS * ((step as f64 / period).ln() as f32).powi(2))
        .collect();
    let mut best = vec![0.0_f32; strength.len()];
    let mut previous = vec![u32::MAX; strength.len()];
    for frame in 0..strength.len() {
        best[frame] = strength[frame];
        let Some(end) = (frame + 1).checked_sub(nearest) else { continue };
        let start = frame.saturating_sub(farthest);
        let costs = &costs[start + farthest - frame..];
        let mut top = 0.0;
        for (offset, (value, cost)) in best[start..end].iter().zip(costs).enumerate() {
            if value - cost > top {
                top = value - cost;
                previous[frame] = (start + offset) as u32;
            }
        }
        best[frame] += top;
    }
    let tail = strength.len().saturating_sub(farthest);
    let last = (tail..strength.len()).max_by(|a, b| best[*a].total_cmp(&best[*b]));
    let score = last.map_or(0.0, |frame| f64::from(best[frame]));
    let step_back = |frame: &usize| {
        let before = previous[*frame];
        (before != u32::MAX).then_some(before as usize)
    };
    let mut beats: Vec<usize> = std::iter::successors(last, step_back).collect();
    beats.reverse();
    Chain { beats, score }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_follows_a_drifting_pulse_and_bridges_a_gap() {
        let mut strength = vec![0.0; 4_000];
        let (mut place, mut period, mut truth) = (20.0, 43.0, Vec::new());
        while place < 3_980.0 {
            truth.push(place as usize);
            if !(1_500.0..2_000.0).contains(&place) {
                strength[place as usize] = 5.0;
            }
            period *= 1.0003;
            place += period;
        }
        let chain = track(&strength, 43.5);
        let found = |beat: &&usize| chain.beats.iter().any(|b| b.abs_diff(**beat) <= 2);
        let hits = truth.iter().filter(found).count();
        assert!(hits + 1 >= truth.len(), "{hits} of {} beats", truth.len());
        assert!(chain.beats.len() <= truth.len() + 1);
    }

    #[test]
    fn nothing_and_silence_are_no_trouble() {
        assert!(track(&[], 40.0).beats.is_empty());
        assert!(track(&[0.0; 10], 40.0).score.abs() < 1e-9);
    }
}
