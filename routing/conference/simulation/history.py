"""The simulated history in an event store, in the schema of the desk: what reads a real desk reads a simulated one."""

from __future__ import annotations

from collections.abc import Iterator

from routing.conference.simulation.errors import SimulationError
from routing.conference.simulation.reading import Given
from routing.conference.simulation.replication import replicate
from routing.conference.simulation.ward import Command, Ward
from routing.desk.events import Decided as DecidedAgain
from routing.desk.events import Opened, data_of
from routing.desk.file import CaseFile, apply
from routing.desk.shelf import STREAM
from routing.log import DecisionLog
from routing.log.decision_log import Decided
from routing.rulebook.archive import Archive
from routing.store import EventStore, NewEvent


def write_history(given: Given, replication: int, url: str) -> tuple[int, int]:
    """Write one replication into the store that a URL names: the events of the desk, and the log of its decisions.

    How many events and decisions they are comes back. The store must be empty: simulated cases have no place among
    real ones. Raises SimulationError, StoreError.
    """
    with EventStore.open(url) as store:
        if next(iter(store.streams()), None) is not None:
            raise SimulationError(
                "the store is not empty", help="simulated cases have no place among others: name a store of their own"
            )
        ward = replicate(given, replication)
        return write_events(ward, store), write_decisions(ward, Archive.of(given.named), DecisionLog(store))


def write_events(ward: Ward, store: EventStore) -> int:
    """Append everything that happened in a ward to a store, in the order in which it happened."""
    written = 0
    for command in ward.journal:
        events = [NewEvent(event.type, data_of(event)) for event in command.events]
        store.append(STREAM + command.case, events, expected=command.before, at=command.at, wake=command.wake)
        written += len(events)
    return written


def write_decisions(ward: Ward, archive: Archive, log: DecisionLog) -> int:
    """Log every decision of a ward with its rulebook and the case as it stood then, as a desk that logs does."""
    log.keep_rulebook(archive, ward.instant(0))
    files: dict[str, CaseFile] = {}
    written = 0
    for command in ward.journal:
        decided = list(_decisions(ward, command, files))
        if decided:
            log.extend(decided, command.at)
            written += len(decided)
    return written


def _decisions(ward: Ward, command: Command, files: dict[str, CaseFile]) -> Iterator[Decided]:
    for event in command.events:
        file = files[command.case] = apply(files.get(command.case), event)
        if isinstance(event, Opened | DecidedAgain):
            yield Decided(file.case, event.decision, ward.router.told.get(event.decision.digest))
