"""A small rulebook and what may become of it, with cases that notice."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from routing import Case, Decision, Router
from routing.audit.impact import Background, CaseImpact, Impact, impact_on_cases
from routing.rulebook import Rulebook
from routing.rulebook.archive import Archive
from tests.generate_cases import generated

HEAD = """\
rulebook: town
version: "{version}"
title: {{ja: 町, en: Town}}
serves: {serves}
tiers: [protection, continuity, specialist, generalist, fallback]
lead_order: [{order}]
default_lead: support_center
"""
ARREARS = """\
  - id: arrears
    title: {ja: 滞納, en: Arrears}
    match: "(p:Person)-[:HAS]->(n:Need {code: 'debt.arrears'})"
    then:
      - {refer: {to: self_reliance, role: lead, tier: generalist, about: p, for: n}}
      - {refer: {to: self_reliance, role: support, tier: generalist, about: p, for: n}}
"""
COURT = """\
  - id: court
    title: {ja: 支払督促, en: Court demand}
    match: "(p:Person)-[:HAS]->(n:Need {code: 'debt.legal_deadline'})"
    then: {refer: {to: legal, role: support, tier: specialist, about: p, for: n}}
"""
DEMENTIA = """\
  - id: dementia
    title: {ja: 認知症の疑い, en: Dementia suspected}
    match: "(p:Person)-[:HAS]->(n:Need {domain: 'care'})"
    then: {refer: {to: support_center, role: lead, tier: generalist, about: p, for: n}}
"""
ALONE = """\
  - id: alone
    title: {ja: 一人暮らし, en: Living alone}
    match: "(p:Person)"
    where: p.lives_alone = true
    then: {refer: {to: health_center, role: support, tier: generalist, about: p}}
"""
BARRED = """\
  - id: barred
    title: {ja: 地区には知らせない, en: Nothing reaches the district}
    match: "(p:Person)-[:IN]->(c:Case)"
    where: c.district IS NOT NULL
    then: {exclude: {about: p, located_in: c.district}}
"""
RULES = (ARREARS, COURT, DEMENTIA)
ORDER = "support_center, self_reliance, welfare_office"
MOVED = ARREARS.replace("self_reliance", "welfare_office")
PERSON = {"id": "a", "age": 82, "sex": "F", "attributes": {"lives_alone": True}}


def files(
    *rules: str, version: str = "1", serves: str = "any", order: str = ORDER, vocabulary: str = "", offices: str = ""
) -> dict[str, bytes]:
    head = HEAD.format(version=version, serves=serves, order=order)
    head += "vocabulary: vocabulary.yaml\n" if vocabulary else ""
    head += "directory: directory.yaml\n" if offices else ""
    texts = {
        "rulebook.yaml": head,
        "rules.yaml": "rules:\n" + "".join(rules),
        "vocabulary.yaml": vocabulary,
        "directory.yaml": offices,
    }
    return {name: text.encode() for name, text in texts.items() if text}


@cache
def book(*rules: str, **head: str) -> Rulebook:
    return Rulebook.parse(files(*rules, **head))


@cache
def archive(*rules: str) -> Archive:
    return Archive(files(*rules), {})


def case(*codes: str, name: str = "K-1", **changed: Any) -> Case:
    needs = [{"id": f"n{at}", "person": "a", "code": code} for at, code in enumerate(codes, 1)]
    data: dict[str, Any] = {
        "case": name,
        "as_of": "2026-04-01",
        "municipality": "town",
        "received_by": "support_center",
        "persons": [PERSON],
        "needs": needs,
    }
    return Case.from_dict({**data, **changed})


@cache
def made_up(count: int) -> tuple[Case, ...]:
    """So many cases in which the rules of the small rulebook fire often."""
    codes = ["debt.arrears", "debt.legal_deadline", "care.dementia_suspected"]
    return tuple(Case.from_dict(generated(seed, book(*RULES), codes=codes)) for seed in range(count))


def decided(one: Case, *rules: str) -> Decision:
    return Router(book(*rules)).route(one)


def on(cases: Any, new: Rulebook, old: Rulebook | None = None, **options: Any) -> list[CaseImpact]:
    return list(impact_on_cases(cases, old or book(*RULES), Background(new), **options))


def summed(cases: Any, new: Rulebook, old: Rulebook | None = None, **options: Any) -> Impact:
    background = Background(new)
    impact = Impact(background)
    for one in impact_on_cases(cases, old or book(*RULES), background, **options):
        impact.take(one)
    return impact


def without_blanks(text: str) -> str:
    """A text of the terminal in one line: where it breaks depends on how wide that is."""
    return re.sub(r"\s+", " ", text)
