"""Charts: the same bytes each time, words as they are, nothing from outside, told apart in grey, read out."""

from __future__ import annotations

import importlib.util
import logging
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from routing.charts import Frame, Series, bars, lines, matrix, stacked
from routing.charts.palette import FILLS, MOST_SERIES, PENS, SHADES, WHITE, contrast, luminance, text_on
from routing.drawing.document import document
from tests.pages import stands_alone

ROOT = Path(__file__).parent.parent
drawn = pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed")
KINDS = ("地域包括支援センター", "福祉事務所", "社会福祉協議会 (community social worker)")
ODD = "$\\frac{1}{2}$ <b>&\x1b[31m@0@"
COUNTS = ((0, 2, 40), (3, 0, 0), (1, 0, 1204))


def frame(name: str = "load", **given: str) -> Frame:
    return Frame(name, given.pop("title", "機関ごとの件数"), "件数（件）", "変更前 ↓ 変更後 →", **given)  # type: ignore[arg-type]


@cache
def charts(name: str = "") -> dict[str, str]:
    before, after = Series("変更前", [3, 14, 1500]), Series("変更後", [4, None, 1204], [3, None, 1100], [5, None, 1300])
    return {
        "bars": bars(frame(f"{name}bars"), KINDS, [before, after]),
        "stacked": stacked(frame(f"{name}stacked"), KINDS, [before, Series("支援", [0, 2, 0.5])]),
        "matrix": matrix(frame(f"{name}matrix"), KINDS, KINDS, COUNTS),
        "steps": lines(frame(f"{name}steps"), KINDS, [before, after]),
        "numbers": lines(frame(f"{name}numbers"), [1, 2.5, 100], [before]),
    }


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text")]


@drawn
def test_charts_stand_on_one_page_and_need_nothing_outside_it() -> None:
    found = stands_alone("\n".join(document("t", "ja", "", charts().values())), "ja")
    assert found.tags["svg"] == 5
    assert found.tags["style"] == 1  # that of the page: a chart brings none, which would hold for the whole page


@drawn
def test_a_chart_has_the_same_bytes_each_time() -> None:
    again = charts.__wrapped__("")
    assert again == charts()


@drawn
@pytest.mark.soak
def test_a_chart_has_the_same_bytes_in_every_process() -> None:
    code = (
        "from tests.test_charts import charts; import hashlib; "
        "print(hashlib.sha256(''.join(charts().values()).encode()).hexdigest())"
    )
    ran = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(ran) == 1


@drawn
def test_settings_of_the_embedding_program_neither_change_a_chart_nor_are_changed_by_it() -> None:
    import matplotlib

    with matplotlib.rc_context({"axes.facecolor": "#000000", "font.size": 40, "svg.fonttype": "path"}):
        before = dict(matplotlib.rcParams)
        assert charts.__wrapped__("") == charts()
        assert dict(matplotlib.rcParams) == before


@drawn
def test_a_chart_of_japanese_words_warns_of_no_missing_letter(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):  # warnings of Python are errors in these tests anyway
        assert "地域包括支援センター" in texts(bars(frame(), KINDS, [Series("", [1, 2, 3])]))
    assert caplog.records == []


@drawn
@pytest.mark.parametrize("draw", [bars, stacked])
def test_words_are_shown_as_they_are_and_steer_nothing(draw: Callable[..., str]) -> None:
    svg = draw(frame(title=ODD), [ODD], [Series(ODD, [1]), Series("b", [2])])
    shown = ODD.replace("\x1b", "?")
    assert texts(svg).count(shown) == 3
    assert "\x1b" not in svg


@drawn
def test_every_number_stands_in_a_bar_chart_and_a_missing_one_is_a_dash() -> None:
    assert {"3", "14", "1,500", "4", "–", "1,204"} <= set(texts(charts()["bars"]))


@drawn
def test_the_sum_stands_at_the_end_of_a_stacked_bar() -> None:
    assert {"3", "16", "1,500.5"} <= set(texts(charts()["stacked"]))


