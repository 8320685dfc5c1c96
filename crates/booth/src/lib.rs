//! The running app without a window. Desktop and command line are rims on it.
pub mod typescript;
pub mod view;
