//! Tempo: beats per minute as a number that can be trusted, and the bands that dancers speak of.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Beats per minute, finite, 20 to 400, kept to two decimals.
///
/// Whether it is the notated or the *danced* tempo is said by the field that holds it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, TS)]
#[serde(transparent)]
pub struct Bpm(f64);

/// Why a number is not a tempo.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a tempo between 20 and 400 BPM")]
pub struct BpmError(pub f64);

impl Bpm {
    pub const MIN: f64 = 20.0;
    pub const MAX: f64 = 400.0;

    /// Rounds to two decimals; refuses what is outside 20 to 400 or not a number.
    pub fn new(value: f64) -> Result<Self, BpmError> {
        if (Self::MIN..=Self::MAX).contains(&value) {
            Ok(Self((value * 100.0).round() / 100.0))
        } else {
            Err(BpmError(value))
        }
    }

    pub fn value(self) -> f64 {
        self.0
    }

    /// Seconds from one beat to the next.
    pub fn period_s(self) -> f64 {
        60.0 / self.0
    }
}

impl<'de> Deserialize<'de> for Bpm {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(f64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The four tempo bands of a West Coast Swing night, by danced tempo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TempoBand {
    /// Under 90 BPM.
    Slow,
    /// 90 to under 110 BPM.
    Medium,
    /// 110 to under 125 BPM.
    Fast,
    /// 125 BPM and more.
    VeryFast,
}

impl TempoBand {
    pub fn of(danced: Bpm) -> Self {
        match danced.value() {
            v if v < 90.0 => Self::Slow,
            v if v < 110.0 => Self::Medium,
            v if v < 125.0 => Self::Fast,
            _ => Self::VeryFast,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_tempo_is_refused() {
        for bad in [0.0, -90.0, 19.99, 400.01, f64::NAN, f64::INFINITY] {
            assert!(Bpm::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_tempo_keeps_two_decimals() {
        assert_eq!(Bpm::new(98.4567).map(Bpm::value), Ok(98.46));
    }

    #[test]
    fn bands_change_at_90_110_and_125() {
        let band = |v| TempoBand::of(Bpm::new(v).expect("a tempo"));
        assert_eq!(band(89.99), TempoBand::Slow);
        assert_eq!(band(90.0), TempoBand::Medium);
        assert_eq!(band(109.99), TempoBand::Medium);
        assert_eq!(band(110.0), TempoBand::Fast);
        assert_eq!(band(125.0), TempoBand::VeryFast);
    }
}
