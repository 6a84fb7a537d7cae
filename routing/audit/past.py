"""What was decided: the records of a decision log as cases and decisions, from the store or from an export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from routing.audit.errors import AuditError
from routing.case import Case
from routing.decision import Decision
from routing.log import Override, Record
from routing.log.fields import OVERRIDE


@dataclass(frozen=True)
class Past:
    """One logged decision, and who overrode it, then or later.

    What was redacted is gone: `case`, `decision` and `availability` raise `Redacted`, `whole` says so beforehand.
    """

    record: Record
    later: tuple[Record, ...] = ()

    @property
    def number(self) -> int:
        """The number of its record."""
        return self.record.number

    @property
    def at(self) -> dt.datetime:
        """When it was logged."""
        return dt.datetime.fromisoformat(self.record.header["at"])

    @property
    def rulebook(self) -> str:
        """The digest of the rulebook that decided."""
        return str(self.record.header["rulebook"]["digest"])

    @property
    def whole(self) -> bool:
        """Whether nothing of it is redacted."""
        return None not in self.record.openings

    @cached_property
    def case(self) -> Case:
        """The case that was decided. Raises `Redacted`."""
        return self.record.case()

    @cached_property
    def decision(self) -> Decision:
        """What was decided. Raises `Redacted`."""
        return self.record.decision()

    @property
    def availability(self) -> Mapping[str, int] | None:
        """The free places that the router was given, if any. Raises `Redacted`."""
        return self.record.availability()

    @property
    def overrides(self) -> tuple[Override, ...]:
        """Who decided otherwise, in order; those whose words were redacted are left out."""
        found = (_override(record) for record in (self.record, *self.later))
        return tuple(override for override in found if override is not None)


def past(
    records: Callable[[], Iterable[Record]], overrides: Callable[[], Iterable[Record]] | None = None
) -> Iterator[Past]:
    """The decisions of a log, in order, each with what later records say about it.

    `records` gives the records; it is asked twice, so that a log may be larger than memory. `overrides` gives those
    that are about earlier ones, where that can be had without reading all.

    Raises `AuditError` for an export without values.
    """
    later: dict[int, list[Record]] = {}
    for record in (overrides or records)():
        if record.kind == "override" and type(record.header.get("about")) is int:  # else `log verify` tells of it
            later.setdefault(record.header["about"], []).append(record)
    for record in records():
        if record.kind == "decision":
            _check_values(record)
            yield Past(record, tuple(later.get(record.number, ())))


def _check_values(record: Record) -> None:
    """Raise `AuditError` where the values were left out of an export: that nothing is known is not that it is zero."""
    if not record.values and not record.redactions:
        help = "export with `routing log export --values --rulebooks`"
        raise AuditError(f"record {record.number} has no values beside it", help=help)


def _override(record: Record) -> Override | None:
    values = record.values
    paths = [f"{OVERRIDE}/{name}" for name in ("from", "to", "role", "reason")]
    return Override(*(values[path] for path in paths)) if values.keys() >= set(paths) else None
