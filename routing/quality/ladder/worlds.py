"""Small worlds in which a ladder is tried: rulebooks of a few rules with the ladder and the escalation under proof."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routing.case import Case
from routing.router import Router
from routing.rulebook import Rulebook
from routing.rulebook.escalation import Escalation
from routing.rulebook.ladder import COUNTED, Ladder, Step

_HEAD: dict[str, Any] = {
    "rulebook": "world",
    "version": "1",
    "title": {"ja": "小さな世界", "en": "a small world"},
    "serves": "any",
    "tiers": ["specialist", "fallback"],
}
_NEED = "(p:Person)-[:HAS]->(n:Need {code: 'care.needed'})"
_CASE = "{case: k, as_of: 2026-04-01, municipality: world, received_by: town_center, persons: [{id: p}], needs: [NEED]}"


@dataclass(frozen=True)
class World:
    """A case and the router that decides on it. `name` says in Japanese and in English what there is in it."""

    name: tuple[str, str]
    case: Case
    router: Router


def worlds(ladder: Ladder, escalation: Mapping[str, Escalation]) -> tuple[World, ...]:
    """The worlds, the plainest first.

    In them there is one agency for the need; another one after it; none for the need, without and with a lead by
    default; agencies between which people decide who leads; roles for several agencies, with a statutory report. The
    receiver of the case is the town center, which leads nothing.
    """
    return tuple(
        World(name, Case.parse(_CASE.replace("NEED", need)), _router(rules, head, ladder, escalation))
        for name, need, rules, head in _WORLDS
    )


def _refer(kind: str, tier: str, *, lead: bool = True) -> dict[str, Any]:
    role = "lead" if lead else "support"
    return {"refer": {"to": kind, "role": role, "tier": tier, "about": "p", "for": "n"}}


def _rule(id: str, *effects: dict[str, Any]) -> dict[str, Any]:
    return {"id": id, "title": {"ja": id, "en": id}, "match": _NEED, "then": list(effects)}


_ONE = _rule("one", _refer("health_center", "specialist"))
_NEXT = _rule("next", _refer("welfare_office", "fallback"))
_OTHER = _rule("other", _refer("welfare_office", "specialist"))
_SHARED = _rule(
    "shared",
    {"refer": {"to": "social_council", "role": "lead", "tier": "specialist", "about": "p"}},
    _refer("health_center", "specialist", lead=False),
    {"duty": {"to": "welfare_office", "about": "p", "within": "PT48H"}},
)
_CARE, _OTHER_NEED = "{id: n, person: p, code: care.needed}", "{id: n, person: p, code: debt.arrears}"
_WORLDS: tuple[tuple[tuple[str, str], str, tuple[dict[str, Any], ...], dict[str, Any]], ...] = (
    (("担える機関が一つ", "one agency that could do it"), _CARE, (_ONE,), {}),
    (("担える機関が二つ", "a second agency after the first"), _CARE, (_ONE, _NEXT), {}),
    (
        ("担える機関がなく、既定の主担当もない", "no agency for the need, and no lead by default"),
        _OTHER_NEED,
        (_ONE,),
        {},
    ),
    (
        ("担える機関がないが、既定の主担当がある", "no agency for the need, and a lead by default"),
        _OTHER_NEED,
        (_ONE,),
        {"default_lead": "support_center"},
    ),
    (
        ("主担当が決まらない", "agencies between which people decide who leads"),
        _CARE,
        (_ONE, _OTHER),
        {"contested": [["health_center", "welfare_office"]]},
    ),
    (
        ("主担当、支援の機関、通告", "one agency to lead, another for the need, and a statutory report"),
        _CARE,
        (_SHARED,),
        {},
    ),
)


def _router(
    rules: tuple[dict[str, Any], ...], head: dict[str, Any], ladder: Ladder, escalation: Mapping[str, Escalation]
) -> Router:
    levels = {code: {"level": entry.level, "count": entry.count} for code, entry in escalation.items()}
    steps = [_written(step) for step in ladder.steps]
    texts = {
        "rulebook.yaml": json.dumps({**_HEAD, **head, "ladder": steps, "escalation": levels}, ensure_ascii=False),
        "rules.yaml": json.dumps({"rules": rules}, ensure_ascii=False),
    }
    return Router(Rulebook.parse(texts), cross_check=False)


def _written(step: Step) -> dict[str, Any]:
    """A step as a rulebook writes it, without what is for readers."""
    fields: dict[str, Any] = {"id": step.id, "on": step.on, "do": step.do, "after": step.after, "every": step.every}
    fields |= {"times": step.times if step.on in COUNTED else None, "roles": list(step.roles) or None}
    return {field: value for field, value in fields.items() if value is not None}
