"""An event log as OCEL 2.0 SQLite: the tables, keys and column types that the standard lays down."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from routing.audit.new_file import new_file
from routing.audit.ocel.event_log import BEGINNING, EventLog, LogObject, Value
from routing.audit.ocel.types import EVENT_TYPES, OBJECT_TYPES, Attributes

_TABLES = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (
  ocel_event_id TEXT REFERENCES event (ocel_id), ocel_object_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
  PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (
  ocel_source_id TEXT REFERENCES object (ocel_id), ocel_target_id TEXT REFERENCES object (ocel_id), ocel_qualifier TEXT,
  PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""
_COLUMNS = {"string": "TEXT", "time": "TIMESTAMP", "integer": "INTEGER", "boolean": "BOOLEAN"}
Row = tuple[str | int | None, ...]


def write_sqlite(log: EventLog, file: Path) -> None:
    """Write the log into a new database. Raises `FileExistsError` where there is a file already.

    SQLite is told to hold every reference to what is there.
    """
    with new_file(file), closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        database.executescript(_TABLES + "".join(_tables_of_types()))
        with database:
            _fill(database, log)


def table_name(type: str) -> str:
    """The name of a type within that of its table: `moved:in-progress` is `MovedInProgress`."""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", type))


def _tables_of_types() -> Iterator[str]:
    for type, attributes in EVENT_TYPES.items():
        yield (
            f'CREATE TABLE "event_{table_name(type)}" (ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), '
            f"ocel_time TIMESTAMP{_columns(attributes)});\n"
        )
    for type, attributes in OBJECT_TYPES.items():
        yield (
            f'CREATE TABLE "object_{table_name(type)}" (ocel_id TEXT REFERENCES object (ocel_id), '
            f"ocel_time TIMESTAMP, ocel_changed_field TEXT{_columns(attributes)});\n"
        )


def _columns(attributes: Attributes) -> str:
    return "".join(f', "{name}" {_COLUMNS[kind]}' for name, kind in attributes.items())


def _fill(database: sqlite3.Connection, log: EventLog) -> None:
    _insert(database, "event_map_type", ((type, table_name(type)) for type in EVENT_TYPES))
    _insert(database, "object_map_type", ((type, table_name(type)) for type in OBJECT_TYPES))
    _insert(database, "object", ((made.id, made.type) for made in log.objects.values()))
    _insert(database, "event", ((event.id, event.type) for event in log.events))
    _insert(database, "event_object", ((event.id, *about) for event in log.events for about in event.relations))
    whole = log.objects.values()
    _insert(database, "object_object", ((made.id, *about) for made in whole for about in made.relations))
    for event in log.events:
        row = (event.id, _cell(event.time), *_cells(event.attributes, EVENT_TYPES[event.type]))
        _insert(database, f"event_{table_name(event.type)}", [row])
    for made in whole:
        _insert(database, f"object_{table_name(made.type)}", _states(made))


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    for row in rows:
        database.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', row)


def _states(made: LogObject) -> Iterator[Row]:
    """What an object is from the start, in one row; then each change of one attribute, in a row of its own."""
    attributes = OBJECT_TYPES[made.type]
    first = {name: value for (name, time), value in made.values.items() if time == BEGINNING}
    yield (made.id, _cell(BEGINNING), None, *_cells(first, attributes))
    for (name, time), value in made.values.items():
        if time != BEGINNING:
            yield (made.id, _cell(time), name, *_cells({name: value}, attributes))


def _cells(values: Mapping[str, Value], attributes: Attributes) -> Iterator[str | int | None]:
    return (_cell(values[name]) if name in values else None for name in attributes)


def _cell(value: Value) -> str | int:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(sep=" ").replace("+00:00", "")
    return int(value) if isinstance(value, bool) else value
