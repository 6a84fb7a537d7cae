"""Compiles a pattern to a Python function: nested loops over indexes, conditions as early as they can be tested.

The meaning is that of `reference`; only the order of work differs. Matching is bounded: `budget` is the number of
steps it may take (see `budget`), and `BudgetExceeded` ends a match that needs more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from routing.pattern import syntax as s
from routing.pattern.budget import UNBOUNDED
from routing.pattern.check import check_pattern
from routing.pattern.graph import PropertyGraph, Value
from routing.pattern.plan import make_plan
from routing.pattern.runtime import NAMES
from routing.pattern.schema import Schema
from routing.pattern.types import Scope
from routing.pattern.writer import Writer

Bindings = tuple[Any, ...]
"""One row: what the variables are bound to, in the order of `CompiledPattern.variables`."""


class CompiledPattern:
    """A pattern as a function. `variables` are the names it binds, in order; `given` those it must be given."""

    def __init__(
        self, pattern: s.Pattern, schema: Schema | None = None, scope: Scope | None = None, given: Sequence[str] = ()
    ) -> None:
        self.pattern = pattern
        self.schema = schema
        self.given = tuple(given)
        self._scope = check_pattern(pattern, schema) if scope is None else scope
        plan = make_plan(pattern, self._scope, frozenset(given), schema)
        self.variables = plan.variables
        writer = Writer(schema)
        self.source = writer.module(plan, self._scope, self.given)
        namespace: dict[str, Any] = {**NAMES, **writer.constants}
        exec(compile(self.source, "<pattern>", "exec"), namespace)
        self.match: Callable[..., None] = namespace["match"]
        """Appends every row to a list, without the checks of `rows`: for graphs that index the keys of the schema."""
        self.bindings: Callable[[Bindings], dict[str, Any]] = namespace["bindings"]
        """A row as a dict from variable to what it is bound to."""
        self._unkeyed: CompiledPattern | None = None

    def rows(
        self,
        graph: PropertyGraph,
        given: Bindings = (),
        *,
        as_of: dt.date | None = None,
        parameters: Mapping[str, Value] | None = None,
        budget: list[int] | None = None,
    ) -> list[Bindings]:
        """Every match, as rows. `budget` is a one-element list that is counted down."""
        if self.schema is not None and self.schema.keys and graph.keys != self.schema.keys:
            return self._without_keys().rows(graph, given, as_of=as_of, parameters=parameters, budget=budget)
        found: list[Bindings] = []
        self.match(graph, given, as_of, parameters, budget or [UNBOUNDED], found)
        return found

    def _without_keys(self) -> CompiledPattern:
        """The same for graphs that do not index the key properties."""
        if self._unkeyed is None:
            assert self.schema is not None
            plain = Schema(self.schema.labels, self.schema.relationships)
            self._unkeyed = CompiledPattern(self.pattern, plain, self._scope, self.given)
        return self._unkeyed

    def matches(self, graph: PropertyGraph, as_of: dt.date | None = None) -> list[dict[str, Value]]:
        """Every match as a dict from variable to node, relationship or tuple of relationships."""
        return [self.bindings(row) for row in self.rows(graph, as_of=as_of)]


def compile_pattern(pattern: s.Pattern, schema: Schema | None = None) -> CompiledPattern:
    """Check and compile a pattern."""
    return CompiledPattern(pattern, schema)
