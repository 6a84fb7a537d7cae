"""The command that tells what rule tests exercise."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.test_cli_route import routing
from tests.test_coverage import COUNTED


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            [
                "topic.yaml:5:12: rule `middle-aged`: `40 <= p.age` is null (unknown) in no test",
                "topic.yaml:24:9: rule `untested`: no test in which it fires",
                "│ counted  │     3 │ 3/4 (75 %) │ 17/20 (85 %) │ 3/6 (50 %) │",
            ],
        ),
        ("ja", ["topic.yaml:14:80: ルール `nobody-leads`: `r.role = 'lead'` が偽になるテストがありません"]),
    ],
)
def test_the_text_lists_what_is_missing_and_the_figures(
    lang: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", "coverage", COUNTED, "--lang", lang) == 0
    output, errors = capsys.readouterr()
    assert errors == ""
    assert [word for word in words if word not in output] == []


def test_the_json_is_one_object_a_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "coverage", COUNTED, COUNTED, "--format", "json") == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == second
    assert first["schema"] == "coverage/1"
    assert first["figures"]["conditions"] == {"done": 17, "of": 20, "percent": 85}
    assert first["rules"][1]["conditions"][2] == {
        "text": "r.role = 'lead'",
        "place": first["missing"][4]["place"],
        "owed": ["true", "false", "null"],
        "tests": {"true": 1, "false": 0, "null": 1},
        "missing": ["false"],
    }


class Texts(HTMLParser):
    """The text of a page, the elements that are open, and the attributes that could load something."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [name for name, _ in attrs if name in ("src", "href", "onclick")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> Texts:
    texts = Texts()
    texts.feed(page)
    assert texts.open == []
    return texts


def test_the_page_marks_the_text_of_each_rule_condition_by_condition(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "coverage", COUNTED, "--format", "html", "--lang", "en") == 0
    texts = read(capsys.readouterr().out)
    assert texts.loads == []
    assert "script" not in texts.open
    whole = "".join(texts.texts)
    assert (
        "40 <= p.age[✗ true 2 false 1 null 0] < 65[✗ true 2 false 1 null 0] AND (p.care_level >= 1[✓ true 1 null 2]"
        " OR n.severity = 3[✓ true 1 false 1 null 1])" in whole
    )
    assert (
        "NOT EXISTS { (p)-[r:SERVED_BY {status: 'active'[✓ true 2]}]->(:Agency) "
        "WHERE r.role = 'lead'[✗ true 1 false 0 null 1] }[✓ true 1 false 2]" in whole
    )
    assert "without `duty:elder_disability_office` no test's decision changes" in whole


def test_text_of_a_rule_file_cannot_become_part_of_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in COUNTED.iterdir():
        text = file.read_text("utf-8").replace("Never tested", "<script>alert(1)</script>")
        (tmp_path / file.name).write_text(text, "utf-8")
    assert routing("rules", "coverage", tmp_path, "--format", "html", "--lang", "en") == 0
    assert "<script" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("thresholds", "code", "told"),
    [
        ("rules=75,conditions=85,effects=50", 0, ""),
        ("conditions=86", 1, "counted: conditions at 17/20 (85 %), below the 86 % asked for\n"),
    ],
)
def test_a_figure_below_its_threshold_ends_with_1(
    thresholds: str, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert routing("rules", "coverage", COUNTED, "--lang", "en", "--fail-under", thresholds) == code
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("thresholds", ["lines=1", "rules", "rules=101", "rules=-1", "rules=1,rules=2", "rules=１"])
def test_a_threshold_that_makes_no_sense_is_refused(thresholds: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "coverage", COUNTED, "--fail-under", thresholds) == 2
    assert "--fail-under" in capsys.readouterr().err


def test_the_result_goes_to_a_new_file_and_never_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "coverage.html"
    assert routing("rules", "coverage", COUNTED, "--format", "html", "--out", out) == 0
    page = out.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>\n")
    assert routing("rules", "coverage", COUNTED, "--format", "json", "--out", out) == 2
    assert "the file exists already\nhelp: " in capsys.readouterr().err
    assert out.read_text("utf-8") == page


def test_a_pack_that_is_not_there_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "coverage", tmp_path / "nowhere") == 2
    assert "there is no rulebook" in capsys.readouterr().err
