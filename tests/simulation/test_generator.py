"""The families that come: valid, as many of each kind as the scenario says, and the same whatever else it says."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from routing import Case, Router
from routing.conference.simulation.generator import Generator
from tests.simulation.wards import small

DAY = dt.date(2014, 12, 1)


def generator(seed: int = 1, *changes: tuple[str, object]) -> Generator:
    given = small(*changes)
    assert given.rulebook.directory is not None
    return Generator(given.scenario, given.rulebook.directory, seed)


def test_every_family_is_a_valid_case_that_the_rulebook_decides() -> None:
    router, made = Router(small().rulebook), generator()
    for number in range(40):
        case = made.case(f"kinuta-{number}", "kinuta", DAY)
        assert case == Case.parse(case.to_json())
        assert router.route(case).holder.to == "support_center"
        assert case.received_at == "kinuta-anshin"


def test_the_kinds_of_households_come_as_often_as_their_shares() -> None:
    made = generator()
    found = Counter(made.kind(f"kinuta-{number}").id for number in range(3000))
    shares = {kind.id: kind.share.value for kind in small().scenario.households.kinds}
    for kind, share in shares.items():
        assert abs(found[kind] / 3000 - share / sum(shares.values())) < 0.025


def test_a_kind_that_is_added_changes_no_person_of_a_family_of_another_kind() -> None:
    given = small()
    doubled = [kind.model_dump(by_alias=True, mode="json") for kind in given.scenario.households.kinds]
    doubled[0]["besides"] = []
    plain, other = generator(), generator(1, ("households.kinds", doubled))
    for number in range(30):
        id = f"kinuta-{number}"
        if plain.kind(id).id != "mother_child":
            assert plain.data(id, "kinuta", DAY) == other.data(id, "kinuta", DAY)


def test_a_need_of_more_weight_turns_up_more_often() -> None:
    made = generator(1, ("households.needs", [0, 1]))
    cases = [made.data(f"kinuta-{number}", "kinuta", DAY) for number in range(600)]
    found = Counter(need["code"] for case in cases for need in case["needs"][1:])
    assert found["care.needed"] > found["abuse.elder"] > 0
    assert all(len(case["needs"]) == 2 for case in cases)


def test_no_need_of_a_person_is_told_twice() -> None:
    made = generator(1, ("households.needs", [0, 0, 0, 0, 0, 0, 1]))
    for number in range(60):
        needs = [(need["person"], need["code"]) for need in made.data(f"kinuta-{number}", "kinuta", DAY)["needs"]]
        assert len(needs) == len(set(needs))
