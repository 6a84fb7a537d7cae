"""The impact of a changed rulebook on many cases, counted as they come: in whatever order, the same comes out."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from routing.audit.impact.background import Background
from routing.audit.impact.case import COMPARED, NOT_COMPARED, QUIET, CaseImpact
from routing.audit.impact.changes import BACKUP, UNRESOLVED, Held

MOST_NAMED = 200
"""Cases that are named of each sort; all are counted."""
LEVELS = (None, "advice", "conference")
NO_RULE = ("settings", "unknown")


@dataclass
class Named:
    """How many cases there are of a sort, and the ids of the first of them, by record and id."""

    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)

    def take(self, impact: CaseImpact) -> None:
        """Count one more case."""
        self.count += 1
        insort(self.first, (impact.record or 0, impact.case or ""))
        del self.first[MOST_NAMED:]

    def ids(self, most: int = MOST_NAMED) -> list[str]:
        """Their ids: the number of the record, where it was logged, and the id of the case, where it is known."""
        return [" ".join(filter(None, (f"#{record}" if record else "", case))) for record, case in self.first[:most]]

    def to_data(self) -> dict[str, Any]:
        """As plain data."""
        return {"count": self.count, "first": self.ids()}


class Load(NamedTuple):
    """How many cases somebody has in a role: before, those that leave it, those that come to it, and after.

    `before - out + into == after`.
    """

    before: int = 0
    out: int = 0
    into: int = 0
    after: int = 0

    def plus(self, **more: int) -> Load:
        """With so many more."""
        return self._replace(**{name: getattr(self, name) + count for name, count in more.items()})


@dataclass
class RuleImpact:
    """What a changed rule does: in how many affected cases it fires, in how many a change is on its account, and which
    changes these are: part, need code, from, to, and how it accounts for them."""

    fires: int = 0
    cases: int = 0
    changes: Counter[tuple[str | None, ...]] = field(default_factory=Counter)


@dataclass
class Impact:
    """The impact on all cases that were `take`n. What it keeps grows with kinds, offices and rules, not with cases."""

    background: Background
    states: Counter[str] = field(default_factory=Counter)
    books: Counter[str] = field(default_factory=Counter)
    moves: Counter[tuple[str, str | None, str | None, str | None]] = field(default_factory=Counter)
    """By role, need code (of owners), and from which kind to which; None is nobody. A change of office is none."""
    unresolved: Counter[tuple[str | None, str | None, str | None]] = field(default_factory=Counter)
    backup: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    others: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    kinds: dict[tuple[str, str], Load] = field(default_factory=dict)
    offices: dict[Held, Load] = field(default_factory=dict)
    rules: dict[str, RuleImpact] = field(default_factory=dict)
    no_rule: Counter[str] = field(default_factory=Counter)
    """Changes that no changed rule accounts for, by what does."""
    named: dict[str, Named] = field(default_factory=dict)
    """Cases by what became of them: those of `NOT_COMPARED`, `affected`, `moved`, `unresolved`, `resolved`,
    `escalated`, `relieved`."""

    @property
    def compared(self) -> int:
        """Cases that were compared."""
        return sum(self.states[state] for state in COMPARED)

    @property
    def affected(self) -> int:
        """Cases that the new rulebook decides otherwise."""
        return self.states["differs"]

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to tell: every case was compared, and is decided as before."""
        return sum(self.states[state] for state in QUIET) == self.states.total()

    def count(self, sort: str) -> int:
        """How many cases there are of a sort."""
        return self.named[sort].count if sort in self.named else 0

    def take(self, impact: CaseImpact) -> None:
        """Count one more case."""
        self.states[impact.state] += 1
        if impact.old is not None:
            self.books[impact.old] += 1
        for role in impact.before:
            self._load(role, before=1)
        for role in impact.after:
            self._load(role, after=1)
        for sort in _sorts(impact):
            self.named.setdefault(sort, Named()).take(impact)
        if impact.state == "differs":
            self._changes(impact)

    def _changes(self, impact: CaseImpact) -> None:
        accounting: set[str] = set()
        for change, times, rules, how in impact.changes:
            if change.in_role:
                self._move(change, times)
            elif change.part == UNRESOLVED:
                self.unresolved[change.code, change.old, change.new] += times
            elif change.part == BACKUP:
                self.backup[change.old, change.new] += times
            else:
                self.others[change.part, change.old, change.new] += times
            if not rules:
                self.no_rule[how] += times
            for rule in rules:
                told = (change.part, change.code, change.old, change.new, how)
                self.rules.setdefault(rule, RuleImpact()).changes[told] += times
            accounting.update(rules)
        for rule in {*impact.fires, *accounting}:
            found = self.rules.setdefault(rule, RuleImpact())
            found.fires += rule in impact.fires
            found.cases += rule in accounting

    def _move(self, change: Any, times: int) -> None:
        if change.moves:
            self.moves[change.part, change.code, change.old, change.new] += times
        for kind, office, step in ((change.old, change.old_office, "out"), (change.new, change.new_office, "into")):
            if kind is not None:
                place = Held(change.part, kind, office)
                self.offices[place] = self.offices.get(place, Load()).plus(**{step: times})
                if change.moves:
                    self.kinds[place[:2]] = self.kinds.get(place[:2], Load()).plus(**{step: times})

    def _load(self, role: Held, **more: int) -> None:
        self.offices[role] = self.offices.get(role, Load()).plus(**more)
        self.kinds[role[:2]] = self.kinds.get(role[:2], Load()).plus(**more)

    def from_to(self, role: str) -> Counter[tuple[str | None, str | None]]:
        """The moves in a role, from which kind to which, whatever the need."""
        counted: Counter[tuple[str | None, str | None]] = Counter()
        for (part, _, old, new), times in self.moves.items():
            if part == role:
                counted[old, new] += times
        return counted


def _sorts(impact: CaseImpact) -> list[str]:
    """The sorts of cases that a case is of."""
    if impact.state in NOT_COMPARED:
        return [impact.state]
    if impact.state in QUIET:
        return []
    found = ["affected"]
    changes = [one.change for one in impact.changes]
    if any(change.moves for change in changes):
        found.append("moved")
    open_ends = [(change.old, change.new) for change in changes if change.part == UNRESOLVED]
    found += ["unresolved"] if any(old is None for old, _ in open_ends) else []
    found += ["resolved"] if any(new is None for _, new in open_ends) else []
    for change in changes:
        if change.part == BACKUP:
            found.append("escalated" if LEVELS.index(change.new) > LEVELS.index(change.old) else "relieved")
    return found