@drawn
def test_a_cell_of_a_matrix_shows_its_count_and_none_where_there_is_none() -> None:
    shown = [text for text in texts(charts()["matrix"]) if text.replace(",", "").isdigit()]
    assert sorted(shown) == sorted(["2", "40", "3", "1", "1,204"])


@drawn
def test_a_missing_number_breaks_its_line() -> None:
    whole = lines(frame(), KINDS, [Series("", [1, 2, 3])])
    broken = lines(frame(), KINDS, [Series("", [1, None, 3])])
    assert whole.count("<use") == 3
    assert broken.count("<use") == 2


@drawn
def test_an_interval_is_drawn_as_a_band_of_its_line() -> None:
    without = lines(frame(), KINDS, [Series("", [1, 2, 3])])
    banded = lines(frame(), KINDS, [Series("", [1, 2, 3], [0, 1, 2], [2, 3, 4])])
    assert "opacity: 0.18" in banded
    assert "opacity: 0.18" not in without


@drawn
def test_a_chart_is_an_image_that_is_read_out_with_its_numbers() -> None:
    root = ElementTree.fromstring(charts()["bars"])
    said = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert root.get("role") == "img"
    title, description = (said[id] for id in str(root.get("aria-labelledby")).split())
    assert title == "機関ごとの件数"
    assert "福祉事務所: 変更前 14, 変更後 –" in str(description)


@drawn
def test_of_very_many_numbers_the_first_are_read_out() -> None:
    svg = bars(frame(), [f"item {number}" for number in range(100)], [Series("", [1] * 100)])
    assert "item 59: 1; …" in svg
    assert "item 60: 1" not in svg


@drawn
def test_two_charts_of_the_same_numbers_share_no_id() -> None:
    stands_alone("\n".join(document("t", "ja", "", [*charts("a-").values(), *charts("b-").values()])), "ja")


@drawn
def test_charts_of_nothing_are_still_charts() -> None:
    empty = [bars(frame(), [], []), stacked(frame(), [], []), matrix(frame(), [], [], []), lines(frame(), [], [])]
    assert all("機関ごとの件数" in texts(svg) for svg in empty)


@drawn
@pytest.mark.parametrize(
    "draw",
    [
        lambda: bars(frame(), KINDS, [Series("", [1])]),
        lambda: bars(frame(), KINDS, [Series("", [1, 2, float("nan")])]),
        lambda: stacked(frame(), KINDS, [Series("", [1, 2, -1])]),
        lambda: matrix(frame(), KINDS, KINDS, [[1, 2, 3]] * 2 + [[1, 2]]),
        lambda: matrix(frame(), KINDS, KINDS, [[1, 2, 3]] * 2 + [[1, 2, -1]]),
        lambda: bars(frame(), ["a"], [Series("", [1])] * (MOST_SERIES + 1)),
    ],
)
def test_numbers_that_are_no_chart_are_refused(draw: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match=r"series|chart|count|bar"):
        draw()


def test_fills_differ_in_grey_from_each_other_most_where_they_stand_side_by_side() -> None:
    assert min(contrast(a, b) for a, b in pairwise(FILLS)) >= 2.2
    assert min(contrast(a, b) for a, b in combinations(FILLS, 2)) >= 1.2


def test_shades_grow_darker_and_their_numbers_can_be_read() -> None:
    assert sorted(SHADES, key=luminance, reverse=True) == list(SHADES)
    assert min(contrast(text_on(colour), colour) for colour in SHADES) >= 4.5


def test_lines_stand_out_from_the_page() -> None:
    assert min(contrast(colour, WHITE) for colour in PENS) >= 3


WITHOUT = """
import sys
import routing.charts
print("matplotlib" in sys.modules)
sys.modules["matplotlib"] = None  # what find_spec meets where a package is not installed
try:
    routing.charts.bars(routing.charts.Frame("a", "t", "n"), [], [])
except routing.charts.ChartsExtraMissing as told:
    print(told)
"""


def test_matplotlib_is_loaded_late_and_where_it_is_missing_the_extra_is_named() -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.splitlines() == [
        "False",
        "charts need matplotlib, which is not installed",
        "help: pip install 'referral-routing[audit]'",
    ]
