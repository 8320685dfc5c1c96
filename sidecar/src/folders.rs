//! Which files may be opened: regular files that lie below a music folder when every link is followed. The sandbox holds
//! the same line once more, in the kernel.

use std::path::{Path, PathBuf};

use crate::refusal::Refusal;

/// The music folders of this launch.
#[derive(Debug)]
pub struct Folders(Vec<Folder>);

#[derive(Debug)]
struct Folder {
    named: PathBuf,
    /// Absent while the folder is not there, as on a drive that is not plugged in.
    canonical: Option<PathBuf>,
}

impl Folders {
    /// Looks once where the folders really are.
    pub fn new(named: Vec<PathBuf>) -> Self {
        let folders = named.into_iter().map(|named| {
            let canonical = named.canonicalize().ok();
            if canonical.is_none() {
                tracing::warn!("{} is not there", named.display());
            }
            Folder { named, canonical }
        });
        Self(folders.collect())
    }

    /// The folders that are there, links followed.
    pub fn canonical(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter_map(|folder| folder.canonical.as_deref())
    }

    /// The file itself, links followed, if it may be read.
    pub fn admit(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let file = match path.canonicalize() {
            Ok(file) => file,
            Err(error) if self.names_below(path) => return Err(Refusal::unreadable(&error)),
            // Whether there is such a file elsewhere is nobody's business.
            Err(_) => return Err(Refusal::outside()),
        };
        if !self.canonical().any(|folder| file.starts_with(folder)) {
            return Err(Refusal::outside());
        }
        // Opening a pipe would wait for ever for somebody to write into it.
        if !file.is_file() {
            return Err(Refusal::not_a_file());
        }
        Ok(file)
    }

    fn names_below(&self, path: &Path) -> bool {
        self.0.iter().any(|folder| path.starts_with(&folder.named))
            || self.canonical().any(|folder| path.starts_with(folder))
    }

    /// Whether a folder has come or gone since the start. What came cannot be read by this process any more: its
    /// sandbox is closed.
    pub fn changed(&self) -> bool {
        self.0.iter().any(|folder| folder.named.canonicalize().ok() != folder.canonical)
    }
}
