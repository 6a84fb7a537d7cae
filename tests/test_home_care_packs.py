"""What the packs for medical and long-term care at home promise: city 001 with its four scenes, and Shiki."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.case import Case
from routing.vocabulary import core
from tests.packs import route, router

EXAMPLES = Path(__file__).parent.parent / "examples"
PACKS = ("city_001", "shiki")
FILES = [(pack, path) for pack in PACKS for path in sorted((EXAMPLES / pack).glob("*.yaml"))]
RESIDENTS = (None, "self", "family", "resident")
TEAM = ("care_service", "medical", "visiting_nurse", "hospital_liaison", "support_center")
WISHES = (None, "all_treatment", "comfort_at_home", "ask_proxy", "not_discussed")


def person(**fields: object) -> list[dict[str, object]]:
    return [{"id": "a", "age": 80, **fields}]


def needs(*codes: str) -> list[dict[str, object]]:
    return [{"id": f"n{number}", "person": "a", "code": code} for number, code in enumerate(codes, 1)]


@pytest.mark.parametrize(("pack", "path"), FILES, ids=lambda value: getattr(value, "stem", value))
def test_an_example_says_that_it_is_invented_and_leaves_no_need_unanswered(pack: str, path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# Invented: ")
    decision = router(pack).route(Case.load(path))
    assert decision.lead is not None
    assert not decision.gaps
    assert not decision.blocked


# the professionals' desk


@pytest.mark.unmeasured
@pytest.mark.parametrize("reported_by", RESIDENTS)
@pytest.mark.parametrize("pack", PACKS)
def test_no_need_that_a_resident_brings_is_led_or_owned_by_the_professionals_desk(
    pack: str, reported_by: str | None
) -> None:
    said = {} if reported_by is None else {"reported_by": reported_by}
    for code in core().needs:
        decision = route(pack, persons=person(), needs=needs(code), **said)
        assert decision.lead is not None, code
        assert "discharge_desk" not in {decision.lead.to, *(owner.to for owner in decision.owners)}, code


@pytest.mark.parametrize("pack", PACKS)
def test_a_discharge_brought_by_the_family_is_not_sent_to_the_professionals_desk_at_all(pack: str) -> None:
    decision = route(pack, reported_by="family", persons=person(), needs=needs("transition.discharge"))
    assert "discharge_desk" not in {entry.to for entry in (*decision.supports, *decision.inform)}
    assert decision.backup is None


@pytest.mark.parametrize("pack", PACKS)
def test_the_desk_keeps_a_residents_case_until_the_support_center_has_taken_it(pack: str) -> None:
    decision = route(
        pack, received_by="discharge_desk", reported_by="family", persons=person(), needs=needs("care.needed")
    )
    assert decision.lead is not None
    assert (decision.holder.to, decision.lead.to) == ("discharge_desk", "support_center")


# the four scenes


def first_contact(*codes: str, **facts: object) -> str:
    """Who owns the first need of a person with a care manager and a doctor."""
    involved = [{"person": "a", "agency": kind} for kind in ("care_service", "medical")]
    fields = {"persons": person(**facts), "needs": needs(*codes), "involvements": involved, "reported_by": "hospital"}
    return next(owner.to for owner in route("city_001", **fields).owners if owner.need == "n1")


def test_who_is_asked_first_follows_the_scene() -> None:
    assert first_contact("care.needed", "health.illness") == "care_service"
    assert first_contact("health.illness", "care.needed") == "medical"
    assert first_contact("transition.discharge", "care.needed") == "hospital_liaison"
    assert first_contact("transition.emergency", "care.needed") == "medical"
    assert first_contact("transition.end_of_life", "care.needed") == "medical"


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("age", [None, 3, 39, 64, 90])
def test_no_wish_and_no_age_stops_the_call_to_119(wish: str | None, age: int | None) -> None:
    someone = {"id": "a", **({} if age is None else {"age": age}), "attributes": {"acp_wish": wish} if wish else {}}
    decision = route("city_001", persons=[someone], needs=needs("transition.emergency"))
    assert [act.action for act in decision.immediate] == ["call_119"]
    assert "fire_service" in {support.to for support in decision.supports}
    assert "fire_service" not in {entry.to for entry in decision.withheld}


ADMISSION = [{"person": "a", "type": "admission", "date": "2026-04-11"}]
ADMITTED = [{"person": "a", "type": "admission", "date": "2026-04-01"}]
DISCHARGE = [{"id": "n1", "person": "a", "code": "transition.discharge", "due": "2026-04-30"}]
SERVED = [{"person": "a", "agency": "care_service"}]
WAYS = {
    "the day before an admission": ("city_001", "care_service", "2026-04-10", {"events": ADMISSION}),
    "three days after an admission, the care manager": ("city_001", "care_service", "2026-04-04", {"events": ADMITTED}),
    "three days after an admission, the hospital": ("city_001", "hospital_liaison", "2026-04-04", {"events": ADMITTED}),
    "a week before a discharge": ("city_001", "hospital_liaison", "2026-04-23", {"needs": DISCHARGE}),
    "three days before a discharge, the doctor": ("city_001", "medical", "2026-04-27", {"needs": DISCHARGE}),
    "three days before a discharge, the care manager": ("city_001", "care_service", "2026-04-27", {"needs": DISCHARGE}),
    "a week before a discharge in Shiki": ("shiki", "medical", "2026-04-23", {"needs": DISCHARGE}),
    "three days before a discharge in Shiki": ("shiki", "care_service", "2026-04-27", {"needs": DISCHARGE}),
}


@pytest.mark.parametrize("way", WAYS)
def test_around_a_stay_in_hospital_each_is_told_by_a_day(way: str) -> None:
    pack, kind, day, fields = WAYS[way]
    fields = {"persons": person(), "needs": needs("health.illness"), "involvements": SERVED, **fields}
    supports = route(pack, received_by="medical", reported_by="hospital", **fields).supports
    assert [str(support.due) for support in supports if support.to == kind] == [day]


@pytest.mark.parametrize(
    ("kind", "day", "codes", "facts"),
    [
        ("fire_service", "2026-04-01", ["transition.emergency"], {"acp_wish": "ask_proxy"}),
        ("fire_service", "2026-04-01", ["transition.emergency"], {}),
        ("fire_service", "2026-04-01", ["disaster.affected"], {"solo_register": True}),
        ("medical", "2026-04-08", ["transition.end_of_life"], {}),
        (
            "hospital_liaison",
            "2026-04-04",
            ["transition.end_of_life"],
            {"acp_wish": "comfort_at_home", "in_hospital": True},
        ),
    ],
)
def test_at_a_sudden_change_and_at_the_end_of_life_nobody_waits_longer_than_said(
    kind: str, day: str, codes: list[str], facts: dict[str, object]
) -> None:
    supports = route("city_001", persons=person(attributes=facts), needs=needs(*codes)).supports
    assert [str(support.due) for support in supports if support.to == kind] == [day]


def test_the_own_doctor_hears_of_a_sudden_change_the_same_day() -> None:
    own = [{"person": "a", "agency": "medical"}, {"person": "a", "agency": "care_service"}]
    supports = route("city_001", persons=person(), needs=needs("transition.emergency"), involvements=own).supports
    assert {support.to: str(support.due) for support in supports if support.due} == {
        "medical": "2026-04-01",
        "fire_service": "2026-04-01",
        "care_service": "2026-04-02",
    }


@pytest.mark.parametrize("pack", PACKS)
def test_a_residents_case_is_handed_on_by_the_next_day(pack: str) -> None:
    decision = route(
        pack,
        received_by="discharge_desk",
        reported_by="self",
        persons=person(),
        needs=needs("living.household_chores"),
    )
    assert [str(support.due) for support in decision.supports if support.to == "support_center"] == ["2026-04-02"]


@pytest.mark.parametrize("status", ["ended", "declined"])
def test_in_shiki_the_next_doctor_is_found_within_a_week(status: str) -> None:
    gone = [{"person": "a", "agency": "medical", "status": status}]
    decision = route("shiki", persons=person(), needs=needs("health.medication"), involvements=gone)
    found = [support for support in decision.supports if support.to == "medical_association"]
    assert [str(support.due) for support in found] == ["2026-04-08"]


def test_the_register_reaches_the_fire_service_after_a_disaster_though_nobody_was_asked() -> None:
    decision = route(
        "city_001",
        persons=person(attributes={"solo_register": True}),
        needs=needs("disaster.affected", "health.illness"),
        consents=[{"person": "a", "status": "refused"}],
    )
    assert "fire_service" in {support.to for support in decision.supports}
    assert "fire_service" not in {entry.to for entry in decision.withheld}


@pytest.mark.parametrize("pack", PACKS)
def test_a_strained_carer_is_not_asked_for_a_care_level(pack: str) -> None:
    questions = route(pack, persons=person(), needs=needs("care.carer_strained")).questions
    assert {"care_level", "support_level"} & {question.property for question in questions} == set()


# the shared notebook


def with_notebook(*consents: dict[str, object]) -> set[str]:
    """The kinds that are told nothing yet about an ill, lonely person in hospital who takes part in the notebook."""
    decision = route(
        "city_001",
        reported_by="care_manager",
        persons=person(care_level=1, attributes={"notebook": True, "in_hospital": True}),
        needs=needs("health.illness", "isolation.alone"),
        involvements=[{"person": "a", "agency": kind} for kind in ("care_service", "medical")],
        consents=[{"person": "a", **consent} for consent in consents],
    )
    return {entry.to for entry in decision.withheld}


def test_taking_part_in_the_notebook_is_no_ground_for_sharing_by_itself() -> None:
    assert "hospital_liaison" in with_notebook()


def test_who_is_named_by_the_consent_reads_what_it_names() -> None:
    consent = {"status": "given", "to": list(TEAM), "items": ["health", "isolation"]}
    assert with_notebook(consent) == {"social_council", "minsei"}


def test_an_item_outside_the_consent_is_not_read_by_the_team_either() -> None:
    assert "hospital_liaison" in with_notebook({"status": "given", "to": list(TEAM), "items": ["health"]})


def test_a_refusal_holds_against_the_notebook() -> None:
    given = {"status": "given", "to": list(TEAM)}
    refused = {"status": "refused", "to": ["hospital_liaison"]}
    assert "hospital_liaison" not in with_notebook(given)
    assert "hospital_liaison" in with_notebook(given, refused)


# the directories


def test_only_the_two_bodies_that_the_page_of_shiki_names_are_not_invented_and_neither_has_a_number() -> None:
    offices = {}
    for pack in PACKS:
        directory = router(pack).rulebook.directory
        assert directory is not None
        offices[pack] = {office.id: office for office in directory.offices if not office.invented}
    assert offices["city_001"] == {}
    assert set(offices["shiki"]) == {"asaka-ishikai", "asaka-shika"}
    assert all(office.phone is None and office.address is None for office in offices["shiki"].values())


@pytest.mark.parametrize("pack", PACKS)
def test_whenever_the_backup_team_changes_there_is_exactly_one_and_its_members_exist(pack: str) -> None:
    directory = router(pack).rulebook.directory
    assert directory is not None
    teams = directory.by_kind["backup_team"]
    assert all(set(team.members) <= set(directory.by_id) and team.members for team in teams)
    days = [day for team in teams for day in (team.start, team.until) if day is not None]
    assert days
    assert all(sum(team.open_on(day) for team in teams) == 1 for day in days)


@pytest.mark.parametrize(
    ("pack", "home"), [("city_001", "kita"), ("city_001", "minami"), ("shiki", "kita"), ("shiki", "minami")]
)
def test_nothing_about_a_victim_of_violence_in_care_reaches_the_home_district(pack: str, home: str) -> None:
    directory = router(pack).rulebook.directory
    assert directory is not None
    decision = route(
        pack,
        district=home,
        reported_by="hospital",
        persons=[{"id": "a", "age": 78, "registered_address": False}, {"id": "h", "age": 80}],
        relations=[{"from": "h", "type": "HARMS", "to": "a"}, {"from": "a", "type": "SPOUSE_OF", "to": "h"}],
        needs=needs("abuse.dv", "care.needed", "transition.discharge", "health.illness"),
    )
    named = [decision.holder, *decision.owners, *decision.supports, *decision.inform]
    offices = {entry.agency for entry in named if entry.agency is not None}
    assert decision.lead is not None
    assert decision.lead.to == "dv_center"
    assert offices
    assert {office for office in offices if directory.by_id[office].located_in == home} == set()
    assert len(decision.owners) == 4
