//! Changes that a scan has found, written in one transaction.

use std::path::Path;

use jiff::Timestamp;
use pika_domain::{Provenance, TrackId, TrackNames, names_from_file_stem};
use rusqlite::{Transaction, params};

use super::listing::FoundFile;
use super::reading::ReadFile;
use super::tags::Tags;
use crate::LibraryError;
use crate::shown::{self, KeyReading, Tempo};
use crate::sql::for_ordering;

pub(super) enum Change {
    Added {
        file: FoundFile,
        read: ReadFile,
    },
    /// Another content at the same place: the analysis is out of date.
    Changed {
        track: TrackId,
        file: FoundFile,
        read: ReadFile,
    },
    /// The same content at another place: the analysis still holds.
    Moved {
        track: TrackId,
        file: FoundFile,
        read: ReadFile,
    },
    /// Missing or without a folder until now, otherwise unchanged.
    Back {
        track: TrackId,
        file: FoundFile,
    },
}

#[derive(Default)]
pub(super) struct Batch(Vec<Change>);

impl Batch {
    pub(super) fn add(&mut self, change: Change) {
        self.0.push(change);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn write(&self, transaction: &Transaction<'_>) -> Result<(), LibraryError> {
        for change in &self.0 {
            match change {
                Change::Added { file, read } => {
                    let track = insert(transaction, file)?;
                    write_content(transaction, track, read)?;
                    let unread = Tags::default();
                    write_tags(transaction, track, file, read.tags.as_ref().unwrap_or(&unread))?;
                }
                Change::Changed { track, file, read } => {
                    write_place(transaction, *track, file)?;
                    write_content(transaction, *track, read)?;
                    forget_analysis(transaction, *track)?;
                    // Unreadable tags do not overwrite what was read from them before.
                    if let Some(tags) = &read.tags {
                        write_tags(transaction, *track, file, tags)?;
                    }
                }
                Change::Moved { track, file, read } => {
                    write_place(transaction, *track, file)?;
                    let unread = Tags::default();
                    write_tags(transaction, *track, file, read.tags.as_ref().unwrap_or(&unread))?;
                }
                Change::Back { track, file } => write_place(transaction, *track, file)?,
            }
        }
        Ok(())
    }
}

pub(super) fn mark_missing(
    transaction: &Transaction<'_>,
    tracks: &[TrackId],
) -> Result<(), LibraryError> {
    let mut statement = transaction.prepare("UPDATE tracks SET missing = 1 WHERE id = ?1")?;
    for track in tracks {
        statement.execute([track.0])?;
    }
    Ok(())
}

/// A new row, with the file name for a title until the tags are written.
fn insert(transaction: &Transaction<'_>, file: &FoundFile) -> Result<TrackId, LibraryError> {
    // Another Pika may have added the same file in the meantime.
    let id = transaction
        .prepare_cached(
            "INSERT INTO tracks (folder_id, path, place, size_bytes, modified_ms, title, artist,
                 album, names_key, title_order, artist_order, added_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?3, '', '', '', '', '', ?6)
             ON CONFLICT (path) DO UPDATE SET folder_id = excluded.folder_id,
                 place = excluded.place, size_bytes = excluded.size_bytes,
                 modified_ms = excluded.modified_ms, missing = 0
             RETURNING id",
        )?
        .query_row(
            params![
                file.folder.0,
                file.path,
                file.place,
                file.size_bytes,
                file.modified_ms,
                Timestamp::now().as_millisecond()
            ],
            |row| row.get(0),
        )?;
    Ok(TrackId(id))
}

fn write_place(
    transaction: &Transaction<'_>,
    track: TrackId,
    file: &FoundFile,
) -> Result<(), LibraryError> {
    transaction
        .prepare_cached(
            "UPDATE tracks SET folder_id = ?2, path = ?3, place = ?4, size_bytes = ?5,
                 modified_ms = ?6, missing = 0
             WHERE id = ?1",
        )?
        .execute(params![
            track.0,
            file.folder.0,
            file.path,
            file.place,
            file.size_bytes,
            file.modified_ms
        ])?;
    Ok(())
}

fn write_content(
    transaction: &Transaction<'_>,
    track: TrackId,
    read: &ReadFile,
) -> Result<(), LibraryError> {
    transaction
        .prepare_cached("UPDATE tracks SET content_hash = ?2 WHERE id = ?1")?
        .execute(params![track.0, read.content_hash])?;
    Ok(())
}

/// The old result goes on being shown until there is a new one.
fn forget_analysis(transaction: &Transaction<'_>, track: TrackId) -> Result<(), LibraryError> {
    transaction
        .prepare_cached(
            "UPDATE tracks SET analysed_version = NULL, analysis_failure = NULL WHERE id = ?1",
        )?
        .execute([track.0])?;
    Ok(())
}

fn write_tags(
    transaction: &Transaction<'_>,
    track: TrackId,
    file: &FoundFile,
    tags: &Tags,
) -> Result<(), LibraryError> {
    let names = names(tags, Path::new(&file.path));
    transaction
        .prepare_cached(
            "UPDATE tracks SET title = ?2, artist = ?3, album = ?4, names_key = ?5,
                 title_order = ?6, artist_order = ?7, duration_s = coalesce(?8, duration_s)
             WHERE id = ?1",
        )?
        .execute(params![
            track.0,
            names.title,
            names.artist,
            tags.album,
            names.key(),
            for_ordering(&names.title),
            for_ordering(&names.artist),
            tags.duration_s
        ])?;
    let tempo = tags.bpm.map(|bpm| Tempo { notated: Some(bpm), danced: bpm, confidence: None });
    let key = tags.key.map(|key| KeyReading { key, confidence: None });
    shown::set_tempo(transaction, track, Provenance::Tags, tempo)?;
    shown::set_key(transaction, track, Provenance::Tags, key)?;
    shown::refresh(transaction, track)
}

/// The tags' names; what they leave out comes from the file's name.
fn names(tags: &Tags, path: &Path) -> TrackNames {
    if !tags.title.is_empty() {
        return TrackNames::new(&tags.artist, &tags.title);
    }
    let part = |part: Option<&std::ffi::OsStr>| {
        part.map(|text| text.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let mut names = names_from_file_stem(&part(path.file_stem()));
    if names.title.is_empty() {
        names.title = part(path.file_name());
    }
    if !tags.artist.is_empty() {
        names.artist.clone_from(&tags.artist);
    }
    names
}
