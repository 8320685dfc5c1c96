//! What the DJ programs play: one module per program behind one trait, and the engine that watches
//! them.
//!
//! Files in, [`Candidate`](pika_domain::Candidate)s out. Whether a track is in the library, and what
//! becomes of a play, is decided elsewhere.

mod error;
mod mixxx;
mod places;
mod rules;
mod source;
mod status;
mod virtualdj;
mod watch;

pub use error::SourceError;
pub use mixxx::Mixxx;
pub use source::Source;
pub use status::{SourceState, SourceStatus};
pub use virtualdj::{HistoryWriter, VirtualDj};
pub use watch::{SourceEvent, Watch, WatchSettings, watch};
