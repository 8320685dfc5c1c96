//! What the library shows: rows, pages, progress. Plain data for windows and the command line.

mod analysis;

pub use analysis::{AnalysisView, PulseView, TempoReading};

use jiff::Timestamp;
use pika_domain::{
    Bpm, Fingerprint, FolderId, Key, PlayId, Provenance, SessionId, TempoBand, TrackId,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which tracks, in which order, and which part of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrackQuery {
    /// Words that title, artist, album or path contain the beginnings of; empty for all tracks.
    pub search: String,
    /// Danced tempo bands to keep; empty for all.
    pub bands: Vec<TempoBand>,
    pub sort: TrackSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

impl Default for TrackQuery {
    fn default() -> Self {
        Self {
            search: String::new(),
            bands: Vec::new(),
            sort: TrackSort::Artist,
            descending: false,
            offset: 0,
            limit: 100,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrackSort {
    Title,
    Artist,
    Bpm,
    /// Around the Camelot wheel.
    Key,
    Energy,
    Duration,
}

/// One part of a list and how long the whole list is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrackPage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<TrackRow>,
    /// How many tracks match the search in each band, whatever bands are asked for.
    pub bands: BandCounts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BandCounts {
    pub all: u32,
    pub slow: u32,
    pub medium: u32,
    pub fast: u32,
    pub very_fast: u32,
}

/// A track as the crate's table shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrackRow {
    pub id: TrackId,
    pub title: String,
    pub artist: String,
    /// Danced tempo, from the most trusted origin.
    #[ts(type = "number | null")]
    pub bpm: Option<Bpm>,
    pub band: Option<TempoBand>,
    pub key: Option<KeyView>,
    /// 0 to 100.
    pub energy: Option<f32>,
    pub duration_s: Option<f64>,
    pub state: TrackState,
}

/// How far Pika is with a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrackState {
    /// Not analysed yet, or changed since.
    New,
    Analysed,
    /// The analysis could not read the file; [`TrackDetail::problem`] says why.
    Failed,
    /// The file is not where it was.
    Missing,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// `A minor`.
    pub name: String,
    /// `8A`.
    pub camelot: String,
}

impl From<Key> for KeyView {
    fn from(key: Key) -> Self {
        Self { name: key.to_string(), camelot: key.camelot() }
    }
}

/// Everything the inspector shows of one track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrackDetail {
    pub row: TrackRow,
    pub path: String,
    pub album: String,
    /// Every tempo that is known, most trusted first.
    pub tempos: Vec<TempoView>,
    /// Every key that is known, most trusted first.
    pub keys: Vec<KeyOrigin>,
    pub fingerprint: Option<Fingerprint>,
    pub loudness_lufs: Option<f64>,
    /// Peaks, 0 to 255; empty before analysis.
    pub waveform: Vec<u8>,
    /// The last result that there is, also where a later attempt failed.
    pub analysis: Option<AnalysisView>,
    /// Why the analysis failed.
    pub problem: Option<String>,
    pub plays: u32,
    pub likes: u32,
    #[ts(type = "string | null")]
    pub last_played_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TempoView {
    pub provenance: Provenance,
    #[ts(type = "number")]
    pub danced: Bpm,
    /// As notated, where it differs from how it is danced.
    #[ts(type = "number | null")]
    pub notated: Option<Bpm>,
    /// 0 to 1, where the origin says so.
    pub confidence: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyOrigin {
    pub provenance: Provenance,
    pub key: KeyView,
    /// `1m`.
    pub open_key: String,
    pub confidence: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibrarySummary {
    pub tracks: u32,
    pub analysed: u32,
    /// New tracks and tracks whose analysis is of an older version.
    pub to_analyse: u32,
    /// Of these, the ones that an older version has analysed.
    pub outdated: u32,
    pub failed: u32,
    pub missing: u32,
    /// The version that analyses now; results of a lower one are worth another go.
    pub analysis_version: u32,
    pub folders: Vec<FolderView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FolderView {
    pub id: FolderId,
    pub path: String,
    pub tracks: u32,
    /// Whether the folder can be read just now.
    pub available: bool,
}

/// How far a scan is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanProgress {
    /// Audio files found so far.
    pub found: u32,
    /// Of these, read or known to be unchanged.
    pub done: u32,
    /// Whether all folders have been listed, so that `found` is final.
    pub listed: bool,
    pub current: Option<String>,
}

/// What a scan did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanReport {
    pub added: u32,
    pub changed: u32,
    pub moved: u32,
    pub vanished: u32,
    pub unchanged: u32,
    pub cancelled: bool,
    pub problems: Vec<ScanProblem>,
}

/// A folder or file that could not be read; everything else was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanProblem {
    pub path: String,
    /// A sentence.
    pub reason: String,
}

/// One play of the night.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlayRow {
    pub id: PlayId,
    #[ts(type = "string | null")]
    pub session_id: Option<SessionId>,
    /// Absent where the track is not in the library.
    pub track_id: Option<TrackId>,
    pub title: String,
    pub artist: String,
    #[ts(type = "number | null")]
    pub bpm: Option<Bpm>,
    pub band: Option<TempoBand>,
    pub key: Option<KeyView>,
    pub energy: Option<f32>,
    #[ts(type = "string")]
    pub started_at: Timestamp,
    pub duration_s: Option<f64>,
    pub likes: u32,
}
