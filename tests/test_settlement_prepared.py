"""What settlement works out once for a rulebook: it changes no decision, and goes when the rulebook does."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from routing import Case, Decision, Router, Rulebook
from routing.settlement.prepared import prepared
from tests.generate_cases import generated
from tests.packs import bundled_rulebook
from tests.packs import router as bundled_router
from tests.settling import DEMENTIA, office, own, refer, rule, rulebook, settled

SEEDS = range(80)
CARE = {"n1": ("a", DEMENTIA)}


@pytest.fixture(scope="module")
def router() -> Router:
    return bundled_router("setagaya")


@pytest.fixture(scope="module")
def cases(router: Router) -> list[Case]:
    return [Case.from_dict(generated(seed, router.rulebook)) for seed in SEEDS]


def without_digest(decision: Decision) -> Decision:
    return decision.model_copy(update={"digest": ""})


def test_a_remembered_office_is_the_one_that_would_be_looked_up(router: Router, cases: list[Case]) -> None:
    nobodys_places = {"no-office-of-this-name": 1}  # with any places told, nothing is remembered
    for case in cases:
        looked_up = router.route(case, nobodys_places)
        assert without_digest(router.route(case)) == without_digest(looked_up)


@pytest.mark.unmeasured
def test_a_decision_does_not_depend_on_the_cases_before(router: Router, cases: list[Case]) -> None:
    told = [router.route(case).to_json() for case in cases]
    assert [router.route(case).to_json() for case in reversed(cases)] == told[::-1]
    fresh = Router(bundled_rulebook("setagaya"))
    assert [fresh.route(case).to_json() for case in reversed(cases)] == told[::-1]


@pytest.mark.unmeasured
def test_threads_that_settle_together_settle_the_same(cases: list[Case]) -> None:
    files = {"rulebook.yaml": "{rulebook: new, version: '1', title: {ja: x, en: x}, extends: setagaya, serves: any}"}
    alone = Router(Rulebook.parse(files))
    told = [alone.route(case).to_json() for case in cases[:40]]
    fresh = Router(Rulebook.parse(files))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda case: fresh.route(case).to_json(), cases[:40])) == told


def test_versions_of_a_rule_are_kept_apart() -> None:
    versions = [
        rule("care", DEMENTIA, refer("npo"), own("legal", within="P1D"), in_force={"until": "2026-01-01"}),
        rule("care", DEMENTIA, refer("npo"), own("legal", within="P9D"), in_force={"from": "2026-01-01"}),
    ]
    book = rulebook(*versions)
    days = ("2025-12-31", "2026-01-01", "2025-12-31")
    due = [str(settled(book, as_of=day, needs=CARE).supports[0].due) for day in days]
    assert due == ["2026-01-01", "2026-01-10", "2026-01-01"]


def test_an_office_is_not_remembered_beyond_its_last_day() -> None:
    offices = [office("old", "legal", until="2026-01-01"), office("young", "legal", **{"from": "2026-01-01"})]
    book = rulebook(rule("care", DEMENTIA, own("legal")), offices=offices)
    found = [
        settled(book, as_of=day, needs=CARE).owners[0].agency for day in ("2025-12-31", "2026-01-01", "2025-12-31")
    ]
    assert found == ["old", "young", "old"]


def test_what_was_worked_out_goes_with_its_rulebook() -> None:
    book = rulebook(rule("care", DEMENTIA, own("legal")), version="to be forgotten", offices=[office("aid", "legal")])
    assert settled(book, needs=CARE).owners
    kept = weakref.ref(prepared(book))
    assert kept() is not None
    del book
    gc.collect()
    assert kept() is None


def test_equal_rulebooks_share_what_was_worked_out() -> None:
    one, other = (rulebook(rule("care", DEMENTIA, own("legal"))) for _ in range(2))
    assert prepared(one) is prepared(other)
