//! What the DJ programs play: one module per program behind one trait.
mod status;
pub use status::{SourceState, SourceStatus};
