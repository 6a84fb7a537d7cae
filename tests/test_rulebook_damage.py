"""Rule files are untrusted: whatever is done to one, it loads or it is refused with a place, and soon."""

from __future__ import annotations

import sys
import time

import pytest

from routing.errors import RulebookErrors
from routing.rulebook import Rulebook
from routing.rulebook.packs import bundled_folder
from tests.damage import damaged
from tests.rulebooks import DATA, texts

BASE = texts(DATA / "base")
HEAD = """rulebook: town
version: "1"
title: {ja: 町, en: Town}
extends: [base]
vocabulary: words.yaml
lead_order: [support_center, health_center]
contested: [[support_center, health_center]]
disable: [elder-alone]
default_lead: support_center
serves: [town]
escalation: {hops: {level: advice, count: 4}}
ladder:
  - {id: remind, on: no_answer, after: 2bd, every: 8bh, roles: [lead, owner], do: remind}
  - {id: declined, on: rejected, times: 2, do: conference, basis: [{law: 要綱, status: memory}]}
calendar: {closed: [2026-07-01]}
"""
WORDS = """vocabulary: town
extends: core
domains: [{code: pets, ja: ペット, en: Pets}]
needs: [{code: pets.elderly_owner, domain: pets, ja: 高齢の飼い主, en: Elderly owner}]
properties: {Person: {low_income: boolean}}
"""
DIRECTORY = """- {id: kinuta, kind: support_center, ja: 砧, en: Kinuta, catchment: [kinuta], serves: {age: "65.."}}
"""
TOPIC = """rules:
  - id: household-8050
    title: {ja: 8050世帯, en: Parent in the eighties}
    in_force: {from: 2021-04-01}
    basis:
      - {law: 社会福祉法, article: 第106条の4第2項, status: verified, note: "..."}
    match: (parent:Person)-[:LIVES_WITH]-(child:Person)-[:HAS]->(need:Need)
    where: parent.age >= 75 AND 40 <= child.age < 65 AND need.code = 'isolation.hikikomori'
    then:
      - finding: {kind: household-8050, about: [parent, child]}
      - refer: {to: support_center, role: lead, tier: generalist, about: [parent, child]}
      - refer: {to: health_center, role: support, tier: specialist, about: child, for: need, before: {date: need.due}}
  - id: after
    title: {ja: 続き, en: After}
    match: "(f:Finding {kind: 'household-8050'})-[:ABOUT]->(p:Person)"
    where: |
      NOT EXISTS { (p)-[:PARENT_OF*1..3]->(q:Person) WHERE q.age < 18 }
        AND COUNT { (p)-[:HAS]->(n:Need) RETURN DISTINCT n.code } >= 2
    then:
      - exclude: {about: p, located_in: kinuta}
      - escalate: {level: advice, reason: together}
      - share: {to: [support_center], about: p, items: [care, pets.elderly_owner]}
      - immediate: {action: visit_now, to: [support_center], jointly: true, about: p}
      - duty: {to: welfare_office, about: p, within: PT48H, consent: not_required}
"""
FILES = {"rulebook.yaml": HEAD, "words.yaml": WORDS, "directory.yaml": DIRECTORY, "topic.yaml": TOPIC}
WHICH = ["rulebook.yaml", "words.yaml", "directory.yaml", "topic.yaml", "topic.yaml", "topic.yaml"]


SECONDS = 1 if sys.gettrace() is None else 5  # a tracer, such as one that measures coverage, slows each line down


def test_the_rulebook_loads_before_it_is_damaged() -> None:
    assert len(Rulebook.parse(FILES, {"base": BASE}).rules) == 3


def judge(files: dict[str, str | bytes]) -> bool:
    """Whether the files were refused; fails unless each error has a place and it took less than a second."""
    start = time.process_time()
    try:
        Rulebook.parse(files, {"base": BASE})
        refused = False
    except RulebookErrors as found:
        refused = True
        for error in found.errors:
            assert error.file in {*files, "base/topic.yaml"}
            assert (error.line or 0) >= 1
            assert (error.column or 0) >= 1
            assert "\n" not in error.message
    assert time.process_time() - start < SECONDS
    return refused


@pytest.mark.unmeasured
@pytest.mark.parametrize("block", range(10))
def test_damaged_rule_files_load_or_are_refused_at_a_place(block: int) -> None:
    refused = 0
    for seed in range(block * 100, block * 100 + 100):
        name = WHICH[seed % len(WHICH)]
        refused += judge({**FILES, name: damaged(FILES[name], seed)})
    assert refused > 50


BOMBS = {
    "deep list": "rules: " + "[" * 100_000,
    "deep map": "rules: " + "{a: " * 50_000,
    "deep dashes": "- " * 100_000,
    "many rules": "rules:\n" + "- {}\n" * 100_000,
    "many keys": "rules: []\n" + "".join(f"k{i}: 1\n" for i in range(50_000)),
    "alias bomb": "a: &a [x]\nb: &b [*a, *a]\nrules: [*b, *b]\n",
    "long scalar": "rules: " + "x" * 1_000_000,
}
PATTERNS = {
    "deep parentheses": "(p:Person)\n    where: " + "(" * 4000 + "true" + ")" * 4000,
    "deep not": "(p:Person)\n    where: " + "NOT " * 2000 + "true",
    "deep subqueries": "(p:Person)\n    where: |\n      " + "EXISTS { (p)--(q) WHERE " * 300 + "true" + " }" * 300,
    "long chain": "(p:Person)" + "--(:Person)" * 700,
    "many conditions": "(p:Person)\n    where: " + " OR ".join(["p.age > 3"] * 600),
    "long list": "(p:Person)\n    where: p.age IN [" + ", ".join(["1"] * 2500) + "]",
    "long number": "(p:Person)\n    where: p.age = " + "9" * 8000,
    "odd characters": '"(p:Person)\\0 \\u202e \\ud7ff 𠮷"',
    "many hops": "(p:Person)-[:PARENT_OF*1..99999999]->(q:Person)",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_file_made_to_exhaust_is_refused_soon(bomb: str) -> None:
    assert judge({**FILES, "topic.yaml": BOMBS[bomb]})


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_made_to_exhaust_is_judged_soon(pattern: str) -> None:
    text = TOPIC + f"  - id: bomb\n    title: {{ja: 爆, en: Bomb}}\n    match: {PATTERNS[pattern]}\n"
    judge({**FILES, "topic.yaml": text + "    then: {escalate: {level: advice, reason: x}}\n"})


@pytest.mark.soak
def test_damaged_bundled_rule_files_load_or_are_refused_at_a_place() -> None:
    home = bundled_folder()
    assert home is not None
    files = texts(home / "national")
    names = sorted(name for name in files if not name.endswith("_test.yaml"))
    for seed in range(1000):
        name = names[seed % len(names)]
        judge({**files, name: damaged(files[name], seed)})
