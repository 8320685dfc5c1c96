//! From a piece to what each player does when: strokes and notes in seconds.

use crate::clock::Clock;
use crate::drums::Drum;
use crate::form::{Opening, Players};
use crate::harmony::Chord;
use crate::instrument::Instrument;
use crate::melody::Melody;
use crate::piece::Piece;
use crate::random::Random;
use crate::style::{DrumTab, Swung};
use crate::tab;

/// A place in the mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Drums,
    Bass,
    Chords,
    Pad,
    Lead,
}

pub(crate) const ROLES: [Role; 5] = [Role::Drums, Role::Bass, Role::Chords, Role::Pad, Role::Lead];

#[derive(Debug, Clone, Copy)]
pub(crate) enum Sound {
    Hit(Drum),
    /// MIDI note, seconds.
    Note(Instrument, f64, f64),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    pub(crate) at_s: f64,
    pub(crate) role: Role,
    pub(crate) sound: Sound,
    /// 0 to 1.
    pub(crate) velocity: f64,
}

pub(crate) struct Score {
    pub(crate) events: Vec<Event>,
    /// When the last note has died away.
    pub(crate) end_s: f64,
}

/// Bass and chords stay around these notes.
const BASS: i32 = 34;
const HANDS: i32 = 60;
/// Sounds of the last chord, in seconds.
const TAIL_S: f64 = 2.5;

/// Plays the piece from the first bar to the last.
pub(crate) fn play(piece: &Piece, clock: &Clock, chance: &mut Random) -> Score {
    let mut band = Band::new(piece, clock, chance.clone());
    for bar in 0..piece.form.bars {
        let players = piece.form.players(bar, piece.opening);
        band.drums(bar, players);
        band.bass(bar, players);
        band.chords(bar, players);
        band.lead(bar, players);
    }
    if !piece.form.fades {
        band.last_chord();
    }
    let last = clock.at((piece.form.bars * piece.style.beats) as f64);
    let tail_s = if piece.form.fades { 0.0 } else { TAIL_S };
    Score { events: band.events, end_s: last + tail_s }
}

