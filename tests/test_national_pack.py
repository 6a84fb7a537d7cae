"""The national pack and its page: each rule has a day and a row in the table of the law, each id there is a rule."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from routing.case import Case
from routing.decision import Decision
from routing.router import Router
from tests.packs import router as bundled_router

PAGE = Path(__file__).parent.parent / "docs" / "domain" / "national.md"
HEADER = "| trigger | law | rules |"


def router() -> Router:
    return bundled_router("generic")


def rows() -> list[list[str]]:
    """The cells of every row of the page's tables."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [line.strip("|").split(" | ") for line in lines if line != HEADER and not line.startswith("|---")]


def named() -> set[str]:
    return {rule for cells in rows() for rule in re.findall(r"`([a-z0-9-]+)`", cells[-1])}


def own() -> set[str]:
    return {rule.id for rule in router().rulebook.rules if rule.pack == "national"}


def decided(as_of: str, **fields: object) -> Decision:
    case = {"case": "t", "as_of": as_of, "municipality": "anywhere", "received_by": "police_fire", **fields}
    return router().route(Case.model_validate(case))


def test_every_rule_of_the_pack_stands_in_the_table_of_the_law() -> None:
    assert own() - named() == set()


def test_every_rule_the_table_names_is_a_rule() -> None:
    assert named() - {rule.id for rule in router().rulebook.rules} == set()


def test_every_row_names_a_rule_or_says_why_it_is_not_routing() -> None:
    assert rows()
    assert [cells[0] for cells in rows() if not re.search(r"`[a-z0-9-]+`|not routing: ", cells[-1])] == []


def test_every_rule_of_the_pack_says_from_which_day_it_holds() -> None:
    assert [rule.id for rule in router().rulebook.rules if rule.pack == "national" and rule.start is None] == []


@pytest.mark.parametrize(("day", "article"), [("2014-03-31", "第24条"), ("2014-04-01", "第23条")])
def test_a_report_names_the_article_that_held_on_its_day(day: str, article: str) -> None:
    needs = [{"person": "a", "code": "mental.danger"}]
    duties = decided(day, persons=[{"id": "a", "age": 40}], needs=needs).duties
    assert [basis.article for duty in duties for basis in duty.basis] == [article]


def test_no_rule_of_the_pack_began_after_the_day_it_was_written() -> None:
    starts = {rule.id: rule.start for rule in router().rulebook.rules if rule.pack == "national"}
    assert {rule for rule, start in starts.items() if start is not None and start > dt.date(2026, 4, 1)} == set()
