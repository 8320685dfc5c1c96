//! The words and rules of the product: tracks, tempo, key, plays, sessions.
//!
//! Pure: no async, files, SQL, sockets or clock. Time and ids are arguments. Odd input becomes data
//! (an absent value, a listed problem), not a failure.

mod analysis;
mod candidate;
mod fact;
mod fingerprint;
mod ids;
mod key;
mod provenance;
mod tempo;
mod track;

pub use analysis::{
    Analysis, Bars, CONTOUR_STEP_S, KeyAnalysis, Loudness, TempoAnalysis, TempoCandidate,
    WAVEFORM_COLUMNS,
};
pub use candidate::{Candidate, SourceKind};
pub use fact::{Announcement, Fact, NumberedFact, PlayFact, Poll};
pub use fingerprint::Fingerprint;
pub use ids::{FolderId, PlayId, SessionId, SessionIdError, TrackId};
pub use key::{Key, KeyParseError, Mode};
pub use provenance::{Provenance, Sourced, chosen};
pub use tempo::{Bpm, BpmError, TempoBand};
pub use track::{TrackNames, names_from_file_stem};
