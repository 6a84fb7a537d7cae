"""`routing letter` and `routing sheet`: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from routing.cli.app import main

EXAMPLES = Path(__file__).parent.parent / "examples" / "kinuta"
HOUSEHOLD, DV = str(EXAMPLES / "household-8050.yaml"), str(EXAMPLES / "dv.yaml")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_letter_goes_to_stdout_and_nothing_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("letter", HOUSEHOLD, "--about", "b", "--lang", "en") == 0
    told = capsys.readouterr()
    assert told.out.startswith("About the help around you\n\nDear ＿＿＿＿＿＿,\n")
    assert told.err == ""


def test_a_plain_letter_in_html_has_readings_above_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("letter", HOUSEHOLD, "--about", "b", "--plain", "--format", "html") == 0
    told = capsys.readouterr().out
    assert "<ruby>担当<rp>(</rp><rt>たんとう</rt><rp>)</rp></ruby>" in told
    assert '<span class="label">書くところ</span>' in told


def test_a_letter_as_json_says_how_to_hand_it_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("letter", DV, "--about", "a", "--format", "json") == 0
    told = capsys.readouterr()
    page = json.loads(told.out)
    assert (page["schema"], page["language"], page["plain"], page["by_hand"]) == ("letter/1", "ja", False, True)
    assert told.err.startswith("hand this over to the person alone")


def test_a_letter_as_markdown_has_a_heading_for_each_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("letter", HOUSEHOLD, "--about", "a", "--format", "markdown", "--lang", "en") == 0
    assert capsys.readouterr().out.count("\n## ") == 7


def test_a_refused_letter_ends_with_1_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("letter", DV, "--about", "c") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "nothing about others in the case may reach the person `c`" in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("letter", DV, "--about", "x"),
        ("letter", DV, "--about", "a", "--plain", "--lang", "en"),
        ("sheet", DV, "dv_cente"),
    ],
)
def test_wrong_usage_ends_with_2_and_prints_nothing(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    assert capsys.readouterr().out == ""


def test_a_sheet_as_markdown_has_the_household_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sheet", HOUSEHOLD, "self_reliance", "--format", "markdown") == 0
    told = capsys.readouterr().out
    assert "| 氏名 | 年齢 | 続柄 | 備考 |\n| --- | --- | --- | --- |\n| ＿＿＿＿＿＿ | 82歳 | 本人 |  |" in told


def test_a_sheet_in_html_has_headings_for_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sheet", HOUSEHOLD, "self_reliance", "--format", "html", "--lang", "en") == 0
    told = capsys.readouterr().out
    assert told.count('<th scope="col">') == 4
    assert "<td>82</td>" in told


def test_a_sheet_as_json_has_its_table_as_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sheet", HOUSEHOLD, "self_reliance", "--format", "json") == 0
    page = json.loads(capsys.readouterr().out)
    assert page["schema"] == "sheet/1"
    assert page["sections"][1]["table"]["rows"] == [["____", "82歳", "本人", ""], ["____", "", "子（同居）", ""]]


@pytest.mark.parametrize("kind", ["housing", "animal"])
def test_a_refused_sheet_ends_with_1_and_prints_nothing(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sheet", DV, kind) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "help: " in told.err
