"""For every valid case: one holder, every open need settled, and a decision that says the same when told otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from routing import Case, Decision, Router, Rulebook
from routing.rulebook.packs import bundled_names
from tests.generate_cases import generated, in_order, new_names, renamed, told_otherwise
from tests.packs import router

RULEBOOKS = bundled_names()


def accountability(case: Case, decision: Decision, kinds: Any) -> None:
    """Assert that somebody holds the case and that no open need is lost."""
    assert decision.holder.to in kinds
    assert kinds[decision.holder.to].may_hold
    settled = [part.need for parts in (decision.owners, decision.gaps, decision.blocked) for part in parts]
    assert sorted(settled) == sorted(need.id for need in case.needs if need.open)
    assert decision.lead is not None or "no_agreed_lead" in {r.code for r in decision.backup.reasons}
    consistent(decision)


def consistent(decision: Decision) -> None:
    """Assert that the decision says of itself what it is."""
    assert decision.digest == decision.compute_digest()
    assert Decision.model_validate_json(decision.to_json()) == decision


def reach_of(decision: Decision) -> list[tuple[str, str | None, set[str]]]:
    """Every agency that learns something, and about whom; duties apart."""
    lead = [decision.lead] if decision.lead else []
    return [(part.to, part.agency, set(part.about)) for part in (*lead, *decision.supports, *decision.inform)]


def respected(decision: Decision, rulebook: Rulebook) -> None:
    """Assert that no exclusion is broken by a role, the holder or the backup team."""
    everybody = {id for part in decision.excluded for id in part.about}
    reached = [*reach_of(decision), (decision.holder.to, decision.holder.agency, everybody)]
    if decision.backup:
        reached.append(("backup_team", decision.backup.team, everybody))
    for to, agency, about in reached:
        for rule in decision.excluded:
            office = rulebook.directory.get(agency) if rulebook.directory and agency else None
            if about.isdisjoint(rule.about) or (to == "backup_team" and agency is None):
                continue
            assert rule.kind != to
            assert rule.office is None or rule.office != agency
            assert rule.located_in is None or office is None or office.located_in != rule.located_in


def fail_safe_check(name: str, seed: int, budget: int) -> bool:
    """Route with few steps and assert that somebody holds the case and no open need is lost; whether steps ran out."""
    rulebook = router(name).rulebook
    case = Case.from_dict(generated(seed, rulebook))
    decision = Router(rulebook, budget).route(case)
    if not decision.fail_safe:
        accountability(case, decision, rulebook.vocabulary.agency_kinds)
        return False
    assert rulebook.vocabulary.agency_kinds[decision.holder.to].may_hold
    assert (decision.lead, decision.owners, decision.gaps, decision.backup.level) == (None, (), (), "conference")
    assert sorted(part.need for part in decision.blocked) == sorted(need.id for need in case.needs if need.open)
    consistent(decision)
    return True


def check(name: str, seed: int) -> None:
    data = generated(seed, router(name).rulebook)
    case = Case.from_dict(data)
    decision = router(name).route(case)
    accountability(case, decision, router(name).rulebook.vocabulary.agency_kinds)
    respected(decision, router(name).rulebook)
    assert router(name).route(Case.from_dict(told_otherwise(data, seed))) == decision
    names = new_names(data, seed)
    other = router(name).route(Case.from_dict(renamed(data, names)))
    back = {new: old for old, new in names.items()}
    told = {**renamed(decision.to_data(), {}), "digest": ""}
    retold = {**renamed(other.to_data(), back), "digest": ""}
    assert in_order(retold) == in_order(told)


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", RULEBOOKS)
def test_every_case_has_one_holder_and_keeps_its_decision_however_it_is_told(name: str) -> None:
    for seed in range(80):
        check(name, seed)


@pytest.mark.soak
@pytest.mark.parametrize("name", RULEBOOKS)
def test_every_case_of_many_thousands_has_one_holder_and_keeps_its_decision(name: str) -> None:
    for seed in range(1_000, 4_000):
        check(name, seed)


@pytest.mark.unmeasured
def test_no_need_is_lost_where_the_steps_run_out() -> None:
    assert {fail_safe_check("setagaya", seed, budget) for seed in range(12) for budget in (0, 30, 300)} == {True, False}


def test_a_property_no_rule_reads_changes_nothing() -> None:
    rulebook = router("generic").rulebook
    read = {part for rule in rulebook.rules for part in (rule.match + (rule.where or "")).replace(".", " ").split()}
    unread = [name for name in ("lives_apart", "pregnant", "bedridden") if name not in read]
    assert unread
    for seed in range(50):
        data = generated(seed, rulebook)
        persons = [{**p, "attributes": {**p.get("attributes", {}), unread[0]: True}} for p in data["persons"]]
        before, after = (
            router("generic").route(Case.from_dict({**data, "persons": ps})) for ps in (data["persons"], persons)
        )
        assert after == before
