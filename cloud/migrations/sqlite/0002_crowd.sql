-- What a DJ asks and tells the floor, and what the floor says back. Times are milliseconds since 1970.

-- More kinds of facts. SQLite cannot change a CHECK, so the table is made anew, and those that hang
-- on it with it: to drop a table deletes its rows, and with them whatever refers to them.
ALTER TABLE likes RENAME TO likes_before;
ALTER TABLE plays RENAME TO plays_before;
ALTER TABLE facts RENAME TO facts_before;

CREATE TABLE facts (
    session_id TEXT NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL CHECK (seq > 0),
    kind       TEXT NOT NULL CHECK (kind IN ('play', 'stop', 'end', 'metadata', 'poll', 'poll_end',
                   'announcement', 'announcement_end', 'spent')),
    at         TEXT NOT NULL,
    PRIMARY KEY (session_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE plays (
    play_id      TEXT PRIMARY KEY NOT NULL,
    session_id   TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    played_at    TEXT NOT NULL,
    title        TEXT NOT NULL,
    artist       TEXT NOT NULL,
    bpm          REAL,
    key          TEXT,
    energy       REAL,
    danceability REAL,
    brightness   REAL,
    acousticness REAL,
    groove       REAL,
    duration_ms  INTEGER,
    UNIQUE (session_id, seq),
    FOREIGN KEY (session_id, seq) REFERENCES facts (session_id, seq) ON DELETE CASCADE
) STRICT;

CREATE TABLE likes (
    play_id  TEXT NOT NULL REFERENCES plays (play_id) ON DELETE CASCADE,
    dancer   BLOB NOT NULL CHECK (length(dancer) = 16),
    liked_at TEXT NOT NULL,
    PRIMARY KEY (play_id, dancer)
) STRICT, WITHOUT ROWID;

INSERT INTO facts SELECT session_id, seq, kind, at FROM facts_before;
INSERT INTO plays
    SELECT play_id, session_id, seq, played_at, title, artist, bpm, key, energy, danceability,
           brightness, acousticness, groove, duration_ms
    FROM plays_before;
INSERT INTO likes SELECT play_id, dancer, liked_at FROM likes_before;

DROP TABLE likes_before;
DROP TABLE plays_before;
DROP TABLE facts_before;

CREATE TABLE polls (
    poll_id    INTEGER PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL,
    seq        INTEGER NOT NULL,
    question   TEXT NOT NULL,
    options    TEXT NOT NULL, -- a JSON array of texts
    started_at INTEGER NOT NULL,
    ends_at    INTEGER,
    ended_at   INTEGER,
    cancelled  INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
    UNIQUE (session_id, seq),
    FOREIGN KEY (session_id, seq) REFERENCES facts (session_id, seq) ON DELETE CASCADE
) STRICT;

CREATE TABLE poll_votes (
    poll_id      INTEGER NOT NULL REFERENCES polls (poll_id) ON DELETE CASCADE,
    dancer       BLOB NOT NULL CHECK (length(dancer) = 16),
    option_index INTEGER NOT NULL,
    voted_at     INTEGER NOT NULL,
    PRIMARY KEY (poll_id, dancer)
) STRICT, WITHOUT ROWID;

CREATE TABLE announcements (
    session_id   TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    message      TEXT NOT NULL,
    announced_at INTEGER NOT NULL,
    ends_at      INTEGER,
    withdrawn_at INTEGER,
    PRIMARY KEY (session_id, seq),
    FOREIGN KEY (session_id, seq) REFERENCES facts (session_id, seq) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The last word of each dancer on each play. What counts at the moment are those of the last minutes;
-- all of them together are what the recap shows.
CREATE TABLE tempo_votes (
    play_id  TEXT NOT NULL REFERENCES plays (play_id) ON DELETE CASCADE,
    dancer   BLOB NOT NULL CHECK (length(dancer) = 16),
    vote     TEXT NOT NULL CHECK (vote IN ('slower', 'perfect', 'faster')),
    voted_at INTEGER NOT NULL,
    PRIMARY KEY (play_id, dancer)
) STRICT, WITHOUT ROWID;
