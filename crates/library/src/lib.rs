//! `pika.db`: music folders, tracks, analysis results, plays, sessions and what the cloud is owed.
//!
//! [`Library`] is the whole of it: cheap to clone, to be called from any thread, blocking. Sound is
//! not decoded here and nothing here knows the network.

#[cfg(test)]
mod all_or_nothing;
mod analysis;
mod database;
mod detail;
mod error;
mod find;
#[cfg(test)]
mod fixture;
mod folders;
mod list;
mod outbox;
mod plays;
mod scan;
mod search;
mod sessions;
mod settings;
mod shown;
mod sql;
mod summary;
mod view;

pub use analysis::AnalysisJob;
pub use database::Library;
pub use error::LibraryError;
pub use folders::MusicFolder;
pub use outbox::Backlog;
pub use plays::NewPlay;
pub use sessions::{NewSession, SessionRecord};
pub use view::*;
