//! What a window shows: one snapshot, and one event for each part of it that changes.
//!
//! An event carries the whole new part, never a difference, so that a window that missed one is
//! right again with the next.

mod account;
mod floor;

use jiff::Timestamp;
use pika_domain::{Bpm, PlayId, SessionId, TempoBand, TrackId};
use pika_library::{KeyView, LibrarySummary, PlayRow, ScanProgress, ScanReport};
use pika_sources::SourceStatus;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use account::{AccountState, AccountStatus, DigestPlace};
pub use floor::{
    AnnouncementStatus, NewAnnouncement, NewPoll, PollOption, PollState, PollStatus, TempoVotes,
};

use crate::qr::qr_picture;

/// Everything small that a window needs to draw itself. Tracks are asked for page by page.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BoothSnapshot {
    pub library: LibrarySummary,
    pub scan: ScanStatus,
    pub analysis: AnalysisStatus,
    pub sources: Vec<SourceStatus>,
    pub now_playing: Option<NowPlaying>,
    pub live: LiveStatus,
    pub account: AccountStatus,
    /// The plays of the running session, or, without one, of the last hours; newest first.
    pub plays: Vec<PlayRow>,
    pub settings: Settings,
}

/// One changed part of the snapshot, or a notice.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "part", content = "value", rename_all = "snake_case")]
pub enum BoothEvent {
    Library(LibrarySummary),
    Scan(ScanStatus),
    Analysis(AnalysisStatus),
    Sources(Vec<SourceStatus>),
    NowPlaying(Option<Box<NowPlaying>>),
    Live(Box<LiveStatus>),
    Account(AccountStatus),
    Plays(Vec<PlayRow>),
    Settings(Settings),
    /// Something that the DJ should know and that no other part shows.
    Notice(Notice),
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanStatus {
    /// Present while a scan runs.
    pub progress: Option<ScanProgress>,
    /// What the last scan did.
    pub report: Option<ScanReport>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnalysisStatus {
    pub state: AnalysisState,
    /// Tracks of this batch that are finished, failed ones included.
    pub done: u32,
    pub total: u32,
    pub failed: u32,
    /// What is being analysed just now.
    pub current: Vec<AnalysisUnderWay>,
    /// Estimated from the pace so far.
    pub seconds_left: Option<u32>,
    /// Why the analysis process does not run, in a sentence.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnalysisUnderWay {
    pub track_id: TrackId,
    pub title: String,
    /// How much of it has been heard, 0 to 1; 0 also where the file does not say how long it is.
    pub share: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AnalysisState {
    #[default]
    Idle,
    Running,
    /// Files that were begun are finished, no new one is begun.
    Paused,
}

/// The track that the room hears.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NowPlaying {
    pub play_id: PlayId,
    pub track_id: Option<TrackId>,
    /// Position in the night, from 1.
    pub number: u32,
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
    pub waveform: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LiveStatus {
    pub state: LiveState,
    #[ts(type = "string | null")]
    pub session_id: Option<SessionId>,
    pub dj_name: String,
    #[ts(type = "string | null")]
    pub started_at: Option<Timestamp>,
    /// The dancers' address.
    pub join_url: Option<String>,
    /// The same as a picture.
    pub qr: Option<QrPicture>,
    pub reach: Reach,
    /// Name of the cloud that the session goes to; absent for the one inside this program.
    pub cloud: Option<String>,
    pub dancers: u32,
    /// Likes of the whole session.
    pub likes: u32,
    pub tempo_votes: TempoVotes,
    pub poll: Option<PollStatus>,
    pub announcement: Option<AnnouncementStatus>,
    /// Whether the cloud can notify phones of announcements.
    pub notifies: bool,
    /// Facts that the cloud has not acknowledged yet.
    pub waiting: u32,
    /// When the oldest of these happened.
    #[ts(type = "string | null")]
    pub oldest_waiting_at: Option<Timestamp>,
    pub round_trip_ms: Option<u32>,
    /// Why the link is down, in a sentence.
    pub problem: Option<String>,
}

impl LiveStatus {
    pub(crate) fn set_join_url(&mut self, url: Option<String>) {
        self.qr = url.as_deref().and_then(qr_picture);
        self.join_url = url;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LiveState {
    #[default]
    Off,
    /// Begun, not yet acknowledged by the cloud for the first time.
    Starting,
    Live,
    /// The link is down; plays wait in the outbox.
    Reconnecting,
    /// The cloud does not take the DJ's token any more; plays wait in the outbox for another one.
    Refused,
    /// Ended here; the cloud has not heard of it yet.
    Ending,
}

/// From where the dancers' page can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// This computer alone.
    #[default]
    ThisComputer,
    /// Every phone in the same network.
    LocalNetwork,
}

/// A QR code as one SVG path in a square of `size` modules; dark modules are filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QrPicture {
    pub size: u32,
    pub path: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// As dancers see it; empty until the DJ has said it.
    pub dj_name: String,
    /// Where the dancers' page may be opened from.
    pub reach: Reach,
    /// A cloud that the DJ has an account at, `https://…`; empty for none.
    pub cloud_address: String,
    /// Threads that the analysis may use, 1 to 16.
    pub analysis_threads: u32,
    /// Whether dancers see how many of them want it slower or faster.
    pub share_tempo_votes: bool,
    /// How long a track must stay the newest before it counts, in milliseconds, 0 to 10,000.
    pub settle_ms: u32,
    pub theme: Theme,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dj_name: String::new(),
            reach: Reach::default(),
            cloud_address: String::new(),
            analysis_threads: 1,
            share_tempo_votes: false,
            settle_ms: 1_000,
            theme: Theme::default(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Midnight,
    HighContrast,
    Red,
    Daylight,
}

/// A failure as the window hears of it: a code that it can act on and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Notice {
    pub code: ErrorCode,
    pub message: String,
}

/// A code exists only where the window acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// `pika.db` is held by another program; trying again can help.
    LibraryLocked,
    /// `pika.db` was written by a newer Pika.
    LibraryNewer,
    /// The folder cannot be read.
    FolderUnreadable,
    /// A name is needed before going live.
    NameNeeded,
    /// The usual port was taken by another program; the dancers' page is on another one.
    PortTaken,
    /// Analysis cannot start.
    AnalysisUnavailable,
    /// The cloud does not take the DJ's token; another one is needed.
    LoginNeeded,
    /// Anything else; the sentence says it.
    Other,
}
