"""Judges complete matches: what durable_rules cannot, with the naive evaluator and within the step budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from routing.engines.durable.antecedent import Joined
from routing.engines.durable.facts import Fact
from routing.pattern import syntax as s
from routing.pattern.budget import UNBOUNDED, charge
from routing.pattern.graph import Node, Relationship, Value
from routing.pattern.reference import Evaluator, Row


@dataclass
class Guard(Evaluator):
    """The naive evaluator, counting what it looks at."""

    budget: list[int] = field(default_factory=lambda: [UNBOUNDED])

    def rows(self, rule: Joined, facts: list[Fact]) -> Iterator[Row]:
        """What is left of a match: no row, one, or where paths were left over, several."""
        row: Row = {}
        for antecedent, fact in zip(rule.antecedents, facts, strict=True):
            row[antecedent.name] = fact.bound
            row.update((name, node) for (_, name), node in zip(antecedent.ends, fact.ends, strict=True))
        used = tuple(fact.bound for fact in facts if isinstance(fact.bound, Relationship))
        charge(self.budget, 1)
        if len(set(used)) < len(used) or not all(self.value(condition, row) is True for condition in rule.early):
            return
        for found, _ in self._paths(rule.rest, row, used):
            if all(self.value(condition, found) is True for condition in rule.late):
                yield found

    def value(self, e: s.Expression, row: Row) -> Value:
        charge(self.budget, 1)
        return super().value(e, row)

    def _bind_node(self, pattern: s.NodePattern, node: Node, row: Row) -> Row | None:
        charge(self.budget, 1)
        return super()._bind_node(pattern, node, row)

    def _expand(
        self, step: s.RelationshipPattern, node: Node, used: tuple[Relationship, ...]
    ) -> Iterator[tuple[tuple[Relationship, ...], Node]]:
        charge(self.budget, 1 + len(self.graph.relationships) // 8)
        return super()._expand(step, node, used)
