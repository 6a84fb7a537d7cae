"""`routing.audit.attributes`: what each rule reads, and which of that is marked."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from routing import Rulebook
from routing.audit.attributes import AttributeRead, attributes_read, mark_of, marks, readers
from routing.audit.consistency import is_unpermitted
from routing.vocabulary import core
from tests.settling import DEBT, own, refer, rule, rulebook


def read(where: str, match: str = "(p:Person)-[:HAS]->(n:Need)", **more: Any) -> dict[tuple[str, str], AttributeRead]:
    """What a rule with such a condition reads."""
    one = {
        **rule("one", DEBT, refer("social_council", "support", None, about="p"), match=match, **more),
        "where": where,
    }
    return {found.key: found for found in attributes_read(rulebook(one)) if found.rule == "one"}


def test_a_rule_reads_the_properties_of_its_conditions_and_the_codes_it_asks_for() -> None:
    assert set(read("n.code IN ['debt.arrears', 'income.hardship'] AND p.age > 64 AND n.urgent")) == {
        ("Need", "debt.arrears"),
        ("Need", "income.hardship"),
        ("Need", "urgent"),
        ("Person", "age"),
    }


def test_a_domain_stands_for_its_codes() -> None:
    assert set(read("n.domain = 'mental'")) == {("Need", "mental.*")}


def test_inline_maps_subqueries_and_columns_are_read_too() -> None:
    inline = read("p.age > 64", "(p:Person {sex: 'F'})-[:HAS]->(n:Need)")
    inner = read("EXISTS { (p)-[:LIVES_WITH]-(q:Person) WHERE q.nationality = 'foreign' }")
    column = read("VALUE { (p)-[:LIVES_WITH]-(q:Person) RETURN max(q.age) } > 64")
    assert [
        ("Person", name) in found for name, found in (("sex", inline), ("nationality", inner), ("age", column))
    ] == [
        True,
        True,
        True,
    ]


def test_the_district_of_the_case_is_read_in_effects_too() -> None:
    away = {"exclude": {"about": "p", "located_in": "c.district"}}
    one = rule("away", DEBT, away, match="(p:Person)-[:HAS]->(n:Need), (p)-[:IN]->(c:Case)")
    assert readers(rulebook(one), "Case", "district") == {"away": False}


def test_what_a_finding_was_derived_from_is_read_through_it() -> None:
    first = {**rule("first", DEBT, {"finding": {"kind": "k", "about": "p"}}), "where": "p.sex = 'F' AND n.urgent"}
    second = {
        "id": "second",
        "title": {"ja": "二", "en": "two"},
        "match": "(f:Finding {kind: 'k'})-[:ABOUT]->(p:Person)",
        "then": [refer("social_council", "support", None, about="p")],
    }
    found = {(one.rule, one.attribute): one.through for one in attributes_read(rulebook(first, second))}
    assert (found["first", "sex"], found["second", "sex"]) == (False, True)


@pytest.mark.parametrize(
    ("label", "attribute", "mark"),
    [
        ("Person", "sex", "protected"),
        ("Person", "disability_certificate", "protected"),
        ("Need", "mental.diagnosed", "sensitive"),
        ("Need", "disability.*", "protected"),
        ("Person", "language", "proxy"),
        ("Case", "district", "proxy"),
        ("Need", "living.household_chores", None),
        ("Need", "sex", None),
    ],
)
def test_the_list_marks_what_it_names(label: str, attribute: str, mark: str | None) -> None:
    found = mark_of(label, attribute, core())
    assert (found and found.mark) == mark


def test_every_mark_names_something_of_the_vocabulary_and_says_how_well_its_law_is_known() -> None:
    known = {("Person", name) for name in core().person_properties} | {("Need", code) for code in core().needs}
    known |= {("Need", f"{domain}.*") for domain in core().domains}
    known |= {("Case", name) for name in core().schema.labels["Case"]}
    assert [mark for mark in marks() if (mark.label, mark.attribute) not in known] == []
    assert {mark.status for mark in marks()} <= {"verified", "dated", "secondary", "memory"}
    assert {mark.mark for mark in marks()} == {"protected", "sensitive", "proxy"}
    assert all(mark.ja and mark.en for mark in marks())


def test_whatever_the_vocabulary_protects_is_marked() -> None:
    protected = {name for name, term in core().person_properties.items() if term.protected}
    assert {name for name in protected if mark_of("Person", name, core()).mark == "protected"} == protected  # type: ignore[union-attr]


@cache
def setagaya() -> Rulebook:
    return Rulebook.load("setagaya")


def test_the_one_rule_of_setagaya_that_reads_sex_is_permitted_to() -> None:
    assert readers(setagaya(), "Person", "sex") == {"woman-in-difficulty": True}
    assert [one for one in attributes_read(setagaya()) if is_unpermitted(one, setagaya())] == []


def test_a_protected_property_without_a_basis_is_a_finding() -> None:
    made = rulebook({**rule("one", DEBT, own("self_reliance")), "where": f"n.code = '{DEBT}' AND p.sex = 'F'"})
    assert [one.rule for one in attributes_read(made) if is_unpermitted(one, made)] == ["one"]
