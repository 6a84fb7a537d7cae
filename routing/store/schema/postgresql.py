"""The schema on PostgreSQL, step by step. A step that was released is never changed; what is new is a step more.

Names are compared byte by byte (`COLLATE "C"`), as SQLite does: order and prefixes are the same on both.
"""

from __future__ import annotations

_EVENTS = """
CREATE TABLE events (
    position BIGINT PRIMARY KEY,
    stream TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    at BIGINT NOT NULL,
    data BYTEA NOT NULL,
    command TEXT COLLATE "C",
    UNIQUE (stream, version)
)"""
_REFUSE = """
CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END $$"""
_NO_CHANGE = """
CREATE TRIGGER events_are_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_are_append_only()"""
_REFUSE_GAP = """
CREATE FUNCTION events_have_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM events)
        OR NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM events WHERE stream = NEW.stream)
    THEN
        RAISE EXCEPTION 'events are appended without a gap';
    END IF;
    RETURN NEW;
END $$"""
_NO_GAP = """
CREATE TRIGGER events_have_no_gap BEFORE INSERT ON events
FOR EACH ROW EXECUTE FUNCTION events_have_no_gap()"""
_STREAMS = 'CREATE TABLE streams (stream TEXT COLLATE "C" PRIMARY KEY, version INTEGER NOT NULL)'
_COMMANDS = """
CREATE TABLE commands (
    command TEXT COLLATE "C" PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    stream TEXT COLLATE "C" NOT NULL,
    before INTEGER NOT NULL,
    version INTEGER NOT NULL,
    position BIGINT NOT NULL
)"""

_WAKE = "ALTER TABLE streams ADD COLUMN wake BIGINT"
_WAKING = "CREATE INDEX streams_waking ON streams (wake, stream) WHERE wake IS NOT NULL"
_OUTBOX = """
CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    body BYTEA,
    at BIGINT NOT NULL,
    due BIGINT,
    attempts INTEGER NOT NULL,
    failed BIGINT,
    delivered BIGINT
)"""
_OUTBOX_DUE = "CREATE INDEX outbox_due ON outbox (due, id) WHERE due IS NOT NULL"

_ERASABLE = """
CREATE TABLE erasable (
    stream TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (stream, version)
)"""
_DERIVED = """
CREATE TABLE derived (
    stream TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (stream, version)
)"""

STEPS = (
    (_EVENTS, _REFUSE, _NO_CHANGE, _REFUSE_GAP, _NO_GAP, _STREAMS, _COMMANDS),
    (_WAKE, _WAKING, _OUTBOX, _OUTBOX_DUE),
    (_ERASABLE, _DERIVED),
)
