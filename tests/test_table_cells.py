"""The cells of decision tables: what people type, and the condition it becomes."""

from __future__ import annotations

import pytest

from routing.errors import RulebookError
from routing.rulebook.tables.cells import CellError, Subject, items, quoted, read_condition
from routing.rulebook.tables.effects import span
from routing.rulebook.tables.rows import day

AGE = Subject("p.age", "integer")
YEN = Subject("p.savings", "float")
DATE = Subject("e.date", "date")
PREGNANT = Subject("p.pregnant", "boolean")
ASKS = Subject("EXISTS { (p)-->() }", "boolean", plain_property=False)
CODE = Subject(
    "n.code", "string", frozenset({"care.dementia", "care.needed", "debt.multiple"}), "need code",
    {"認知症": {"care.dementia"}, "借金": {"debt.multiple"}, "介護": {"care.dementia", "care.needed"}},
)  # fmt: skip
FREE = Subject("c.district", "string")


def text(cell: str, subject: Subject) -> str | None:
    found = read_condition(cell, subject)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("65..", "p.age >= 65"),
        ("６５〜", "p.age >= 65"),
        ("65歳以上", "p.age >= 65"),
        (">64", "p.age >= 65"),
        ("≧65", "p.age >= 65"),
        ("40..64", "40 <= p.age < 65"),
        ("４０～６４歳", "40 <= p.age < 65"),
        ("40から64まで", "40 <= p.age < 65"),
        ("40-64", "40 <= p.age < 65"),
        ("[40..65)", "40 <= p.age < 65"),
        ("(39..64]", "40 <= p.age < 65"),
        ("40以上65未満", "40 <= p.age < 65"),
        ("<18", "p.age < 18"),
        ("１８歳未満", "p.age < 18"),
        ("17以下", "p.age < 18"),
        ("..17", "p.age < 18"),
        ("〜17", "p.age < 18"),
        ("65", "p.age = 65"),
        ("65..65", "p.age = 65"),
        ("要介護3", "p.age = 3"),
        ("1、2, 3", "p.age IN [1, 2, 3]"),
        ("<18, 65..", "(p.age < 18 OR p.age >= 65)"),
        ("<>3", "p.age <> 3"),
        ("不明", "p.age IS NULL"),
        ("known", "p.age IS NOT NULL"),
        ("65.., unknown", "(p.age >= 65 OR p.age IS NULL)"),
        ("-5", "p.age = -5"),
        ("-30..0", "-30 <= p.age < 1"),
    ],
)
def test_a_number_or_a_range_of_whole_numbers_is_understood(cell: str, expected: str) -> None:
    assert text(cell, AGE) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("..17", "p.savings <= 17"),
        (">64", "p.savings > 64"),
        ("0.5..1.5", "0.5 <= p.savings <= 1.5"),
        ("5", "p.savings = 5"),
    ],
)
def test_numbers_with_fractions_keep_their_ends(cell: str, expected: str) -> None:
    assert text(cell, YEN) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-04-01", "e.date = '2026-04-01'"),
        ("2026/4/1以降", "e.date >= '2026-04-01'"),
        ("令和8年4月1日〜", "e.date >= '2026-04-01'"),
        ("R8.4.1..R9.3.31", "'2026-04-01' <= e.date <= '2027-03-31'"),
        ("平成元年5月1日より前", "e.date < '1989-05-01'"),
        ("2026-04-01 00:00:00", "e.date = '2026-04-01'"),
    ],
)
def test_days_are_understood_as_offices_write_them(cell: str, expected: str) -> None:
    assert text(cell, DATE) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("care.dementia", "n.code = 'care.dementia'"),
        ("認知症", "n.code = 'care.dementia'"),
        ("ｃａｒｅ．ｎｅｅｄｅｄ", "n.code = 'care.needed'"),
        ("認知症、借金", "n.code IN ['care.dementia', 'debt.multiple']"),
        ("認知症\n借金", "n.code IN ['care.dementia', 'debt.multiple']"),
        ("'care.dementia'", "n.code = 'care.dementia'"),
        ("not 認知症", "n.code <> 'care.dementia'"),
        ("認知症、借金以外", "NOT n.code IN ['care.dementia', 'debt.multiple']"),
        ("care.*", "n.code STARTS WITH 'care.'"),
        ("care.*, 借金", "(n.code STARTS WITH 'care.' OR n.code = 'debt.multiple')"),
    ],
)
def test_names_are_understood_by_their_code_or_their_label(cell: str, expected: str) -> None:
    assert text(cell, CODE) == expected


