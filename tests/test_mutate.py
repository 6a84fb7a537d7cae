"""Mutation testing: which mutants a pack's tests kill, and what is said of those that survive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from routing.case import Case
from routing.errors import RulebookError, RulebookErrors
from routing.quality.expectations import Expectation, differences
from routing.quality.mutate import Mutant, Survivor, Tally, mutate
from routing.quality.mutate.mutants import Mutants, changed
from routing.quality.mutate.report import killing_tests
from routing.quality.mutate.trial import Bench, Trial, known
from routing.quality.mutate.unseen import unseen
from routing.quality.mutate.written import file_text
from routing.quality.testing import RuleTest, read_tests, run_tests
from routing.router import Router
from routing.rulebook import Rulebook
from routing.rulebook.packs import find_pack, in_memory
from routing.settlement import settle
from tests.mutants import DATA, files, mutants_of, with_effects

PACK = DATA / "pack"
BUNDLED = ["city_001", "generic", "national", "okayama", "setagaya", "shiki", "ube"]


@pytest.fixture(scope="module")
def tally() -> Tally:
    pytest.importorskip("z3", reason="the extra `workshop` is not installed")
    return mutate(PACK)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


def rulebook_with(rulebook: Rulebook, mutant: Mutant) -> Rulebook:
    """The rulebook with a mutant in place of its rule, and nothing shared with it."""
    [rule] = [one for one in rulebook.rules if (one.id, one.start) == (mutant.rule.id, mutant.rule.start)]
    digest = f"{rule.id} {mutant.place} {mutant.name}"
    return replace(rulebook, rules=changed(rulebook, rule, mutant.mutated), digest=digest)


def trials(name: str | Path, every: int = 1) -> Iterator[tuple[Bench, Mutant, list[RuleTest]]]:
    """Each mutant of a pack, or each so many-th, with the bench that tries it."""
    rulebook, pack = Rulebook.load(name), find_pack(name)
    tests = read_tests(pack, rulebook)
    bench, mutants = Bench(rulebook, tests), Mutants(rulebook, pack)
    all_of_them = [mutant for rule in mutants.rules for mutant in mutants.of(rule)]
    for mutant in all_of_them[::every]:
        yield bench, mutant, tests


def by_name(tally: Tally) -> dict[str, Survivor]:
    return {f"{one.mutant.rule.id} {one.mutant.name}": one for one in tally.survivors}


def test_what_a_test_notices_is_killed_and_the_rest_survives(tally: Tally) -> None:
    names = by_name(tally)
    assert "elder-alone boundary: `p.age >= 65` -> `p.age > 65`" not in names
    assert "elder-alone boundary: `p.age >= 65` -> `p.age >= 64`" in names
    assert "elder-alone kind: `social_council` -> `support_center`" not in names
    assert "elder-alone deadline: `P14D` -> `P13D`" in names


def test_a_mutant_that_no_case_can_tell_from_its_rule_does_not_count(tally: Tally) -> None:
    [elder, illness] = tally.rules
    assert [mutant.name for mutant in illness.equivalent] == [
        "dropped_alternative: `n.severity >= 3` -> nothing",
        "dropped_alternative: `NOT n.severity <= 2` -> nothing",
        "boundary: `n.severity >= 3` -> `n.severity > 3`",
        "boundary: `n.severity >= 3` -> `n.severity >= 4`",
        "boundary: `n.severity <= 2` -> `n.severity <= 3`",
    ]
    assert illness.counted == illness.killed + len(illness.survivors)
    assert elder.equivalent == ()
    assert tally.score == 100 * tally.killed / tally.counted


def test_the_case_told_for_a_survivor_is_passed_by_the_rule_and_failed_by_the_mutant(tally: Tally) -> None:
    rulebook = Rulebook.load(PACK)
    told = [one for one in tally.survivors if one.witness is not None]
    assert len(told) >= 20
    for survivor in told:
        assert survivor.witness is not None
        expectation = Expectation.model_validate(survivor.witness.expect)
        case = survivor.witness.case
        assert differences(expectation, Router(rulebook).route(case)) == ()
        assert differences(expectation, Router(rulebook_with(rulebook, survivor.mutant)).route(case)) != ()


def test_the_case_told_is_as_small_as_can_be(tally: Tally) -> None:
    found = by_name(tally)["elder-alone boundary: `p.age >= 65` -> `p.age >= 64`"].witness
    assert found is not None
    assert [(person.age, person.attributes) for person in found.case.persons] == [(64, {"lives_alone": True})]
    assert (found.case.needs, found.case.relations) == ((), ())
    assert found.expect["not_fires"] == ["elder-alone"]


def test_a_deadline_a_day_later_is_told_by_the_day(tally: Tally) -> None:
    found = by_name(tally)["elder-alone deadline: `P14D` -> `P15D`"].witness
    assert found is not None
    assert found.expect == {"parts": {"supports": [{"to": "social_council", "due": "2026-04-15"}]}}


def test_the_tests_that_are_written_kill_what_survived(pack: Path, tally: Tally) -> None:
    (pack / "found_test.yaml").write_text(file_text(killing_tests(tally.survivors)), encoding="utf-8")
    assert all(outcome.passed for outcome in run_tests(pack))
    again = mutate(pack, witnesses=False)
    unkillable = tally.equivalent + sum(one.witness is None for one in tally.survivors)
    assert len(again.survivors) == unkillable


def test_processes_that_share_the_work_come_to_the_same_tally(tally: Tally) -> None:
    assert mutate(PACK, jobs=2) == tally


def test_only_the_rules_asked_for_are_looked_at() -> None:
    [one] = mutate(PACK, ["heavy-illness"], witnesses=False).rules
    assert one.rule == "heavy-illness"


def test_a_rule_that_the_pack_does_not_add_is_refused() -> None:
    with pytest.raises(RulebookError, match="adds no rule `elder-alon`") as caught:
        mutate(PACK, ["elder-alon"])
    assert (caught.value.help or "").startswith("did you mean `elder-alone`?")


def test_a_test_that_fails_without_any_fault_is_refused(pack: Path) -> None:
    test = pack / "rules_test.yaml"
    test.write_text(test.read_text("utf-8").replace("lead: support_center", "lead: npo"), "utf-8")
    with pytest.raises(RulebookErrors, match=r"rules_test.yaml:2:1: this test fails"):
        mutate(pack)


def test_a_case_that_the_rulebook_does_not_take_is_refused(pack: Path) -> None:
    test = pack / "rules_test.yaml"
    test.write_text(test.read_text("utf-8").replace("municipality: small", "municipality: elsewhere"), "utf-8")
    with pytest.raises(RulebookErrors, match="municipality: is not served"):
        mutate(pack)


def test_progress_is_told_rule_by_rule() -> None:
    done: list[str] = []
    mutate(PACK, witnesses=False, progress=done.append)
    assert done == ["elder-alone", "heavy-illness"]


def test_a_finding_that_begins_a_day_later_is_told_on_the_first_day_after_other_days_were_looked_at() -> None:
    pack = files("(p:Person)")
    pack["rules.yaml"] = pack["rules.yaml"].replace("    basis", "    in_force: {from: 2020-04-01}\n    basis")
    rulebook = Rulebook.parse(pack)
    [mutant] = [one for one in mutants_of(pack) if one.after == "from: 2020-04-02"]
    mutant = replace(mutant, rule=rulebook.rules[0])
    trial, router = Trial(rulebook, mutant), Router(rulebook)
    kinds = []
    for day in (2, 1):
        text = f"{{case: t, as_of: 2020-04-0{day}, municipality: small, received_by: npo, persons: [{{id: a}}]}}"
        kinds.append([finding.kind for finding in trial.decision(known(router, Case.parse(text))).findings])
    assert kinds == [["found"], []]


@pytest.mark.unmeasured
@pytest.mark.parametrize(("name", "every"), [(PACK, 1), ("shiki", 41)])
def test_sharing_what_a_fault_leaves_alone_kills_the_same_mutants(name: str | Path, every: int) -> None:
    for bench, mutant, tests in trials(name, every):
        router = Router(rulebook_with(bench.rulebook, mutant))
        failing = [test.place for test in tests if not test.run(router).passed]
        killer = bench.killer(Trial(bench.rulebook, mutant))
        assert (killer is not None) == bool(failing), (mutant.rule.id, mutant.name)
        assert killer is None or killer.place in failing


@pytest.mark.soak
@pytest.mark.parametrize("name", [name for name in BUNDLED if name != "shiki"])
def test_sharing_kills_the_same_mutants_of_every_bundled_pack(name: str) -> None:
    test_sharing_what_a_fault_leaves_alone_kills_the_same_mutants(name, 61)


def share_mutants(extra: str) -> dict[str, bool]:
    """The mutants of a rule that shares with the police, and whether no decision can show them."""
    share = "share: {to: [police_fire, support_center], about: p, items: [care, health]}"
    pack = with_effects("refer: {to: health_center, role: support, about: p}", share, *filter(None, [extra]))
    rulebook = Rulebook.parse(pack)
    mutants = Mutants(rulebook, in_memory(pack))
    return {mutant.name: unseen(rulebook, mutant) for mutant in mutants.of(rulebook.rules[0]) if not mutant.condition}


def test_a_basis_to_share_with_a_kind_that_nothing_reaches_is_idle() -> None:
    found = share_mutants("")
    assert [name for name, idle in found.items() if idle] == [
        "dropped_value: `[police_fire, support_center]` -> `[support_center]`"
    ]


def test_a_basis_to_share_with_a_kind_that_a_rule_refers_to_is_not_idle() -> None:
    assert not any(share_mutants("refer: {to: npo, role: support, about: p, if_absent: [police_fire]}").values())
    assert not any(share_mutants("duty: {to: police_fire, about: p, consent: required}").values())


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["national"])
def test_idle_bases_to_share_change_no_decision_of_a_test(name: str) -> None:
    for bench, mutant, _ in trials(name, 3):
        if unseen(bench.rulebook, mutant):
            trial = Trial(bench.rulebook, mutant)
            for _, found in bench.tests:
                if trial.may_differ(found):
                    original = settle(found.case.canonical(), found.firings, bench.rulebook)
                    assert trial.decision(found).withheld == original.withheld


@pytest.mark.soak
@pytest.mark.parametrize("name", BUNDLED)
def test_the_tests_of_every_bundled_pack_notice_95_of_100_faults(name: str) -> None:
    pytest.importorskip("z3", reason="the extra `workshop` is not installed")
    found = mutate(name, jobs=2)
    print(f"{name}: {found.killed} of {found.counted} killed, {found.equivalent} equivalent, {found.score:.1f} %")
    assert found.score >= 95
