//! Where a value comes from, and which one is shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Origin of a tempo or key, in rising order of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The file's own tags.
    Tags,
    /// The library of a DJ program.
    DjProgram,
    /// Pika's analysis.
    Analysis,
    /// The DJ's own hand. Nothing ever overwrites it.
    Hand,
}

/// A value together with its origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sourced<T> {
    pub value: T,
    pub provenance: Provenance,
}

/// The one rule that decides what is shown: the most trusted origin that has a value.
pub fn chosen<T: Copy>(values: &[Sourced<T>]) -> Option<Sourced<T>> {
    values.iter().max_by_key(|sourced| sourced.provenance).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hand_wins_over_analysis_over_program_over_tags() {
        let all = [Provenance::Tags, Provenance::Hand, Provenance::Analysis, Provenance::DjProgram];
        let values: Vec<_> =
            all.map(|provenance| Sourced { value: provenance, provenance }).to_vec();
        assert_eq!(chosen(&values).map(|s| s.value), Some(Provenance::Hand));
        assert_eq!(chosen(&values[..1]).map(|s| s.value), Some(Provenance::Tags));
        assert_eq!(chosen::<u8>(&[]), None);
    }
}
