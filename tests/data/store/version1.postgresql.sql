-- A store of schema version 1, as it was made then. It is not changed: tests upgrade it.
CREATE TABLE about (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE events (
    position BIGINT PRIMARY KEY,
    stream TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    at BIGINT NOT NULL,
    data BYTEA NOT NULL,
    command TEXT COLLATE "C",
    UNIQUE (stream, version)
);
CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END $$;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only();
CREATE FUNCTION events_have_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM events)
        OR NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM events WHERE stream = NEW.stream)
    THEN
        RAISE EXCEPTION 'events are appended without a gap';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_have_no_gap BEFORE INSERT ON events
FOR EACH ROW EXECUTE FUNCTION events_have_no_gap();
CREATE TABLE streams (stream TEXT COLLATE "C" PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE commands (
    command TEXT COLLATE "C" PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    stream TEXT COLLATE "C" NOT NULL,
    before INTEGER NOT NULL,
    version INTEGER NOT NULL,
    position BIGINT NOT NULL
);
INSERT INTO about VALUES ('schema', '1');
INSERT INTO events VALUES (1, 'case/K-001', 1, 'opened', 1775001600000000, convert_to('{"case":"K-001"}', 'UTF8'), 'c-1');
INSERT INTO events VALUES (2, 'case/K-001', 2, 'moved', 1775001600000001, convert_to('{"to":"received"}', 'UTF8'), NULL);
INSERT INTO events VALUES (3, 'case/K-002', 1, 'opened', 1775001600000002, convert_to('{"case":"K-002"}', 'UTF8'), NULL);
INSERT INTO streams VALUES ('case/K-001', 2);
INSERT INTO streams VALUES ('case/K-002', 1);
INSERT INTO commands VALUES ('c-1', '2e327ff725f0727f7aca891c209489de09363a20411b859751e2016e63a75c59', 'case/K-001', 0, 1, 1);
