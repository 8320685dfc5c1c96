//! The overview for drawing: the peak of each of 240 equal parts of a track whose length is known only at its end.

use pika_domain::WAVEFORM_COLUMNS;

use crate::curves::highest;
use crate::decode::Block;

/// Samples of one channel behind one stored peak.
const GRAIN: usize = 1_024;

/// Keeps one peak for every [`GRAIN`] frames: 43 bytes a second at 44.1 kHz.
pub(crate) struct Overview {
    peaks: Vec<u8>,
    peak: f32,
    frames: usize,
}

impl Overview {
    pub(crate) fn new() -> Self {
        Self { peaks: Vec::new(), peak: 0.0, frames: 0 }
    }

    pub(crate) fn push(&mut self, block: &Block) {
        let length = block.planes[0].len();
        let mut start = 0;
        while start < length {
            let end = length.min(start + GRAIN - self.frames);
            for plane in block.planes {
                self.peak = self.peak.max(highest(&plane[start..end]));
            }
            self.frames += end - start;
            start = end;
            if self.frames == GRAIN {
                self.close_grain();
            }
        }
    }

    fn close_grain(&mut self) {
        self.peaks.push((self.peak.min(1.0) * 255.0).round() as u8);
        (self.peak, self.frames) = (0.0, 0);
    }

    /// The highest peak within each column; a track shorter than the columns repeats its grains.
    pub(crate) fn columns(mut self) -> Vec<u8> {
        if self.frames > 0 {
            self.close_grain();
        }
        let grains = self.peaks.len();
        (0..WAVEFORM_COLUMNS)
            .map(|column| {
                let start = column * grains / WAVEFORM_COLUMNS;
                let end = ((column + 1) * grains / WAVEFORM_COLUMNS).max(start + 1).min(grains);
                self.peaks[start.min(end)..end].iter().copied().max().unwrap_or(0)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rising_tone_draws_a_rising_line_to_full_scale() {
        let mut overview = Overview::new();
        let samples: Vec<f32> = (0..1_000_000).map(|i| i as f32 / 1_000_000.0).collect();
        for part in samples.chunks(777) {
            overview.push(&Block { planes: &[part.to_vec()], rate_hz: 44_100 });
        }
        let columns = overview.columns();
        assert_eq!(columns.len(), WAVEFORM_COLUMNS);
        assert!(columns.is_sorted());
        assert_eq!(columns.last(), Some(&255));
    }
}
