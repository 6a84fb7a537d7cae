"""`routing rules`: check and test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli_route import PACK, routing

RULE = """\
rules:
  - id: elder-alone
    title: {ja: 高齢者, en: An elder}
    basis: [{law: 老人福祉法, article: 第5条の4, status: dated, read: 2013-12}]
    match: (p:Person)-[:HAS]->(n:Need)
    where: p.age >= 65 AND n.code = 'care.dementia_suspected'
    then:
      - refer: {to: support_center, role: lead, tier: first, about: p, for: n}
"""
TEST = """\
  - name: {ja: NAME, en: NAME}
    case:
      case: T-1
      as_of: 2026-04-01
      municipality: somewhere
      received_by: support_center
      persons: [{id: a, age: 82}]
      needs: [{id: n, person: a, code: care.dementia_suspected}]
    expect: {lead: LEAD, fires: [elder-alone]}
"""


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(PACK, encoding="utf-8")
    (folder / "elder.yaml").write_text(RULE, encoding="utf-8")
    return folder


def write_tests(pack: Path, *leads: str) -> None:
    entries = (TEST.replace("NAME", f"test {number}").replace("LEAD", lead) for number, lead in enumerate(leads, 1))
    (pack / "elder_test.yaml").write_text("tests:\n" + "".join(entries), encoding="utf-8")


@pytest.mark.soak  # tests of the checker look at each rulebook by itself
def test_the_bundled_rulebooks_have_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "check") == 0
    output, errors = capsys.readouterr()
    assert all(name in output for name in ("national", "generic", "setagaya"))
    assert errors == ""


SUPPRESS = "suppress: [{check: need-unowned, reason: a small pack for tests}]\n"


@pytest.fixture
def small(pack: Path) -> Path:
    """The pack, without the finding that most needs have no owner in it."""
    (pack / "rulebook.yaml").write_text(PACK + SUPPRESS, encoding="utf-8")
    return pack


def test_a_sound_rulebook_is_summed_up(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "check", small) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if "own" in line and "│" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == ["own", "1", "1", "1", "1", "0"]


def test_a_rule_on_an_older_text_of_a_law_is_a_warning(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "check", small) == 0
    output = capsys.readouterr().out
    assert "warning[dated-basis]: rule `elder-alone` rests on an older text of 老人福祉法 第5条の4\n" in output
    assert f"  --> {small}/elder.yaml:4:13\n" in output


def test_the_line_of_a_rule_is_shown_with_a_caret_under_the_place(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small / "elder.yaml").write_text(RULE.replace("p.age >= 65", "p.age >= 650"), encoding="utf-8")
    assert routing("rules", "check", small) == 1
    lines = capsys.readouterr().out.splitlines()
    shown = next(number for number, line in enumerate(lines) if line.startswith("   6 | "))
    assert lines[shown + 1].index("^") == lines[shown].index("p.age")


@pytest.mark.parametrize(("least", "code"), [("error", 0), ("warning", 1), ("note", 1)])
def test_the_exit_code_hangs_on_the_gravest_finding(small: Path, least: str, code: int) -> None:
    assert routing("rules", "check", small, "--fail-on", least) == code


def test_findings_are_told_in_japanese(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    routing("rules", "check", small, "--lang", "ja")
    assert "警告[dated-basis]: ルール `elder-alone` は 老人福祉法 第5条の4 の古い条文による" in capsys.readouterr().out


def test_findings_as_json_carry_their_place_and_rules(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    routing("rules", "check", small, "--format", "json")
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "check/1"
    dated = next(finding for finding in data["findings"] if finding["code"] == "dated-basis")
    assert (dated["file"], dated["line"], dated["column"]) == (f"{small}/elder.yaml", 4, 13)
    assert dated["rules"] == ["elder-alone"]
    assert {one["reason"] for one in data["suppressed"]} == {"a small pack for tests"}


def test_findings_as_sarif_name_the_file_and_the_line(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    routing("rules", "check", small, "--format", "sarif")
    data = json.loads(capsys.readouterr().out)
    assert data["version"] == "2.1.0"
    results = data["runs"][0]["results"]
    dated = next(result for result in results if result["ruleId"] == "dated-basis")
    assert dated["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
    assert data["runs"][0]["tool"]["driver"]["rules"][dated["ruleIndex"]]["id"] == "dated-basis"
    unowned = next(result for result in results if result["ruleId"] == "need-unowned")
    assert unowned["suppressions"][0]["justification"] == "a small pack for tests"


def test_suppressed_findings_are_counted_and_shown_when_asked_for(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    routing("rules", "check", small)
    assert "2 suppressed" in capsys.readouterr().out
    routing("rules", "check", small, "--show-suppressed")
    assert "a small pack for tests" in capsys.readouterr().out


SHAPE = """\
  - id: the-rest
    title: {ja: ほか, en: The rest}
    match: (p:Person)-[:HAS]->(n:Need)
    where: n.code <> 'care.dementia_suspected'
    then:
      - refer: {to: support_center, role: support, tier: first, about: p, for: n}
