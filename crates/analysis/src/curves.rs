//! Small tools on evenly sampled curves: smoothing, reading between samples, local peaks.

/// A symmetric kernel, its weights summing to 1.
pub(crate) struct Kernel(Vec<f32>);

impl Kernel {
    /// Bell curve with the given standard deviation in samples.
    pub(crate) fn gaussian(deviation: f64) -> Self {
        let reach = (4.0 * deviation) as i32 + 1;
        Self::from_weights(
            (-reach..=reach).map(|i| (-0.5 * (f64::from(i) / deviation).powi(2)).exp()),
        )
    }

    /// Raised cosine that reaches zero `reach` samples away.
    pub(crate) fn hann(reach: i32) -> Self {
        let phase = |i| f64::from(i) * std::f64::consts::PI / f64::from(reach);
        Self::from_weights((-reach..=reach).map(|i| 1.0 + phase(i).cos()))
    }

    fn from_weights(weights: impl Iterator<Item = f64>) -> Self {
        let weights: Vec<f64> = weights.collect();
        let sum: f64 = weights.iter().sum();
        Self(weights.iter().map(|weight| (weight / sum) as f32).collect())
    }

    /// The curve averaged under the kernel; outside it counts as zero.
    pub(crate) fn smooth(&self, curve: &[f32]) -> Vec<f32> {
        let reach = self.0.len() / 2;
        (0..curve.len())
            .map(|i| {
                let (start, end) = (i.saturating_sub(reach), (i + reach + 1).min(curve.len()));
                let weights = &self.0[start + reach - i..];
                curve[start..end].iter().zip(weights).map(|(value, weight)| value * weight).sum()
            })
            .collect()
    }
}

/// The value at a place between samples, by a straight line; the last value beyond the end.
pub(crate) fn value_at(curve: &[f32], place: f64) -> f64 {
    let Some(last) = curve.len().checked_sub(1) else { return 0.0 };
    let index = (place.max(0.0) as usize).min(last);
    let (here, next) = (f64::from(curve[index]), f64::from(curve[(index + 1).min(last)]));
    here + (next - here) * (place - index as f64).clamp(0.0, 1.0)
}

/// The highest sample within `reach` of a place; zero outside the curve.
pub(crate) fn highest_near(curve: &[f32], place: f64, reach: usize) -> f32 {
    let centre = place.round().max(0.0) as usize;
    let (start, end) = (centre.saturating_sub(reach), (centre + reach + 1).min(curve.len()));
    curve.get(start..end).map_or(0.0, |part| part.iter().copied().fold(0.0, f32::max))
}

/// The largest magnitude; 0 of nothing.
pub(crate) fn highest(samples: &[f32]) -> f32 {
    // Lanes side by side, so that the compiler can use vector instructions.
    let (groups, rest) = samples.as_chunks::<8>();
    let mut peaks = [0.0_f32; 8];
    for group in groups {
        for (peak, sample) in peaks.iter_mut().zip(group) {
            *peak = peak.max(sample.abs());
        }
    }
    rest.iter().map(|sample| sample.abs()).chain(peaks).fold(0.0, f32::max)
}

/// Where the parabola through a sample and its neighbours has its top, as an offset from −0.5 to 0.5.
pub(crate) fn summit_offset(before: f64, here: f64, after: f64) -> f64 {
    let bend = before - 2.0 * here + after;
    if bend < 0.0 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 }
}

/// Indices of the local maxima.
pub(crate) fn peaks(curve: &[f64]) -> impl Iterator<Item = usize> {
    (1..curve.len().max(2) - 1).filter(|i| curve[*i] > curve[i - 1] && curve[*i] >= curve[i + 1])
}

pub(crate) fn mean(values: &[f32]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len() as f64
}

/// Root of the mean square.
pub(crate) fn rms(values: &[f32]) -> f64 {
    let squares = values.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>();
    (squares / values.len().max(1) as f64).sqrt()
}

/// Standard deviation.
pub(crate) fn deviation(values: &[f32]) -> f64 {
    let mean = mean(values);
    let squares = values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum::<f64>();
    (squares / values.len().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_keeps_the_sum_and_spreads_evenly() {
        let mut curve = vec![0.0; 41];
        curve[20] = 1.0;
        let smooth = Kernel::gaussian(2.0).smooth(&curve);
        assert!((smooth.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!((smooth[17] - smooth[23]).abs() < 1e-6);
    }

    #[test]
    fn reading_outside_a_curve_is_harmless() {
        assert!(value_at(&[], 3.0).abs() < 1e-12);
        assert!((value_at(&[1.0, 3.0], 0.5) - 2.0).abs() < 1e-12);
        assert!((value_at(&[1.0, 3.0], 9.0) - 3.0).abs() < 1e-12);
        assert!(highest_near(&[1.0, 3.0], 900.0, 2).abs() < 1e-12);
    }
}
