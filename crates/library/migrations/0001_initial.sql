-- Times are whole milliseconds since 1970-01-01 UTC: they sort and subtract as numbers. The logbook
-- views turn them into RFC 3339 text, because windows read those directly.

CREATE TABLE folders (
    id   INTEGER PRIMARY KEY,
    -- Canonical. No folder lies within another one.
    path TEXT NOT NULL UNIQUE
);

-- A track is never deleted: plays refer to it, and its file may come back.
CREATE TABLE tracks (
    id               INTEGER PRIMARY KEY,
    -- Null once its folder was removed; such a track is in no list.
    folder_id        INTEGER REFERENCES folders (id) ON DELETE SET NULL,
    path             TEXT NOT NULL UNIQUE,
    -- The path below the music folder: what the search looks at, since every path begins alike.
    place            TEXT NOT NULL,
    size_bytes       INTEGER NOT NULL,
    modified_ms      INTEGER NOT NULL,
    -- Of the file's length, beginning, middle and end; tells a moved file from a new one.
    -- Null where it could not be read; it is tried again then.
    content_hash     BLOB,
    title            TEXT NOT NULL,
    artist           TEXT NOT NULL,
    album            TEXT NOT NULL,
    -- The identity by names, see `TrackNames::key`.
    names_key        TEXT NOT NULL,
    -- Lower case, without accents, for ordering.
    title_order      TEXT NOT NULL,
    artist_order     TEXT NOT NULL,
    duration_s       REAL,
    missing          INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1)),
    added_ms         INTEGER NOT NULL,
    -- Version of the last analysis; null for a track that is new, or changed since.
    analysed_version INTEGER,
    analysis_failure TEXT,
    -- What `tempos`, `keys` and `analyses` come to, kept in step by `shown::refresh`.
    shown_bpm        REAL,
    shown_band       INTEGER,
    shown_key        INTEGER,
    shown_energy     REAL
);

CREATE INDEX tracks_by_folder ON tracks (folder_id);
CREATE INDEX tracks_by_names ON tracks (names_key);

-- One index for each order of the list. Equal values follow each other by artist, title and id. The
-- band is there so that a page of one band passes over the others without looking at their tracks.
CREATE INDEX tracks_by_title ON tracks (title_order, artist_order, id, shown_band)
    WHERE folder_id IS NOT NULL;
CREATE INDEX tracks_by_artist ON tracks (artist_order, title_order, id, shown_band)
    WHERE folder_id IS NOT NULL;
CREATE INDEX tracks_by_bpm ON tracks (shown_bpm, artist_order, title_order, id, shown_band)
    WHERE folder_id IS NOT NULL;
CREATE INDEX tracks_by_key ON tracks (shown_key, artist_order, title_order, id, shown_band)
    WHERE folder_id IS NOT NULL;
CREATE INDEX tracks_by_energy ON tracks (shown_energy, artist_order, title_order, id, shown_band)
    WHERE folder_id IS NOT NULL;
CREATE INDEX tracks_by_duration ON tracks (duration_s, artist_order, title_order, id, shown_band)
    WHERE folder_id IS NOT NULL;

-- For counting the bands of what a search has found.
CREATE INDEX tracks_by_id ON tracks (id, shown_band) WHERE folder_id IS NOT NULL;

-- How many tracks there are of each kind, kept in step by triggers: the summary and the bands are
-- asked for far more often than a track changes, and counting 100,000 of them takes its time.
CREATE TABLE track_counts (
    folder_id        INTEGER NOT NULL,
    missing          INTEGER NOT NULL,
    analysed_version INTEGER,
    failed           INTEGER NOT NULL,
    shown_band       INTEGER,
    tracks           INTEGER NOT NULL
);

-- An expression, because in a plain unique index every null would differ from every other.
CREATE UNIQUE INDEX track_counts_by_kind ON track_counts (
    folder_id, missing, coalesce(analysed_version, -1), failed, coalesce(shown_band, -1)
);

CREATE TRIGGER track_counts_after_insert AFTER INSERT ON tracks WHEN new.folder_id IS NOT NULL BEGIN
    INSERT INTO track_counts VALUES (
        new.folder_id, new.missing, new.analysed_version, new.analysis_failure IS NOT NULL,
        new.shown_band, 1
    ) ON CONFLICT DO UPDATE SET tracks = tracks + 1;
END;

CREATE TRIGGER track_counts_after_delete AFTER DELETE ON tracks WHEN old.folder_id IS NOT NULL BEGIN
    INSERT INTO track_counts VALUES (
        old.folder_id, old.missing, old.analysed_version, old.analysis_failure IS NOT NULL,
        old.shown_band, -1
    ) ON CONFLICT DO UPDATE SET tracks = tracks - 1;
END;

