"""How many nodes a universe must have, so that what a pattern wants can be in it.

Counted is what one firing needs: the nodes it binds, a witness for each subquery that is to hold (as many as a count
is compared with), and for each finding a firing that it follows from, with what that needs in turn. A case in which
the rule fires holds these nodes among its own, so a universe of this size has room for the part of it that matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from routing.pattern import syntax as s
from routing.pattern.plan import pattern_expressions
from routing.quality.solver.edges import INVOLVED
from routing.quality.solver.findings import Sources
from routing.quality.solver.shapes import Shape, Shapes

INVOLVEMENT, OTHER = "involvement", "other"
MOST = {"Person": 8, "Need": 10, "Agency": 6, "Event": 6, INVOLVEMENT: 6, OTHER: 0}
"""The largest universe: nodes by label, how often one agency may be involved with one person in one way, and nodes of
which it is not known how many there would have to be."""
MOST_COUNTED = 8
DEEPEST = 9
NODES = ("Person", "Need", "Agency", "Event")


class Measure:
    """Measures patterns against the rules that derive findings. `depth` is how many subqueries inside one another get
    their witnesses."""

    def __init__(self, shapes: Shapes, sources: Sources, depth: int = DEEPEST) -> None:
        self.shapes = shapes
        self.depth = depth
        self.sources = sources
        self.counted: dict[int, int] = {}
        """By the id of a subquery, how many of what it counts are measured."""
        self._derived: dict[tuple[str, int], list[tuple[Counter[str], Counter[str]]]] = {}
        self.cut = False
        """Whether there were subqueries that are deeper."""

    def of(self, shape: Shape, seen: frozenset[str] = frozenset(), level: int = 0) -> Counter[str]:
        """The nodes that one firing of a pattern needs. `seen` are the kinds of findings that are being derived,
        `level` is how many subqueries it is in."""
        needed = self._bound(shape, seen, level)
        self.cut |= level >= self.depth and bool(shape.subqueries)
        for e in shape.subqueries if level < self.depth else ():
            inner = self.of(self.shapes.of(e.pattern, shape.scope), seen, level + 1)
            times = self._times(e, shape)
            needed += Counter({label: times * size for label, size in inner.items()})
        return needed

    def fits(self, needed: Counter[str]) -> bool:
        """Whether a universe may be as large."""
        return all(size <= MOST[label] for label, size in needed.items())

    def _bound(self, shape: Shape, seen: frozenset[str], level: int) -> Counter[str]:
        needed: Counter[str] = Counter()
        for name in shape.own:
            labels = shape.labels(name)
            needed.update(label for label in NODES if label in labels)
            if "Household" in labels:
                needed["Person"] += 1
            if labels & {"Need", "Agency"} and not _of_somebody(shape, name):
                needed["Person"] += 1
            if "Finding" in labels:
                needed += self._derivation(shape, name, seen, level)
        for path in shape.pattern.paths:
            for step in path.relationships:
                needed += self._along(step)
        return needed

    def _along(self, step: s.RelationshipPattern) -> Counter[str]:
        """What a relationship needs, and the nodes that one of variable length passes."""
        schema = self.shapes.schema
        types = step.types or tuple(schema.relationships)
        most = 1 if step.hops is None else step.hops[1] or 0
        needed: Counter[str] = Counter()
        if not INVOLVED.keys().isdisjoint(types):
            needed[INVOLVEMENT] += most
        if most > 1:
            ends = frozenset().union(
                *(schema.relationships[type].start | schema.relationships[type].end for type in types)
            )
            needed["Person" if ends == {"Person"} else OTHER] += most - 1
        return needed

    def _derivation(self, shape: Shape, name: str, seen: frozenset[str], level: int) -> Counter[str]:
        """The largest of what the rules need that derive a finding, without what it is about and the pattern binds."""
        kinds = shape.kinds[name]
        most: Counter[str] = Counter()
        bound = _about(shape, name)
        for kind in self.sources.named(self.sources.rules if kinds is None else kinds) - seen:
            for own, about in self._firings(kind, seen, level):
                most |= own - (bound & about)
        return most

    def _firings(self, kind: str, seen: frozenset[str], level: int) -> list[tuple[Counter[str], Counter[str]]]:
        """What each rule needs that derives a kind, and what of it the finding is about. Measured from the first link
        of a chain to the last."""
        for one in self.sources.in_order(kind):
            if (one, level) not in self._derived and one not in seen:
                measured = []
                together = self.sources.together(one)
                without = seen.union((one,), together)
                first = self._first([other for other in together if other != one], without, level)
                for rule, effect in self.sources.rules[one]:
                    shape = self.shapes.of(rule.pattern, {})
                    about = Counter(label for name in effect.about for label in shape.labels(name))
                    measured.append((self.of(shape, without, level) + first, about))
                self._derived[one, level] = measured
        return self._derived[kind, level]

    def _first(self, kinds: Iterable[str], seen: frozenset[str], level: int) -> Counter[str]:
        """What the first firing needs from which findings follow that need one another: some rule derives one of them
        without the others."""
        most: Counter[str] = Counter()
        for kind in kinds:
            for rule, _ in self.sources.rules[kind]:
                most |= self.of(self.shapes.of(rule.pattern, {}), seen, level)
        return most

    def _times(self, e: s.Subquery, shape: Shape) -> int:
        """How many witnesses: one to exist or to be the greatest, as many as counted, and enough to sum up."""
        if e.kind == "EXISTS":
            return 1
        summed = isinstance(e.returns, s.Call) and e.returns.name.lower() == "sum"
        if e.kind == "VALUE" and not summed:
            return 1
        around = [_compared(part, e) for part in pattern_expressions(shape.pattern)]
        largest = max((number for numbers in around for number in numbers), default=1)
        wanted = max(3, min(largest // 65 + 1, 6)) if summed else max(1, min(largest + 1, MOST_COUNTED))
        self.counted[id(e)] = wanted
        return wanted


def _of_somebody(shape: Shape, name: str) -> bool:
    """Whether a pattern also binds a person whom a need or an agency has to do with."""
    for path in shape.pattern.paths:
        for left, step, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
            if step.hops is None and name in (left.variable, right.variable):
                other = right.variable if left.variable == name else left.variable
                if shape.labels(other or "") == {"Person"}:
                    return True
    return False


def _about(shape: Shape, finding: str) -> Counter[str]:
    """The labels of the nodes that a pattern binds as what a finding is about."""
    found: Counter[str] = Counter()
    for path in shape.pattern.paths:
        for left, step, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
            if step.types == ("ABOUT",) and step.hops is None:
                ends = {left.variable, right.variable} - {finding}
                if finding in (left.variable, right.variable) and len(ends) == 1:
                    (other,) = ends
                    labels = shape.labels(other or "")
                    found.update(labels if len(labels) == 1 else ())
    return found


def _compared(e: s.Expression, counted: s.Subquery) -> Iterator[int]:
    """The whole numbers that a count is compared with."""
    if isinstance(e, s.Comparison) and any(operand is counted for operand in e.operands):
        for operand in e.operands:
            if isinstance(operand, s.Constant) and isinstance(operand.value, int):
                yield operand.value
    for child in s.children(e):
        yield from _compared(child, counted)


def largest_number(shapes: Iterable[Shape]) -> int:
    """The largest small number that patterns name: a household may have to be as large."""
    largest = 1
    for shape in shapes:
        pending = list(pattern_expressions(shape.pattern))
        while pending:
            e = pending.pop()
            pending += s.children(e)
            if isinstance(e, s.Subquery):
                pending += pattern_expressions(e.pattern)
            if isinstance(e, s.Constant) and isinstance(e.value, int) and e.value < MOST["Person"]:
                largest = max(largest, e.value)
    return largest
