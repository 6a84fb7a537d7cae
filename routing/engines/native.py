"""The native engine: rules as compiled patterns, stratum by stratum, each stratum to its fixpoint."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from routing.engines.entry import Dispatch, Entry, brings, way_in
from routing.engines.findings import FINDING, identified, nodes_about
from routing.engines.firings import Bound, Firing, Firings, cost_of_firing, ids_of
from routing.pattern.budget import BudgetExceeded, exceed
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.pattern.syntax import Pattern
from routing.pattern.together import MOST_AT_ONCE, Part, Start, compile_alone, compile_together, has_walk
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

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema, trusting: bool = True) -> None:
        self.schema = schema
        self.trusting = trusting
        """Whether it fires graphs alone that are vouched for to keep to the schema; others it hands on."""
        self._rules = strata
        ordered = sorted((rule for rules in strata for rule in rules), key=_ID)
        places = {rule.id: place for place, rule in enumerate(ordered)}
        self.rules = tuple(map(_fired, ordered))
        """What is known of each rule, sorted by id: where it stands here is its place."""
        matchers: list[_Matcher] = []
        self.stratum_of: list[_Stratum] = []
        """By the place of a matcher, the stratum that it belongs to."""
        for rules in strata:
            stratum = _Stratum(sorted(rules, key=_ID), schema, places, matchers, trusting)
            self.stratum_of += [stratum] * (len(matchers) - len(self.stratum_of))
        self.dispatch = Dispatch((one, one.entries) for one in matchers)
        """The matchers of all strata, in order: where one stands among them is its place."""
        self.brought: dict[str, list[int]] = {}
        """By kind of finding, the places of the matchers that one brings an entry point for."""
        for kind in sorted(frozenset().union(*map(derived_kinds, ordered))):
            self.brought[kind] = [place for place, one in enumerate(matchers) if brings(kind, one.entries)]
        self._others: dict[bool, NativeEngine] = {}

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        """Everything that follows from a case graph. `budget` is a one-element list of steps, counted down; when it
        runs out the result says `exceeded` and holds what fired until then."""
        schema = self.schema
        if graph.declared is not schema.relationships or graph.keys is not schema.keys:
            engine = self._for(graph)
            if engine is not self:
                return engine.fire(graph, as_of, budget)
        run = _Run(self, graph, as_of, budget)
        exceeded = False
        try:
            run.strata()
        except BudgetExceeded:
            exceeded = True
        if run.over:
            run.graph.freeze()
        return _new(Firings, (run.firings(), (), run.graph, exceeded, self.name, (), False))

    def _for(self, graph: PropertyGraph) -> NativeEngine:
        """The same for graphs that nobody vouches for, whether they index the key properties or not."""
        labels, relationships, keys = self.schema.labels, self.schema.relationships, self.schema.keys
        keyed = not keys or graph.keys == keys
        if keyed and not self.trusting:
            return self
        if keyed not in self._others:
            schema = self.schema if keyed else Schema(labels, relationships)
            self._others[keyed] = NativeEngine(self._rules, schema, trusting=False)
        return self._others[keyed]


_Fired = tuple[Rule, int, tuple[tuple[str, tuple[str, ...]], ...], Callable[[Mapping[str, Bound]], tuple[str, ...]]]
"""What is done where a rule fires: the rule; the steps that it counts for; the findings it derives, each by its kind
and the variables of the nodes it is about; what tells its firings apart, and sorts them. A plain tuple: to unpack
a named one takes longer."""


def _fired(rule: Rule) -> _Fired:
    findings = [(one.kind, nodes_about(one, rule.pattern)) for one in rule.effects if isinstance(one, FindingEffect)]
    return rule, cost_of_firing(rule), tuple(findings), ids_of(rule.pattern)


class _Stratum:
    """The rules of one stratum. Its matchers find what fires; they are added to those of the strata below it. `loops`
    says that some of its rules read what others, or they themselves, derive."""

    def __init__(
        self,
        rules: Sequence[Rule],
        schema: Schema,
        places: Mapping[str, int],
        matchers: list[_Matcher],
        trusting: bool,
    ) -> None:
        kinds = frozenset().union(*map(derived_kinds, rules))
        readable = kinds | {ANY} if kinds else kinds
        together: dict[Entry, list[Part]] = {}
        begin = len(matchers)
        for rule in rules:
            way, place = way_in(rule.pattern, schema), places[rule.id]
            again = not readable.isdisjoint(reads(rule.pattern, schema).all)
            if way.node is None or again or has_walk(rule.pattern):
                matchers.append(_Alone(rule.pattern, schema, place, way.entries, again, trusting))
            else:
                for entry in way.entries:
                    together.setdefault(entry, []).append(Part(place, way.pattern, way.node))
        for entry, parts in together.items():
            for few in range(0, len(parts), MOST_AT_ONCE):
                matchers.append(_Together(parts[few : few + MOST_AT_ONCE], schema, entry, trusting))
        self.end = len(matchers)
        """The place after that of its last matcher."""
        self.loops = any(one.again for one in matchers[begin:])


class _Matcher:
    """Finds what fires: `match` takes a graph, a day and a budget, and appends to a list of `Matched`. Its patterns
    are compiled on first use. `again` says that it reads findings that its own stratum derives; `rules` are the places
    of its rules."""

    __slots__ = ("again", "entries", "match", "rules")

    match: Callable[[PropertyGraph, dt.date, list[int], list[Matched]], None]

    def __init__(self, rules: Iterable[int], entries: tuple[Entry, ...], again: bool) -> None:
        self.rules = frozenset(rules)
        self.entries = entries
        self.again = again


class _Together(_Matcher):
    """Rules with the same entry point, a value of an indexed property."""

    __slots__ = ("parts", "schema", "trusting")

    def __init__(self, parts: Sequence[Part], schema: Schema, entry: Entry, trusting: bool) -> None:
        super().__init__((part.number for part in parts), (entry,), False)
        self.trusting = trusting
        self.parts = parts
        self.schema = schema
        self.match = self._compile

    def _compile(self, *given: Any) -> None:
        """Match for the first time."""
        match = compile_together(self.parts, Start(*self.entries[0][1:]), self.schema, self.trusting)
        match(*given)
        self.match = match  # last: another thread may see it at once


class _Alone(_Matcher):
    """One rule."""

    __slots__ = ("pattern", "place", "schema", "trusting")

    def __init__(
        self, pattern: Pattern, schema: Schema, place: int, entries: tuple[Entry, ...], again: bool, trusting: bool
    ) -> None:
        super().__init__((place,), entries, again)
        self.trusting = trusting
        self.pattern = pattern
        self.place = place
        self.schema = schema
        self.match = self._compile

    def _compile(self, *given: Any) -> None:
        match = compile_alone(self.pattern, self.place, self.schema, self.trusting)
        match(*given)
        self.match = match


class _Run:
    """One firing of a rulebook on one graph. `fired` holds, by the place of the rule, what it fired."""

    __slots__ = ("as_of", "budget", "engine", "fired", "graph", "over", "places")

    def __init__(self, engine: NativeEngine, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> None:
        self.engine = engine
        self.graph = graph
        self.as_of = as_of
        self.budget = budget
        self.fired: dict[int, list[Firing]] = {}
        self.over = False
        """Whether `graph` is an overlay already, which holds what was derived."""
        self.places = engine.dispatch.places(graph)
        """The places of the matchers that the graph has an entry point for, in order."""

    def strata(self) -> None:
        """Fire stratum by stratum; those that have no entry point are passed over."""
        places, begin, stratum_of = self.places, 0, self.engine.stratum_of
        while begin < len(places):
            stratum = stratum_of[places[begin]]
            end = bisect_left(places, stratum.end, begin)
            size = len(self.graph.nodes)
            self.once(places[begin:end])
            if stratum.loops and size != len(self.graph.nodes):
                end = self.again(stratum, begin)
            begin = end

    def again(self, stratum: _Stratum, begin: int) -> int:
        """Match again what reads the findings of its own stratum, while new ones come up. The matchers of the stratum
        stand in `places` from `begin`; to where, is what is returned."""
        matchers, size = self.engine.dispatch.items, -1
        end = begin
        while size != len(self.graph.nodes):
            size = len(self.graph.nodes)
            end = bisect_left(self.places, stratum.end, begin)
            self.once([place for place in self.places[begin:end] if matchers[place].again])
        return end

    def once(self, places: list[int]) -> None:
        """Match once, on the graph as it is now; then keep what fires, and add what that derives."""
        matchers, graph, as_of, budget = self.engine.dispatch.items, self.graph, self.as_of, self.budget
        found: list[Matched] = []
        try:
            for place in places:
                matchers[place].match(graph, as_of, budget, found)
        except BudgetExceeded:
            late = matchers[place].rules
            found = [row for row in found if row[0] not in late]  # what was found on steps that were not there
            raise
        finally:
            if found:
                self.keep(found)

    def keep(self, found: list[Matched]) -> None:
        """Fire what is matched, each once, sorted by the ids of what is bound."""
        fired, rules = self.fired, self.engine.rules
        more: dict[int, list[Firing]] = {}
        derived: dict[str, tuple[str, list[str]]] = {}
        steps = 0
        for place, bindings in found:
            rule, cost, findings, _ = rules[place]
            firing = _new(Firing, (rule, bindings, False, ()))
            if place in fired:
                more.setdefault(place, []).append(firing)
            else:
                fired[place] = [firing]
                steps += cost
            if findings:
                for kind, names in findings:
                    id, about = identified(kind, names, bindings)
                    derived[id] = kind, about
        for place, firings in more.items():
            _, cost, _, ids = rules[place]
            known = fired[place]
            each = {ids(firing[1]): firing for firing in firings + known}
            fired[place] = [each[key] for key in sorted(each)]
            steps += cost * (len(each) - len(known))  # what fired before costs nothing again
        if derived:
            self.derive(derived)
        self.budget[0] -= steps
        if self.budget[0] < 0:
            exceed(self.budget)

    def derive(self, derived: dict[str, tuple[str, list[str]]]) -> None:
        """Add findings to the graph, each given by its id, with its kind and the ids of what it is about."""
        known = self.graph.nodes
        new = [(id, {"id": id, "kind": kind}, about) for id, (kind, about) in derived.items() if id not in known]
        if new:
            if not self.over:
                self.graph, self.over = self.graph.overlay(), True
            self.graph.attach(FINDING, "ABOUT", new)
            for _, values, _ in new:
                for place in self.engine.brought[values["kind"]]:
                    if place not in self.places:
                        insort(self.places, place)

    def firings(self) -> tuple[Firing, ...]:
        """Everything that fired, sorted by rule, then by the ids of what is bound."""
        fired, firings = self.fired, []
        for place in sorted(fired):
            firings += fired[place]
        return tuple(firings)
