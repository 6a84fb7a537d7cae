"""Every way a pattern can match in a universe, each with the condition under which it does.

What `routing.pattern.reference` does on a graph, on all graphs at once: try everything, keep what may hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from routing.pattern import syntax as s
from routing.pattern.plan import mentioned
from routing.quality.solver.comparing import equals
from routing.quality.solver.logic import Formula, every
from routing.quality.solver.shapes import Shape
from routing.quality.solver.universe import Edge, Slot
from routing.quality.solver.values import Value, truth

if TYPE_CHECKING:
    from routing.quality.solver.scene import Scene

Bound = Slot | Edge | tuple[Edge, ...]
Env = Mapping[str, Bound]
"""What each variable is bound to, those without a name included."""
Limits = Mapping[str, int]
"""By label, how many nodes are bound already: the next new one is the first of the rest. One is as good as another."""

_FLIPPED = {">": "<", "<": ">", "-": "-"}


@dataclass(frozen=True)
class Row:
    """A binding of a pattern, and when it matches. `found` are the findings it newly binds."""

    env: Env
    holds: Formula
    found: tuple[Slot, ...]


@dataclass(frozen=True)
class _Partial:
    """A match under way."""

    env: Env
    conditions: tuple[Formula, ...]
    used: tuple[Edge, ...]
    limits: Limits | None
    promised: tuple[tuple[Value, s.Expression], ...] = ()


def rows(scene: Scene, shape: Shape, env: Env, limits: Limits | None = None) -> Iterator[Row]:
    """Every way a pattern can match, given what is bound around it. With `limits` only one of those that differ by
    nothing but which of several equal nodes they bind."""
    pattern = shape.pattern
    for partial in _paths(scene, shape, 0, _Partial(dict(env), (), (), limits)):
        conditions = [*partial.conditions]
        conditions += [equals(have, scene.value(e, partial.env, shape.scope)).yes for have, e in partial.promised]
        holds = every(conditions)
        if holds is not False and pattern.where is not None:
            holds = every((holds, truth(scene.value(pattern.where, partial.env, shape.scope)).yes))
        if holds is not False:
            new = dict.fromkeys(b for name, b in partial.env.items() if name not in env)
            found = tuple(b for b in new if isinstance(b, Slot) and b.label == "Finding")
            yield Row(partial.env, holds, found)


def _paths(scene: Scene, shape: Shape, index: int, partial: _Partial) -> Iterator[_Partial]:
    if index == len(shape.pattern.paths):
        yield partial
        return
    path = shape.pattern.paths[index]
    names = [node.variable for node in path.nodes]
    anchor = next((at for at, name in enumerate(names) if name in partial.env), 0)
    rightwards = [(at, at + 1, path.relationships[at]) for at in range(anchor, len(path.relationships))]
    leftwards = [(at + 1, at, path.relationships[at]) for at in range(anchor - 1, -1, -1)]
    for slot in _starts(scene, shape, path.nodes[anchor], partial):
        begun = _bind(scene, shape, path.nodes[anchor], slot, partial)
        if begun is not None:
            for walked in _walk(scene, shape, path, [*rightwards, *leftwards], {anchor: slot}, begun):
                yield from _paths(scene, shape, index + 1, walked)


def _starts(scene: Scene, shape: Shape, node: s.NodePattern, partial: _Partial) -> Iterator[Slot]:
    assert node.variable is not None
    bound = partial.env.get(node.variable)
    if bound is not None:
        assert isinstance(bound, Slot)
        yield bound
        return
    for label in sorted(shape.labels(node.variable)):
        yield from scene.slots(label, shape.kinds[node.variable])


def _walk(
    scene: Scene,
    shape: Shape,
    path: s.Path,
    steps: list[tuple[int, int, s.RelationshipPattern]],
    at: dict[int, Slot],
    partial: _Partial,
) -> Iterator[_Partial]:
    if not steps:
        yield partial
        return
    (start, end, step), *rest = steps
    direction = step.direction if start < end else _FLIPPED[step.direction]
    node = path.nodes[end]
    assert node.variable is not None
    wanted = shape.kinds[node.variable]
    for taken, last in _expand(scene, step, step.hops or (1, 1), at[start], direction, partial.used, wanted):
        edges = taken if start < end else taken[::-1]
        followed = _follow(scene, shape, step, edges, partial)
        bound = _bind(scene, shape, node, last, followed) if followed is not None else None
        if bound is not None:
            yield from _walk(scene, shape, path, rest, {**at, end: last}, bound)


def _expand(
    scene: Scene,
    step: s.RelationshipPattern,
    hops: tuple[int, int | None],
    slot: Slot,
    direction: str,
    used: tuple[Edge, ...],
    wanted: tuple[str, ...] | None,
) -> Iterator[tuple[tuple[Edge, ...], Slot]]:
    """Ways to follow a step from a node: the relationships taken, and where they lead."""
    least, most = hops
    assert most is not None
    if least == 0:
        yield (), slot
    if most == 0:
        return
    for edge, end in scene.leading(slot, step.types, direction, wanted if step.hops is None else None):
        if edge.present is False or edge in used:
            continue
        for taken, last in _expand(scene, step, (max(least - 1, 0), most - 1), end, direction, (*used, edge), wanted):
            yield (edge, *taken), last


def _follow(
    scene: Scene, shape: Shape, step: s.RelationshipPattern, taken: tuple[Edge, ...], partial: _Partial
) -> _Partial | None:
    env = partial.env
    if step.variable is not None:
        bound: Bound = taken if step.hops else taken[0]
        if env.get(step.variable, bound) != bound:
            return None
        env = {**env, step.variable: bound}
    conditions = (*partial.conditions, *(edge.present for edge in taken))
    inline = [(scene.detail(edge, name), e) for edge in taken for name, e in step.properties]
    return _promise(
        scene, shape, inline, _Partial(env, conditions, (*partial.used, *taken), partial.limits, partial.promised)
    )


def _bind(scene: Scene, shape: Shape, node: s.NodePattern, slot: Slot, partial: _Partial) -> _Partial | None:
    assert node.variable is not None
    scene.step()
    if (
        slot.present is False
        or slot.label not in shape.labels(node.variable)
        or not {slot.label}.issuperset(node.labels)
    ):
        return None
    limits = partial.limits
    if node.variable in partial.env:
        if partial.env[node.variable] is not slot:
            return None
        env, conditions = partial.env, partial.conditions
    else:
        if limits is not None and slot.label in scene.interchangeable:
            if slot.index > limits.get(slot.label, 0):
                return None
            limits = {**limits, slot.label: max(limits.get(slot.label, 0), slot.index + 1)}
        env, conditions = {**partial.env, node.variable: slot}, (*partial.conditions, slot.present)
    inline = [(scene.property(slot, name), e) for name, e in node.properties]
    return _promise(scene, shape, inline, _Partial(env, conditions, partial.used, limits, partial.promised))


def _promise(
    scene: Scene, shape: Shape, inline: list[tuple[Value, s.Expression]], partial: _Partial
) -> _Partial | None:
    """Judge what an inline map says where all it names is bound; leave the rest for the end."""
    conditions: list[Any] = []
    later = []
    for have, e in inline:
        if mentioned(e):
            later.append((have, e))
        else:
            conditions.append(equals(have, scene.value(e, partial.env, shape.scope)).yes)
    if any(condition is False for condition in conditions):
        return None
    return _Partial(
        partial.env, (*partial.conditions, *conditions), partial.used, partial.limits, (*partial.promised, *later)
    )
