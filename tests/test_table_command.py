"""`routing rules convert`: the command, and what its check tells of a table."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from routing.cli.app import app
from routing.errors import RulebookError
from routing.quality.workshop import WorkshopMissing
from tests.tables import FILE, table


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rules", "convert", *arguments], standalone_mode=False, catch_exceptions=True)


@pytest.fixture
def desks(tmp_path: Path) -> Path:
    path = tmp_path / FILE
    path.write_text(table("row,need,age,to", "a,care.dementia,65..,support_center"), "utf-8")
    return path


def test_the_command_writes_a_rule_file_to_stdout(desks: Path) -> None:
    result = run(str(desks))
    assert result.return_value == 0
    assert "  - id: desks-a\n" in result.stdout


def test_the_command_takes_the_form_from_the_name_of_the_file_it_writes(desks: Path) -> None:
    pytest.importorskip("openpyxl", reason="openpyxl writes workbooks")
    out = desks.with_name("x.table.xlsx")
    assert run(str(desks), "--out", str(out)).return_value == 0
    assert out.read_bytes().startswith(b"PK")
    assert "  - id: desks-a\n" in run(str(out)).stdout


def test_the_command_overwrites_nothing(desks: Path) -> None:
    before = desks.read_bytes()
    result = run(str(desks), "--to", "csv", "--out", str(desks))
    assert "the file exists already" in str(result.exception)
    assert desks.read_bytes() == before


def test_a_workbook_is_not_written_to_a_terminal(desks: Path) -> None:
    assert "name it with --out" in str(run(str(desks), "--to", "xlsx").exception)


def test_the_command_uses_the_words_of_the_rulebook_beside_the_file(desks: Path) -> None:
    desks.with_name("rulebook.yaml").write_text(
        'rulebook: x\nversion: "1"\ntitle: {ja: 例, en: X}\nextends: [national]\nvocabulary: v.yaml\n', "utf-8"
    )
    desks.with_name("v.yaml").write_text("vocabulary: x\nagency_kinds: [{kind: cats, ja: 猫, en: Cats}]\n", "utf-8")
    desks.write_text(table("row,to", "a,猫"), "utf-8")
    assert "to: cats" in run(str(desks)).stdout


def test_check_tells_gaps_and_ends_with_findings(desks: Path) -> None:
    result = run(str(desks), "--check", "--lang", "en")
    assert result.return_value == 1
    assert result.stdout.splitlines()[1:] == ["  no row: age 0..64"]


def test_check_speaks_japanese_and_calls_codes_by_their_labels(desks: Path) -> None:
    rows = ["行,困りごと,年齢,妊娠中,つなぎ先", "a,認知症,65..,はい,保健所", "b,介護が必要,,,保健所"]
    desks.write_text(table(*rows), "utf-8")
    lines = run(str(desks), "--check").stdout.splitlines()
    assert lines[0].endswith(": 表 `desks`: ルール2件、すべて")
    assert lines[1:] == [
        "  当てはまる行がない: 困りごと 認知症、年齢 0..64",
        "  当てはまる行がない: 困りごと 認知症、年齢 >=65、妊娠中 いいえ",
    ]


def test_check_ends_well_where_there_are_no_gaps(desks: Path) -> None:
    desks.write_text(table("row,age,to", "a,65..,support_center", "b,<65,town_center"), "utf-8")
    result = run(str(desks), "--check")
    assert (result.return_value, len(result.stdout.splitlines())) == (0, 1)


def test_check_names_rows_that_only_an_expression_parts_and_doubtful_gaps(desks: Path) -> None:
    rows = ["row,age,where,to", "a,65..,p.pregnant,support_center", "b,,,town_center"]
    desks.write_text(table(*rows, hit="unique"), "utf-8")
    assert run(str(desks), "--check", "--lang", "en").stdout.splitlines()[1:] == [
        "  rows `a` and `b`: only an expression can part them",
        "  gaps: rows that also hang on an expression are taken as if they held",
    ]


def test_check_in_json_holds_the_same(desks: Path) -> None:
    told = json.loads(run(str(desks), "--check", "--format", "json").stdout)
    assert told == [
        {
            "sheet": str(desks),
            "table": "desks",
            "hit": "collect",
            "rules": 1,
            "only_an_expression_parts": [],
            "gaps": [{"age": ["0..64"]}],
            "gaps_decided": True,
        }
    ]


def test_where_openpyxl_is_missing_a_workbook_is_read_and_not_written(
    desks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openpyxl", reason="openpyxl writes the workbook that is read")
    book = desks.with_name("x.table.xlsx")
    assert run(str(desks), "--out", str(book)).return_value == 0
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert run(str(book)).return_value == 0
    error = run(str(desks), "--out", str(desks.with_name("y.xlsx"))).exception
    assert isinstance(error, WorkshopMissing)
    assert str(error).endswith("\nhelp: pip install 'referral-routing[workshop]'")


def test_a_character_that_cp932_lacks_is_told_with_its_cell(desks: Path) -> None:
    desks.write_text(table("row,need,service,to", "a,認知症,𠮷田さんに聞く,support_center"), "utf-8")
    result = run(str(desks), "--to", "csv", "--encoding", "cp932")
    assert isinstance(result.exception, RulebookError)
    assert result.exception.place.endswith(":C8")
    assert result.exception.message == "CP932 has no character `𠮷` (U+20BB7)"
