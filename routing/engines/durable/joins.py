"""How large the joins of a case are, found out before durable_rules makes them: it cannot be stopped, and takes about
half a kilobyte for each partial match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from operator import eq, ge, gt, le, lt
from typing import Any

from routing.engines.durable.antecedent import NODE_ID, Antecedent, Joined, Kind
from routing.engines.durable.constant import Check
from routing.engines.durable.facts import Fact
from routing.engines.durable.network import Network
from routing.pattern.budget import charge

SMALL = 20_000
"""Partial matches of all rules together that are not worth counting one by one."""
STEPS = 4
"""What a partial match of a large join counts for."""

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}

FactsOf = Mapping[Kind, Sequence[Fact]]


def weigh(network: Network, facts: FactsOf, budget: list[int]) -> None:
    """Count the partial matches of a case against the budget, where they may be many. Raises BudgetExceeded."""
    if at_most(network, facts) > SMALL:
        for rule in network.rules:
            count(network, rule, facts, budget)


def at_most(network: Network, facts: FactsOf) -> int:
    """An upper bound of the partial matches, from how often an id occurs in a field of a kind of fact."""
    most: dict[tuple[Kind, str], int] = {}

    def often(kind: Kind, field: str) -> int:
        if (kind, field) not in most:
            ids = Counter(fact.fields[field] for fact in facts[kind]) if field != NODE_ID else {"": 1}
            most[kind, field] = max(ids.values(), default=0)
        return most[kind, field]

    total = 0
    for shape, rules in network.shapes.items():
        rows = rules
        for kind, fields in shape:
            rows *= min((often(kind, field) for field in fields), default=len(facts[kind])) if facts[kind] else 0
            if not rows:
                break
            total += rows
    return total


def count(network: Network, rule: Joined, facts: FactsOf, budget: list[int]) -> None:
    """Count the partial matches of one rule, one by one."""
    rows: list[tuple[Fact, ...]] = [()]
    for antecedent in rule.antecedents:
        index = _index(network, antecedent, facts[antecedent.kind])
        longer = []
        for row in rows:
            at = tuple(row[join.antecedent].fields[join.other_field] for join in antecedent.joins)
            more = index.get(at, ())
            charge(budget, 1 + STEPS * len(more))
            longer += [(*row, fact) for fact in more]
        rows = longer


def _index(network: Network, antecedent: Antecedent, facts: Sequence[Fact]) -> dict[tuple[str, ...], list[Fact]]:
    """The facts that pass the checks of an antecedent, by the ids it joins on."""
    names = network.uses[antecedent.kind].fields
    index: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        if all(_passes(check, fact.fields.get(names[check.field])) for check in antecedent.checks):
            index.setdefault(tuple(fact.fields[join.field] for join in antecedent.joins), []).append(fact)
    return index


def _passes(check: Check, value: str | int | bool | None) -> bool:
    if value is None:
        return False
    if check.operator == "IN":
        return value in check.values
    return COMPARE[check.operator](value, check.values[0])
