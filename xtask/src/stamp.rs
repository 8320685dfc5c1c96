//! What was done and from which files, so that it is done again only when one of them changed.
//!
//! A stamp lies beside what it vouches for: whoever deletes that deletes the stamp with it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders that hold results rather than sources.
const RESULTS: [&str; 4] = ["node_modules", "dist", "target", "results"];

/// A step's memory of the files that it last worked from.
pub(crate) struct Stamp {
    path: PathBuf,
    inputs: Vec<PathBuf>,
}

impl Stamp {
    /// `inputs` are files and folders, which are looked through; a missing one counts as empty.
    pub(crate) fn new(path: PathBuf, inputs: Vec<PathBuf>) -> Self {
        Self { path, inputs }
    }

    /// Whether the step ran with the inputs as they are now.
    pub(crate) fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|text| text == self.digest())
    }

    /// Remembers the inputs as they are now.
    pub(crate) fn set(&self) -> Result<()> {
        let folder = self.path.parent().context("a stamp lies in a folder")?;
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&self.path, self.digest()))
            .with_context(|| format!("{} cannot be written", self.path.display()))
    }

    fn digest(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for input in &self.inputs {
            hash_tree(input, &mut hasher);
        }
        format!("{:016x}\n", hasher.finish())
    }
}

fn hash_tree(path: &Path, hasher: &mut DefaultHasher) {
    if let Ok(bytes) = fs::read(path) {
        path.hash(hasher);
        bytes.hash(hasher);
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    let mut children: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| !RESULTS.iter().any(|name| entry.file_name() == *name))
        .map(|entry| entry.path())
        .collect();
    children.sort();
    for child in children {
        hash_tree(&child, hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that is gone with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(path.join("src/node_modules")).unwrap();
            fs::write(path.join("src/main.ts"), "let a = 1;").unwrap();
            Self(path)
        }

        fn stamp(&self) -> Stamp {
            Stamp::new(self.0.join("out/stamp"), vec![self.0.join("src")])
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_step_is_fresh_until_one_of_its_files_changes() {
        let folder = Folder::new("changes");
        assert!(!folder.stamp().is_fresh(), "it never ran");
        folder.stamp().set().unwrap();
        assert!(folder.stamp().is_fresh());

        fs::write(folder.0.join("src/main.ts"), "let a = 2;").unwrap();
        assert!(!folder.stamp().is_fresh(), "a file changed");
        folder.stamp().set().unwrap();
        fs::write(folder.0.join("src/new.ts"), "").unwrap();
        assert!(!folder.stamp().is_fresh(), "a file was added");
    }

    #[test]
    fn results_are_not_looked_at() {
        let folder = Folder::new("results");
        folder.stamp().set().unwrap();
        fs::write(folder.0.join("src/node_modules/left-pad.js"), "x").unwrap();
        assert!(folder.stamp().is_fresh());
    }
}
