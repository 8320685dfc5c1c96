//! The file itself: opening, migrations, one connection that writes and a few that read.
//!
//! What is in it belongs to the modules beside this one; they reach it through [`Library::read`]
//! and [`Library::write`] alone.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::LibraryError;

/// Marks the file as ours (`PIKA`), so that another program's database is never written into.
const APPLICATION_ID: i64 = 0x5049_4b41;

/// How long a statement waits for another program that holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connections for reading that are kept open. More are opened when needed and closed again.
const KEPT_READERS: usize = 4;

/// Every step of the schema; the file's `user_version` counts those that it has taken.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_initial.sql"),
    include_str!("../migrations/0002_clouds.sql"),
    include_str!("../migrations/0003_bands.sql"),
];

/// An open `pika.db`.
#[derive(Debug, Clone)]
pub struct Library {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    patience: Duration,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Held during a scan: two at once would tell the same file apart from itself.
    scanning: Mutex<()>,
}

impl Library {
    /// Opens the library, creating file and folder where there are none, and brings it up to date.
    pub fn open(path: &Path) -> Result<Self, LibraryError> {
        Self::open_with_patience(path, PATIENCE)
    }

    pub(crate) fn open_with_patience(
        path: &Path,
        patience: Duration,
    ) -> Result<Self, LibraryError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| LibraryError::CannotOpen {
                path: path.to_owned(),
                reason: error.to_string(),
            })?;
        }
        let writer = open_writer(path, patience).map_err(|error| named(error, path))?;
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                patience,
                writer: Mutex::new(writer),
                readers: Mutex::new(Vec::new()),
                scanning: Mutex::new(()),
            }),
        })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Runs `action` on a connection that only reads. Everything it reads is of one moment.
    pub(crate) fn read<T>(
        &self,
        action: impl FnOnce(&Transaction<'_>) -> Result<T, LibraryError>,
    ) -> Result<T, LibraryError> {
        let kept = held(&self.inner.readers).pop();
        let run = || {
            let mut reader = match kept {
                Some(reader) => reader,
                None => open_reader(self.path(), self.inner.patience)?,
            };
            let transaction = reader.transaction()?;
            let answer = action(&transaction)?;
            drop(transaction);
            let mut readers = held(&self.inner.readers);
            if readers.len() < KEPT_READERS {
                readers.push(reader);
            }
            Ok(answer)
        };
        run().map_err(|error| named(error, self.path()))
    }

    /// Runs `action` in one transaction: all of it happens, or nothing where it fails.
    pub(crate) fn write<T>(
        &self,
        action: impl FnOnce(&Transaction<'_>) -> Result<T, LibraryError>,
    ) -> Result<T, LibraryError> {
        let mut writer = held(&self.inner.writer);
        let run = || {
            // Immediate: a transaction that begins by reading could not wait for another writer.
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = action(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        run().map_err(|error| named(error, self.path()))
    }

    /// Waits until no other scan runs.
    pub(crate) fn scan_alone(&self) -> MutexGuard<'_, ()> {
        held(&self.inner.scanning)
    }

    #[cfg(test)]
    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        held(&self.inner.writer)
    }
}

/// A thread that panicked while it held the lock has left no half-done transaction behind: dropping
/// one rolls it back.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open_writer(path: &Path, patience: Duration) -> Result<Connection, LibraryError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(patience)?;
    refuse_strangers(&connection, path)?;
    // WAL lets windows read while the booth writes; FULL makes a commit safe against a dead battery.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrate(&mut connection, path)?;
    Ok(connection)
}

fn open_reader(path: &Path, patience: Duration) -> Result<Connection, LibraryError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    // 32 MiB: the indexes of 100,000 tracks stay in memory.
    connection.pragma_update(None, "cache_size", -32_768)?;
    Ok(connection)
}

/// Looks before anything is written: a database of another program or of a newer Pika stays as it is.
fn refuse_strangers(connection: &Connection, path: &Path) -> Result<(), LibraryError> {
    let number = |pragma: &str| -> rusqlite::Result<i64> {
        connection.pragma_query_value(None, pragma, |row| row.get(0))
    };
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = application == 0 && version == 0 && tables == 0;
    if application != APPLICATION_ID && !is_new {
        return Err(LibraryError::NotALibrary { path: path.to_owned() });
    }
    refuse_newer(version, path)
}

fn refuse_newer(found: i64, path: &Path) -> Result<(), LibraryError> {
    let known = MIGRATIONS.len() as i64;
    if found > known {
        return Err(LibraryError::Newer { path: path.to_owned(), found, known });
    }
    Ok(())
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), LibraryError> {
    loop {
        // The version is read inside the transaction: two Pikas may be starting at once.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 =
            transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        refuse_newer(version, path)?;
        let Some(step) = MIGRATIONS.get(version as usize) else { return Ok(()) };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", version + 1)?;
        transaction.commit()?;
    }
}

