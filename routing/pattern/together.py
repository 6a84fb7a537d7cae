"""Several patterns as one Python function: those that have a node found by the same value of an indexed property.

Most rules of a rulebook start alike: a need with some code, and who has it. Here that is looked up once for all of
them. The meaning is that of each pattern alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from routing.pattern import syntax as s
from routing.pattern.budget import steps
from routing.pattern.check import check_pattern
from routing.pattern.codegen import Expressions
from routing.pattern.nested import JOINT, NONE_LEFT, Nested, indented
from routing.pattern.plan import (
    Expand,
    Plan,
    constants,
    make_plan,
    order_of_mention,
    pattern_expressions,
)
from routing.pattern.runtime import NAMES
from routing.pattern.schema import Schema
from routing.pattern.types import Scope
from routing.pattern.writer import Writer, bound_by

MOST_AT_ONCE = 40
"""Patterns in one function: with more, the first case would wait long for what it does not need."""


class Start(NamedTuple):
    """A label, an indexed property of it, and a value."""

    label: str
    key: str
    value: str


class Part(NamedTuple):
    """A pattern, the number that its rows are marked with, and the name of the node that it starts from."""

    number: int
    pattern: s.Pattern
    node: str


def compile_together(
    parts: Sequence[Part], start: Start, schema: Schema, trusting: bool = False
) -> Callable[..., None]:
    """One function for all the matches of some patterns in which a node has the value to start from.

    `match(graph, as_of, budget, found)` appends a pair to `found` for each: the number of the pattern, and a dict from
    its variables to what they are bound to. A match may come more than once. None of the patterns may have a path of
    variable length. Nodes without a variable have their names by `with_names`. With `trusting`, it is for graphs alone
    that are vouched for to keep to the schema.
    """
    writer = _JointWriter(schema, trusting)
    source = writer.source(parts, start)
    namespace: dict[str, Any] = {**NAMES, **writer.constants}
    exec(compile(source, "<patterns>", "exec"), namespace)
    match: Callable[..., None] = namespace["match"]
    return match


def compile_alone(pattern: s.Pattern, number: int, schema: Schema, trusting: bool = False) -> Callable[..., None]:
    """The same for one pattern, wherever it starts, and also with paths of variable length."""
    scope = check_pattern(pattern, schema)
    writer = Writer(schema, trusting)
    plan = make_plan(pattern, scope, frozenset(), schema)
    source = writer.numbered(plan, scope, number, has_walk(pattern))
    namespace: dict[str, Any] = {**NAMES, **writer.constants}
    exec(compile(source, "<pattern>", "exec"), namespace)
    match: Callable[..., None] = namespace["match"]
    return match


def has_walk(pattern: s.Pattern) -> bool:
    """Whether a path of variable length is in a pattern, or in a subquery of it."""
    if any(rel.hops is not None for path in pattern.paths for rel in path.relationships):
        return True
    todo: list[s.Expression] = pattern_expressions(pattern)
    while todo:
        here = todo.pop()
        if isinstance(here, s.Subquery):
            if has_walk(here.pattern):
                return True
            todo.extend([here.returns] if here.returns is not None else [])
        todo.extend(s.children(here))
    return False


class _Planned(NamedTuple):
    """A part with its plan, from its start on, and what is to be tested at the start."""

    part: Part
    plan: Plan
    scope: Scope
    tests: tuple[s.Expression, ...]
    names: tuple[str, ...]
    """Its variables, as mentioned."""
    labels: tuple[str, ...]
    """Further labels that the node must have from which it starts."""

    @property
    def first(self) -> tuple[Any, ...] | None:
        """What its first step is, where it follows a relationship; equal for all that can take it together."""
        step = self.plan.stages[0].step if self.plan.stages else None
        if not isinstance(step, Expand) or step.joins:
            return None
        return (step.pattern.types, step.direction, self.plan.labels[step.to])


class _Branches(Nested):
    """Lines in which a condition opens a block, so that what comes beside it is not left out.

    In a loop that one pattern has for itself it goes on with the next candidate, as elsewhere: blocks can be nested
    only so deep.
    """

    single = False
    """Whether what is written now belongs to one pattern alone."""
    own_loop = False

    def branch(self) -> None:
        """Begin with what belongs to one pattern alone."""
        self.single, self.own_loop = True, False

    def back(self, depth: int) -> None:
        """Go back to what is shared."""
        self.depth, self.single, self.own_loop = depth, False, False

    def open(self, line: str) -> None:
        super().open(line)
        self.own_loop = self.own_loop or (self.single and line.startswith("for "))

    def test(self, condition: str) -> None:
        if self.own_loop:
            super().test(condition)
        else:
            self.open(f"if {condition}:")


class _JointWriter(Writer):
    """Writes several patterns into one function. All of it counts down one variable, `left`."""

    def __init__(self, schema: Schema, trusting: bool) -> None:
        super().__init__(schema, trusting)
        self.purse = JOINT
        self.functions: list[str] = []

    def source(self, parts: Sequence[Part], start: Start) -> str:
        """The source of a module with the function `match`."""
        groups: dict[tuple[Any, ...], list[_Planned]] = {}
        for part in parts:
            planned = self.planned(part, start)
            groups.setdefault(planned.first or ("alone", part.number), []).append(planned)
        nested = _Branches(JOINT)
        nested.open("for n in c:")
        # what goes on from here along a relationship is counted there
        if waiting := sum(1 + steps(*one.tests) for group in groups.values() for one in group if one.first is None):
            nested.add([f"left -= {waiting}"])
        for group in groups.values():
            self.together(group, nested)
            nested.back(1)
        begin = ["try:", *indented(self.entry(start, list(groups.values()))), "except KeyError:", "    return"]
        lines = [*begin, *self.look_up(), "left = budget[0]", *self.functions, *nested.lines]
        lines += ["budget[0] = left", *NONE_LEFT]
        return "\n".join(["def match(g, as_of, budget, found):", *indented(lines)]) + "\n"

    def entry(self, start: Start, groups: Sequence[Sequence[_Planned]]) -> list[str]:
        """What nothing can match without: the nodes with the value, and the index of the step that all take first."""
        lines = [f"c = g.by_key[{(start.label, start.key)!r}][{start.value!r}]"]
        step = groups[0][0].plan.stages[0].step if len(groups) == 1 and groups[0][0].first is not None else None
        if isinstance(step, Expand) and len(step.pattern.types) == 1:
            side = ("into" if step.direction == "<" else "out", step.pattern.types[0])
            lines.append(f"{self.indexes.pop(side)} = g.{side[0]}[{side[1]!r}]")
        return lines

    def planned(self, part: Part, start: Start) -> _Planned:
        scope = check_pattern(part.pattern, self.schema)
        plan = make_plan(part.pattern, scope, frozenset((part.node,)), self.schema)
        left = tuple(test for test in plan.before if start.value not in (constants(test, part.node, start.key) or ()))
        names = tuple(name for name in order_of_mention(part.pattern) if not name.startswith(" "))
        return _Planned(part, plan, scope, left, names, tuple(sorted(plan.labels[part.node] - {start.label})))

    def together(self, group: Sequence[_Planned], nested: _Branches) -> None:
        """Write those that take the same first step."""
        if group[0].first is None:
            for one in group:
                self.alone(one, {one.part.node: "n"}, [], one.tests, 0, nested)
            return
        step = group[0].plan.stages[0].step
        assert isinstance(step, Expand)
        nested.asks = False  # a node has no more of them than the graph: the loops inside these will ask
        taken, end = self.follow(
            step, "n", sum(1 + steps(*one.tests, *one.plan.stages[0].tests) for one in group), nested
        )
        for label in sorted(self.labels_to_test(step, group[0].plan)):
            nested.test(f"{label!r} in {end}.labels")
        depth = nested.depth
        for one in group:
            here = one.plan.stages[0].step
            assert isinstance(here, Expand)
            local = {one.part.node: "n", here.relationship: taken, here.to: end}
            self.alone(one, local, [(taken, here.pattern)], (*one.tests, *one.plan.stages[0].tests), 1, nested)
            nested.back(depth)

    def alone(
        self, one: _Planned, local: dict[str, str], used: list[tuple[str, s.RelationshipPattern]],
        tests: Sequence[s.Expression], begin: int, nested: _Branches,
    ) -> None:  # fmt: skip
        """Write what is left of one pattern."""

        def subquery(e: s.Subquery) -> str:
            lines, call = self.subquery(e, one.scope, local)
            self.functions.extend(lines)
            return call

        nested.branch()
        expressions = Expressions(local, one.scope, self.schema, self.constants, subquery)
        stages = one.plan.stages[begin:]
        conditions = [*self.needs(one.plan, begin), *(f"{label!r} in n.labels" for label in one.labels)]
        conditions += [expressions.true(test) for test in tests]
        if conditions:
            nested.test(" and ".join(conditions))
        for stage in stages:
            self.stage(stage, one.plan, one.scope, local, nested, used, expressions)
        nested.add([f"found.append(({one.part.number}, {bound_by(one.names, local)}))"])

    def needs(self, plan: Plan, begin: int) -> Iterator[str]:
        """The indexes without which the rest of a plan matches nothing."""
        for stage in plan.stages[begin:]:
            if isinstance(stage.step, Expand) and len(stage.step.pattern.types) == 1:
                yield self.index(stage.step.pattern.types[0], stage.step.direction)
