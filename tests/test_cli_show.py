"""`routing rules show`: rules as a caseworker reads them, on the terminal and in files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.packs import bundled_rulebook
from tests.test_cli_route import routing

FORMS = ("text", "markdown", "html", "svg", "json")


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert routing("rules", "show", *arguments) == 0
    output, errors = capsys.readouterr()
    assert errors == ""
    return output


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")


def test_a_rule_is_told_with_its_law_and_its_tests(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "generic", "household-8050")
    for said in (
        "親（75歳以上）と子（40歳以上）が同居していて、子に「ひきこもり」の困りごとがある。",
        "社会福祉法 第106条の4第2項第1号（現在の条文を確認済み）",
        "74歳の親は対象でない（当てはまらない。",
        "2021-04-01から",
        "rules/generic/household.yaml:",
    ):
        assert said in text


def test_the_language_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "generic", "household-8050", "--lang", "en")
    assert "The parent (75 or over) and the child (40 or over) live together" in text


def test_a_pack_is_told_by_its_contents(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "ube", "--lang", "en")
    assert text.splitlines()[0] == "ube / discharge"
    count = sum(rule.pack == "ube" for rule in bundled_rulebook("ube").rules)
    assert text.splitlines()[-1] == f"{count} rules"


def test_the_graph_is_told_finding_by_finding(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "city_001", "--graph", "--lang", "en")
    assert text.index("needs-care") < text.index("home-care\n") < text.index("scene-everyday\n")
    assert "    A person who needs long-term care [home-care-needs-care]" in text


def test_a_pack_without_findings_says_so(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    assert printed(capsys, own, "--graph", "--lang", "en").strip() == "No rules are joined by findings."


@pytest.mark.unmeasured
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("more", [(), ("household-8050",), ("--graph",)], ids=["pack", "rule", "graph"])
def test_every_form_shows_a_pack_a_rule_and_the_graph(
    capsys: pytest.CaptureFixture[str], form: str, more: tuple[str, ...]
) -> None:
    text = printed(capsys, "generic", *more, "--format", form)
    begins = {"html": "<!DOCTYPE html>", "svg": "<?xml", "json": "{", "markdown": ("#", "<a id="), "text": ""}
    assert text.startswith(begins[form])
    assert "8050" in text or more == ("--graph",)


def test_markdown_without_findings_says_so(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    text = printed(capsys, own, "--graph", "--lang", "en", "--format", "markdown")
    assert text == "# Rules and findings\n\nNo rules are joined by findings.\n"


def test_json_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "generic", "household-8050", "--format", "json")
    assert text.count("\n") == 1
    assert json.loads(text)["rules"][0]["rule"] == "household-8050"


@pytest.mark.unmeasured
@pytest.mark.parametrize("form", FORMS)
def test_a_page_goes_into_a_new_file(capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str) -> None:
    target = tmp_path / "page"
    assert printed(capsys, "generic", "household-8050", "--format", form, "--out", target) == ""
    assert target.read_text(encoding="utf-8") == printed(capsys, "generic", "household-8050", "--format", form)


def test_a_file_that_is_there_stays_as_it_is(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("mine", encoding="utf-8")
    assert routing("rules", "show", "generic", "--format", "html", "--out", target) == 2
    assert capsys.readouterr().err == f"{target}: the file exists already\nhelp: name a new one, or remove it first\n"
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "none" / "page.html"
    assert routing("rules", "show", "generic", "household-8050", "--out", target) == 2
    assert capsys.readouterr().err == f"{target}: there is no such folder\nhelp: make `{target.parent}` first\n"


def test_an_unknown_rule_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "show", "generic", "household-8051") == 2
    assert capsys.readouterr().err == (
        "generic: there is no rule `household-8051`\n"
        "help: did you mean `household-8050`? `routing rules show generic` lists them\n"
    )


def test_an_unknown_rulebook_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "show", "genric") == 2
    assert "there is no rulebook `genric`" in capsys.readouterr().err


def test_svg_is_one_picture(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "show", "generic", "hikikomori", "household-8050", "--format", "svg") == 2
    assert "svg is one picture: name one rule, or --graph" in capsys.readouterr().err


def test_a_day_must_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "show", "generic", "--on", "yesterday") == 2


def test_a_broken_rulebook_is_told_with_its_place(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    (own / "topic.yaml").write_text("rules:\n  - {id: r, match: '(p:Persn)'}\n", encoding="utf-8")
    assert routing("rules", "show", own) == 2
    errors = capsys.readouterr().err
    assert "topic.yaml:2" in errors
    assert "Traceback" not in errors


@pytest.fixture
def own(tmp_path: Path) -> Path:
    from tests.test_cli_route import PACK

    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(PACK, encoding="utf-8")
    return folder
