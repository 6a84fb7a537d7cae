"""One event log from all that the desk and the decision log hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from routing.audit.naming import Ids, Naming, own_ids
from routing.audit.ocel.event_log import EventLog
from routing.audit.ocel.happened import CaseTrail
from routing.audit.ocel.logged import enter_record
from routing.desk import DeskEvent
from routing.desk.shelf import STREAM, Shelf
from routing.log import Record
from routing.store import EventStore

Cases = Iterable[tuple[str, Sequence[DeskEvent]]]
"""Cases by their ids, each with everything that happened to it."""


def cases_of(store: EventStore) -> Iterator[tuple[str, Sequence[DeskEvent]]]:
    """Every case that ever came to the desk. Each is read as it is when its turn comes."""
    shelf = Shelf(store)
    for stream in store.streams(STREAM):
        id = stream.removeprefix(STREAM)
        yield id, shelf.events(id)


def event_log(cases: Cases, records: Iterable[Record] = (), named: Naming = own_ids) -> EventLog:
    """The event log of some cases and of some records. Every event and every record is one event of it.

    It is held in memory. Events are sorted by time; those of one instant stay in the order in which they happened.
    """
    log, ids = EventLog(), Ids(named)
    for case, events in cases:
        trail = CaseTrail(log, ids, case)
        for number, event in enumerate(events, 1):
            trail.enter(number, event)
    for record in records:
        enter_record(log, ids, record)
    log.events.sort(key=lambda event: event.time)
    return log
