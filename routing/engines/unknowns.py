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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from routing.engines.absence import AS_WRITTEN, Absence
from routing.engines.doubts import Doubts
from routing.engines.entry import Dispatch, comes_with_finding, entries
from routing.engines.firings import Firing, Firings, Unknown
from routing.engines.loose import ALWAYS_KNOWN, NOT_LOOSENED, Loose
from routing.engines.possible import Open, Unknowns, World
from routing.pattern import syntax as s
from routing.pattern.budget import BudgetExceeded, charge
from routing.pattern.compiler import Bindings
from routing.pattern.graph import PropertyGraph
from routing.pattern.plan import pattern_expressions
from routing.pattern.schema import Schema
from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import ANY
from routing.rulebook.reads import reads as findings_read
from routing.rulebook.rule import Rule
from routing.rulebook.strata import derived_kinds


class UnknownFacts:
    """Completes the firings of the rules of a rulebook that are in force on one day.

    It holds nothing of a case and may be used by many threads. Rules are loosened when they are first needed.
    """

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema, absence: Absence = AS_WRITTEN) -> None:
        self._rules = strata
        self.schema = schema
        self.absence = absence
        finds = {rule.id: findings_read(rule.pattern, schema).all for here in strata for rule in here}
        self.findings: dict[str, list[FindingEffect]] = {}
        """What rules derive, by rule id."""
        rules = []
        self.looping: dict[int, list[Loose]] = {}  # by stratum
        for stratum, here in enumerate(strata):
            beside = frozenset().union(*map(derived_kinds, here))
            for rule in here:
                rules.append(Loose(rule, stratum, finds[rule.id], beside))
                if effects := [effect for effect in rule.effects if isinstance(effect, FindingEffect)]:
                    self.findings[rule.id] = effects
                if rules[-1].loops:
                    self.looping.setdefault(stratum, []).append(rules[-1])
        entry_points = [(loose, entries(loose.rule.pattern, schema)) for loose in rules]
        self.dispatch = Dispatch(entry_points)
        self.late = Dispatch(one for one in entry_points if any(map(comes_with_finding, one[1])))
        """The rules that a finding may bring an entry point for."""
        given = Schema(schema.labels, schema.relationships, {**schema.keys, "Finding": ()})
        self.readers = Dispatch(
            (finds[rule.id], tuple(() if comes_with_finding(one) else one for one in entries(rule.pattern, given)))
            for here in strata
            for rule in here
            if finds[rule.id]
        )
        """The kinds of findings that a rule matches, by what a case must have for it besides."""
        read = frozenset(name for loose in rules for name in _names_read(loose.rule.pattern))
        self.bits: dict[tuple[str, str], int] = {}
        """By label and name: each property whose absence could matter, as one bit of a number."""
        self._by_label: list[tuple[str, int, list[tuple[str, int]]]] = []
        """The same label by label: all of its bits, and each by its name."""
        for label, declared in schema.labels.items():
            named = []
            for name in sorted(read.intersection(declared) - {"id"} - ALWAYS_KNOWN.get(label, frozenset())):
                bit = self.bits[label, name] = 1 << len(self.bits)
                named.append((name, bit))
            if named:
                self._by_label.append((label, sum(bit for _, bit in named), named))

    def complete(self, firings: Firings, as_of: dt.date, budget: list[int]) -> Firings:
        """The same firings, the provisional ones marked, with the undetermined ones beside them."""
        graph, keys = firings.graph, self.schema.keys
        if keys and graph.keys is not keys and graph.keys != keys:
            return self._unkeyed.complete(firings, as_of, budget)
        rules = self.dispatch.candidates(graph)
        missing = self.missing(rules, graph)
        if not missing:
            return firings
        search = _Search(self, firings, World(graph, as_of, budget), missing)
        try:
            while rules:
                rules = search.run(rules)
        except BudgetExceeded:
            return search.completed(exceeded=True)
        return search.completed(firings.exceeded)

    def missing(self, rules: Iterable[Loose], graph: PropertyGraph) -> int:
        """The bits of what the nodes of a graph lack of all that these rules, loosened from now on, read."""
        reads = missing = 0
        for loose in rules:
            if loose.reads == NOT_LOOSENED:
                loose.loosen(self.schema, self.bits, self.absence)
            reads |= loose.reads
        by_label = graph.by_label
        for label, all_bits, named in self._by_label:
            if reads & all_bits and label in by_label:
                nodes = by_label[label]
                for name, bit in named:
                    if reads & bit:
                        for node in nodes:
                            if name not in node.values:
                                missing |= bit
                                break
        return missing

    @cached_property
    def _unkeyed(self) -> UnknownFacts:
        """The same for graphs that do not index the key properties."""
        return UnknownFacts(self._rules, Schema(self.schema.labels, self.schema.relationships), self.absence)


