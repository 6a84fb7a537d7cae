"""The examples of the contract: the case is read and routed, the decision has exactly the fields it shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from routing import Case, Decision
from tests.packs import router

CONTRACT = Path(__file__).parent / "data" / "contract"
EXAMPLE: dict[str, Any] = json.loads((CONTRACT / "decision.json").read_text(encoding="utf-8"))
LISTS = sorted(name for name, value in EXAMPLE.items() if isinstance(value, list) and value and name != "verified_by")


@pytest.fixture(scope="module")
def decision() -> Decision:
    return router("setagaya").route(Case.load(CONTRACT / "case.yaml"))


def test_the_example_decision_is_one_with_these_fields_and_no_others() -> None:
    assert Decision.model_validate(EXAMPLE).to_data() == EXAMPLE


def test_a_decision_has_the_fields_of_the_example(decision: Decision) -> None:
    assert decision.to_data().keys() == EXAMPLE.keys()


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_has_the_fields_of_the_example(decision: Decision, name: str) -> None:
    for entry in decision.to_data()[name]:
        assert entry.keys() == EXAMPLE[name][0].keys()


def test_the_example_case_is_settled_as_its_facts_say(decision: Decision) -> None:
    assert (decision.holder.to, decision.holder.agency, decision.holder.reason) == (
        "support_center",
        "kinuta-anshin",
        "first_receiver",
    )
    assert (decision.lead.to, decision.lead.agency, decision.lead.about) == (
        "support_center",
        "kinuta-anshin",
        ("a", "b"),
    )
    assert {owner.need for owner in decision.owners} == {"n1", "n2", "n3"}
    assert [(reason.code, decision.backup.level) for reason in decision.backup.reasons] == [
        ("cannot_solve", "conference")
    ]


def test_the_care_manager_who_is_involved_goes_on_and_knows_the_case(decision: Decision) -> None:
    assert [part.agency for part in decision.supports if part.to == "care_service"] == ["yoga-care"]
    assert "care_service" not in {part.to for part in decision.withheld}


def test_consent_to_two_agencies_does_not_cover_a_third(decision: Decision) -> None:
    told = {(part.to, part.about): part.missing for part in decision.withheld}
    assert told["self_reliance", ("a",)] == "scope"
    assert told["self_reliance", ("b",)] == "consent"
