//! Stories of the running server: real sockets, a real database, no sleeping.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod accounts;
mod booth;
mod crowd;
mod dancers;
mod database;
#[cfg(target_os = "linux")]
mod full_disk;
mod isolation;
mod journal;
#[cfg(target_os = "linux")]
mod keys;
mod late;
mod legacy;
mod metrics;
#[cfg(target_os = "linux")]
mod migrations;
#[cfg(target_os = "linux")]
mod nodes;
mod openapi;
mod operations;
#[cfg(unix)]
mod outage;
mod polls;
mod push;
mod recap;
mod refused;
mod rest;
mod restart;
#[cfg(target_os = "linux")]
mod stalled;
mod start;
mod support;
#[cfg(target_os = "linux")]
mod thousand;
#[cfg(target_os = "linux")]
mod waiting;
mod wire;
