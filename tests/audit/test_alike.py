"""`routing.audit.alike`: like cases, and whether the same was decided about them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from routing import Router
from routing.audit.alike import Group
from routing.audit.consistency import AlikeFound, compared
from routing.audit.decided import DecidedCase
from routing.log import Override
from tests.audit.town import CHORES, decided
from tests.desk.desks import town
from tests.settling import DEBT, DEMENTIA


def found(*cases: DecidedCase, same_day: bool = True) -> AlikeFound:
    return compared([replace(one, record=number) for number, one in enumerate(cases, 1)], same_day=same_day)


def otherwise(one: DecidedCase, **changed: object) -> DecidedCase:
    """The same case with another decision."""
    return replace(one, decision=one.decision.model_copy(update=changed))


def only(result: AlikeFound) -> Group:
    (group,) = result.groups
    return group


def test_like_cases_with_like_outcomes_are_no_finding() -> None:
    result = found(decided("1", DEBT), decided("2", DEBT), decided("3", DEMENTIA))
    assert (result.cases, result.shared, result.groups) == (3, 2, ())


def test_a_difference_that_nothing_explains_is_told_with_the_records() -> None:
    first = decided("1", DEBT)
    group = only(found(first, decided("2", DEBT), otherwise(first, owners=())))
    assert (group.cause, group.parts, group.cases) == ("unexplained", ("owners",), 3)
    assert [variant.named for variant in group.variants] == [("1", "2"), ("3",)]


def test_a_difference_between_two_rulebooks_is_told_as_one() -> None:
    one = decided("1", CHORES)
    other_book = town(version="2")
    moved = Router(other_book).route(one.case).model_copy(update={"gaps": ()})
    group = only(found(one, DecidedCase(one.case, moved)))
    assert (group.cause, group.parts) == ("rulebook", ("gaps",))
    assert len({variant.rulebook for variant in group.variants}) == 2


def test_a_difference_between_days_is_no_finding_where_the_day_is_a_fact() -> None:
    one = decided("1", DEBT)
    later = DecidedCase(
        one.case.model_copy(update={"as_of": one.case.as_of.replace(month=5)}),
        one.decision.model_copy(update={"as_of": one.case.as_of.replace(month=5), "owners": ()}),
    )
    assert found(one, later).groups == ()
    assert only(found(one, later, same_day=False)).cause == "day"


def test_due_days_do_not_count_where_the_day_does_not() -> None:
    one = decided("1", DEBT)
    (support,) = [part for part in one.decision.supports if part.to == "social_council"]
    moved = support.model_copy(update={"due": one.case.as_of.replace(month=6)})
    later = otherwise(one, supports=tuple(moved if part == support else part for part in one.decision.supports))
    assert found(one, later, same_day=False).groups == ()
    assert only(found(one, later)).parts == ("supports",)


def test_free_places_explain_a_difference() -> None:
    one = decided("1", DEBT)
    full = replace(otherwise(one, owners=()), places={"money": 0})
    assert only(found(one, full)).cause == "places"


def test_a_person_who_decided_otherwise_is_a_difference_though_the_rules_said_the_same() -> None:
    one = decided("1", DEBT)
    over = replace(one, overrides=(Override("self_reliance", "social_council", "chief", "knows them"),))
    group = only(found(one, over))
    assert (group.cause, group.parts) == ("person", ("override",))
    assert [variant.overridden for variant in group.variants] == [False, True]


def test_many_cases_of_a_group_are_counted_and_some_are_named() -> None:
    one = decided("1", DEBT)
    group = only(found(*[one] * 12, otherwise(one, owners=())))
    assert [(variant.cases, len(variant.named)) for variant in group.variants] == [(12, 5), (1, 1)]


def test_the_order_of_cases_changes_no_finding() -> None:
    one = decided("1", DEBT)
    cases = [one, decided("2", DEMENTIA), otherwise(one, owners=()), decided("3", DEMENTIA)]
    ways = [only(found(*cases)), only(found(*cases[::-1]))]
    assert ways[0].cause == ways[1].cause
    assert ways[0].parts == ways[1].parts


@pytest.mark.soak
def test_memory_stays_flat_however_many_cases_there_are() -> None:
    def most(count: int) -> int:
        command = [sys.executable, "-m", "tests.audit.measuring", str(count)]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert most(20_000) < most(1_000) + 10_000  # kilobytes; the cases themselves would be 100,000
