"""The pack for any municipality: an owner for every need, or a gap that is meant, and a first day for every rule."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from routing.case import Case
from routing.decision import Decision
from routing.router import Router
from routing.vocabulary import core
from tests.packs import router as bundled_router

README = Path(__file__).parent.parent / "rules" / "generic" / "README.md"
AGES = (None, 0, 5, 6, 17, 18, 39, 40, 64, 65, 74, 75, 90)
RECEIVERS = ("town_center", "support_center", "social_council", "health_center", "npo")


def router() -> Router:
    return bundled_router("generic")


def route(age: int | None, *codes: str, received_by: str = "town_center") -> Decision:
    needs = [{"id": f"n{number}", "person": "a", "code": code} for number, code in enumerate(codes)]
    person = {"id": "a"} if age is None else {"id": "a", "age": age}
    fields = {"case": "t", "as_of": "2026-04-01", "municipality": "anywhere", "received_by": received_by}
    return router().route(Case.from_dict({**fields, "persons": [person], "needs": needs}))


def deliberate_gaps() -> set[str]:
    """The need codes that the readme leaves to the pack below."""
    section = README.read_text(encoding="utf-8").partition("## Deliberate gaps")[2].partition("\n## ")[0]
    listed = [line for line in section.splitlines() if line.startswith("- ")]
    return set(re.findall(r"`([a-z_]+\.[a-z_]+)`", " ".join(listed)))


@cache
def owned_here() -> frozenset[str]:
    """The need codes that a rule of this pack owns, at every age."""
    own = {rule.id for rule in router().rulebook.rules if rule.pack == "generic"}
    return frozenset(
        code
        for code in core().needs
        if all(own.intersection(owner.rules) for age in AGES for owner in route(age, code).owners)
    )


@pytest.mark.unmeasured
def test_every_need_is_owned_by_a_rule_of_the_pack_or_is_a_gap_that_is_meant() -> None:
    assert set(core().needs) - owned_here() == deliberate_gaps()


@pytest.mark.parametrize("age", AGES)
def test_a_gap_that_is_meant_has_an_owner_in_the_pack_below(age: int | None) -> None:
    for code in deliberate_gaps():
        assert [owner.code for owner in route(age, code).owners] == [code]


def test_every_rule_has_a_first_day() -> None:
    assert [rule.id for rule in router().rulebook.rules if rule.pack == "generic" and rule.start is None] == []


@pytest.mark.parametrize("received_by", RECEIVERS)
def test_no_pair_of_needs_leaves_one_without_an_owner_or_the_case_without_a_lead(received_by: str) -> None:
    codes = sorted(core().needs)
    for index, first in enumerate(codes):
        second = codes[(index * 7 + 11) % len(codes)]
        decision = route(None, first, second, received_by=received_by)
        assert {owner.code for owner in decision.owners} == {first, second}
        assert decision.lead is not None
        assert not decision.gaps


@pytest.mark.parametrize("age", AGES)
def test_needs_taken_together_are_no_reason_for_the_backup_team(age: int | None) -> None:
    together = (
        "care.needed",
        "income.hardship",
        "debt.multiple",
        "mental.diagnosed",
        "housing.unstable",
        "living.hoarding",
    )
    assert route(age, *together).backup is None


@pytest.mark.parametrize("age", AGES)
def test_refusing_help_keeps_an_owner_and_a_lead(age: int | None) -> None:
    decision = route(age, "isolation.refusal", "health.untreated", "income.hardship")
    assert {owner.code for owner in decision.owners} == {"isolation.refusal", "health.untreated", "income.hardship"}
    assert decision.lead is not None


# the page of the pack


PAGE = Path(__file__).parent.parent / "docs" / "domain" / "generic.md"
SPAN = re.compile(r"(\d*)–(\d*)")


def told() -> list[tuple[str, int | None, str, str]]:
    """Need, age, owner and holder for each row of the page, at both ends of its ages."""
    rows = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0].startswith("`"):
            for code in re.findall(r"`([^`]+)`", cells[0]):
                rows += [(code, age, cells[2].strip("`"), cells[3].strip("`")) for age in ages(cells[1])]
    return rows


def ages(cell: str) -> list[int | None]:
    if cell == "any":
        return [None, 0, 17, 18, 40, 65, 90]
    found = SPAN.match(cell)
    assert found, cell
    return [int(found[1] or 0), int(found[2] or 90), *([None] if "unknown" in cell else [])]


def test_the_page_tells_who_answers_a_need_alone_as_the_rules_do() -> None:
    for code, age, owner, holds in told():
        decision = route(age, code)
        assert decision.lead is not None
        assert (decision.owners[0].to, decision.lead.to) == (owner, holds), f"{code} at {age}"


def test_the_page_tells_every_need_that_the_pack_owns() -> None:
    assert {code for code, *_ in told()} == owned_here()


def test_every_rule_the_page_names_is_one_of_the_pack() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Needs together")[2].partition("## The score")[0]
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", section))
    assert named
    assert named <= {rule.id for rule in router().rulebook.rules if rule.pack == "generic"}
