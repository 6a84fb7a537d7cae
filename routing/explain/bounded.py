"""Evaluation within bounds: rule files are untrusted, and a large case has many ways to match a careless pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from routing.pattern import syntax as s
from routing.pattern.budget import charge
from routing.pattern.graph import Node, Relationship
from routing.pattern.reference import Evaluator, Row

STEPS = 3_000_000
"""Nodes and relationships that one explanation may look at, over all its rules: about a second."""


@dataclass
class Bounded(Evaluator):
    """The reference evaluator, which stops with BudgetExceeded. `steps` is a list of one number, counted down."""

    steps: list[int] = field(default_factory=lambda: [STEPS])

    def _bind_node(self, pattern: s.NodePattern, node: Node, row: Row) -> Row | None:
        charge(self.steps, 1)
        return super()._bind_node(pattern, node, row)

    def _expand(
        self, step: s.RelationshipPattern, node: Node, used: tuple[Relationship, ...]
    ) -> Iterator[tuple[tuple[Relationship, ...], Node]]:
        charge(self.steps, len(self.graph.relationships))
        return super()._expand(step, node, used)
