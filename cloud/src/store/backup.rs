//! A copy of a SQLite database, taken while a server works with it, and put back where there is none.
//!
//! PostgreSQL has tools of its own for that: see docs/operations.md.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr as _,
};

use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

/// Why a backup was not written or not put in place. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("this is for SQLite; a PostgreSQL database is backed up with pg_dump")]
    NotSqlite,
    #[error("{} is there already: a backup takes no other file's place", .0.display())]
    Exists(PathBuf),
    #[error("{} is there: stop the server, move the database and the files beside it away, and try again", .0.display())]
    InPlace(PathBuf),
    #[error("{} is no sound backup of Pika: {reason}", .file.display())]
    Unsound { file: PathBuf, reason: String },
    #[error("the database cannot be read: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the backup cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// Writes everything that is committed into a new file, which appears once it is whole.
pub async fn back_up(database: &str, file: &Path) -> Result<(), BackupError> {
    let options = sqlite(database)?;
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let part = beside(file, ".part");
    // What an earlier attempt left, of which nobody was told that it is a backup.
    remove_if_there(&part)?;
    let mut connection = options.create_if_missing(false).read_only(true).connect().await?;
    let written = sqlx::query("VACUUM INTO $1")
        .bind(part.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await;
    connection.close().await?;
    if let Err(error) = written {
        remove_if_there(&part)?;
        return Err(error.into());
    }
    check(&part).await?;
    keep(&part, file)
}

/// Puts a backup where the database is to be. Whatever is there is left alone.
pub async fn restore(database: &str, file: &Path) -> Result<(), BackupError> {
    let options = sqlite(database)?;
    let place = options.get_filename();
    for taken in [place.to_owned(), beside(place, "-wal"), beside(place, "-shm")] {
        if taken.exists() {
            return Err(BackupError::InPlace(taken));
        }
    }
    let part = beside(place, ".part");
    fs::copy(file, &part)?;
    if let Err(error) = check(&part).await {
        remove_if_there(&part)?;
        return Err(match error {
            BackupError::Unsound { reason, .. } => {
                BackupError::Unsound { file: file.to_owned(), reason }
            }
            other => other,
        });
    }
    keep(&part, place)
}

fn sqlite(database: &str) -> Result<SqliteConnectOptions, BackupError> {
    if !database.starts_with("sqlite:") || database.contains(":memory:") {
        return Err(BackupError::NotSqlite);
    }
    Ok(SqliteConnectOptions::from_str(database)?)
}

/// Whether a file is a database of Pika, every page of it.
async fn check(file: &Path) -> Result<(), BackupError> {
    let unsound = |reason: &dyn ToString| BackupError::Unsound {
        file: file.to_owned(),
        reason: reason.to_string(),
    };
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection =
        SqliteConnection::connect_with(&options).await.map_err(|error| unsound(&error))?;
    let found = async {
        let report: String =
            sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut connection).await?;
        let migrations: i64 = sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations")
            .fetch_one(&mut connection)
            .await?;
        Ok::<_, sqlx::Error>((report, migrations))
    }
    .await;
    connection.close().await?;
    match found {
        Ok((report, 1..)) if report == "ok" => Ok(()),
        Ok((report, _)) => Err(unsound(&report)),
        Err(error) => Err(unsound(&error)),
    }
}

/// Gives a whole file its name, so that it is there also after a power cut.
fn keep(part: &Path, name: &Path) -> Result<(), BackupError> {
    fs::File::open(part)?.sync_all()?;
    // Unlike renaming, a link never takes another file's place.
    fs::hard_link(part, name)?;
    fs::remove_file(part)?;
    #[cfg(unix)]
    if let Some(folder) = name.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn remove_if_there(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
