"""Whatever stands in a table file: typed errors with a place, never a traceback, never a long wait."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import RulebookError, RulebookErrors
from routing.rulebook import Rulebook
from tests.tables import FILE, PACK, rules, table

SOUND = table(
    "row,need,age,certificate,pregnant,n.due,days_until(n.due),where,from,to,within,about,law,status",
    "a,認知症,65..,身体,yes,2026/4/1..,<14,p.bedridden OR p.elderly,2026-04-01,保健所,14日,p,法,memory",
    'b,"care.*, debt.multiple",40〜64,not none,×,令和8年4月1日,"1, 2",-,-,support_center,5bd,-,,',
    ",,,,,,,,,town_center,,,法,verified",
).encode()
WORDS = [
    "",
    "-",
    "..",
    "65..",
    "not ",
    "*",
    "a.b",
    "p.age >",
    "unknown",
    "１",
    "〜",
    "以上",
    "row",
    "table",
    "where",
    "then",
]
SIGNS = [
    "'",
    '"',
    "=1",
    "\n",
    ",",
    "\u3000",
    "[1..2)",
    "令和元年1月1日",
    "9999999999999999999",
    "1e400",
    "NaN",
    "𠮷",
    "\x00",
]
PIECES = st.sampled_from([*WORDS, *SIGNS])


def load(data: bytes, file: str = FILE) -> None:
    """Load a table; raise only what is meant to be raised, each error with a file."""
    errors: tuple[RulebookError, ...] = ()
    try:
        Rulebook.parse({**PACK, file: data})
    except RulebookErrors as found:
        errors = found.errors
    assert all(error.file and "\n" not in error.message for error in errors)


def test_the_table_that_is_damaged_here_is_sound() -> None:
    assert set(rules(SOUND)) == {"desks-a", "desks-b"}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(max_size=4), st.integers(0, 6))
def test_bytes_changed_anywhere_in_a_csv_file_give_rules_or_errors(at: int, new: bytes, cut: int) -> None:
    load(SOUND[:at] + new + SOUND[at + cut :])


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None)
@given(st.integers(0, 60), st.lists(PIECES, min_size=1, max_size=4))
def test_a_cell_of_any_text_gives_rules_or_errors(index: int, pieces: list[str]) -> None:
    lines = [line.split(",") for line in SOUND.decode().replace('"', "").splitlines()]
    places = [(row, column) for row, line in enumerate(lines) for column in range(len(line))]
    row, column = places[index * 7 % len(places)]
    lines[row][column] = '"' + "".join(pieces).replace('"', '""') + '"'
    load("\n".join(map(",".join, lines)).encode())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=6), max_size=8))
def test_rows_of_anything_give_errors(rows: list[list[str]]) -> None:
    load("\n".join(map(",".join, rows)).encode())


@pytest.fixture(scope="module")
def workbook() -> bytes:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes the workbook of this test")
    book = openpyxl.Workbook()
    for line in SOUND.decode().replace('"', "").splitlines():
        book.active.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, 10_000), new=st.binary(min_size=1, max_size=3))
def test_bytes_changed_anywhere_in_a_workbook_give_rules_or_errors(workbook: bytes, at: int, new: bytes) -> None:
    at %= len(workbook)
    load(workbook[:at] + new + workbook[at + len(new) :], "desks.table.xlsx")


PARTS = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
TAGS = ["<", ">", "<v>9</v>", "<f>1</f>", "<row r='x'>", "</c>", "<mergeCell ref='A1:B2'/>", "<row hidden='1'>"]
VALUES = ['"', "r='A0'", "t='s'", "&x;", "-1", "99999999999", "1e999", "\x0b", "t='e'", "t='b'", "s='99'", "nan"]
SNIPPETS = st.sampled_from([*TAGS, *VALUES, "<col min='x' hidden='1'/>"])


@settings(max_examples=120, deadline=None)
@given(part=st.sampled_from(PARTS), at=st.integers(0, 20_000), snippet=SNIPPETS, cut=st.integers(0, 8))
def test_a_changed_part_of_a_workbook_gives_rules_or_errors(
    workbook: bytes, part: str, at: int, snippet: str, cut: int
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == part:
                at %= len(text)
                text = text[:at] + snippet + text[at + cut :]
            new.writestr(name, text)
    load(stream.getvalue(), "desks.table.xlsx")
