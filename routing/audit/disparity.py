"""Rates of outcomes by group: with their number, an interval, and the difference to all other groups.

The unit is a person or a case. A person is counted in the group of that person, with the outcomes that concern them
(`routing.audit.outcome_flags`). A case is counted in the group of its field, or of its persons where all of them are in
one group, else as `mixed`.

Everything shown is made of counts that are shown: a group of few cases is left out of every sum, and the rest that a
group is held against are the other groups whose count for that outcome is shown. So nothing says what is suppressed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from routing.audit.axes import CASE_AXES, Label, is_person_axis, label_of, person_value
from routing.audit.decided import DecidedCase
from routing.audit.intervals import Interval, difference, median, median_interval, shares, wilson, z_of
from routing.audit.outcome_flags import AT_DESK, OUTCOMES, TIMES, hours
from routing.audit.small_cells import SMALLEST, is_small

Unit = Literal["person", "case"]
MIXED = "mixed"
LEVEL = 0.95


@dataclass(frozen=True)
class Rate:
    """How many of a group have an outcome, with the interval of the share. `apart` is the share less that of the rest
    with its interval, widened for the number of comparisons; None where nothing is shown to compare it with."""

    found: int
    of: int
    interval: Interval
    apart: tuple[float, Interval] | None

    @property
    def share(self) -> float:
        """The share."""
        return self.found / self.of

    @property
    def stands_out(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        return self.apart is not None and not self.apart[1][0] <= 0 <= self.apart[1][1]


@dataclass(frozen=True)
class Waited:
    """The median of the hours waited, with its interval; an infinite one says that half are still waiting."""

    median: float
    interval: Interval | None


@dataclass(frozen=True)
class GroupRow:
    """A group: its number, its rates, and the times that are shown, by name; `of` is None, and all else empty, where it
    is suppressed."""

    value: str
    of: int | None
    rates: dict[str, Rate | None]
    times: dict[str, Waited]


@dataclass(frozen=True)
class DisparityTable:
    """The groups of one axis. `comparisons` is the number of differences that are shown."""

    by: str
    unit: Unit
    level: float
    smallest: int
    outcomes: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    comparisons: int
    labels: dict[str, Label]

    @property
    def stands_out(self) -> bool:
        """Whether some group differs from the rest by more than chance is likely to make."""
        return any(rate is not None and rate.stands_out for row in self.rows for rate in row.rates.values())

    @property
    def suppressed(self) -> int:
        """How many groups, and counts of groups that are shown, are not shown."""
        return sum(row.of is None or sum(rate is None for rate in row.rates.values()) for row in self.rows)


@dataclass
class _Group:
    """The counts of a group. `of` counts units, `cases` the cases they come from; for each outcome the units that have
    it, the cases of these, and the cases of those that do not."""

    of: int = 0
    cases: int = 0
    found: dict[str, list[int]] = field(default_factory=dict)
    times: dict[str, array[float]] = field(default_factory=lambda: {name: array("d") for name in TIMES})


@dataclass
class DisparityCounts:
    """The counts as they grow, case by case. Memory grows with the groups; with a desk also by two numbers a unit."""

    by: str
    unit: Unit | None = None
    from_desk: bool = False
    groups: dict[str, _Group] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)

    def add(self, one: DecidedCase) -> None:
        """Count one case, and raise `AuditError` where it cannot be counted by that axis."""
        of_person = is_person_axis(self.by, one.vocabulary)
        self.unit = self.unit or ("person" if of_person else "case")
        self.from_desk = self.from_desk or one.file is not None
        members: dict[str, list[str | None]] = {}
        for value, person in _units(one, self.by, of_person, self.unit):
            members.setdefault(value, []).append(person)
            self.labels.setdefault(value, ("混在", "mixed") if value == MIXED else label_of(value, one.vocabulary))
        for value, persons in members.items():
            self._add(self.groups.setdefault(value, _Group()), one, persons)

    def _add(self, group: _Group, one: DecidedCase, persons: list[str | None]) -> None:
        group.of += len(persons)
        group.cases += 1
        flags = {**OUTCOMES, **AT_DESK} if one.file is not None else OUTCOMES
        for name, flag in flags.items():
            having = sum(flag(one, person) for person in persons)
            counts = group.found.setdefault(name, [0, 0, 0])
            counts[0] += having
            counts[1] += having > 0
            counts[2] += having < len(persons)
        if one.file is not None:
            for name in TIMES:
                group.times[name].extend([hours(one, name)] * len(persons))

    def table(self, smallest: int = SMALLEST, level: float = LEVEL) -> DisparityTable:
        """What may be shown."""
        outcomes = (*OUTCOMES, *(AT_DESK if self.from_desk else ()))
        shown = {value: group for value, group in sorted(self.groups.items()) if not is_small(group.cases, smallest)}
        counts = {name: dict(_counts(shown, name, smallest)) for name in outcomes}
        comparisons = sum(len(found) for found in counts.values() if len(found) > 1)
        z, wider = z_of(level), z_of(level, max(comparisons, 1))
        rows = []
        for value in sorted(self.groups):
            if value not in shown:
                rows.append(GroupRow(value, None, {}, {}))
                continue
            rates = {name: _rate(value, counts[name], z, wider) for name in outcomes}
            # a median says something of how many still wait: it is shown where that number is
            told = [name for name in TIMES if self.from_desk and rates[f"no_{name}"] is not None]
            times = {name: _waited(shown[value].times[name], z) for name in told}
            rows.append(GroupRow(value, shown[value].of, rates, times))
        unit = self.unit or "case"
        return DisparityTable(self.by, unit, level, smallest, outcomes, tuple(rows), comparisons, dict(self.labels))


def disparity_table(
    decided: Iterable[DecidedCase], by: str, unit: Unit | None = None, smallest: int = SMALLEST, level: float = LEVEL
) -> DisparityTable:
    """The table of decided cases. Without a `unit` it is that of the axis. Raises `AuditError` for what cases cannot
    be counted by."""
    counts = DisparityCounts(by, unit)
    for one in decided:
        counts.add(one)
    return counts.table(smallest, level)


def _units(one: DecidedCase, by: str, of_person: bool, unit: Unit) -> Iterator[tuple[str, str | None]]:
    """The units of a case, each with its group: persons by id, or the case."""
    if unit == "person":
        for person in one.case.canonical().persons:
            yield person_value(by, one, person) if of_person else CASE_AXES[by](one), person.id
    elif of_person:
        values = {person_value(by, one, person) for person in one.case.persons}
        yield values.pop() if len(values) == 1 else MIXED, None
    else:
        yield CASE_AXES[by](one), None


def _counts(groups: dict[str, _Group], name: str, smallest: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The counts of an outcome that are shown: neither those who have it nor those who do not are few."""
    for value, group in groups.items():
        found, having, others = group.found.get(name, (0, 0, group.cases))
        if not is_small(having, smallest) and not is_small(others, smallest):
            yield value, (found, group.of)


def _rate(value: str, counts: dict[str, tuple[int, int]], z: float, wider: float) -> Rate | None:
    if value not in counts:
        return None
    own = counts[value]
    others = [each for other, each in counts.items() if other != value]
    rest = sum(found for found, _ in others), sum(of for _, of in others)
    apart = None
    if others:
        one, other = shares(own, rest)
        apart = one - other, difference(own, rest, wider)
    return Rate(*own, wilson(*own, z), apart)


def _waited(times: Iterable[float], z: float) -> Waited:
    ordered = sorted(times)
    return Waited(median(ordered), median_interval(ordered, z))
