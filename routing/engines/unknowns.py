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
from collections.abc import Iterator, Mapping, Sequence

from routing.engines.doubts import Doubts
from routing.engines.entry import Dispatch, entries
from routing.engines.firings import Firing, Firings, Unknown
from routing.engines.loose import ALWAYS_KNOWN, Loose, Reads
from routing.engines.possible import Open, Unknowns, World, logical, may_be_true
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
    """

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema) -> None:
        rules = []
        for stratum, here in enumerate(strata):
            beside = frozenset().union(*map(derived_kinds, here))
            rules += [Loose(rule, stratum, beside, schema) for rule in here]
        self.strata = len(strata)
        self.looping: dict[int, list[Loose]] = {}  # by stratum
        for loose in rules:
            if loose.loops:
                self.looping.setdefault(loose.stratum, []).append(loose)
        self.dispatch = Dispatch((loose, entries(loose.rule.pattern, schema)) for loose in rules)
        read = {name for loose in rules for name in _names_read(loose.rule.pattern)}
        self.reads: dict[str, frozenset[str]] = {}  # by label: the properties whose absence could matter
        for label, declared in schema.labels.items():
            names = read.intersection(declared) - {"id"} - ALWAYS_KNOWN.get(label, frozenset())
            if names:
                self.reads[label] = frozenset(names)

    def complete(self, firings: Firings, as_of: dt.date, budget: list[int]) -> Firings:
        """The same firings, the provisional ones marked, with the undetermined ones beside them."""
        missing = self._missing(firings.graph)
        if not missing:
            return firings
        search = _Search(self, firings, missing, World(firings.graph, as_of, budget))
        try:
            search.run()
        except BudgetExceeded:
            return search.completed(exceeded=True)
        return search.completed(firings.exceeded)

    def _missing(self, graph: PropertyGraph) -> Reads:
        """The properties that some node lacks."""
        return frozenset(
            [
                (label, name)
                for label, names in self.reads.items()
                for name in frozenset().union(
                    *[names.difference(node.values) for node in graph.by_label.get(label, ())]
                )
            ]
        )


class _Search:
    """One search through the strata for what the `missing` properties leave open."""

    def __init__(self, facts: UnknownFacts, firings: Firings, missing: Reads, world: World) -> None:
        self.facts = facts
        self.firings = firings
        self.missing = missing
        self.world = world
        self.doubts: Doubts | None = None
        self._by_rule: dict[str, list[Firing]] | None = None  # what fired, by rule id
        self._provisional: dict[str, dict[int, Firing]] = {}  # by rule id, then by the `id()` of what fired
        self._undetermined: dict[str, dict[Bindings, Firing]] = {}  # by rule id, then by what is bound

    def run(self) -> None:
        """Search every stratum; then, while doubts change, again those of its rules that match findings."""
        rules = self._in_question()
        for stratum in range(self.facts.strata):
            for loose in rules.get(stratum, ()):
                self._rule(loose)
            self._suspect(stratum)
            while self.doubts is not None and self.doubts.more():
                rules = self._in_question()
                for loose in rules.get(stratum, ()):
                    if loose.finds:
                        self._rule(loose)

    def completed(self, exceeded: bool) -> Firings:
        """The firings in the engine's order, the provisional ones marked; the undetermined ones sorted by rule id,
        then by the ids of what is bound."""
        fired = self.firings.fired
        if self._provisional:
            provisional = {id: firing for found in self._provisional.values() for id, firing in found.items()}
            fired = tuple([provisional.get(id(firing), firing) for firing in fired])
        undetermined: list[Firing] = []
        for _, found in sorted(self._undetermined.items()):
            undetermined += [found[bound] for bound in (found if len(found) == 1 else sorted(found, key=_ids))]
        return self.firings._replace(fired=fired, undetermined=tuple(undetermined), exceeded=exceeded)

    def _in_question(self) -> dict[int, list[Loose]]:
        """By stratum, the rules that read what is missing, match a finding where one is in doubt, or are suspected."""
        rules: dict[int, list[Loose]] = {}
        for loose in self.facts.dispatch.candidates(self.world.graph):
            if (
                not self.missing.isdisjoint(loose.reads)
                or (self.world.doubts and loose.finds)
                or (self.doubts is not None and loose.loops)
            ):
                rules.setdefault(loose.stratum, []).append(loose)
        return rules

    def _suspect(self, stratum: int) -> None:
        """Where anything is in doubt, suspect all that rules of this stratum derived from what others of it derive."""
        if self.doubts is not None:
            for loose in self.facts.looping.get(stratum, ()):
                self.doubts.suspect(loose.rule, self._fired(loose))

    def _rule(self, loose: Loose) -> None:
        """Judge the rows of a rule that could turn out otherwise than they did."""
        world, pattern = self.world, loose.pattern
        doubtful = bool(world.doubts and loose.finds)
        firm = not doubtful and self.missing.isdisjoint(pattern.inner_reads)  # nothing unknown can undo a firing of it
        matches = pattern.outside if firm else pattern.anywhere
        rows = matches.rows(world)
        if not rows and self.doubts is None:
            return
        fired = self._fired(loose)
        shaken: dict[Bindings, Unknowns] = {}
        sure: set[Bindings] = set()
        for row in rows:
            bound = loose.bound(row)
            if firm and bound in fired:
                continue
            truth = True if matches.judge is None else matches.judge(row, world)
            if doubtful:
                truth = logical("AND", (world.doubt(row), truth))
            if truth is True:
                sure.add(bound)
            elif isinstance(truth, Open) and may_be_true(truth):
                shaken[bound] = shaken[bound] | truth.unknown if bound in shaken else truth.unknown
        for bound in sure & shaken.keys():
            del shaken[bound]
        if shaken or self.doubts is not None:
            charge(world.budget, loose.cost * len(shaken))
            self._note(loose, fired, shaken)

    def _note(self, loose: Loose, fired: Mapping[Bindings, Firing], shaken: Mapping[Bindings, Unknowns]) -> None:
        """Note which firings of a rule are provisional, and which, where none was before, undetermined: these alone."""
        provisional: dict[int, Firing] = {}
        undetermined: dict[Bindings, Firing] = {}
        for bound, unknown in shaken.items():
            before = fired.get(bound)
            if before is not None:
                provisional[id(before)] = before._replace(provisional=True, unknown=_in_order(unknown))
            else:
                bindings = dict(zip(loose.variables, bound, strict=True))
                undetermined[bound] = Firing(loose.rule, bindings, False, _in_order(unknown))
        self._provisional[loose.rule.id] = provisional
        self._undetermined[loose.rule.id] = undetermined
        if loose.derives:
            if self.doubts is None:
                self.doubts = Doubts(self.world, self.firings.fired)
            self.doubts.shake(loose.rule, loose.variables, shaken)

    def _fired(self, loose: Loose) -> dict[Bindings, Firing]:
        """What the engine fired of a rule, by what is bound."""
        if self._by_rule is None:
            self._by_rule = {}
            for firing in self.firings.fired:
                self._by_rule.setdefault(firing.rule.id, []).append(firing)
        fired = self._by_rule.get(loose.rule.id, ())
        return {tuple([firing.bindings[name] for name in loose.variables]): firing for firing in fired}


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
