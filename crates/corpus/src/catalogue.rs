//! Which pieces there are: every style at tempi spread over its range, with every hardship in turn.
//!
//! Pieces come in parts that share no seed: one to train on, one more to train the tempo on, one to measure on.

use crate::clock::Drift;
use crate::drums::Drum;
use crate::form::{Form, Opening};
use crate::mix::Room;
use crate::more_styles::MORE_STYLES;
use crate::octave_styles::OCTAVE_STYLES;
use crate::piece::Piece;
use crate::random::Random;
use crate::style::{DrumTab, Style, Swung, VAMP};
use crate::styles::STYLES;

/// What pieces are for. They differ in seed only, and seeds of one part never occur in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Train,
    /// Styles of its own, whose half or double is tempting.
    Octave,
    Test,
}

impl Part {
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Octave => "octave",
            Self::Test => "test",
        }
    }

    fn seed(self) -> u64 {
        match self {
            Self::Train => 0x7472_6169_6e00_0000,
            Self::Octave => 0x6f63_7461_7600_0000,
            Self::Test => 0x7465_7374_0000_0000,
        }
    }
}

/// One in so many bands that are put together anew is a rhythm section, drums alone, or the simplest beat there is.
const BARE: usize = 8;
/// Twelve steps of rest: they fit every metre.
const RESTS: &[&str] = &["............"];
const SIMPLE_KIT: &[DrumTab] =
    &[&[(Drum::Kick, "x...x..."), (Drum::Snare, "..x...x."), (Drum::Hat, "xxxxxxxx")]];
const SIMPLE_BASS: &[&str] = &["1.5.6.3.", "1.5.1.5.", "1.w.w.w."];

/// Low discrepancy: numbers that are spread evenly however many are taken.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Piece number `number` of a part. Styles take turns, so that any number of pieces from the first on is a fair choice.
/// The parts to train on have more styles, and in every other round their bands are put together anew.
pub fn piece(part: Part, number: usize) -> Piece {
    let styles: Vec<&Style> = match part {
        Part::Train => STYLES.iter().chain(MORE_STYLES).collect(),
        Part::Octave => OCTAVE_STYLES.iter().collect(),
        Part::Test => STYLES.iter().collect(),
    };
    let (style, round) = (styles[number % styles.len()], number / styles.len());
    let start = if part == Part::Test { 0.6 } else { 0.25 };
    let spread = (start + GOLDEN * round as f64 + 0.37 * (number % styles.len()) as f64).fract();
    let bpm = style.bpm.0 * (style.bpm.1 / style.bpm.0).powf(spread);
    let seed = part.seed() + number as u64;
    if part == Part::Test || round % 2 == 0 {
        return compose(style, bpm, seed);
    }
    let mixed = mixed(style, &styles, bpm, seed);
    match number % (3 * BARE) {
        3 => compose(&bare(&mixed, style.bass), bpm, seed),
        11 => compose(&bare(&mixed, RESTS), bpm, seed),
        19 if style.beats == 4 && style.swung != Swung::Triplets => {
            let simple = Style { drums: SIMPLE_KIT, ..mixed };
            compose(&bare(&simple, SIMPLE_BASS), bpm, seed)
        }
        _ => compose(&mixed, bpm, seed),
    }
}

/// The style with bass, chords and charts of others that can be played at this tempo: what always goes together in the
/// styles of a corpus need not on a record.
fn mixed(style: &Style, others: &[&'static Style], bpm: f64, seed: u64) -> Style {
    let mut chance = Random::new(seed).fork(4);
    let fitting: Vec<&Style> = others
        .iter()
        .copied()
        .filter(|other| other.beats == style.beats)
        .filter(|other| (other.swung == Swung::Triplets) == (style.swung == Swung::Triplets))
        .filter(|other| (other.bpm.0 * 0.85..other.bpm.1 * 1.15).contains(&bpm))
        .collect();
    let (bass, comp, chart) = (chance.pick(&fitting), chance.pick(&fitting), chance.pick(&fitting));
    Style {
        bass: bass.bass,
        basses: bass.basses,
        comp: comp.comp,
        comps: comp.comps,
        major: chart.major,
        minor: chart.minor,
        ..*style
    }
}

/// The style without chords and tune, with this bass; with its own where nothing would be left.
fn bare(style: &Style, bass: &'static [&'static str]) -> Style {
    let has_drums = style.drums.iter().all(|kit| !kit.is_empty());
    let bass = if has_drums { bass } else { style.bass };
    Style { bass, comp: RESTS, leads: &[], pad: 0.0, major: VAMP, minor: VAMP, ..*style }
}

/// The style of this name.
pub fn style(name: &str) -> Option<&'static Style> {
    STYLES.iter().find(|style| style.name == name)
}

/// A piece of a style at about `bpm`; the seed decides all else.
pub fn compose(style: &Style, bpm: f64, seed: u64) -> Piece {
    let mut chance = Random::new(seed).fork(0);
    let minor = chance.chance(0.4);
    let opening = chance.pick(&[
        Opening::Together,
        Opening::Together,
        Opening::Chords,
        Opening::Drums,
        Opening::Count,
    ]);
    let opening = match opening {
        Opening::Drums | Opening::Count if style.drums[0].is_empty() => Opening::Together,
        other => other,
    };
    let seconds = chance.between(60.0, 95.0);
    let bars = (seconds * bpm / 60.0 / style.beats as f64).round() as usize;
    let drift = match chance.unit() {
        x if !style.live || x < 0.45 => Drift::Steady,
        x if x < 0.85 => Drift::Walk(0.015),
        _ => Drift::Push(chance.between(0.03, 0.07)),
    };
    Piece {
        style: *style,
        // Machines are set to whole and half numbers, people are not.
        bpm: if style.live { (bpm * 100.0).round() / 100.0 } else { (bpm * 2.0).round() / 2.0 },
        tonic: chance.below(12) as i32,
        minor,
        chart: chance.pick(if minor { style.minor } else { style.major }),
        swing: chance.between(style.swing.0, style.swing.1),
        drift,
        lead_in_s: if chance.chance(0.3) {
            chance.between(0.3, 4.0)
        } else {
            chance.between(0.0, 0.2)
        },
        opening,
        form: Form::new(bars, opening, &mut chance),
        lift: if chance.chance(0.15) { chance.pick(&[1, 2]) } else { 0 },
        cents: if chance.chance(0.3) { chance.between(-40.0, 40.0) } else { 0.0 },
        room: Room {
            wet: chance.between(0.03, 0.3) as f32,
            drums_db: chance.between(-9.0, 3.0) as f32,
            lead_db: chance.between(-4.0, 4.0) as f32,
            top_hz: chance.chance(0.15).then(|| chance.between(2_500.0, 6_000.0) as f32),
            pump: if style.live { 0.0 } else { chance.between(0.0, 0.7) as f32 },
            drive: chance.between(1.0, 3.5) as f32,
            peak: chance.between(0.4, 0.99) as f32,
        },
        seed,
    }
}
