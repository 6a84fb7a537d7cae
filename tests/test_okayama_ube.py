"""What the packs of Okayama and Ube promise, beyond the tests that stand beside their rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.case import Case
from routing.decision import Decision
from routing.vocabulary import core
from tests.packs import route, router

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
PACKS = ("okayama", "ube")
DISTRICTS = [(pack, office) for pack, office in (("okayama", "naka-hokatsu"), ("ube", "chubu-1-sodan"))]


def offices(decision: Decision) -> set[str | None]:
    """Every office that holds, leads, owns, supports or is informed, and the backup team."""
    named = [decision.holder, *decision.owners, *decision.supports, *decision.inform]
    teams = [decision.lead.agency if decision.lead else None, decision.backup.team if decision.backup else None]
    return {*(entry.agency for entry in named), *teams}


@pytest.mark.parametrize("age", [None, 10, 40, 70])
def test_a_need_code_of_okayama_has_an_owner_and_a_lead_that_can_hold_the_case(age: int | None) -> None:
    vocabulary = router("okayama").rulebook.vocabulary
    person = {"id": "a"} if age is None else {"id": "a", "age": age}
    added = vocabulary.needs.keys() - core().needs.keys()
    assert added
    for code in added:
        decision = route("okayama", persons=[person], needs=[{"person": "a", "code": code}])
        assert [owner.code for owner in decision.owners] == [code]
        assert decision.lead is not None, code
        assert vocabulary.agency_kinds[decision.lead.to].may_hold, code
        assert decision.backup is None


@pytest.mark.parametrize("pack", PACKS)
def test_every_agency_kind_a_rule_of_the_pack_refers_to_has_an_office(pack: str) -> None:
    rulebook = router(pack).rulebook
    assert rulebook.directory is not None
    known = {office.kind for office in rulebook.directory.offices}
    for rule in rulebook.rules:
        for effect in rule.effects if rule.pack == pack else ():
            asked = getattr(effect, "to", ())
            assert known.issuperset((asked,) if isinstance(asked, str) else asked), rule.id


@pytest.mark.parametrize(("pack", "receiver"), DISTRICTS)
def test_nothing_about_domestic_violence_reaches_an_office_of_the_home_district(pack: str, receiver: str) -> None:
    directory = router(pack).rulebook.directory
    assert directory is not None
    home = directory.by_id[receiver].located_in
    at_home = {office.id for office in directory.offices if office.located_in == home}
    needs = [
        {"person": "a", "code": code} for code in ("abuse.dv", "isolation.alone", "health.untreated", "debt.arrears")
    ]
    decision = route(pack, district=home, received_at=receiver, persons=[{"id": "a", "age": 70}], needs=needs)
    assert len(at_home) >= 3
    assert offices(decision) & at_home == set()
    assert decision.holder.to == "backup_team"
    assert len(decision.owners) == len(needs)


# Okayama


@pytest.mark.parametrize(
    ("day", "team"), [("2018-03-31", None), ("2018-09-30", "okayama-suishin"), ("2018-10-01", "okayama-kentokai")]
)
def test_the_backup_team_of_okayama_is_that_of_the_day(day: str, team: str | None) -> None:
    reported = [{"type": "no_agreement", "by": "support_center", "date": "2018-03-01"}]
    needs = [{"person": "a", "code": "care.needed"}]
    decision = route("okayama", as_of=day, persons=[{"id": "a", "age": 80}], needs=needs, history=reported)
    assert decision.backup is not None
    assert decision.backup.team == team


def test_a_home_doctor_who_cannot_come_is_replaced_by_one_of_the_group() -> None:
    decision = router("okayama").route(Case.load(EXAMPLES / "okayama" / "home-doctor.yaml"))
    assert [owner.agency for owner in decision.owners] == ["naka-zaitaku-2"]
    assert decision.backup is None


def test_the_community_care_center_leads_a_hard_discharge() -> None:
    decision = router("okayama").route(Case.load(EXAMPLES / "okayama" / "child-home.yaml"))
    assert decision.lead is not None
    assert decision.lead.agency == "okayama-chiiki-care"


def test_where_protection_leads_the_community_care_center_still_has_a_week_before_the_day() -> None:
    persons = [{"id": "a", "age": 58}, {"id": "b", "age": 5}]
    needs = [
        {"person": "a", "code": "transition.no_home_care", "due": "2026-05-08"},
        {"person": "b", "code": "abuse.child"},
    ]
    decision = route("okayama", persons=persons, needs=needs)
    assert decision.lead is not None
    assert decision.lead.to == "child_family"
    due = {support.to: str(support.due) for support in decision.supports}
    assert due["discharge_desk"] == "2026-05-01"


# Ube


def test_a_request_to_the_home_doctor_changes_nobodys_role() -> None:
    asked = Case.load(EXAMPLES / "ube" / "inquiry.yaml")
    without = asked.model_copy(update={"events": ()})
    one, other = (router("ube").route(case) for case in (asked, without))
    parts = ("holder", "lead", "owners", "supports", "duties", "immediate", "backup", "gaps", "findings")
    assert {part: getattr(one, part) for part in parts} == {part: getattr(other, part) for part in parts}
    assert other.inform == ()
    assert [(told.to, told.services, str(told.due)) for told in one.inform] == [
        ("home_doctor", ("主治医照会(事実の回答)",), "2026-06-22")
    ]


def test_the_steps_of_a_discharge_notice_come_before_the_day_in_their_order() -> None:
    decision = router("ube").route(Case.load(EXAMPLES / "ube" / "discharge.yaml"))
    due = {part.to: str(part.due) for part in (*decision.supports, *decision.inform)}
    assert due["medical"] == due["health_office"] == "2026-04-17"
    assert due["support_center"] == due["welfare_office"] == "2026-04-24"
    assert due["care_service"] == "2026-04-30"
    assert decision.withheld == ()


def test_the_nurse_of_the_district_is_the_partner_of_its_center_for_elders() -> None:
    directory = router("ube").rulebook.directory
    assert directory is not None
    centers = {office.located_in for office in directory.by_kind["support_center"]}
    nurses = {office.located_in for office in directory.by_kind["health_center"]} - {None}
    assert len(centers) == 9
    assert centers == nurses


def test_no_office_is_for_the_meeting_on_policy() -> None:
    directory = router("ube").rulebook.directory
    assert directory is not None
    assert [office.id for office in directory.offices if "推進会議" in office.ja] == []
    assert [office.id for office in directory.by_kind["backup_team"]] == ["ube-block"]
