"""`routing rules test`: what is shown of a failed test, to people and to build servers."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest

from routing.quality.testing import Suite
from routing.quality.testing.reasons import reasons
from routing.router import Router
from tests.rulebooks import DATA, texts
from tests.test_cli_route import routing

RULES = """\
rules:
  - id: with-carer
    title: {ja: 介護者, en: A carer}
    match: "(p:Person)<-[:CARES_FOR]-(c:Person)"
    then: {finding: {kind: cared-for, about: p}}

  - id: old-and-urgent
    title: {ja: 急ぎ, en: Urgent}
    match: (p:Person)-[:HAS]->(n:Need)
    where: p.age >= 65 AND n.urgent = true AND n.severity = 3
    then: {escalate: {level: advice, reason: asked}}

  - id: mixed
    title: {ja: 混合, en: Mixed}
    match: (p:Person)-[:HAS]->(n:Need)
    where: n.domain = 'care' AND NOT n.code = 'care.dementia_suspected'
    then: {escalate: {level: advice, reason: asked}}

  - id: later
    title: {ja: 先, en: Later}
    in_force: {from: 2030-01-01}
    match: (p:Person)
    then: {escalate: {level: advice, reason: asked}}

  - id: reader
    title: {ja: 読む, en: Reader}
    match: "(f:Finding {kind: 'cared-for'})-[:ABOUT]->(p:Person)"
    then: {escalate: {level: advice, reason: asked}}
"""
CASE = """{case: T-1, as_of: 2026-04-01, municipality: anywhere, received_by: support_center,
       persons: [{id: a, age: 82}],
       needs: [{id: n1, person: a, code: care.dementia_suspected, severity: 1},
               {id: n2, person: a, code: debt.arrears, severity: 1}]}"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    for name, text in {**texts(DATA / "base"), "more.yaml": RULES}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def write(pack: Path, *expectations: str, file: str = "topic_test.yaml") -> None:
    entries = (
        f"  - name: {{ja: 試験{number}, en: Test {number}}}\n    case:\n      {CASE}\n    expect: {expect}\n"
        for number, expect in enumerate(expectations, 1)
    )
    (pack / file).write_text("tests:\n" + "\n".join(entries), "utf-8")


def why(pack: Path, expect: str) -> dict[str, str]:
    write(pack, expect)
    suite = Suite.of(pack)
    [outcome] = suite.run()
    return reasons(outcome, Router(suite.rulebook))


REASONS = {
    "with-carer": "nothing in the case is as its `match` says",
    "old-and-urgent": "`n.urgent = true` holds for none of 2",
    "mixed": "no one match fulfils all of its `where`, of 2",
    "later": "is not in force on 2026-04-01",
    "reader": "reads the finding `cared-for`, which no rule derived",
    "elder-alone": "hangs on what is not known: a.alone",
}


@pytest.mark.parametrize("rule", REASONS)
def test_of_a_rule_that_did_not_fire_the_nearest_reason_is_told(rule: str, pack: Path) -> None:
    assert why(pack, f"{{fires: {{includes: [{rule}]}}}}") == {rule: REASONS[rule]}


@pytest.mark.parametrize("expect", ["{fires: []}", "{not_fires: [dementia]}"])
def test_of_a_rule_that_fired_it_is_told_for_whom(expect: str, pack: Path) -> None:
    assert why(pack, expect) == {"dementia": "fired for n=n1, p=a"}


def test_a_test_that_passes_is_explained_by_nothing(pack: Path) -> None:
    assert why(pack, "{lead: support_center}") == {}


def test_a_reason_quotes_no_value_of_the_case(pack: Path) -> None:
    told = " ".join(why(pack, "{fires: [with-carer, old-and-urgent, mixed, later, reader, elder-alone]}").values())
    assert "82" not in told
    assert "T-1" not in told


def test_a_failed_list_is_a_diff_with_what_is_missing_and_what_is_more(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack, "{gaps: [debt.heavy], fires: [with-carer], lead: health_center}")
    assert routing("rules", "test", pack, "--lang", "en") == 1
    assert capsys.readouterr().out.splitlines() == [
        f"FAILED {pack.as_posix()}/topic_test.yaml:2 Test 1",
        "  lead: expected health_center, got support_center",
        "  fires: expected [with-carer], got [dementia]",
        "    - with-carer: nothing in the case is as its `match` says",
        "    + dementia: fired for n=n1, p=a",
        "  gaps: expected [debt.heavy], got [debt.arrears]",
        "    - debt.heavy",
        "    + debt.arrears",
        "0 passed, 1 failed",
    ]


