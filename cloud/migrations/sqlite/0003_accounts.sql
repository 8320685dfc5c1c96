-- DJs with an account, and the tokens of their devices. Times are Unix milliseconds.

CREATE TABLE accounts (
    -- Never used again after a deletion: an id that is still known somewhere must not name another DJ.
    account_id        INTEGER PRIMARY KEY AUTOINCREMENT,
    email             TEXT NOT NULL,
    -- The address as it is compared: in small letters.
    email_key         TEXT NOT NULL UNIQUE,
    password_hash     TEXT NOT NULL,
    display_name      TEXT NOT NULL,
    slug              TEXT NOT NULL UNIQUE,
    created_at        INTEGER NOT NULL,
    email_verified_at INTEGER
) STRICT;

-- A revoked token stays for a while, so that whoever presents it is told what happened to it.
CREATE TABLE tokens (
    token_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    -- SHA-256 of the SHA-256 of the token, in hexadecimal digits.
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE INDEX tokens_of_account ON tokens (account_id);

-- A session of a DJ with an account goes with that account.
ALTER TABLE sessions ADD COLUMN account_id INTEGER REFERENCES accounts (account_id) ON DELETE CASCADE;

CREATE INDEX sessions_of_account ON sessions (account_id, started_at);
