"""The right answers: what the naive engine, written to be read, derives from a case."""

from __future__ import annotations

from collections.abc import Iterable

from routing import Case, Rulebook
from routing.engines.firings import Firings
from routing.engines.reference import ReferenceEngine
from routing.pattern.plan import pattern_variables

Fired = tuple[str, tuple[tuple[str, str], ...]]
"""A rule id and its bindings: pairs of a variable's name and a node id, in the order of the names."""

Answer = frozenset[Fired]
"""All firings of a case. Equal answers are the same derivations."""


def expected(case: Case, rulebook: Rulebook) -> Answer:
    """The firings of a case by the reference engine."""
    engine = ReferenceEngine(rulebook.strata(case.as_of))
    return firings_of(engine.fire(case.to_graph(rulebook.vocabulary), case.as_of))


def firings_of(firings: Firings) -> Answer:
    """The firings of any engine of this project, in the form of the answers."""
    return frozenset(
        (firing.rule.id, tuple((name, firing.bindings[name].id) for name in sorted(firing.bindings)))  # type: ignore[union-attr]
        for firing in firings.fired
    )


def variables(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """The named variables of each rule, sorted: what the ids of a flat firing stand for."""
    return {rule.id: tuple(sorted(pattern_variables(rule.pattern))) for rule in rulebook.rules}


def named(flat: Iterable[tuple[str, ...]], names: dict[str, tuple[str, ...]]) -> Answer:
    """Flat firings, `(rule id, id, id, ...)` in the order of `variables`, in the form of the answers."""
    return frozenset((rule, tuple(zip(names[rule], ids, strict=True))) for rule, *ids in flat)