def test_the_result_as_json_has_the_parts_of_each_difference(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(pack, "{}", "{gaps: [debt.heavy]}")
    assert routing("rules", "test", pack, "--format", "json") == 1
    result = json.loads(capsys.readouterr().out)
    assert (result["passed"], result["failed"], result["errors"]) == (1, 1, [])
    failed = result["tests"][1]
    assert (failed["name"], failed["status"]) == ({"ja": "試験2", "en": "Test 2"}, "failed")
    assert failed["differences"][0]["missing"] == ["debt.heavy"]
    assert failed["differences"][0]["extra"] == ["debt.arrears"]


def junit(pack: Path, capsys: pytest.CaptureFixture[str], *more: object) -> tuple[int, xml.Element]:
    code = routing("rules", "test", pack, *more, "--format", "junit", "--lang", "en")
    return code, xml.fromstring(capsys.readouterr().out)


def test_junit_has_a_suite_for_each_file_with_its_counts(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(pack, "{}", "{lead: null}")
    write(pack, "{}", file="other_test.yaml")
    code, root = junit(pack, capsys)
    assert code == 1
    counts = [(s.get("name"), s.get("tests"), s.get("failures"), s.get("errors")) for s in root]
    folder = pack.as_posix()
    assert counts == [(f"{folder}/other_test.yaml", "1", "0", "0"), (f"{folder}/topic_test.yaml", "2", "1", "0")]
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("3", "1", "0", "0")
    assert all(float(case.get("time", "-1")) >= 0 for case in root.iter("testcase"))


def test_junit_tells_of_a_failure_what_differs_and_where(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(pack, "{gaps: [debt.heavy]}")
    _, root = junit(pack, capsys)
    [case] = root.iter("testcase")
    [failure] = case
    assert (case.get("name"), case.get("line"), failure.tag) == ("Test 1", "2", "failure")
    assert failure.get("message") == "gaps: expected [debt.heavy], got [debt.arrears]"
    assert (failure.text or "").splitlines()[-2:] == ["  - debt.heavy", "  + debt.arrears"]


def test_junit_tells_a_rulebook_that_is_not_valid_as_an_error(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack, "{}")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "rulebook.yaml").write_text("rulebook: [<&>]\n", "utf-8")
    code, root = junit(pack, capsys, broken)
    assert code == 2
    assert (root.get("tests"), root.get("errors")) == ("2", "1")
    [error] = root.iter("error")
    assert "rulebook.yaml:1:1: title: is missing" in (error.get("message") or "")


def test_a_rulebook_that_is_not_valid_does_not_stop_the_others(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack, "{}")
    broken = tmp_path / "a-broken"
    broken.mkdir()
    (broken / "rulebook.yaml").write_text("rulebook: [\n", "utf-8")
    assert routing("rules", "test", broken, pack) == 2
    output, errors = capsys.readouterr()
    assert "1 passed, 0 failed" in output
    assert f"{broken.as_posix()}/rulebook.yaml:2:1" in errors


FILTERS = {"試験1": [1], "TEST 2": [2], "dementia": [3], "topic_test": [1, 2, 3]}


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_chooses_by_name_file_or_rule(text: str, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(pack, "{}", "{}", "{fires: [dementia]}")
    assert routing("rules", "test", pack, "--list", "--lang", "en", "--filter", text) == 0
    names = [line.partition(" ")[2] for line in capsys.readouterr().out.splitlines()]
    assert names == [f"Test {number}" for number in FILTERS[text]]


def test_a_filter_that_no_test_fits_is_wrong_usage(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(pack, "{}")
    assert routing("rules", "test", pack, "--filter", "nothing") == 2
    assert "no test is about nothing" in capsys.readouterr().err


def test_the_list_names_place_and_name_and_runs_nothing(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(pack, "{lead: null}")
    assert routing("rules", "test", pack, "--list") == 0
    assert capsys.readouterr().out == f"{pack.as_posix()}/topic_test.yaml:2 試験1\n"


def test_the_list_as_json(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(pack, "{}")
    assert routing("rules", "test", pack, "--list", "--format", "json") == 0
    [entry] = json.loads(capsys.readouterr().out)["tests"]
    assert (entry["line"], entry["name"]) == (2, {"ja": "試験1", "en": "Test 1"})


@pytest.mark.parametrize("options", [("--yes",), ("--list", "--update", "--yes"), ("--list", "--format", "junit")])
def test_options_that_do_not_go_together_are_wrong_usage(options: tuple[str, ...], pack: Path) -> None:
    write(pack, "{}")
    assert routing("rules", "test", pack, *options) == 2
