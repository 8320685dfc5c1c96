//! Generated music whose tempo, beats, key and form are known: to train on, to measure on, to test with.
//!
//! A [`Piece`] is a style, a tempo, a key and everything that makes it hard; [`Piece::record`] plays it with its truth.
//! All sound is made here, from formulas; nothing is sampled. [`catalogue::piece`] numbers the pieces, and
//! [`folder::write`] writes them to a folder.

mod arrange;
pub mod catalogue;
pub mod clock;
mod drums;
mod filter;
pub mod folder;
pub mod form;
mod harmony;
mod instrument;
mod melody;
pub mod mix;
mod more_styles;
mod octave_styles;
mod piece;
mod random;
mod style;
mod styles;
mod tab;
mod wav;

pub use piece::{Piece, Recording, Truth};
pub use style::{Style, Swung};
pub use styles::STYLES;
pub use wav::wav;

/// Samples a second of everything that is generated.
pub const RATE_HZ: u32 = 44_100;
