-- Live sessions and what happened in them. A fact is whatever the laptop numbered; a play is the
-- fact that dancers see and like. Uniqueness is the exactly-once rule: a repeated fact or like
-- meets its own row and changes nothing.

CREATE TABLE sessions (
    session_id    TEXT PRIMARY KEY NOT NULL,
    dj_name       TEXT NOT NULL,
    authenticated INTEGER NOT NULL CHECK (authenticated IN (0, 1)),
    resume_hash   BLOB NOT NULL CHECK (length(resume_hash) = 32),
    started_at    TEXT NOT NULL,
    active_at     TEXT NOT NULL,
    ended_at      TEXT,
    ended_by      TEXT CHECK (ended_by IN ('dj', 'sweep')),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
) STRICT;

CREATE INDEX sessions_live ON sessions (started_at) WHERE ended_at IS NULL;

CREATE TABLE facts (
    session_id TEXT NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL CHECK (seq > 0),
    kind       TEXT NOT NULL CHECK (kind IN ('play', 'stop', 'end')),
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
