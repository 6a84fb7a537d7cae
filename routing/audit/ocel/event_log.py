"""An object-centric event log: events, objects that they are about, and how these belong together (OCEL 2.0)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | bool | dt.datetime
Relation = tuple[str, str]
"""An object by its id, and the qualifier: in what way."""
BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When what never changes, or was so from the start, is said to be so, as in the examples of the standard."""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """Something that happened once, to one or more objects."""

    id: str
    type: str
    time: dt.datetime
    attributes: Mapping[str, Value]
    relations: tuple[Relation, ...]


@dataclass(slots=True)
class LogObject:
    """A thing that events are about. `values` are those of its attributes by name and time, from `BEGINNING` on."""

    id: str
    type: str
    values: dict[tuple[str, dt.datetime], Value] = field(default_factory=dict)
    relations: dict[Relation, None] = field(default_factory=dict)

    def begin(self, **values: Value | None) -> None:
        """Say what is so from the start, where nothing was said before."""
        for name, value in values.items():
            if value is not None:
                self.values.setdefault((name, BEGINNING), value)

    def change(self, name: str, time: dt.datetime, value: Value) -> None:
        """Say what an attribute is from an instant on. It has one value at an instant: the last that is given."""
        self.values[name, time] = value

    def belong(self, other: str, qualifier: str) -> None:
        """Say how it belongs to another object."""
        self.relations[other, qualifier] = None


@dataclass
class EventLog:
    """Events in the order in which they were added, and objects by their ids."""

    events: list[LogEvent] = field(default_factory=list)
    objects: dict[str, LogObject] = field(default_factory=dict)

    def object(self, id: str, type: str) -> LogObject:
        """The object of this id, new where there was none."""
        return self.objects.setdefault(id, LogObject(id, type))
