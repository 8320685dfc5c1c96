//! The analysis process: one door on 127.0.0.1, behind it one sandboxed reader of music files.
//!
//! Read `main.rs` for the order in which it starts. How a file is analysed is the business of `pika-analysis`; which
//! files are analysed, and what becomes of the results, is decided by the parent.

mod clock;
pub mod door;
pub mod folders;
pub mod hello;
pub mod parent;
pub mod refusal;
pub mod sandbox;
pub mod work;
