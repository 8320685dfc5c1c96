//! The library from outside: real folders, real files, the public interface.

mod night;
mod provenance;
mod scan;
mod scan_trouble;
mod search;
mod support;
