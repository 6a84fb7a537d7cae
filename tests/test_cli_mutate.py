"""`routing rules mutate`: faults that no test notices."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from routing.quality.testing import run_tests
from tests.mutants import DATA
from tests.test_cli_route import routing


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small pack, in the working folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(DATA / "pack", "pack")
    return Path("pack")


def test_each_survivor_is_told_with_its_place_and_the_pack_with_its_score(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", "mutate", "pack", "--rule", "elder-alone") == 0
    output, errors = capsys.readouterr()
    assert "pack/rules.yaml:7:12: rule `elder-alone`: survives boundary: `p.age >= 65` -> `p.age >= 64`\n" in output
    assert "    expect: {parts: {" in output
    assert output.endswith("small: 1 rules, 2 tests, 17 mutants, 8 killed, 9 survive, 0 equivalent: 47.1 %\n")
    assert errors == ""


def test_without_cases_the_score_alone_is_worked_out(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "mutate", "pack", "--no-cases") == 0
    output = capsys.readouterr().out
    assert "  - name:" not in output
    assert output.endswith("small: 2 rules, 2 tests, 37 mutants, 8 killed, 29 survive, 0 equivalent: 21.6 %\n")


def test_json_holds_every_rule_with_its_survivors_and_their_cases(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", "mutate", "pack", "--rule", "elder-alone", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {name: found[name] for name in ("rulebook", "tests", "killed", "survived", "equivalent", "score")} == {
        "rulebook": "small",
        "tests": 2,
        "killed": 8,
        "survived": 9,
        "equivalent": 0,
        "score": 47.1,
    }
    [rule] = found["rules"]
    [moved] = [one for one in rule["survivors"] if one["after"] == "p.age >= 64"]
    assert (moved["place"], moved["fault"], moved["before"]) == ("pack/rules.yaml:7:12", "boundary", "p.age >= 65")
    assert (moved["match"], moved["where"]) == ("(p:Person)", "p.age >= 64 AND p.lives_alone = true")
    assert moved["case"]["persons"] == [{"id": "a", "age": 64, "attributes": {"lives_alone": True}}]
    assert moved["expect"]["not_fires"] == ["elder-alone"]


def test_a_score_below_the_threshold_ends_with_1(pack: Path) -> None:
    assert routing("rules", "mutate", "pack", "--no-cases", "--fail-under", "22") == 1
    assert routing("rules", "mutate", "pack", "--no-cases", "--fail-under", "21") == 0


def test_the_tests_that_are_written_pass(pack: Path) -> None:
    before = len(run_tests(pack))
    assert routing("rules", "mutate", "pack", "--rule", "elder-alone", "--write", "pack/found_test.yaml") == 0
    outcomes = run_tests(pack)
    assert len(outcomes) > before
    assert all(outcome.passed for outcome in outcomes)


def test_no_file_is_overwritten(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("kept.yaml").write_text("kept", "utf-8")
    assert routing("rules", "mutate", "pack", "--write", "kept.yaml") == 2
    assert "kept.yaml: the file exists already\nhelp: name a new one" in capsys.readouterr().err
    assert Path("kept.yaml").read_text("utf-8") == "kept"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--write", "x.yaml"], "--write takes the survivors of one pack"),
        (["pack", "--no-cases", "--write", "x.yaml"], "--write takes the survivors of one pack"),
        (["--rule", "elder-alone"], "--rule names a rule of one pack"),
        (["pack", "--rule", "nobody"], "the pack `small` adds no rule `nobody`"),
        (["nowhere"], "nowhere"),
        (["pack", "--jobs", "0"], "--jobs"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(
    pack: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", "mutate", *arguments) == 2
    output, errors = capsys.readouterr()
    assert (message in errors, output) == (True, "")


def test_a_pack_without_survivors_has_no_test_to_write(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "mutate", "pack", "--write", "pack/found_test.yaml") == 0
    capsys.readouterr()
    assert routing("rules", "mutate", "pack", "--rule", "heavy-illness", "--write", "pack/more_test.yaml") == 0
    assert capsys.readouterr().err == "there is no test to write\n"
    assert not Path("pack/more_test.yaml").exists()
