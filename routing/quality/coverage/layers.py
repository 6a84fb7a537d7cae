"""A pattern taken apart: its paths without any condition, and its conditions down to the smallest.

A subquery is a layer below: its paths are matched in each row of the pattern around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from routing.pattern import syntax as s
from routing.pattern.schema import Schema
from routing.pattern.scope import bind
from routing.pattern.types import Scope


@dataclass(frozen=True, slots=True)
class Atom:
    """A smallest condition: no AND, OR, XOR or NOT in it, but perhaps a subquery. `key` is that of an inline map."""

    expression: s.Expression
    at: s.Position
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """Bare paths with a name for every part, in the scope they stand in, and the conditions on them.

    `given` are the variables of the layers around it, `inner` the subqueries in its conditions.
    """

    paths: tuple[s.Path, ...]
    scope: Scope
    given: tuple[str, ...]
    atoms: tuple[Atom, ...]
    inner: tuple[Layer, ...]

    @property
    def bound(self) -> tuple[str, ...]:
        """All variables: those given, then its own in the order of mention."""
        return tuple(dict.fromkeys((*self.given, *_mentioned(self.paths))))

    def all_atoms(self) -> Iterator[tuple[Atom, Layer]]:
        """Its atoms and those of the layers below, each with its layer."""
        for atom in self.atoms:
            yield atom, self
        for layer in self.inner:
            yield from layer.all_atoms()


def layers(pattern: s.Pattern, schema: Schema) -> Layer:
    """The layers of a checked pattern."""
    return _layer(pattern, None, {}, (), schema)


def _layer(
    pattern: s.Pattern, returns: s.Expression | None, around: Scope, given: tuple[str, ...], schema: Schema
) -> Layer:
    paths, inline = _bare(pattern, f" {len(around)} ")
    scope = bind(s.Pattern(paths), schema, around)
    bound = tuple(dict.fromkeys((*given, *_mentioned(paths))))
    conditions = [atom.expression for atom in inline] + ([pattern.where] if pattern.where is not None else [])
    own = [*inline, *(_atoms(pattern.where) if pattern.where is not None else ())]
    inside = _subqueries([*conditions, *([returns] if returns is not None else [])])
    inner = tuple(_layer(e.pattern, e.returns, scope, bound, schema) for e in inside)
    return Layer(paths, scope, given, tuple(own), inner)


def _bare(pattern: s.Pattern, prefix: str) -> tuple[tuple[s.Path, ...], list[Atom]]:
    """The paths with every part named, and what their inline maps say.

    The map of a path of variable length is asked of each relationship on the way: it stays part of the path.
    """
    inline: list[Atom] = []
    count = 0

    def name(part: s.NodePattern | s.RelationshipPattern) -> str:
        nonlocal count
        count += 1
        return part.variable or f"{prefix}{count}"

    def take(variable: str, properties: Iterable[tuple[str, s.Expression]]) -> None:
        for key, value in properties:
            read = s.Property(s.Variable(variable), key, at=value.at)
            inline.append(Atom(s.Comparison((read, value), ("=",), at=value.at), value.at, key))

    paths = []
    for path in pattern.paths:
        nodes, relationships = [], []
        for node in path.nodes:
            nodes.append(s.NodePattern(name(node), node.labels, at=node.at))
            take(nodes[-1].variable or "", node.properties)
        for rel in path.relationships:
            bare = replace(rel, variable=name(rel), properties=rel.properties if rel.hops else ())
            relationships.append(bare)
            if not rel.hops:
                take(bare.variable or "", rel.properties)
        paths.append(s.Path(tuple(nodes), tuple(relationships), at=path.at))
    return tuple(paths), sorted(inline, key=lambda atom: atom.at.start)


def _atoms(e: s.Expression) -> Iterator[Atom]:
    match e:
        case s.Logical(operands=operands):
            for operand in operands:
                yield from _atoms(operand)
        case s.Not(operand=operand):
            yield from _atoms(operand)
        case s.Comparison(operands=operands, operators=operators) if len(operators) > 1:
            for left, operator, right in zip(operands, operators, operands[1:], strict=False):
                at = replace(left.at, end=right.at.end)
                yield Atom(s.Comparison((left, right), (operator,), at=at), at)
        case s.Constant():
            return  # it says nothing about a case
        case _:
            yield Atom(e, e.at)


def _subqueries(conditions: Sequence[s.Expression]) -> Iterator[s.Subquery]:
    for e in conditions:
        if isinstance(e, s.Subquery):
            yield e
        yield from _subqueries(s.children(e))


def _mentioned(paths: Iterable[s.Path]) -> Iterator[str]:
    """The names of all parts, from left to right."""
    for path in paths:
        for index, node in enumerate(path.nodes):
            if index:
                yield path.relationships[index - 1].variable or ""
            yield node.variable or ""
