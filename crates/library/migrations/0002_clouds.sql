-- Where a session goes: the origin of a cloud, or null for the one inside the desktop.
ALTER TABLE sessions ADD COLUMN cloud TEXT;
