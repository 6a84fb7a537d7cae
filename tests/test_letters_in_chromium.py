"""Letters and sheets in a real Chromium: axe finds nothing, they fit a narrow window, and a letter prints on one A4."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routing.letters import letter
from tests.chromium import look, missing, printed
from tests.letters import EXAMPLES, STYLES, example, letter_or_none, sheets

KINUTA = [path for path in EXAMPLES if path.parent.name == "kinuta"]
LONG = [("ube", "watch"), ("kinuta", "no-fixed-address"), ("city_001", "discharge")]
pytestmark = [pytest.mark.soak, pytest.mark.skipif(missing() is not None, reason=missing() or "")]


def test_axe_finds_nothing_in_any_letter_or_sheet(tmp_path: Path) -> None:
    pages: dict[str, str] = {}
    for path in KINUTA:
        by, case = example(path)
        decision = by.route(case)
        for kind, office, page in sheets(by, case, decision):
            if page:
                pages[f"{path.stem} {kind} {office}"] = page.html()
        for person in case.persons:
            if letter_or_none(by, case, person.id, decision):
                for lang, plain in STYLES:
                    told = letter(by, case, person.id, lang, plain, decision)  # type: ignore[arg-type]
                    pages[f"{path.stem} {person.id} {told.style}"] = told.html()
    assert len(pages) > 20
    seen = look(pages, tmp_path, (360, 673))
    assert {name: one for name, one in seen.items() if one.violations or one.wide} == {}


@pytest.mark.parametrize(("lang", "plain"), STYLES)
@pytest.mark.parametrize(("pack", "name"), LONG)
def test_a_long_letter_prints_on_one_page_of_a4(pack: str, name: str, lang: str, plain: bool, tmp_path: Path) -> None:
    by, case = example(next(path for path in EXAMPLES if (path.parent.name, path.stem) == (pack, name)))
    file = tmp_path / "letter.html"
    file.write_text(letter(by, case, "a", lang, plain).html(), encoding="utf-8")  # type: ignore[arg-type]
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed(file, tmp_path))
    assert [(round(float(width)), round(float(height))) for width, height in sizes] == [(595, 842)]
