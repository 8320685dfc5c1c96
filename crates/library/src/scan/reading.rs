//! One file, opened once: its tags and a hash that recognises it elsewhere.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};

use super::tags::{self, Tags};

/// The first half of a SHA-256 over a file's length, beginning, middle and end.
pub(super) type ContentHash = [u8; 16];

/// Bytes of each hashed part. The middle is among them because recordings of the same length may begin
/// and end with the same silence; whole files would take minutes on a slow drive.
const HASHED_PART: u64 = 64 * 1024;

#[derive(Debug)]
pub(super) struct ReadFile {
    pub(super) content_hash: Option<ContentHash>,
    /// `None` where the tags are unreadable, as [`Self::problem`] says.
    pub(super) tags: Option<Tags>,
    /// A sentence.
    pub(super) problem: Option<String>,
}

impl ReadFile {
    /// Stands for a file that could not be opened.
    pub(super) fn unread() -> Self {
        Self { content_hash: None, tags: None, problem: None }
    }
}

/// Fails only where the file cannot be read at all.
pub(super) fn read(path: &str) -> io::Result<ReadFile> {
    let mut file = File::open(path)?;
    let content_hash = Some(content_hash(&mut file)?);
    file.rewind()?;
    let (tags, problem) = match guarded(|| tags::read(file, path)) {
        Ok(tags) => (Some(tags), None),
        Err(reason) => (None, Some(reason)),
    };
    Ok(ReadFile { content_hash, tags, problem })
}

/// Tags are a stranger's bytes: a parser that panics over them costs one file its tags, no more.
fn guarded(parse: impl FnOnce() -> Result<Tags, String>) -> Result<Tags, String> {
    match catch_unwind(AssertUnwindSafe(parse)) {
        Ok(Ok(tags)) => Ok(tags),
        Ok(Err(reason)) => {
            Err(format!("The tags cannot be read: {}.", reason.trim_end_matches('.')))
        }
        Err(_) => Err("The tags cannot be read: they are damaged.".to_owned()),
    }
}

fn content_hash(file: &mut File) -> io::Result<ContentHash> {
    let length = file.metadata()?.len();
    let last = length.saturating_sub(HASHED_PART);
    let mut bytes = Vec::with_capacity(3 * HASHED_PART as usize);
    for start in [0, last / 2, last] {
        file.seek(SeekFrom::Start(start))?;
        file.by_ref().take(HASHED_PART).read_to_end(&mut bytes)?;
    }
    let mut hash = Sha256::new();
    hash.update(length.to_le_bytes());
    hash.update(&bytes);
    let digest = hash.finalize();
    Ok(std::array::from_fn(|index| digest[index]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_that_panics_costs_one_file_its_tags() {
        let outcome = guarded(|| panic!("index out of bounds"));
        assert_eq!(outcome.expect_err("no tags"), "The tags cannot be read: they are damaged.");
    }

    #[test]
    fn length_beginning_middle_and_end_tell_files_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let hash = |bytes: &[u8]| {
            let path = folder.path().join("file");
            std::fs::write(&path, bytes).expect("written");
            content_hash(&mut File::open(path).expect("opened")).expect("hashed")
        };
        let long = vec![7; 200_000];
        let differing_at = |place: usize| {
            let mut other = long.clone();
            other[place] = 8;
            other
        };
        assert_eq!(hash(&long), hash(&long.clone()));
        for place in [0, 100_000, 199_999] {
            assert_ne!(hash(&long), hash(&differing_at(place)), "{place}");
        }
        assert_ne!(hash(&long), hash(&long[1..]));
        assert_ne!(hash(b""), hash(b"\0"));
    }
}
