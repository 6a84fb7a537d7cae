"""The report page: charts in both languages, and no figure that the tables have not."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from routing.conference.simulation import write_tables
from routing.conference.simulation.columns import Rows
from routing.conference.simulation.measures import shown
from routing.conference.simulation.report import report_page
from routing.wording import Language
from tests.pages import stands_alone
from tests.simulation.wards import two

CELL = re.compile(r"<(?:td|th[^>]*)>(.*?)</(?:td|th)>")


def read(folder: Path, name: str) -> Rows:
    """The rows of a table."""
    rows: Rows = parquet.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_stands_by_itself(lang: Language) -> None:
    page = report_page(two(), lang)
    assert stands_alone(page, lang).tags["figure"] == 4
    assert ("全ニーズの担当" if lang == "ja" else "Days until every need") in page


def test_every_mean_of_the_page_is_in_the_tables(tmp_path: Path) -> None:
    write_tables(two(), tmp_path)
    summary = read(tmp_path, "summary")
    known = {shown(row["measure"], row["mean"]) for row in summary}
    known |= {shown(row["measure"], row[end]) for row in summary for end in ("low", "high") if row[end] is not None}
    page = report_page(two(), "en")
    measured, _ = page.split("Beside published figures")
    _, measured = measured.split("All cases", 1)
    found = [number for cell in CELL.findall(measured) for number in re.findall(r"-?[\d,]+\.\d(?: %)?", cell)]
    assert len(found) > 100
    assert set(found) <= known


def test_every_bar_and_point_is_in_the_tables(tmp_path: Path) -> None:
    write_tables(two(), tmp_path)
    rows = [row for name in ("summary", "weeks") for row in read(tmp_path, name)]
    known = {f"{factor * row['mean']:,.1f}" for row in rows for factor in (1, 100)}
    told = re.findall(r"<desc[^>]*>(.*?)</desc>", report_page(two(), "en"), re.DOTALL)
    numbers = [number for text in told for number in re.findall(r"(?<=[ :])-?[\d,]+\.\d(?![\d])", text)]
    assert len(numbers) > 12
    assert set(numbers) <= known


def test_every_number_of_the_scenario_is_told_with_its_mark() -> None:
    page = report_page(two(), "en")
    assert "answers.silent</th><td>0.1</td><td>assumed</td>" in page
    assert "districts.kinuta.per_month</th><td>10.53</td><td>fitted</td>" in page
