"""Questions: what is asked could change the decision, and where nothing is asked nothing could."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest

from routing import Case, Router, Rulebook
from routing.decision.shifts import said
from routing.explain import changed, questions
from routing.explain.asked import SENTENCES
from routing.pattern import syntax as s
from routing.pattern.plan import pattern_expressions
from routing.quality.generated import generated
from routing.vocabulary import core

SETAGAYA = Router(Rulebook.load("setagaya"))
HEAD = """
rulebook: town
version: 2026.04.1
title: {ja: 町, en: Town}
serves: any
tiers: [protection, continuity, specialist, generalist, fallback]
default_lead: town_center
lead_order: [support_center, health_center, town_center]
"""
RULE = """
  - id: {id}
    title: {{ja: 規則, en: A rule}}
    in_force: {{from: 2020-04-01}}
    basis: [{{law: 要綱, status: verified}}]
    match: (p:Person)-[:HAS]->(n:Need)
    where: {where}
    then:
      - refer: {{to: {to}, role: lead, tier: generalist, about: p, for: n}}
"""


def town(*rules: tuple[str, str]) -> Router:
    text = "".join(RULE.format(id=f"rule-{n}", where=where, to=to) for n, (where, to) in enumerate(rules))
    return book(text)


def book(rules: str) -> Router:
    return Router(Rulebook.parse({"rulebook.yaml": HEAD, "rules.yaml": f"rules:\n{rules}"}))


def case(**person: Any) -> Case:
    return Case.from_dict(
        {
            "case": "K",
            "as_of": "2026-04-01",
            "municipality": "town",
            "received_by": "town_center",
            "persons": [{"id": "a", **person}],
            "needs": [{"id": "n", "person": "a", "code": "care.dementia"}],
        }
    )


def test_an_unknown_age_that_decides_on_the_lead_is_asked() -> None:
    (question,) = questions(town(("p.age >= 65", "support_center")), case())
    assert (question.about, question.property, question.matters) == ("a", "age", "alone")
    assert question.en == "How old is a?"
    assert [answer.change.text for answer in question.answers] == ["persons.a.age=65"]


def test_a_known_fact_is_not_asked() -> None:
    assert questions(town(("p.age >= 65", "support_center")), case(age=40)) == ()


def test_what_no_answer_changes_is_not_asked() -> None:
    router = town(("p.id = 'a'", "support_center"), ("p.on_assistance AND NOT p.on_assistance", "health_center"))
    assert [one.property for one in router.route(case()).questions] == ["on_assistance"]
    assert questions(router, case()) == ()


def test_facts_that_matter_only_together_are_all_asked() -> None:
    router = town(("p.on_assistance AND p.bedridden", "support_center"))
    found = questions(router, case())
    assert [(one.property, one.matters) for one in found] == [("bedridden", "together"), ("on_assistance", "together")]


def test_a_property_with_endless_answers_is_asked_although_none_tried_changes_anything() -> None:
    router = town(("p.wage_monthly_yen % 1009 = 501", "support_center"))
    assert [(one.property, one.matters) for one in questions(router, case())] == [("wage_monthly_yen", "perhaps")]


def test_what_decides_on_the_lead_is_asked_before_what_adds_a_support() -> None:
    text = RULE.format(id="lead", where="p.bedridden", to="support_center")
    text += RULE.format(id="more", where="p.pregnant", to="health_center").replace("role: lead", "role: support")
    found = questions(book(text), case())
    assert [one.property for one in found] == ["bedridden", "pregnant"]


def test_a_question_about_assistance_is_marked_sensitive() -> None:
    (question,) = questions(town(("p.on_assistance", "support_center")), case())
    assert question.sensitive


def test_a_question_about_a_protected_property_is_marked_sensitive() -> None:
    (question,) = questions(town(("p.nationality = 'foreign'", "support_center")), case())
    assert question.sensitive


def test_a_question_about_where_somebody_lives_is_not_sensitive() -> None:
    (question,) = questions(town(("p.housing = 'none'", "support_center")), case())
    assert not question.sensitive


@pytest.mark.parametrize("name", sorted(core().person_properties))
def test_every_property_of_a_person_has_a_sentence_in_both_languages(name: str) -> None:
    ja, en = SENTENCES[name]
    assert "{who}" in ja
    assert ja.endswith("か。")
    assert "{who}" in en
    assert en.endswith("?")


@pytest.mark.parametrize("seed", range(40))
def test_every_answer_told_changes_the_decision(seed: int) -> None:
    given = Case.from_dict(generated(seed, SETAGAYA.rulebook))
    before = said(SETAGAYA.route(given))
    for question in questions(SETAGAYA, given):
        for answer in question.answers:
            assert said(SETAGAYA.route(changed(given, [answer.change], SETAGAYA.rulebook.vocabulary))) != before


CONDITIONS = (
    "p.age >= 65",
    "p.age IN [17, 40]",
    "p.on_assistance AND p.age < 18",
    "p.bedridden OR p.on_assistance",
    "NOT p.bedridden",
    "p.care_level > 2 AND p.on_assistance",
    "p.age IS NULL",
    "p.on_assistance XOR p.bedridden",
    "EXISTS { MATCH (p) WHERE p.care_level = 2 }",
)
DOMAINS: dict[str, tuple[Any, ...]] = {
    "age": (0, 10, 17, 18, 39, 40, 41, 64, 65, 66, 130),
    "on_assistance": (True, False),
    "bedridden": (True, False),
    "care_level": (1, 2, 3, 5),
}
KNOWN = ({}, {"age": 70}, {"on_assistance": False}, {"age": 17, "care_level": 2}, {"attributes": {"bedridden": True}})


@pytest.mark.parametrize("pair", list(itertools.combinations(CONDITIONS, 2)), ids=" | ".join)
def test_where_nothing_is_asked_no_completion_changes_the_decision(pair: tuple[str, str]) -> None:
    router = town((pair[0], "support_center"), (pair[1], "health_center"))
    for known in KNOWN:
        given = case(**known)
        asked = {question.property for question in questions(router, given)}
        unknown = [name for name in DOMAINS if name not in known and name not in known.get("attributes", {})]
        left = [name for name in unknown if name not in asked]
        base = said(router.route(given))
        for values in itertools.product(*(DOMAINS[name] for name in left)):
            changes = [f"persons.a.{name}={str(value).lower()}" for name, value in zip(left, values, strict=True)]
            completed = changed(given, changes, router.rulebook.vocabulary)
            assert said(router.route(completed)) == base


def settled_by_rules(e: s.Expression, inside: bool = False) -> Iterator[str]:
    """The properties of which an expression itself says what it means that they are unknown."""
    if isinstance(e, s.Property) and inside:
        yield e.name
    inside = inside or isinstance(e, s.IsNull) or (isinstance(e, s.Call) and e.name == "coalesce")
    for child in s.children(e):
        yield from settled_by_rules(child, inside)
    if isinstance(e, s.Subquery):
        for within in [*pattern_expressions(e.pattern), *([e.returns] if e.returns is not None else [])]:
            yield from settled_by_rules(within, inside and within is e.returns)


VALUES: dict[str, tuple[Any, ...]] = {"boolean": (True, False), "integer": (1, 2), "date": ("2026-01-01",)}


@pytest.mark.parametrize("seed", range(30))
def test_what_a_shipped_rulebook_does_not_ask_changes_nothing_whatever_it_is(seed: int) -> None:
    rulebook, chance = SETAGAYA.rulebook, random.Random(seed)
    told = {
        name
        for rule in rulebook.rules
        for e in pattern_expressions(rule.pattern)
        for name in settled_by_rules(e)
    }  # fmt: skip
    given = Case.from_dict(generated(seed, rulebook))
    asked = {(question.about, question.property) for question in questions(SETAGAYA, given)}
    changes = []
    for person in given.persons:
        known = {**person.model_dump(exclude={"attributes"}, exclude_none=True), **person.attributes}
        for name, term in sorted(rulebook.vocabulary.person_properties.items()):
            if name not in known and name not in told and name != "birth_date" and (person.id, name) not in asked:
                value = chance.choice(term.values or VALUES.get(term.kind, ("x",)))
                changes.append(f"persons.{person.id}.{name}={str(value).lower()}")
    assert changes
    assert said(SETAGAYA.route(changed(given, changes, rulebook.vocabulary))) == said(SETAGAYA.route(given))
