"""The reasons of a decision as pictures: facts lead through rules and findings to what was decided, and can be read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from routing import Case
from routing.cli.app import main
from routing.drawing.shapes import Picture
from routing.errors import RoutingError
from routing.explain import Explanation, why
from routing.explain.page import why_picture as pictures
from routing.explain.page.why_picture import why_picture
from routing.router import rulebook_for
from routing.wording import Language
from tests.packs import router
from tests.pages import Reader, faults, stands_alone

ROOT = Path(__file__).parent.parent
KINUTA = ROOT / "examples" / "kinuta"
LANGUAGES: tuple[Language, ...] = ("ja", "en")
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


@cache
def explained(path: Path, language: Language, to: str | None = None) -> Explanation:
    case = Case.load(path)
    return why(router(rulebook_for(case).id), case, to, language)


def drawn(found: Explanation) -> Picture:
    picture = why_picture(found.whys, found)
    assert picture is not None
    return picture


def check_legible(path: Path, language: Language) -> None:
    found = explained(path, language)
    for one in found.whys:
        picture = why_picture([one], found)
        assert picture is not None
        assert list(faults(picture)) == [], one.claim
    assert list(faults(drawn(found))) == []


@in_both_languages
@pytest.mark.parametrize("name", ["dv", "household-8050"])
def test_no_line_of_the_reasons_passes_a_foreign_box_and_text_fits(name: str, language: Language) -> None:
    check_legible(KINUTA / f"{name}.yaml", language)


@pytest.mark.soak
@pytest.mark.parametrize("folder", ["city_001", "okayama", "setagaya", "shiki", "ube"])
def test_the_reasons_about_every_example_can_be_read(folder: str) -> None:
    paths = sorted((ROOT / "examples" / folder).glob("*.yaml"))
    assert paths
    for path in paths:
        for language in LANGUAGES:
            check_legible(path, language)


def test_every_fact_leads_to_what_was_decided() -> None:
    found = explained(KINUTA / "dv.yaml", "en")
    for one in found.whys:
        picture = why_picture([one], found)
        assert picture is not None
        lines: dict[str, set[str]] = {}
        for line in picture.lines:
            lines.setdefault(line.line.start, set()).add(line.line.end)
        facts = {box.box.key for box in picture.boxes if box.box.key.startswith("fact ")}
        assert facts == {f"fact {rest.fact.path}" for rest in one.rests}
        for fact in facts:
            reached, waiting = {fact}, [fact]
            while waiting:
                new = lines.get(waiting.pop(), set()) - reached
                reached |= new
                waiting += new
            assert "effect 0" in reached


def test_a_finding_stands_between_the_rule_that_makes_it_and_those_that_read_it() -> None:
    found = explained(KINUTA / "dv.yaml", "en")
    (exclusion,) = [one for one in found.whys if one.part.entry.get("person") == "c"]
    picture = why_picture([exclusion], found)
    assert picture is not None
    (finding,) = [box.box for box in picture.boxes if box.box.style == "finding"]
    columns = {box.box.key: box.box.column for box in picture.boxes}
    makers = [columns[line.line.start] for line in picture.lines if line.line.end == finding.key]
    readers = [columns[line.line.end] for line in picture.lines if line.line.start == finding.key]
    assert makers
    assert readers
    assert max(makers) < finding.column < min(readers)


def test_a_fact_without_which_all_would_be_the_same_is_drawn_with_dashes_and_says_so() -> None:
    found = explained(KINUTA / "household-8050.yaml", "en", "support_center")
    (lead,) = [one for one in found.whys if one.part.kind == "lead"]
    idle = {f"fact {rest.fact.path}" for rest in lead.rests if rest.decides is False}
    picture = why_picture([lead], found)
    assert picture is not None
    assert idle
    assert {line.line.start for line in picture.lines if line.line.style == "also"} == idle
    for box in picture.boxes:
        if box.box.key.startswith("fact "):
            assert ("the same without it" in box.box.lines) is (box.box.key in idle)


@in_both_languages
def test_the_page_of_reasons_stands_alone_and_says_in_words_what_it_draws(language: Language) -> None:
    found = explained(KINUTA / "dv.yaml", language)
    read = stands_alone(found.html(), language)
    assert read.levels == [1, *[2] * len(found.whys)]
    assert read.tags["svg"] >= len(found.whys) - 2  # what the rules leave out has no picture
    text = "".join(read.text)
    for one in found.whys:
        for said in (one.claim, *(rest.text for rest in one.rests), *one.settled):
            assert said[1:] in text
        for ground in one.grounds:
            assert all(basis.law in text for basis in ground.rule.basis)


def test_ids_of_rules_stand_on_the_page_only_where_asked() -> None:
    found = explained(KINUTA / "heat.yaml", "en")
    assert "kinuta-joint-visit" not in "".join(Reader(found.html()).text)
    assert "[kinuta-joint-visit]" in "".join(Reader(found.html(ids=True)).text)


def test_the_reasons_as_svg_are_one_picture_with_everything_decided() -> None:
    found = explained(KINUTA / "heat.yaml", "ja")
    root = ElementTree.fromstring(found.svg().encode())
    text = "".join(root.itertext())
    assert "kinuta-heat" in text
    assert text.count("主担当（案）") == 1
    assert root.get("role") == "img"


def test_a_picture_beyond_reading_is_left_out_of_the_page_and_refused_as_svg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_DRAWN", 0)
    found = explained(KINUTA / "heat.yaml", "en")
    assert "too large to be drawn" in found.html()
    with pytest.raises(RoutingError, match="the picture is too large to be drawn"):
        found.svg()


@pytest.mark.parametrize(("form", "start"), [("html", "<!DOCTYPE html>"), ("svg", "<?xml")])
def test_why_writes_pages_and_pictures_also_of_no_part(
    form: str, start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, code in (("support_center", 0), ("npo", 1)):
        with pytest.raises(SystemExit) as ended:
            main(["why", str(KINUTA / "heat.yaml"), kind, "--format", form, "--lang", "en"])
        told = capsys.readouterr().out
        assert ended.value.code == code
        assert told.startswith(start)
        assert ("It has no part in this decision." in told) is bool(code)
