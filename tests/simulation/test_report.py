"""The report page: charts in both languages, and no figure that the tables have not."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from routing.conference.simulation import against_first, compared, write_tables
from routing.conference.simulation.report.figures import KEYS
from routing.conference.simulation.report.sweeping import lines_of
from routing.conference.simulation.summaries import BETWEEN, SWEEP, between, summaries, swept
from routing.conference.simulation.tables import write_files
from routing.drawing.markup import spoken
from routing.wording import Language
from tests.pages import stands_alone
from tests.simulation.reports import page, silent, wards
from tests.simulation.wards import two

FIGURE = re.compile(
    r'<data (?:class="text" )?value="(.*?)" data-table="(.*?)" data-row="(.*?)" data-column="(.*?)">(.*?)</data>'
)
CELL = re.compile(r"<td>(.*?)</td>")
NUMBER = re.compile(r"(?<![\w.,-])-?\d[\d,]*(?:\.\d+)?(?![\w])")


def written(folder: Path, kind: str) -> Path:
    """The tables that the command writes for a page."""
    names = {"one": [""], "two": ["first", "second"], "sweep": ["ward-001", "ward-002"]}[kind]
    for name, results in zip(names, (two(), silent()), strict=False):
        write_tables(results, folder / name)
    if kind == "two":
        write_files(between(two(), silent(), compared(two(), silent())), BETWEEN, folder)
    if kind == "sweep":
        write_files(swept([setting for setting, _ in wards()], against_first(wards())), SWEEP, folder)
    return folder


def tables(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Every row of the tables of Parquet by the name of its table and its key, as a page names them."""
    found = {}
    for file in sorted(folder.rglob("*.parquet")):
        name = file.relative_to(folder).with_suffix("").as_posix()
        if file.stem in KEYS:
            for row in parquet.read_table(file).to_pylist():
                found[name, "|".join(str(row[part]) for part in KEYS[file.stem])] = row
    return found


def as_told(value: Any) -> set[str]:
    """How readers may be told a value: as it is, with one digit, in percent; a difference with its sign."""
    if not isinstance(value, float):
        return {str(value)}
    plain = {f"{value:g}", f"{value:,.1f}", f"{100 * value:.1f} %"}
    return plain | {f"+{text}" for text in plain} | {text.lstrip("-") for text in plain if not text.strip("-0.% ")}


@pytest.mark.parametrize("kind", ["one", "two", "sweep"])
def test_every_figure_of_a_page_is_in_the_tables(kind: str, tmp_path: Path) -> None:
    known = tables(written(tmp_path, kind))
    figures = [tuple(map(unescape, found)) for found in FIGURE.findall(page(kind))]
    assert len(figures) > 100
    for value, table, row, column, text in figures:
        stands = known[table, row][column]
        assert str(stands) == value
        assert text in as_told(stands)


@pytest.mark.parametrize("kind", ["one", "two", "sweep"])
def test_no_cell_of_a_page_holds_a_number_that_is_no_figure(kind: str) -> None:
    # sources are left out: the titles of papers have years in them
    measured, *_ = re.split(r'<h2 id="(?:published|assumptions)">', page(kind))
    cells = [re.sub(r"<code>.*?</code>", "", FIGURE.sub("", cell)) for cell in CELL.findall(measured)]
    assert len(cells) > 40
    assert [cell for cell in cells if re.search(r"\d", cell)] == []


@pytest.mark.parametrize("kind", ["one", "two", "sweep"])
def test_every_number_that_a_chart_draws_stands_in_the_table_beside_it(kind: str) -> None:
    sections = [part for part in page(kind).split("<section ")[1:] if "<figure>" in part]
    assert len(sections) > 3
    for section in sections:
        texts = [unescape(text) for *_, text in FIGURE.findall(section)]
        known = {float(text.rstrip(" %").replace(",", "").lstrip("+")) for text in texts if text != "–"}
        for told in re.findall(r"<desc[^>]*>(.*?)</desc>", section, re.DOTALL):
            values = [part.rsplit(" ", 1)[-1] for part in re.split(r"[;,.] ", unescape(told))]
            numbers = {float(value.replace(",", "")) for value in values if NUMBER.fullmatch(value)}
            assert numbers
            assert numbers <= known


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", ["one", "two", "sweep"])
def test_a_page_stands_by_itself(kind: str, lang: Language) -> None:
    seen = stands_alone(page(kind, lang), lang)
    assert seen.tags["figure"] >= 6
    assert seen.levels[:2] == [1, 2]
    assert ("この結果の限界" if lang == "ja" else "What this cannot tell") in seen.text


