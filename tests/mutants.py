"""Packs made of one rule, and the mutants of that rule, for tests of mutation."""

from __future__ import annotations

from pathlib import Path

from routing.quality.mutate.mutant import Mutant
from routing.quality.mutate.mutants import Mutants
from routing.rulebook import Rulebook
from routing.rulebook.packs import in_memory

DATA = Path(__file__).parent / "data" / "mutate"
HEAD = """\
rulebook: small
version: 1.0.0
title: {ja: 変異の試験, en: A pack for mutants}
tiers: [protection, specialist, generalist]
"""
RULE = """\
rules:
  - id: r
    title: {ja: 規則, en: A rule}
    basis: [{law: 老人福祉法, status: memory}]
    match: MATCH
    where: WHERE
    then:
      - finding: {kind: found, about: p}
"""


def files(match: str, where: str | None = None) -> dict[str, str]:
    """A pack whose one rule has this pattern; `p` must be among its variables."""
    rule = RULE.replace("MATCH", _quoted(match))
    rule = rule.replace("    where: WHERE\n", "") if where is None else rule.replace("WHERE", _quoted(where))
    return {"rulebook.yaml": HEAD, "rules.yaml": rule}


def with_effects(*effects: str, match: str = "(p:Person)-[:HAS]->(n:Need)") -> dict[str, str]:
    """A pack whose one rule has these effects."""
    rule = files(match)["rules.yaml"]
    return {
        "rulebook.yaml": HEAD,
        "rules.yaml": rule[: rule.index("      - finding")] + "".join(f"      - {one}\n" for one in effects),
    }


def mutants_of(pack: dict[str, str]) -> list[Mutant]:
    """All mutants of the rules of a pack."""
    rulebook = Rulebook.parse(pack)
    mutants = Mutants(rulebook, in_memory(pack))
    return [mutant for rule in mutants.rules for mutant in mutants.of(rule)]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
