"""Scoring a rulebook on solved cases: what is counted, beside what, and what is said of a miss."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from routing.errors import CaseError
from routing.quality import Score, SolvedCase, read_library, score
from routing.quality.score_parts import CaseScore
from routing.router import Router
from routing.rulebook import Rulebook

LIBRARY = Path(__file__).parent / "data" / "solved"
SECRET = "Yamada-Hanako"
HEAD = """\
rulebook: own
version: "1"
title: {ja: 自前, en: Own}
tiers: [first, last]
serves: any
default_lead: support_center
lead_order: [welfare_office, self_reliance]
"""
RULES = """\
rules:
  - id: care
    title: {ja: 介護, en: Care}
    match: "(p:Person)-[:HAS]->(n:Need {code: 'care.needed'})"
    then:
      - refer: {to: support_center, role: lead, tier: first, about: p, for: n}
      - refer: {to: care_service, role: support, about: p}
  - id: hunger
    title: {ja: 急迫, en: Hunger}
    match: "(p:Person)-[:HAS]->(n:Need {code: 'income.destitute'})"
    then:
      - refer: {to: welfare_office, role: lead, tier: first, about: p, for: n}
      - immediate: {action: call_110, to: [police_fire], about: p}
  - id: arrears
    title: {ja: 滞納, en: Arrears}
    match: (p:Person)-[:HAS]->(n:Need)
    where: n.code IN ['debt.arrears', 'debt.multiple']
    then: [{refer: {to: self_reliance, role: lead, tier: last, about: p, for: n}}]
  - id: lawyer
    title: {ja: 法律家, en: Lawyer}
    match: "(p:Person)-[:HAS]->(n:Need {code: 'debt.multiple'})"
    where: p.age >= 65
    then: [{refer: {to: legal, role: support, about: p}}]
  - id: neighbours
    title: {ja: 見守り, en: Neighbours}
    match: "(p:Person)-[:HAS]->(n:Need {code: 'isolation.alone'})"
    then:
      - refer: {to: minsei, role: inform, about: p}
      - refer: {to: social_council, role: support, tier: last, about: p, for: n}
  - id: rubbish
    title: {ja: ごみ, en: Rubbish}
    match: "(p:Person)-[:HAS]->(n:Need {code: 'living.hoarding'})"
    then:
      - refer: {to: social_council, role: lead, tier: first, about: p, for: n}
      - escalate: {level: conference, reason: many hands}
  - id: home
    title: {ja: 住まい, en: Home}
    match: "(p:Person)-[:HAS]->(n:Need {domain: 'housing'})"
    then: [{refer: {to: housing, role: support, about: p}}]
