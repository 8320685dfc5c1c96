//! The music folders. No folder lies within another one, so that every file belongs to exactly one.

use std::path::{Path, PathBuf};

use pika_domain::FolderId;
use rusqlite::{Transaction, params};

use crate::{Library, LibraryError};

/// A folder that the DJ added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MusicFolder {
    pub id: FolderId,
    /// Canonical.
    pub path: PathBuf,
}

impl Library {
    /// Adds a folder; its tracks come with the next scan. A folder that is there already, or lies
    /// within one that is, gives that one's id. A folder around others takes their place.
    pub fn add_folder(&self, folder: &Path) -> Result<FolderId, LibraryError> {
        let (path, text) = readable(folder)?;
        self.write(|transaction| {
            let folders = all(transaction)?;
            if let Some(around) = folders.iter().find(|other| path.starts_with(&other.path)) {
                return Ok(around.id);
            }
            transaction.execute("INSERT INTO folders (path) VALUES (?1)", [&text])?;
            let id = FolderId(transaction.last_insert_rowid());
            for inner in folders.iter().filter(|other| other.path.starts_with(&path)) {
                take_over(transaction, inner, id, &path)?;
            }
            Ok(id)
        })
    }

    /// Takes a folder out of the library. Its tracks leave the lists; their plays and analysis stay,
    /// and are there again when the folder comes back.
    pub fn remove_folder(&self, folder: FolderId) -> Result<(), LibraryError> {
        self.write(|transaction| {
            match transaction.execute("DELETE FROM folders WHERE id = ?1", [folder.0])? {
                0 => Err(LibraryError::UnknownFolder(folder)),
                _ => Ok(()),
            }
        })
    }

    /// The folders in the order of their paths.
    pub fn folders(&self) -> Result<Vec<MusicFolder>, LibraryError> {
        self.read(all)
    }
}

pub(crate) fn all(transaction: &Transaction<'_>) -> Result<Vec<MusicFolder>, LibraryError> {
    let mut statement = transaction.prepare_cached("SELECT id, path FROM folders ORDER BY path")?;
    let folders = statement.query_map([], |row| {
        Ok(MusicFolder {
            id: FolderId(row.get("id")?),
            path: PathBuf::from(row.get::<_, String>("path")?),
        })
    })?;
    Ok(folders.collect::<Result<_, _>>()?)
}

/// The canonical path, as path and as text, of a folder that can be listed.
fn readable(folder: &Path) -> Result<(PathBuf, String), LibraryError> {
    let refused =
        |reason: String| LibraryError::FolderUnreadable { path: folder.to_owned(), reason };
    let path = dunce::canonicalize(folder).map_err(|error| refused(error.to_string()))?;
    std::fs::read_dir(&path).map_err(|error| refused(error.to_string()))?;
    let Some(text) = path.to_str().map(str::to_owned) else {
        return Err(refused("its name is not valid Unicode text".to_owned()));
    };
    Ok((path, text))
}

/// Moves the tracks of a folder to the one around it.
fn take_over(
    transaction: &Transaction<'_>,
    inner: &MusicFolder,
    outer: FolderId,
    outer_path: &Path,
) -> Result<(), LibraryError> {
    let mut statement = transaction.prepare("SELECT id, path FROM tracks WHERE folder_id = ?1")?;
    let tracks: Vec<(i64, String)> = statement
        .query_map([inner.id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (track, path) in tracks {
        transaction
            .prepare_cached("UPDATE tracks SET folder_id = ?2, place = ?3 WHERE id = ?1")?
            .execute(params![track, outer.0, place_below(outer_path, Path::new(&path))])?;
    }
    transaction.execute("DELETE FROM folders WHERE id = ?1", [inner.id.0])?;
    Ok(())
}

/// The part of a file's path that lies below its music folder.
pub(crate) fn place_below(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).to_string_lossy().into_owned()
}
