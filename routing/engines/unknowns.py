"""Unknown facts: which rules an absent property keeps from firing, and which firings it could undo.

Computed once, outside the engines, from what they fired. A rule is *undetermined* for a binding that does not fire
but would if unknown properties turned out so; a firing is *provisional* if they could make it cease to hold.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from routing.engines.entry import Dispatch, entries
from routing.engines.firings import Bound, Firing, Firings, Unknown
from routing.engines.loose import Loose
from routing.engines.possible import Open, Possible, Unknowns, truths
from routing.pattern.compiler import BudgetExceeded
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.rulebook.rule import Rule


class UnknownFacts:
    """Completes the firings of the rules of a rulebook that are in force on one day."""

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema) -> None:
        self.schema = schema
        rules = [Loose(rule, schema) for stratum in strata for rule in stratum]
        self.dispatch = Dispatch.of([(rule, entries(rule.rule.pattern, schema)) for rule in rules if rule.reads])
        self.reads = frozenset(read for rule in rules for read in rule.reads)

    def complete(self, firings: Firings, as_of: dt.date, budget: list[int]) -> Firings:
        """The same firings, the provisional ones marked, with the undetermined ones beside them."""
        graph = firings.graph
        missing = {(label, name) for label, name in self.reads if _lacks(graph, label, name)}
        if not missing:
            return firings
        fired = {firing.key: firing for firing in firings.fired}
        undetermined: dict[tuple[object, ...], Firing] = {}
        exceeded = firings.exceeded
        try:
            for loose in self.dispatch.candidates(graph):
                if not missing.isdisjoint(loose.reads):
                    firm = missing.isdisjoint(loose.inner_reads)  # nothing unknown can undo a firing
                    self._complete(loose, firm, graph, as_of, budget, fired, undetermined)
        except BudgetExceeded:
            exceeded = True
        by_key = sorted(undetermined.values(), key=lambda firing: firing.key)
        return Firings(tuple(fired[f.key] for f in firings.fired), tuple(by_key), graph, exceeded)

    def _complete(
        self, loose: Loose, firm: bool, graph: PropertyGraph, as_of: dt.date, budget: list[int],
        fired: dict[tuple[object, ...], Firing], undetermined: dict[tuple[object, ...], Firing],
    ) -> None:  # fmt: skip
        possible = Possible(graph, self.schema, as_of, lambda e, row: loose.subquery_rows(e, row, graph, as_of, budget))
        shaken: dict[tuple[object, ...], Unknowns | None] = {}  # firings, with what could undo them; None: nothing
        for row in loose.rows(graph, as_of, budget):
            bindings: dict[str, Bound] = {name: row[name] for name in loose.variables}
            firing = Firing(loose.rule, bindings)
            key = firing.key
            if key in fired and firm:
                continue
            outcome = True if loose.condition is None else possible.value(loose.condition, row)
            if key in fired:
                if outcome is True:
                    shaken[key] = None
                elif isinstance(outcome, Open) and shaken.get(key, outcome.unknown) is not None:
                    shaken[key] = (shaken.get(key) or frozenset()) | outcome.unknown
            elif isinstance(outcome, Open) and True in truths(outcome):
                before = undetermined.get(key)
                unknown = outcome.unknown | frozenset(before.unknown if before else ())
                undetermined[key] = Firing(loose.rule, bindings, False, _sorted(unknown))
        for key, unknown_facts in shaken.items():
            if unknown_facts:
                fired[key] = dataclasses.replace(fired[key], provisional=True, unknown=_sorted(unknown_facts))


def _sorted(unknown: Unknowns) -> tuple[Unknown, ...]:
    return tuple(sorted(unknown, key=lambda fact: (fact[0].id, fact[1])))


def _lacks(graph: PropertyGraph, label: str, name: str) -> bool:
    return any(name not in node.values for node in graph.by_label.get(label, ()))
