"""The native engine: rules as compiled patterns, stratum by stratum, each stratum to its fixpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from routing.engines.entry import Dispatch, Entry, comes_with_finding, way_in
from routing.engines.findings import FINDING, identified
from routing.engines.firings import Bound, Firing, Firings, cost_of_firing, ids_of
from routing.pattern.budget import BudgetExceeded, charge
from routing.pattern.compiler import Bindings, CompiledPattern
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.pattern.syntax import Pattern
from routing.pattern.together import MOST_AT_ONCE, Part, Start, compile_together, has_walk
from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import ANY, reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import derived_kinds

_ID = attrgetter("id")
_new = tuple.__new__  # half as dear as the named tuple's own

Matched = tuple[int, dict[str, Bound]]
"""The place of a rule among all, and what its variables are bound to."""


class NativeEngine:
    """Fires the rules of a rulebook that are in force on one day.

    `strata` are the rules in the order in which findings may depend on each other. Compiled patterns are made when a
    rule is first needed. An engine holds nothing of a case and may be used by many threads.
    """

    name = "native"

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema) -> None:
        self.schema = schema
        self._rules = strata
        ordered = sorted((rule for rules in strata for rule in rules), key=_ID)
        places = {rule.id: place for place, rule in enumerate(ordered)}
        self.rules = tuple(_Fired(rule) for rule in ordered)
        """What is known of each rule, sorted by id: where it stands here is its place."""
        self.strata = tuple(_Stratum(sorted(rules, key=_ID), schema, places) for rules in strata)
        self.dispatch = Dispatch((one, one.entries) for stratum in self.strata for one in stratum.matchers)
        self._unkeyed: NativeEngine | None = None

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        """Everything that follows from a case graph. `budget` is a one-element list of steps, counted down; when it
        runs out the result says `exceeded` and holds what fired until then."""
        keys = self.schema.keys
        if keys and graph.keys is not keys and graph.keys != keys:
            return self._without_keys().fire(graph, as_of, budget)
        run = _Run(self.rules, graph, as_of, budget)
        exceeded = False
        try:
            run.strata(self.strata, self.dispatch.candidates(graph))
        except BudgetExceeded:
            exceeded = True
        return _new(Firings, (run.firings(), (), run.graph, exceeded, self.name, (), False))

    def _without_keys(self) -> NativeEngine:
        """The same for graphs that do not index the key properties."""
        if self._unkeyed is None:
            self._unkeyed = NativeEngine(self._rules, Schema(self.schema.labels, self.schema.relationships))
        return self._unkeyed


class _Fired:
    """What is done where a rule fires: the steps it costs, the findings it derives, by kind and variables."""

    __slots__ = ("cost", "findings", "ids", "rule")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.cost = cost_of_firing(rule)
        self.findings = [(one.kind, one.about) for one in rule.effects if isinstance(one, FindingEffect)]
        self.ids = ids_of(rule.pattern)


class _Stratum:
    """The rules of one stratum. `matchers` find what fires. `late` are those whose entry point a finding may bring;
    `loops` says that some read what others, or they themselves, derive."""

    def __init__(self, rules: Sequence[Rule], schema: Schema, places: Mapping[str, int]) -> None:
        kinds = frozenset().union(*map(derived_kinds, rules))
        readable = kinds | {ANY} if kinds else kinds
        together: dict[Entry, list[Part]] = {}
        self.matchers: list[_Matcher] = []
        for rule in rules:
            way, place = way_in(rule.pattern, schema), places[rule.id]
            again = not readable.isdisjoint(reads(rule.pattern, schema).all)
            if way.node is None or again or has_walk(rule.pattern):
                self.matchers.append(_Alone(rule.pattern, schema, self, place, way.entries, again))
            else:
                for entry in way.entries:
                    together.setdefault(entry, []).append(Part(place, way.pattern, way.node))
        for entry, parts in together.items():
            for few in range(0, len(parts), MOST_AT_ONCE):
                self.matchers.append(_Together(parts[few : few + MOST_AT_ONCE], schema, self, entry))
        self.loops = any(one.again for one in self.matchers)
        late = [(one, one.entries) for one in self.matchers if any(map(comes_with_finding, one.entries))]
        self.late = Dispatch(late) if late else None


class _Matcher:
    """Finds what fires: `match` takes a graph, a day and a budget, and appends to a list of `Matched`. Its patterns
    are compiled on first use. `again` says that it reads findings that its own stratum derives."""

    __slots__ = ("again", "entries", "match", "stratum")

    match: Callable[[PropertyGraph, dt.date, list[int], list[Matched]], None]

    def __init__(self, stratum: _Stratum, entries: tuple[Entry, ...], again: bool) -> None:
        self.stratum = stratum
        self.entries = entries
        self.again = again


class _Together(_Matcher):
    """Rules with the same entry point, a value of an indexed property."""

    __slots__ = ("parts", "schema")

    def __init__(self, parts: Sequence[Part], schema: Schema, stratum: _Stratum, entry: Entry) -> None:
        super().__init__(stratum, (entry,), False)
        self.parts = parts
        self.schema = schema
        self.match = self._compile

    def _compile(self, *given: Any) -> None:
        """Match for the first time."""
        match = compile_together(self.parts, Start(*self.entries[0][1:]), self.schema)
        match(*given)
        self.match = match  # last: another thread may see it at once


class _Alone(_Matcher):
    """One rule."""

    __slots__ = ("pattern", "place", "rows", "schema")

    def __init__(
        self, pattern: Pattern, schema: Schema, stratum: _Stratum, place: int, entries: tuple[Entry, ...], again: bool
    ) -> None:
        super().__init__(stratum, entries, again)
        self.pattern = pattern
        self.place = place
        self.schema = schema
        self.rows: CompiledPattern | None = None
        self.match = self._match

    def _match(self, graph: PropertyGraph, as_of: dt.date, budget: list[int], found: list[Matched]) -> None:
        pattern = self.rows
        if pattern is None:
            pattern = self.rows = CompiledPattern(self.pattern, self.schema)
        rows: list[Bindings] = []
        pattern.match(graph, (), as_of, None, budget, rows)
        found += [(self.place, pattern.bindings(row)) for row in rows]


class _Run:
    """One firing of a rulebook on one graph. `fired` holds, by the place of the rule, what it fired."""

    __slots__ = ("as_of", "budget", "fired", "graph", "over", "rules")

    def __init__(self, rules: Sequence[_Fired], graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> None:
        self.rules = rules
        self.graph = graph
        self.as_of = as_of
        self.budget = budget
        self.fired: dict[int, list[Firing]] = {}
        self.over = False
        """Whether `graph` is an overlay already, which holds what was derived."""

    def strata(self, strata: Sequence[_Stratum], early: list[_Matcher]) -> None:
        """Fire stratum by stratum. `early` are the matchers that the graph of the case has an entry point for."""
        start, end = 0, len(early)
        for stratum in strata:
            matchers: list[_Matcher] = []
            while start < end and early[start].stratum is stratum:
                matchers.append(early[start])
                start += 1
            size = len(self.graph.nodes)
            self.once(self.with_late(stratum, matchers))
            while stratum.loops and size != len(self.graph.nodes):  # new findings came up: whoever reads them, again
                size = len(self.graph.nodes)
                self.once([matcher for matcher in self.with_late(stratum, matchers) if matcher.again])

    def with_late(self, stratum: _Stratum, early: list[_Matcher]) -> list[_Matcher]:
        if stratum.late is None or "Finding" not in self.graph.by_label:
            return early
        return early + [matcher for matcher in stratum.late.candidates(self.graph) if matcher not in early]

    def once(self, matchers: Iterable[_Matcher]) -> None:
        """Match once, on the graph as it is now; then keep what fires, and add what that derives."""
        found: list[Matched] = []
        try:
            for matcher in matchers:
                matcher.match(self.graph, self.as_of, self.budget, found)
        finally:
            if found:
                self.keep(found)

    def keep(self, found: list[Matched]) -> None:
        """Fire what is matched, each once, sorted by the ids of what is bound."""
        fired, rules = self.fired, self.rules
        more: dict[int, list[Firing]] = {}
        derived: dict[str, tuple[str, list[str]]] = {}
        steps = 0
        for place, bindings in found:
            fires = rules[place]
            firing = _new(Firing, (fires.rule, bindings, False, ()))
            if place in fired:
                more.setdefault(place, []).append(firing)
            else:
                fired[place] = [firing]
                steps += fires.cost
            for kind, names in fires.findings:
                id, about = identified(kind, names, bindings)
                derived[id] = kind, about
        for place, firings in more.items():
            ids = rules[place].ids
            known = len(fired[place])
            each = {ids(firing.bindings): firing for firing in chain(firings, fired[place])}
            fired[place] = [each[key] for key in sorted(each)]
            steps += rules[place].cost * (len(each) - known)  # what fired before costs nothing again
        if derived:
            self.derive(derived)
        charge(self.budget, steps)

    def derive(self, derived: dict[str, tuple[str, list[str]]]) -> None:
        """Add findings to the graph, each given by its id, with its kind and the ids of what it is about."""
        known = self.graph.nodes
        new = [(id, {"id": id, "kind": kind}, about) for id, (kind, about) in derived.items() if id not in known]
        if new:
            if not self.over:
                self.graph, self.over = self.graph.overlay(), True
            self.graph.attach(FINDING, "ABOUT", new)

    def firings(self) -> tuple[Firing, ...]:
        """Everything that fired, sorted by rule, then by the ids of what is bound."""
        fired = self.fired
        return tuple(chain.from_iterable([fired[place] for place in sorted(fired)]))
