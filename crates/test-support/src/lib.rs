//! Partners for tests: real programs that end with the test, a display nobody sees, the DJ's
//! window, a dancer's phone, and sound of known tempo and key.
//!
//! Nothing here knows a rule of the product: it starts, presses, reads and stops.
pub mod browser;
pub mod dancer;
pub mod display;
pub mod mixxx;
#[cfg(unix)]
pub mod postgres;
pub mod process;
pub mod programs;
pub mod spot;
pub mod tones;
pub mod virtualdj;
pub mod webdriver;
pub mod window;
