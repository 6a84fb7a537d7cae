-- A store of schema version 1, as it was made then. It is not changed: tests upgrade it.
CREATE TABLE about (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    data BLOB NOT NULL,
    command TEXT,
    UNIQUE (stream, version)
);
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_have_no_gap BEFORE INSERT ON events
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
    OR NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM events WHERE stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'events are appended without a gap'); END;
CREATE TABLE streams (stream TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE commands (
    command TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    stream TEXT NOT NULL,
    before INTEGER NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO about VALUES ('schema', '1');
INSERT INTO events VALUES (1, 'case/K-001', 1, 'opened', 1775001600000000, CAST('{"case":"K-001"}' AS BLOB), 'c-1');
INSERT INTO events VALUES (2, 'case/K-001', 2, 'moved', 1775001600000001, CAST('{"to":"received"}' AS BLOB), NULL);
INSERT INTO events VALUES (3, 'case/K-002', 1, 'opened', 1775001600000002, CAST('{"case":"K-002"}' AS BLOB), NULL);
INSERT INTO streams VALUES ('case/K-001', 2);
INSERT INTO streams VALUES ('case/K-002', 1);
INSERT INTO commands VALUES ('c-1', '2e327ff725f0727f7aca891c209489de09363a20411b859751e2016e63a75c59', 'case/K-001', 0, 1, 1);
