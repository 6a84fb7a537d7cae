"""Conditions that say the same have one meaning, however they are written."""

from __future__ import annotations

import pytest

from routing.quality.tables.conjuncts import conjuncts, meaning


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("p.age > 64", "p.age >= 65"),
        ("p.age <= 64", "65 > p.age"),
        ("40 <= p.age < 65", "p.age < 65 AND p.age >= 40"),
        ("p.a AND p.b", "p.b AND (p.a)"),
        ("p.age IN [3]", "p.age = 3"),
        ("p.x IN ['a', 'b']", "p.x IN ['b', 'a']"),
        ("p.a OR p.b", "p.b OR p.a"),
    ],
)
def test_conditions_that_say_the_same_have_one_meaning(one: str, other: str) -> None:
    assert meaning(one, lambda name: name == "p.age") == meaning(other, lambda name: name == "p.age")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("p.age > 64", "p.age > 65"),
        ("p.age >= 65", "p.age <= 65"),
        ("p.age > 64.5", "p.age >= 65.5"),
        ("p.x = true", "p.x = 1"),
        ("p.x = 'true'", "p.x = true"),
        ("p.a AND p.b", "p.a OR p.b"),
        ("NOT p.a", "p.a"),
        ("p.x IN ['a', 'b']", "p.x IN ['a', 'c']"),
        ("p.a XOR p.b", "p.a OR p.b"),
    ],
)
def test_conditions_that_differ_have_different_meanings(one: str, other: str) -> None:
    assert meaning(one, lambda name: name == "p.age") != meaning(other, lambda name: name == "p.age")


def test_more_than_64_and_at_least_65_differ_where_fractions_may_stand() -> None:
    assert meaning("p.x > 64", lambda name: False) != meaning("p.x >= 65", lambda name: False)


def test_a_conjunction_is_split_outside_quotes_brackets_and_comments() -> None:
    text = "p.a = 'x AND y' AND NOT (p.b AND p.c) and p.d /* AND */ AND `p`.e"
    assert [part.text for part in conjuncts(text)] == ["p.a = 'x AND y'", "NOT (p.b AND p.c)", "p.d", "`p`.e"]
