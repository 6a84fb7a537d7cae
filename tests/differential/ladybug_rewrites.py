"""Patterns that mean the same, and that ladybug can be trusted with. Each `fresh` gives names that are not in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import product
from typing import Any, TypeVar

from routing.pattern.syntax import (
    Call,
    Comparison,
    Expression,
    Logical,
    NodePattern,
    Path,
    Pattern,
    Property,
    RelationshipPattern,
    Variable,
)

Fresh = Callable[[str], str]
Part = TypeVar("Part", NodePattern, RelationshipPattern)


def named(pattern: Pattern, fresh: Fresh) -> Pattern:
    """With a name for every node and relationship."""
    return replace(
        pattern, paths=tuple(map_path(path, lambda part, what: name(part, what, fresh)) for path in pattern.paths)
    )


def name(part: Part, what: str, fresh: Fresh) -> Part:
    return part if part.variable else replace(part, variable=fresh(what))


def map_path(path: Path, change: Callable[[Any, str], Any]) -> Path:
    nodes = tuple(change(node, "node") for node in path.nodes)
    return Path(nodes, tuple(change(step, "step") for step in path.relationships))


def without_maps(pattern: Pattern) -> Pattern:
    """With the inline maps of a named pattern as conditions."""
    conditions: list[Expression] = []

    def bare(part: Any, _: str) -> Any:
        for key, e in part.properties:
            conditions.append(Comparison((Property(Variable(part.variable), key), e), ("=",)))
        return replace(part, properties=())

    paths = tuple(map_path(path, bare) for path in pattern.paths)
    return Pattern(paths, both(conditions, pattern.where))


def directed(pattern: Pattern) -> Iterator[Pattern]:
    """Patterns with arrows that together match, each row once, what a named pattern without arrows matches.

    ladybug walks a relationship from a node to itself once in each direction, openCypher once. So the two directions
    are taken apart, the second without such relationships.
    """
    open_steps = [
        (p, i)
        for p, path in enumerate(pattern.paths)
        for i, step in enumerate(path.relationships)
        if step.direction == "-"
    ]
    for ways in product((True, False), repeat=len(open_steps)):
        paths, apart = list(pattern.paths), list[Expression]()
        for (p, i), onward in zip(open_steps, ways, strict=True):
            steps = list(paths[p].relationships)
            steps[i] = replace(steps[i], direction=">" if onward else "<")
            paths[p] = replace(paths[p], relationships=tuple(steps))
            left, right = paths[p].nodes[i].variable, paths[p].nodes[i + 1].variable
            if not onward and left and right:
                apart.append(same(left, right, "<>"))
        yield Pattern(tuple(paths), both(apart, pattern.where))


def without_cycles(pattern: Pattern, fresh: Fresh) -> Pattern:
    """A named pattern whose paths close no cycle: where one would, another node is to be the same.

    ladybug loses rows where a cycle is closed by parallel relationships.
    """
    conditions: list[Expression] = []
    joined: dict[str, str] = {}

    def root(node: str) -> str:
        while joined.get(node, node) != node:
            node = joined[node]
        return node

    paths = []
    for path in pattern.paths:
        nodes = [path.nodes[0]]
        for node in path.nodes[1:]:
            before, here = root(nodes[-1].variable or ""), node.variable or ""
            if root(here) == before:
                node = replace(node, variable=fresh("node"))
                conditions.append(same(node.variable or "", here, "="))
            joined[root(node.variable or "")] = before
            nodes.append(node)
        paths.append(replace(path, nodes=tuple(nodes)))
    return Pattern(tuple(paths), both(conditions, pattern.where))


def with_copies(pattern: Pattern, outer: dict[str, str], fresh: Fresh) -> Pattern:
    """The pattern of a subquery, named and without maps, whose condition reads nothing outside but ids.

    ladybug joins a subquery with the rows outside by all values that it reads of them, and null joins nothing; so every
    variable of `outer` that the condition mentions is matched again inside, by its id. `outer` says of each whether it
    is a node or a relationship.
    """
    mentioned = sorted(set(mentions(pattern.where)) & set(outer)) if pattern.where is not None else []
    if not mentioned:
        return pattern
    copies = {variable: fresh(f"{outer[variable]}_copy") for variable in mentioned}
    paths = list(pattern.paths)
    for variable, copy in copies.items():
        if outer[variable] == "node":
            paths.append(Path((NodePattern(copy),), ()))
        else:
            ends = NodePattern(fresh("node")), NodePattern(fresh("node"))
            paths.append(Path(ends, (RelationshipPattern(copy, (), ">"),)))
    ids = [Comparison((Call("id", (Variable(c),)), Call("id", (Variable(v),))), ("=",)) for v, c in copies.items()]
    return Pattern(tuple(paths), both(ids, renamed(pattern.where, copies)))


def same(one: str, other: str, operator: str) -> Expression:
    return Comparison((Variable(one), Variable(other)), (operator,))


def both(conditions: Sequence[Expression], where: Expression | None) -> Expression | None:
    """The conditions and the WHERE."""
    every = (*conditions, *((where,) if where is not None else ()))
    return Logical("AND", every) if len(every) > 1 else every[0] if every else None


def mentions(syntax: Any) -> Iterator[str]:
    """The names of all variables in it, those of patterns inside too."""
    if isinstance(syntax, Variable):
        yield syntax.name
    elif isinstance(syntax, NodePattern | RelationshipPattern) and syntax.variable:
        yield syntax.variable
    for part in parts(syntax):
        yield from mentions(part)


def parts(syntax: Any) -> Iterable[Any]:
    if isinstance(syntax, tuple):
        return syntax
    return [getattr(syntax, field.name) for field in fields(syntax)] if is_dataclass(syntax) else ()


def renamed(syntax: Any, names: dict[str, str]) -> Any:
    """With other names for variables, in patterns inside too."""
    if isinstance(syntax, tuple):
        return tuple(renamed(part, names) for part in syntax)
    if isinstance(syntax, Variable):
        return replace(syntax, name=names.get(syntax.name, syntax.name))
    if not is_dataclass(syntax):
        return syntax
    changed = {field.name: renamed(getattr(syntax, field.name), names) for field in fields(syntax)}
    if isinstance(syntax, NodePattern | RelationshipPattern) and syntax.variable:
        changed["variable"] = names.get(syntax.variable, syntax.variable)
    return replace(syntax, **changed)  # type: ignore[type-var]
