//! What a DJ program claims to be playing, before any rule has been applied to it.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::TrackNames;

/// A DJ program that tells what it plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    #[serde(rename = "virtualdj")]
    VirtualDj,
    Mixxx,
}

impl SourceKind {
    /// The program's name as its maker writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::VirtualDj => "VirtualDJ",
            Self::Mixxx => "Mixxx",
        }
    }
}

/// The newest entry of a DJ program's history.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub source: SourceKind,
    /// Where the program found the file; absent for streamed tracks.
    pub path: Option<PathBuf>,
    pub names: TrackNames,
    /// When the program says the track started. Absent where its history holds no usable time.
    pub started_at: Option<Timestamp>,
    /// Length of the track in seconds, where the program says so.
    pub duration_s: Option<f64>,
}

impl Candidate {
    /// Whether both are the same entry of the same history: same track, same start.
    pub fn is_same_entry(&self, other: &Self) -> bool {
        self.source == other.source
            && self.path == other.path
            && self.names.key() == other.names.key()
            && self.started_at == other.started_at
    }
}
