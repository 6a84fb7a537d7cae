"""What the bundled rule packs promise, beyond the tests that stand beside their rules."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from routing.case import Case
from routing.quality import run_tests
from routing.quality.expectations import AtLeast
from routing.quality.testing import RuleTest, read_tests
from routing.rulebook import Rule
from routing.rulebook.packs import bundled_names, find_pack
from routing.vocabulary import core
from tests.packs import agencies, bundled_rulebook, route, router

ROOT = Path(__file__).parent.parent
PACKS = tuple(bundled_names())
AGES = (None, 0, 10, 17, 18, 39, 40, 64, 65, 90)
REPORTED = ("abuse.child", "abuse.child_neglect", "abuse.elder", "abuse.disabled", "abuse.dv")


def person(id: str, age: int | None = None, **fields: object) -> dict[str, object]:
    return {"id": id, **({} if age is None else {"age": age}), **fields}


# the rules and their tests


@pytest.mark.unmeasured
@pytest.mark.parametrize("pack", PACKS)
def test_every_test_beside_the_rules_passes(pack: str) -> None:
    outcomes = run_tests(pack)
    assert outcomes
    assert {f"{o.place} {o.name['en']}": o.differences for o in outcomes if not o.passed} == {}


def beside(pack: str) -> list[RuleTest]:
    return read_tests(find_pack(pack), router(pack).rulebook)


@pytest.mark.unmeasured
@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_has_a_test_in_which_it_fires_and_one_in_which_it_must_not(pack: str) -> None:
    expectations = [test.expect for test in beside(pack)]
    fires: set[str] = set()
    for expect in expectations:
        listed = expect.fires or ()
        fires.update(listed.includes if isinstance(listed, AtLeast) else listed)
    silent = {rule for expect in expectations for rule in expect.not_fires or ()}
    ids = {rule.id for rule in own(pack)}
    assert ids - fires == set()
    assert ids - silent == set()


def own(pack: str) -> list[Rule]:
    """The rules of a pack, every dated version, without those of the packs it extends."""
    return [rule for rule in router(pack).rulebook.rules if rule.pack == pack]


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_names_its_source_and_how_well_it_is_known(pack: str) -> None:
    for rule in own(pack):
        assert rule.basis, rule.id
        assert all(basis.status for basis in rule.basis), rule.id
        assert all(basis.read for basis in rule.basis if basis.status == "dated"), rule.id


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_has_a_title_in_two_languages_that_differ(pack: str) -> None:
    for rule in own(pack):
        assert all(rule.title[lang].strip() for lang in ("ja", "en")), rule.id
        assert rule.title["ja"] != rule.title["en"], rule.id


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_says_from_which_day_it_is_in_force(pack: str) -> None:
    assert [rule.id for rule in own(pack) if rule.start is None] == []


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_has_a_readme_that_names_its_files(pack: str) -> None:
    folder = ROOT / "rules" / pack
    readme = (folder / "README.md").read_text(encoding="utf-8")
    named = {path.name for path in folder.glob("*.yaml") if not path.name.endswith("_test.yaml")} - {"rulebook.yaml"}
    assert {name for name in named if f"`{name}`" not in readme} == set()


# totality: no need without an answer


@pytest.mark.unmeasured
@pytest.mark.parametrize("pack", ["generic", "setagaya"])
@pytest.mark.parametrize("age", AGES)
def test_every_need_has_an_owner_and_a_lead_that_can_hold_the_case(pack: str, age: int | None) -> None:
    kinds = router(pack).rulebook.vocabulary.agency_kinds
    for assisted in ({}, {"on_assistance": True}, {"on_assistance": False}):
        for code in core().needs:
            decision = route(pack, persons=[person("a", age, **assisted)], needs=[{"person": "a", "code": code}])
            assert not decision.gaps, code
            assert not decision.blocked, code
            assert decision.lead is not None, code
            assert kinds[decision.lead.to].may_hold, code
            assert decision.backup is None, code


@pytest.mark.unmeasured
@pytest.mark.parametrize("pack", [name for name in PACKS if bundled_rulebook(name).serves])
@pytest.mark.parametrize("age", AGES)
def test_in_no_municipality_a_need_is_a_gap_or_without_a_lead_that_can_hold_the_case(
    pack: str, age: int | None
) -> None:
    kinds = router(pack).rulebook.vocabulary.agency_kinds
    served = min(router(pack).rulebook.serves or ())
    for code in core().needs:
        decision = route(pack, municipality=served, persons=[person("a", age)], needs=[{"person": "a", "code": code}])
        assert not decision.gaps, code
        assert decision.lead is not None, code
        assert kinds[decision.lead.to].may_hold, code


@pytest.mark.parametrize("code", REPORTED)
@pytest.mark.parametrize("age", AGES)
def test_no_age_loses_a_report_of_abuse(code: str, age: int | None) -> None:
    decision = route("national", persons=[person("a", age)], needs=[{"person": "a", "code": code}])
    assert decision.duties
    assert decision.lead is not None
    assert decision.lead.tier == "protection"


@pytest.mark.parametrize("age", AGES)
def test_no_age_loses_the_report_of_harm_to_a_disabled_person(age: int | None) -> None:
    harmed = person("a", age, attributes={"disability_certificate": "mental"})
    relations = [{"from": "h", "type": "HARMS", "to": "a"}, {"from": "h", "type": "LIVES_WITH", "to": "a"}]
    assert route("national", persons=[harmed, person("h", 50)], relations=relations).duties


def test_harm_to_a_person_of_whom_nothing_is_known_is_taken_up_by_the_backup_team() -> None:
    relations = [{"from": "h", "type": "HARMS", "to": "a"}]
    decision = route("national", persons=[person("a"), person("h")], relations=relations)
    assert decision.backup is not None
    assert decision.backup.level == "advice"


@pytest.mark.parametrize("age", AGES)
def test_age_alone_never_picks_the_lead(age: int | None) -> None:
    chores = [{"person": "a", "code": "living.household_chores"}]
    lead = route("generic", persons=[person("a", age)], needs=chores).lead
    assert lead is not None
    assert lead.to == "social_council"


def test_a_first_age_that_changes_an_owner_is_a_boundary_of_the_rules() -> None:
    withdrawn = [{"person": "a", "code": "isolation.hikikomori"}]

    def owner(age: int) -> str:
        return route("generic", persons=[person("a", age)], needs=withdrawn).owners[0].to

    ages = range(10, 80)
    changes = {later for earlier, later in pairwise(ages) if owner(earlier) != owner(later)}
    assert changes == {18, 40}


# domestic violence


DV = {
    "district": "kinuta",
    "received_by": "town_center",
    "received_at": "kinuta-machizukuri",
    "persons": [person("a", 34), person("k", 3), person("h", 36)],
    "relations": [
        {"from": "a", "type": "LIVES_WITH", "to": "h"},
        {"from": "a", "type": "PARENT_OF", "to": "k"},
        {"from": "a", "type": "LIVES_WITH", "to": "k"},
        {"from": "h", "type": "HARMS", "to": "a"},
    ],
    "needs": [
        {"person": "a", "code": "abuse.dv"},
        {"person": "a", "code": "income.hardship"},
        {"person": "a", "code": "housing.unstable"},
        {"person": "a", "code": "mental.distress"},
        {"person": "k", "code": "child.rearing"},
        {"person": "k", "code": "health.illness"},
    ],
}


def test_nothing_about_domestic_violence_reaches_an_office_in_the_home_district() -> None:
    directory = router("setagaya").rulebook.directory
    assert directory is not None
    at_home = {office.id for office in directory.offices if office.located_in == "kinuta"}
    decision = route("setagaya", **DV)
    assert at_home
    assert agencies(decision) & at_home == set()
    assert decision.holder.to == "backup_team"
    assert decision.holder.agency == "setagaya-backup"


def test_the_person_who_harms_is_told_nothing_though_they_live_together() -> None:
    excluded = route("setagaya", **DV).excluded
    assert "h" in {entry.person for entry in excluded}


def test_a_victim_of_domestic_violence_still_has_every_need_answered() -> None:
    decision = route("setagaya", **DV)
    assert decision.lead is not None
    assert decision.lead.to == "dv_center"
    assert len(decision.owners) == len(DV["needs"])


# Setagaya


def test_an_8050_household_of_kinuta_is_led_at_the_counter_and_answered_by_the_branch_and_the_ward() -> None:
    decision = route(
        "setagaya",
        district="kinuta",
        received_at="kinuta-anshin",
        household_complete=True,
        persons=[person("a", 82, sex="F", care_level=2), person("b", 52, attributes={"employment": "none"})],
        relations=[{"from": "a", "type": "PARENT_OF", "to": "b"}, {"from": "a", "type": "LIVES_WITH", "to": "b"}],
        needs=[
            {"id": "n1", "person": "b", "code": "isolation.hikikomori", "status": "suspected", "severity": 2},
            {"id": "n2", "person": "a", "code": "care.dementia_suspected", "urgent": True},
            {"id": "n3", "persons": ["a", "b"], "code": "debt.arrears"},
        ],
    )
    assert decision.lead is not None
    assert (decision.lead.to, decision.lead.agency, decision.lead.about) == (
        "support_center",
        "kinuta-anshin",
        ("a", "b"),
    )
    assert {owner.need: owner.agency for owner in decision.owners} == {
        "n1": "kinuta-kenko",
        "n2": "kinuta-anshin",
        "n3": "plat-home",
    }
    assert decision.backup is None


def test_every_office_of_the_directory_is_marked_as_invented() -> None:
    directory = router("setagaya").rulebook.directory
    assert directory is not None
    assert [office.id for office in directory.offices if not office.invented] == []


@pytest.mark.parametrize("as_of", ["2014-10-01", "2020-03-31", "2020-04-01", "2026-04-01"])
def test_each_need_has_exactly_one_branch_section_that_answers_for_it_in_the_panel(as_of: str) -> None:
    for code in core().needs:
        decision = route(
            "setagaya",
            as_of=as_of,
            district="kinuta",
            persons=[person("a", 40)],
            needs=[{"person": "a", "code": code}],
            events=[{"person": "a", "type": "panel_request", "date": as_of}],
        )
        sections = {f.rule for f in decision.trace if f.rule.startswith("panel-")} - {"panel-request"}
        assert len(sections) == 1, code
        assert decision.backup is not None
        assert decision.backup.level == "conference"
        if code != "abuse.dv":  # nothing may reach the home district then
            assert decision.holder.agency == "kinuta-anshin", code


@pytest.mark.parametrize(
    ("as_of", "team", "members"),
    [
        ("2014-10-01", "kinuta-backup-2014", ["kinuta-seikatsu", "kinuta-hofuku", "kinuta-kenko"]),
        ("2020-03-31", "kinuta-backup-2014", ["kinuta-seikatsu", "kinuta-hofuku", "kinuta-kenko"]),
        ("2020-04-01", "kinuta-backup", ["kinuta-seikatsu", "kinuta-hofuku", "kinuta-kenko", "kinuta-kodomo"]),
    ],
)
def test_the_panel_has_the_members_of_its_day(as_of: str, team: str, members: list[str]) -> None:
    needs = [{"person": "a", "code": "income.hardship"}]
    events = [{"person": "a", "type": "panel_request", "date": as_of}]
    decision = route("setagaya", as_of=as_of, district="kinuta", persons=[person("a", 40)], needs=needs, events=events)
    directory = router("setagaya").rulebook.directory
    assert directory is not None
    office = directory.get(team)
    assert office is not None
    assert decision.backup is not None
    assert decision.backup.team == team
    assert list(office.members) == members


def test_what_goes_up_from_the_care_meetings_is_a_need_and_nobody_is_told_anything_more() -> None:
    case = Case.load(ROOT / "examples" / "setagaya" / "issue-goes-up.yaml")
    decision = router("setagaya").route(case)
    about = {finding.kind: finding.about for finding in decision.findings}
    assert about["issue-for-area"] == about["issue-for-ward"] == ("n1",)
    before = router("setagaya").route(case.model_copy(update={"events": ()}))
    assert before.findings != decision.findings
    for told in ("holder", "lead", "owners", "supports", "inform", "withheld", "backup"):
        assert getattr(before, told) == getattr(decision, told), told


def test_each_of_the_28_districts_has_the_three_agencies_of_the_counter_and_a_branch_behind_them() -> None:
    directory = router("setagaya").rulebook.directory
    assert directory is not None
    districts = {office.located_in for office in directory.offices if office.kind == "town_center"}
    assert len(districts) == 28
    branch = {"welfare_office", "elder_disability_office", "health_center", "child_family", "backup_team"}
    for district in districts:
        kinds = {office.kind for office in directory.offices if district in (office.catchment or ())}
        assert kinds >= {"support_center", "social_council", "town_center", *branch}, district


def test_every_agency_kind_a_rule_of_setagaya_refers_to_has_an_office_or_a_stand_in() -> None:
    rulebook = router("setagaya").rulebook
    assert rulebook.directory is not None
    known = {office.kind for office in rulebook.directory.offices}
    for rule in rulebook.rules:
        for effect in rule.effects:
            asked = getattr(effect, "to", ())
            for kind in (asked,) if isinstance(asked, str) else asked:
                assert known & {kind, *getattr(effect, "if_absent", ())}, f"{rule.id}: {kind}"


def test_a_case_the_support_center_cannot_solve_goes_to_the_branch_sections_while_it_stays_accountable() -> None:
    decision = router("setagaya").route(Case.load(ROOT / "examples" / "kinuta" / "cannot-solve.yaml"))
    assert decision.backup is not None
    assert (decision.backup.level, decision.backup.team) == ("conference", "kinuta-backup")
    assert (decision.holder.to, decision.holder.agency) == ("support_center", "kinuta-anshin")
    assert decision.lead is not None


def test_without_a_fixed_address_the_welfare_office_of_the_present_place_leads() -> None:
    decision = router("setagaya").route(Case.load(ROOT / "examples" / "kinuta" / "no-fixed-address.yaml"))
    assert decision.lead is not None
    assert decision.lead.to == "welfare_office"
    assert decision.lead.agency == "kinuta-seikatsu"
