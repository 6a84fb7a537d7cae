"""A rule's pattern with its conditions loosened, so that what an unknown property keeps from matching is found too.

Every part is named and every condition taken out of the paths. Matching then keeps what is not plainly false; the
rows it yields are judged by `judgement`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

from routing.engines.absence import AS_WRITTEN, Absence
from routing.engines.firings import cost_of_firing
from routing.engines.judgement import Judge, Judgement, open_where_lacking
from routing.engines.possible import World, may_be_true
from routing.pattern import syntax as s
from routing.pattern.budget import charge, size
from routing.pattern.compiler import Bindings, CompiledPattern
from routing.pattern.plan import conjuncts
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.pattern.types import Scope, Type
from routing.rulebook.reads import ANY, FINDING
from routing.rulebook.rule import Rule

Reads = frozenset[tuple[str, str]]
"""Properties that a case may leave open, each with a label of the nodes that can have it."""


class Loose:
    """A rule, loosened when it is first needed.

    `stratum` is the number of its stratum; `loops` says that it matches what its own stratum derives, `finds` that it
    matches findings, also in a subquery or on the way of a path. `reads` are the bits of what must be missing somewhere
    in a case for the rule to be in question at all, `inner_reads` of what its subqueries read.
    """

    __slots__ = ("bound", "cost", "finds", "inner_reads", "loops", "pattern", "reads", "rule", "stratum", "variables")

    pattern: LoosePattern
    inner_reads: int
    variables: tuple[str, ...]
    """The named ones, sorted."""
    bound: Callable[[Bindings], Bindings]
    """What a row of the pattern binds the variables to, in their order."""

    def __init__(self, rule: Rule, stratum: int, finds: frozenset[str], beside: frozenset[str]) -> None:
        """`finds` are the kinds of findings that it matches, `beside` those that the rules of its stratum derive."""
        self.rule = rule
        self.stratum = stratum
        self.cost = cost_of_firing(rule)
        self.finds = bool(finds)
        self.loops = bool(beside) and not finds.isdisjoint(beside | {ANY})
        self.reads = NOT_LOOSENED

    def loosen(self, schema: Schema, bits: Mapping[tuple[str, str], int], absence: Absence = AS_WRITTEN) -> None:
        """Give meaning to all that `__init__` leaves out. `bits` is the bit that each property stands for."""
        pattern = self.pattern = LoosePattern(self.rule.pattern, None, schema, absence=absence)
        self.variables = tuple(sorted(name for name in pattern.scope if not name.startswith(" ")))
        self.bound = _picking([pattern.places[name] for name in self.variables])
        self.inner_reads = sum(bits[read] for read in pattern.inner_reads)
        # last: another thread may see it at once
        self.reads = sum(bits[read] for read in pattern.reads | pattern.inner_reads)


NOT_LOOSENED = -1


def _picking(places: Sequence[int]) -> Callable[[Bindings], Bindings]:
    """What stands in these places of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    (place,) = places or (0,)
    return itemgetter(slice(place, place + len(places)))


@dataclasses.dataclass(frozen=True, slots=True)
class Matches:
    """One way to match a loose pattern. `judge` tells how each of its rows could turn out, None where nothing is left
    to judge; `cost` is the steps that takes."""

    match: Callable[..., None]
    judge: Judge | None
    cost: int

    def rows(self, world: World, given: Bindings) -> list[Bindings]:
        """The rows that are not plainly false, with all parts of the pattern; they continue a row that is `given`."""
        found: list[Bindings] = []
        self.match(world.graph, given, world.as_of, None, world.budget, found)
        if found:
            charge(world.budget, self.cost * len(found))
        return found


