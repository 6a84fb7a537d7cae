"""What the schemas say is what the loader takes, judged on files that were tampered with."""

from __future__ import annotations

import copy
import functools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from routing.case import Case
from routing.directory.office import Office
from routing.errors import RoutingError
from routing.quality.expectations import Expectation
from routing.quality.forms import FORMS, Form
from routing.quality.schema.examples import EXAMPLES
from routing.quality.testing import TestEntry
from routing.rulebook import Rulebook
from routing.rulebook.effects import EFFECTS
from routing.rulebook.files import RulebookFile, RuleEntry
from routing.source import load_yaml
from routing.vocabulary.extension import VocabularyFile
from tests.schemas import read, valid
from tests.test_rulebook_damage import BASE, DIRECTORY, HEAD, TOPIC, WORDS

HERE = Path(__file__).parent


MODELS: dict[Form, type[BaseModel]] = {"rulebook": RulebookFile, "vocabulary": VocabularyFile, "case": Case}
JUNK = [None, True, 3, 1.5, "", "x", "a-b", "2026-04-01", "2026-02-30", "P3D", [], {}, ["x"], [1], {"a": 1}, -1, 10**6]
WISHES = {
    "lead": "npo",
    "holder": None,
    "backup": "advice",
    "owners": {"n1": "npo"},
    "supports": ["npo"],
    "gaps": [],
    "fires": {"includes": ["a"]},
    "not_fires": ["b"],
    "parts": {"lead": {"tier": "x"}, "gaps": []},
}
SAMPLES: dict[Form, Any] = {
    "rulebook": load_yaml(HEAD).data,
    "vocabulary": load_yaml(WORDS).data,
    "directory": load_yaml(DIRECTORY).data,
    "rule": load_yaml(TOPIC).data,
    "case": read(HERE / "data/contract/case.yaml"),
    "test": {"tests": [{**EXAMPLES["test"]["tests"][0], "expect": WISHES}], "note": "x"},
}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from places(part, (*path, key))


def tampered(data: Any, seed: int) -> Any:
    """A copy with one to three changes: a value replaced, taken away, repeated, put in a list, or its key misspelt."""
    chance = random.Random(seed)
    data = copy.deepcopy(data)
    for _ in range(chance.choice((1, 1, 2, 3))):
        found = list(places(data))
        if not found:
            break
        *way, last = chance.choice(found)
        around = functools.reduce(lambda value, step: value[step], way, data)
        kind = chance.randrange(6)
        if kind == 0:
            del around[last]
        elif kind == 1 and isinstance(around, dict):
            around[f"{last}x"] = around.pop(last)
        elif kind == 2 and isinstance(around, list):
            around.append(copy.deepcopy(around[last]))
        elif kind == 3:
            around[last] = [around[last]]
        else:
            around[last] = copy.deepcopy(chance.choice(JUNK))
    return data


BEYOND = ("`until` must be after", "calendar", "names a person", "names a need", "same id", "does not agree", "as_of`")


def shaped(model: type[BaseModel], data: Any) -> bool:
    """Whether a model takes the data, but for what no schema can say."""
    try:
        model.model_validate(data)
    except ValidationError as problem:
        return all(any(words in error["msg"] for words in (*BEYOND, "themselves")) for error in problem.errors())
    return True


def taken(form: Form, data: Any) -> bool:
    """Whether the models of a form take a file, each on its own."""
    if form in MODELS:
        if form == "case" and isinstance(data, list):
            return all(shaped(Case, one) for one in data)
        return shaped(MODELS[form], data)
    if form == "directory":
        return isinstance(data, list) and all(shaped(Office, one) for one in data)
    field = {"rule": "rules", "test": "tests"}[form]
    if not isinstance(data, dict) or not isinstance(data.get(field), list) or data.keys() - {field, "note", "source"}:
        return False
    return all(isinstance(one, dict) and (_rule(one) if form == "rule" else _test(one)) for one in data[field])


def _rule(entry: dict[str, Any]) -> bool:
    then = entry.get("then")
    effects = then if isinstance(then, list) else [then]
    return shaped(RuleEntry, entry) and bool(effects) and all(map(_effect, effects))


def _effect(data: Any) -> bool:
    if not isinstance(data, dict) or len(data) != 1:
        return False
    ((name, fields),) = data.items()
    return name in EFFECTS and isinstance(fields, dict) and shaped(EFFECTS[name], fields)


def _test(entry: dict[str, Any]) -> bool:
    case, expect = entry.get("case"), entry.get("expect")
    well = bool(case) if isinstance(case, str) else isinstance(case, dict) and shaped(Case, case)
    return shaped(TestEntry, entry) and isinstance(expect, dict) and shaped(Expectation, expect) and well


def judge_models(form: Form, seeds: range) -> int:
    """How many tampered files the schema takes; fails where the models do not take one of these."""
    kept = 0
    for seed in seeds:
        data = tampered(SAMPLES[form], seed)
        if valid(form, data):
            kept += 1
            assert taken(form, data), (seed, data)
    return kept


@pytest.mark.parametrize("form", FORMS)
def test_what_the_schema_takes_the_models_take(form: Form) -> None:
    assert judge_models(form, range(200)) > 10


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMS)
def test_what_the_schema_takes_the_models_take_in_bulk(form: Form) -> None:
    assert judge_models(form, range(10_000, 14_000)) > 200


FILES: dict[Form, str] = {
    "rulebook": "rulebook.yaml",
    "vocabulary": "words.yaml",
    "directory": "directory.yaml",
    "rule": "topic.yaml",
}
WHOLE = {"rulebook.yaml": HEAD, "words.yaml": WORDS, "directory.yaml": DIRECTORY, "topic.yaml": TOPIC}


def judge_loader(form: Form, seeds: range) -> int:
    """How many rulebooks with a tampered file load; fails where the schema does not take the file of one of these."""
    loaded = 0
    for seed in seeds:
        data = tampered(SAMPLES[form], seed)
        try:
            Rulebook.parse({**WHOLE, FILES[form]: json.dumps(data, ensure_ascii=False)}, {"base": BASE})
        except RoutingError:
            continue
        loaded += 1
        assert valid(form, data), (seed, data)
    return loaded


@pytest.mark.unmeasured
@pytest.mark.parametrize("form", FILES)
def test_what_the_loader_takes_the_schema_takes(form: Form) -> None:
    assert judge_loader(form, range(100)) > 5


@pytest.mark.soak
@pytest.mark.parametrize("form", FILES)
def test_what_the_loader_takes_the_schema_takes_in_bulk(form: Form) -> None:
    assert judge_loader(form, range(10_000, 12_000)) > 100


def test_a_case_that_is_read_is_valid() -> None:
    loaded = 0
    for seed in range(400):
        data = tampered(SAMPLES["case"], seed)
        try:
            Case.from_dict(data)
        except (RoutingError, TypeError, ValueError):
            continue
        loaded += 1
        assert valid("case", data), (seed, data)
    assert loaded > 10
