//! The styles of the corpus: what is danced at a West Coast Swing night, and what tempo trackers stumble over.

use crate::drums::Drum::{
    Brush, Clap, Clave, Conga, Cowbell, Hat, Kick, Open, Pedal, Ride, Rim, Shaker, Slap, Snare,
    Tambourine,
};
use crate::instrument::Instrument::{
    Brass, ElectricPiano, FingerBass, Flute, Muted, Nylon, Organ, Overdriven, Pad, Piano,
    Saxophone, Singer, Stab, Steel, Strings, SynthBass, UprightBass,
};
use crate::style::{BLUES, FUNK, JAZZ, MINOR_BLUES, MINOR_JAZZ, PLAIN, SOUL, Style, Swung};

const SHUFFLE: Style =
    Style { swung: Swung::Eighths, swing: (1.5, 2.2), genre: "shuffle", ..PLAIN };
pub(crate) const BIG_BAND: Style = Style {
    genre: "swing",
    swung: Swung::Eighths,
    bass: &["1.w.w.a.", "1.3.5.a.", "1.5.6.5."],
    basses: &[UprightBass],
    comp: &["x..o....", "..o..x..", "...x..o.", "o.x.o.x."],
    comps: &[Piano, Steel],
    leads: &[Brass, Saxophone, Singer],
    pad: 0.1,
    major: JAZZ,
    minor: MINOR_JAZZ,
    ..PLAIN
};
pub(crate) const MACHINE: Style = Style {
    live: false,
    leads: &[Singer, Stab, Flute],
    comps: &[ElectricPiano, Stab, Pad],
    ..PLAIN
};

