-- Several nodes may serve one database. A session has one owner at a time, the only node that writes
-- what happens in it. Whoever takes a session raises its fence, and a commit names the fence that it
-- knows: one that was taken over meanwhile writes nothing any more. The version counts the commits,
-- so that a node that follows the session notices what it missed.

ALTER TABLE sessions ADD COLUMN owner TEXT;
ALTER TABLE sessions ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- Nodes that run. Each counts its own beats; one whose count stands still is dead. No clock is
-- compared with another one.
CREATE TABLE nodes (
    node  TEXT PRIMARY KEY NOT NULL,
    beats INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
