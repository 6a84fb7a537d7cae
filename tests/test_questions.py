"""Questions: what is asked could change the decision, and where nothing is asked nothing could."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from routing import Case, Router, Rulebook
from routing.decision.shifts import said
from routing.explain import changed, questions
from routing.explain.asked import SENTENCES
from routing.quality.generated import generated
from routing.vocabulary import core
from tests import packs

SETAGAYA = packs.router("setagaya")
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


@pytest.mark.unmeasured
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
    "coalesce(p.on_assistance, false)",
    "NOT coalesce(p.bedridden, true)",
    "coalesce(p.age, 40) < 18",
    "coalesce(p.age, 65) >= 65 AND p.care_level IS NOT NULL",
    "p.on_assistance IS NULL AND p.bedridden IS NULL",
    "NOT EXISTS { MATCH (p) WHERE p.age IS NULL OR p.age >= 65 }",
    "COUNT { MATCH (p)-[:HAS]->(m:Need) WHERE coalesce(m.severity, 2) > 1 } = 0",
)
DOMAINS: dict[str, tuple[Any, ...]] = {
    "age": (0, 10, 17, 18, 39, 40, 41, 64, 65, 66, 130),
    "on_assistance": (True, False),
    "bedridden": (True, False),
    "care_level": (1, 2, 3, 5),
}
SEVERITIES = ("", "1", "2", "3")
KNOWN = ({}, {"age": 70}, {"on_assistance": False}, {"age": 17, "care_level": 2}, {"attributes": {"bedridden": True}})


NEXT = [(one, CONDITIONS[(at + step) % len(CONDITIONS)]) for at, one in enumerate(CONDITIONS) for step in (1, 6)]


@pytest.mark.unmeasured
@pytest.mark.parametrize("pair", NEXT, ids=" | ".join)
def test_where_nothing_is_asked_no_completion_changes_the_decision(pair: tuple[str, str]) -> None:
    check_completions(pair)


@pytest.mark.soak
@pytest.mark.parametrize("pair", list(itertools.combinations(CONDITIONS, 2)), ids=" | ".join)
def test_where_nothing_is_asked_no_completion_changes_the_decision_of_any_two_rules(pair: tuple[str, str]) -> None:
    check_completions(pair)


def check_completions(pair: tuple[str, str]) -> None:
    """Complete what is not asked in every way, while what is asked stays unknown: nothing may change."""
    router = town((pair[0], "support_center"), (pair[1], "health_center"))
    for known in KNOWN:
        given = case(**known)
        asked = {question.property for question in questions(router, given)}
        unknown = [name for name in DOMAINS if name not in known and name not in known.get("attributes", {})]
        left = [name for name in unknown if name not in asked]
        severities = SEVERITIES if "severity" in "".join(pair) and "severity" not in asked else ("",)
        base = said(router.route(given))
        for *values, severity in itertools.product(*(DOMAINS[name] for name in left), severities):
            changes = [f"persons.a.{name}={str(value).lower()}" for name, value in zip(left, values, strict=True)]
            completed = changed(given, [*changes, f"needs.n.severity={severity}"], router.rulebook.vocabulary)
            assert said(router.route(completed)) == base


@pytest.mark.parametrize(
    "where", ["coalesce(p.bedridden, false)", "p.bedridden IS NOT NULL", "NOT p.bedridden IS NULL"]
)
def test_what_a_rule_takes_for_known_is_asked_and_marked_although_the_decision_does_not_ask_it(where: str) -> None:
    router = town((where, "support_center"))
    assert router.route(case()).questions == ()
    (question,) = questions(router, case())
    assert (question.property, question.supposed, question.matters) == ("bedridden", True, "alone")


def test_what_the_decision_asks_itself_is_not_marked_as_supposed() -> None:
    (question,) = questions(town(("p.bedridden", "support_center")), case())
    assert not question.supposed


def test_an_age_that_a_rule_takes_for_known_is_asked_with_the_answers_the_rule_tells_apart() -> None:
    (question,) = questions(town(("coalesce(p.age, 40) < 18", "support_center")), case())
    told = [(answer.change.text, answer.through) for answer in question.answers]
    assert told == [("persons.a.age=0", 15), ("persons.a.age=16", 17)]


def test_a_day_is_asked_with_a_day_on_each_side_of_where_the_rule_divides_them() -> None:
    (question,) = questions(town(("days_until(n.due) <= 14", "support_center")), case())
    assert [answer.change.text for answer in question.answers] == ["needs.n.due=2016-04-03"]


def test_how_heavy_a_need_is_is_asked_where_the_heavier_need_decides_on_the_lead() -> None:
    text = RULE.format(id="one", where="n.code = 'care.dementia'", to="support_center")
    text += RULE.format(id="two", where="n.code = 'debt.arrears'", to="health_center")
    two = case().model_dump(by_alias=True, exclude_none=True)
    two["needs"] = [*two["needs"], {"id": "m", "person": "a", "code": "debt.arrears"}]
    found = questions(book(text), Case.from_dict(two))
    assert [(one.about, one.property, one.supposed) for one in found] == [(id, "severity", True) for id in ("m", "n")]
    assert [{shift.part for shift in one.hanging()} >= {"lead"} for one in found] == [True, False]


def test_a_district_is_asked_where_an_office_of_the_district_would_take_the_case() -> None:
    given = {**case().model_dump(by_alias=True, exclude_none=True), "municipality": "setagaya"}
    found = questions(SETAGAYA, Case.from_dict(given))
    assert ("K", "district") in {(one.about, one.property) for one in found}


VALUES: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False), "integer": (0, 1, 2, 2000, 500_000), "date": ("2016-01-01", "2026-05-01"),
}  # fmt: skip
NARROW: dict[str, tuple[int, ...]] = {
    "age": (0, 10, 15, 17, 18, 39, 40, 64, 65, 75), "care_level": (1, 3, 5), "support_level": (1, 2), "severity": (1, 3)
}  # fmt: skip
GIVEN = {"id", "birth_date", "domain", "code", "status", "type"}


def completion(given: Case, router: Router, chance: random.Random) -> list[str]:
    """Most of what is unknown in a case and not asked, turned out somehow."""
    rulebook = router.rulebook
    asked = {(question.about, question.property) for question in questions(router, given)}
    changes = []
    homes = (("Person", "persons", given.persons), ("Need", "needs", given.needs), ("Event", "events", given.events))
    for label, part, entries in homes:
        for one in entries:
            known = {*GIVEN, *one.model_dump(exclude={"attributes"}, exclude_none=True), *one.attributes}
            if "birth_date" in one.model_fields_set:
                known.add("age")
            for name, kind in sorted(rulebook.schema.labels[label].items()):
                if name not in known and (one.id, name) not in asked and chance.random() < 0.8:
                    value = chance.choice(NARROW.get(name) or sorted(kind.values or VALUES.get(kind.kind, ("x",))))
                    told = str(value).lower() if isinstance(value, bool) else value
                    changes.append(f"{part}.{one.id}.{name}={told}")
    places = sorted(rulebook.directory.places) if rulebook.directory is not None else ["x"]
    for name, values in (("district", places), ("reported_by", ["self", "hospital", "agency"])):
        if getattr(given, name) is None and (given.case, name) not in asked:
            changes.append(f"{name}={chance.choice(values)}")
    return changes


def check_unasked(pack: str, seed: int, times: int) -> None:
    here = packs.router(pack)
    given = Case.from_dict(generated(seed, here.rulebook))
    base = said(here.route(given))
    for time in range(times):
        changes = completion(given, here, random.Random(seed * 100 + time))
        assert changes
        assert said(here.route(changed(given, changes, here.rulebook.vocabulary))) == base


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(30))
def test_what_a_shipped_rulebook_does_not_ask_changes_nothing_whatever_it_is(seed: int) -> None:
    check_unasked("setagaya", seed, 1)


@pytest.mark.soak
@pytest.mark.parametrize("pack", ["setagaya", "national", "okayama", "ube", "city_001", "shiki", "generic"])
def test_what_no_shipped_rulebook_asks_changes_anything_in_many_cases(pack: str) -> None:
    for seed in range(1000, 1020):
        check_unasked(pack, seed, 3)