"""


def test_witnesses_are_written_as_cases_that_can_be_routed(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("z3", reason="the solver is not installed")
    (pack / "elder.yaml").write_text(RULE + SHAPE, encoding="utf-8")
    folder = pack.parent / "witnesses"
    assert routing("rules", "check", pack, "--witness", folder) == 0
    (file,) = folder.iterdir()
    assert file.name == "001-need-unowned-elder-alone.yaml"
    assert capsys.readouterr().err.endswith("1 witness files written\n")
    assert routing("route", file, "--rulebook", pack, "--format", "json", "--no-cross-check") == 0
    assert json.loads(capsys.readouterr().out)["gaps"][0]["code"] == "care.dementia_suspected"


def test_a_witness_file_is_never_overwritten(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("z3", reason="the solver is not installed")
    (pack / "elder.yaml").write_text(RULE + SHAPE, encoding="utf-8")
    folder = pack.parent / "witnesses"
    routing("rules", "check", pack, "--witness", folder)
    assert routing("rules", "check", pack, "--witness", folder) == 2
    assert "the file is there already" in capsys.readouterr().err


def test_every_error_of_a_rulebook_is_a_line_of_the_result(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = RULE.replace("to: support_center", "to: suport_center").replace("p.age", "p.aeg")
    (pack / "elder.yaml").write_text(text, encoding="utf-8")
    assert routing("rules", "check", pack) == 1
    output, errors = capsys.readouterr()
    assert f"{pack}/elder.yaml:6:" in output
    assert f"{pack}/elder.yaml:8:" in output
    assert "did you mean `support_center`?" in output
    assert errors == ""


def test_an_error_in_one_rulebook_does_not_keep_the_next_from_its_check(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack / "elder.yaml").write_text("rules: 1\n", encoding="utf-8")
    assert routing("rules", "check", pack, "national") == 1
    output = capsys.readouterr().out
    assert f"{pack}/elder.yaml:1:" in output
    assert "national" in output


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_rulebook_that_does_not_exist_is_wrong_usage(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", command, "natoinal") == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert "did you mean `national`?" in errors


def test_the_tests_of_a_sound_rulebook_pass(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tests(pack, "support_center", "support_center")
    assert routing("rules", "test", pack) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "2 passed, 0 failed"
    assert lines[0].startswith("passed ")
    assert lines[0].endswith("test 1")


def test_a_failed_test_shows_what_was_expected_and_what_came(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tests(pack, "support_center", "health_center")
    assert routing("rules", "test", pack, "--lang", "en") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "1 passed, 1 failed"
    failed = next(number for number, line in enumerate(lines) if line.startswith("FAILED "))
    assert "elder_test.yaml:" in lines[failed]
    assert "health_center" in lines[failed + 1]
    assert "support_center" in lines[failed + 1]


def test_a_test_file_that_is_not_valid_is_bad_input(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tests(pack, "support_center")
    file = pack / "elder_test.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("fires: [elder-alone]", "fires: [elder]"), encoding="utf-8"
    )
    assert routing("rules", "test", pack) == 2
    assert f"{file}:" in capsys.readouterr().err
