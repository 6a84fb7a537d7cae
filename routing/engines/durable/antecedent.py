"""A rule's pattern as antecedents: one fact for each node and each relationship, joined on the ids of nodes.

What durable_rules does not join soundly is left over: paths of variable length, what is beyond 16 facts, and every
condition that is not a check against constants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from routing.engines.durable.constant import Check, checks
from routing.pattern import syntax as s
from routing.pattern.plan import conjuncts, mentioned

MOST_FACTS = 16
"""Antecedents of one rule."""
MOST_CHECKS = 12
"""Checks of one antecedent; of those at most one is an IN-list."""

NODE_ID, START, END = "pid", "frm", "to"


class Nodes(NamedTuple):
    """The kind of fact that is asserted for each node that has all the labels."""

    labels: frozenset[str]


class Relationships(NamedTuple):
    """The kind of fact for each relationship of the types (none: any); `both` also the other way round."""

    types: frozenset[str]
    both: bool


Kind = Nodes | Relationships


class Join(NamedTuple):
    """`field` of this fact equals `other_field` of an earlier antecedent."""

    field: str
    antecedent: int
    other_field: str


class Antecedent(NamedTuple):
    """One fact of a match. `name` is the node or relationship it stands for, `ends` what its id fields name."""

    name: str
    kind: Kind
    ends: tuple[tuple[str, str], ...]
    joins: tuple[Join, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Joined:
    """A pattern, taken apart. `antecedents` are joined by durable_rules. A match of them is then judged: `early` holds,
    `rest` matches too, `late` holds, and no relationship is used twice. Names that begin with a space are anonymous."""

    antecedents: tuple[Antecedent, ...]
    early: tuple[s.Expression, ...]
    rest: tuple[s.Path, ...]
    late: tuple[s.Expression, ...]


@dataclass
class _Edge:
    name: str
    left: str
    right: str
    pattern: s.RelationshipPattern


@dataclass
class _Parts:
    labels: dict[str, set[str]] = field(default_factory=dict)
    edges: list[_Edge] = field(default_factory=list)
    conditions: list[s.Expression] = field(default_factory=list)


def taken_apart(pattern: s.Pattern) -> _Parts:
    """Nodes, edges and conditions; every part gets a name, every inline map but that of a long path is a condition."""
    parts = _Parts()
    count = 0

    def named(part: s.NodePattern | s.RelationshipPattern) -> str:
        nonlocal count
        count += 1
        return part.variable or f" {count}"

    def conditions(name: str, part: s.NodePattern | s.RelationshipPattern) -> None:
        for key, value in part.properties:
            parts.conditions.append(s.Comparison((s.Property(s.Variable(name), key), value), ("=",)))

    for path in pattern.paths:
        names = []
        for node in path.nodes:
            names.append(named(node))
            parts.labels.setdefault(names[-1], set()).update(node.labels)
            conditions(names[-1], node)
        for left, rel, right in zip(names, path.relationships, names[1:], strict=False):
            edge = _Edge(named(rel), left, right, rel)
            parts.edges.append(edge)
            if rel.hops is None:
                conditions(edge.name, rel)
    for condition in conjuncts(pattern.where):
        match condition:
            case s.HasLabels(subject=s.Variable(name=name), labels=labels) if name in parts.labels:
                parts.labels[name].update(labels)
            case _:
                parts.conditions.append(condition)
    return parts


def joined(pattern: s.Pattern) -> Joined:
    """The pattern of a rule for durable_rules."""
    parts = taken_apart(pattern)
    asked, guarded = _sorted(parts)
    order = _Order(parts, asked)
    found = set(order.bound) | {antecedent.name for antecedent in order.antecedents}
    for condition, its_checks in asked.conditions:
        if any(check.variable not in found for check in its_checks):
            guarded.append(condition)
    rest = tuple(order.rest())
    unbound = {part.variable for path in rest for part in path.parts} - found
    late = tuple(condition for condition in guarded if mentioned(condition) & unbound)
    early = tuple(condition for condition in guarded if condition not in late)
    return Joined(tuple(order.antecedents), early, rest, late)


@dataclass
class _Asked:
    """The conditions that are checks, and the checks by variable."""

    conditions: list[tuple[s.Expression, list[Check]]] = field(default_factory=list)
    of: dict[str, list[Check]] = field(default_factory=dict)


def _sorted(parts: _Parts) -> tuple[_Asked, list[s.Expression]]:
    """Conditions that durable_rules judges, and those that the guard does."""
    asked = _Asked()
    guarded = []
    single = {*parts.labels, *(edge.name for edge in parts.edges if edge.pattern.hops is None)}
    for condition in parts.conditions:
        found = checks(condition)
        if found is None or not all(
            _takes(asked.of.get(check.variable, []), check, single, len(found)) for check in found
        ):
            guarded.append(condition)
            continue
        asked.conditions.append((condition, found))
        for check in found:
            asked.of.setdefault(check.variable, []).append(check)
    return asked, guarded


def _takes(known: list[Check], check: Check, single: set[str], more: int) -> bool:
    """Whether a check fits what is asked of a part already; `more` checks come with it."""
    if check.variable not in single or len(known) + more > MOST_CHECKS:
        return False
    return check.operator != "IN" or all(other.operator != "IN" for other in known)


class _Order:
    """Puts nodes and relationships in an order in which each joins those before it, as far as that goes."""

    def __init__(self, parts: _Parts, asked: _Asked) -> None:
        self.parts = parts
        self.asked = asked
        self.antecedents: list[Antecedent] = []
        self.bound: dict[str, tuple[int, str]] = {}  # by node: the antecedent and the field that hold its id
        self.edges = [edge for edge in parts.edges if edge.pattern.hops is None]
        self.full = False
        for node in sorted(parts.labels, key=self._weight, reverse=True):
            if node not in self.bound and not self.full and (not self.antecedents or self._worth(node)):
                self._component(node)

    def _weight(self, node: str) -> tuple[bool, int]:
        found = self.asked.of.get(node, [])
        return any(check.operator in ("=", "IN") for check in found), len(found)

    def _worth(self, node: str) -> bool:
        """Not a bare node at the end of a path of variable length: the guard finds those along the path."""
        fixed = any(node in (edge.left, edge.right) for edge in self.edges)
        long = any(node in (e.left, e.right) for e in self.parts.edges if e.pattern.hops is not None)
        return fixed or not long or bool(self.asked.of.get(node))

    def _component(self, start: str) -> None:
        """Join all that hangs together with a node, until 16 facts are reached."""
        self.full = len(self.antecedents) == MOST_FACTS
        if self.full:
            return
        self._node(start)
        while edge := next((e for e in self.edges if e.left in self.bound or e.right in self.bound), None):
            described = [
                end for end in dict.fromkeys((edge.left, edge.right)) if end not in self.bound and self._described(end)
            ]
            self.full = len(self.antecedents) + 1 + len(described) > MOST_FACTS
            if self.full:
                return
            self.edges.remove(edge)
            self._edge(edge)
            for end in described:
                self._node(end)

    def _described(self, node: str) -> bool:
        return bool(self.parts.labels[node] or self.asked.of.get(node))

    def _node(self, node: str) -> None:
        self._add(node, Nodes(frozenset(self.parts.labels[node])), ((NODE_ID, node),))

    def _edge(self, edge: _Edge) -> None:
        pattern = edge.pattern
        ends = (edge.right, edge.left) if pattern.direction == "<" else (edge.left, edge.right)
        kind = Relationships(frozenset(pattern.types), pattern.direction == "-")
        self._add(edge.name, kind, ((START, ends[0]), (END, ends[1])))

    def _add(self, name: str, kind: Kind, ends: tuple[tuple[str, str], ...]) -> None:
        at = len(self.antecedents)
        joins = []
        for id_field, node in ends:
            if node not in self.bound:
                self.bound[node] = at, id_field
            else:
                joins.append(Join(id_field, *self.bound[node]))
        self.antecedents.append(Antecedent(name, kind, ends, tuple(joins), tuple(self.asked.of.get(name, ()))))

    def rest(self) -> Iterator[s.Path]:
        """The edges and nodes that are not joined, as paths whose parts are all named."""
        done = {antecedent.name for antecedent in self.antecedents}
        reached = set(self.bound)
        for edge in self.parts.edges:
            if edge.name not in done:
                ends = tuple(
                    s.NodePattern(end, tuple(sorted(self.parts.labels[end]))) for end in (edge.left, edge.right)
                )
                properties = edge.pattern.properties if edge.pattern.hops is not None else ()
                step = replace(edge.pattern, variable=edge.name, properties=properties)
                reached |= {edge.left, edge.right}
                yield s.Path(ends, (step,))
        for node, labels in self.parts.labels.items():
            if node not in reached:
                yield s.Path((s.NodePattern(node, tuple(sorted(labels))),), ())
