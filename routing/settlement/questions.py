"""The questions of a decision: unknown properties that could change it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from routing.engines.firings import Firings
from routing.pattern.graph import Node
from routing.settlement.consequences import shown_ids

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

Shown = str | tuple[str, ...]


def questions(
    firings: Firings,
    deadlines: Iterable[tuple[Node, str, str]],
    ages: dict[str, set[str]],
    rulebook: Rulebook,
) -> list[dict[str, Any]]:
    """One question per unknown property, with the rules it concerns and what an answer could add.

    Asked are: what keeps a rule undetermined; what a firing hangs on (provisional); what a `deadlines` entry (node,
    property, rule) needs for a day or a place; and the ages that decide on an office.
    """
    rules: dict[tuple[Shown, str], set[str]] = {}
    could_add: dict[tuple[Shown, str], set[str]] = {}

    def ask(about: Shown, property: str, asking: Iterable[str], adds: Iterable[str] = ()) -> None:
        rules.setdefault((about, property), set()).update(asking)
        could_add.setdefault((about, property), set()).update(adds)

    for firing in firings.undetermined:
        for node, property in firing.unknown:
            ask(shown_ids(node, firings.graph), property, (firing.rule.id,), rulebook.could_add(firing.rule.id))
    for firing in firings.fired:
        for node, property in firing.unknown:
            ask(shown_ids(node, firings.graph), property, (firing.rule.id,))
    for node, property, rule in deadlines:
        ask(shown_ids(node, firings.graph), property, (rule,))
    for person, asking in ages.items():
        ask(person, "age", asking)
    return [
        {
            "about": about,
            "property": property,
            "rules": tuple(sorted(rules[about, property])),
            "could_add": tuple(sorted(could_add[about, property])),
        }
        for about, property in sorted(rules, key=lambda key: (_text(key[0]), key[1]))
    ]


def _text(about: Shown) -> tuple[str, ...]:
    return (about,) if isinstance(about, str) else about
