//! How a track feels, as five figures.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Five figures from 0 to 100. Independent of how loud the file is mastered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct Fingerprint {
    /// How much is going on: density of onsets and fullness of the spectrum.
    pub energy: f32,
    /// How clearly the pulse can be stepped to.
    pub danceability: f32,
    /// Share of high frequencies.
    pub brightness: f32,
    /// How tonal and free of broadband noise the sound is.
    pub acousticness: f32,
    /// How strongly the parts of a beat differ from each other.
    pub groove: f32,
}
