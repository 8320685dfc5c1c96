//! When Mixxx wrote a row into its history, told by the file system: the moment from which the way
//! to the phone is measured.
//!
//! Reads Mixxx's database by itself, so that the measure does not rest on the code it measures.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use notify::{RecursiveMode, Watcher};
use rusqlite::{Connection, OpenFlags};
use tokio::task::JoinHandle;

/// Begins to watch the set log in the settings folder `settings`. The task ends with the time of
/// the write that made it longer than it is now.
pub fn next_write(settings: &Path, within: Duration) -> Result<JoinHandle<Result<Timestamp>>> {
    let database = settings.join("mixxxdb.sqlite");
    let before = entries(&database).context("the set log of Mixxx cannot be read")?;
    let (sender, changes) = std::sync::mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).context("files cannot be watched")?;
    watcher
        .watch(settings, RecursiveMode::NonRecursive)
        .with_context(|| format!("{} cannot be watched", settings.display()))?;

    Ok(tokio::task::spawn_blocking(move || {
        // Owned by this task: the watch ends with it.
        let _watcher = watcher;
        let begun = Instant::now();
        loop {
            let left = within.saturating_sub(begun.elapsed());
            if changes.recv_timeout(left).is_err() {
                bail!("Mixxx wrote nothing into its history in {within:?}");
            }
            // While Mixxx writes, its database is locked: the change that ends it comes next.
            if entries(&database).is_ok_and(|entries| entries > before) {
                return written_at(&database);
            }
        }
    }))
}

/// Set-log rows so far. Playlists with `hidden = 2` are those that Mixxx keeps as its history.
fn entries(database: &Path) -> rusqlite::Result<u32> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    connection.query_row(
        "SELECT count(*) FROM PlaylistTracks JOIN Playlists ON Playlists.id = playlist_id
         WHERE hidden = 2",
        [],
        |row| row.get(0),
    )
}

fn written_at(database: &Path) -> Result<Timestamp> {
    let modified = std::fs::metadata(database).and_then(|file| file.modified());
    let modified = modified.context("the time of Mixxx's write cannot be read")?;
    Timestamp::try_from(modified).context("the time of Mixxx's write is off")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_write_that_makes_the_set_log_longer_is_noticed() {
        let settings = tempfile::tempdir().unwrap();
        let database = settings.path().join("mixxxdb.sqlite");
        let mixxx = Connection::open(&database).unwrap();
        mixxx
            .execute_batch(
                "CREATE TABLE Playlists (id INTEGER PRIMARY KEY, hidden INTEGER);
                 CREATE TABLE PlaylistTracks (playlist_id INTEGER, track_id INTEGER);
                 INSERT INTO Playlists VALUES (1, 0), (2, 2);",
            )
            .unwrap();
        let write = next_write(settings.path(), Duration::from_secs(20)).unwrap();
        mixxx.execute("INSERT INTO PlaylistTracks VALUES (1, 7)", []).unwrap();
        mixxx.execute("INSERT INTO PlaylistTracks VALUES (2, 7)", []).unwrap();
        let at = write.await.unwrap().unwrap();
        assert_eq!(at, written_at(&database).unwrap(), "a playlist's row is not a played track");
    }
}
