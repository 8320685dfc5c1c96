//! What counts as right, and the tally of it.
//!
//! Tempo, beats and key are scored as the field does (MIREX, mir_eval); a missing result is a wrong one. *Danced*
//! forgives octaves outside 70 to 140; *step* does not: it must be a tempo that a dancer can step to on that track.

use serde::{Deserialize, Serialize};

use super::beats;
use super::manifest::Track;

/// What an analyser says of one track; the members of `pika analyze --json --beats`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) bpm: Option<f64>,
    pub(super) bpm_danced: Option<f64>,
    #[serde(default)]
    pub(super) beats: Vec<f64>,
    pub(super) downbeats: Option<Vec<f64>>,
    pub(super) key: Option<String>,
    pub(super) swing: Option<f64>,
    pub(super) intro_s: Option<f64>,
    pub(super) outro_s: Option<f64>,
}

/// The columns of the table, and what each says in percent.
pub(super) const COLUMNS: [(&str, &str); 15] = [
    ("acc1", "BPM within 4 %, octave included"),
    ("acc2", "the same, but x2 x3 /2 /3 allowed"),
    ("exact", "BPM within 0.5 %, octave included"),
    ("danced", "right after folding both into 70 to 140"),
    ("step", "danced BPM within 4 % of a tempo that can be stepped to, octave included"),
    ("F", "beats within 70 ms, F-measure"),
    ("CMLt", "beats in continuous order at the true level"),
    ("AMLt", "the same at any metrical level"),
    ("ones", "downbeats within 70 ms, F-measure"),
    ("key", "key exact"),
    ("mirex", "key with MIREX weights 1, .5, .3, .2"),
    ("mix", "same key, its relative or a fifth away"),
    ("swing", "ratio of the eighths within 0.25"),
    ("intro", "length of the intro within one bar"),
    ("outro", "length of the outro within one bar"),
];

/// Sums of every column.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    sums: [(f64, u32); COLUMNS.len()],
    pub(super) tracks: u32,
}

impl Tally {
    /// In percent, in the order of [`COLUMNS`]; absent where nothing could be judged.
    pub(super) fn percent(&self) -> [Option<f64>; COLUMNS.len()] {
        self.sums.map(|(sum, count)| (count > 0).then(|| 100.0 * sum / f64::from(count)))
    }

    fn add(&mut self, column: &str, value: f64) {
        let place = COLUMNS.iter().position(|(name, _)| *name == column);
        let sum = &mut self.sums[place.expect("only columns of the table are added to")];
        sum.0 += value;
        sum.1 += 1;
    }

    fn right(&mut self, column: &str, right: bool) {
        self.add(column, f64::from(u8::from(right)));
    }

    /// Judges what was found of one track.
    pub(super) fn judge(&mut self, track: &Track, found: &Found) {
        self.tracks += 1;
        if let Some(truth) = track.bpm {
            self.judge_tempo(track, truth, found);
        }
        if let Some(truth) = track.key.as_deref().and_then(parse_key) {
            let guess = found.key.as_deref().and_then(parse_key);
            let relation = guess.map_or(Relation::Other, |guess| relation(truth, guess));
            self.right("key", relation == Relation::Same);
            self.add("mirex", relation.weight());
            self.right("mix", !matches!(relation, Relation::Parallel | Relation::Other));
        }
        if let Some(truth) = track.swing {
            let near = |ratio: f64| (ratio - truth).abs() <= 0.25;
            self.right("swing", found.swing.is_some_and(near));
        }
        let bar_s = match track.downbeats_s[..] {
            [first, second, ..] => second - first,
            _ => 0.0,
        };
        for (column, truth, guess) in
            [("intro", track.intro_s, found.intro_s), ("outro", track.outro_s, found.outro_s)]
        {
            if let Some(truth) = truth {
                self.right(column, guess.is_some_and(|guess| (guess - truth).abs() <= bar_s));
            }
        }
    }

    fn judge_tempo(&mut self, track: &Track, truth: f64, found: &Found) {
        let bpm = found.bpm.unwrap_or(0.0);
        let any = [1.0, 2.0, 3.0, 0.5, 1.0 / 3.0];
        self.right("acc2", any.iter().any(|level| near(bpm, truth * level, 0.04)));
        if !track.octave_verified {
            return;
        }
        let danced = found.bpm_danced.unwrap_or(bpm);
        self.right("acc1", near(bpm, truth, 0.04));
        self.right("exact", near(bpm, truth, 0.005));
        self.right("danced", danced_alike(danced, truth));
        if !track.danced.is_empty() {
            self.right("step", track.danced.iter().any(|truth| near(danced, *truth, 0.04)));
        }
        if !track.beats_s.is_empty() {
            let (correct, any) = beats::continuity(&track.beats_s, &found.beats);
            self.add("F", beats::f_measure(&track.beats_s, &found.beats));
            self.add("CMLt", correct);
            self.add("AMLt", any);
        }
        if !track.downbeats_s.is_empty() {
            let ones = found.downbeats.as_deref().unwrap_or_default();
            self.add("ones", beats::f_measure(&track.downbeats_s, ones));
        }
    }
}

