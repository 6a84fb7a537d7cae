"""Why a rule did not fire that a test expects to, or fired that it does not: the nearest reason, in a line."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from routing.decision import Decision
from routing.engines import Firings
from routing.pattern.budget import BudgetExceeded
from routing.pattern.compiler import CompiledPattern
from routing.pattern.syntax import Expression, Logical, Pattern
from routing.quality.expectations import Difference
from routing.quality.testing.run import Outcome
from routing.router import Router
from routing.rulebook import Rule
from routing.rulebook.reads import ANY
from routing.rulebook.strata import derived_kinds

MOST_STEPS = 200_000
"""Steps that looking for one reason may take; beyond, the reason is not told."""


def reasons(outcome: Outcome, router: Router) -> dict[str, str]:
    """For each rule that a failed test is surprised by, why it fired or not.

    They quote the rules and name what the case holds by its ids, never by its values.
    """
    test, decision = outcome.test, outcome.decision
    missing, extra = surprising(outcome.details)
    if test is None or decision is None or not (missing or extra):
        return {}
    found = {rule: _fired(rule, decision) for rule in extra}
    if missing:
        search = _Search(router, router.fire(test.case), test.case.as_of)
        in_force = {rule.id: rule for rule in router.rulebook.rules_in_force(test.case.as_of)}
        found |= {id: search.reason(id, in_force.get(id)) for id in missing}
    return found


def surprising(details: tuple[Difference, ...]) -> tuple[list[str], list[str]]:
    """The rules that were expected to fire and did not, and those that fired against what was expected."""
    fires = [detail for detail in details if detail.field == "fires"]
    denied = [detail for detail in details if detail.field in ("fires", "not_fires")]
    return (
        sorted({rule for detail in fires for rule in detail.missing}),
        sorted({rule for detail in denied for rule in detail.extra}),
    )


def _fired(rule: str, decision: Decision) -> str:
    bindings = [firing.bindings for firing in decision.trace if firing.rule == rule]
    first = ", ".join(f"{name}={_shown(bound)}" for name, bound in sorted(bindings[0].items()))
    more = f", and for {len(bindings) - 1} more" if len(bindings) > 1 else ""
    return f"fired for {first}{more}"


def _shown(bound: object) -> str:
    return "+".join(map(str, bound)) if isinstance(bound, list | tuple) else str(bound)


class _Search:
    """Looks for what keeps a rule from firing on one case."""

    def __init__(self, router: Router, firings: Firings, day: dt.date) -> None:
        self.router = router
        self.firings = firings
        self.day = day

    def reason(self, id: str, rule: Rule | None) -> str:
        if rule is None:
            return f"is not in force on {self.day.isoformat()}"
        unknown = {
            f"{node.values.get('id', node.id)}.{name}"
            for firing in self.firings.undetermined
            if firing.rule.id == id
            for node, name in firing.unknown
        }
        if unknown:
            return f"hangs on what is not known: {', '.join(sorted(unknown))}"
        try:
            return self._unfulfilled(rule)
        except BudgetExceeded:
            return "did not fire; its pattern has too many matches to say why"

    def _unfulfilled(self, rule: Rule) -> str:
        rulebook = self.router.rulebook
        present = {firing.rule.id: derived_kinds(firing.rule) for firing in self.firings.fired}
        derived = frozenset().union(*present.values())
        for kind in sorted(rulebook.reads(rule).plain - derived - {ANY}):
            return f"reads the finding `{kind}`, which no rule derived"
        where = rule.pattern.where
        count = self._matches(dataclasses.replace(rule.pattern, where=None))
        if not count or where is None or rule.where is None:
            return "nothing in the case is as its `match` says"
        for part in _parts(where):
            if not self._matches(dataclasses.replace(rule.pattern, where=part)):
                return f"`{_text(rule.where, part)}` holds for none of {count}"
        return f"no one match fulfils all of its `where`, of {count}"

    def _matches(self, pattern: Pattern) -> int:
        compiled = CompiledPattern(pattern, self.router.rulebook.schema)
        # the graph of the firings holds the findings that were derived
        return len(compiled.rows(self.firings.graph, as_of=self.day, budget=[MOST_STEPS]))


def _parts(e: Expression) -> Iterator[Expression]:
    """What AND joins, on the outside."""
    if isinstance(e, Logical) and e.operator == "AND":
        for operand in e.operands:
            yield from _parts(operand)
    else:
        yield e


def _text(where: str, part: Expression) -> str:
    """A part of a condition as its author wrote it, on one line."""
    return " ".join(where[part.at.start : part.at.end].split())
