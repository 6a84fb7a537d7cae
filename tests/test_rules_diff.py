"""`routing rules diff`: what changed, and which cases go elsewhere by it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from routing import Case, Router, Rulebook
from routing.cli.app import app
from routing.quality.diff import Comparison, compare, rule_changes, shifts
from routing.quality.diff.sample import test_cases as cases_of_tests
from routing.rulebook.packs import find_pack
from tests.packs import bundled_rulebook

pytest.importorskip("z3", reason="the solver is in the extra `workshop`")

HEAD = """
rulebook: town
version: 2026.04.1
title: {ja: 町, en: Town}
serves: any
tiers: [protection, continuity, specialist, generalist, fallback]
default_lead: town_center
lead_order: [support_center, health_center, town_center]
"""
RULES = """
rules:
  - id: elder
    title: {ja: 高齢の人, en: An older person}
    in_force: {from: 2020-04-01}
    basis: [{law: 要綱, status: verified}]
    match: (p:Person)-[:HAS]->(n:Need)
    where: p.age >= 65
    then:
      - refer: {to: support_center, role: lead, tier: generalist, about: p, for: n, within: P14D}
  - id: harm
    title: {ja: 虐待, en: Abuse}
    in_force: {from: 2020-04-01}
    basis: [{law: 要綱, status: verified}]
    match: "(p:Person)-[:HAS]->(n:Need {code: 'abuse.elder'})"
    then:
      - duty: {to: elder_disability_office, within: PT48H, about: p}
