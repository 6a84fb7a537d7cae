"""Unknown facts: which rules an absent property keeps from firing, and which firings it could undo.

Computed once, outside the engines, from what they fired. A rule is *undetermined* for a binding that does not fire
but would if unknown properties turned out so; a firing is *provisional* if they could make it cease to hold. Both
travel along findings: what an undetermined rule would derive is tried out as a possible finding, and a finding that
only provisional firings derive is itself in doubt.

Little is looked at: rules that a case has an entry point for and that read what it lacks; of these, unless a subquery
reads it too, the rows with a node that lacks it. Everything else stands as the engine found it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType

from routing.engines.doubts import Doubts
from routing.engines.entry import Dispatch, Entry, entries
from routing.engines.firings import Firing, Firings, Unknown
from routing.engines.loose import ALWAYS_KNOWN, NOT_LOOSENED, Loose
from routing.engines.possible import Open, Unknowns, World, logical
from routing.pattern import syntax as s
from routing.pattern.budget import BudgetExceeded, charge
from routing.pattern.compiler import Bindings
from routing.pattern.graph import PropertyGraph
from routing.pattern.plan import pattern_expressions
from routing.pattern.schema import Schema
from routing.rulebook.rule import Rule
from routing.rulebook.strata import derived_kinds


class UnknownFacts:
    """Completes the firings of the rules of a rulebook that are in force on one day.

    It holds nothing of a case and may be used by many threads. Rules are loosened when they are first needed.
    `known` are the entry points of rules, by rule id, where they have been worked out before.
    """

    def __init__(
        self,
        strata: Sequence[Sequence[Rule]],
        schema: Schema,
        known: Mapping[str, tuple[Entry, ...]] = MappingProxyType({}),
    ) -> None:
        self._rules = strata
        self.schema = schema
        self._bits: dict[tuple[str, str], int] = {}
        read = frozenset(name for here in strata for rule in here for name in _names_read(rule.pattern))
        self.readable: list[tuple[str, frozenset[str], dict[str, int]]] = []
        """Labels, with the properties whose absence could matter, each standing for one bit of a number."""
        for label, declared in schema.labels.items():
            names = read.intersection(declared) - {"id"} - ALWAYS_KNOWN.get(label, frozenset())
            if names:
                bits = {name: 1 << number for number, name in enumerate(sorted(names), len(self._bits))}
                self._bits.update({(label, name): bit for name, bit in bits.items()})
                self.readable.append((label, names, bits))
        rules = []
        for stratum, here in enumerate(strata):
            beside = frozenset().union(*map(derived_kinds, here))
            rules += [Loose(rule, stratum, beside, schema) for rule in here]
        self.strata = len(strata)
        self.looping: dict[int, list[Loose]] = {}  # by stratum
        for loose in rules:
            if loose.loops:
                self.looping.setdefault(loose.stratum, []).append(loose)
        self.dispatch = Dispatch((one, known.get(one.rule.id) or entries(one.rule.pattern, schema)) for one in rules)

    def complete(self, firings: Firings, as_of: dt.date, budget: list[int]) -> Firings:
        """The same firings, the provisional ones marked, with the undetermined ones beside them."""
        graph, keys = firings.graph, self.schema.keys
        if keys and graph.keys is not keys and graph.keys != keys:
            return self._unkeyed.complete(firings, as_of, budget)
        missing = self._missing(graph)
        if not missing:
            return firings
        search = _Search(self, firings, missing, World(graph, as_of, budget))
        try:
            search.run()
        except BudgetExceeded:
            return search.completed(exceeded=True)
        return search.completed(firings.exceeded)

    def candidates(self, graph: PropertyGraph) -> list[Loose]:
        """The rules that a graph has an entry point for, loosened, in the order of strata."""
        rules = self.dispatch.candidates(graph)
        for loose in rules:
            if loose.reads == NOT_LOOSENED:
                self.loosen(loose)
        return rules

    def loosen(self, loose: Loose) -> None:
        """Loosen a rule that is needed for the first time."""
        loose.loosen(self.schema, self._bits)

    def _missing(self, graph: PropertyGraph) -> int:
        """The bits of the properties that some node lacks."""
        missing = 0
        for label, names, bits in self.readable:
            if label in graph.by_label:
                left = names
                for node in graph.by_label[label]:
                    lacking = left.difference(node.values)
                    if lacking:
                        left = left.difference(lacking)
                        for name in lacking:
                            missing |= bits[name]
                        if not left:
                            break
        return missing

    @cached_property
    def _unkeyed(self) -> UnknownFacts:
        """The same for graphs that do not index the key properties."""
        return UnknownFacts(self._rules, Schema(self.schema.labels, self.schema.relationships))


class _Search:
    """One search through the strata for what the `missing` properties leave open."""

    __slots__ = ("doubts", "facts", "firings", "found", "missing", "world")

    def __init__(self, facts: UnknownFacts, firings: Firings, missing: int, world: World) -> None:
        self.facts = facts
        self.firings = firings
        self.missing = missing
        self.world = world
        self.doubts: Doubts | None = None
        self.found: dict[str, dict[Bindings, Firing]] = {}  # provisional and undetermined, by rule id and what is bound

    def run(self) -> None:
        """Search every stratum."""
        rules = self.facts.candidates(self.world.graph)
        while rules:
            rules = self._search(rules)

    def _search(self, rules: list[Loose]) -> list[Loose]:
        """Search the lowest stratum of some rules, and those above it as long as nothing is in doubt; what is left."""
        stratum = rules[0].stratum
        for place, loose in enumerate(rules):
            if loose.stratum != stratum:
                if self.doubts is not None:
                    return self._again(stratum, self.doubts, rules[place:])
                stratum = loose.stratum
            if self.missing & loose.reads or (self.doubts is not None and loose.finds):
                self._rule(loose)
        return [] if self.doubts is None else self._again(stratum, self.doubts, [])

    def _again(self, stratum: int, doubts: Doubts, above: list[Loose]) -> list[Loose]:
        """Search the rules of a stratum that match what others of it derive again, while doubts change; the rules
        above it. All that they have derived is suspected beforehand."""
        looping = self.facts.looping.get(stratum, ())
        for loose in looping:
            doubts.suspect(loose.rule, self._fired(loose.rule.id))
        if not doubts.more():
            return above
        changed = bool(looping)
        while changed:
            for loose in looping:
                if loose.reads == NOT_LOOSENED:
                    self.facts.loosen(loose)
                self._rule(loose)
            changed = doubts.more()
        return [loose for loose in self.facts.candidates(self.world.graph) if loose.stratum > stratum]

    def _rule(self, loose: Loose) -> None:
        """Judge the rows of a rule, and note what could turn out otherwise than it did: that alone."""
        world = self.world
        doubtful = bool(world.doubts) and loose.finds
        firm = not (doubtful or self.missing & loose.inner_reads)  # nothing unknown can undo a firing of it
        matches = loose.pattern.outside if firm else loose.pattern.anywhere
        rows: list[Bindings] = []
        matches.match(world.graph, (), world.as_of, None, world.budget, rows)
        again = self.doubts is not None and (loose.loops or loose.rule.id in self.found)
        if not rows and not again:
            return
        charge(world.budget, matches.cost * len(rows))
        shaken: dict[Bindings, Unknowns] = {}
        sure: set[Bindings] = set()
        for row in rows:
            bound = loose.bound(row)
            truth = True if matches.judge is None else matches.judge(row, world)
            if doubtful and (doubt := world.doubt(row, loose.pattern.passing)) is not True:
                truth = doubt if truth is True else logical("AND", (doubt, truth))
            if truth is True:
                sure.add(bound)
            elif isinstance(truth, Open) and (truth.truths is None or True in truth.truths):
                shaken[bound] = shaken[bound] | truth.unknown if bound in shaken else truth.unknown
        for bound in sure:
            shaken.pop(bound, None)
        if shaken or again:
            fired = self._fired(loose.rule.id)
            if firm:
                for bound in fired:
                    shaken.pop(bound, None)
            charge(world.budget, loose.cost * len(shaken))
            self._note(loose, fired, shaken)

    def _note(self, loose: Loose, fired: Mapping[Bindings, Firing], shaken: Mapping[Bindings, Unknowns]) -> None:
        """Note which firings of a rule are provisional, and which, where none was before, undetermined."""
        rule = loose.rule
        found = self.found[rule.id] = {}
        for bound, unknown in shaken.items():
            bindings = fired[bound].bindings if bound in fired else dict(zip(loose.variables, bound, strict=True))
            found[bound] = Firing(rule, bindings, bound in fired, _in_order(unknown))
        if loose.derives:
            if self.doubts is None:
                self.doubts = Doubts(self.world, self.firings.fired)
            self.doubts.shake(rule, loose.variables, shaken)

    def completed(self, exceeded: bool) -> Firings:
        """The firings in the engine's order, the provisional ones marked; the undetermined ones sorted by rule id,
        then by the ids of what is bound."""
        fired = self.firings.fired
        provisional: dict[int, Firing] = {}
        undetermined: list[Firing] = []
        for rule in sorted(self.found):
            found = self.found[rule]
            for bound in found if len(found) < 2 else sorted(found, key=_ids):
                firing = found[bound]
                if firing.provisional:
                    provisional[id(self._fired(rule)[bound])] = firing
                else:
                    undetermined.append(firing)
        if provisional:
            fired = tuple([provisional.get(id(firing), firing) for firing in fired])
        elif not undetermined and exceeded is self.firings.exceeded:
            return self.firings
        return self.firings._replace(fired=fired, undetermined=tuple(undetermined), exceeded=exceeded)

    def _fired(self, rule: str) -> dict[Bindings, Firing]:
        """What the engine fired of a rule, by what is bound, in the order of the names of variables."""
        fired = self.firings.fired
        place = bisect_left(fired, rule, key=_RULE)
        found = {}
        while place < len(fired) and fired[place].rule.id == rule:
            bindings = fired[place].bindings
            found[tuple([bindings[name] for name in sorted(bindings)])] = fired[place]
            place += 1
        return found


_RULE = attrgetter("rule.id")


def _ids(bound: Bindings) -> list[str]:
    return [" ".join([r.id for r in one]) if isinstance(one, tuple) else one.id for one in bound]


def _in_order(unknown: Unknowns) -> tuple[Unknown, ...]:
    if len(unknown) == 1:
        return tuple(unknown)
    return tuple(sorted(unknown, key=lambda fact: (fact[0].id, fact[1])))


def _names_read(pattern: s.Pattern) -> Iterator[str]:
    """The names of all properties that a pattern reads, in its subqueries too."""
    yield from (name for path in pattern.paths for part in path.parts for name, _ in part.properties)
    todo = pattern_expressions(pattern)
    while todo:
        here = todo.pop()
        todo.extend(s.children(here))
        if isinstance(here, s.Property):
            yield here.name
        elif isinstance(here, s.Subquery):
            yield from _names_read(here.pattern)
            if here.returns is not None:
                todo.append(here.returns)
