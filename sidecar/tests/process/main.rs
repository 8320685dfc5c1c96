//! The real binary: started, asked and left the way the booth does it.

mod analysis;
mod door;
mod running;
mod sandbox;