#[rustfmt::skip]
pub const STYLES: &[Style] = &[
    Style { name: "slow blues", genre: "blues", bpm: (56.0, 76.0), swung: Swung::Triplets,
        drums: &[&[(Kick, "x....o x....."), (Snare, "...x.....x.,"), (Hat, "xooxooxooxoo")],
                 &[(Kick, "x..... o.o..."), (Snare, "...x.....x.."), (Ride, "x.ox.ox.ox.o")]],
        bass: &["1-.1-.5-.6-.", "1--3--5--6-5", "1.11.15.56.a"], basses: &[UprightBass, FingerBass],
        comp: &["xooxooxooxoo", "x-----x-----", "..o..o..o..o"], comps: &[Organ, Piano, Steel],
        leads: &[Overdriven, Singer, Saxophone], pad: 0.3, major: BLUES, minor: MINOR_BLUES, ..PLAIN },
    Style { name: "medium shuffle", bpm: (92.0, 132.0),
        drums: &[&[(Kick, "x...x...x...x..."), (Snare, "....x.......x..."), (Hat, "x.o.x.o.x.o.x.o.")],
                 &[(Kick, "x.......x.o....."), (Snare, "....x.......x.,."), (Ride, "x...x.o.x...x.o.")]],
        bass: &["1.1.3.3.5.5.6.6.", "1...3...5...6...", "1.1.5.5.6.6.5.a."], basses: &[FingerBass, UprightBass],
        comp: &["x.o.x.o.x.o.x.o.", "..x...x...x...x.", "x-----o---------"], comps: &[Steel, Piano, Organ],
        leads: &[Singer, Overdriven, Saxophone], pad: 0.2, major: BLUES, minor: MINOR_BLUES, ..SHUFFLE },
    Style { name: "fast swing", bpm: (140.0, 204.0), swing: (1.3, 2.0),
        drums: &[&[(Kick, ", . , . , . , ."), (Pedal, "..x...x."), (Ride, "x.x,x.x,")],
                 &[(Kick, "o . . , o . . ."), (Snare, "..,..,.o"), (Pedal, "..x...x."), (Ride, "x.xox.xo")],
                 &[(Kick, "o . . . o . . ."), (Snare, "..x...x."), (Hat, "x.xox.xo")]], ..BIG_BAND },
    Style { name: "boogie", genre: "boogie", bpm: (138.0, 188.0), swing: (1.5, 2.1),
        drums: &[&[(Kick, "x...x..."), (Snare, "..x...x."), (Hat, "xoxoxoxo")],
                 &[(Kick, "x..ox..."), (Snare, "..x...x,"), (Ride, "xoxoxoxo")]],
        bass: &["11335566", "1.3.5.6.|b.6.5.3.", "1 8 1 8 5 8 6 8"], comp: &["x..xx..x", "o.x.o.x.", "xoxoxoxo"], comps: &[Piano, Steel, Organ],
        leads: &[Singer, Saxophone, Overdriven], major: BLUES, minor: MINOR_BLUES, ..BIG_BAND },
    Style { name: "half-time hip-hop", genre: "hiphop", bpm: (62.0, 84.0),
        drums: &[&[(Kick, "x.........o.....x.....o........."), (Clap, "........x...............x......."), (Hat, "x.x.x.x.x.x.xoxox.x.x.x.x.oooooo")],
                 &[(Kick, "x.....o.......x...o............."), (Snare, "........x...............x......."), (Hat, "x.x.x.x.x.ooox.xx.x.x.x.x.x.x.x."), (Open, "..............................x.")]],
        bass: &["1-----------........1-----------", "1---------1-....5-------3---a---"], basses: &[SynthBass, FingerBass],
        comp: &["x---------------", "1.3.2.3.1.3.4.3.", "x-----x---x-----"], pad: 0.6, ..MACHINE },
    Style { name: "slow rnb", genre: "rnb", bpm: (60.0, 80.0), swung: Swung::Sixteenths, swing: (1.0, 1.7),
        drums: &[&[(Kick, "x..o......x...o."), (Snare, "....x.......x..,"), (Hat, "x.o.x.o.x.o.x.oo")],
                 &[(Kick, "x......o..x....."), (Rim, "....x.......x..."), (Hat, "xoooxoooxoooxooo"), (Shaker, "o.x.o.x.o.x.o.x.")]],
        bass: &["1-----.1 ..5-6-a-", "1---...3 5-----a-"], basses: &[FingerBass, SynthBass],
        comp: &["x-------x-------", "1.2.3.4.3.2.1.2.", "..x-....o-..x---"], comps: &[ElectricPiano, Nylon, Pad],
        leads: &[Singer], pad: 0.6, major: SOUL, ..PLAIN },
    Style { name: "triplet ballad", genre: "ballad", bpm: (56.0, 78.0), swung: Swung::Triplets,
        drums: &[&[(Kick, "x.....x.o..."), (Snare, "...x.....x.."), (Hat, "xooxooxooxoo")],
                 &[(Kick, "x....ox....."), (Rim, "...x.....x.."), (Ride, "x..x.ox..x.o")]],
        bass: &["1-----5-----", "1--1-13--5-a"], comp: &["xooxooxooxoo", "123432123432"], comps: &[Piano, Organ, Nylon],
        leads: &[Singer, Saxophone], pad: 0.7, major: SOUL, ..PLAIN },
    Style { name: "straight ballad", genre: "ballad", bpm: (58.0, 80.0),
        drums: &[&[(Kick, "x.......x.o....."), (Snare, "....x.......x..."), (Hat, "x.o.x.o.x.o.x.o.")],
                 &[(Kick, "x..............o"), (Rim, "....x.......x..."), (Shaker, "o.x.o.x.o.x.o.x.")]],
        bass: &["1------- 5-----a-", "1-----1-1-----5-"], comp: &["1.2.3.2.4.2.3.2.", "x---x---x---x---", "1234321412343214"],
        comps: &[Piano, Nylon, ElectricPiano], leads: &[Singer], pad: 0.9, ..PLAIN },
    Style { name: "slow jazz", genre: "jazz", bpm: (60.0, 84.0), swing: (1.6, 2.2),
        drums: &[&[(Brush, "x.o,x.o,"), (Pedal, "..x...x."), (Kick, ",...,...")], &[(Ride, "x.xox.xo"), (Pedal, "..x...x."), (Rim, "......o.")]],
        leads: &[Saxophone, Singer, Brass], comp: &["...x--..", "x--o----", "..x..o--"], ..BIG_BAND },
    Style { name: "boom bap", genre: "hiphop", bpm: (80.0, 100.0), swung: Swung::Sixteenths, swing: (1.1, 2.0),
        drums: &[&[(Kick, "x.o....o..x....."), (Snare, "....x..,.,..x..."), (Hat, "x.o.x.o.x.o.x.o.")],
                 &[(Kick, "x......ox.o....."), (Snare, "....x.......x..,"), (Hat, "x.ooxoo.x.o.x.oo")]],
        bass: &["1--1....1...5.a.", "1-....1...3-..5."], comp: &["x-----.....x----", "..x.....x.x....."], pad: 0.4, ..MACHINE },
    Style { name: "straight pop", ..PLAIN },
    Style { name: "four on the floor", genre: "dance", bpm: (104.0, 130.0),
        drums: &[&[(Kick, "x...x...x...x..."), (Clap, "....x.......x..."), (Open, "..x...x...x...x.")],
                 &[(Kick, "x...x...x...x..."), (Clap, "....x.......x..."), (Hat, "x.xoxoxox.xoxoxo"), (Shaker, "oxoxoxoxoxoxoxox")]],
        bass: &["..1...1...1...1.", "1.18..1.1.18..1.", "1-.1-.1-.1-.1-1-"], basses: &[SynthBass],
        comp: &["x..x..x.x..x..x.", "..x...x...x...x.", "x-------x-------"], pad: 0.7, ..MACHINE },
    Style { name: "disco", genre: "disco", bpm: (108.0, 128.0),
        drums: &[&[(Kick, "x...x...x...x..."), (Snare, "....x.......x..."), (Hat, "xo.oxo.oxo.oxo.o"), (Open, "..x...x...x...x.")]],
        bass: &["1.8.1.8.1.8.1.8.", "1.1.8..1.1.8.5a."], comp: &["..xo..xo..xo..xo", "x.ox.ox.x.ox.ox."], comps: &[Muted, ElectricPiano, Strings],
        leads: &[Singer, Strings, Brass], major: SOUL, ..PLAIN },
    Style { name: "funk", genre: "funk", bpm: (90.0, 116.0), swung: Swung::Sixteenths, swing: (1.0, 1.35),
        drums: &[&[(Kick, "x.o....o..x..o.."), (Snare, "....x..,.,..x..,"), (Hat, "xoooxoooxoooxooo")],
                 &[(Kick, "x..x..o...x....."), (Snare, "....x.,,.,..x..o"), (Hat, "x.o.x.o.x.o.x.o."), (Cowbell, "x...x...x...x...")]],
        bass: &["1.1..5.b..1.b.8.", "1..18.....1.3.5.", "1.....8.b.5..1.a"], comp: &["..xo.x.o..x.xo.x", "x.....o...x.....", "xoxx.xox.xoxx.ox"],
        comps: &[Muted, ElectricPiano, Organ], leads: &[Brass, Singer], major: FUNK, pad: 0.1, ..PLAIN },
    Style { name: "motown", genre: "soul", bpm: (98.0, 132.0),
        drums: &[&[(Kick, "x.....o.x.......|x.....o.x..o...."), (Snare, "x...x...x...x..."), (Tambourine, "..o.x.o...o.x.o.")],
                 &[(Kick, "x..o....x..o...."), (Snare, "....x.......x..."), (Hat, "x.o.x.o.x.o.x.o."), (Tambourine, "....x.......x...")]],
        bass: &["1-.11.3.5.1.6.a.", "1..1..5-..3.5.a."], comp: &["....x.......x...", "x...x...x...x..."], comps: &[Piano, Muted, Organ],
        leads: &[Singer, Brass, Saxophone], major: SOUL, ..PLAIN },
    Style { name: "cha-cha", genre: "latin", bpm: (98.0, 124.0),
        drums: &[&[(Cowbell, "x.o.x.o.x.o.x.o."), (Conga, "............o.o."), (Slap, "....x...........")],
                 &[(Kick, "x.....o.x.....o."), (Conga, "o...............|............o.o."), (Slap, "....x.......x..."), (Clave, "x..x..x...x.x...")]],
        bass: &["1-----5-----8---", "......5-----1---|......3-----5---"], basses: &[UprightBass, FingerBass],
        comp: &["x.x.o.x.x.o.x.o.", "..x...x...x...x."], comps: &[Piano, Nylon], leads: &[Brass, Flute, Singer], major: &["I IV V IV", "I V7 V7 I"], pad: 0.1, ..PLAIN },
    Style { name: "bossa nova", genre: "latin", bpm: (112.0, 138.0),
        drums: &[&[(Kick, "x..ox..ox..ox..o"), (Rim, "x..x..x...x..x.."), (Hat, "oooooooooooooooo")]],
        bass: &["1-----5-5-----1-"], basses: &[UprightBass], comp: &["x..x..x...x..x..", "x-x---x-..x-x---"], comps: &[Nylon, ElectricPiano],
        leads: &[Saxophone, Flute, Singer], major: SOUL, minor: MINOR_JAZZ, pad: 0.2, ..PLAIN },
    Style { name: "reggaeton", genre: "latin", bpm: (84.0, 104.0),
        drums: &[&[(Kick, "x...x...x...x..."), (Snare, "...x..x....x..x."), (Hat, "x.o.x.o.x.o.x.o.")]],
        bass: &["1--1..1-1--1..1-", "1-----5-1-----a-"], basses: &[SynthBass], comp: &["...x..x....x..x.", "x-------x-------"], ..MACHINE },
    Style { name: "three-three-two", genre: "pop", bpm: (88.0, 122.0),
        drums: &[&[(Kick, "x..x..x.x..x..x."), (Clap, "....x.......x...")], &[(Kick, "x.....x.x.....x."), (Snare, "....x.......x..."), (Shaker, "oooooooooooooooo")]],
        bass: &["1--1--1-1--1--1-", "1--5--8-1--5--a-"], comp: &["x--x--x-x--x--x-", "1.23.12.1.23.12."], comps: &[Steel, Piano, Nylon], ..PLAIN },
    Style { name: "pop waltz", genre: "waltz", bpm: (84.0, 130.0), beats: 3,
        drums: &[&[(Kick, "x.....o....."), (Snare, "....o...o..."), (Hat, "x.o.x.o.x.o.")], &[(Kick, "x..........."), (Brush, "....x...x..."), (Ride, "x...x.o.x...")]],
        bass: &["1-----------", "1-------5---", "1---3---5---"], comp: &["....x...x...", "1.2.3.4.3.2.", "x---o---o---"], comps: &[Piano, Nylon, Organ], ..PLAIN },
    Style { name: "jazz waltz", genre: "waltz", bpm: (112.0, 168.0), beats: 3, swing: (1.4, 2.0),
        drums: &[&[(Ride, "x.xox."), (Pedal, "..x.x."), (Kick, "o.....")]], bass: &["1.w.a.", "1---5.", "1-----"], comp: &["..x.o.", "x..o..", "...x.."], ..BIG_BAND },
    Style { name: "rock", genre: "rock", bpm: (112.0, 168.0),
        drums: &[&[(Kick, "x...x.o."), (Snare, "..x...x."), (Hat, "xoxoxoxo")], &[(Kick, "x..ox..o"), (Snare, "..x...x."), (Open, "x.x.x.x.")],
                 &[(Kick, "x.o.x..o"), (Snare, "..x...x."), (Ride, "xoxoxoxo")]],
        bass: &["11111111", "1.1.11.1", "1---1-5a"], comp: &["x---x---", "xooxooxo", "oooooooo"], comps: &[Overdriven, Steel],
        leads: &[Singer, Overdriven], pad: 0.1, major: &["I5 IV5 V5 V5", "I5 bVII5 IV5 I5", "I5 V5 vi IV5"], minor: &["i5 bVI5 bVII5 i5", "i5 i5 bIII5 bVII5"], ..PLAIN },
    Style { name: "one drop", genre: "reggae", bpm: (66.0, 88.0), swung: Swung::Sixteenths, swing: (1.0, 1.8),
        drums: &[&[(Kick, "....x.......x..."), (Rim, "....x.......x..."), (Hat, "x.o.x.o.x.o.x.o.")], &[(Kick, "x...x...x...x..."), (Snare, "....x.......x..."), (Hat, "..x...x...x...x.")]],
        bass: &["1-.1..3-5-......", "....1.3.5-..1-a-"], comp: &["..x...x...x...x.", "..xo..xo..xo..xo"], comps: &[Organ, Muted, Piano], leads: &[Singer, Brass], pad: 0.2, major: SOUL, ..PLAIN },
    Style { name: "soul shuffle in twelve", genre: "soul", bpm: (74.0, 104.0), swung: Swung::Triplets,
        drums: &[&[(Kick, "x....ox....o"), (Snare, "...x.....x.."), (Hat, "x.ox.ox.ox.o")], &[(Kick, "x....ox....."), (Snare, "...x.,...x.,"), (Hat, "xooxooxooxoo"), (Tambourine, "...x.....x..")]],
        bass: &["1-.1-15-.6-a", "1--..15--..3"], comp: &["x-ox-ox-ox-o", "..x..x..x..x"], comps: &[Organ, Piano, ElectricPiano], leads: &[Singer, Saxophone, Brass], major: SOUL, ..PLAIN },
    Style { name: "solo piano", genre: "piano", bpm: (66.0, 116.0), drums: &[&[]],
        bass: &["1---5---8---5---", "1-------5-------", "1---....1---...."], basses: &[Piano],
        comp: &["..x...x...x...x.", "1.2.3.4.3.2.3.2.", "x---x---x---x-x-"], comps: &[Piano], leads: &[Piano, Singer], pad: 0.0, ..PLAIN },
    Style { name: "guitar and voice", genre: "folk", bpm: (76.0, 122.0), drums: &[&[]],
        bass: &["1-------5-------", "1---5---1---5---"], basses: &[Nylon, Steel],
        comp: &["x...x.o.x.oox.o.", "x.ooxoo.x.ooxoo.", "1.3.2.3.1.4.2.3."], comps: &[Steel, Nylon], leads: &[Singer], pad: 0.0, ..PLAIN },
    Style { name: "pompe", genre: "jazz", bpm: (132.0, 200.0), swing: (1.2, 1.8), drums: &[&[]],
        comp: &["o.x.o.x.", "o.xoo.x."], comps: &[Steel, Nylon], leads: &[Steel, Saxophone], ..BIG_BAND },
    Style { name: "synth pop", genre: "electronic", bpm: (80.0, 112.0),
        drums: &[&[(Kick, "x.......x......."), (Snare, "....x.......x..."), (Hat, "oooooooooooooooo")], &[(Kick, "x.....x...x....."), (Clap, "....x.......x..."), (Hat, "x.o.x.o.x.o.x.o.")]],
        bass: &["1111111111111111", "1.111.111.111.11", "1-1.8.1-1-1.5.a."], basses: &[SynthBass], comp: &["1324132413241324", "x-------x-------", "x..x..x...x.x..."], pad: 0.9, ..MACHINE },
    Style { name: "indie dance", genre: "electronic", bpm: (118.0, 134.0),
        drums: &[&[(Kick, "x...x...x...x..."), (Hat, "..x...x...x...x."), (Clap, "....x.......x..o")], &[(Kick, "x..x..x.x..x..x."), (Snare, "....x.......x..."), (Hat, "xoxoxoxoxoxoxoxo")]],
        bass: &["1..1..1.1..1..1.", ".11..11..11..11."], basses: &[SynthBass], comp: &["x..x..x..x..x.x.", "..x..x....x..x.."], pad: 0.6, ..MACHINE },
    Style { name: "neo soul", genre: "rnb", bpm: (76.0, 98.0), swung: Swung::Sixteenths, swing: (1.2, 1.9),
        drums: &[&[(Kick, "x..o...o..x....."), (Rim, "....x.......x..."), (Hat, "x.oox.oox.oox.oo")], &[(Kick, "x......x..xo...."), (Snare, "....x..,....x.,."), (Hat, "x.o.x.o.x.o.x.o.")]],
        bass: &["1--..1.3..5-.6.a", "1-.....1..b.8-5-"], comp: &["x----.....x-----", "...x--....o--.x-"], comps: &[ElectricPiano, Nylon, Muted], leads: &[Singer, Brass], pad: 0.4, major: SOUL, ..PLAIN },
    Style { name: "stomp blues", genre: "blues", bpm: (78.0, 112.0), swung: Swung::Eighths, swing: (1.0, 2.0),
        drums: &[&[(Kick, "x...x...x...x..."), (Clap, "....x.......x...")], &[(Kick, "x...x...x...x..."), (Snare, "....x.......x..."), (Tambourine, "..x...x...x...x.")]],
        bass: &["1...1...1.3.5...", "1-------1-b-8-b-"], comp: &["x.o.....x.oox...", "x-......o.x.o.x."], comps: &[Steel, Overdriven], leads: &[Singer, Overdriven], pad: 0.0, major: BLUES, minor: MINOR_BLUES, ..PLAIN },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harmony::Chord;
    use crate::more_styles::MORE_STYLES;
    use crate::octave_styles::OCTAVE_STYLES;

    #[test]
    fn every_tab_fills_its_bars_and_every_chart_can_be_read() {
        for style in STYLES.iter().chain(MORE_STYLES).chain(OCTAVE_STYLES) {
            let drums = style.drums.iter().flat_map(|kit| kit.iter().map(|(_, tab)| *tab));
            for tab in drums.chain(style.bass.iter().copied()).chain(style.comp.iter().copied()) {
                for bar in tab.split('|') {
                    let steps = bar.chars().filter(|mark| !mark.is_whitespace()).count();
                    assert_eq!(steps % style.beats, 0, "{}: {tab}", style.name);
                    let thirds = (steps / style.beats) % 3 == 0;
                    assert_eq!(thirds, style.swung == Swung::Triplets, "{}: {tab}", style.name);
                }
            }
            for chart in style.major.iter().chain(style.minor) {
                assert!(Chord::chart(chart).len() >= 4, "{chart}");
            }
        }
    }
}
