"""Needs that nobody owned, counted for the meeting of an area (地区アセスメント).

A need counts once, by the newest decision about its case: as a `gap` where no rule routes it, as `blocked` where all
who could answer it were struck or none is there, and, where the cases come from a desk, as `waiting` where its owner
was asked and has not accepted. What somebody at the desk has taken on counts as none of these, whatever was decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from routing.audit.axes import Label, label_of, need_values
from routing.audit.decided import DecidedCase
from routing.audit.small_cells import SMALLEST, is_small

KINDS = ("gap", "blocked", "waiting")
Values = tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """How many needs, in how many cases."""

    needs: int
    cases: int


@dataclass(frozen=True)
class GapRow:
    """One combination of values. A count is None where it is suppressed; what is not there at all is zero."""

    values: Values
    counts: tuple[Count | None, ...]

    @property
    def shown(self) -> int:
        """The needs of the counts that are shown."""
        return sum(count.needs for count in self.counts if count is not None)

    @property
    def suppressed(self) -> int:
        """How many counts are not shown."""
        return sum(count is None for count in self.counts)


@dataclass(frozen=True)
class GapTable:
    """The counts by some axes. Every sum is of what is shown: it says nothing about what is suppressed."""

    by: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[GapRow, ...]
    smallest: int
    labels: dict[str, Label]

    @property
    def total(self) -> tuple[int, ...]:
        """The needs of all rows that are shown, kind by kind."""
        return tuple(sum(self._shown(at)) for at in range(len(self.kinds)))

    @property
    def suppressed(self) -> int:
        """How many counts of the table are not shown."""
        return sum(row.suppressed for row in self.rows)

    def margin(self, axis: int) -> dict[str, tuple[int, ...]]:
        """For each value of an axis the needs that are shown, kind by kind."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0] * len(self.kinds))
        for row in self.rows:
            for at, count in enumerate(row.counts):
                sums[row.values[axis]][at] += count.needs if count is not None else 0
        return {value: tuple(sums[value]) for value in sorted(sums)}

    def hidden(self, axis: int) -> set[str]:
        """The values of an axis of which some count is suppressed: their sums are not of everything."""
        return {row.values[axis] for row in self.rows if row.suppressed}

    def _shown(self, at: int) -> Iterator[int]:
        return (count.needs for row in self.rows if (count := row.counts[at]) is not None)


@dataclass
class GapCounts:
    """The counts as they grow, case by case. Memory grows with the combinations of values, not with the cases."""

    by: tuple[str, ...]
    counts: dict[tuple[Values, str], list[int]] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    from_desk: bool = False

    def add(self, one: DecidedCase) -> None:
        """Count one case."""
        self.from_desk = self.from_desk or one.file is not None
        needs = {need.id: need for need in one.case.needs}
        found: dict[tuple[Values, str], int] = defaultdict(int)
        for id, kind in unowned(one):
            if id in needs:  # a desk may have learnt meanwhile that there is no such need
                values = need_values(self.by, one, needs[id])
                found[values, kind] += 1
                self.labels.update({value: label_of(value, one.vocabulary) for value in values})
        for key, number in found.items():
            count = self.counts.setdefault(key, [0, 0])
            count[0] += number
            count[1] += 1

    def table(self, smallest: int = SMALLEST) -> GapTable:
        """What may be shown. A count is suppressed by its cases: many needs of one household are one household."""
        kinds = KINDS if self.from_desk else KINDS[:2]
        rows = []
        for values in sorted({values for values, _ in self.counts}):
            given = [self.counts.get((values, kind), (0, 0)) for kind in kinds]
            shown = tuple(None if is_small(cases, smallest) else Count(needs, cases) for needs, cases in given)
            rows.append(GapRow(values, shown))
        labels = {value: self.labels[value] for row in rows for value in row.values}
        return GapTable(self.by, kinds, tuple(rows), smallest, labels)


def unowned(one: DecidedCase) -> Iterator[tuple[str, str]]:
    """The needs that nobody owns, each with how it comes about: ids and kinds."""
    taken = one.file.taken_by if one.file is not None else lambda _: None
    for gap in one.decision.gaps:
        if taken(gap.need) is None:
            yield gap.need, "gap"
    for blocked in one.decision.blocked:
        if taken(blocked.need) is None:
            yield blocked.need, "blocked"
    if one.file is not None and one.file.open:
        for owner in one.decision.owners:
            if taken(owner.need) is None:
                yield owner.need, "waiting"


def gap_table(decided: Iterable[DecidedCase], by: tuple[str, ...], smallest: int = SMALLEST) -> GapTable:
    """The table of decided cases. Axes are those of `routing.audit.axes`."""
    counts = GapCounts(by)
    for one in decided:
        counts.add(one)
    return counts.table(smallest)
