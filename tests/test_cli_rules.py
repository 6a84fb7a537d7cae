"""`routing rules`: check and test."""

from __future__ import annotations

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


def test_the_bundled_rulebooks_have_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "check") == 0
    output, errors = capsys.readouterr()
    assert all(name in output for name in ("national", "generic", "setagaya"))
    assert errors == ""


def test_a_sound_rulebook_is_summed_up(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "check", pack) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if "own" in line and "│" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == ["own", "1", "1", "1", "1", "0"]


def test_a_rule_on_an_older_text_of_a_law_is_a_warning(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "check", pack) == 0
    warning = "warning: rule `elder-alone` rests on an older text of 老人福祉法 第5条の4"
    assert f"{pack}/elder.yaml:2: {warning}\n" in capsys.readouterr().out


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
