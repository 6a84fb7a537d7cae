"""The native engine: rules as compiled patterns, stratum by stratum, each stratum to its fixpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from operator import attrgetter

from routing.engines.entry import Dispatch, Entry, entries
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

_ID = attrgetter("id")
_PLACE = attrgetter("place")


class NativeEngine:
    """Fires the rules of a rulebook that are in force on one day.

    `strata` are the rules in the order in which findings may depend on each other. Compiled patterns are made when a
    rule is first needed. An engine holds nothing of a case and may be used by many threads.
    """

    name = "native"

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema) -> None:
        self.schema = schema
        self._rules = strata
        ids = sorted(rule.id for rules in strata for rule in rules)
        places = {id: place for place, id in enumerate(ids)}
        self.strata = tuple(_Stratum(sorted(rules, key=_ID), schema, places) for rules in strata)
        self.dispatch = Dispatch((one, one.entries) for stratum in self.strata for one in stratum.rules if not one.late)
        self._unkeyed: NativeEngine | None = None

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        """Everything that follows from a case graph. `budget` is a one-element list of steps, counted down; when it
        runs out the result says `exceeded` and holds what fired until then."""
        if graph.keys != self.schema.keys:
            return self._without_keys().fire(graph, as_of, budget)
        run = _Run(graph, as_of, budget)
        candidates = self.dispatch.candidates(graph)
        exceeded = False
        try:
            for stratum in self.strata:
                run.stratum(stratum, [one for one in candidates if one.stratum is stratum])
        except BudgetExceeded:
            exceeded = True
        return Firings(run.firings(), (), run.graph, exceeded)

    def _without_keys(self) -> NativeEngine:
        """The same for graphs that do not index the key properties."""
        if self._unkeyed is None:
            self._unkeyed = NativeEngine(self._rules, Schema(self.schema.labels, self.schema.relationships))
        return self._unkeyed


class _Stratum:
    """The rules of one stratum. `late` are those whose entry point a finding may bring; `loops` says that some rules
    read what others, or they themselves, derive."""

    def __init__(self, rules: Sequence[Rule], schema: Schema, places: dict[str, int]) -> None:
        kinds = frozenset().union(*map(derived_kinds, rules))
        readable = kinds | {ANY} if kinds else kinds
        self.rules = [
            _Compiled(rule, schema, self, places[rule.id], not readable.isdisjoint(reads(rule.pattern, schema).all))
            for rule in rules
        ]
        self.loops = any(one.again for one in self.rules)
        self.late = Dispatch((one, one.entries) for one in self.rules if one.late)


class _Compiled:
    """A rule, with its pattern compiled on first use. `place` is where it stands among all rules, sorted by id;
    `again` says that it reads findings that its own stratum derives."""

    __slots__ = ("_pattern", "again", "cost", "derives", "entries", "late", "place", "rule", "schema", "stratum")

    def __init__(self, rule: Rule, schema: Schema, stratum: _Stratum, place: int, again: bool) -> None:
        self.rule = rule
        self.schema = schema
        self.stratum = stratum
        self.place = place
        self.again = again
        self.entries = entries(rule.pattern, schema)
        self.late = any(map(_comes_with_finding, self.entries))
        self.cost = cost_of_firing(rule)
        self.derives = any(isinstance(effect, FindingEffect) for effect in rule.effects)
        self._pattern: CompiledPattern | None = None

    @property
    def pattern(self) -> CompiledPattern:
        if self._pattern is None:
            self._pattern = CompiledPattern(self.rule.pattern, self.schema)
        return self._pattern


def _comes_with_finding(entry: Entry) -> bool:
    return entry[:2] in (("key", "Finding"), ("label", "Finding"), ("type", "ABOUT"))


class _Run:
    """One firing of a rulebook on one graph."""

    def __init__(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> None:
        self.graph = graph
        self.as_of = as_of
        self.budget = budget
        self.fired: dict[_Compiled, dict[Bindings, Firing]] = {}
        """By rule, then by what is bound."""
        self._derived = False

    def stratum(self, stratum: _Stratum, early: Sequence[_Compiled]) -> None:
        """Fire every rule once; then, while new findings come up, those that read them again. `early` are the rules
        that the graph of the case has an entry point for."""
        before = len(self.graph.nodes)
        for compiled in [*early, *self.late(stratum)]:
            self.rule(compiled)
        while stratum.loops and len(self.graph.nodes) > before:
            before = len(self.graph.nodes)
            for compiled in [*early, *self.late(stratum)]:
                if compiled.again:
                    self.rule(compiled)

    def late(self, stratum: _Stratum) -> list[_Compiled]:
        return stratum.late.candidates(self.graph) if "Finding" in self.graph.by_label else []

    def rule(self, compiled: _Compiled) -> None:
        pattern = compiled.pattern
        rows: list[Bindings] = []
        pattern.match(self.graph, (), self.as_of, None, self.budget, rows)
        if not rows:
            return
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
