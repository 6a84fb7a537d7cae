"""The command that scores a rulebook on solved cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli_route import routing
from tests.test_scoring import HEAD, LIBRARY, RULES, SECRET, scored


def library(folder: Path) -> Path:
    """A copy of the library with one bad file in it."""
    folder.mkdir()
    for file in LIBRARY.iterdir():
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "bad.yaml").write_text(f"id: {SECRET}\n", encoding="utf-8")
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return folder


def test_the_command_prints_the_score_as_json(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "score", LIBRARY, "--rulebook", pack, "--format", "json") == 0
    output, errors = capsys.readouterr()
    assert errors == ""
    assert json.loads(output) == json.loads(scored().to_json())
    assert json.loads(output)["schema"] == "score/1"
    assert json.loads(output)["lead"]["all"]["rulebook"] == {"hits": 2, "of": 4, "share": 0.5}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            [
                "rulebook own 1, cases: 4",
                "│ lead hit              │ 2/4      │ keep the receiver 2/4 ",
                "debts\n  lead self_reliance (last, arrears) instead of legal (no part); social_council (owner)",
                "  missing police_fire: only acts at once (hunger)",
                "  extra welfare_office: hunger",
                "  backup none, the source says advice",
                "  immediate yes, the source says otherwise",
            ],
        ),
        ("ja", ["ルールブック own 1、事例 4件", "  不足 npo: 名指すルールがない"]),
    ],
)
def test_the_command_prints_figures_and_the_reason_of_each_miss(
    lang: str, words: list[str], pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert routing("rules", "score", LIBRARY, "--rulebook", pack, "--lang", lang) == 0
    output = capsys.readouterr().out
    assert [word for word in words if word not in output] == []
    assert "\nbed\n" not in output  # nothing was missed


def test_a_bad_file_is_told_and_does_not_stop_the_others(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = library(tmp_path / "cases")
    assert routing("rules", "score", folder, "--rulebook", pack, "--format", "json") == 2
    output, errors = capsys.readouterr()
    assert json.loads(output)["cases"] == 4
    assert errors.startswith(f"{folder}/bad.yaml:1:1: case: is missing")
    assert SECRET not in errors


def test_where_every_file_is_bad_there_is_no_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yaml").write_text("id: 1\n", encoding="utf-8")
    assert routing("rules", "score", tmp_path) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("missing", [True, False])
def test_a_folder_without_solved_cases_is_bad_input(
    missing: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", "score", tmp_path / "none" if missing else tmp_path) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert ("the library cannot be read" if missing else "the folder holds no solved cases") in errors


def test_a_rulebook_that_serves_another_municipality_has_no_score(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "score", LIBRARY, "--rulebook", "setagaya") == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.count("municipality: is not served by the rulebook `setagaya`") == 4


def test_two_workers_print_the_score_of_one_and_the_same_errors(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    folder = library(tmp_path / "library")
    elsewhere = (LIBRARY / "bed.yaml").read_text(encoding="utf-8").replace("id: bed", "id: elsewhere")
    (folder / "elsewhere.yaml").write_text(elsewhere.replace("code: ", "code: un"), encoding="utf-8")
    printed = []
    for workers in (1, 2):
        arguments = ("rules", "score", folder, "--rulebook", pack, "--format", "json", "--workers", workers)
        assert routing(*arguments) == 2
        printed.append(capsys.readouterr())
    assert printed[0] == printed[1]
    places = [line.split(":")[0] for line in printed[0].err.splitlines() if not line.startswith("help")]
    assert [Path(place).name for place in places] == ["bad.yaml", "elsewhere.yaml"]
