"""Small rulebooks and cases for tests of settlement: a rule for each need code, and what it proposes."""

from __future__ import annotations

import json
from typing import Any

from routing import Case, Decision, Router, Rulebook

TIERS = ["protection", "continuity", "specialist", "generalist", "fallback"]

DEMENTIA, DEBT, MENTAL = "care.dementia", "debt.arrears", "mental.diagnosed"


def rule(id: str, code: str, *effects: dict[str, Any], match: str = "(p:Person)-[:HAS]->(n:Need)", **more: Any) -> Any:
    """A rule that fires for every need of a code, with `p` and `n` bound."""
    where = f"n.code = '{code}'"
    return {"id": id, "title": {"ja": id, "en": id}, "match": match, "where": where, "then": list(effects), **more}


def refer(to: str, role: str = "lead", tier: str | None = "specialist", **more: Any) -> dict[str, Any]:
    """A referral; `for_` is the variable of the need it answers."""
    if "for_" in more:
        more["for"] = more.pop("for_")
    return {"refer": {"to": to, "role": role, **({"tier": tier} if tier else {}), **more}}


def own(to: str, tier: str = "specialist", **more: Any) -> dict[str, Any]:
    """A referral to the owner of the need `n`."""
    return refer(to, "support", tier, for_="n", **more)


def office(id: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "ja": f"{id}(ja)", "en": id, **more}


def rulebook(*rules: Any, offices: list[dict[str, Any]] | None = None, **head: Any) -> Rulebook:
    """A rulebook without parents that serves anybody; `offices` None: it has no directory."""
    title = {"ja": "試験", "en": "Test"}
    content = {"rulebook": "test", "version": "1", "title": title, "tiers": TIERS, "serves": "any", **head}
    files = {"rulebook.yaml": content, "rules.yaml": {"rules": list(rules)}}
    if offices is not None:
        files["directory.yaml"] = offices  # type: ignore[assignment]
    return Rulebook.parse({name: json.dumps(content, ensure_ascii=False) for name, content in files.items()})


def case(**fields: Any) -> Case:
    """A case of persons a (82) and b (52); `needs` may be given as `{id: (person, code)}`."""
    needs = fields.pop("needs", {})
    if isinstance(needs, dict):
        needs = [{"id": id, "person": person, "code": code} for id, (person, code) in needs.items()]
    content = {
        "case": "K",
        "as_of": "2026-04-01",
        "municipality": "somewhere",
        "received_by": "support_center",
        "persons": [{"id": "a", "age": 82}, {"id": "b", "age": 52}],
        "needs": needs,
        **fields,
    }
    return Case.from_dict(content)


def settled(book: Rulebook, **fields: Any) -> Decision:
    """The decision about such a case."""
    return Router(book).route(case(**fields))


def reasons(decision: Decision) -> dict[str, str]:
    """The reasons to ask the backup team, with what they say."""
    return {reason.code: reason.detail for reason in decision.backup.reasons} if decision.backup else {}


def lost(decision: Decision) -> dict[str, str]:
    """What the rejected leads lost to."""
    return {part.to: part.lost_to for part in decision.rejected if part.role == "lead"}


def owners(decision: Decision) -> dict[str, str]:
    """Who owns which need."""
    return {owner.need: owner.to for owner in decision.owners}


def supports(decision: Decision) -> list[str]:
    """Who supports."""
    return [support.to for support in decision.supports]


def missing(decision: Decision) -> dict[str, str]:
    """What is missing for a disclosure, by kind."""
    return {part.to: part.missing for part in decision.withheld}
