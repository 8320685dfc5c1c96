-- The band of every track, 1,024 tracks a row and one letter each, by id: what a search has found is
-- counted without looking up each of its tracks. `-` is in no list, `?` has no tempo, else the band.
CREATE TABLE band_pages (
    page  INTEGER PRIMARY KEY,
    bands TEXT NOT NULL
);

CREATE TRIGGER band_pages_after_insert AFTER INSERT ON tracks BEGIN
    INSERT OR IGNORE INTO band_pages VALUES (new.id / 1024, printf('%.1024c', '-'));
    UPDATE band_pages SET bands = substr(bands, 1, new.id % 1024)
        || iif(new.folder_id IS NULL, '-', coalesce(new.shown_band, '?'))
        || substr(bands, new.id % 1024 + 2)
    WHERE page = new.id / 1024;
END;

CREATE TRIGGER band_pages_after_update AFTER UPDATE OF folder_id, shown_band ON tracks BEGIN
    UPDATE band_pages SET bands = substr(bands, 1, new.id % 1024)
        || iif(new.folder_id IS NULL, '-', coalesce(new.shown_band, '?'))
        || substr(bands, new.id % 1024 + 2)
    WHERE page = new.id / 1024;
END;

CREATE TRIGGER band_pages_after_delete AFTER DELETE ON tracks BEGIN
    UPDATE band_pages SET bands = substr(bands, 1, old.id % 1024) || '-'
        || substr(bands, old.id % 1024 + 2)
    WHERE page = old.id / 1024;
END;

INSERT INTO band_pages SELECT DISTINCT id / 1024, printf('%.1024c', '-') FROM tracks;
-- Has the trigger write each of them.
UPDATE tracks SET shown_band = shown_band WHERE folder_id IS NOT NULL;

DROP INDEX tracks_by_id;
