//! What a cloud of our own has kept, read from its database beside it: SQLite, or PostgreSQL with its
//! own `psql`, so that no driver is linked for the sake of a look.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use pika_domain::SessionId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tokio::process::Command;

use crate::lists::{Crowd, Entry, Vote};

/// Between the columns of a line that `psql` writes; no title has it.
const SEPARATOR: char = '\u{1f}';

/// Where the cloud keeps everything.
pub(crate) enum Database {
    Sqlite(PathBuf),
    /// `postgres://…`, an empty database.
    Postgres(String),
}

impl Database {
    /// As `pika-cloud` is told it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// The plays of a session with the number of their likes, oldest first, as they are committed.
    pub(crate) async fn plays(&self, session: &SessionId) -> Result<Vec<Entry>> {
        let sql = format!(
            "SELECT play_id, title, (SELECT count(*) FROM likes WHERE likes.play_id = plays.play_id)
             FROM plays WHERE session_id = '{}' ORDER BY seq",
            session.as_str()
        );
        let entry =
            |[play, title, likes]: [String; 3]| Ok(Entry { play, title, likes: number(&likes)? });
        self.rows(&sql).await?.into_iter().map(entry).collect()
    }

    /// The polls of a session and what was voted, as they are committed.
    pub(crate) async fn crowd(&self, session: &SessionId) -> Result<Crowd> {
        let id = session.as_str();
        let polls = format!("SELECT question FROM polls WHERE session_id = '{id}' ORDER BY seq");
        let polls = self.rows(&polls).await?.into_iter().map(|[question]| question).collect();
        let mut votes = HashMap::new();
        let chosen = format!(
            "SELECT poll_id, option_index, count(*) FROM poll_votes JOIN polls USING (poll_id)
             WHERE session_id = '{id}' GROUP BY poll_id, option_index"
        );
        for [poll, option, count] in self.rows(&chosen).await? {
            votes.insert(Vote::Poll(number(&poll)?, number(&option)?), number(&count)?);
        }
        let tempo = format!(
            "SELECT play_id, vote, count(*) FROM tempo_votes JOIN plays USING (play_id)
             WHERE session_id = '{id}' GROUP BY play_id, vote"
        );
        for [play, vote, count] in self.rows(&tempo).await? {
            let vote = serde_json::from_value(serde_json::Value::String(vote))
                .context("the cloud keeps a vote that does not exist")?;
            votes.insert(Vote::Tempo(play, vote), number(&count)?);
        }
        Ok(Crowd { polls, votes })
    }

    /// What a statement answers, as text. A session's id in it needs no quoting: it has letters,
    /// digits, `_` and `-` only.
    async fn rows<const COLUMNS: usize>(&self, sql: &str) -> Result<Vec<[String; COLUMNS]>> {
        match self {
            Self::Sqlite(path) => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let database = Connection::open_with_flags(path, flags)
                    .context("the cloud's database cannot be opened")?;
                database.busy_timeout(Duration::from_secs(5))?;
                let mut statement = database.prepare(sql)?;
                let mut found = statement.query([])?;
                let mut rows = Vec::new();
                while let Some(row) = found.next()? {
                    let mut texts = [const { String::new() }; COLUMNS];
                    for (column, text) in texts.iter_mut().enumerate() {
                        *text = match row.get_ref(column)? {
                            ValueRef::Integer(number) => number.to_string(),
                            other => other.as_str()?.to_owned(),
                        };
                    }
                    rows.push(texts);
                }
                Ok(rows)
            }
            Self::Postgres(url) => {
                let psql = Command::new("psql")
                    .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
                    .args(["--field-separator", &SEPARATOR.to_string()])
                    .args(["--command", sql, url])
                    .output()
                    .await
                    .context("psql cannot be started")?;
                if !psql.status.success() {
                    bail!("psql: {}", String::from_utf8_lossy(&psql.stderr));
                }
                let answer = String::from_utf8(psql.stdout).context("psql writes UTF-8")?;
                let row = |line: &str| {
                    let columns: Vec<_> = line.split(SEPARATOR).map(str::to_owned).collect();
                    columns.try_into().map_err(|row| anyhow::anyhow!("not a row: {row:?}"))
                };
                answer.lines().map(row).collect()
            }
        }
    }
}

fn number<N: FromStr<Err: Display>>(text: &str) -> Result<N> {
    text.parse().map_err(|error| anyhow::anyhow!("{text:?} is no number: {error}"))
}