class LoosePattern:
    """A pattern taken apart, with the patterns of its subqueries, each in the scope it stands in.

    Of its conditions nothing unknown can enter the `_settled` ones; those `_outside` read properties that may be
    missing, those `_inside` do so in subqueries alone. `reads` and `inner_reads` are these properties.
    """

    def __init__(
        self,
        pattern: s.Pattern,
        outer: LoosePattern | None,
        schema: Schema,
        returns: s.Expression | None = None,
        absence: Absence = AS_WRITTEN,
    ) -> None:
        around = outer.scope if outer is not None else {}
        self._outer = outer
        self._schema = schema
        self._absence = absence
        self._paths, conditions = _bare(pattern, f" {len(around)} ")
        self.scope: Scope = bind(s.Pattern(self._paths), schema, around)
        self._settled: list[s.Expression] = []
        self._outside: list[s.Expression] = []
        self._inside: list[s.Expression] = []
        for test in conditions:
            kind = self._outside if self._open(test) else self._inside if _subqueries(test) else self._settled
            kind.append(test)
        parts = [*self._outside, *self._inside, *([returns] if returns is not None else [])]
        self.reads: Reads = frozenset(read for part in parts for _, reads in self._open(part) for read in reads)
        inner = [e for part in parts for e in _subqueries(part)]
        self._subqueries = {id(e): LoosePattern(e.pattern, self, schema, e.returns, absence) for e in inner}
        within = self._subqueries.values()
        self.inner_reads: Reads = frozenset().union(*(p.reads | p.inner_reads for p in within))

    @cached_property
    def anywhere(self) -> Matches:
        """Matches where anything may be open, in subqueries and about findings too."""
        loosened = [_not_false(test) for test in self._testable if not _subqueries(test)]
        return self._matches([*self._settled, *loosened], [*self._outside, *self._inside])

    @cached_property
    def outside(self) -> Matches:
        """Matches where no subquery reads anything open: only those with a node that lacks a property that is read.
        What stands in subqueries is known, and tested in matching."""
        lacking = dict.fromkeys(s.IsNull(read, False) for test in self._outside for read, _ in self._open(test))
        tests = [
            *self._settled,
            *_any(lacking),
            *map(_not_false, self._testable),
            *self._inside,
        ]  # the quick ones first
        return self._matches(tests, self._outside)

    @cached_property
    def _testable(self) -> list[s.Expression]:
        """The conditions `_outside` that can be tested in matching: false there is false for good."""
        return [test for test in self._outside if not any(map(self._absence.judged, _walk(test)))]

    @cached_property
    def supposing(self) -> bool:
        """Whether a firing may hang on an absent fact outside subqueries: on what its rule takes it for."""
        return len(self._testable) < len(self._outside)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where in a row each variable stands: those of the pattern around it, then its own as they are mentioned."""
        parts = [part for path in self._paths for part in _as_written(path)]
        names = dict.fromkeys((*self._given, *(part.variable for part in parts if part.variable is not None)))
        return {name: place for place, name in enumerate(names)}

    @cached_property
    def passing(self) -> tuple[int, ...]:
        """Where in a row its own variables stand that are bound to findings, or to paths that may pass one."""
        own = [name for name in self.scope if self._outer is None or name not in self._outer.scope]
        return tuple([self.places[name] for name in own if _may_pass_finding(self.scope[name])])

    def possible(self, row: Bindings, world: World) -> list[tuple[Bindings, object]]:
        """As a subquery in a row of the pattern around it: its matches that may hold, each a row that continues the
        one given, with its truth, which is true or open."""
        matches = self.anywhere
        possible = []
        for found in matches.rows(world, row):
            inner = row + found
            truth = True if matches.judge is None else matches.judge(inner, world)
            if world.doubts and self.passing:
                truth = world.with_findings(truth, inner, self.passing)
            if may_be_true(truth):
                possible.append((inner, truth))
        return possible

    def judge(self, e: s.Expression) -> Judge:
        """An expression as a function of rows of the pattern."""
        return Judgement(self.places, self._schema, lambda e: self._subqueries[id(e)], self._absence).of(e)

    @property
    def _given(self) -> tuple[str, ...]:
        return tuple(self._outer.places) if self._outer is not None else ()

    def _matches(self, tested: Sequence[s.Expression], judged: Sequence[s.Expression]) -> Matches:
        compiled = CompiledPattern(s.Pattern(self._paths, _all(tested)), self._schema, self.scope, self._given)
        assert (*self._given, *compiled.variables) == tuple(self.places)
        plain = [read for test in judged for read in self._plain(test)]
        rest = _all([test for test in judged if not self._plain(test)])
        judge = None if rest is None else self.judge(rest)
        if plain:  # most conditions: a row where one of them is false is not matched in the first place
            reads = dict.fromkeys((self.places[node], name) for node, name in plain)
            judge = open_where_lacking(tuple(reads), judge)
        return Matches(compiled.match, judge, 5 + 2 * size(*judged))

    def _open(self, e: s.Expression) -> list[tuple[s.Property, Reads]]:
        """The reads in an expression, outside its subqueries, of declared properties that a case may leave open."""
        found = []
        for part in _walk(e):
            if isinstance(part, s.Property) and part.name != "id":
                reads = _open_reads(part, self.scope, self._schema)
                if reads:
                    found.append((part, reads))
        return found

    def _plain(self, test: s.Expression) -> list[tuple[str, str]]:
        """The properties, each with the variable of its node, that a condition reads which can be null only where one
        of them is absent: comparisons of theirs with one another or with constants. Empty for all other conditions."""
        match test:
            case s.Property():
                operands: Sequence[s.Expression] = (test,)
            case s.Comparison(operands=operands):
                pass
            case s.Binary(operator="IN", left=s.Property() as left, right=s.ListLiteral(items=items)) if all(
                isinstance(item, s.Constant) for item in items
            ):
                operands = (left, *items)
            case _:
                return []
        reads = []
        for operand in operands:
            match operand:
                case s.Constant(value=value) if value is not None:
                    pass
                case s.Property(subject=s.Variable(name=node), name=name) if self._has_if_known(node, name):
                    reads.append((node, name))
                case _:
                    return []
        return reads

    def _has_if_known(self, variable: str, name: str) -> bool:
        """Whether it is a node of which the schema says that it has the property, known or not."""
        kind = self.scope[variable]
        having = {label for label, declared in self._schema.labels.items() if name in declared}
        return kind.kind == "node" and bool(kind.labels) and having.issuperset(kind.labels or ())


ALWAYS_KNOWN: Mapping[str, frozenset[str]] = {
    "Case": frozenset({"received_by"}),
    "Need": frozenset({"code", "domain", "status", "urgent"}),
    "Agency": frozenset({"kind"}),
    "Event": frozenset({"type"}),
    "Finding": frozenset({"kind"}),
}
"""Properties, besides `id`, that a case graph always has."""


def _open_reads(read: s.Property, scope: Scope, schema: Schema) -> Reads:
    labels = frozenset(schema.labels)
    if isinstance(read.subject, s.Variable):
        kind = scope[read.subject.name]
        labels = (kind.labels or labels) if kind.kind == "node" else frozenset()
    having = [label for label in labels if read.name in schema.labels[label]]
    return frozenset((label, read.name) for label in having if read.name not in ALWAYS_KNOWN.get(label, ()))


def _may_pass_finding(bound: Type) -> bool:
    if bound.kind == "node":
        return bound.labels is None or FINDING in bound.labels
    return bound.kind != "relationship"


def _not_false(test: s.Expression) -> s.Expression:
    return s.Logical("OR", (s.IsNull(test, False), test))


def _all(conditions: Sequence[s.Expression]) -> s.Expression | None:
    return s.Logical("AND", tuple(conditions)) if len(conditions) > 1 else conditions[0] if conditions else None


def _any(conditions: Collection[s.Expression]) -> tuple[s.Expression, ...]:
    return (s.Logical("OR", tuple(conditions)),) if len(conditions) > 1 else tuple(conditions)


def _bare(pattern: s.Pattern, prefix: str) -> tuple[tuple[s.Path, ...], list[s.Expression]]:
    """Paths with every part named, and all conditions, those of inline maps among them."""
    conditions: list[s.Expression] = []
    count = 0

    def named(part: s.NodePattern | s.RelationshipPattern) -> str:
        nonlocal count
        count += 1
        name = part.variable or f"{prefix}{count}"
        for key, value in part.properties:
            conditions.append(s.Comparison((s.Property(s.Variable(name), key), value), ("=",)))
        return name

    paths = []
    for path in pattern.paths:
        nodes = tuple(s.NodePattern(named(node), node.labels) for node in path.nodes)
        steps = []
        for rel in path.relationships:
            if rel.hops is None:
                steps.append(s.RelationshipPattern(named(rel), rel.types, rel.direction))
            else:  # the map of a path of variable length is judged for each relationship: it stays where it is
                name = rel.variable or named(dataclasses.replace(rel, properties=()))
                steps.append(dataclasses.replace(rel, variable=name))
        paths.append(s.Path(nodes, tuple(steps)))
    conditions.extend(conjuncts(pattern.where))
    return tuple(paths), conditions


def _as_written(path: s.Path) -> Iterator[s.NodePattern | s.RelationshipPattern]:
    """The parts of a path from left to right."""
    yield path.nodes[0]
    for rel, node in zip(path.relationships, path.nodes[1:], strict=True):
        yield from (rel, node)


def _subqueries(e: s.Expression) -> list[s.Subquery]:
    return [part for part in _walk(e) if isinstance(part, s.Subquery)]


def _walk(e: s.Expression) -> Iterator[s.Expression]:
    """An expression and its parts, without what is inside subqueries."""
    yield e
    for child in s.children(e):
        yield from _walk(child)
