"""The smallest change: the fewest facts for another decision, none of them one that nobody may be asked to change."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from routing import Case, Router, RoutingError, Rulebook
from routing.cli.app import app
from routing.explain import changed, smallest_change
from routing.quality.generated import generated
from tests.packs import router

SETAGAYA = router("setagaya")
FOLDER = Path(__file__).parent.parent / "examples" / "kinuta"
HEAT = Case.load(FOLDER / "heat.yaml")
CANNOT = Case.load(FOLDER / "cannot-solve.yaml")
HEAD = """
rulebook: town
version: 2026.04.1
title: {ja: 町, en: Town}
serves: any
tiers: [protection, continuity, specialist, generalist, fallback]
default_lead: town_center
"""
RULE = """
rules:
  - id: only
    title: {ja: 規則, en: A rule}
    in_force: {from: 2020-04-01}
    basis: [{law: 要綱, status: verified}]
    match: (p:Person)-[:HAS]->(n:Need)
    where: WHERE
    then:
      - refer: {to: support_center, role: lead, tier: generalist, about: p, for: n}
"""


def town(where: str) -> Router:
    return Router(Rulebook.parse({"rulebook.yaml": HEAD, "rules.yaml": RULE.replace("WHERE", where)}))


def case(**person: object) -> Case:
    return Case.from_dict(
        {
            "case": "K",
            "as_of": "2026-04-01",
            "municipality": "town",
            "received_by": "town_center",
            "household_complete": True,
            "persons": [{"id": "a", **person}],
            "needs": [{"id": "n", "person": "a", "code": "care.dementia"}],
            "consents": [{"person": "a", "status": "given"}],
        }
    )


def ways(router: Router, given: Case, wanted: str = "lead=support_center") -> list[list[tuple[str, str]]]:
    found = smallest_change(router, given, wanted).found
    return [[(change.text, way) for change, way in one.proposals] for one in found]


def test_an_unknown_age_is_to_be_asked() -> None:
    assert ways(town("p.age >= 65"), case()) == [[("persons.a.age=65", "ask")]]


def test_a_known_age_is_never_proposed() -> None:
    assert ways(town("p.age >= 65"), case(age=40)) == []


@pytest.mark.parametrize("known", [{}, {"sex": "M"}])
def test_a_protected_property_is_never_proposed(known: dict[str, str]) -> None:
    assert ways(town("p.sex = 'F'"), case(**known)) == []


def test_a_recorded_property_may_be_wrong() -> None:
    assert ways(town("p.on_assistance"), case(on_assistance=False)) == [[("persons.a.on_assistance=true", "correct")]]


def test_two_changes_are_proposed_only_where_one_does_not_do() -> None:
    both = ways(town("p.on_assistance AND p.bedridden"), case())
    assert both == [[("persons.a.bedridden=true", "ask"), ("persons.a.on_assistance=true", "ask")]]
    either = ways(town("p.on_assistance OR p.bedridden"), case())
    assert either == [[("persons.a.bedridden=true", "ask")], [("persons.a.on_assistance=true", "ask")]]


def test_a_search_that_finds_nothing_says_how_far_it_went() -> None:
    found = smallest_change(town("p.age >= 65"), case(age=40), "lead=support_center")
    assert (found.found, found.searched) == ((), 3)


def test_a_search_that_ends_at_its_bound_says_so() -> None:
    found = smallest_change(SETAGAYA, CANNOT, "lead=npo", most=40)
    assert (found.searched, found.routed) == (1, 40)


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(12))
def test_every_way_found_is_routed_anew_to_another_lead(seed: int) -> None:
    given = Case.from_dict(generated(seed, SETAGAYA.rulebook))
    before = SETAGAYA.route(given).lead
    for one in smallest_change(SETAGAYA, given, "lead", most=100).found:
        fresh = SETAGAYA.route(Case.parse(one.case.to_json()))
        assert fresh.to_json() == one.decision.to_json()
        assert (fresh.lead and fresh.lead.to) != (before and before.to)


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(12))
def test_no_part_of_a_way_does_it_alone(seed: int) -> None:
    given = Case.from_dict(generated(seed, SETAGAYA.rulebook))
    before = SETAGAYA.route(given).lead
    for one in smallest_change(SETAGAYA, given, "lead", most=200).found:
        for fewer in itertools.combinations(one.proposals, len(one.proposals) - 1):
            less = changed(given, [proposal.change for proposal in fewer], SETAGAYA.rulebook.vocabulary)
            after = SETAGAYA.route(less).lead
            assert (after and after.to) == (before and before.to)


def test_the_backup_team_goes_where_the_need_it_is_asked_about_goes() -> None:
    assert ways(SETAGAYA, CANNOT, "backup=") == [[("-needs.n4", "correct")]]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("tea", "that cannot be wanted of a decision"),
        ("lead=tea", "the lead that is wanted is no agency kind"),
        ("lead=support_center", "the lead is already the one that is wanted"),
        ("backup=", "no backup team is asked already"),
    ],
)
def test_what_cannot_be_wanted_is_refused(wanted: str, message: str) -> None:
    with pytest.raises(RoutingError, match=message):
        smallest_change(SETAGAYA, HEAT, wanted)


def test_the_command_tells_the_ways_and_ends_with_one() -> None:
    arguments = ["what-if", str(FOLDER / "cannot-solve.yaml"), "--smallest", "backup=", "--lang", "en"]
    ran = CliRunner().invoke(app, arguments, standalone_mode=False)
    assert ran.return_value == 1
    assert "- -needs.n4 (if recorded wrongly)" in ran.stdout


def test_as_json_every_way_holds_its_decision() -> None:
    arguments = ["what-if", str(FOLDER / "heat.yaml"), "--smallest", "lead", "--format", "json"]
    found = json.loads(CliRunner().invoke(app, arguments, standalone_mode=False).stdout)
    assert [one["decision"]["lead"]["to"] for one in found["found"]] == ["health_center"] * 2 + ["social_council"]
    assert found["searched"] == 1


def test_a_command_without_a_change_is_wrong_usage() -> None:
    assert CliRunner().invoke(app, ["what-if", str(FOLDER / "heat.yaml")]).exit_code == 2
