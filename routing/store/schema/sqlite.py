"""The schema on SQLite, step by step. A step that was released is never changed; what is new is a step more."""

from __future__ import annotations

_EVENTS = """
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    data BLOB NOT NULL,
    command TEXT,
    UNIQUE (stream, version)
)"""
# An INSERT OR REPLACE deletes without asking the trigger of deletions: it is the third that refuses it.
_NO_CHANGE = """
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"""
_NO_DELETION = """
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"""
_NO_GAP = """
CREATE TRIGGER events_have_no_gap BEFORE INSERT ON events
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
    OR NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM events WHERE stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'events are appended without a gap'); END"""
_STREAMS = "CREATE TABLE streams (stream TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID"
_COMMANDS = """
CREATE TABLE commands (
    command TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    stream TEXT NOT NULL,
    before INTEGER NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID"""

_WAKE = "ALTER TABLE streams ADD COLUMN wake INTEGER"
_WAKING = "CREATE INDEX streams_waking ON streams (wake, stream) WHERE wake IS NOT NULL"
_OUTBOX = """
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    body BLOB,
    at INTEGER NOT NULL,
    due INTEGER,
    attempts INTEGER NOT NULL,
    failed INTEGER,
    delivered INTEGER
)"""
_OUTBOX_DUE = "CREATE INDEX outbox_due ON outbox (due, id) WHERE due IS NOT NULL"

_ERASABLE = """
CREATE TABLE erasable (
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, version)
)"""
_DERIVED = """
CREATE TABLE derived (
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, version)
) WITHOUT ROWID"""

STEPS = (
    (_EVENTS, _NO_CHANGE, _NO_DELETION, _NO_GAP, _STREAMS, _COMMANDS),
    (_WAKE, _WAKING, _OUTBOX, _OUTBOX_DUE),
    (_ERASABLE, _DERIVED),
)
