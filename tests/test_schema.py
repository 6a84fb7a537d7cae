"""`routing rules schema`: what the schemas say is what the loader takes."""

from __future__ import annotations

import copy
import functools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from routing.case import Case
from routing.directory.office import Office
from routing.errors import RoutingError
from routing.quality.expectations import Expectation
from routing.quality.forms import FORMS, Form, form_of
from routing.quality.schema import schema_of
from routing.quality.schema.codes import with_codes
from routing.quality.schema.examples import EXAMPLES
from routing.quality.schema.modelines import with_line
from routing.quality.testing import Suite, TestEntry
from routing.rulebook import Rulebook, bundled_names
from routing.rulebook.effects import EFFECTS
from routing.rulebook.files import RulebookFile, RuleEntry
from routing.rulebook.packs import bundled_folder
from routing.source import load_yaml
from routing.vocabulary import Vocabulary
from routing.vocabulary.extension import VocabularyFile
from tests.rulebooks import DATA, texts
from tests.test_cli_route import routing
from tests.test_rulebook_damage import BASE, DIRECTORY, HEAD, TOPIC, WORDS

jsonschema = pytest.importorskip("jsonschema", reason="the `jsonschema` library is not installed")
HERE = Path(__file__).parent


@functools.cache
def validator(form: Form, rulebook: str | None = None) -> Any:
    schema = schema_of(form, with_codes(Rulebook.load(rulebook)) if rulebook else None)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def valid(form: Form, data: object, rulebook: str | None = None) -> bool:
    return bool(validator(form, rulebook).is_valid(data))


def read(path: Path) -> Any:
    return load_yaml(path.read_bytes(), path.name).data


def bundled(name: str = "*") -> list[Path]:
    home = bundled_folder()
    assert home is not None
    return sorted(home.glob(f"{name}/*.yaml"))


@pytest.mark.parametrize("form", FORMS)
def test_a_schema_is_one_of_the_dialect_it_names(form: Form) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(form))
    jsonschema.Draft202012Validator.check_schema(schema_of(form, with_codes(Rulebook.load("setagaya"))))


@pytest.mark.parametrize("path", bundled(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_file_is_valid(path: Path) -> None:
    data = read(path)
    form = form_of(path.name, data)
    assert form is not None
    assert [error.message for error in validator(form).iter_errors(data)] == []


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


@pytest.mark.parametrize("path", sorted((HERE.parent / "examples").rglob("*.yaml")), ids=lambda path: path.name)
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


# loader and schema agree on files that were tampered with

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


# the command


def test_one_form_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "schema", "rule") == 0
    assert json.loads(capsys.readouterr().out) == schema_of("rule")


@pytest.mark.parametrize("arguments", [(), ("rule", "test"), ("rule", "--modelines", "national"), ("rules",)])
def test_wrong_usage_is_told(arguments: tuple[str, ...]) -> None:
    assert routing("rules", "schema", *arguments) == 2


def test_a_rulebook_that_does_not_exist_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "schema", "rule", "--rulebook", "natoinal") == 2
    assert "did you mean `national`?" in capsys.readouterr().err


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "packs" / "base"
    folder.mkdir(parents=True)
    for name, text in texts(DATA / "base").items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_all_schemas_are_written_into_a_folder_and_replaced_there(tmp_path: Path, pack: Path) -> None:
    out = tmp_path / "schemas"
    assert routing("rules", "schema", "--out", out) == 0
    assert sorted(path.name for path in out.iterdir()) == sorted(f"{form}.schema.json" for form in FORMS)
    plain = (out / "rule.schema.json").read_text("utf-8")
    assert routing("rules", "schema", "rule", "--out", out, "--rulebook", pack) == 0
    assert (out / "rule.schema.json").read_text("utf-8") != plain


@pytest.mark.parametrize("text", ["{}", "not json", '{"$comment": "mine"}'])
def test_a_file_that_is_no_such_schema_is_never_replaced(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "test.schema.json"
    file.write_text(text, "utf-8")
    assert routing("rules", "schema", "--out", tmp_path) == 2
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("test.schema.json", text)]
    assert "test.schema.json" in capsys.readouterr().err


def test_modelines_lead_from_each_file_to_its_schema_and_keep_the_digest(tmp_path: Path, pack: Path) -> None:
    digest = Rulebook.load(pack).digest
    out = tmp_path / "schemas"
    assert routing("rules", "schema", "--out", out, "--modelines", pack) == 0
    for path in pack.iterdir():
        first = path.read_text("utf-8").partition("\n")[0]
        target = (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
        assert target.is_relative_to(out)
        schema = json.loads(target.read_text("utf-8"))
        assert jsonschema.Draft202012Validator(schema).is_valid(read(path))
    assert Rulebook.load(pack).digest == digest


def test_modelines_that_are_there_stay_as_they_are(tmp_path: Path, pack: Path) -> None:
    routing("rules", "schema", "--out", tmp_path / "schemas", "--modelines", pack)
    before = {path: path.stat().st_ino for path in pack.iterdir()}
    assert routing("rules", "schema", "--out", tmp_path / "schemas", "--modelines", pack) == 0
    assert {path: path.stat().st_ino for path in pack.iterdir()} == before


LINE = "# yaml-language-server: $schema=new\n"
LINES = {
    "a: 1\n": LINE + "a: 1\n",
    "# head\na: 1\n": LINE + "# head\na: 1\n",
    "# yaml-language-server: $schema=old\na: 1\n": LINE + "a: 1\n",
    "# head\n\n#yaml-language-server: $schema=old\na: 1\n": LINE + "# head\n\na: 1\n",
    "a: |\n  # yaml-language-server: text\n": LINE + "a: |\n  # yaml-language-server: text\n",
    "a: 1\r\n": "# yaml-language-server: $schema=new\r\na: 1\r\n",
}


@pytest.mark.parametrize("text", LINES)
def test_a_modeline_comes_first_and_once(text: str) -> None:
    assert with_line(text, LINE) == LINES[text]


def test_a_file_that_is_no_yaml_is_told_and_the_others_get_their_line(
    tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack / "broken.yaml").write_text("a: [\n", "utf-8")
    assert routing("rules", "schema", "--out", tmp_path / "schemas", "--modelines", pack) == 2
    assert (pack / "topic.yaml").read_text("utf-8").startswith("# yaml-language-server:")
    assert (pack / "broken.yaml").read_text("utf-8") == "a: [\n"
    assert "broken.yaml:2:1" in capsys.readouterr().err


def test_a_decision_table_in_the_pack_gets_no_line(tmp_path: Path, pack: Path) -> None:
    (pack / "ages.table.csv").write_bytes(b"a,b\n")
    assert routing("rules", "schema", "--out", tmp_path / "schemas", "--modelines", pack) == 0
    assert (pack / "ages.table.csv").read_bytes() == b"a,b\n"
