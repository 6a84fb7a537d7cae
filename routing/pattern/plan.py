"""From a pattern to a plan: in which order its nodes are found, and where each condition is tested.

A condition is split at its top-level ANDs; each part is tested as soon as its variables are bound. Inline maps are
such parts too: `(p {sex: 'F'})` means `p.sex = 'F'`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from routing.pattern import syntax as s
from routing.pattern.schema import Schema
from routing.pattern.types import Scope


@dataclass(frozen=True, slots=True)
class Scan:
    """Find a node among all with a label (None: all nodes), or by the values of an indexed property.

    `settles` is the condition that says these values: whatever is found by them meets it.
    """

    node: str
    label: str | None = None
    key: str | None = None
    values: tuple[str, ...] = ()
    settles: s.Expression | None = None


@dataclass(frozen=True, slots=True)
class Expand:
    """Follow a relationship from a bound node; `to` is bound by it, or tested when `joins` (bound before).

    `backwards`: from its right end as written to its left.
    """

    relationship: str
    pattern: s.RelationshipPattern
    start: str
    to: str
    direction: str
    joins: bool
    backwards: bool


Step = Scan | Expand


@dataclass(frozen=True, slots=True)
class Stage:
    """A step, and the conditions that can be tested once it has bound its node."""

    step: Step
    tests: tuple[s.Expression, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`before` are conditions that need no step. `labels` are the labels to test per node. Names that start with a
    space are anonymous parts of the pattern."""

    before: tuple[s.Expression, ...]
    stages: tuple[Stage, ...]
    labels: Mapping[str, frozenset[str]]
    variables: tuple[str, ...]


@dataclass
class _Parts:
    """A pattern taken apart: nodes by name, relationships between them, conditions."""

    nodes: dict[str, set[str]] = field(default_factory=dict)
    edges: list[tuple[str, str, s.RelationshipPattern, str]] = field(default_factory=list)
    tests: list[s.Expression] = field(default_factory=list)


def conjuncts(e: s.Expression | None) -> Iterator[s.Expression]:
    """The parts of a condition that must all be true."""
    if isinstance(e, s.Logical) and e.operator == "AND":
        for operand in e.operands:
            yield from conjuncts(operand)
    elif e is not None:
        yield e


def mentioned(e: s.Expression) -> set[str]:
    """Every variable name in an expression, also inside subqueries."""
    names: set[str] = set()
    todo: list[s.Expression] = [e]
    while todo:
        here = todo.pop()
        if isinstance(here, s.Variable):
            names.add(here.name)
        if isinstance(here, s.Subquery):
            todo.extend(pattern_expressions(here.pattern))
            names |= pattern_variables(here.pattern)
            if here.returns is not None:
                todo.append(here.returns)
        todo.extend(s.children(here))
    return names


def pattern_expressions(pattern: s.Pattern) -> list[s.Expression]:
    """The expressions that stand directly in a pattern: inline maps and the condition."""
    found = [e for path in pattern.paths for part in path.parts for _, e in part.properties]
    return [*found, pattern.where] if pattern.where is not None else found


def pattern_variables(pattern: s.Pattern) -> set[str]:
    """The variables named in the paths of a pattern."""
    parts = [part for path in pattern.paths for part in path.parts]
    return {part.variable for part in parts if part.variable is not None}


def make_plan(pattern: s.Pattern, scope: Scope, outer: frozenset[str], schema: Schema | None) -> Plan:
    """Plan a checked pattern. `scope` is what the checker returned, `outer` the variables bound before."""
    parts = _take_apart(pattern)
    named = [n for n in order_of_mention(pattern) if n not in outer]
    bound = {name for name in outer if name in scope}
    pending = [(test, (mentioned(test) & set(scope)) | _anonymous(test)) for test in parts.tests]

    def ready() -> tuple[s.Expression, ...]:
        nonlocal pending
        now = [test for test, needs in pending if needs <= bound]
        pending = [(test, needs) for test, needs in pending if not needs <= bound]
        return tuple(now)

    before = ready()
    stages: list[Stage] = []
    edges = list(parts.edges)
    left = [n for n in parts.nodes if n not in bound]
    while edges or left:
        step = _next_edge(edges, bound) or _scan(left, parts, scope, schema)
        if isinstance(step, Expand):
            edges = [e for e in edges if e[0] != step.relationship]
            bound |= {step.relationship, step.to}
        else:
            bound.add(step.node)
            pending = [(test, needs) for test, needs in pending if test is not step.settles]
        left = [n for n in left if n not in bound]
        stages.append(Stage(step, ready()))
    labels = {n: frozenset(wanted) for n, wanted in parts.nodes.items()}
    return Plan(before, tuple(stages), labels, tuple(named))


def _take_apart(pattern: s.Pattern) -> _Parts:
    parts = _Parts()
    count = 0
    for path in pattern.paths:
        names = []
        for node in path.nodes:
            count += 1
            name = node.variable or f" {count}"
            names.append(name)
            parts.nodes.setdefault(name, set()).update(node.labels)
            parts.tests.extend(_inline(name, node.properties))
        for index, rel in enumerate(path.relationships):
            count += 1
            name = rel.variable or f" {count}"
            parts.edges.append((name, names[index], rel, names[index + 1]))
            if rel.hops is None:
                parts.tests.extend(_inline(name, rel.properties))
    parts.tests.extend(conjuncts(pattern.where))
    return parts


