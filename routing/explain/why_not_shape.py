"""A pattern taken apart into what can be missing, one condition at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from routing.explain.why_support import every_part_named
from routing.pattern import syntax as s
from routing.wording.scene import labels_of

if TYPE_CHECKING:
    from routing.rulebook import Rulebook
    from routing.rulebook.rule import Rule

_IDENTITY = {"Need": ("code", "domain"), "Agency": ("kind",), "Event": ("type",), "Finding": ("kind",)}
"""What makes a node the thing that is asked for: one that is another thing is no near miss of it."""

_NAMING = frozenset({"code", "domain", "kind"})


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship that a pattern asks for, between two of its nodes."""

    left: str
    part: s.RelationshipPattern
    right: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions that must all hold, and the variables it reads. `identity`: it asks, among other things,
    what a need, an agency, an event or a finding is, so that failing it is no near miss."""

    expression: s.Expression
    reads: frozenset[str]
    identity: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a pattern. `labels` has the nodes by variable, `identity` what each of them must be,
    `conditions` all the rest that is asked."""

    labels: dict[str, str | None]
    identity: dict[str, tuple[s.Expression, ...]]
    ties: tuple[Tie, ...]
    conditions: tuple[Condition, ...]


_known: WeakKeyDictionary[Rulebook, dict[tuple[str, object], Shape]] = WeakKeyDictionary()


def shape_of(rule: Rule, rulebook: Rulebook) -> Shape:
    """The shape of a rule's pattern, worked out once for a rulebook."""
    shapes = _known.setdefault(rulebook, {})
    key = rule.id, rule.start
    if key not in shapes:
        shapes[key] = _shape(rule.pattern, rulebook)
    return shapes[key]


def _shape(written: s.Pattern, rulebook: Rulebook) -> Shape:
    pattern = every_part_named(written)
    labels = labels_of(pattern, rulebook.schema, {})
    identity: dict[str, tuple[s.Expression, ...]] = dict.fromkeys(labels, ())
    conditions = []
    for expression in _conjuncts(pattern):
        reads = frozenset(variables(expression)) & {*labels, *_tied(pattern)}
        owner = next(iter(reads)) if len(reads) == 1 else ""
        read = {e.name for e in _properties(expression)}
        if owner in labels and read and read <= set(_IDENTITY.get(labels[owner] or "", ())):
            identity[owner] += (expression,)
        else:
            conditions.append(Condition(expression, reads, not read.isdisjoint(_NAMING)))
    ties = [
        Tie(left.variable or "", part, right.variable or "")
        for path in pattern.paths
        for left, part, right in zip(path.nodes, path.relationships, path.nodes[1:], strict=False)
    ]
    return Shape(labels, identity, tuple(ties), tuple(conditions))


def _tied(pattern: s.Pattern) -> set[str]:
    return {part.variable or "" for path in pattern.paths for part in path.relationships}


def _conjuncts(pattern: s.Pattern) -> Iterator[s.Expression]:
    for path in pattern.paths:
        for part in path.parts:
            for name, e in part.properties:
                yield s.Comparison((s.Property(s.Variable(part.variable or ""), name), e), ("=",))
    todo = [pattern.where] if pattern.where is not None else []
    while todo:
        here = todo.pop(0)
        if isinstance(here, s.Logical) and here.operator == "AND":
            todo = [*here.operands, *todo]
        else:
            yield here


def variables(e: s.Expression) -> Iterator[str]:
    """The variables an expression reads, in its subqueries too."""
    if isinstance(e, s.Variable):
        yield e.name
    if isinstance(e, s.Subquery):
        for path in e.pattern.paths:
            for part in path.parts:
                yield part.variable or ""
                for _, inner in part.properties:
                    yield from variables(inner)
        for expression in (e.pattern.where, e.returns):
            if expression is not None:
                yield from variables(expression)
    for child in s.children(e):
        yield from variables(child)


def _properties(e: s.Expression) -> Iterator[s.Property]:
    if isinstance(e, s.Property):
        yield e
    if isinstance(e, s.Subquery):  # what hangs on others is no identity
        yield s.Property(s.Variable(""), "")
    for child in s.children(e):
        yield from _properties(child)
