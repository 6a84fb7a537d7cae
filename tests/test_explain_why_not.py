"""Why an agency or a rule has no part in a decision: every rule that could have named it is weighed."""

from __future__ import annotations

import json
import re

import pytest

from routing import Case
from routing.engines.firings import Firings
from routing.errors import RoutingError
from routing.explain import WhyNot, why_not
from routing.explain.bounded import STEPS
from routing.explain.why_not_near import nearest_miss
from routing.explain.why_not_shape import shape_of
from routing.explain.why_not_target import reaches
from routing.quality.generated import generated
from routing.router import Router
from tests.packs import router
from tests.settling import case, refer, rule, rulebook

ELDER = rule("elder", "debt.arrears", refer("npo"), where="n.code = 'debt.arrears' AND p.age >= 65")
DESK = rule("desk", "debt.arrears", refer("self_reliance", tier="protection"))


def asked(target: str, *rules: object, lang: str = "en", **fields: object) -> WhyNot:
    return why_not(Router(rulebook(*rules)), case(**fields), target, lang=lang)  # type: ignore[arg-type]


def test_a_condition_that_fails_is_told_with_the_value_of_the_case() -> None:
    found = asked("npo", ELDER, needs={"n1": ("b", "debt.arrears")})
    (chance,) = found.chances
    assert (chance.outcome, chance.rule.id) == ("missed", "elder")
    assert chance.said == ("needed: b is 65 or over (recorded: b is 52 years old)",)


def test_the_person_who_comes_closest_is_the_one_that_is_told_of() -> None:
    match = "(p:Person)-[:HAS]->(n:Need), (q:Person)-[:CARES_FOR]->(p)"
    cared = {**ELDER, "match": match}
    relations = [{"from": "a", "type": "CARES_FOR", "to": "b"}]
    needs = {"n1": ("b", "debt.arrears"), "n2": ("a", "care.dementia")}
    (chance,) = asked("npo", cared, needs=needs, relations=relations).chances
    assert chance.said == ("needed: b is 65 or over (recorded: b is 52 years old)",)


def test_a_need_that_nobody_has_is_told_by_its_name() -> None:
    (chance,) = asked("npo", ELDER).chances
    assert chance.said == ("nobody has the need “Arrears (rent or tax or utilities)”",)


def test_a_relation_that_is_not_recorded_is_told() -> None:
    lived = rule(
        "home", "debt.arrears", refer("npo"), match="(p:Person)-[:HAS]->(n:Need), (p)-[:LIVES_WITH]-(q:Person)"
    )
    (chance,) = asked("npo", lived, needs={"n1": ("b", "debt.arrears")}).chances
    assert chance.said == ("it is not recorded that b and a live together",)


def test_an_unknown_fact_that_keeps_a_rule_open_is_told() -> None:
    persons = [{"id": "a"}]
    (chance,) = asked("npo", ELDER, persons=persons, needs={"n1": ("a", "debt.arrears")}).chances
    assert (chance.outcome, chance.said) == ("unknown", ("age of a",))


def test_a_rule_that_applies_tells_which_tier_it_lost_to_and_who_leads_instead() -> None:
    (chance,) = asked("npo", ELDER, DESK, needs={"n1": ("a", "debt.arrears")}).chances
    assert chance.outcome == "fired"
    assert chance.said[0] == "as lead: a candidate of a higher tier comes first"
    assert "is proposed as the lead for a" in chance.said[1]


def test_an_agency_that_is_excluded_is_told_so() -> None:
    barred = rule("barred", "debt.arrears", {"exclude": {"about": ["p"], "kind": "npo"}})
    (chance,) = asked("npo", ELDER, barred, needs={"n1": ("a", "debt.arrears")}).chances
    assert any("Nothing about a may reach" in said for said in chance.said)


def test_a_rule_is_asked_for_by_its_id() -> None:
    found = asked("elder", ELDER, needs={"n1": ("b", "debt.arrears")})
    assert [chance.rule.id for chance in found.chances] == ["elder"]
    assert found.present == ()


def test_an_agency_that_has_a_part_is_said_to_have_one() -> None:
    found = asked("npo", ELDER, needs={"n1": ("a", "debt.arrears")})
    assert found.present == ("Non-profit support is proposed as the lead for a",)
    assert "has a part in this decision" in found.text()


def test_a_kind_that_no_rule_names_is_said_to_be_named_by_none() -> None:
    assert "No rule in force on that day names it" in asked("npo", DESK).text()


def test_a_word_that_is_neither_kind_nor_rule_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(RoutingError, match=re.escape("help: did you mean `elder`?")):
        asked("eldr", ELDER)


def test_markdown_shows_ids_of_a_case_as_they_are_written() -> None:
    persons = [{"id": "a*b", "age": 40}]
    found = asked("npo", ELDER, persons=persons, needs={"n1": ("a*b", "debt.arrears")})
    assert r"a\*b is 40 years old" in found.markdown()


def weighed(pack: str, seed: int) -> tuple[Firings, int]:
    """Check one generated case for every agency kind that rules of a pack name; the number of missed rules."""
    here = router(pack)
    given = Case.from_dict(generated(seed, here.rulebook))
    firings = here.fire(given)
    fired = {firing.rule.id for firing in firings.fired}
    in_force = here.rulebook.rules_in_force(given.as_of)
    missed = 0
    for kind in sorted({kind for one in in_force for effect in one.effects for kind in reaches(effect)}):
        found = why_not(here, given, kind, lang="en", most=10)
        naming = [one.id for one in in_force if any(kind in reaches(effect) for effect in one.effects)]
        assert len(found.chances) + found.more == len(naming)
        for chance in found.chances:
            assert chance.said
            assert all(chance.said)
            assert (chance.outcome == "fired") is (chance.rule.id in fired)
            missed += chance.outcome == "missed"
            assert all(said in found.text() for said in chance.said)
        assert len(json.loads(json.dumps(found.to_data()))["chances"]) == len(found.chances)
    return firings, missed


@pytest.mark.parametrize("seed", range(3))
def test_every_rule_that_names_a_kind_is_weighed_and_says_what_it_lacks_or_lost_to(seed: int) -> None:
    _, missed = weighed("setagaya", seed)
    assert missed


@pytest.mark.soak
@pytest.mark.parametrize("pack", ["setagaya", "national", "okayama", "ube", "city_001", "shiki", "generic"])
def test_every_rule_is_weighed_over_many_generated_cases(pack: str) -> None:
    for seed in range(2000, 2040):
        weighed(pack, seed)


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(12))
def test_a_miss_without_any_lack_is_only_found_for_a_rule_that_fires(seed: int) -> None:
    here = router("setagaya")
    given = Case.from_dict(generated(seed, here.rulebook))
    firings = here.fire(given)
    fired = {firing.rule.id for firing in firings.fired}
    complete = {
        one.id
        for one in here.rulebook.rules_in_force(given.as_of)
        if nearest_miss(shape_of(one, here.rulebook), firings.graph, given.as_of, [STEPS]).cost == 0
    }
    assert complete <= fired