fn near(guess: f64, truth: f64, tolerance: f64) -> bool {
    guess > 0.0 && truth > 0.0 && (guess / truth - 1.0).abs() <= tolerance
}

/// Equal after folding into 70 to 140; near the seam either octave is right.
fn danced_alike(guess: f64, truth: f64) -> bool {
    let fold = |mut bpm: f64| {
        while bpm > 0.0 && bpm < 70.0 {
            bpm *= 2.0;
        }
        while bpm >= 140.0 {
            bpm /= 2.0;
        }
        bpm
    };
    let (guess, truth) = (fold(guess), fold(truth));
    let seam = (truth - 70.0).abs().min((truth - 140.0).abs()) < 6.0;
    near(guess, truth, 0.04) || seam && [2.0, 0.5].iter().any(|by| near(guess * by, truth, 0.04))
}

/// Semitones above C, and whether minor: `A minor`, `Am`, `F# major`, `Gb`.
fn parse_key(text: &str) -> Option<(u8, bool)> {
    let text = text.trim().replace('♯', "#").replace('♭', "b");
    let mut rest = text.chars();
    let natural = match rest.next()? {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        _ => return None,
    };
    let (shift, mode) = match rest.as_str().chars().next() {
        Some('#') => (1, &rest.as_str()[1..]),
        Some('b') => (11, &rest.as_str()[1..]),
        _ => (0, rest.as_str()),
    };
    let mode = mode.trim().to_lowercase();
    Some(((natural + shift) % 12, mode.starts_with('m') && !mode.starts_with("maj")))
}

/// How a found key lies to the true one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same,
    FifthAbove,
    FifthBelow,
    Relative,
    Parallel,
    Other,
}

impl Relation {
    /// The weight of the MIREX key task.
    fn weight(self) -> f64 {
        match self {
            Self::Same => 1.0,
            Self::FifthAbove => 0.5,
            Self::Relative => 0.3,
            Self::Parallel => 0.2,
            Self::FifthBelow | Self::Other => 0.0,
        }
    }
}

fn relation(truth: (u8, bool), guess: (u8, bool)) -> Relation {
    let step = (guess.0 + 12 - truth.0) % 12;
    match (truth.1, guess.1) {
        _ if truth == guess => Relation::Same,
        (a, b) if a == b && step == 7 => Relation::FifthAbove,
        (a, b) if a == b && step == 5 => Relation::FifthBelow,
        (false, true) if step == 9 => Relation::Relative,
        (true, false) if step == 3 => Relation::Relative,
        _ if step == 0 => Relation::Parallel,
        _ => Relation::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(truth: &Track, found: &Found, column: &str, expected: f64) {
        let mut tally = Tally::default();
        tally.judge(truth, found);
        let place = COLUMNS.iter().position(|(name, _)| *name == column).expect("a column");
        assert_eq!(tally.percent()[place], Some(expected), "{column} of {found:?}");
    }

    fn tempo(bpm: f64) -> (Track, impl Fn(f64) -> Found) {
        let track = Track {
            bpm: Some(bpm),
            octave_verified: true,
            danced: vec![if bpm > 136.0 { bpm / 2.0 } else { bpm }],
            ..Track::default()
        };
        (track, |bpm| Found { bpm: Some(bpm), ..Found::default() })
    }

    #[test]
    fn tempo_is_right_within_four_percent_and_exact_within_half_a_percent() {
        let (track, found) = tempo(100.0);
        for (bpm, acc1, acc2, exact) in [
            (100.4, 100.0, 100.0, 100.0),
            (103.0, 100.0, 100.0, 0.0),
            (50.0, 0.0, 100.0, 0.0),
            (150.0, 0.0, 0.0, 0.0),
        ] {
            check(&track, &found(bpm), "acc1", acc1);
            check(&track, &found(bpm), "acc2", acc2);
            check(&track, &found(bpm), "exact", exact);
        }
        check(&track, &Found::default(), "acc1", 0.0);
    }

    #[test]
    fn what_is_danced_is_forgiven_octaves_and_what_is_stepped_is_not() {
        let (track, found) = tempo(172.0);
        check(&track, &found(172.0), "danced", 100.0);
        check(&track, &found(172.0), "step", 0.0);
        check(&track, &found(86.0), "step", 100.0);
        let (track, found) = tempo(72.0);
        check(&track, &found(138.0 + 6.0), "danced", 100.0);
        check(&track, &found(96.0), "danced", 0.0);
    }

    #[test]
    fn keys_have_many_spellings_and_near_misses_have_weights() {
        let track = Track { key: Some("A minor".to_owned()), ..Track::default() };
        let found = |key: &str| Found { key: Some(key.to_owned()), ..Found::default() };
        for (key, weight) in [
            ("Am", 100.0),
            ("A minor", 100.0),
            ("E minor", 50.0),
            ("C major", 30.0),
            ("A", 20.0),
            ("D minor", 0.0),
            ("Bbm", 0.0),
        ] {
            check(&track, &found(key), "mirex", weight);
        }
        check(&track, &found("D minor"), "mix", 100.0);
        assert_eq!(parse_key("Gb major"), parse_key("F# major"));
        assert_eq!(parse_key("none"), None);
    }
}
