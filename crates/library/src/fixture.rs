//! A library with tracks that have no files, for the tests of this crate that are about rows.

use pika_domain::TrackId;
use tempfile::TempDir;

use crate::Library;

/// The folder holds the file; keep it as long as the library.
pub(crate) fn library() -> (TempDir, Library) {
    let folder = tempfile::tempdir().expect("a folder");
    let library = Library::open(&folder.path().join("pika.db")).expect("a new library");
    (folder, library)
}

pub(crate) fn add_track(library: &Library, title: &str) -> TrackId {
    let added = library.write(|transaction| {
        transaction.execute("INSERT OR IGNORE INTO folders (id, path) VALUES (1, '/music')", [])?;
        transaction.execute(
            "INSERT INTO tracks (folder_id, path, place, size_bytes, modified_ms, title, artist,
                 album, names_key, title_order, artist_order, added_ms)
             VALUES (1, '/music/' || ?1, ?1, 1, 1, ?1, '', '', '::' || ?1, ?1, '', 0)",
            [title],
        )?;
        Ok(TrackId(transaction.last_insert_rowid()))
    });
    added.expect("a track")
}
