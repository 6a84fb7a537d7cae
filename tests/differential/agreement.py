"""Running a pattern on both engines, and making a disagreement small enough to read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from routing.pattern import PropertyGraph
from routing.pattern.compiler import compile_pattern
from routing.pattern.reference import match
from routing.pattern.schema import Schema
from routing.pattern.syntax import Expression, Logical, Not, Path, Pattern

from .text import to_text

AS_OF = dt.date(2026, 4, 1)

Row = dict[str, Any]
Rows = Counter[tuple[tuple[str, Any], ...]]
Fails = Callable[[PropertyGraph, Pattern], bool]


@dataclass(frozen=True)
class Pair:
    """A graph and a pattern."""

    graph: PropertyGraph
    pattern: Pattern


def by_id(rows: list[Row]) -> Rows:
    """The rows as a multiset, each node and relationship by its id."""
    return Counter(tuple(sorted((name, identity(value)) for name, value in row.items())) for row in rows)


def identity(value: Any) -> Any:
    return tuple(identity(part) for part in value) if isinstance(value, list | tuple) else value.id


def expected(graph: PropertyGraph, pattern: Pattern) -> Rows:
    """What the pattern means."""
    return by_id(match(graph, pattern, AS_OF))


def compiled(pattern: Pattern, schema: Schema | None) -> Callable[[PropertyGraph], Rows]:
    """The compiled pattern, as a function from a graph to its rows."""
    matcher = compile_pattern(pattern, schema)
    return lambda graph: by_id(matcher.matches(graph, AS_OF))


def disagree(schema: Schema | None) -> Fails:
    """Whether the engines find different rows."""
    return lambda graph, pattern: expected(graph, pattern) != compiled(pattern, schema)(graph)


def reproduction(graph: PropertyGraph, pattern: Pattern, schema: Schema | None) -> str:
    """A report of a disagreement, on a graph and a pattern made as small as they get."""
    small = shrink(Pair(graph, pattern), disagree(schema))
    lines = [f"MATCH {to_text(small.pattern)}", *described(small.graph)]
    lines.append(f"reference: {sorted(expected(small.graph, small.pattern).items())}")
    lines.append(f"compiled:  {sorted(compiled(small.pattern, schema)(small.graph).items())}")
    return "\n".join(lines)


def described(graph: PropertyGraph) -> Iterator[str]:
    for node in graph.nodes.values():
        yield f"({node.id} {sorted(node.labels)} {dict(node.properties)})"
    for r in graph.relationships.values():
        yield f"({r.start.id})-[{r.id} {r.type} {dict(r.properties)}]->({r.end.id})"


def shrink(pair: Pair, fails: Fails) -> Pair:
    """The smallest pair, found by leaving out one part after another, that still fails."""
    while True:
        for smaller in (*smaller_patterns(pair), *smaller_graphs(pair)):
            if survives(smaller, fails):
                pair = smaller
                break
        else:
            return pair


def survives(pair: Pair, fails: Fails) -> bool:
    """Whether the pair still fails; one that cannot be run at all (a variable is gone) does not count."""
    try:
        return fails(pair.graph, pair.pattern)
    except Exception:
        return False


def smaller_patterns(pair: Pair) -> Iterator[Pair]:
    pattern = pair.pattern
    for i in range(len(pattern.paths)):
        if len(pattern.paths) > 1:
            yield replace(pair, pattern=replace(pattern, paths=pattern.paths[:i] + pattern.paths[i + 1 :]))
        for path in smaller_paths(pattern.paths[i]):
            yield replace(pair, pattern=replace(pattern, paths=(*pattern.paths[:i], path, *pattern.paths[i + 1 :])))
    if pattern.where is not None:
        for where in (None, *smaller_conditions(pattern.where)):
            yield replace(pair, pattern=replace(pattern, where=where))


def smaller_paths(path: Path) -> Iterator[Path]:
    if path.relationships:
        yield Path(path.nodes[1:], path.relationships[1:])
        yield Path(path.nodes[:-1], path.relationships[:-1])
    for i, node in enumerate(path.nodes):
        for bare in (replace(node, labels=()), replace(node, properties=())):
            if bare != node:
                yield replace(path, nodes=(*path.nodes[:i], bare, *path.nodes[i + 1 :]))


def smaller_conditions(condition: Expression) -> Iterator[Expression]:
    if isinstance(condition, Logical):
        yield from condition.operands
    if isinstance(condition, Not):
        yield condition.operand


def smaller_graphs(pair: Pair) -> Iterator[Pair]:
    graph = pair.graph
    for id in [*graph.nodes, *graph.relationships]:
        yield replace(pair, graph=copy(graph, leave_out=id))
    for part in (*graph.nodes.values(), *graph.relationships.values()):
        for name in part.properties:
            yield replace(pair, graph=copy(graph, forget=(part.id, name)))


def copy(
    graph: PropertyGraph,
    *,
    leave_out: str = "",
    forget: tuple[str, str] = ("", ""),
    order: Callable[[list[Any]], list[Any]] = list,
    extra_label: str = "",
) -> PropertyGraph:
    """A copy of a graph without a part, without a property, in another order, or with one more label on each node."""
    result = PropertyGraph(graph.keys)
    for node in order(list(graph.nodes.values())):
        if node.id != leave_out:
            labels = {*node.labels, extra_label} - {""}
            result.add_node(node.id, labels, {k: v for k, v in node.properties.items() if (node.id, k) != forget})
    for r in order(list(graph.relationships.values())):
        if leave_out not in (r.id, r.start.id, r.end.id):
            properties = {k: v for k, v in r.properties.items() if (r.id, k) != forget}
            result.add_relationship(r.id, r.type, r.start.id, r.end.id, properties)
    return result.freeze()
