"""`routing route`: what it prints, and where."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from routing import router
from routing.cli import main
from routing.engines import durable
from routing.engines.durable import installed, presence
from tests.other_engines import Costly, Forgetful

ROOT = Path(__file__).parent.parent
SECRET = "Yamada-Hanako"
CASE = """\
case: K-1
as_of: 2026-04-01
municipality: somewhere
received_by: support_center
persons:
  - {id: a, age: 82, care_level: 2}
  - {id: b}
relations:
  - {from: a, type: PARENT_OF, to: b}
  - {from: a, type: LIVES_WITH, to: b}
needs:
  - {id: n1, person: b, code: isolation.hikikomori}
  - {person: a, code: care.dementia_suspected, urgent: true}
"""
PACK = """\
rulebook: own
version: "1"
title: {ja: 自前, en: Own}
tiers: [first, last]
serves: any
default_lead: support_center
"""
COSTLY = """\
rules:
  - id: costly
    title: {ja: 重い, en: Costly}
    match: (a:Person), (b:Person), (c:Person), (d:Person), (e:Person)
    where: a.age + b.age + c.age + d.age + e.age > 1000
    then:
      - finding: {kind: costly, about: a}
"""
EVERYBODY = """\
rules:
  - id: everybody
    title: {ja: 全員, en: Everybody}
    match: (p:Person)
    then:
      - finding: {kind: seen, about: p}
"""
needs_durable = pytest.mark.skipif(installed() is None, reason="durable_rules is not installed (it needs a C compiler)")


def routing(*arguments: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.fixture
def defective(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another engine in place of the durable one: a real one, which loses a rule."""
    monkeypatch.setattr(router, "_durable", lambda: Forgetful)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(PACK, encoding="utf-8")
    return folder


def many(tmp_path: Path, *cases: str) -> Path:
    """A file with several cases, one a line."""
    import yaml

    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(yaml.safe_load(text), default=str) + "\n" for text in cases), encoding="utf-8")
    return path


