"""`routing rules schema`: the command, and the lines that lead from files to their schemas."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from routing.quality.forms import FORMS
from routing.quality.schema import schema_of
from routing.quality.schema.modelines import with_line
from routing.rulebook import Rulebook
from tests.rulebooks import DATA, texts
from tests.schemas import jsonschema, read
from tests.test_cli_route import routing


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
