"""The questions of a decision: unknown properties that could change it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from routing.engines.firings import Firings
from routing.pattern.graph import Node
from routing.settlement.shown import Ids, Shown
from routing.settlement.written import EMPTY, listed, quoted

if TYPE_CHECKING:
    from routing.rulebook import Rulebook


def questions(
    firings: Firings,
    shown: Shown,
    deadlines: Iterable[tuple[Node, str, str]],
    ages: dict[str, set[str]],
    rulebook: Rulebook,
) -> str:
    """One question per unknown property, with the rules it concerns and what an answer could add.

    Asked are: what keeps a rule undetermined; what a firing hangs on (provisional); what a `deadlines` entry (node,
    property, rule) needs for a day or a place; and the ages that decide on an office.
    """
    found: dict[tuple[Ids, str], list[tuple[str, tuple[str, ...]]]] = {}
    for firing in firings.undetermined:
        id = firing[0].id
        adds = rulebook.could_add(id)
        for node, property in firing[3]:
            found.setdefault((shown.ids(node), property), []).append((id, adds))
    for firing in firings.fired:
        for node, property in firing[3]:
            found.setdefault((shown.ids(node), property), []).append((firing[0].id, ()))
    for node, property, id in deadlines:
        found.setdefault((shown.ids(node), property), []).append((id, ()))
    for person, ids in ages.items():
        found.setdefault((person, "age"), []).extend([(id, ()) for id in ids])
    if not found:
        return EMPTY
    entries = []
    for about, property in sorted(found, key=_by_about) if len(found) > 1 else found:
        asking = found[about, property]
        if len(asking) == 1:
            ((id, adds),) = asking
            rules, could_add = f"[{quoted(id)}]", listed(adds)
        else:
            rules = listed({id for id, _ in asking})
            could_add = listed({added for _, adds in asking for added in adds})
        entries.append(
            f'{{"about":{quoted(about) if isinstance(about, str) else listed(about)},"could_add":{could_add},'
            f'"property":{quoted(property)},"rules":{rules}}}'
        )
    return f"[{','.join(entries)}]"


def _by_about(asked: tuple[Ids, str]) -> tuple[tuple[str, ...], str]:
    about, property = asked
    return ((about,) if isinstance(about, str) else about, property)