CREATE TRIGGER track_counts_after_update
AFTER UPDATE OF folder_id, missing, analysed_version, analysis_failure, shown_band ON tracks BEGIN
    INSERT INTO track_counts SELECT
        old.folder_id, old.missing, old.analysed_version, old.analysis_failure IS NOT NULL,
        old.shown_band, -1
    WHERE old.folder_id IS NOT NULL
    ON CONFLICT DO UPDATE SET tracks = tracks - 1;
    INSERT INTO track_counts SELECT
        new.folder_id, new.missing, new.analysed_version, new.analysis_failure IS NOT NULL,
        new.shown_band, 1
    WHERE new.folder_id IS NOT NULL
    ON CONFLICT DO UPDATE SET tracks = tracks + 1;
END;

-- Every origin's value is kept; which one is shown is decided by `pika_domain::chosen`.
CREATE TABLE tempos (
    track_id   INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    provenance TEXT NOT NULL CHECK (provenance IN ('tags', 'dj_program', 'analysis', 'hand')),
    -- As a score would write it, where the origin says so.
    notated    REAL,
    -- As a dancer steps to it.
    danced     REAL NOT NULL,
    confidence REAL,
    PRIMARY KEY (track_id, provenance)
) WITHOUT ROWID;

CREATE TABLE keys (
    track_id   INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    provenance TEXT NOT NULL CHECK (provenance IN ('tags', 'dj_program', 'analysis', 'hand')),
    key        TEXT NOT NULL,
    confidence REAL,
    PRIMARY KEY (track_id, provenance)
) WITHOUT ROWID;

-- The last result that there was, as JSON; it outlives a later attempt that failed.
CREATE TABLE analyses (
    track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    result   TEXT NOT NULL
);

-- The words of every track, for search as you type. It holds no text of its own.
CREATE VIRTUAL TABLE track_words USING fts5 (
    title, artist, album, place,
    content = '',
    contentless_delete = 1,
    prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER track_words_after_insert AFTER INSERT ON tracks BEGIN
    INSERT INTO track_words (rowid, title, artist, album, place)
    VALUES (new.id, new.title, new.artist, new.album, new.place);
END;

CREATE TRIGGER track_words_after_update AFTER UPDATE OF title, artist, album, place ON tracks BEGIN
    DELETE FROM track_words WHERE rowid = old.id;
    INSERT INTO track_words (rowid, title, artist, album, place)
    VALUES (new.id, new.title, new.artist, new.album, new.place);
END;

CREATE TRIGGER track_words_after_delete AFTER DELETE ON tracks BEGIN
    DELETE FROM track_words WHERE rowid = old.id;
END;

CREATE TABLE sessions (
    id               TEXT PRIMARY KEY,
    dj_name          TEXT NOT NULL,
    started_ms       INTEGER NOT NULL,
    ended_ms         INTEGER,
    -- The secret that lets this laptop take its session back in the cloud.
    resume           TEXT,
    -- Number of the newest fact, and of the newest one that the cloud has.
    last_seq         INTEGER NOT NULL DEFAULT 0,
    acknowledged_seq INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged_seq <= last_seq)
);

CREATE INDEX sessions_by_start ON sessions (started_ms);

-- A play keeps its own copy of what was known: history does not change when a track does.
CREATE TABLE plays (
    id          TEXT PRIMARY KEY,
    session_id  TEXT REFERENCES sessions (id) ON DELETE CASCADE,
    track_id    INTEGER REFERENCES tracks (id) ON DELETE SET NULL,
    source      TEXT NOT NULL,
    started_ms  INTEGER NOT NULL,
    artist      TEXT NOT NULL,
    title       TEXT NOT NULL,
    danced_bpm  REAL,
    key         TEXT,
    -- As JSON.
    fingerprint TEXT,
    duration_s  REAL,
    likes       INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX plays_by_session ON plays (session_id, started_ms);
CREATE INDEX plays_by_track ON plays (track_id, started_ms);
CREATE INDEX plays_by_start ON plays (started_ms);

-- What the cloud has not acknowledged yet. A fact is inserted in the transaction that records it.
CREATE TABLE outbox (
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    -- As JSON.
    fact       TEXT NOT NULL,
    PRIMARY KEY (session_id, seq)
);

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    -- As JSON.
    value TEXT NOT NULL
);

CREATE VIEW logbook_sessions AS
SELECT
    sessions.id,
    sessions.dj_name,
    strftime('%Y-%m-%dT%H:%M:%fZ', sessions.started_ms / 1000.0, 'unixepoch') AS started_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', sessions.ended_ms / 1000.0, 'unixepoch') AS ended_at,
    count(plays.id) AS plays,
    coalesce(sum(plays.likes), 0) AS likes
FROM sessions
LEFT JOIN plays ON plays.session_id = sessions.id
GROUP BY sessions.id;

CREATE VIEW logbook_plays AS
SELECT
    session_id,
    id AS play_id,
    title,
    artist,
    danced_bpm AS bpm,
    key,
    strftime('%Y-%m-%dT%H:%M:%fZ', started_ms / 1000.0, 'unixepoch') AS started_at,
    likes
FROM plays;
