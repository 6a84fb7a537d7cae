"""An event log as OCEL 2.0 JSON (`ocel20-schema-json.json` of ocel-standard.org, version of 16 October 2023)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from routing.audit.new_file import new_file
from routing.audit.ocel.event_log import EventLog, LogEvent, LogObject, Value
from routing.audit.ocel.types import EVENT_TYPES, OBJECT_TYPES, Attributes


def write_json(log: EventLog, file: Path) -> None:
    """Write the log into a new file. Raises `FileExistsError` where there is one already."""
    with new_file(file), file.open("w", encoding="utf-8") as stream:
        stream.writelines(json_lines(log))


def json_lines(log: EventLog) -> Iterator[str]:
    """The log as one JSON object, an event or an object a line. The same log gives the same text."""
    parts: list[tuple[str, Iterator[dict[str, Any]]]] = [
        ("eventTypes", _types(EVENT_TYPES)),
        ("objectTypes", _types(OBJECT_TYPES)),
        ("events", map(_event, log.events)),
        ("objects", map(_object, log.objects.values())),
    ]
    for at, (name, items) in enumerate(parts):
        yield ("{" if at == 0 else ",\n") + f'"{name}": ['
        for number, item in enumerate(items):
            yield (",\n" if number else "\n") + json.dumps(item, ensure_ascii=False)
        yield "\n]"
    yield "}\n"


def _types(types: Mapping[str, Attributes]) -> Iterator[dict[str, Any]]:
    for name, attributes in types.items():
        yield {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()]}


def _event(event: LogEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.type,
        "time": instant(event.time),
        "attributes": [{"name": name, "value": _value(value)} for name, value in event.attributes.items()],
        "relationships": [{"objectId": id, "qualifier": qualifier} for id, qualifier in event.relations],
    }


def _object(made: LogObject) -> dict[str, Any]:
    return {
        "id": made.id,
        "type": made.type,
        "attributes": [
            {"name": name, "time": instant(time), "value": _value(value)} for (name, time), value in made.values.items()
        ],
        "relationships": [{"objectId": id, "qualifier": qualifier} for id, qualifier in made.relations],
    }


def _value(value: Value) -> str:
    """Every value is text: the schema of the standard has no other, whatever type is declared."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return instant(value) if isinstance(value, dt.datetime) else str(value)


def instant(time: dt.datetime) -> str:
    """An instant in UTC, with as many digits as it has: to the second, or to the microsecond."""
    return time.astimezone(dt.UTC).isoformat(timespec="auto" if time.microsecond else "seconds").replace("+00:00", "Z")