class _Search:
    """One search through the strata for what absent properties leave open. `missing` are the bits of those that rules
    read which were made ready for it."""

    __slots__ = ("doubts", "facts", "firings", "found", "heard", "missing", "world")

    def __init__(self, facts: UnknownFacts, firings: Firings, world: World, missing: int) -> None:
        self.facts = facts
        self.firings = firings
        self.missing = missing
        self.world = world
        self.doubts: Doubts | None = None
        self.heard: frozenset[str] | None = None  # the kinds of findings that any rule matches which has a chance
        self.found: dict[str, dict[Bindings, Firing]] = {}  # provisional and undetermined, by rule id and what is bound

    def ready(self, rules: list[Loose]) -> list[Loose]:
        """The same rules, loosened, once it is known what the case lacks of all that they read."""
        if rules:
            self.missing |= self.facts.missing(rules, self.firings.graph)
        return rules

    def run(self, rules: list[Loose]) -> list[Loose]:
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
        above it, with those that possible findings bring. All that looping rules have derived is suspected first."""
        looping = self.ready(self.facts.looping.get(stratum, []))
        for loose in looping:
            doubts.suspect(loose.rule.id, self._fired(loose.rule.id))
        if not doubts.more():
            return above
        changed = bool(looping)
        while changed:
            for loose in looping:
                self._rule(loose)
            changed = doubts.more()
        known = set(above)
        late = self.facts.late.candidates(self.world.graph)
        brought = self.ready([loose for loose in late if loose.stratum > stratum and loose not in known])
        return sorted(above + brought, key=_STRATUM)

    def _rule(self, loose: Loose) -> None:
        """Judge the rows of a rule, and note what could turn out otherwise than it did: that alone."""
        world, doubts = self.world, self.doubts
        doubtful = doubts is not None and loose.finds and bool(world.doubts)
        firm = not (doubtful or self.missing & loose.inner_reads)  # nothing unknown can undo a firing of it
        matches = loose.pattern.outside if firm else loose.pattern.anywhere
        rows: list[Bindings] = []
        matches.match(world.graph, (), world.as_of, None, world.budget, rows)
        again = doubts is not None and (loose.loops or loose.rule.id in self.found)
        if not rows and not again:
            return
        charge(world.budget, matches.cost * len(rows))
        shaken: dict[Bindings, Unknowns] = {}
        sure: set[Bindings] = set()
        for row in rows:
            bound = loose.bound(row)
            truth = True if matches.judge is None else matches.judge(row, world)
            if doubtful:
                truth = world.with_findings(truth, row, loose.pattern.passing)
            if truth is True:
                sure.add(bound)
            elif isinstance(truth, Open) and (truth.truths is None or True in truth.truths):
                shaken[bound] = shaken[bound] | truth.unknown if bound in shaken else truth.unknown
        for bound in sure:
            shaken.pop(bound, None)
        if not shaken and not again:
            return
        fired = self._fired(loose.rule.id)
        if firm and not loose.pattern.supposing:
            for bound in fired:
                shaken.pop(bound, None)
        if shaken or again:
            charge(world.budget, loose.cost * len(shaken))
            self._note(loose, fired, shaken)

    def _note(self, loose: Loose, fired: Mapping[Bindings, Firing], shaken: Mapping[Bindings, Unknowns]) -> None:
        """Note which firings of a rule are provisional, and which, where none was before, undetermined."""
        rule = loose.rule
        found = self.found[rule.id] = {}
        for bound, unknown in shaken.items():
            bindings = fired[bound].bindings if bound in fired else dict(zip(loose.variables, bound, strict=True))
            found[bound] = _new(Firing, (rule, bindings, bound in fired, _in_order(unknown)))
        findings = self.facts.findings.get(rule.id)
        if findings is not None and self._matter(findings):
            if self.doubts is None:
                self.doubts = Doubts(self.world, self.firings.fired, self.facts.findings)
            self.doubts.shake(rule.id, loose.variables, shaken)

    def _matter(self, findings: Iterable[FindingEffect]) -> bool:
        """Whether any of these findings is matched by a rule that the case has all for, findings apart."""
        if self.heard is None:
            self.heard = frozenset().union(*self.facts.readers.candidates(self.firings.graph))
        return ANY in self.heard or any(effect.kind in self.heard for effect in findings)

    def completed(self, exceeded: bool) -> Firings:
        """The firings in the engine's order, the provisional ones marked; the undetermined ones sorted by rule id,
        then by the ids of what is bound."""
        before = self.firings
        if not self.found and exceeded is before.exceeded:
            return before
        fired = before.fired
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
        return _new(Firings, (fired, tuple(undetermined), before.graph, exceeded, *before[4:]))

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
_new = tuple.__new__  # half as dear as the named tuple's own
_STRATUM = attrgetter("stratum")


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
