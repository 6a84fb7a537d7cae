"""A case put to the native engine: whether it does what was asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.case import Case
from routing.engines.firings import Bound
from routing.engines.native import NativeEngine
from routing.errors import CaseError
from routing.pattern import BudgetExceeded, CompiledPattern, PropertyGraph
from routing.pattern.syntax import Pattern
from routing.rulebook import Rulebook
from routing.rulebook.rule import Rule

STEPS = 200_000
"""The budget of one run: a witness is small."""

MOST_KEPT = 500
"""Compiled patterns kept, of rules that are not of the rulebook."""

Binding = Mapping[str, Bound]
Met = tuple[tuple[int, str], tuple[int, str]]


@dataclass(frozen=True)
class Question:
    """What a case is to do: see `Solver.find`."""

    fires: tuple[Rule, ...]
    silent: tuple[Rule, ...] = ()
    meet: tuple[Met, ...] = ()
    apart: tuple[tuple[int, Pattern], ...] = ()


class Replay:
    """Runs the rules in force on the day of a case, by the native engine."""

    def __init__(self, rulebook: Rulebook, engine: NativeEngine) -> None:
        self.rulebook = rulebook
        self.engine = engine
        self._known = {id(rule) for rule, *_ in engine.rules}
        self._compiled: dict[int, tuple[Pattern, CompiledPattern]] = {}

    def answers(self, case: Case, question: Question) -> bool:
        """Whether every rule that is to fire does, and so on. A case that the rulebook does not take does not."""
        try:
            graph = case.to_graph(self.rulebook.vocabulary)
        except CaseError:
            return False
        firings = self.engine.fire(graph, case.as_of, [STEPS])
        if firings.exceeded:
            return False
        fired: dict[int, list[Binding]] = {}
        for firing in firings.fired:
            fired.setdefault(id(firing.rule), []).append(firing.bindings)

        def bindings(rule: Rule) -> list[Binding]:
            if id(rule) in self._known:
                return fired.get(id(rule), [])
            return self._match(rule.pattern, firings.graph, case)

        try:
            if any(bindings(rule) for rule in question.silent):
                return False
            each = [bindings(rule) for rule in question.fires]
            each = [self._apart(at, found, firings.graph, case, question) for at, found in enumerate(each)]
        except BudgetExceeded:
            return False
        return _joint(each, question.meet)

    def _match(self, pattern: Pattern, graph: PropertyGraph, case: Case) -> list[Binding]:
        known = self._compiled.get(id(pattern))
        if known is None:
            if len(self._compiled) > MOST_KEPT:
                self._compiled.clear()
            known = self._compiled[id(pattern)] = (pattern, CompiledPattern(pattern, self.rulebook.schema))
        compiled = known[1]
        rows: list[tuple[Bound, ...]] = []
        compiled.match(graph, (), case.as_of, None, [STEPS], rows)
        return [compiled.bindings(row) for row in rows]

    def _apart(
        self, at: int, found: list[Binding], graph: PropertyGraph, case: Case, question: Question
    ) -> list[Binding]:
        """The bindings of a rule that are none of the patterns it is to be told from."""
        for place, pattern in question.apart:
            if place == at:
                others = self._match(pattern, graph, case)
                found = [one for one in found if not any(_agree(one, other) for other in others)]
        return found


def _agree(one: Binding, other: Binding) -> bool:
    """Whether two bindings say the same of the variables that both name."""
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def _joint(each: Sequence[list[Binding]], meet: Sequence[Met]) -> bool:
    """Whether there is a binding of each, such that the variables that are to meet do."""

    def fits(chosen: list[Binding], at: int) -> bool:
        return all(chosen[one][p] == chosen[o][q] for (one, p), (o, q) in meet if max(one, o) == at)

    def search(chosen: list[Binding]) -> bool:
        at = len(chosen)
        return at == len(each) or any(fits([*chosen, b], at) and search([*chosen, b]) for b in each[at])

    return search([])
