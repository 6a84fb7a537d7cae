"""Unknown facts: which rules an absent property keeps from firing, and which firings it could undo.

Computed once, outside the engines, from what they fired. A rule is *undetermined* for a binding that does not fire
but would if unknown properties turned out so; a firing is *provisional* if they could make it cease to hold. Both
travel along findings: what an undetermined rule would derive is tried out as a possible finding, and a finding that
only provisional firings derive is itself in doubt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from routing.engines.entry import Dispatch, entries
from routing.engines.findings import add_finding, derived
from routing.engines.firings import Bound, Firing, Firings, cost_of_firing
from routing.engines.loose import Loose
from routing.engines.possible import EITHER, NONE, Open, Possible, Unknowns, logical, truths
from routing.pattern import syntax as s
from routing.pattern.budget import BudgetExceeded, charge
from routing.pattern.graph import Node
from routing.pattern.reference import Row
from routing.pattern.schema import Schema
from routing.rulebook.rule import Rule

Key = tuple[object, ...]
"""A rule id and what its variables are bound to, by the names of the variables: cheaper than the key of a firing."""


class UnknownFacts:
    """Completes the firings of the rules of a rulebook that are in force on one day."""

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema) -> None:
        self.schema = schema
        loose = [[Loose(rule, schema) for rule in rules] for rules in strata]
        self.strata = [
            Dispatch([(rule, entries(rule.rule.pattern, schema)) for rule in rules if rule.reads or rule.finds])
            for rules in loose
        ]
        self.reads: dict[str, set[str]] = {}  # by label: the properties whose absence could matter
        for label, name in (read for rules in loose for rule in rules for read in rule.reads):
            self.reads.setdefault(label, set()).add(name)

    def complete(self, firings: Firings, as_of: dt.date, budget: list[int]) -> Firings:
        """The same firings, the provisional ones marked, with the undetermined ones beside them."""
        missing = {
            (label, name)
            for label, names in self.reads.items()
            for node in firings.graph.by_label.get(label, ())
            for name in names.difference(node.values)
        }
        if not missing:
            return firings
        search = _Search(firings, self.schema, missing, as_of, budget)
        exceeded = firings.exceeded
        try:
            for dispatch in self.strata:
                search.stratum(dispatch)
        except BudgetExceeded:
            exceeded = True
        undetermined = tuple(sorted(search.undetermined.values(), key=lambda firing: firing.key))
        return Firings(tuple(search.fired.values()), undetermined, firings.graph, exceeded)


class _Search:
    """One search. `doubts` are findings that may or may not hold, with what that depends on."""

    def __init__(
        self, firings: Firings, schema: Schema, missing: set[tuple[str, str]], as_of: dt.date, budget: list[int]
    ) -> None:
        self.schema = schema
        self.missing = missing
        self.as_of = as_of
        self.budget = budget
        self.graph = firings.graph.overlay()
        self.fired: dict[Key, Firing] = {_key(f.rule, f.bindings, sorted(f.bindings)): f for f in firings.fired}
        self.undetermined: dict[Key, Firing] = {}
        self.doubts: dict[str, Unknowns] = {}
        self._deriving: dict[str, set[Key]] = {}  # by finding: the firings, sure or not, that derive it
        for key, firing in self.fired.items():
            for id, _ in derived(firing.rule, firing.bindings):
                self._deriving.setdefault(id, set()).add(key)

    def stratum(self, dispatch: Dispatch[Loose]) -> None:
        """Search one stratum, again while new doubts come up that its own rules may read."""
        while True:
            before = dict(self.doubts)
            for loose in dispatch.candidates(self.graph):
                doubtful = loose.finds and bool(self.doubts)
                if doubtful or not self.missing.isdisjoint(loose.reads):
                    self.rule(loose, firm=not doubtful and self.missing.isdisjoint(loose.inner_reads))
            self._find_doubts()
            if self.doubts == before:
                return

    def _find_doubts(self) -> None:
        """A finding is in doubt where no sure firing derives it; it depends on what any that derive it depend on."""
        for id, deriving in self._deriving.items():
            firings = [self.fired.get(key) or self.undetermined[key] for key in deriving]
            if all(firing.unknown for firing in firings):
                self.doubts[id] = frozenset(fact for firing in firings for fact in firing.unknown)

    def rule(self, loose: Loose, firm: bool) -> None:
        """Judge every loose match of a rule; `firm` says that nothing unknown can undo a firing of it."""
        possible = Possible(self.graph, self.schema, self.as_of, lambda e, row: self._inner_rows(loose, e, row))
        shaken: dict[Key, tuple[Firing, Unknowns]] = {}
        sure: set[Key] = set()
        for row in loose.rows(self.graph, self.as_of, self.budget):
            key = _key(loose.rule, row, loose.variables)
            if firm and key in self.fired:
                continue
            outcome = True if loose.condition is None else possible.value(loose.condition, row)
            if self.doubts:
                outcome = logical("AND", [self._doubt(row.values()), outcome])
            if outcome is True:
                sure.add(key)
            elif isinstance(outcome, Open) and True in truths(outcome):
                before = shaken[key][1] if key in shaken else NONE
                firing = Firing(loose.rule, {name: row[name] for name in loose.variables})
                shaken[key] = firing, before | outcome.unknown
        for key, (firing, unknown) in shaken.items():
            if key not in sure:
                charge(self.budget, cost_of_firing(loose.rule))
                self._note(key, firing, unknown)

    def _note(self, key: Key, firing: Firing, unknown: Unknowns) -> None:
        in_order = tuple(sorted(unknown, key=lambda fact: (fact[0].id, fact[1])))
        if key in self.fired:
            self.fired[key] = firing._replace(provisional=True, unknown=in_order)
        else:
            self.undetermined[key] = firing._replace(unknown=in_order)
        for id, about in derived(firing.rule, firing.bindings):
            add_finding(self.graph, id, about)
            self._deriving.setdefault(id, set()).add(key)

    def _inner_rows(self, loose: Loose, e: s.Subquery, row: Row) -> list[tuple[Row, s.Expression | None, object]]:
        """The matches of a subquery, each with its condition and the doubt about the findings in it."""
        rows = loose.subquery_rows(e, row, self.graph, self.as_of, self.budget)
        return [
            (found, condition, self._doubt(found[n] for n in found.keys() - row.keys())) for found, condition in rows
        ]

    def _doubt(self, bound: Iterable[object]) -> object:
        """True, or what the findings among the bound nodes still depend on."""
        if not self.doubts:
            return True
        found = [self.doubts[b.id] for b in bound if isinstance(b, Node) and b.id in self.doubts]
        return Open(NONE.union(*found), EITHER) if found else True


def _key(rule: Rule, bindings: Mapping[str, Bound], names: Iterable[str]) -> Key:
    return (rule.id, *(bindings[name] for name in names))
