"""The native engine: rules as compiled patterns, stratum by stratum, each stratum to its fixpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from operator import attrgetter

from routing.engines.entry import Dispatch, entries
from routing.engines.findings import add_finding, derived
from routing.engines.firings import Firing, Firings, cost_of_firing
from routing.pattern.budget import BudgetExceeded, charge
from routing.pattern.compiler import Bindings, CompiledPattern
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import ANY, reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import derived_kinds

_PLACE = attrgetter("place")


class NativeEngine:
    """Fires the rules of a rulebook that are in force on one day.

    `strata` are the rules in the order in which findings may depend on each other. Compiled patterns are made when a
    rule is first needed. An engine holds nothing of a case and may be used by many threads.
    """

    name = "native"

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema) -> None:
        ids = sorted(rule.id for rules in strata for rule in rules)
        places = {id: place for place, id in enumerate(ids)}
        self.strata = tuple(_Stratum(rules, schema, places) for rules in strata)

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
        return Firings(run.firings(), (), run.graph, exceeded)


class _Compiled:
    """A rule, with its pattern compiled on first use. `place` is where it stands among all rules, sorted by id;
    `again` says that it reads findings that its own stratum derives."""

    __slots__ = ("_pattern", "again", "cost", "derives", "place", "rule", "schema")

    def __init__(self, rule: Rule, schema: Schema, place: int, again: bool) -> None:
        self.rule = rule
        self.schema = schema
        self.place = place
        self.again = again
        self.cost = cost_of_firing(rule)
        self.derives = any(isinstance(effect, FindingEffect) for effect in rule.effects)

        self._pattern: CompiledPattern | None = None

    @property
    def pattern(self) -> CompiledPattern:
        if self._pattern is None:
            self._pattern = CompiledPattern(self.rule.pattern, self.schema)
        return self._pattern


class _Stratum:
    """The rules of one stratum, by entry point. `loops`: some of them read what others, or they themselves, derive."""

    def __init__(self, rules: Sequence[Rule], schema: Schema, places: dict[str, int]) -> None:
        kinds = frozenset().union(*map(derived_kinds, rules))
        readable = kinds | {ANY} if kinds else kinds
        compiled = [
            _Compiled(rule, schema, places[rule.id], not readable.isdisjoint(reads(rule.pattern, schema).all))
            for rule in rules
        ]
        self.loops = any(one.again for one in compiled)
        self.dispatch = Dispatch.of([(one, entries(one.rule.pattern, schema)) for one in compiled])


class _Run:
    """One firing of a rulebook on one graph."""

    def __init__(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> None:
        self.graph = graph
        self.as_of = as_of
        self.budget = budget
        self.fired: dict[_Compiled, dict[Bindings, Firing]] = {}
        """By rule, then by what is bound."""
        self._derived = False

    def stratum(self, stratum: _Stratum) -> None:
        """Fire every rule once; then, while new findings come up, those that read them again."""
        before = len(self.graph.nodes)
        for compiled in stratum.dispatch.candidates(self.graph):
            self.rule(compiled)
        while stratum.loops and len(self.graph.nodes) > before:
            before = len(self.graph.nodes)
            for compiled in stratum.dispatch.candidates(self.graph):
                if compiled.again:
                    self.rule(compiled)

    def rule(self, compiled: _Compiled) -> None:
        pattern = compiled.pattern
        rows = pattern.rows(self.graph, as_of=self.as_of, budget=self.budget)
        if rows:
            fired = self.fired.setdefault(compiled, {})
            for row in rows:
                if row not in fired:
                    charge(self.budget, compiled.cost)
                    fired[row] = firing = Firing(compiled.rule, pattern.bindings(row))
                    if compiled.derives:
                        self.derive(firing)

    def derive(self, firing: Firing) -> None:
        for id, about in derived(firing.rule, firing.bindings):
            if id not in self.graph.nodes:
                if not self._derived:
                    self.graph, self._derived = self.graph.overlay(), True
                add_finding(self.graph, id, about)

    def firings(self) -> tuple[Firing, ...]:
        """Everything that fired, sorted by rule, then by the ids of what is bound."""
        found: list[Firing] = []
        for compiled in sorted(self.fired, key=_PLACE):
            fired = self.fired[compiled]
            rows = fired if len(fired) == 1 else sorted(fired, key=compiled.pattern.ids)
            found.extend([fired[row] for row in rows])
        return tuple(found)
