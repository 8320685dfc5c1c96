//! The form of a piece: which bars have which players.

use std::ops::Range;

use crate::random::Random;

/// Who begins, before drums and bass are both there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    Together,
    Chords,
    Drums,
    /// Four strokes of the sticks, a beat each.
    Count,
}

/// Bars by number; a section is eight of them.
pub struct Form {
    pub bars: usize,
    /// Where drums and bass play.
    pub groove: Range<usize>,
    /// Bars in the middle without drums and bass; often none.
    pub breakdown: Range<usize>,
    /// The end is faded out, not played.
    pub fades: bool,
}

/// Who plays in a bar.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each player plays or rests independently of the others"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Players {
    pub(crate) drums: bool,
    pub(crate) bass: bool,
    pub(crate) chords: bool,
    pub(crate) lead: bool,
    /// The second half of a pair of sections: fuller.
    pub(crate) chorus: bool,
    /// The last bar before something new.
    pub(crate) turn: bool,
    /// The first bar of something new.
    pub(crate) fresh: bool,
}

const SECTION: usize = 8;

impl Form {
    /// A form of about `bars` bars.
    pub(crate) fn new(bars: usize, opening: Opening, chance: &mut Random) -> Self {
        let bars = bars.max(12);
        let start = match opening {
            Opening::Together => 0,
            Opening::Count => 1,
            Opening::Chords | Opening::Drums => chance.pick(&[2, 4, 4, 8]).min(bars / 4),
        };
        let fades = chance.chance(0.25);
        let tail = if fades { 0 } else { chance.pick(&[0, 0, 2, 4, 8]).min(bars / 5) };
        let groove = start..bars - tail;
        let breakdown = if groove.len() >= 24 && chance.chance(0.3) {
            let middle = start + SECTION * (groove.len() / SECTION / 2);
            middle..middle + 4
        } else {
            0..0
        };
        Self { bars, groove, breakdown, fades }
    }

    pub(crate) fn players(&self, bar: usize, opening: Opening) -> Players {
        let before = bar < self.groove.start;
        let groove = self.groove.contains(&bar) && !self.breakdown.contains(&bar);
        let number = bar.saturating_sub(self.groove.start);
        let ends = |bar: usize| {
            bar + 1 == self.groove.end
                || (bar + 1).saturating_sub(self.groove.start).is_multiple_of(SECTION)
        };
        Players {
            drums: groove || before && matches!(opening, Opening::Drums),
            bass: groove,
            chords: !before || opening == Opening::Chords,
            lead: groove || self.breakdown.contains(&bar),
            chorus: !before && number / SECTION % 2 == 1,
            turn: !before && ends(bar),
            fresh: number.is_multiple_of(SECTION) && groove,
        }
    }
}
