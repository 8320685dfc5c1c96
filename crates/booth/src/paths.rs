//! Where Pika keeps its own things.

use std::path::PathBuf;

/// The folder of `pika.db`: `given`, else the platform's place for application data, else the
/// current folder.
pub fn data_dir(given: Option<PathBuf>) -> PathBuf {
    given
        .or_else(|| dirs::data_dir().map(|data| data.join("pika")))
        .unwrap_or_else(|| PathBuf::from("."))
}
