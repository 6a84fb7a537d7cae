"""`routing rules schema`: shipped and good files are valid, and what the loader refuses for its shape is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from routing.errors import RoutingError
from routing.quality.forms import FORMS, Form, form_of
from routing.quality.schema import schema_of
from routing.quality.schema.codes import with_codes
from routing.quality.schema.examples import EXAMPLES
from routing.quality.testing import Suite
from routing.rulebook import bundled_names
from routing.vocabulary import Vocabulary
from tests.packs import bundled_rulebook
from tests.rulebooks import DATA
from tests.schemas import bundled, jsonschema, read, valid, validator

HERE = Path(__file__).parent


@pytest.mark.parametrize("form", FORMS)
def test_a_schema_is_one_of_the_dialect_it_names(form: Form) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(form))
    jsonschema.Draft202012Validator.check_schema(schema_of(form, with_codes(bundled_rulebook("setagaya"))))


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", bundled(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_file_is_valid(path: Path) -> None:
    data = read(path)
    form = form_of(path.name, data)
    assert form is not None
    assert [error.message for error in validator(form).iter_errors(data)] == []


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", bundled_names())
def test_every_shipped_file_is_valid_with_the_codes_of_its_rulebook(name: str) -> None:
    for path in bundled(name):
        data = read(path)
        form = form_of(path.name, data)
        assert form is not None
        assert [error.message for error in validator(form, name).iter_errors(data)] == [], path.name


@pytest.mark.parametrize("path", sorted((DATA / "good").rglob("*.yaml")), ids=lambda p: p.relative_to(DATA).as_posix())
def test_every_good_rulebook_file_is_valid(path: Path) -> None:
    data = read(path)
    form = form_of(path.name, data)
    assert form is not None
    assert [error.message for error in validator(form).iter_errors(data)] == []


TRANSCRIPT = "tabletop.yaml"  # of a meeting: `test_examples.py` plays it
EXAMPLE_FILES = [path for path in sorted((HERE.parent / "examples").rglob("*.yaml")) if path.name != TRANSCRIPT]


@pytest.mark.parametrize("path", EXAMPLE_FILES, ids=lambda path: path.name)
def test_every_example_is_valid(path: Path) -> None:
    data = read(path)
    form = form_of(path.name, data)
    assert form is not None
    assert [error.message for error in validator(form).iter_errors(data)] == []


def test_the_examples_make_a_rulebook_that_loads_and_passes_its_test(tmp_path: Path) -> None:
    folder = tmp_path / "mytown"
    folder.mkdir()
    names = {"rulebook": "rulebook", "rule": "pets", "test": "pets_test", "vocabulary": "vocabulary"}
    for form, file in {**names, "directory": "directory"}.items():
        text = yaml.safe_dump(EXAMPLES[form], allow_unicode=True)  # type: ignore[index]
        (folder / f"{file}.yaml").write_text(text, "utf-8")
    assert [outcome.differences for outcome in Suite.of(folder).run()] == [()]


# what the loader refuses for its shape, the schema refuses: one line says what is said of it

SEMANTIC = (
    *("rule `", "rules deny", "there is no rule", "there is already a rule", "two versions of rule", "office `"),
    *("unknown agency kind", "unknown domain", "there is no pack", "the pack has no file", "packs extend"),
    *("in_force: `until`", "the pack has no `rulebook"),
)
SHAPED = ("needs a `tier`", "`to` names no", "about at least one node", "is not a property of a variable")
TEXTUAL = ("not valid YAML", "anchors are not", "the same key stands twice")


@pytest.mark.parametrize("folder", sorted((DATA / "bad").iterdir()), ids=lambda path: path.name)
def test_a_bad_file_is_refused_where_its_shape_is_wrong(folder: Path) -> None:
    place, _, message = (folder / "expected.txt").read_text("utf-8").partition("\n")[0].partition(": ")
    path = folder / place.partition(":")[0]
    if not path.is_file() or message.startswith(TEXTUAL):
        return
    data = read(path)
    form = form_of(path.name, data) or "rule"
    shape = not message.startswith(SEMANTIC) or any(words in message for words in SHAPED)
    assert valid(form, data) is not shape


END = {"from": "Person", "to": "Person"}
VOCABULARY_SHAPE = {
    *("badly_written_codes", "closed_label", "missing_label", "misspelt_key", "not_a_map", "relationship_to_need"),
    *("unknown_label", "unknown_property_type"),
}


@pytest.mark.parametrize("path", sorted((HERE / "data/vocabularies/bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_bad_vocabulary_is_refused_where_its_shape_is_wrong(path: Path) -> None:
    assert valid("vocabulary", read(path)) is (path.stem not in VOCABULARY_SHAPE)


@pytest.mark.parametrize(
    "more", [{"properties": {"Person": {"Low-Income": "boolean"}}}, {"relationships": {"employs": END}}]
)
def test_a_name_of_a_vocabulary_that_is_badly_written_is_refused(more: dict[str, Any]) -> None:
    data = {"vocabulary": "mytown", **more}
    with pytest.raises(RoutingError):
        Vocabulary.parse(json.dumps(data))
    assert not valid("vocabulary", data)


CASE_BEYOND = (
    *("is no known", "is not declared", "names a person who", "names a need that", "does not agree"),
    *("is after the case", "is more than 130 years", "has no relation to themselves", "the same id stands"),
    *("is a field of its own", "attributes.", "property `"),
)


@pytest.mark.parametrize("path", sorted((HERE / "data/cases/bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_bad_case_is_refused_where_its_shape_is_wrong(path: Path) -> None:
    message = path.with_name(f"{path.name}.error").read_text("utf-8").partition("\n")[0].partition(": ")[2]
    shape = not any(words in message for words in CASE_BEYOND)
    assert valid("case", read(path)) is not shape


@pytest.mark.parametrize("path", sorted((HERE / "data/cases/bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_with_the_codes_of_a_rulebook_undeclared_words_are_refused_too(path: Path) -> None:
    message = path.with_name(f"{path.name}.error").read_text("utf-8").partition("\n")[0]
    words = ("is no known", "is not declared", "is a field of its own", "attributes.", "property `")
    if any(part in message for part in words):
        assert not valid("case", read(path), "national")


RULE = {"id": "a", "title": {"ja": "一", "en": "a"}, "match": "(p:Person)"}
REFER = {"to": "support_center", "role": "support", "about": "p"}
CODES: list[tuple[Form, Any]] = [
    ("rule", {"rules": [{**RULE, "then": {"refer": {**REFER, "to": "suport_center"}}}]}),
    ("rule", {"rules": [{**RULE, "then": {"refer": {**REFER, "tier": "first"}}}]}),
    ("rule", {"rules": [{**RULE, "then": {"share": {"to": "npo", "about": "p", "items": ["hosing"]}}}]}),
    ("test", {"tests": [{**EXAMPLES["test"]["tests"][0], "expect": {"fires": {"includes": ["no-such-rule"]}}}]}),
    ("test", {"tests": [{**EXAMPLES["test"]["tests"][0], "expect": {"lead": "suport_center"}}]}),
    ("rulebook", {**EXAMPLES["rulebook"], "lead_order": ["suport_center"]}),
    ("directory", [{"id": "a", "kind": "suport_center", "ja": "一", "en": "a"}]),
    ("directory", [{"id": "a", "kind": "npo", "ja": "一", "en": "a", "serves": {"needs": ["pets.*"]}}]),
]


@pytest.mark.parametrize(("form", "data"), CODES)
def test_an_undeclared_code_is_refused_only_with_the_codes_of_a_rulebook(form: Form, data: Any) -> None:
    assert valid(form, data)
    assert not valid(form, data, "generic")


def fields_without_text(form: Form) -> list[str]:
    found = []
    for name, part in schema_of(form)["$defs"].items():
        if part.get("type") == "object":
            found += [
                f"{name}.{field}"
                for field, schema in part.get("properties", {}).items()
                if "description" not in schema and name != "Effect"
            ]
    return found


@pytest.mark.parametrize("form", FORMS)
def test_every_field_says_what_it_means(form: Form) -> None:
    assert fields_without_text(form) == [], "describe it in the model or in routing/quality/schema/texts.py"
