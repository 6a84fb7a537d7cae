"""The questions of a decision: unknown properties that could change it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from routing.engines.firings import Firings
from routing.pattern.graph import Node
from routing.settlement.shown import Ids, Shown

if TYPE_CHECKING:
    from routing.rulebook import Rulebook


def questions(
    firings: Firings,
    shown: Shown,
    deadlines: Iterable[tuple[Node, str, str]],
    ages: dict[str, set[str]],
    rulebook: Rulebook,
) -> list[dict[str, Any]]:
    """One question per unknown property, with the rules it concerns and what an answer could add.

    Asked are: what keeps a rule undetermined; what a firing hangs on (provisional); what a `deadlines` entry (node,
    property, rule) needs for a day or a place; and the ages that decide on an office.
    """
    found: dict[tuple[Ids, str], tuple[set[str], set[str]]] = {}

    def ask(about: Ids, property: str, asking: Iterable[str], adds: Iterable[str] = ()) -> None:
        rules, could_add = found.setdefault((about, property), (set(), set()))
        rules.update(asking)
        could_add.update(adds)

    for firing in firings.undetermined:
        for node, property in firing.unknown:
            ask(shown.ids(node), property, (firing.rule.id,), rulebook.could_add(firing.rule.id))
    for firing in firings.fired:
        for node, property in firing.unknown:
            ask(shown.ids(node), property, (firing.rule.id,))
    for node, property, rule in deadlines:
        ask(shown.ids(node), property, (rule,))
    for person, asking in ages.items():
        ask(person, "age", asking)
    if not found:
        return []
    return [
        {"about": about, "could_add": sorted(could_add), "property": property, "rules": sorted(rules)}
        for (about, property), (rules, could_add) in sorted(found.items(), key=_by_about)
    ]


def _by_about(asked: tuple[tuple[Ids, str], object]) -> tuple[tuple[str, ...], str]:
    about, property = asked[0]
    return ((about,) if isinstance(about, str) else about, property)
