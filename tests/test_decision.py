"""The form of a decision: canonical JSON, a digest anybody can recompute, a published schema."""

from __future__ import annotations

import hashlib
import inspect
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rfc8785
from pydantic import BaseModel, ValidationError

import routing.decision
from routing import Case, Decision, Router
from scripts.make_schemas import NAMES, REFERENCE, schema_of
from tests.generate_cases import generated
from tests.packs import router as bundled_router

MODULES = [value for _, value in inspect.getmembers(routing.decision, inspect.isclass) if issubclass(value, BaseModel)]


@pytest.fixture(scope="module")
def router() -> Router:
    return bundled_router("setagaya")


@pytest.fixture(scope="module")
def decisions(router: Router) -> list[Decision]:
    return [router.route(Case.from_dict(generated(seed, router.rulebook))) for seed in range(60)]


def names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


@pytest.mark.parametrize("model", MODULES, ids=lambda model: model.__name__)
def test_fields_stand_in_the_order_of_their_names(model: type[BaseModel]) -> None:
    assert names(model) == sorted(names(model))


def test_its_json_is_canonical(decisions: list[Decision]) -> None:
    for decision in decisions:
        assert decision.to_json().encode() == rfc8785.dumps(json.loads(decision.to_json()))


def test_it_comes_back_from_its_json(decisions: list[Decision]) -> None:
    for decision in decisions:
        assert Decision.model_validate_json(decision.to_json()) == decision
        assert Decision.model_validate(decision.to_data()) == decision


def test_text_outside_the_basic_plane_and_control_characters_stay_canonical(decisions: list[Decision]) -> None:
    odd = decisions[0].model_copy(update={"case": '𠮷\u0001\u007f"\\/\n€'})
    assert odd.to_json().encode() == rfc8785.dumps(json.loads(odd.to_json()))


def test_bindings_read_in_another_order_are_sorted_again(decisions: list[Decision]) -> None:
    data = next(decision for decision in decisions if decision.trace).to_data()
    data["trace"][0]["bindings"] = {"b": "2", "a": "1"}
    assert '"bindings":{"a":"1","b":"2"}' in Decision.model_validate(data).to_json()


def test_lists_are_sorted(decisions: list[Decision]) -> None:
    def check(value: Any) -> None:
        if isinstance(value, dict):
            for part in value.values():
                check(part)
        elif isinstance(value, list):
            for part in value:
                check(part)
            if all(isinstance(part, str) for part in value):
                assert value == sorted(value)

    for decision in decisions:
        check(decision.to_data())


def test_its_digest_is_the_hash_of_the_rest_without_the_engine(decisions: list[Decision]) -> None:
    for decision in decisions:
        data = json.loads(decision.to_json())
        rest = {key: value for key, value in data.items() if key not in ("engine", "verified_by", "digest")}
        assert decision.digest == "sha256:" + hashlib.sha256(rfc8785.dumps(rest)).hexdigest()


def test_the_engine_is_no_part_of_the_digest(decisions: list[Decision]) -> None:
    other = decisions[0].model_copy(update={"engine": "durable", "verified_by": ("native",)})
    assert other.compute_digest() == decisions[0].digest


def test_the_availability_used_is_part_of_the_digest(router: Router) -> None:
    case = Case.from_dict(generated(1, router.rulebook))
    plain, told = router.route(case), router.route(case, availability={})
    assert plain.model_copy(update={"digest": ""}) == told.model_copy(update={"digest": ""})
    assert plain.digest != told.digest == told.compute_digest({})
    rest = {key: value for key, value in told.to_data().items() if key not in ("engine", "verified_by", "digest")}
    content = {**rest, "availability": {"link": 2}}
    assert told.compute_digest({"link": 2}) == "sha256:" + hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def test_the_order_of_availability_does_not_count(decisions: list[Decision]) -> None:
    one, other = ({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert decisions[0].compute_digest(one) == decisions[0].compute_digest(other)


def test_it_cannot_be_changed(decisions: list[Decision]) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        decisions[0].case = "other"  # type: ignore[misc]


def test_an_unknown_field_is_refused_without_its_value(decisions: list[Decision]) -> None:
    with pytest.raises(ValidationError) as caught:
        Decision.model_validate({**decisions[0].to_data(), "colour": "a-secret"})
    assert "a-secret" not in str(caught.value)


def test_every_key_is_always_there(decisions: list[Decision]) -> None:
    for decision in decisions:
        assert sorted(decision.to_data()) == names(Decision)


def test_decisions_follow_the_published_schema(decisions: list[Decision]) -> None:
    validator = jsonschema.Draft202012Validator(json.loads((REFERENCE / "decision.schema.json").read_text("utf-8")))
    for decision in decisions:
        validator.validate(decision.to_data())


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_published_schema_is_that_of_the_model(name: str) -> None:
    published = Path(REFERENCE / f"{name}.schema.json").read_text("utf-8")
    assert json.loads(published) == json.loads(schema_of(name)), "run `python scripts/make_schemas.py`"
