"""What if: a changed case is routed as any other, and every difference tells what made it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from routing import Case, Router, RoutingError
from routing.cli.app import app
from routing.explain import Change, changed, what_if
from routing.explain.what_if import WhatIf
from routing.quality.generated import generated
from tests.packs import router

SETAGAYA = router("setagaya")
FOLDER = Path(__file__).parent.parent / "examples" / "kinuta"
HOUSEHOLD = Case.load(FOLDER / "household-8050.yaml")


def asked(*changes: str) -> WhatIf:
    return what_if(SETAGAYA, HOUSEHOLD, changes)


def change(*changes: str) -> Case:
    return changed(HOUSEHOLD, changes, SETAGAYA.rulebook.vocabulary)


def differences(found: WhatIf) -> set[tuple[str, str | None, str | None]]:
    return {tuple(one.shift) for one in found.differences}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["what-if", str(FOLDER / "household-8050.yaml"), *arguments], standalone_mode=False)


CHANGES = (
    "district=",
    "household_complete=true",
    "persons.p0.age=70",
    "persons.p0.age=",
    "persons.p0.on_assistance=true",
    "+needs.p0=isolation.hikikomori",
    "consents.p0=given",
    "consents.p0=refused",
    "+persons.new",
)


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(60))
def test_a_what_if_is_a_fresh_routing_of_the_changed_case_to_the_byte(seed: int) -> None:
    given = Case.from_dict(generated(seed, SETAGAYA.rulebook))
    found = what_if(SETAGAYA, given, [CHANGES[seed % 9], CHANGES[(seed + seed // 9 + 1) % 9]])
    fresh = Router(SETAGAYA.rulebook).route(Case.parse(found.case.to_json()))
    assert found.after.to_json() == fresh.to_json()
    assert found.before.to_json() == SETAGAYA.route(given).to_json()


@pytest.mark.parametrize("seed", range(60))
def test_rules_behind_a_difference_fire_in_one_of_the_two_decisions_alone(seed: int) -> None:
    given = Case.from_dict(generated(seed, SETAGAYA.rulebook))
    found = what_if(SETAGAYA, given, [CHANGES[seed % 9]])
    for one in found.differences:
        assert set(one.came) <= set(found.came)
        assert set(one.went) <= set(found.went)


def test_no_change_makes_no_difference() -> None:
    found = asked("persons.a.age=82")
    assert found.differences == ()
    assert found.before.to_json() == found.after.to_json()


def test_a_younger_mother_moves_the_lead_and_the_rules_behind_it_are_named() -> None:
    found = asked("persons.a.age=60")
    (lead,) = (one for one in found.differences if one.shift.part == "lead")
    assert lead.shift == ("lead", "support_center", "health_center")
    assert lead.came == ("dementia-under-65",)
    assert "household-8050" in lead.went
    assert ("tier", "health_center") in lead.steps


def test_a_refusal_changes_what_a_disclosure_lacks_and_no_rule() -> None:
    found = asked("consents.b=refused")
    (withheld,) = found.differences
    assert (withheld.came, withheld.went) == ((), ())
    assert {step for step, _ in withheld.steps} == {"consent", "refused"}


def test_what_settlement_decides_otherwise_names_no_rule_that_stayed() -> None:
    found = asked("+needs.a=care.dementia")
    assert ("owners", None, "care.dementia support_center") in differences(found)
    assert found.went == ()


def test_a_property_without_a_field_is_an_attribute() -> None:
    assert change("persons.b.employment=employed").persons[1].attributes == {"employment": "employed"}


def test_a_property_without_a_value_is_unknown() -> None:
    assert change("persons.a.age=").persons[0].age is None
    assert change("persons.a.age=null") == change("persons.a.age=")


def test_a_need_is_added_and_removed() -> None:
    assert [need.code for need in change("+needs.a,b=debt.arrears", "-needs.n1").needs][-1] == "debt.arrears"
    assert "n1" not in {need.id for need in change("-needs.n1").needs}


def test_a_field_of_a_need_is_set() -> None:
    assert change("needs.n1.severity=3", "needs.n1.urgent=true").needs[0].severity == 3


def test_a_relation_is_removed_whichever_way_round_a_symmetric_one_is_written() -> None:
    assert change("-relations.b.LIVES_WITH=a") == change("-relations.a.LIVES_WITH=b")


def test_an_involvement_is_added_and_removed() -> None:
    assert change("-involvements.a.care_service").involvements == ()
    (_, added) = change("+involvements.b.health_center=active").involvements
    assert (added.person, added.agency, added.status) == ("b", "health_center", "active")


def test_a_consent_replaces_what_was_said_before() -> None:
    assert [one.status for one in change("consents.a=refused").consents if one.person == "a"] == ["refused"]
    assert not [one for one in change("consents.a=").consents if one.person == "a"]


def test_a_consent_to_one_kind_stands_beside_the_others() -> None:
    added = change("+consents.a.health_center=refused").consents[-1]
    assert (added.person, added.to, added.status) == ("a", ("health_center",), "refused")


def test_an_event_and_a_person_are_added() -> None:
    case = change("+persons.c", "+events.c=discharge", "persons.c.age=3")
    assert case.persons[-1].age == 3
    assert (case.events[0].person, case.events[0].type) == ("c", "discharge")


def test_an_id_may_hold_dots() -> None:
    case = Case.from_dict({**HOUSEHOLD.model_dump(include={"case", "as_of", "municipality", "received_by"}),
                           "persons": [{"id": "a"}, {"id": "a.b"}]})  # fmt: skip
    assert changed(case, ["persons.a.b.age=3"], SETAGAYA.rulebook.vocabulary).persons[1].age == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a change names a fact and its value"),
        ("persons.b.age", "a change names a fact and its value"),
        ("persons.b=3", "`persons.b`: wants an id and a property"),
        ("persons.z.age=3", "`persons.z.age`: is about nobody and nothing in the case"),
        ("persons.b.height=3", "`persons.b.height`: is not declared"),
        ("persons.b.age=old", "`persons.b.age`: must be a whole number"),
        ("persons.b.on_assistance=yes", "`persons.b.on_assistance`: must be `true` or `false`"),
        ("persons.b.id=c", "`persons.b.id`: is not declared"),
        ("persons=b", "`persons`: wants an id and a property"),
        ("history=b", "`history`: is a list, and is changed part by part"),
        ("+history.b=x", "`+history.b`: is no fact that can be changed so"),
        ("+needs.z=debt.heavy", "`+needs.z`: names nobody in the case"),
        ("+needs.a", "`+needs.a`: wants a need code after `=`"),
        ("-needs.n9", "`-needs.n9`: is nothing the case has"),
        ("-relations.a.HARMS=b", "`-relations.a.HARMS`: is nothing the case has"),
        ("+persons.a", "`+persons.a`: wants a new id, and nothing else"),
        ("persons.a.age=131", "`persons.a.age`: the changed case is not valid: persons: must be at most 130"),
        ("+needs.a=debt.arears", "`+needs.a`: wants a need code that the rulebook knows"),
        ("+events.a=discharged", "`+events.a`: wants a type of event that the rulebook knows"),
        ("+relations.a.LIVES=b", "`+relations.a.LIVES`: wants a type of relation that the rulebook knows"),
        ("+consents.a.health=given", "`+consents.a.health`: wants an agency kind that the rulebook knows"),
        ("+involvements.a.health=active", "`+involvements.a.health`: wants an agency kind that the rulebook knows"),
        ("consents.a.health_center=given", "`consents.a.health_center`: names nobody in the case"),
        ("persons.b.a\nge=3", "`persons.b.a?ge`: is not declared"),
    ],
)
def test_a_change_that_cannot_be_made_is_told_in_one_line_with_help(text: str, message: str) -> None:
    with pytest.raises(RoutingError) as caught:
        change(text)
    told, *help = str(caught.value).split("\nhelp: ")
    assert told.startswith(message)
    assert "\n" not in told
    assert len(help) == 1 or "nothing the case has" in told or text == "persons.a.age=131"


def test_an_error_of_several_changes_names_all_of_them() -> None:
    with pytest.raises(RoutingError, match=r"`persons\.a\.age`, `district`: the changed case is not valid"):
        change("persons.a.age=131", "district=kinuta")


def test_help_shows_the_forms_of_the_part_that_is_changed() -> None:
    with pytest.raises(RoutingError) as caught:
        change("consents.a.health_center=given")
    assert "+consents.PERSON.AGENCY=STATUS" in str(caught.value)
    assert "relations" not in str(caught.value)


def test_an_error_never_quotes_the_value() -> None:
    for text in ("persons.b.age=secret", "+needs.b=secret", "+events.b=secret", "+relations.a.LIVES_WITH=secret",
                  "persons.b.housing=secret", "+needs.a=secret", "received_at=secret"):  # fmt: skip
        with pytest.raises(RoutingError) as caught:
            asked(text)
        assert "secret" not in str(caught.value)


def test_a_change_is_written_as_it_was_read() -> None:
    for text in ("persons.b.age=70", "persons.b.age=", "-needs.n1", "+needs.b=debt.heavy"):
        assert Change.parse(text).text == text


def test_the_command_tells_differences_and_ends_with_one() -> None:
    ran = run("--set", "persons.a.age=60", "--lang", "en")
    assert ran.return_value == 1
    assert "Lead (proposed): Community general support center → Health center" in ran.stdout
    assert "rules that fire now: dementia-under-65" in ran.stdout


def test_the_command_ends_with_zero_where_nothing_differs() -> None:
    ran = run("--set", "persons.a.age=82")
    assert ran.return_value == 0
    assert "決定は変わらない" in ran.stdout


def test_as_json_both_decisions_stand_side_by_side() -> None:
    found = json.loads(run("--set", "consents.b=refused", "--format", "json").stdout)
    assert found["before"] == json.loads(SETAGAYA.route(HOUSEHOLD).to_json())
    assert found["after"] == json.loads(SETAGAYA.route(change("consents.b=refused")).to_json())
