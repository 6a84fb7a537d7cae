"""A decision that nobody has read is plain data; whatever is asked of it, it is the decision it would be as a model."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from routing import Case, Decision, Router, RoutingError
from routing.decision import Settled, unread, written
from routing.decision.unread import Unread
from tests.generate_cases import generated
from tests.packs import router as bundled_router

SEEDS = range(40)


@pytest.fixture(scope="module")
def router() -> Router:
    return bundled_router("setagaya")


@pytest.fixture(scope="module")
def cases(router: Router) -> list[Case]:
    return [Case.from_dict(generated(seed, router.rulebook)) for seed in SEEDS]


@pytest.fixture
def decision(router: Router, cases: list[Case]) -> Decision:
    """A decision nobody has read."""
    return router.route(cases[4])


@pytest.fixture
def plain(decision: Decision) -> Decision:
    """The same decision, read back from its JSON."""
    return Decision.model_validate_json(decision.to_json())


def fields_of(decision: Decision) -> list[str]:
    """The fields of a decision that are part of its digest, as JSON."""
    data = json.loads(decision.to_json())
    return [
        json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        for name, value in data.items()
        if name not in ("digest", "engine", "verified_by")
    ]


def is_unread(decision: Decision) -> bool:
    return type(decision) is Unread


def test_what_settlement_makes_is_unread_and_a_decision(decision: Decision) -> None:
    assert is_unread(decision)
    assert isinstance(decision, Decision)
    assert not isinstance(decision, RoutingError)
    assert is_unread(decision)


@pytest.mark.unmeasured
@pytest.mark.parametrize("availability", [None, {}, {"link": 2, "kinuta-anshin": 0}])
def test_it_equals_the_model_made_of_its_json(
    router: Router, cases: list[Case], availability: dict[str, int] | None
) -> None:
    for case in cases:
        text = router.route(case, availability).to_json()
        model = Decision.model_validate_json(text)
        assert router.route(case, availability) == model
        assert model == router.route(case, availability)
        assert model.to_json() == text
        assert model.to_data() == router.route(case, availability).to_data() == json.loads(text)
        assert model.digest == router.route(case, availability).digest == model.compute_digest(availability)
        assert router.route(case, availability).compute_digest(availability) == model.digest


def test_its_json_and_its_digest_are_written_without_reading_it(decision: Decision) -> None:
    assert decision.digest in decision.to_json()
    assert is_unread(decision)


def test_its_fields_are_written_alike_before_and_after_it_is_read(decision: Decision, plain: Decision) -> None:
    assert written(decision) == written(plain)
    assert type(decision) is Unread


def test_its_json_is_written_once(decision: Decision) -> None:
    assert decision.to_json() is decision.to_json()
    written = decision.to_json()
    assert decision.holder.to
    assert decision.to_json() is written


def test_reading_a_field_makes_it_plain(decision: Decision, plain: Decision) -> None:
    assert decision.holder == plain.holder
    assert type(decision) is Decision
    assert decision.__dict__ == plain.__dict__
    assert decision.model_fields_set == plain.model_fields_set


LOOKS: dict[str, Callable[[Decision], Any]] = {
    "repr": repr,
    "iterating": lambda decision: list(decision),
    "dumping": lambda decision: decision.model_dump(),
    "dumping in another model": lambda decision: TypeAdapter(list[Decision]).dump_json([decision]),
    "its schema": lambda decision: decision.model_json_schema(),
    "whether it is fail-safe": lambda decision: decision.fail_safe,
    "copying": copy.copy,
    "copying deeply": copy.deepcopy,
    "copying as a model": lambda decision: decision.model_copy(update={"case": "other"}),
    "pickling": lambda decision: pickle.loads(pickle.dumps(decision)),
    "validating": Decision.model_validate,
    "its class": lambda decision: decision.__class__,
}


@pytest.mark.parametrize("look", LOOKS)
def test_any_look_at_it_sees_the_plain_decision(decision: Decision, plain: Decision, look: str) -> None:
    assert LOOKS[look](decision) == LOOKS[look](plain)
    assert decision == plain


@pytest.mark.parametrize("look", ["copying", "copying deeply", "copying as a model", "pickling"])
def test_a_copy_writes_its_own_json(decision: Decision, look: str) -> None:
    copied = LOOKS[look](decision)
    assert type(copied) is Decision
    assert json.loads(copied.to_json()) == copied.to_data()


def test_it_cannot_be_changed(decision: Decision) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        decision.case = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        del decision.case


def test_its_hash_is_that_of_the_plain_decision(decision: Decision, plain: Decision) -> None:
    assert len({decision, plain}) == 1


AS_ITS_CLASS: dict[str, Callable[[type[Decision], Decision], Decision]] = {
    "validating": lambda kind, told: kind.model_validate_json(told.to_json()),
    "making": lambda kind, told: kind(**told.to_data()),
    "making unchecked": lambda kind, told: kind.model_construct(**dict(told)),
    "adapting": lambda kind, told: TypeAdapter(kind).validate_json(told.to_json()),
}


@pytest.mark.parametrize("way", AS_ITS_CLASS)
def test_what_is_made_with_its_class_is_a_plain_decision_too(decision: Decision, plain: Decision, way: str) -> None:
    kind = type(decision)
    assert kind is Unread
    made = AS_ITS_CLASS[way](kind, plain)
    assert made.to_json() == plain.to_json()
    assert made == plain
    assert type(made) is Decision


def test_it_has_no_other_attributes(decision: Decision) -> None:
    with pytest.raises(AttributeError, match="colour"):
        decision.colour  # type: ignore[attr-defined]  # noqa: B018


def test_two_of_other_cases_are_not_equal(router: Router, cases: list[Case]) -> None:
    assert router.route(cases[0]) != router.route(cases[1])


def test_a_look_that_another_thread_overtook_sees_the_plain_decision(decision: Decision) -> None:
    written = decision.to_json()
    assert decision.holder.to
    assert Unread.to_json(decision) == written  # type: ignore[arg-type]
    assert Unread.__getattribute__(decision, "digest") == decision.digest  # type: ignore[arg-type]
    assert Unread.__copy__(decision) == decision  # type: ignore[arg-type]


def test_threads_that_read_it_together_see_one_decision(router: Router, cases: list[Case]) -> None:
    for case in cases[:20]:
        decision, told = router.route(case), router.route(case).to_data()
        start, seen = threading.Barrier(6), []

        def look(number: int, decision: Decision = decision, start: Any = start, seen: list[Any] = seen) -> None:
            start.wait()
            seen.append(json.loads(decision.to_json()) if number % 2 else decision.to_data())

        threads = [threading.Thread(target=look, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [told] * 6


def test_one_that_was_read_keeps_nothing_of_what_it_was_made_from(router: Router, cases: list[Case]) -> None:
    class Kept(Settled):
        __slots__ = ("__weakref__",)

    made = router.route(cases[4])
    settled = Kept(fields_of(made), "native", ())
    kept, decision = weakref.ref(settled), unread(settled)
    assert decision == made
    del settled
    gc.collect()
    assert kept() is None


@pytest.mark.parametrize("name", ["digest", "duties", "engine", "excluded", "verified_by", "withheld"])
def test_names_of_fields_within_a_decision_do_not_confuse_its_json(
    router: Router, cases: list[Case], name: str
) -> None:
    text = f'odd","{name}":["x"],"{name}":'
    trace = [{"bindings": {name: ["a", "b"]}, "effects": [], "provisional": False, "rule": text}]
    plain = router.route(cases[4]).model_copy(update={"case": text, "trace": (), "verified_by": ()})
    fields = fields_of(Decision.model_validate({**plain.to_data(), "trace": trace}))
    decision = unread(Settled(fields, text, (text,)))
    model = Decision.model_validate_json(decision.to_json())
    assert (model.case, model.engine, model.verified_by, model.digest) == (text, text, (text,), decision.digest)
    assert decision.to_json() == model.to_json()
    assert decision.digest == model.compute_digest()
    assert unread(Settled(fields, text, (text,), {text: 1})).digest == model.compute_digest({text: 1})


@pytest.mark.parametrize("text", ['a "quoted" one', "back\\slash", "片仮名", "𠮷野", "a,b"])
def test_ids_of_any_characters_are_written_canonically(router: Router, text: str) -> None:
    case = generated(4, router.rulebook)
    told = json.dumps(case, ensure_ascii=False).replace('"p0"', json.dumps(text, ensure_ascii=False))
    written = router.route(Case.from_dict(json.loads(told))).to_json()
    assert json.dumps(text, ensure_ascii=False) in written
    assert Decision.model_validate_json(written).to_json() == written


def test_the_availability_is_that_of_the_moment_of_settlement(router: Router, cases: list[Case]) -> None:
    availability = {"link": 2}
    decision = router.route(cases[4], availability)
    availability["link"] = 7
    assert decision.digest == decision.compute_digest({"link": 2})