def test_json_of_one_case_is_one_object(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("route", case, "--format", "json") == 0
    output, errors = capsys.readouterr()
    assert (json.loads(output)["case"], errors) == ("K-1", "")


def test_json_of_several_cases_is_one_object_a_line_in_their_order(
    tmp_path: Path, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = many(tmp_path, CASE.replace("K-1", "K-2"), CASE.replace("K-1", "K-3"))
    assert routing("route", file, case, "--format", "json") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["case"] for line in lines] == ["K-2", "K-3", "K-1"]


def test_html_is_one_page_for_all_cases_and_a_bad_one_is_told_on_stderr(
    tmp_path: Path, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = many(tmp_path, CASE.replace("K-1", "K-2"), CASE.replace("support_center", "suport_center"))
    assert routing("route", file, case, "--format", "html", "--lang", "en") == 2
    output, errors = capsys.readouterr()
    assert output.count("<!DOCTYPE html>") == 1
    assert output.count("<article") == 2
    assert output.index("K-2") < output.index("K-1")
    assert "received_by: is no known agency kind" in errors


def test_a_page_of_no_case_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = many(tmp_path, CASE.replace("support_center", "suport_center"))
    assert routing("route", file, "--format", "html") == 2
    assert capsys.readouterr().out == ""


def test_a_page_has_a_bound(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    monkeypatch.setattr(sys.modules["routing.cli.route"], "MOST_ON_A_PAGE", 1)
    file = many(tmp_path, CASE, CASE.replace("K-1", "K-2"))
    assert routing("route", file, "--format", "html") == 2
    output, errors = capsys.readouterr()
    assert (output, errors.splitlines()[0]) == ("", "a page holds at most 1 cases")


def test_a_case_is_routed_by_the_rulebook_of_its_municipality_else_by_generic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    routing("route", many(tmp_path, CASE, CASE.replace("somewhere", "setagaya")), "--format", "json")
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["rulebook"]["id"] for line in lines] == ["generic", "setagaya"]


def test_the_text_speaks_japanese_unless_told_otherwise(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("route", case) == 0
    japanese = capsys.readouterr().out
    assert "主担当（案）" in japanese
    assert "現在の責任者" in japanese
    assert routing("route", case, "--lang", "en") == 0
    english = capsys.readouterr().out
    assert "Lead (proposed)" in english
    assert not any("\u3040" <= character <= "\u30ff" for character in english)


def test_the_text_names_every_part_that_the_decision_has(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from routing.wording.words import HEADINGS

    routing("route", case, "--format", "json")
    decision = json.loads(capsys.readouterr().out)
    routing("route", case, "--lang", "en")
    text = capsys.readouterr().out
    parts = {part: HEADINGS[part][1] for part in HEADINGS if part == "lead" or decision.get(part)}
    assert {"holder", "lead", "owners", "questions"} <= parts.keys()
    assert [title for title in parts.values() if title not in text] == []


def test_the_text_keeps_within_the_columns(
    case: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "72")
    routing("route", case)
    assert max(map(cell_len, capsys.readouterr().out.splitlines())) == 72


def test_the_text_has_no_colour_where_stdout_is_no_terminal(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    routing("route", case)
    assert "\x1b" not in capsys.readouterr().out


def test_one_bad_case_among_many_is_told_and_does_not_stop_the_others(
    tmp_path: Path, case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(CASE.replace("age: 82", f"age: {SECRET}"), encoding="utf-8")
    assert routing("route", bad, case, "--format", "json") == 2
    output, errors = capsys.readouterr()
    assert json.loads(output)["case"] == "K-1"
    assert errors.startswith(f"{bad}:6:18: ")
    assert SECRET not in errors


def test_a_bad_line_among_many_is_told_and_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = many(tmp_path, CASE, CASE.replace("K-1", "K-2"))
    file.write_text(file.read_text(encoding="utf-8").replace("\n", "\n{broken\n", 1), encoding="utf-8")
    assert routing("route", file, "--format", "json") == 2
    output, errors = capsys.readouterr()
    assert [json.loads(line)["case"] for line in output.splitlines()] == ["K-1", "K-2"]
    assert errors.startswith(f"{file}:2:")


def test_an_unknown_need_code_is_told_with_help(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case.write_text(CASE.replace("isolation.hikikomori", "isolation.hikikomorry"), encoding="utf-8")
    assert routing("route", case) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith(f"{case}:12:")
    assert "\nhelp: " in errors
    assert "hikikomorry" not in errors


@pytest.mark.parametrize("content", [b"\x00\x01\x02\xff\xfe", b"", b"- - - [", b"\xff\xfe\x00", b"{" * 5000])
def test_a_file_that_is_no_case_is_told_with_its_name(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    assert routing("route", path) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith(str(path))


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_a_path_that_is_no_file_is_told_with_its_name(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("route", tmp_path / name) == 2
    assert capsys.readouterr().err.startswith(str(tmp_path / name))


def test_an_unknown_rulebook_is_told_with_the_nearest_name(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("route", case, "--rulebook", "setagya") == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert "did you mean `setagaya`?" in errors


def test_a_rulebook_of_another_municipality_is_an_error(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("route", case, "--rulebook", "setagaya") == 2
    errors = capsys.readouterr().err
    assert "municipality" in errors
    assert "somewhere" not in errors


def test_a_rulebook_in_a_folder_routes(case: Path, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("route", case, "--rulebook", pack, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["rulebook"]["id"] == "own"


def test_a_fail_safe_decision_is_printed_and_exits_with_1(tmp_path: Path, pack: Path) -> None:
    (pack / "costly.yaml").write_text(COSTLY, encoding="utf-8")
    crowd = ", ".join(f"{{id: p{number}, age: 40}}" for number in range(60))
    case = tmp_path / "crowd.yaml"
    head = CASE[: CASE.index("persons:")]
    case.write_text(f"{head}persons: [{crowd}]\n", encoding="utf-8")
    # in a process of its own: a million steps take long where coverage is measured
    command = [sys.executable, "-m", "routing", "route", str(case), "--rulebook", str(pack), "--lang", "en"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 1
    assert "matching took too many steps" in ran.stdout
    assert ran.stderr == ""


class TestCrossCheck:
    """A second engine fires the rules too."""

    @needs_durable
    @pytest.mark.parametrize(
        ("options", "engine", "verified_by"),
        [
            ((), "native", [installed()]),
            (("--cross-check",), "native", [installed()]),
            (("--no-cross-check",), "native", []),
            (("--engine", "durable"), installed(), ["native"]),
            (("--engine", "durable", "--no-cross-check"), installed(), []),
        ],
    )
    def test_it_is_done_where_the_other_engine_is_installed_unless_told_otherwise(
        self,
        options: tuple[str, ...],
        engine: str,
        verified_by: list[str],
        case: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert routing("route", case, "--format", "json", *options) == 0
        output, errors = capsys.readouterr()
        decision = json.loads(output)
        assert (decision["engine"], decision["verified_by"], errors) == (engine, verified_by, "")

    @needs_durable
    def test_the_text_is_the_same_with_and_without(self, case: Path, capsys: pytest.CaptureFixture[str]) -> None:
        routing("route", case)
        checked = capsys.readouterr()
        routing("route", case, "--no-cross-check")
        assert capsys.readouterr() == checked

    @pytest.mark.parametrize("options", [("--cross-check",), ("--engine", "durable")])
    def test_asking_for_an_engine_that_is_not_installed_exits_with_2_and_says_how_to_install_it(
        self,
        options: tuple[str, ...],
        case: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(presence, "installed", lambda: None)
        assert routing("route", case, *options) == 2
        output, errors = capsys.readouterr()
        assert output == ""
        assert "is not installed\nhelp: pip install" in errors

    def test_without_the_other_engine_nothing_is_verified_and_nothing_said(
        self, case: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(durable, "installed", lambda: None)
        assert routing("route", case, "--format", "json") == 0
        output, errors = capsys.readouterr()
        assert (json.loads(output)["verified_by"], errors) == ([], "")

    def test_a_disagreement_exits_with_1_and_is_written_to_a_folder(
        self, case: Path, pack: Path, tmp_path: Path, defective: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = tmp_path / "found"
        (pack / "rules.yaml").write_text(EVERYBODY, encoding="utf-8")
        options = ("--rulebook", pack, "--format", "json", "--cross-check", "--reproductions", folder)
        assert routing("route", case, *options) == 1
        output, errors = capsys.readouterr()
        assert json.loads(output)["backup"]["reasons"][0]["code"] == "engine_disagreement"
        (file,) = folder.iterdir()
        about, where = errors.splitlines()
        assert about.startswith("case `K-1`: the engines native and forgetful disagree about the rules everybody;")
        assert str(file) in where
        assert "holds the whole case" in where

    def test_what_reproduces_a_disagreement_is_routed_as_a_case(
        self, case: Path, pack: Path, tmp_path: Path, defective: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (pack / "rules.yaml").write_text(EVERYBODY, encoding="utf-8")
        options = ("--rulebook", pack, "--format", "json", "--cross-check", "--reproductions", tmp_path / "found")
        routing("route", case, *options)
        once = capsys.readouterr().out
        (file,) = (tmp_path / "found").iterdir()
        assert routing("route", file, *options) == 1
        assert capsys.readouterr().out == once
        assert len(list((tmp_path / "found").iterdir())) == 1

    def test_a_case_in_it_that_was_damaged_is_told_with_its_place(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "disagreement.json"
        file.write_text('{"schema": "disagreement/1",\n "case": {"case": "K", "as_of": 1}}', encoding="utf-8")
        assert routing("route", file) == 2
        assert capsys.readouterr().err.startswith(f"{file}:2:")

    def test_a_case_that_could_not_be_verified_is_told_in_one_line(
        self, case: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(router, "_durable", lambda: Costly)
        assert routing("route", case, "--cross-check", "--format", "json") == 0
        output, errors = capsys.readouterr()
        assert json.loads(output)["verified_by"] == []
        assert errors == "case `K-1`: not verified: the engine `costly` took more steps than a case may take\n"
