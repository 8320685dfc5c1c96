//! Stories that cross programs: real processes, real files, a real window, a real phone. What is
//! here serves the demo and the stories in `tests/`; the partners themselves are test-support's.
pub mod dj_program;
pub mod laptop;
pub mod music;
pub mod set_log;
pub mod snapshot;
