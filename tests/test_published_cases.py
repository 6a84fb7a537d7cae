"""Cases published elsewhere: each gets somebody accountable and every need an answer, and the whole keeps its bars."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from routing.case import Case
from routing.errors import CaseError
from routing.quality import Score, SolvedCase, read_library, score
from routing.quality.testing import RuleTest, read_tests
from routing.router import Router
from routing.rulebook.packs import find_pack
from tests.packs import router as bundled_router

FOLDER = Path(__file__).parent.parent.parent / "shared" / "cases"
PAGE = Path(__file__).parent.parent / "docs" / "domain" / "generic.md"
FILES = sorted(FOLDER.glob("*.yaml"))

pytestmark = pytest.mark.skipif(not FILES, reason="the published cases are not beside this checkout")


def router() -> Router:
    return bundled_router("generic")


@cache
def published() -> tuple[SolvedCase, ...]:
    cases = []
    for solved in read_library(FOLDER):
        assert not isinstance(solved, CaseError), solved
        cases.append(solved)
    return tuple(cases)


@cache
def scored() -> Score:
    result, errors = score(router(), published())
    assert errors == []
    return result


@cache
def invented() -> tuple[RuleTest, ...]:
    return tuple(read_tests(find_pack("generic"), router().rulebook))


@pytest.mark.parametrize("place", range(len(FILES)), ids=[path.stem for path in FILES])
def test_a_published_case_has_a_holder_and_an_answer_for_every_open_need(place: int) -> None:
    case = published()[place].case
    decision = router().route(case)
    assert decision.holder.to
    answered = [*decision.owners, *decision.gaps, *decision.blocked]
    open_needs = {need.id for need in case.needs if need.status in ("confirmed", "suspected")}
    assert {entry.need for entry in answered} == open_needs
    assert not decision.fail_safe


def test_every_published_case_is_scored() -> None:
    assert scored().cases == len(FILES)
    assert scored().fail_safe == 0


def test_seven_of_ten_leads_are_acceptable_and_more_than_by_keeping_the_receiver() -> None:
    lead = scored().lead.all
    assert lead.rulebook.hits >= 0.7 * lead.rulebook.of
    assert lead.rulebook.hits > lead.keep_receiver.hits


def test_three_quarters_of_the_named_agencies_are_found() -> None:
    named = scored().agencies.rulebook
    assert named.found >= 0.75 * named.expected
    assert named.mean_recall is not None
    assert named.mean_recall >= 0.75


def test_at_most_1_8_times_as_many_agencies_are_named_as_the_sources_name() -> None:
    named = scored().agencies.rulebook
    assert named.named <= 1.8 * named.expected


def test_the_backup_level_is_told_better_than_by_never_and_by_always_asking() -> None:
    backup = scored().backup
    assert backup.rulebook.hits > max(backup.never.hits, backup.always_advice.hits, backup.always_conference.hits)


def test_what_has_to_be_done_at_once_is_told_better_than_by_never_and_by_always_acting() -> None:
    immediate = scored().immediate
    assert immediate.rulebook.hits > max(immediate.never.hits, immediate.always.hits)


def test_the_page_of_the_pack_tells_these_figures() -> None:
    page = PAGE.read_text(encoding="utf-8")
    lead, named, backup = scored().lead.all, scored().agencies.rulebook, scored().backup
    assert (
        f"| lead hit | {lead.rulebook.hits} of {lead.rulebook.of} | keep the receiver {lead.keep_receiver.hits} of"
        in page
    )
    assert f"| {named.recall:.2f} ({named.found} of {named.expected}); mean of cases {named.mean_recall:.2f} |" in page
    assert (
        f"| {named.precision:.2f} ({named.found} of {named.named}); mean of cases {named.mean_precision:.2f} |" in page
    )
    assert f"| times as many agencies as the sources name | {named.times:.2f} |" in page
    assert f"| backup level | {backup.rulebook.hits} of {backup.rulebook.of} | never {backup.never.hits}," in page


def incidental(case: Case) -> set[tuple[str, object]]:
    """What a rule of practice must not hang on: place, day, and the ages and sexes of people together."""
    people = {("person", (person.age, person.sex)) for person in case.persons if person.age is not None}
    return {("municipality", case.municipality), ("district", case.district), ("as_of", case.as_of), *people}


@cache
def fired_in_invented() -> dict[str, list[Case]]:
    """The invented cases of the rule tests in which each rule fires."""
    fired: dict[str, list[Case]] = {}
    for test in invented():
        for rule in {firing.rule.id for firing in router().fire(test.case).fired}:
            fired.setdefault(rule, []).append(test.case)
    return fired


@pytest.mark.unmeasured
@pytest.mark.parametrize("place", range(len(FILES)), ids=[path.stem for path in FILES])
def test_every_rule_that_fires_in_a_published_case_fires_in_one_that_differs_in_all_that_is_incidental(
    place: int,
) -> None:
    case = published()[place].case
    codes = {need.code for need in case.needs}
    own = {rule.id for rule in router().rulebook.rules if rule.pack == "generic"}
    for rule in {firing.rule.id for firing in router().fire(case).fired} & own:
        others = [
            other
            for other in fired_in_invented().get(rule, [])
            if not incidental(other) & incidental(case) and {need.code for need in other.needs} != codes
        ]
        assert others, rule
