"""Why a decision is as it is: every part has a why, and every fact that a why names is weighed truly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from routing import Case, CaseError, Router
from routing.explain import Explanation, why
from routing.explain.facts import without
from routing.explain.why_parts import LISTS, parts
from routing.quality.generated import generated
from routing.router import rulebook_for
from tests.packs import bundled_rulebook, router

PACKS = ["setagaya", "national", "okayama", "ube", "city_001", "shiki", "generic"]
ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(
    path for path in (ROOT / "examples").glob("*/*.yaml") if "case:" in path.read_text(encoding="utf-8")
    and path.parent.name not in ("tables", "diff", "show")
)  # fmt: skip


def decided(router: Router, case: Case) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(router.route(case).to_json())
    return data


def check_complete(router: Router, case: Case) -> None:
    decision = decided(router, case)
    explained = why(router, case, lang="en")
    check_told(explained)
    check_told(why(router, case, lang="ja"))
    found = explained.whys
    told = {(one.part.kind, json.dumps(one.part.entry, sort_keys=True)) for one in found}
    for name, kind in LISTS.items():
        for entry in decision[name]:
            assert (kind, json.dumps(entry, sort_keys=True)) in told
    for name in ("lead", "holder"):
        if decision[name] is not None:
            assert (name, json.dumps(decision[name], sort_keys=True)) in told
    reasons = decision["backup"]["reasons"] if decision["backup"] else []
    assert sum(one.part.kind == "backup" for one in found) == len(reasons)
    for one in found:
        assert one.claim
        assert one.grounds or one.rests or one.settled
        if one.part.rules:
            named = {ground.rule.id for ground in one.grounds}
            assert named, one.part
            assert named == one.part.rules or one.part.kind == "withheld"


def check_told(explained: Explanation) -> None:
    """Every claim, fact and sentence about settlement stands in the text, and the data is JSON."""
    text = explained.text(ids=True)
    for one in explained.whys:
        for said in (one.claim, *(rest.text for rest in one.rests), *one.settled):
            assert said[1:] in text
    assert explained.markdown().count("\n## ") == len(explained.whys)
    assert len(json.loads(json.dumps(explained.to_data()))["whys"]) == len(explained.whys)


def check_sound(router: Router, case: Case) -> None:
    plain = Router(router.rulebook)
    for one in why(router, case).whys:
        for rest in one.rests:
            if rest.decides is None:
                assert not rest.fact.removable or router.rulebook.serves is not None
                continue
            less = Case.parse(without(case.canonical(), rest.fact).to_json())
            others = {part.key: part.substance for part in parts(decided(plain, less))}
            assert (others.get(one.part.key) != one.part.substance) is rest.decides, (one.part, rest.fact)


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_part_of_the_decision_about_an_example_has_a_why(path: Path) -> None:
    case = Case.load(path)
    check_complete(router(rulebook_for(case).id), case)


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(15))
def test_every_part_of_a_decision_about_a_generated_case_has_a_why(seed: int) -> None:
    check_complete(router("setagaya"), Case.from_dict(generated(seed, bundled_rulebook("setagaya"))))


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(10))
def test_leaving_out_a_named_fact_changes_the_part_or_the_why_says_it_is_over_determined(seed: int) -> None:
    check_sound(router("setagaya"), Case.from_dict(generated(seed, bundled_rulebook("setagaya"))))


@pytest.mark.parametrize("pack", PACKS)
def test_in_every_shipped_rulebook_whys_are_complete_and_sound(pack: str) -> None:
    case = Case.from_dict(generated(PACKS.index(pack), router(pack).rulebook))
    check_complete(router(pack), case)
    check_sound(router(pack), case)


@pytest.mark.soak
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_leaving_out_a_named_fact_of_an_example_changes_the_part_or_it_is_over_determined(path: Path) -> None:
    case = Case.load(path)
    check_sound(router(rulebook_for(case).id), case)


@pytest.mark.soak
@pytest.mark.parametrize("pack", ["national", "generic"])
def test_examples_have_whys_by_the_rulebooks_for_anywhere_too(pack: str) -> None:
    checked = 0
    for path in EXAMPLES:
        case = Case.load(path)
        try:
            router(pack).route(case)
        except CaseError:  # it uses words that a municipality has declared
            continue
        check_complete(router(pack), case)
        check_sound(router(pack), case)
        checked += 1
    assert checked > len(EXAMPLES) // 2


@pytest.mark.soak
@pytest.mark.parametrize("pack", PACKS)
def test_whys_are_complete_and_sound_over_many_generated_cases(pack: str) -> None:
    for seed in range(1000, 1060):
        case = Case.from_dict(generated(seed, router(pack).rulebook))
        check_complete(router(pack), case)
        check_sound(router(pack), case)