"""


@cache
def own() -> Router:
    return Router(Rulebook.parse({"rulebook.yaml": HEAD, "rules.yaml": RULES}))


@cache
def scored() -> Score:
    result, errors = score(own(), read_library(LIBRARY))
    assert errors == []
    return result


def of(id: str) -> CaseScore:
    return next(result for result in scored().results if result.id == id)


def test_cases_stand_in_the_order_of_their_files() -> None:
    assert [result.id for result in scored().results] == ["bed", "debts", "hungry", "rubbish"]


# the lead


def test_a_lead_among_the_acceptable_ones_is_a_hit() -> None:
    assert (of("bed").lead, of("bed").lead_hit, of("bed").miss) == ("support_center", True, None)


def test_a_case_left_with_the_backup_team_is_a_hit_where_that_is_acceptable() -> None:
    result = of("rubbish")
    assert (result.lead, result.lead_hit, result.interim) == ("social_council", True, True)


def test_an_interim_lead_does_not_count_as_the_backup_team_where_that_is_not_acceptable(tmp_path: Path) -> None:
    assert not changed(tmp_path, "rubbish", "[backup_team, disability_consult]", "[disability_consult]").lead_hit


def test_without_a_conference_the_backup_team_does_not_have_the_case(tmp_path: Path) -> None:
    assert not changed(tmp_path, "bed", "lead: [support_center]", "lead: [backup_team]").lead_hit


def test_leads_are_counted_beside_keeping_the_receiver_and_by_how_well_they_are_known() -> None:
    lead = scored().lead
    counted = {
        name: (hits.rulebook.hits, hits.keep_receiver.hits, hits.rulebook.of)
        for name, hits in (
            ("all", lead.all),
            ("explicit", lead.explicit),
            ("read", lead.read),
            ("thin", lead.thin),
            ("full", lead.full),
            ("interim", lead.interim),
        )
    }
    assert counted == {
        "all": (2, 2, 4),
        "explicit": (1, 1, 2),
        "read": (1, 1, 2),
        "thin": (0, 1, 1),
        "full": (2, 1, 3),
        "interim": (1, 0, 1),
    }


def test_a_missed_lead_is_told_with_what_was_decided_and_what_became_of_the_acceptable_ones() -> None:
    miss = of("hungry").miss
    assert miss is not None
    assert (of("hungry").lead, miss.tier, miss.rules) == ("welfare_office", "first", ("hunger",))
    (candidate,) = miss.acceptable
    assert (candidate.to, candidate.part, candidate.lost_to, candidate.rules) == (
        "self_reliance",
        "rejected",
        "tier",
        ("arrears",),
    )


def test_an_acceptable_lead_that_nobody_proposed_is_told_with_its_part() -> None:
    miss = of("debts").miss
    assert miss is not None
    parts = {candidate.to: (candidate.part, candidate.rules) for candidate in miss.acceptable}
    assert parts == {"legal": ("none", ()), "social_council": ("owner", ("neighbours",))}


# the agencies


def test_agencies_are_named_as_lead_owner_support_or_duty_and_not_by_acts_or_information() -> None:
    assert of("hungry").named == ("self_reliance", "welfare_office")
    assert of("debts").named == ("self_reliance", "social_council")


def test_agencies_are_summed_over_the_cases() -> None:
    named = scored().agencies.rulebook
    assert (named.expected, named.named, named.found) == (10, 7, 5)
    assert (named.recall, named.precision, named.f1, named.times) == (0.5, 0.714, 0.588, 0.7)
    assert (named.mean_recall, named.mean_precision) == (0.646, 0.75)


def test_keeping_the_receiver_names_one_agency_a_case() -> None:
    named = scored().agencies.keep_receiver
    assert (named.expected, named.named, named.found) == (10, 4, 2)


def test_an_agency_that_waits_for_consent_is_named_and_counted_apart() -> None:
    assert of("bed").withheld == ("care_service",)
    assert of("rubbish").withheld == ()  # consent was given
    named = scored().agencies.without_withheld
    assert (named.named, named.found) == (3, 3)


def test_a_missing_agency_is_told_with_the_nearest_that_came_to_naming_it() -> None:
    why = {missing.to: (missing.why, missing.rules) for missing in of("debts").missing}
    assert why == {"legal": ("open", ("lawyer",)), "minsei": ("informed", ("neighbours",)), "npo": ("no_rule", ())}
    why = {missing.to: (missing.why, missing.rules) for missing in of("hungry").missing}
    assert why == {"police_fire": ("immediate", ("hunger",)), "housing": ("not_fired", ("home",))}


def test_an_agency_beyond_those_of_the_source_is_told_with_its_rules() -> None:
    assert [(extra.to, extra.rules) for extra in of("hungry").extra] == [("welfare_office", ("hunger",))]


# backup, and what is done at once


def test_backup_levels_are_a_table_beside_never_and_always_asking() -> None:
    backup = scored().backup
    assert {(cell.expected, cell.decided): cell.cases for cell in backup.table if cell.cases} == {
        ("none", "none"): 1,
        ("advice", "none"): 1,
        ("conference", "conference"): 1,
    }
    assert len(backup.table) == 9
    shares = (backup.rulebook, backup.never, backup.always_advice, backup.always_conference)
    assert [(hits.hits, hits.of) for hits in shares] == [(2, 3), (1, 3), (1, 3), (1, 3)]


def test_a_level_the_source_does_not_tell_is_not_scored() -> None:
    assert of("debts").backup_hit is None
    assert of("hungry").backup_hit is False


def test_acting_at_once_is_scored_beside_never_and_always() -> None:
    immediate = scored().immediate
    assert [(hits.hits, hits.of) for hits in (immediate.rulebook, immediate.never, immediate.always)] == [
        (2, 3),
        (3, 3),
        (0, 3),
    ]
    assert of("debts").immediate_hit is None


def test_a_case_without_an_agreed_lead_is_scored_by_its_holder_and_as_interim() -> None:
    head = HEAD.replace("lead_order: [welfare_office, self_reliance]", "contested: [[support_center, welfare_office]]")
    rules = RULES.replace("income.destitute", "care.needed")
    router = Router(Rulebook.parse({"rulebook.yaml": head, "rules.yaml": rules}))
    result = next(result for result in score(router, read_library(LIBRARY))[0].results if result.id == "bed")
    assert (result.lead, result.lead_hit, result.interim) == ("support_center", True, True)
    assert result.backup_reasons == ("no_agreed_lead",)


def test_an_empty_score_has_no_shares() -> None:
    empty, errors = score(own(), [])
    assert errors == []
    assert empty.lead.all.rulebook.share is None
    assert empty.agencies.rulebook.mean_recall is None


# the library is untrusted


def changed(folder: Path, name: str, old: str, new: str) -> CaseScore:
    """The result of one case of the library with a change to its file."""
    (result,) = score(own(), [only(folder, name, old, new)])[0].results
    return result


def only(folder: Path, name: str, old: str, new: str) -> SolvedCase | CaseError:
    text = (LIBRARY / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / f"{name}.yaml").write_text(text.replace(old, new), encoding="utf-8")
    (read,) = read_library(folder)
    return read


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("expect:", "expected:", "12:1: unknown field `expected`"),
        ("lead_explicit: true", "lead_explict: true", "14:3: expect: unknown field `lead_explict`"),
        ("backup: none", "backup: sometimes", "16:11: expect.backup: is not one of the allowed values"),
        ("immediate: false", f"immediate: {SECRET}", "17:14: expect.immediate: is not one of the allowed values"),
        ("care_service]", "backup_team]", "15:30: expect.agencies never names `backup_team`"),
        ("[support_center, care_service]", "[]", "15:13: expect.agencies: must not be empty"),
        ("received_by: support_center", "", "6:3: received_by: is missing"),
        ("age: 81", f"age: {SECRET}", "10:26: persons[0].age: must be a whole number"),
        ("id: bed\nsource", "id: {}\nsource", "2:5: id: must be text"),
        ("{title: invented}", "{title: &x invented}", "3:17: anchors are not allowed"),
    ],
)
def test_a_bad_file_is_an_error_with_its_place_and_without_its_values(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    error = only(tmp_path, "bed", old, new)
    assert isinstance(error, CaseError)
    assert str(error).splitlines()[0] == f"{tmp_path}/bed.yaml:{message}"
    assert SECRET not in str(error)


@pytest.mark.parametrize("text", ["", "[]", "7", "\x00", "{", "id: bed\n"])
def test_any_other_text_is_an_error_too(text: str, tmp_path: Path) -> None:
    (tmp_path / "bed.yaml").write_text(text, encoding="utf-8")
    (error,) = read_library(tmp_path)
    assert isinstance(error, CaseError)
    assert error.line is not None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lead: [support_center]", f"lead: [{SECRET}]", "13:10: expect.lead[0]: is no agency kind of the rulebook"),
        ("care.needed", SECRET, "11:37: needs[0].code: is no known need code"),
    ],
)
def test_a_case_that_does_not_fit_the_rulebook_is_an_error(old: str, new: str, message: str, tmp_path: Path) -> None:
    result, (error,) = score(own(), [only(tmp_path, "bed", old, new)])
    assert result.cases == 0
    assert str(error).splitlines()[0].startswith(f"{tmp_path}/bed.yaml:{message}")
    assert SECRET not in str(error)


def test_an_id_that_two_files_have_is_an_error_of_the_second(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text((LIBRARY / "bed.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    first, second = read_library(tmp_path)
    assert isinstance(first, SolvedCase)
    assert isinstance(second, CaseError)
    assert second.place == f"{tmp_path}/b.yaml:2:5"


def test_a_file_that_is_neither_yaml_nor_json_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("not a case", encoding="utf-8")
    assert isinstance(only(tmp_path, "bed", "81", "82"), SolvedCase)
