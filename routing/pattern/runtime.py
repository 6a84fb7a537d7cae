"""What generated source may call: the operations on values, and following relationships."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from routing.pattern import values as v
from routing.pattern.budget import charge, exceed
from routing.pattern.graph import Node, PropertyGraph, Relationship, Value

EMPTY: dict[str, Any] = {}
NAN = float("nan")
"""For a number that is not there, where only true counts: no comparison with it is true."""


def property_of(owner: Value, name: str) -> Value:
    return owner.values.get(name) if isinstance(owner, (Node, Relationship)) else None


def has_labels(node: Value, labels: tuple[str, ...]) -> Value:
    return node.labels.issuperset(labels) if isinstance(node, Node) else None


def either_way(out: Sequence[Relationship], into: Sequence[Relationship]) -> Sequence[Relationship]:
    """The relationships that start or end at a node, a loop only once."""
    return [*out, *[r for r in into if r.start is not r.end]] if out and into else out or into


def walk(
    g: PropertyGraph, start: Node, types: tuple[str, ...], direction: str, hops: tuple[int, int],
    used: tuple[Relationship, ...], inline: tuple[tuple[str, Value], ...], budget: list[int],
    cost: int,
) -> Iterator[tuple[tuple[Relationship, ...], Node]]:  # fmt: skip
    """Paths of `hops` relationships from a node: those taken, and where they end. None is used twice.

    `cost` is what each way is counted as."""
    least, most = hops
    todo: list[tuple[tuple[Relationship, ...], Node]] = [((), start)]
    while todo:
        taken, here = todo.pop()
        if len(taken) >= least:
            yield taken, here
        if len(taken) == most:
            continue
        for type in types:
            ways = []
            if direction in (">", "-"):
                ways += [(r, r.end) for r in g.outgoing(type, here.id)]
            if direction in ("<", "-"):
                ways += [(r, r.start) for r in g.incoming(type, here.id) if direction == "<" or r.start is not r.end]
            charge(budget, len(ways) * cost)
            for relationship, end in ways:
                if relationship in taken or relationship in used:
                    continue
                if all(v.equals(relationship.values.get(name), value) is True for name, value in inline):
                    todo.append(((*taken, relationship), end))


NAMES: dict[str, Any] = {
    "equals": v.equals, "different": v.different, "less": v.less, "less_equal": v.less_equal, "greater": v.greater,
    "greater_equal": v.greater_equal, "all_of": v.all_of, "any_of": v.any_of, "one_of": v.one_of,
    "negation": v.negation, "member": v.member, "starts_with": v.starts_with, "ends_with": v.ends_with,
    "contains": v.contains, "add": v.add, "subtract": v.subtract, "multiply": v.multiply, "divide": v.divide,
    "modulo": v.modulo, "negative": v.negative, "days_until": v.days_until, "aggregate": v.aggregate,
    **{f"f_{name}": function for name, (function, _, _) in v.FUNCTIONS.items()},
    "walk": walk, "property_of": property_of, "has_labels": has_labels, "exceed": exceed,
    "either_way": either_way, "EMPTY": EMPTY, "NAN": NAN,
}  # fmt: skip
"""The namespace of generated source, but for the constants of a pattern."""
