//! What a style of music is to a rhythm section: tempo, subdivision, and the tabs of its players.

use crate::drums::Drum;
use crate::instrument::Instrument;

/// Which notes swing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swung {
    Nothing,
    Eighths,
    Sixteenths,
    /// The tabs are written in triplets.
    Triplets,
}

pub(crate) type DrumTab = &'static [(Drum, &'static str)];

/// A style. Where a list has several entries, a piece has one of them, or one for each section.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub name: &'static str,
    pub genre: &'static str,
    /// Lowest and highest tempo that the style is felt at.
    pub bpm: (f64, f64),
    /// Beats in a bar.
    pub beats: usize,
    pub swung: Swung,
    /// Long to short, from and to.
    pub swing: (f64, f64),
    /// Played by people, so that tempo and strokes waver.
    pub live: bool,
    pub drums: &'static [&'static [(Drum, &'static str)]],
    /// `1 2 3 5 6 b 8` degrees of the chord, `w` any step on the way, `a` the semitone before the next root.
    pub bass: &'static [&'static str],
    pub basses: &'static [Instrument],
    /// `x` and `o` strike the chord, digits a tone of it.
    pub comp: &'static [&'static str],
    pub comps: &'static [Instrument],
    pub leads: &'static [Instrument],
    /// Held chords behind all else: how often.
    pub pad: f64,
    /// Charts in major (also blues and mixolydian) and in minor.
    pub major: &'static [&'static str],
    pub minor: &'static [&'static str],
}

/// One chord for ever.
pub(crate) const VAMP: &[&str] = &["I7 I7 I7 I7"];

pub(crate) const POP: &[&str] = &[
    "I V vi IV",
    "I vi IV V",
    "I I IV V",
    "vi IV I V I V IV I",
    "I iii IV V",
    "I IV ii V",
    "I IV I V",
];
pub(crate) const MINOR: &[&str] = &[
    "i bVI bIII bVII",
    "i bVII bVI V",
    "i iv i V",
    "i i iv bVII",
    "i bIII iv V",
    "i bVI iv V",
    "i7 iv7 i7 v7",
];
pub(crate) const BLUES: &[&str] = &[
    "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7",
    "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7,IV7 I7,V7",
    "I7 V7 IV7 IV7 I7 V7 I7,IV7 I7,V7",
];
pub(crate) const MINOR_BLUES: &[&str] =
    &["i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 V7", "i7 iv7 i7 i7 iv7 iv7 i7 i7 V7 iv7 i7 i7"];
pub(crate) const JAZZ: &[&str] = &[
    "I6,vi7 ii7,V7 I6,vi7 ii7,V7 I7 IV7 I6,V7 I6",
    "ii7 V7 IM7 vi7 ii7 V7 IM7 IM7",
    "I6 I6 VI7 VI7 II7 II7 V7 V7 I6 I6 VI7 VI7 ii7 V7 I6 I6",
];
pub(crate) const MINOR_JAZZ: &[&str] =
    &["i6 i6 iv6 iv6 i6 V7 i6 V7", "i6 i6 V7 V7 V7 V7 i6 i6 iv6 iv6 i6 i6 bVI7 V7 i6 V7"];
pub(crate) const SOUL: &[&str] =
    &["I vi7 ii7 V7", "IM7 IM7 ii7 ii7", "I bVII IV I", "IM7 iii7 IVM7 V7", "I9 IV9 I9 V9"];
pub(crate) const FUNK: &[&str] = &["I9 I9 IV9 I9", "I7 I7 I7 I7 IV7 IV7 I7 I7", "I9 bVII9 IV9 I9"];

/// What the others are written as differences from: a straight backbeat in four.
pub(crate) const PLAIN: Style = Style {
    name: "straight pop",
    genre: "pop",
    bpm: (92.0, 126.0),
    beats: 4,
    swung: Swung::Nothing,
    swing: (1.0, 1.0),
    live: true,
    drums: &[
        &[
            (Drum::Kick, "x....... x.o....."),
            (Drum::Snare, "....x.......x..."),
            (Drum::Hat, "x.o.x.o.x.o.x.o."),
        ],
        &[
            (Drum::Kick, "x.....o. x.o....."),
            (Drum::Snare, "....x.......x..,"),
            (Drum::Ride, "x.o.x.o.x.o.x.o."),
        ],
        &[
            (Drum::Kick, "x..o....x.....o."),
            (Drum::Snare, "....x..,....x..."),
            (Drum::Hat, "x.o.x.o.x.o.x.o."),
        ],
    ],
    bass: &["1---...1 1---..5.", "1.1.1.1. 1.1.1.a.", "1-----.1 5---3-a-"],
    basses: &[Instrument::FingerBass, Instrument::SynthBass],
    comp: &["x---x---x---x---", "x-x-o-ox-xo-x-o-", "x-----x-----x---", "1.2.3.2.1.2.3.4."],
    comps: &[Instrument::Piano, Instrument::Steel, Instrument::ElectricPiano],
    leads: &[Instrument::Singer, Instrument::Singer, Instrument::Saxophone],
    pad: 0.5,
    major: POP,
    minor: MINOR,
};
