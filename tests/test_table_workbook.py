"""Decision tables in workbooks: what cells of every kind mean, and what is refused."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routing.rulebook import Rulebook, limits
from routing.rulebook.tables import TableFile, read_tables
from routing.rulebook.tables.workbook import workbook_grids
from routing.vocabulary import core
from tests.tables import PACK, changed, errors, load, rules

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes the workbooks of these tests")

FILE = "desks.table.xlsx"
HEAD: list[list[Any]] = [
    ["表", "desks"],
    ["題名", "例", "Example"],
    ["判定", "すべて"],
    ["役割", "主担当"],
    ["段", "専門"],
]


def workbook(
    *rows: list[Any], change: Callable[[Any], None] = lambda sheet: None, head: list[list[Any]] = HEAD
) -> bytes:
    """A workbook with the sheet `窓口`: five rows of head, the headings in row 6."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "窓口"
    for row in [*head, *rows]:
        sheet.append(row)
    change(sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_shared_texts(data: bytes, change: Callable[[str], str] = str) -> bytes:
    """The workbook as spreadsheets write it: cells refer to texts that stand in a part of their own."""
    texts: list[str] = []

    def refer(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f't="s"><v>{len(texts) - 1}</v>'

    def sheet(text: str) -> str:
        return re.sub(r't="inlineStr"><is>(.*?)</is>', refer, text)

    data = changed(data, "xl/worksheets/sheet1.xml", sheet)
    listed = "".join(f"<si>{text}</si>" for text in texts)
    return changed(data, "xl/sharedStrings.xml", lambda _: change(f"<sst>{listed}</sst>"))


def where(data: bytes) -> str | None:
    return rules(data, FILE)["desks-a"].where


def test_a_workbook_and_a_csv_file_of_the_same_cells_give_the_same_rules() -> None:
    text = "表,desks\n題名,例,Example\n判定,すべて\n役割,主担当\n段,専門\n行,年齢,つなぎ先\na,65〜,保健所\n"
    data = workbook(["行", "年齢", "つなぎ先"], ["a", "65〜", "保健所"])
    assert load(data, FILE).digest == load(text).digest


def test_a_pack_in_a_folder_reads_its_workbooks(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_text(PACK["rulebook.yaml"], "utf-8")
    (tmp_path / FILE).write_bytes(workbook(["行", "つなぎ先"], ["a", "保健所"]))
    (tmp_path / "other.xlsx").write_bytes(b"no table")
    assert [rule.place for rule in Rulebook.load(tmp_path).rules] == [f"{tmp_path.as_posix()}/{FILE}:窓口:7"]


def test_a_rule_of_a_workbook_has_its_sheet_and_row_for_a_place() -> None:
    data = workbook(["行", "つなぎ先"], ["a", "保健所"])
    assert rules(data, FILE)["desks-a"].place == "desks.table.xlsx:窓口:7"


def test_an_error_in_a_workbook_names_sheet_and_cell() -> None:
    data = workbook(["行", "年齢", "つなぎ先"], ["a", "old", "保健所"])
    assert errors(data, FILE) == ["desks.table.xlsx:窓口!B7: `old` is no number or range"]


@pytest.mark.parametrize(
    ("heading", "value", "expected"),
    [
        ("年齢", 65, "p.age = 65"),
        ("年齢", 65.0, "p.age = 65"),
        ("年齢", "65", "p.age = 65"),
        ("年齢", " ６５〜 ", "p.age >= 65"),
        ("妊娠中", True, "p.pregnant = true"),
        ("妊娠中", False, "p.pregnant = false"),
        ("n.due", dt.date(2026, 4, 1), "n.due = '2026-04-01'"),
        ("n.due", dt.datetime(2026, 4, 1), "n.due = '2026-04-01'"),
        ("n.due", "2026/4/1以降", "n.due >= '2026-04-01'"),
        ("n.severity", 1e15, None),
    ],
)
def test_a_cell_means_what_it_shows(heading: str, value: object, expected: str | None) -> None:
    data = workbook(["行", heading, "つなぎ先"], ["a", value, "保健所"])
    if expected is None:
        assert errors(data, FILE) == ["desks.table.xlsx:窓口!B7: the number is too large"]
    else:
        assert where(data) == expected


def test_days_may_count_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in [*HEAD, ["行", "n.due", "つなぎ先"], ["a", dt.date(2026, 4, 1), "保健所"]]:
        book.active.append(row)
    assert where(saved(book)) == "n.due = '2026-04-01'"


def test_a_format_of_ones_own_that_shows_a_day_makes_a_day() -> None:
    def era(sheet: Any) -> None:
        sheet["B7"].number_format = '[$-411]ggge"年"m"月"d"日"'

    data = workbook(["行", "n.due", "つなぎ先"], ["a", 46113, "保健所"], change=era)
    assert where(data) == "n.due = '2026-04-01'"


def test_a_time_of_day_is_no_day() -> None:
    data = workbook(["行", "n.due", "つなぎ先"], ["a", dt.datetime(2026, 4, 1, 12), "保健所"])
    assert errors(data, FILE) == ["desks.table.xlsx:窓口!B7: the cell holds no day of the calendar"]


def test_a_cell_merged_over_rows_counts_for_each_of_them() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("B7:B8")

    data = workbook(["行", "年齢", "つなぎ先"], ["a", "65〜", "保健所"], ["b", None, "support_center"], change=merge)
    assert {rule.where for rule in load(data, FILE).rules} == {"p.age >= 65"}


def test_a_name_merged_over_rows_gives_one_rule_with_several_effects() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A7:A8")
        sheet.merge_cells("B7:B8")

    data = workbook(["行", "年齢", "つなぎ先"], ["a", "65〜", "保健所"], [None, None, "support_center"], change=merge)
    assert len(rules(data, FILE)["desks-a"].effects) == 2


def test_empty_rows_blanks_and_formatted_cells_below_do_not_count() -> None:
    def decorate(sheet: Any) -> None:
        sheet["C900"].number_format = "@"
        sheet["D8"] = "   "

    data = workbook(["行", "年齢", "つなぎ先"], [], ["a", "65〜", "保健所", None, " "], change=decorate)
    assert where(data) == "p.age >= 65"


def test_sheets_without_a_table_are_left_alone_even_hidden_ones() -> None:
    def notes(sheet: Any) -> None:
        sheet.parent.create_sheet("メモ")["A1"] = "自由な文"
        hidden = sheet.parent.create_sheet("lists")
        hidden["A1"], hidden.sheet_state = "=1+1", "visible"
        hidden["A1"] = "x"
        hidden.sheet_state = "hidden"

    assert where(workbook(["行", "年齢", "つなぎ先"], ["a", "65〜", "保健所"], change=notes)) == "p.age >= 65"


def test_every_sheet_with_a_table_is_read() -> None:
    def second(sheet: Any) -> None:
        other = sheet.parent.create_sheet("ほか")
        for row in [["table", "others"], *HEAD[1:], ["行", "つなぎ先"], ["b", "保健所"]]:
            other.append(row)

    assert set(rules(workbook(["行", "つなぎ先"], ["a", "保健所"], change=second), FILE)) == {"desks-a", "others-b"}


def test_readings_above_japanese_words_are_no_part_of_them() -> None:
    data = workbook(
        ["行", "地区", "つなぎ先"],
        ["a", "x", "保健所"],
        head=[*HEAD, ["パターン", "(p:Person)-[:IN]->(c:Case)"], ["対象", "p"]],
    )

    def furigana(text: str) -> str:
        return re.sub(
            r"<si><t>x</t></si>",
            "<si><r><t>砧</t></r><r><t>町</t></r><rPh sb='0' eb='1'><t>キヌタ</t></rPh></si>",
            text,
        )

    assert where(with_shared_texts(data, furigana)) == "c.district = '砧町'"


def hide_row(sheet: Any) -> None:
    sheet.row_dimensions[7].hidden = True


def hide_column(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def hide_sheet(sheet: Any) -> None:
    sheet.parent.create_sheet("shown")
    sheet.sheet_state = "hidden"


def formula(sheet: Any) -> None:
    sheet["B7"] = "=1+1"


def broken_formula(sheet: Any) -> None:
    sheet["B7"] = "#N/A"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (hide_row, "窓口!A7: the row is hidden"),
        (hide_column, "窓口!B1: the column is hidden"),
        (hide_sheet, "窓口!A1: the sheet is hidden"),
        (formula, "窓口!B7: a formula is not read"),
        (broken_formula, "窓口!B7: the cell holds an error of a formula"),
    ],
)
def test_what_nobody_sees_or_a_program_reckons_is_refused(change: Callable[[Any], None], expected: str) -> None:
    data = workbook(["行", "年齢", "つなぎ先"], ["a", "65〜", "保健所"], change=change)
    assert errors(data, FILE) == [f"{FILE}:{expected}"]


def plain_workbook() -> bytes:
    return workbook(["行", "年齢", "つなぎ先"], ["a", "65〜", "保健所"])


def only(data: bytes) -> str:
    found = read_tables(data, FILE, core())
    assert len(found.errors) == 1
    return found.errors[0].message


def test_links_to_other_files_and_macros_are_refused() -> None:
    assert (
        only(changed(plain_workbook(), "xl/externalLinks/externalLink1.xml", str))
        == "the workbook links to other files"
    )
    assert only(changed(plain_workbook(), "xl/vbaProject.bin", str)) == "the workbook holds macros"


def test_what_is_no_workbook_is_refused() -> None:
    assert only(b"") == "the file is no workbook"
    assert only(b"table,desks\n") == "the file is no workbook"
    assert only(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "the workbook is encrypted or of an old form"
    assert only(plain_workbook()[:-30]) == "the file is no workbook"


def test_a_workbook_without_a_table_says_what_is_missing() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "note"
    assert only(saved(book)) == "no sheet begins with a table"


def test_texts_in_one_another_without_end_are_read_no_deeper_than_a_spreadsheet_writes_them() -> None:
    inner = "<r>" * 5000 + "</r>" * 5000
    inline = f'<c r="B7" t="inlineStr"><is><t>65</t>{inner}</is></c>'
    data = changed(plain_workbook(), "xl/worksheets/sheet1.xml", lambda text: re.sub(r'<c r="B7".*?</c>', inline, text))
    assert where(data) == "p.age = 65"


def test_an_archive_is_unpacked_no_further_than_the_limit() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", " " * (limits.WORKBOOK_BYTES + 1))
    assert len(stream.getvalue()) < limits.FILE_BYTES
    assert only(stream.getvalue()) == f"a workbook has at most {limits.WORKBOOK_BYTES} bytes when it is unpacked"


def test_an_archive_of_very_many_parts_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(limits.WORKBOOK_PARTS + 1):
            archive.writestr(f"{number}", "")
    assert only(stream.getvalue()) == f"a workbook has at most {limits.WORKBOOK_PARTS} parts"


def test_entities_of_xml_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    data = changed(plain_workbook(), "xl/sharedStrings.xml", lambda text: bomb + text)
    assert only(data) == "the workbook holds XML that no spreadsheet writes"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_a_damaged_part_is_told_and_no_traceback(part: str) -> None:
    data = changed(with_shared_texts(plain_workbook()), part, lambda text: text[: len(text) // 2])
    assert "is damaged" in only(data)


def test_a_reference_to_a_text_that_is_not_there_is_damage() -> None:
    data = with_shared_texts(plain_workbook(), lambda text: "<sst></sst>")
    assert only(data) == "the sheet is damaged"


def merged(data: bytes, range: str) -> bytes:
    """The workbook with a range of cells merged."""
    after = f'</sheetData><mergeCells><mergeCell ref="{range}"/></mergeCells>'
    return changed(data, "xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", after))


def test_a_cell_merged_over_the_whole_sheet_costs_no_time() -> None:
    data = merged(plain_workbook(), "A7:XFD1048576")
    began = time.process_time()
    assert rules(data, FILE)["desks-a"].where == "p.age >= 65"
    assert time.process_time() - began < 5


def test_a_long_text_merged_over_many_rows_is_refused() -> None:
    data = workbook(["行", "where", "つなぎ先"], ["a", "p.age > 1" + " AND p.age > 1" * 300, "保健所"])
    assert only(merged(data, "B7:B1048576")) == "the merged cells hold too much text"


def test_a_sheet_name_cannot_steer_a_terminal_or_look_like_a_place() -> None:
    data = changed(plain_workbook(), "xl/workbook.xml", lambda text: text.replace("窓口", "a:b&#9;c" + "d" * 200))
    assert workbook_grids(data, FILE)[0].file == f"{FILE}:a?b?c" + "d" * 55


def test_numbers_of_rows_and_columns_may_be_left_out() -> None:
    data = changed(
        plain_workbook(), "xl/worksheets/sheet1.xml",
        lambda text: re.sub(r' r="[A-Z]*[0-9]+"', "", text),
    )  # fmt: skip
    assert where(data) == "p.age >= 65"


def test_texts_may_stand_in_the_cells_themselves() -> None:
    inline = '<c r="B7" t="inlineStr"><is><r><t>65</t></r><r><t>〜</t></r><rPh><t>x</t></rPh></is></c>'
    data = changed(plain_workbook(), "xl/worksheets/sheet1.xml", lambda text: re.sub(r'<c r="B7".*?</c>', inline, text))
    assert where(data) == "p.age >= 65"


def test_the_file_of_tables_is_whole_even_where_one_sheet_is_wrong() -> None:
    def second(sheet: Any) -> None:
        sheet.parent.create_sheet("ほか").append(["table", "others"])

    found: TableFile = read_tables(workbook(["行", "つなぎ先"], ["a", "保健所"], change=second), FILE, core())
    assert [str(error.message) for error in found.errors] == ["the table has no headings"]
    assert [table.head.name for table in found.tables] == ["desks"]
