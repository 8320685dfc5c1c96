//! Tablature: one character a step, bars separated by `|`, spaces only for the eye.
//!
//! `.` is silence, `-` lets the note before ring on; every other character is a stroke whose meaning the part knows.

/// One stroke of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stroke {
    pub(crate) mark: char,
    /// Beats from the beginning of the bar.
    pub(crate) at: f64,
    /// Beats until it is stopped.
    pub(crate) length: f64,
}

/// The strokes of bar number `bar` of a tab that repeats.
pub(crate) fn strokes(tab: &str, bar: usize, beats: usize) -> Vec<Stroke> {
    let bars: Vec<Vec<char>> = tab
        .split('|')
        .map(|bar| bar.chars().filter(|mark| !mark.is_whitespace()).collect())
        .collect();
    let steps = &bars[bar % bars.len()];
    let step = beats as f64 / steps.len() as f64;
    let stroke = |(index, mark): (usize, &char)| {
        let held = steps[index + 1..].iter().take_while(|next| **next == '-').count();
        (!['.', '-'].contains(mark)).then(|| Stroke {
            mark: *mark,
            at: index as f64 * step,
            length: (held + 1) as f64 * step,
        })
    };
    steps.iter().enumerate().filter_map(stroke).collect()
}

/// How hard a stroke is, 0 to 1: `x` an accent, `o` as usual, `,` a ghost.
pub(crate) fn velocity(mark: char) -> f64 {
    match mark {
        'x' | 'X' => 1.0,
        ',' => 0.3,
        _ => 0.7,
    }
}

/// Where a position in beats falls when the first of each pair of eighths is `ratio` times as long as the second.
pub(crate) fn swung(position: f64, ratio: f64) -> f64 {
    let (beat, part) = (position.floor(), position.fract());
    let turn = ratio / (1.0 + ratio);
    let part =
        if part < 0.5 { 2.0 * part * turn } else { turn + (2.0 * part - 1.0) * (1.0 - turn) };
    beat + part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_reads_from_left_to_right_and_repeats() {
        let first = strokes("x-.o ....| o... ....", 2, 4);
        assert_eq!(first[0], Stroke { mark: 'x', at: 0.0, length: 1.0 });
        assert_eq!(first[1], Stroke { mark: 'o', at: 1.5, length: 0.5 });
        assert_eq!(strokes("x... ....| o... ....", 1, 4)[0].mark, 'o');
    }

    #[test]
    fn a_shuffle_delays_the_second_eighth_and_leaves_beats_alone() {
        assert!((swung(3.5, 2.0) - (3.0 + 2.0 / 3.0)).abs() < 1e-12);
        assert!((swung(3.0, 2.0) - 3.0).abs() < 1e-12);
        assert!((swung(3.5, 1.0) - 3.5).abs() < 1e-12);
    }
}
