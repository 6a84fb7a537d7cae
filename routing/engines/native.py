"""The native engine: rules as compiled patterns, stratum by stratum, each stratum to its fixpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from routing.engines.entry import Dispatch, entries
from routing.engines.findings import add_finding, derived
from routing.engines.firings import Bound, Firing, Firings, cost_of_firing
from routing.pattern.budget import BudgetExceeded, charge
from routing.pattern.compiler import Bindings, CompiledPattern
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.rulebook.effects import FindingEffect
from routing.rulebook.rule import Rule


class NativeEngine:
    """Fires the rules of a rulebook that are in force on one day.

    `strata` are the rules in the order in which findings may depend on each other. Compiled patterns are made when a
    rule is first needed. An engine holds nothing of a case and may be used by many threads.
    """

    name = "native"

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema) -> None:
        self.strata = tuple(_Stratum(rules, schema) for rules in strata)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        """Everything that follows from a case graph. `budget` is a one-element list of steps, counted down; when it
        runs out the result says `exceeded` and holds what fired until then."""
        run = _Run(graph, as_of, budget)
        exceeded = False
        try:
            for stratum in self.strata:
                run.stratum(stratum)
        except BudgetExceeded:
            exceeded = True
        return Firings(tuple(sorted(run.fired.values(), key=lambda firing: firing.key)), (), run.graph, exceeded)


class _Compiled:
    """A rule, with its pattern compiled on first use."""

    def __init__(self, rule: Rule, schema: Schema) -> None:
        self.rule = rule
        self.schema = schema
        self.derives = any(isinstance(e, FindingEffect) for e in rule.effects)
        self._pattern: CompiledPattern | None = None

    @property
    def pattern(self) -> CompiledPattern:
        if self._pattern is None:
            self._pattern = CompiledPattern(self.rule.pattern, self.schema)
        return self._pattern


class _Stratum:
    def __init__(self, rules: Sequence[Rule], schema: Schema) -> None:
        self.dispatch = Dispatch.of([(_Compiled(rule, schema), entries(rule.pattern, schema)) for rule in rules])


class _Run:
    """One firing of a rulebook on one graph."""

    def __init__(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> None:
        self.graph = graph
        self.as_of = as_of
        self.budget = budget
        self.fired: dict[tuple[_Compiled, Bindings], Firing] = {}
        self._derived = False

    def stratum(self, stratum: _Stratum) -> None:
        """Fire until nothing new is found; a stratum without a cycle derives nothing that it reads itself."""
        while True:
            before = len(self.graph.nodes)
            for compiled in stratum.dispatch.candidates(self.graph):
                self.rule(compiled)
            if len(self.graph.nodes) == before:
                return

    def rule(self, compiled: _Compiled) -> None:
        pattern = compiled.pattern
        for row in pattern.rows(self.graph, as_of=self.as_of, budget=self.budget):
            key = (compiled, row)
            if key not in self.fired:
                charge(self.budget, cost_of_firing(compiled.rule))
                bindings: dict[str, Bound] = dict(zip(pattern.variables, row, strict=True))
                self.fired[key] = Firing(compiled.rule, bindings)
                if compiled.derives:
                    self.derive(compiled.rule, bindings)

    def derive(self, rule: Rule, bindings: dict[str, Bound]) -> None:
        for id, about in derived(rule, bindings):
            if id not in self.graph.nodes:
                if not self._derived:
                    self.graph, self._derived = self.graph.overlay(), True
                add_finding(self.graph, id, about)
