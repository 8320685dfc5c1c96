//! A night without people: a DJ program's history, Pika on a laptop, a cloud, dancers, and, where it
//! is asked for, everything that goes wrong at a dance. Afterwards it says whether all lists agree.
//!
//! Pika itself is not linked: `pika live` and `pika-cloud` run as the programs that they are, so
//! that they can be killed, put to sleep and started again.

mod bus;
mod clock;
mod cloud;
mod dancers;
mod database;
mod laptop;
mod line;
mod lists;
mod night;
mod phone;
mod process;
mod set_list;
mod tab;
mod trouble;

pub use cloud::{Cloud, OwnCloud};
pub use night::{Chaos, NightPlan, Report, run};