"""


def book(rules: str = RULES, head: str = HEAD) -> Rulebook:
    return Rulebook.parse({"rulebook.yaml": head, "rules.yaml": rules})


def after(old: str, new: str) -> Comparison:
    assert old in RULES
    return compare(book(), book(RULES.replace(old, new)), generated=60)


def told(comparison: Comparison) -> set[tuple[str, str | None, str | None]]:
    return {tuple(group.shift) for group in comparison.groups}  # type: ignore[misc]


class TestNoDifference:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("where: p.age >= 65", "where: p.age  >=  65   # the age of the law"),
            ("{from: 2020-04-01}", "{from: 2020-04-01, until: null}"),
            ("match: (p:Person)-[:HAS]->(n:Need)\n", "match: (p:Person)-[:HAS]->(n:Need) // whoever\n"),
        ],
    )
    def test_layout_and_comments_are_none(self, old: str, new: str) -> None:
        comparison = after(old, new)
        assert (comparison.rules, comparison.settings, comparison.groups) == ((), (), ())

    def test_the_order_of_rules_is_none(self) -> None:
        first, second = RULES.split("  - id: harm")
        other = "\nrules:\n  - id: harm" + second + first.removeprefix("\nrules:\n")
        assert compare(book(), book(other)).groups == ()

    def test_another_way_to_say_a_condition_is_told_and_means_the_same(self) -> None:
        comparison = after("p.age >= 65", "NOT p.age < 65")
        assert [(change.id, change.parts) for change in comparison.rules] == [("elder", ("condition",))]
        assert [meaning.fires for meaning in comparison.meanings] == ["same"]
        assert comparison.groups == ()

    def test_a_new_title_decides_nothing(self) -> None:
        comparison = after("en: Abuse", "en: Harm")
        assert [change.parts for change in comparison.rules] == [("title",)]
        assert (comparison.meanings, comparison.differing) == ((), 0)


class TestConditions:
    @pytest.mark.parametrize(
        ("condition", "fires", "age"),
        [
            ("p.age >= 75", "fewer", range(65, 75)),
            ("p.age >= 60", "more", range(60, 65)),
            ("p.age > 65", "fewer", [65]),
        ],
    )
    def test_the_witness_stands_where_the_condition_moved(self, condition: str, fires: str, age: Any) -> None:
        comparison = after("p.age >= 65", condition)
        (meaning,) = comparison.meanings
        assert meaning.fires == fires
        lead = next(group for group in comparison.groups if group.shift.part == "lead")
        assert [person.age in age for person in lead.witness.persons] == [True]
        assert lead.rules == ("elder",)

    def test_a_condition_may_win_and_lose_cases(self) -> None:
        assert [meaning.fires for meaning in after("p.age >= 65", "p.age < 65").meanings] == ["other"]

    def test_a_rule_that_is_gone_is_met_by_a_case(self) -> None:
        comparison = after(RULES[RULES.index("  - id: harm") :], "")
        assert [(change.id, change.kind) for change in comparison.rules] == [("harm", "removed")]
        assert ("duties", "elder_disability_office", None) in told(comparison)

    def test_what_is_lost_stands_first(self) -> None:
        comparison = after("to: elder_disability_office", "to: welfare_office")
        dangers = [group.shift.danger for group in comparison.groups]
        assert dangers == sorted(dangers)
        assert tuple(comparison.groups[0].shift) == ("duties", "elder_disability_office", None)


class TestOtherChanges:
    def test_a_deadline_moves(self) -> None:
        assert {part for part, _, _ in told(after("PT48H", "PT72H"))} == {"deadlines"}

    def test_a_rule_that_ends_is_looked_at_on_both_sides_of_its_last_day(self) -> None:
        ending = RULES.replace("{from: 2020-04-01}", "{from: 2020-04-01, until: 2026-10-01}", 1)
        comparison = compare(book(), book(ending), generated=0)
        assert [change.parts for change in comparison.rules] == [("in_force",)]
        days = {group.witness.as_of.isoformat() for group in comparison.groups}
        assert days == {"2026-10-01"}

    def test_a_setting_is_told(self) -> None:
        comparison = compare(
            book(), book(head=HEAD.replace("default_lead: town_center", "default_lead: health_center"))
        )
        assert [(setting.part, setting.old, setting.new) for setting in comparison.settings] == [
            ("default_lead", "town_center", "health_center")
        ]
        assert ("lead", "town_center", "health_center") in told(comparison)

    def test_a_case_that_only_one_of_them_takes_is_told(self) -> None:
        vocabulary = "vocabulary: town\nextends: core\ndomains: [{code: pets, ja: ペット, en: Pets}]\n"
        vocabulary += "needs: [{code: pets.owner, domain: pets, ja: 飼い主, en: Owner}]\n"
        head = HEAD + "vocabulary: vocabulary.yaml\n"
        new = Rulebook.parse({"rulebook.yaml": head, "rules.yaml": RULES, "vocabulary.yaml": vocabulary})
        case = Case.parse(
            "{case: K, as_of: 2026-04-01, municipality: x, received_by: npo, persons: [{id: a}],"
            " needs: [{id: n, person: a, code: pets.owner}]}"
        )
        comparison = compare(book(), new, [case], generated=0)
        assert [case for case, _ in comparison.one_sided] == ["K"]


class TestWitnesses:
    @pytest.mark.unmeasured
    @pytest.mark.parametrize("pack", ["national", "setagaya"])
    def test_a_rulebook_does_not_differ_from_itself(self, pack: str) -> None:
        loaded = bundled_rulebook(pack)
        assert compare(loaded, Rulebook.load(pack), cases_of_tests(find_pack(pack), loaded)).groups == ()

    @pytest.mark.unmeasured
    @pytest.mark.parametrize("id", ["household-8050", pytest.param("debt-arrears", marks=pytest.mark.soak)])
    def test_without_a_rule_every_witness_is_decided_differently(self, id: str) -> None:
        old = bundled_rulebook("generic")
        new = replace(old, rules=tuple(rule for rule in old.rules if rule.id != id), digest="sha256:other")
        comparison = compare(old, new, cases_of_tests(find_pack("generic"), old), generated=40)
        assert comparison.groups
        routers = Router(old), Router(new)
        for group in comparison.groups:
            assert group.shift in shifts(*(router.route(group.witness) for router in routers))
            assert id in group.rules

    def test_versions_of_a_rule_are_paired_by_their_first_day(self) -> None:
        dated = RULES.replace("{from: 2020-04-01}", "{from: 2020-04-01, until: 2026-10-01}", 1)
        dated += RULES.split("rules:\n")[1].split("  - id: harm")[0].replace("2020-04-01", "2026-10-01")
        changes = rule_changes(book(), book(dated))
        assert [(change.id, change.kind, change.parts) for change in changes] == [
            ("elder", "changed", ("in_force",)),
            ("elder", "added", ()),
        ]


class TestCommand:
    @pytest.fixture
    def folders(self, tmp_path: Path) -> tuple[str, str]:
        for name, rules in (("old", RULES), ("new", RULES.replace("p.age >= 65", "p.age >= 75"))):
            (tmp_path / name).mkdir()
            (tmp_path / name / "rulebook.yaml").write_text(HEAD, encoding="utf-8")
            (tmp_path / name / "rules.yaml").write_text(rules, encoding="utf-8")
        return str(tmp_path / "old"), str(tmp_path / "new")

    def test_it_says_in_words_what_moved(self, folders: tuple[str, str]) -> None:
        ran = CliRunner().invoke(app, ["rules", "diff", *folders, "--lang", "en"], standalone_mode=False)
        assert ran.return_value == 1
        assert "rule `elder` (An older person) changed: condition" in ran.stdout
        assert "it applies in fewer cases than before" in ran.stdout
        assert "Community general support center" in ran.stdout

    def test_it_says_so_in_japanese_and_markdown(self, folders: tuple[str, str]) -> None:
        ran = CliRunner().invoke(app, ["rules", "diff", *folders, "--format", "markdown"], standalone_mode=False)
        assert "- 規則 `elder`「高齢の人」が変わった: 条件" in ran.stdout
        assert ran.stdout.startswith("# town")

    def test_its_witnesses_are_cases(self, folders: tuple[str, str], tmp_path: Path) -> None:
        out = tmp_path / "witnesses"
        arguments = ["rules", "diff", *folders, "--format", "json", "--witness", str(out)]
        ran = CliRunner().invoke(app, arguments, standalone_mode=False)
        differences = json.loads(ran.stdout)["differences"]
        files = sorted(out.iterdir())
        assert len(files) == len(differences) > 0
        for file, difference in zip(files, differences, strict=True):
            assert Case.load(file) == Case.from_dict(difference["witness"])

    def test_it_writes_to_no_folder_that_holds_something(self, folders: tuple[str, str], tmp_path: Path) -> None:
        with pytest.raises(Exception, match="the folder is not empty"):
            CliRunner().invoke(app, ["rules", "diff", *folders, "--witness", str(tmp_path)], standalone_mode=False,
                               catch_exceptions=False)  # fmt: skip

    def test_the_same_rulebook_twice_is_done(self, folders: tuple[str, str]) -> None:
        ran = CliRunner().invoke(app, ["rules", "diff", folders[0], folders[0]], standalone_mode=False)
        assert ran.return_value == 0

    def test_given_cases_are_routed_and_bad_ones_told(self, folders: tuple[str, str], tmp_path: Path) -> None:
        cases = tmp_path / "cases"
        shutil.copytree("examples/kinuta", cases)
        (cases / "bad.yaml").write_text("case: [", encoding="utf-8")
        arguments = ["rules", "diff", *folders, "--cases", str(cases), "--generated", "0"]
        ran = CliRunner().invoke(app, arguments, standalone_mode=False)
        assert ran.return_value == 2
        assert "bad.yaml" in ran.stderr
