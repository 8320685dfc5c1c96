-- Phones that are notified of announcements. An endpoint is where a push service takes messages for one
-- phone; it follows one session at a time. The rest is what its browser decrypts them with.

CREATE TABLE push_subscriptions (
    endpoint   TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    dancer     BLOB NOT NULL CHECK (length(dancer) = 16),
    p256dh     BLOB NOT NULL CHECK (length(p256dh) = 65),
    auth       BLOB NOT NULL CHECK (length(auth) = 16),
    created_at INTEGER NOT NULL,
    UNIQUE (session_id, dancer)
) STRICT;

CREATE INDEX push_subscriptions_of_dancer ON push_subscriptions (dancer);