def test_every_number_of_the_scenario_is_told_with_its_mark_and_source() -> None:
    rows = {row["path"]: row for row in summaries(two())["numbers"]}
    assert rows["answers.silent"]["mark"] == "assumed"
    assert rows["districts.kinuta.per_month"]["mark"] == "fitted"
    told = re.sub(r"<data[^>]*>|</data>", "", page("one"))
    for path, row in rows.items():
        source = spoken(row["source"] or "", "en")
        cells = f"<td>{row['value']:g}</td><td>{row['mark']}</td><td>{source}</td>"
        assert f"<code>{path}</code></th>{cells}" in told


def test_published_figures_that_were_fitted_stand_apart_from_those_that_are_predicted() -> None:
    section = page("one").split('<h2 id="published">')[1].split("</section>")[0]
    fitted, predicted = section.split("<caption>Not fitted")
    assert "new cases" in fitted
    assert "new cases" not in predicted
    assert "backup" in predicted


def test_a_published_figure_is_said_to_lie_inside_the_interval_or_outside() -> None:
    section = page("one", "en").split('<h2 id="published">')[1].split("</section>")[0]
    rows = [row for row in section.split("<tr>") if "contacts by the agency" in row]
    values = [float(value) for value, *_ in FIGURE.findall(rows[0])]
    published, _, low, high = values
    assert ("inside the interval" in rows[0]) == (low <= published <= high)
    assert "outside the interval" in section


def test_a_share_within_days_never_falls_and_counts_cases_that_were_never_reached() -> None:
    rows = summaries(silent())["waits"]
    for measure in ("days_to_contact", "days_to_lead", "days_to_owner"):
        shares = [row["mean"] for row in rows if row["measure"] == measure]
        assert len(shares) > 3
        assert shares == sorted(shares)
        assert shares[-1] <= 1
    cases = [row for row in silent().rows("cases") if row["counted"]]
    by_run = [[row for row in cases if row["replication"] == number] for number in (1, 2)]
    shares = [sum((row["days_to_owner"] or 99) <= 7 for row in run) / len(run) for run in by_run]
    told = next(row for row in rows if (row["measure"], row["within"]) == ("days_to_owner", 7))
    assert told["mean"] == pytest.approx(sum(shares) / 2)


def test_no_day_is_told_that_some_case_was_not_followed_to() -> None:
    assert max(row["within"] for row in summaries(two())["waits"]) <= two().given.scenario.follow


def test_a_comparison_tells_in_which_fields_the_two_differ_and_in_no_other() -> None:
    rows = between(two(), silent(), {})["changes"]
    assert rows == [{"path": "answers.silent", "first": "0.1", "second": "1.0"}]


def test_a_comparison_shows_differences_with_their_sign() -> None:
    found = compared(two(), silent())["days_to_contact", "all", "all"].difference.mean
    assert found > 0
    assert f">+{found:,.1f}</data>" in page("two")


def test_a_sweep_is_drawn_along_the_field_with_most_values_with_a_line_for_each_setting_of_the_others() -> None:
    tried = [(("cadence", cadence), ("staff", staff)) for cadence in ("weekly", "monthly") for staff in (6, 2, 4)]
    path, at, series = lines_of(tried, [{"mean": number} for number in range(6)])
    assert (path, at) == ("staff", [2.0, 4.0, 6.0])
    means = {name: [row and row["mean"] for row in rows] for name, rows in series.items()}
    assert means == {"cadence=weekly": [1, 2, 0], "cadence=monthly": [4, 5, 3]}