def test_a_text_that_is_no_code_stays_as_it_is_typed() -> None:
    assert text("砧１丁目", FREE) == "c.district = '砧１丁目'"
    assert text("'a, b'", FREE) == "c.district = 'a, b'"


@pytest.mark.parametrize("cell", ["", "-", "ー", "－", "*", "any", "不問", "問わない"])
@pytest.mark.parametrize("subject", [AGE, PREGNANT, CODE, FREE], ids=lambda subject: subject.text)
def test_an_empty_cell_or_a_dash_is_no_condition(cell: str, subject: Subject) -> None:
    assert text(cell, subject) is None


@pytest.mark.parametrize(
    ("cell", "truth"), [("はい", "true"), ("○", "true"), ("yes", "true"), ("×", "false"), ("無", "false")]
)
def test_yes_and_no_are_understood(cell: str, truth: str) -> None:
    assert text(cell, PREGNANT) == f"p.pregnant = {truth}"


def test_an_expression_is_asserted_or_denied_by_yes_and_no() -> None:
    assert text("yes", ASKS) == "EXISTS { (p)-->() }"
    assert text("no", ASKS) == "NOT EXISTS { (p)-->() }"


@pytest.mark.parametrize(
    ("cell", "subject", "message"),
    [
        ("old", AGE, "`old` is no number or range"),
        ("64..40", AGE, "no value lies in `64..40`"),
        ("40未満65未満", AGE, "`40未満65未満` is no number or range"),
        ("1,000", AGE, "`1,000` can be one number or a list"),
        ("soon", DATE, "`soon` is no day or range"),
        ("maybe", PREGNANT, "`maybe` is neither yes nor no"),
        ("介護", CODE, "`介護` can mean `care.dementia` or `care.needed`"),
        ("care.dementa", CODE, "unknown need code `care.dementa`"),
        ("car.*", CODE, "no need code begins with `car.`"),
        ("not care.*", CODE, "only plain names can be left out with `not`"),
        ("'a", FREE, "a quote is never closed"),
        (",", CODE, "the cell names nothing"),
        (",", AGE, "the cell names nothing"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_says_why(cell: str, subject: Subject, message: str) -> None:
    with pytest.raises(CellError) as found:
        read_condition(cell, subject)
    assert found.value.message == message
    assert found.value.help


def test_the_nearest_code_is_offered() -> None:
    with pytest.raises(CellError) as found:
        read_condition("care.dementa", CODE)
    assert found.value.help is not None
    assert found.value.help.startswith("did you mean `care.dementia`?")


def test_a_quoted_entry_may_hold_a_comma() -> None:
    assert items("a、'b, c' ;d,") == ["a", "'b, c'", "d"]


def test_a_literal_keeps_quotes_and_backslashes() -> None:
    assert quoted("it's \\ here") == r"'it\'s \\ here'"


SPANS = {
    "14日": "P14D",
    "１４日以内": "P14D",
    "48時間": "PT48H",
    "5営業日": "5bd",
    "2週間": "P2W",
    "3か月": "P3M",
    "P14D": "P14D",
}
DAYS = {"2026/4/1": "2026-04-01", "令和8年4月1日": "2026-04-01", "2026/4/1以降": "2026/4/1以降"}


@pytest.mark.parametrize(("typed", "written"), SPANS.items())
def test_a_span_of_time_is_understood_as_offices_write_it(typed: str, written: str) -> None:
    assert span(typed) == written


@pytest.mark.parametrize(("typed", "read"), DAYS.items())
def test_a_day_alone_is_read_and_a_range_of_days_is_left_for_the_error(typed: str, read: str) -> None:
    assert day(typed) == read


def test_an_error_in_a_sheet_names_its_cell() -> None:
    assert RulebookError("x", file="a/b.table.csv", line=7, column=28).place == "a/b.table.csv:AB7"
    assert RulebookError("x", file="b.table.xlsx:窓口", line=7, column=3).place == "b.table.xlsx:窓口!C7"
    assert RulebookError("x", file="b.table.xlsx").place == "b.table.xlsx"
    assert RulebookError("x", file="b.yaml", line=7, column=3).place == "b.yaml:7:3"
