"""The truths that the conditions of a rule take on a graph: on all rows of its bare paths, without short circuit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from routing.pattern import syntax as s
from routing.pattern.compiler import Bindings, CompiledPattern
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.quality.coverage.layers import Layer

Truth = Literal["true", "false", "null"]
TRUTHS: tuple[Truth, ...] = ("true", "false", "null")


@dataclass
class Look:
    """One look at a graph: the day, the steps left (a list of one number, counted down), and the truths seen so far,
    each with the `id` of its atom."""

    graph: PropertyGraph
    as_of: dt.date
    budget: list[int]
    seen: set[tuple[int, Truth]] = field(default_factory=set)


class Truths:
    """The conditions of one layer, compiled, and those of the layers in it."""

    def __init__(self, layer: Layer, schema: Schema) -> None:
        def compiled(condition: s.Expression | None) -> CompiledPattern:
            return CompiledPattern(s.Pattern(layer.paths, condition), schema, layer.scope, layer.given)

        self._rows = compiled(None)
        self._atoms = [(id(a), compiled(a.expression), compiled(s.Not(a.expression))) for a in layer.atoms]
        self._inner = [Truths(inner, schema) for inner in layer.inner]

    def take(self, look: Look, given: Bindings = ()) -> None:
        """Add the truths that occur to those seen. Raises `BudgetExceeded` where that takes too many steps."""
        rows = self._rows.rows(look.graph, given, as_of=look.as_of, budget=look.budget)
        if not rows:
            return
        for atom, true, false in self._atoms:
            if any((atom, truth) not in look.seen for truth in TRUTHS):
                self._judge(atom, true, false, len(rows), look, given)
        for inner in self._inner:
            for row in rows:
                inner.take(look, (*given, *row))

    def _judge(
        self, atom: int, true: CompiledPattern, false: CompiledPattern, rows: int, look: Look, given: Bindings
    ) -> None:
        """Each row is one where the condition is true, one where its denial is, or one where it is null."""
        by = {"graph": look.graph, "given": given, "as_of": look.as_of, "budget": look.budget}
        counts = len(true.rows(**by)), len(false.rows(**by))  # type: ignore[arg-type]
        found = (*counts, rows - sum(counts))
        look.seen.update((atom, truth) for truth, count in zip(TRUTHS, found, strict=True) if count)
