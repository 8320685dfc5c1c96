//! Chords by roman numerals above a tonic, as charts write them.

/// One chord: its root in semitones above the tonic, and its tones above the root.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chord {
    pub(crate) root: i32,
    pub(crate) tones: Vec<i32>,
}

const NUMERALS: [(&str, i32); 7] =
    [("vii", 11), ("iii", 4), ("vi", 9), ("iv", 5), ("ii", 2), ("v", 7), ("i", 0)];

impl Chord {
    /// `I`, `vi7`, `bVII`, `IVM7`, `V9`, `i5`: capitals are major, `b` lowers the root by a semitone, `M7` is a major
    /// seventh, `5` leaves out the third.
    ///
    /// # Panics
    /// If the text is no such chord: charts are part of this crate.
    pub(crate) fn parse(text: &str) -> Self {
        let (flat, rest) = text.strip_prefix('b').map_or((0, text), |rest| (1, rest));
        let lower = rest.to_lowercase();
        let (numeral, root) = NUMERALS
            .into_iter()
            .find(|(numeral, _)| lower.starts_with(numeral))
            .expect("a chart is made of roman numerals");
        let (numeral, kind) = rest.split_at(numeral.len());
        let third = if numeral.chars().all(char::is_uppercase) { 4 } else { 3 };
        let tones = match kind {
            "" => vec![0, third, 7],
            "5" => vec![0, 7, 12],
            "6" => vec![0, third, 7, 9],
            "7" => vec![0, third, 7, 10],
            "M7" => vec![0, third, 7, 11],
            "9" => vec![0, third, 7, 10, 14],
            other => panic!("no chord is called {other}"),
        };
        Self { root: root - flat, tones }
    }

    /// The chords of each bar of a chart: bars are separated by spaces, chords of one bar by commas.
    pub(crate) fn chart(text: &str) -> Vec<Vec<Self>> {
        text.split_whitespace().map(|bar| bar.split(',').map(Self::parse).collect()).collect()
    }

    /// The tones as MIDI notes near `centre`, so that hands and voices move little from chord to chord.
    pub(crate) fn near(&self, tonic: i32, centre: i32) -> Vec<i32> {
        let close = |tone: &i32| {
            let note = tonic + self.root + tone;
            note + 12 * (f64::from(centre - note) / 12.0).round() as i32
        };
        let mut notes: Vec<i32> = self.tones.iter().map(close).collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_reads_as_musicians_read_it() {
        let bars = Chord::chart("I vi7 bVII,IVM7");
        assert_eq!(bars.len(), 3);
        assert_eq!(bars[0], [Chord { root: 0, tones: vec![0, 4, 7] }]);
        assert_eq!(bars[1], [Chord { root: 9, tones: vec![0, 3, 7, 10] }]);
        assert_eq!(bars[2][0].root, 10);
        assert_eq!(bars[2][1].tones, [0, 4, 7, 11]);
    }
}