struct Band<'a> {
    piece: &'a Piece,
    clock: &'a Clock,
    chance: Random,
    chart: Vec<Vec<Chord>>,
    kits: Vec<DrumTab>,
    bass: (&'static str, Instrument),
    comp: (&'static str, Instrument),
    lead: Option<Instrument>,
    pad: Option<Instrument>,
    melody: Melody,
    /// Seconds that strokes waver by, and that snare and chords lie behind the beat.
    loose_s: f64,
    behind_s: f64,
    events: Vec<Event>,
}

impl<'a> Band<'a> {
    fn new(piece: &'a Piece, clock: &'a Clock, mut chance: Random) -> Self {
        let style = piece.style;
        let first = chance.below(style.drums.len());
        let kits = (0..2).map(|n| style.drums[(first + n) % style.drums.len()]).collect();
        let (loose_s, behind_s) = if style.live {
            (chance.between(0.004, 0.011), chance.between(0.0, 0.014))
        } else {
            (0.0005, 0.0)
        };
        let thirds = style.swung == Swung::Triplets;
        Self {
            chart: Chord::chart(piece.chart),
            kits,
            bass: (chance.pick(style.bass), chance.pick(style.basses)),
            comp: (chance.pick(style.comp), chance.pick(style.comps)),
            lead: (chance.chance(0.8) && !style.leads.is_empty()).then(|| chance.pick(style.leads)),
            pad: chance
                .chance(style.pad)
                .then(|| chance.pick(&[Instrument::Strings, Instrument::Pad, Instrument::Organ])),
            melody: Melody::new(piece.tonic, piece.minor, thirds, &mut chance),
            loose_s,
            behind_s,
            events: Vec::new(),
            piece,
            clock,
            chance,
        }
    }

    fn lift(&self, bar: usize) -> i32 {
        if bar * 4 >= self.piece.form.bars * 3 { self.piece.lift } else { 0 }
    }

    /// The chord at a beat of a bar.
    fn chord(&self, bar: usize, beat: f64) -> Chord {
        let number = bar.saturating_sub(self.piece.form.groove.start) % self.chart.len();
        let chords = &self.chart[number];
        let part = beat / self.piece.style.beats as f64 * chords.len() as f64;
        chords[(part as usize).min(chords.len() - 1)].clone()
    }

    /// Seconds of a place in a bar, swung as the style swings.
    fn when(&self, bar: usize, at: f64) -> f64 {
        let position = (bar * self.piece.style.beats) as f64 + at;
        self.clock.at(match self.piece.style.swung {
            Swung::Nothing | Swung::Triplets => position,
            Swung::Eighths => tab::swung(position, self.piece.swing),
            Swung::Sixteenths => tab::swung(position * 2.0, self.piece.swing) / 2.0,
        })
    }

    fn add(&mut self, at_s: f64, role: Role, sound: Sound, velocity: f64) {
        let late = if matches!(role, Role::Chords | Role::Lead)
            || matches!(sound, Sound::Hit(Drum::Snare | Drum::Clap))
        {
            self.behind_s
        } else {
            0.0
        };
        let loose = if role == Role::Lead { 2.0 } else { 1.0 } * self.loose_s;
        let at_s = (at_s + late + loose * self.chance.normal()).max(0.0);
        let velocity = (velocity * self.chance.between(0.82, 1.0)).clamp(0.05, 1.0);
        self.events.push(Event { at_s, role, sound, velocity });
    }

    fn drums(&mut self, bar: usize, players: Players) {
        let beats = self.piece.style.beats;
        let drummer = !self.kits[0].is_empty();
        if drummer && self.piece.opening == Opening::Count && bar == 0 {
            for beat in 0..beats {
                self.add(self.when(bar, beat as f64), Role::Drums, Sound::Hit(Drum::Rim), 0.9);
            }
        }
        if !players.drums || !drummer {
            return;
        }
        // Where a section turns, the last beat or two are a fill.
        let fill_from = if players.turn && self.piece.style.live && self.chance.chance(0.8) {
            (beats - 1 - self.chance.below(2)) as f64
        } else {
            beats as f64
        };
        let kit = self.kits[usize::from(players.chorus)];
        for (drum, tab) in kit {
            for stroke in tab::strokes(tab, bar, beats) {
                let ghost = tab::velocity(stroke.mark) < 0.5;
                if stroke.at < fill_from && !(ghost && self.chance.chance(0.3)) {
                    let velocity = tab::velocity(stroke.mark);
                    self.add(self.when(bar, stroke.at), Role::Drums, Sound::Hit(*drum), velocity);
                }
            }
        }
        let parts = if self.piece.style.swung == Swung::Triplets { 3.0 } else { 4.0 };
        let mut at = fill_from;
        while at < beats as f64 {
            if self.chance.chance(0.75) {
                let drum = self.chance.pick(&[Drum::Snare, Drum::Tom, Drum::Tom]);
                let velocity = self.chance.between(0.5, 0.95);
                self.add(self.when(bar, at), Role::Drums, Sound::Hit(drum), velocity);
            }
            at += 1.0 / parts;
        }
        if players.fresh && self.chance.chance(0.7) {
            self.add(self.when(bar, 0.0), Role::Drums, Sound::Hit(Drum::Crash), 0.8);
        }
    }

    fn bass(&mut self, bar: usize, players: Players) {
        let (tab, instrument) = self.bass;
        let style = self.piece.style;
        // Without drums the lower hand is the bass and never rests.
        let alone = style.drums[0].is_empty() && players.chords;
        if !players.bass && !alone {
            return;
        }
        for stroke in tab::strokes(tab, bar, style.beats) {
            let chord = self.chord(bar, stroke.at);
            let next = self.chord(bar + 1, 0.0);
            let degree = match stroke.mark {
                '2' => 2,
                '3' => chord.tones[1],
                '5' => 7,
                '6' => 9,
                'b' => 10,
                '8' => 12,
                'w' => self.chance.pick(&[chord.tones[1], 7, 7, 9, 2, 12]),
                'a' => next.root - chord.root + self.chance.pick(&[-1, 1, -1, 2]),
                _ => 0,
            };
            let root = self.piece.tonic + chord.root;
            let low = BASS - 6 + (root - (BASS - 6)).rem_euclid(12);
            let note = low + degree + self.lift(bar);
            let (from, to) = (self.when(bar, stroke.at), self.when(bar, stroke.at + stroke.length));
            let sound = Sound::Note(instrument, f64::from(note), (to - from) * 0.92);
            self.add(from, Role::Bass, sound, if stroke.at == 0.0 { 0.95 } else { 0.8 });
        }
    }

    fn chords(&mut self, bar: usize, players: Players) {
        if !players.chords {
            return;
        }
        let (tab, instrument) = self.comp;
        let beats = self.piece.style.beats;
        for stroke in tab::strokes(tab, bar, beats) {
            let chord = self.chord(bar, stroke.at);
            let mut notes = chord.near(self.piece.tonic, HANDS);
            if let Some(finger) = stroke.mark.to_digit(10) {
                let finger = finger as usize - 1;
                let octave = 12 * (finger / notes.len()) as i32;
                notes = vec![notes[finger % notes.len()] + octave];
            }
            let (from, to) = (self.when(bar, stroke.at), self.when(bar, stroke.at + stroke.length));
            let velocity = tab::velocity(stroke.mark);
            for (index, note) in notes.iter().enumerate() {
                let strum =
                    if instrument == Instrument::Steel { 0.004 * index as f64 } else { 0.0 };
                let sound =
                    Sound::Note(instrument, f64::from(note + self.lift(bar)), (to - from) * 0.9);
                self.add(from + strum, Role::Chords, sound, velocity * 0.9);
            }
        }
        if let Some(pad) = self.pad.filter(|_| players.chorus || !players.bass) {
            let parts = self.chart
                [bar.saturating_sub(self.piece.form.groove.start) % self.chart.len()]
            .len();
            for part in 0..parts {
                let at = (beats * part) as f64 / parts as f64;
                let length_s =
                    self.when(bar, at + beats as f64 / parts as f64) - self.when(bar, at);
                for note in self.chord(bar, at).near(self.piece.tonic, HANDS + 7) {
                    let sound = Sound::Note(pad, f64::from(note + self.lift(bar)), length_s);
                    self.add(self.when(bar, at), Role::Pad, sound, 0.6);
                }
            }
        }
    }

    fn lead(&mut self, bar: usize, players: Players) {
        let Some(instrument) = self.lead.filter(|_| players.lead) else { return };
        let chord = self.chord(bar, 0.0);
        let lift = self.lift(bar);
        let tune = self.melody.bar(bar, self.piece.style.beats, &chord, lift, &mut self.chance);
        for sung in tune {
            let (from, to) = (self.when(bar, sung.at), self.when(bar, sung.at + sung.length));
            let sound = Sound::Note(instrument, f64::from(sung.note), (to - from).max(0.08));
            let velocity = self.chance.between(0.6, 1.0);
            self.add(from, Role::Lead, sound, velocity);
        }
    }

    /// Everybody on the tonic, held.
    fn last_chord(&mut self) {
        let bar = self.piece.form.bars;
        let at_s = self.when(bar, 0.0);
        let tonic = Chord { root: 0, tones: vec![0, if self.piece.minor { 3 } else { 4 }, 7] };
        let lift = self.lift(bar);
        for note in tonic.near(self.piece.tonic, HANDS) {
            let sound = Sound::Note(self.comp.1, f64::from(note + lift), TAIL_S * 0.7);
            self.add(at_s, Role::Chords, sound, 0.8);
        }
        let low = BASS - 6 + (self.piece.tonic - (BASS - 6)).rem_euclid(12);
        let sound = Sound::Note(self.bass.1, f64::from(low + lift), TAIL_S * 0.7);
        self.add(at_s, Role::Bass, sound, 0.9);
    }
}
