"""The native engine: rules as compiled patterns, stratum by stratum, each stratum to its fixpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from routing.engines.entry import Dispatch, comes_with_finding, entries
from routing.engines.findings import add_finding, found
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
_KEY = attrgetter("key")
_new = tuple.__new__  # half as dear as the named tuple's own


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
        self.dispatch = Dispatch((one, one.entries) for stratum in self.strata for one in stratum.rules)
        self._unkeyed: NativeEngine | None = None

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        """Everything that follows from a case graph. `budget` is a one-element list of steps, counted down; when it
        runs out the result says `exceeded` and holds what fired until then."""
        if self.schema.keys and graph.keys != self.schema.keys:
            return self._without_keys().fire(graph, as_of, budget)
        run = _Run(graph, as_of, budget)
        early = self.dispatch.candidates(graph)
        exceeded = False
        try:
            start, end = 0, len(early)
            for stratum in self.strata:
                here = start
                while start < end and early[start].stratum is stratum:
                    start += 1
                if start > here or (stratum.late is not None and "Finding" in run.graph.by_label):
                    run.stratum(stratum, early[here:start])
        except BudgetExceeded:
            exceeded = True
        return Firings(run.firings(), (), run.graph, exceeded)

    def _without_keys(self) -> NativeEngine:
        """The same for graphs that do not index the key properties."""
        if self._unkeyed is None:
            self._unkeyed = NativeEngine(self._rules, Schema(self.schema.labels, self.schema.relationships))
        return self._unkeyed


class _Stratum:
    """The rules of one stratum, sorted by id. `late` are those whose entry point a finding may bring; `loops` says that
    some read what others, or they themselves, derive."""

    def __init__(self, rules: Sequence[Rule], schema: Schema, places: Mapping[str, int]) -> None:
        kinds = frozenset().union(*map(derived_kinds, rules))
        readable = kinds | {ANY} if kinds else kinds
        self.rules = [
            _Compiled(rule, schema, self, places[rule.id], not readable.isdisjoint(reads(rule.pattern, schema).all))
            for rule in rules
        ]
        self.loops = any(one.again for one in self.rules)
        late = [(one, one.entries) for one in self.rules if one.late]
        self.late = Dispatch(late) if late else None


class _Compiled:
    """A rule, with its pattern compiled on first use. `place` is where it stands among all rules, sorted by id;
    `again` says that it reads findings that its own stratum derives, `late` that findings may bring its entry point."""

    __slots__ = (
        "again", "bindings", "cost", "entries", "findings", "ids", "late", "match", "place", "rule", "schema",
        "stratum",
    )  # fmt: skip

    def __init__(self, rule: Rule, schema: Schema, stratum: _Stratum, place: int, again: bool) -> None:
        self.rule = rule
        self.schema = schema
        self.stratum = stratum
        self.place = place
        self.again = again
        self.entries = entries(rule.pattern, schema)
        self.late = any(map(comes_with_finding, self.entries))
        self.cost = cost_of_firing(rule)
        self.findings = [effect for effect in rule.effects if isinstance(effect, FindingEffect)]
        self.match: Callable[..., None] = self._compile
        self.bindings: Callable[[Bindings], dict[str, Any]]
        self.ids: Callable[[Bindings], tuple[str, ...]]

    def _compile(self, *given: Any) -> None:
        """Match for the first time."""
        pattern = CompiledPattern(self.rule.pattern, self.schema)
        self.bindings, self.ids = pattern.bindings, pattern.ids
        self.match = pattern.match  # last: another thread may see it at once
        self.match(*given)


class _Run:
    """One firing of a rulebook on one graph. `fired` holds, by the place of the rule, what it fired."""

    __slots__ = ("as_of", "budget", "derived", "fired", "graph")

    def __init__(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> None:
        self.graph = graph
        self.as_of = as_of
        self.budget = budget
        self.fired: dict[int, list[Firing]] = {}
        self.derived = False

    def stratum(self, stratum: _Stratum, early: list[_Compiled]) -> None:
        """Fire every rule once; then, while new findings come up, those that read them again. `early` are the rules
        that the graph of the case has an entry point for."""
        if not stratum.loops:
            self.rules(self.with_late(stratum, early) if stratum.late is not None else early)
            return
        rules = self.with_late(stratum, early)
        size = 0
        while rules and size != len(self.graph.nodes):
            size = len(self.graph.nodes)
            self.rules(rules)
            rules = [compiled for compiled in self.with_late(stratum, early) if compiled.again]

    def with_late(self, stratum: _Stratum, early: list[_Compiled]) -> list[_Compiled]:
        if stratum.late is None or "Finding" not in self.graph.by_label:
            return early
        return early + [late for late in stratum.late.candidates(self.graph) if late not in early]

    def rules(self, rules: list[_Compiled]) -> None:
        as_of, budget = self.as_of, self.budget
        rows: list[Bindings] = []
        for compiled in rules:
            compiled.match(self.graph, (), as_of, None, budget, rows)
            if rows:
                self.fire(compiled, rows)
                rows = []

    def fire(self, compiled: _Compiled, rows: list[Bindings]) -> None:
        """Keep what a rule has matched: each row once, sorted by the ids of what is bound."""
        rule, bindings, place = compiled.rule, compiled.bindings, compiled.place
        known = self.fired.get(place) if compiled.again else None
        if known:
            bound = {tuple(firing.bindings.values()) for firing in known}
            rows = [row for row in rows if row not in bound]
        if len(rows) > 1:
            rows = sorted(dict.fromkeys(rows), key=compiled.ids)
        charge(self.budget, compiled.cost * len(rows))
        firings = []
        for row in rows:
            firings.append(_new(Firing, (rule, bindings(row), False, ())))
        self.fired[place] = sorted(known + firings, key=_KEY) if known else firings
        for effect in compiled.findings:
            for firing in firings:
                id, about = found(effect, firing.bindings)
                if id not in self.graph.nodes:
                    if not self.derived:
                        self.graph, self.derived = self.graph.overlay(), True
                    add_finding(self.graph, id, about)

    def firings(self) -> tuple[Firing, ...]:
        """Everything that fired, sorted by rule, then by the ids of what is bound."""
        fired = self.fired
        return tuple([firing for place in sorted(fired) for firing in fired[place]])