impl From<rusqlite::Error> for LibraryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// Gives the failures that a DJ can do something about their own name.
fn named(error: LibraryError, path: &Path) -> LibraryError {
    let LibraryError::Database(cause) = error else { return error };
    let path = path.to_owned();
    match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LibraryError::Locked { path },
        Some(ErrorCode::DiskFull) => LibraryError::Full { path },
        Some(ErrorCode::NotADatabase) => LibraryError::NotALibrary { path },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            LibraryError::CannotOpen { path, reason: cause.to_string() }
        }
        _ => LibraryError::Database(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    const IMPATIENT: Duration = Duration::from_millis(20);

    #[test]
    fn a_new_library_is_made_with_its_folder_and_opened_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("not yet").join("pika.db");
        Library::open(&path).expect("made").set_setting("theme", &"red").expect("written");
        let again = Library::open(&path).expect("opened");
        assert_eq!(again.setting::<String>("theme").expect("read").as_deref(), Some("red"));
        assert_eq!(again.path(), path);
        let foreign_keys: bool = again
            .writer()
            .pragma_query_value(None, "foreign_keys", |row| row.get(0))
            .expect("readable");
        assert!(foreign_keys);
    }

    #[test]
    fn a_library_of_a_newer_pika_is_left_as_it_is() {
        let (_folder, library) = fixture::library();
        library.writer().pragma_update(None, "user_version", 999).expect("written");
        let before = std::fs::read(library.path()).expect("read");
        let error = Library::open(library.path()).expect_err("refused");
        let known = MIGRATIONS.len() as i64;
        let newer = matches!(error, LibraryError::Newer { found: 999, known: k, .. } if k == known);
        assert!(newer, "{error}");
        assert_eq!(std::fs::read(library.path()).expect("read"), before);
    }

    #[test]
    fn files_of_others_are_refused_and_left_as_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let check = |name: &str| {
            let path = folder.path().join(name);
            let before = std::fs::read(&path).expect("read");
            let error = Library::open(&path).expect_err("refused");
            assert!(matches!(error, LibraryError::NotALibrary { .. }), "{name}: {error}");
            assert_eq!(std::fs::read(&path).expect("read"), before, "{name}");
        };
        std::fs::write(folder.path().join("text"), "a shopping list, ".repeat(500))
            .expect("written");
        check("text");
        Connection::open(folder.path().join("mixxxdb.sqlite"))
            .expect("made")
            .execute_batch("CREATE TABLE library (id INTEGER)")
            .expect("written");
        check("mixxxdb.sqlite");
    }

    #[test]
    fn a_folder_in_the_place_of_the_file_is_a_clear_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = Library::open(folder.path()).expect_err("refused");
        assert!(matches!(error, LibraryError::CannotOpen { .. }), "{error}");
    }

    #[test]
    fn a_library_that_another_program_holds_is_locked_until_it_lets_go() {
        let (_folder, library) = fixture::library();
        let other = Library::open_with_patience(library.path(), IMPATIENT).expect("opened");
        let mut writer = library.writer();
        let holding =
            writer.transaction_with_behavior(TransactionBehavior::Exclusive).expect("held");
        let error = other.set_setting("theme", &"red").expect_err("locked");
        assert!(matches!(error, LibraryError::Locked { .. }), "{error}");
        let error =
            Library::open_with_patience(library.path(), IMPATIENT).expect_err("locked, too");
        assert!(matches!(error, LibraryError::Locked { .. }), "{error}");
        holding.rollback().expect("let go");
        other.set_setting("theme", &"red").expect("written");
    }

    #[test]
    fn a_library_without_room_says_so_keeps_what_it_has_and_goes_on() {
        let (_folder, library) = fixture::library();
        library.set_setting("theme", &"red").expect("written");
        let pages = |count: i64| {
            // The pragma answers with what it was set to.
            let set = format!("PRAGMA max_page_count = {count}");
            library.writer().query_row(&set, [], |row| row.get::<_, i64>(0)).expect("set")
        };
        let used = pages(1);
        let long = "x".repeat(100_000);
        let error = library.set_setting("long", &long).expect_err("no room");
        assert!(matches!(error, LibraryError::Full { .. }), "{error}");
        assert_eq!(library.setting::<String>("long").expect("read"), None);
        assert_eq!(library.setting::<String>("theme").expect("read").as_deref(), Some("red"));
        pages(used + 1_000);
        library.set_setting("long", &long).expect("written");
    }

    #[test]
    fn two_writers_at_once_lose_nothing() {
        let (_folder, library) = fixture::library();
        let other = Library::open(library.path()).expect("opened");
        std::thread::scope(|scope| {
            for (writer, library) in [&library, &other].into_iter().enumerate() {
                scope.spawn(move || {
                    for number in 0..50 {
                        library
                            .set_setting(&format!("{writer} {number}"), &number)
                            .expect("written in turn");
                    }
                });
            }
        });
        let kept: i64 = library
            .read(|transaction| {
                Ok(transaction.query_row("SELECT count(*) FROM settings", [], |row| row.get(0))?)
            })
            .expect("read");
        assert_eq!(kept, 100);
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let (_folder, library) = fixture::library();
        let outcome: Result<(), _> = library.write(|transaction| {
            transaction.execute("INSERT INTO settings VALUES ('half', '1')", [])?;
            Err(LibraryError::UnknownFolder(pika_domain::FolderId(1)))
        });
        outcome.expect_err("failed");
        assert_eq!(library.setting::<u8>("half").expect("read"), None);
    }

    #[test]
    fn every_foreign_key_says_what_happens_to_its_row() {
        let (_folder, library) = fixture::library();
        let undecided: i64 = library
            .read(|transaction| {
                Ok(transaction.query_row(
                    "SELECT count(*) FROM sqlite_schema, pragma_foreign_key_list(sqlite_schema.name)
                     WHERE sqlite_schema.type = 'table' AND on_delete = 'NO ACTION'",
                    [],
                    |row| row.get(0),
                )?)
            })
            .expect("read");
        assert_eq!(undecided, 0);
    }
}
