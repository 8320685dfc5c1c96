//! Why a DJ program's history cannot be read just now, in sentences for the DJ.

use std::io;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("{} cannot be read: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: io::Error },

    #[error("Mixxx is busy with its library at {}; trying again.", path.display())]
    MixxxBusy { path: PathBuf },

    /// A table or column that the set log needs is not there.
    #[error("Mixxx's library at {} has a layout that Pika does not know{}.", path.display(), version(schema.as_deref()))]
    MixxxUnknownLayout { path: PathBuf, schema: Option<String> },

    #[error("{} is not a readable Mixxx library: {cause}; trying again.", path.display())]
    MixxxDamaged { path: PathBuf, cause: String },
}

fn version(schema: Option<&str>) -> String {
    schema.map(|version| format!(" (version {version})")).unwrap_or_default()
}