def _inline(name: str, properties: tuple[tuple[str, s.Expression], ...]) -> Iterator[s.Expression]:
    for key, value in properties:
        yield s.Comparison((s.Property(s.Variable(name), key, at=value.at), value), ("=",), at=value.at)


def _anonymous(test: s.Expression) -> set[str]:
    return {name for name in mentioned(test) if name.startswith(" ")}


def order_of_mention(pattern: s.Pattern) -> list[str]:
    """The variables of a pattern, as its paths name them."""
    names: list[str | None] = []
    for path in pattern.paths:
        for index, node in enumerate(path.nodes):
            if index:
                names.append(path.relationships[index - 1].variable)
            names.append(node.variable)
    return list(dict.fromkeys(name for name in names if name is not None))


def _next_edge(edges: list[tuple[str, str, s.RelationshipPattern, str]], bound: set[str]) -> Expand | None:
    """A relationship with a bound end: first those that join two bound nodes, then of one hop, then as written."""
    best: tuple[tuple[bool, bool, int], Expand] | None = None
    flip = {">": "<", "<": ">", "-": "-"}
    for index, (name, left, rel, right) in enumerate(edges):
        if left not in bound and right not in bound:
            continue
        forward = left in bound
        start, to = (left, right) if forward else (right, left)
        direction = rel.direction if forward else flip[rel.direction]
        step = Expand(name, rel, start, to, direction, to in bound, not forward)
        rank = (not step.joins, rel.hops is not None, index)
        if best is None or rank < best[0]:
            best = (rank, step)
    return best[1] if best else None


def _scan(left: list[str], parts: _Parts, scope: Scope, schema: Schema | None) -> Scan:
    """The node to find next: by an indexed property, else by label, else among all; those with conditions first."""
    best: tuple[tuple[int, int, int], Scan] | None = None
    for index, name in enumerate(left):
        scan = _entry(name, parts, scope, schema)
        tests = sum(name in mentioned(test) for test in parts.tests)
        rank = (0 if len(scan.values) == 1 else 1 if scan.values else 2 if scan.label else 3, -tests, index)
        if best is None or rank < best[0]:
            best = (rank, scan)
    assert best is not None
    return best[1]


def _entry(name: str, parts: _Parts, scope: Scope, schema: Schema | None) -> Scan:
    labels = set(parts.nodes[name])
    known = scope[name].labels if name in scope else None
    if schema is not None and known is not None and len(known) == 1:
        labels |= known
    for label in sorted(labels):
        for key in schema.keys.get(label, ()) if schema is not None else ():
            for test in parts.tests:
                values = constants(test, name, key)
                if values:
                    return Scan(name, label, key, values, test)
    return Scan(name, min(labels, default=None))


def constants(
    test: s.Expression, variable: str, key: str, allowed: frozenset[str] | None = None
) -> tuple[str, ...] | None:
    """The strings that a condition leaves for `variable.key`, as in `= 'x'` or `IN ['x', 'y']`; None if any.

    Where the `allowed` values of the property are given, `STARTS WITH 'x'` leaves those that do.
    """
    match test:
        case s.Binary(operator="STARTS WITH", left=side, right=s.Constant(value=str(start))) if allowed is not None:
            if _is_key(side, variable, key):
                return tuple(sorted(value for value in allowed if value.startswith(start)))
        case s.Comparison(operands=(a, b), operators=("=",)):
            for side, other in ((a, b), (b, a)):
                if _is_key(side, variable, key) and isinstance(other, s.Constant) and isinstance(other.value, str):
                    return (other.value,)
        case s.Binary(operator="IN", left=side, right=s.ListLiteral(items=items)) if _is_key(side, variable, key):
            values = [item.value for item in items if isinstance(item, s.Constant) and isinstance(item.value, str)]
            return tuple(dict.fromkeys(values)) if len(values) == len(items) else None
        case s.Logical(operator="OR", operands=operands):
            each = [constants(operand, variable, key, allowed) for operand in operands]
            if all(values is not None for values in each):
                return tuple(dict.fromkeys(value for values in each for value in values or ()))
    return None


def held_values(
    pattern: s.Pattern, variable: str, key: str, allowed: frozenset[str] | None = None
) -> Iterator[tuple[str, ...]]:
    """What each inline map, and each condition that must be true in any case, leaves for `variable.key`."""
    for test in held(pattern, variable):
        values = constants(test, variable, key, allowed)
        if values is not None:
            yield values


def held(pattern: s.Pattern, variable: str) -> list[s.Expression]:
    """The conditions that must be true in any case, those of the inline maps of a variable among them."""
    nodes = [node for path in pattern.paths for node in path.nodes if node.variable == variable]
    inline = [test for node in nodes for test in _inline(variable, node.properties)]
    return [*inline, *conjuncts(pattern.where)]


def with_names(pattern: s.Pattern, prefix: str = " ") -> s.Pattern:
    """The same pattern with a name, which begins with the prefix, for each node that has none."""
    numbers = itertools.count(1)

    def named(node: s.NodePattern) -> s.NodePattern:
        return node if node.variable else replace(node, variable=f"{prefix}{next(numbers)}")

    paths = tuple(replace(path, nodes=tuple(named(node) for node in path.nodes)) for path in pattern.paths)
    return replace(pattern, paths=paths)


def _is_key(e: s.Expression, variable: str, key: str) -> bool:
    return isinstance(e, s.Property) and e.name == key and e.subject == s.Variable(variable)
