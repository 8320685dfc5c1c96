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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let guard = tempfile::tempdir().expect("a folder");
        let path = guard.path().canonicalize().expect("it is there");
        (guard, path)
    }

    #[test]
    fn a_neighbour_whose_name_only_begins_like_a_music_folder_is_outside() {
        let (_guard, root) = folder();
        fs::create_dir(root.join("music")).expect("created");
        fs::create_dir(root.join("music-not-ours")).expect("created");
        fs::write(root.join("music/song.wav"), "").expect("written");
        fs::write(root.join("music-not-ours/song.wav"), "").expect("written");
        let folders = Folders::new(vec![root.join("music")]);
        assert!(folders.admit(&root.join("music/song.wav")).is_ok());
        assert!(folders.admit(&root.join("music-not-ours/song.wav")).is_err());
        assert!(folders.admit(&root.join("music/../music-not-ours/song.wav")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_music_folder_may_itself_be_a_link() {
        let (_guard, root) = folder();
        fs::create_dir(root.join("drive")).expect("created");
        fs::write(root.join("drive/song.wav"), "").expect("written");
        std::os::unix::fs::symlink(root.join("drive"), root.join("music")).expect("linked");
        let folders = Folders::new(vec![root.join("music")]);
        let admitted = folders.admit(&root.join("music/song.wav")).expect("below the folder");
        assert_eq!(admitted, root.join("drive/song.wav"));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_refused_before_it_is_opened() {
        let (_guard, root) = folder();
        let pipe = root.join("pipe.wav");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
        assert!(made.success());
        assert!(Folders::new(vec![root]).admit(&pipe).is_err());
    }

    #[test]
    fn a_folder_that_comes_or_goes_is_noticed() {
        let (_guard, root) = folder();
        let drive = root.join("drive");
        let before = Folders::new(vec![drive.clone()]);
        assert!(!before.changed());
        fs::create_dir(&drive).expect("created");
        assert!(before.changed());
        let after = Folders::new(vec![drive.clone()]);
        assert!(!after.changed());
        fs::remove_dir(&drive).expect("removed");
        assert!(after.changed());
    }
}
