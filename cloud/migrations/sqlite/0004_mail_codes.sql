-- Codes that were mailed to a DJ, of which only hashes are kept: to prove that the address is read,
-- or to choose a new password. Times are Unix milliseconds.

CREATE TABLE mail_codes (
    code_hash  TEXT PRIMARY KEY NOT NULL CHECK (length(code_hash) = 64),
    account_id INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    purpose    TEXT NOT NULL CHECK (purpose IN ('verify', 'reset')),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_codes_of_account ON mail_codes (account_id);
