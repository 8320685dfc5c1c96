//! What the DJ is told about a source: found or not, healthy or not, in one sentence.

use jiff::Timestamp;
use pika_domain::SourceKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourceStatus {
    pub source: SourceKind,
    pub state: SourceState,
    /// One sentence for the DJ, for example `Watching /home/mara/VirtualDJ/History.`
    pub detail: String,
    /// When the program last wrote something.
    #[ts(type = "string | null")]
    pub last_write_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// The program's folder is nowhere to be found.
    NotFound,
    Watching,
    /// Found, but unreadable just now; it is tried again.
    Failing,
}
