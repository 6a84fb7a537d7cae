"""What every engine returns: the rules that fired, with bindings; the ones an unknown fact keeps open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from routing.pattern.graph import Node, PropertyGraph, Relationship
from routing.pattern.plan import order_of_mention
from routing.pattern.syntax import Pattern
from routing.rulebook.rule import Rule

Bound = Node | Relationship | tuple[Relationship, ...]
Unknown = tuple[Node, str]
"""A node and the name of a declared property it lacks."""


class Firing(NamedTuple):
    """A rule and one binding of its named variables.

    In `Firings.fired` the pattern holds; `provisional` says that it might cease to once the `unknown` properties are
    known. In `Firings.undetermined` it might come to hold once they are.
    """

    rule: Rule
    bindings: Mapping[str, Bound]
    provisional: bool = False
    unknown: tuple[Unknown, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """Rule id and bound ids, in the order of variable names: equal for equal firings."""
        return (self.rule.id, *((name, _id(self.bindings[name])) for name in sorted(self.bindings)))


def _id(bound: Bound) -> str:
    return " ".join(r.id for r in bound) if isinstance(bound, tuple) else bound.id


def ids_of(pattern: Pattern) -> Callable[[Mapping[str, Any]], tuple[str, ...]]:
    """A function from bindings of a pattern to the ids of what is bound, in the order of variable names: different for
    different bindings."""
    names = sorted(set(order_of_mention(pattern)))
    lists = any(rel.variable and rel.hops for path in pattern.paths for rel in path.relationships)
    if lists:
        return lambda bindings: tuple([_id(bindings[name]) for name in names])
    match names:  # most have few: written out, they take a third of the time
        case (p, q):
            return lambda bindings: (bindings[p].id, bindings[q].id)
        case (p, q, r):
            return lambda bindings: (bindings[p].id, bindings[q].id, bindings[r].id)
    return lambda bindings: tuple([bindings[name].id for name in names])


class Firings(NamedTuple):
    """The result of firing a rulebook on a case graph: a set, given sorted.

    `graph` is the case graph with the derived findings. `exceeded` says that the step budget ran out: what fired
    until then is kept, but nothing may be settled on it. `engine` fired them, `verified_by` are the other engines that
    derived the same. `disputed` says that two engines did not: `fired` is then all that either derived.
    """

    fired: tuple[Firing, ...]
    undetermined: tuple[Firing, ...]
    graph: PropertyGraph
    exceeded: bool = False
    engine: str = "native"
    verified_by: tuple[str, ...] = ()
    disputed: bool = False


def cost_of_firing(rule: Rule) -> int:
    """The steps that a firing counts for: recording it, deriving from it, and settling its effects."""
    return 10 + 10 * len(rule.effects)
