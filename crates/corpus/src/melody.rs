//! A tune over the chords: phrases with a breath between them, chord tones on strong beats, small steps in between.

use crate::harmony::Chord;
use crate::random::Random;

/// One note of a tune, in beats from the beginning of the bar.
pub(crate) struct Sung {
    pub(crate) at: f64,
    pub(crate) length: f64,
    pub(crate) note: i32,
}

/// Rhythms of one beat: where notes begin. Written in eighths, so that they swing with everybody else.
const CELLS: [&[f64]; 7] = [&[0.0], &[0.0, 0.5], &[0.5], &[], &[0.0, 0.5], &[0.0], &[0.5]];
/// The same in triplets.
const THIRDS: [&[f64]; 6] = [
    &[0.0],
    &[0.0, 2.0 / 3.0],
    &[2.0 / 3.0],
    &[],
    &[0.0, 1.0 / 3.0, 2.0 / 3.0],
    &[1.0 / 3.0, 2.0 / 3.0],
];
const MAJOR: [i32; 7] = [0, 2, 4, 5, 7, 9, 11];
const NATURAL_MINOR: [i32; 7] = [0, 2, 3, 5, 7, 8, 10];

/// What a player of tunes keeps from bar to bar.
pub(crate) struct Melody {
    tonic: i32,
    scale: [i32; 7],
    cells: &'static [&'static [f64]],
    /// Where the voice lies, as a MIDI note.
    centre: i32,
    note: i32,
}

impl Melody {
    pub(crate) fn new(tonic: i32, minor: bool, thirds: bool, chance: &mut Random) -> Self {
        let centre = 62 + chance.below(12) as i32;
        let scale = if minor { NATURAL_MINOR } else { MAJOR };
        Self { tonic, scale, cells: if thirds { &THIRDS } else { &CELLS }, centre, note: centre }
    }

    /// The notes of one bar; every fourth bar the singer breathes.
    pub(crate) fn bar(
        &mut self,
        bar: usize,
        beats: usize,
        chord: &Chord,
        lift: i32,
        chance: &mut Random,
    ) -> Vec<Sung> {
        let sung_beats = if bar % 4 == 3 { 1 } else { beats };
        let mut starts = Vec::new();
        for beat in 0..sung_beats {
            let cell = chance.pick(self.cells);
            starts.extend(cell.iter().map(|part| beat as f64 + part));
        }
        let mut tune = Vec::new();
        for (index, at) in starts.iter().enumerate() {
            let strong = at.fract() == 0.0;
            self.note = self.next(chord, strong, chance);
            let until = starts.get(index + 1).copied().unwrap_or(at + 1.5);
            let length = (until - at).min(2.0) * chance.between(0.7, 1.0);
            tune.push(Sung { at: *at, length, note: self.note + lift });
        }
        tune
    }

    fn next(&self, chord: &Chord, strong: bool, chance: &mut Random) -> i32 {
        let fits = |note: &i32| {
            let class = (note - self.tonic).rem_euclid(12);
            let tone = chord.tones.iter().any(|tone| (chord.root + tone).rem_euclid(12) == class);
            tone || !strong && self.scale.contains(&class)
        };
        let reach = if strong { 5 } else { 3 };
        let within = self.centre - 9..=self.centre + 9;
        let near: Vec<i32> = (self.note - reach..=self.note + reach)
            .filter(fits)
            .filter(|note| within.contains(note))
            .collect();
        if near.is_empty() { self.centre } else { chance.pick(&near) }
    }
}
