"""The pages on gaps and on rates by group: legible, complete, and silent about small counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.audit.disparity import disparity_table
from routing.audit.disparity_page import disparity_page
from routing.audit.gaps import gap_table
from routing.audit.gaps_page import gaps_page
from routing.wording.words import Language
from tests.audit.test_gaps import counts
from tests.audit.town import CHORES, decided
from tests.chromium import look, missing
from tests.pages import stands_alone
from tests.settling import DEBT

pytest.importorskip("matplotlib", reason="the charts need matplotlib")
CELLS = [9, 3, 0, 6, 0, 0, 2, 7, 0, 0, 0, 0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_on_gaps_stands_alone_and_says_what_it_holds(language: Language) -> None:
    cases = [decided(str(n), CHORES, district="<kinuta>") for n in range(3)]
    page = gaps_page(gap_table(cases, ("district", "code"), 3), 1, 2, language)
    found = stands_alone(page, language)
    assert (found.tags["svg"], found.tags["table"]) == (2, 1)
    assert {"ja": "黒塗りの記録 1 件", "en": "1 redacted records"}[language] in page
    assert "&lt;kinuta&gt;" in page


def test_the_page_on_gaps_is_the_same_whatever_is_suppressed() -> None:
    others = [4 if 0 < cell < 5 else cell for cell in CELLS]
    assert others != CELLS
    page = gaps_page(counts(CELLS).table(5), 0, 0, "ja")
    assert page == gaps_page(counts(others).table(5), 0, 0, "ja")
    assert "15+" in page


def test_a_page_without_gaps_says_so() -> None:
    page = gaps_page(gap_table([decided("1", DEBT)], ("code",)), 0, 0, "en")
    assert "Every need had an owner." in page
    assert "<svg" not in page


def test_the_page_on_rates_stands_alone_with_a_chart_for_each_outcome_that_is_shown() -> None:
    cases = [decided(str(n), CHORES if n % 2 else DEBT, district=f"d{n % 2}") for n in range(12)]
    cases += [decided("few", CHORES, district="small")]
    page = disparity_page(disparity_table(cases, "district", None, 5), 0, 0, "ja")
    found = stands_alone(page, "ja")
    assert (found.tags["svg"], found.tags["table"]) == (6, 6)
    assert "&lt;5 件のため伏せる" in page


def test_a_page_on_rates_of_small_groups_has_no_chart() -> None:
    page = disparity_page(disparity_table([decided("1", DEBT)], "district"), 0, 0, "en")
    assert "<svg" not in page
    assert "There is nothing to count." in page


@pytest.mark.soak
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_axe_finds_nothing_in_the_pages_and_nothing_is_cut_off_on_a4(tmp_path: Path) -> None:
    named = [decided(str(n), CHORES, DEBT, district="a-district-with-a-long-name") for n in range(3)]
    groups = [decided(str(n), CHORES if n % 2 else DEBT, district=f"d{n % 2}") for n in range(12)]
    languages: tuple[Language, ...] = ("ja", "en")
    pages = {f"gaps {one}": gaps_page(counts(CELLS).table(5), 1, 1, one) for one in languages}
    pages["names"] = gaps_page(gap_table(named, ("district", "code", "domain", "month"), 3), 0, 0, "en")
    pages |= {one: disparity_page(disparity_table(groups, "district", None, 5), 0, 0, one) for one in languages}
    seen = look(pages, tmp_path)
    assert seen.keys() == pages.keys()
    assert {name: one for name, one in seen.items() if one.violations or one.wide or one.overflowing} == {}
