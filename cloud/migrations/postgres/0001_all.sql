-- What the migrations of SQLite amount to, in PostgreSQL's words; later ones come in pairs.
--
-- The columns have the same types, so that the same statements serve both: times of sessions, plays
-- and likes are written as on the wire, all others are milliseconds since 1970. Texts that are sorted
-- or compared as cursors have COLLATE "C", which is the order of SQLite.

-- DJs with an account, and the tokens of their devices.

CREATE TABLE accounts (
    -- Never used again after a deletion: an id that is still known somewhere must not name another DJ.
    account_id        BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    email             TEXT NOT NULL,
    -- The address as it is compared: in small letters.
    email_key         TEXT NOT NULL UNIQUE,
    password_hash     TEXT NOT NULL,
    display_name      TEXT NOT NULL,
    slug              TEXT NOT NULL UNIQUE,
    created_at        BIGINT NOT NULL,
    email_verified_at BIGINT
);

-- A revoked token stays for a while, so that whoever presents it is told what happened to it.
CREATE TABLE tokens (
    token_id   BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id BIGINT NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    -- SHA-256 of the SHA-256 of the token, in hexadecimal digits.
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE INDEX tokens_of_account ON tokens (account_id);

-- Codes that were mailed to a DJ, of which only hashes are kept.
CREATE TABLE mail_codes (
    code_hash  TEXT PRIMARY KEY CHECK (length(code_hash) = 64),
    account_id BIGINT NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    purpose    TEXT NOT NULL CHECK (purpose IN ('verify', 'reset')),
    expires_at BIGINT NOT NULL
);

CREATE INDEX mail_codes_of_account ON mail_codes (account_id);

-- Live sessions and what happened in them. Uniqueness is the exactly-once rule: a repeated fact or
-- like meets its own row and changes nothing.

CREATE TABLE sessions (
    session_id    TEXT COLLATE "C" PRIMARY KEY,
    dj_name       TEXT NOT NULL,
    authenticated BIGINT NOT NULL CHECK (authenticated IN (0, 1)),
    resume_hash   BYTEA NOT NULL CHECK (length(resume_hash) = 32),
    started_at    TEXT COLLATE "C" NOT NULL,
    active_at     TEXT COLLATE "C" NOT NULL,
    ended_at      TEXT COLLATE "C",
    ended_by      TEXT CHECK (ended_by IN ('dj', 'sweep')),
    account_id    BIGINT REFERENCES accounts (account_id) ON DELETE CASCADE,
    -- The node that alone writes what happens in it. Whoever takes a session raises its fence, and a
    -- commit names the fence that it knows. The version counts the commits.
    owner         TEXT,
    fence         BIGINT NOT NULL DEFAULT 0,
    version       BIGINT NOT NULL DEFAULT 0,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

CREATE INDEX sessions_live ON sessions (started_at) WHERE ended_at IS NULL;
CREATE INDEX sessions_of_account ON sessions (account_id, started_at, session_id);
CREATE INDEX sessions_ended ON sessions (ended_at, session_id) WHERE ended_at IS NOT NULL;

-- Nodes that run. Each counts its own beats; one whose count stands still is dead.
CREATE TABLE nodes (
    node  TEXT PRIMARY KEY,
    beats BIGINT NOT NULL
);

CREATE TABLE facts (
    session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    seq        BIGINT NOT NULL CHECK (seq > 0),
    kind       TEXT NOT NULL CHECK (kind IN ('play', 'stop', 'end', 'metadata', 'poll', 'poll_end',
                   'announcement', 'announcement_end', 'spent')),
    at         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (session_id, seq)
);

CREATE TABLE plays (
    play_id      TEXT COLLATE "C" PRIMARY KEY,
    session_id   TEXT COLLATE "C" NOT NULL,
    seq          BIGINT NOT NULL,
    played_at    TEXT COLLATE "C" NOT NULL,
    title        TEXT COLLATE "C" NOT NULL,
    artist       TEXT COLLATE "C" NOT NULL,
    bpm          DOUBLE PRECISION,
    key          TEXT,
    energy       DOUBLE PRECISION,
    danceability DOUBLE PRECISION,
    brightness   DOUBLE PRECISION,
    acousticness DOUBLE PRECISION,
    groove       DOUBLE PRECISION,
    duration_ms  BIGINT,
    UNIQUE (session_id, seq),
    FOREIGN KEY (session_id, seq) REFERENCES facts (session_id, seq) ON DELETE CASCADE
);

CREATE TABLE likes (
    play_id  TEXT COLLATE "C" NOT NULL REFERENCES plays (play_id) ON DELETE CASCADE,
    dancer   BYTEA NOT NULL CHECK (length(dancer) = 16),
    liked_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (play_id, dancer)
);

CREATE INDEX likes_of_dancer ON likes (dancer, liked_at, play_id);

CREATE TABLE polls (
    poll_id    BIGINT PRIMARY KEY,
    session_id TEXT COLLATE "C" NOT NULL,
    seq        BIGINT NOT NULL,
    question   TEXT NOT NULL,
    options    TEXT NOT NULL, -- a JSON array of texts
    started_at BIGINT NOT NULL,
    ends_at    BIGINT,
    ended_at   BIGINT,
    cancelled  BIGINT NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
    UNIQUE (session_id, seq),
    FOREIGN KEY (session_id, seq) REFERENCES facts (session_id, seq) ON DELETE CASCADE
);

CREATE TABLE poll_votes (
    poll_id      BIGINT NOT NULL REFERENCES polls (poll_id) ON DELETE CASCADE,
    dancer       BYTEA NOT NULL CHECK (length(dancer) = 16),
    option_index BIGINT NOT NULL,
    voted_at     BIGINT NOT NULL,
    PRIMARY KEY (poll_id, dancer)
);

CREATE INDEX poll_votes_of_dancer ON poll_votes (dancer);

CREATE TABLE announcements (
    session_id   TEXT COLLATE "C" NOT NULL,
    seq          BIGINT NOT NULL,
    message      TEXT NOT NULL,
    announced_at BIGINT NOT NULL,
    ends_at      BIGINT,
    withdrawn_at BIGINT,
    PRIMARY KEY (session_id, seq),
    FOREIGN KEY (session_id, seq) REFERENCES facts (session_id, seq) ON DELETE CASCADE
);

-- The last word of each dancer on each play.
CREATE TABLE tempo_votes (
    play_id  TEXT COLLATE "C" NOT NULL REFERENCES plays (play_id) ON DELETE CASCADE,
    dancer   BYTEA NOT NULL CHECK (length(dancer) = 16),
    vote     TEXT NOT NULL CHECK (vote IN ('slower', 'perfect', 'faster')),
    voted_at BIGINT NOT NULL,
    PRIMARY KEY (play_id, dancer)
);

CREATE INDEX tempo_votes_of_dancer ON tempo_votes (dancer);
