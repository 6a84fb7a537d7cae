"""From tables to rule files and back. What is written is read again, and must say the same."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Literal

from routing.errors import RulebookError, RulebookErrors
from routing.pattern.schema import Schema
from routing.quality.tables.conjuncts import meaning, whole_numbers
from routing.quality.tables.layout import lay_out
from routing.quality.tables.rule_file import rule_file
from routing.quality.tables.write import Encoding, csv_bytes, workbook_bytes
from routing.rulebook.digest import rule_content
from routing.rulebook.effect_check import Declared
from routing.rulebook.effects import Refer
from routing.rulebook.rule import Rule
from routing.rulebook.single import SHEETS, RuleFile, read_rule_file
from routing.rulebook.tables.grid import Grid
from routing.rulebook.tables.table import sheets_of

_NO_NAME = re.compile(r"[\\/?*:\[\]]")
"""Characters that no sheet is called by."""

Form = Literal["yaml", "csv", "xlsx"]
Sheets = dict[str, tuple[Sequence[Sequence[str]], int]]
"""The rows of each sheet, and the row of its headings."""


def convert(data: bytes, file: str, to: Form, declared: Declared, encoding: Encoding = "utf-8") -> bytes:
    """The rules of a file in another form; `file` names it, and its ending says what it is.

    A table keeps its cells as they are where it stays a table. Raises `RulebookErrors` for a file that is not valid,
    and `RulebookError` with the rule that no table can say.
    """
    source = read_rule_file(data, file, declared)
    if to == "yaml":
        text = rule_file(source.data).encode()
        _compare(source, _read_again(text, file, to, declared), "a rule file", declared.schema)
        return text
    sheets = _same_sheets(source, data) if file.endswith(SHEETS) else _laid_out(source, to, declared)
    written = _written(sheets, to, declared, encoding, file)
    _compare(source, _read_again(written, file, to, declared), "a table", declared.schema)
    return written


def _read_again(written: bytes, file: str, to: Form, declared: Declared) -> RuleFile:
    """What was written, read; that it cannot be read is a fault of its source."""
    try:
        return read_rule_file(written, f"{os.path.basename(file)}.{to}", declared)
    except RulebookErrors as found:
        first = found.errors[0]
        message = f"the rules cannot be written as {to}: {first.message} (at {first.place})"
        raise RulebookError(message, file=file, help=first.help) from None


def _written(laid: Sheets, to: Form, declared: Declared, encoding: Encoding, file: str) -> bytes:
    if to == "xlsx":
        names = {_NO_NAME.sub("-", name)[:31]: sheet for name, sheet in laid.items()}
        if len(names) < len(laid):
            raise RulebookError("two tables would have the same sheet", file=file, help="give them shorter names")
        return workbook_bytes(names, choices(declared))
    rows = [row for index, (sheet, _) in enumerate(laid.values()) for row in ([[], *sheet] if index else sheet)]
    return csv_bytes(rows, f"{file}.csv", encoding)


def _same_sheets(source: RuleFile, data: bytes) -> Sheets:
    """The sheets of a table file, cell by cell."""
    headings = {table.sheet.file: table.head.row for table in reversed(source.tables)}  # those of the first table
    return {_sheet_name(grid): (_rows(grid), headings[grid.file]) for grid in sheets_of(data, source.file)}


def _laid_out(source: RuleFile, to: Form, declared: Declared) -> Sheets:
    """The tables of a rule file, each in a sheet of its own."""
    tables = lay_out(source, declared)
    names = [table.rows[0][1] if to == "xlsx" else str(index) for index, table in enumerate(tables)]
    return {name: (table.rows, table.headings) for name, table in zip(names, tables, strict=True)}


def _sheet_name(grid: Grid) -> str:
    return grid.file.rpartition(":")[2] if ".xlsx:" in grid.file else "table"


def _rows(grid: Grid) -> list[list[str]]:
    """All rows of a sheet as lists of texts, empty ones too."""
    rows: list[list[str]] = []
    for number, cells in grid.rows():
        rows += [[] for _ in range(number - len(rows) - 1)]
        rows.append([cells.get(column, "") for column in range(1, max(cells) + 1)])
    return rows


def choices(declared: Declared) -> dict[str, list[str]]:
    """The names to choose from under the headings of a table."""
    vocabulary = declared.vocabulary
    kinds, needs = sorted(vocabulary.agency_kinds), sorted(vocabulary.needs)
    truth = ["yes", "no", "-"]
    found = {
        "to": kinds,
        "つなぎ先": kinds,
        "if_absent": kinds,
        "need": needs,
        "困りごと": needs,
        "n.code": needs,
        "tier": list(declared.tiers),
        "role": list(Refer.model_fields["role"].annotation.__args__),  # type: ignore[union-attr]
        "certificate": list(vocabulary.person_properties["disability_certificate"].values),
        "jointly": truth,
    }
    for name, term in vocabulary.person_properties.items():
        values = list(term.values) or (truth if term.kind == "boolean" else [])
        if values:
            found |= {name: values, f"p.{name}": values}
    return found


def _compare(source: RuleFile, made: RuleFile, what: str, schema: Schema) -> None:
    """Refuse to hand out what does not say the same. Raises `RulebookErrors`, one error for each such rule."""
    errors = []
    others = {(rule.id, rule.start): rule for rule in made.rules}
    for rule in source.rules:
        other = others.get((rule.id, rule.start))
        if difference := _difference(rule, other, schema):
            file, _, line = rule.place.rpartition(":")
            message = f"rule `{rule.id}` does not fit {what}: {difference} would not be the same"
            errors.append(RulebookError(message, file=file, line=int(line), column=1, help="keep it in its own form"))
    if errors:
        raise RulebookErrors(errors)


def same(one: Rule, other: Rule, schema: Schema) -> bool:
    """Whether two rules say the same: all of it but the order and the writing of conditions that all must hold."""
    return not _difference(one, other, schema)


def _difference(one: Rule, other: Rule | None, schema: Schema) -> str:
    if other is None:
        return "the rule"
    a, b = rule_content(one), rule_content(other)
    for key in a:
        if key != "where" and a[key] != b[key]:
            return f"`{key}`"
    if one.note != other.note:
        return "`note`"
    whole = whole_numbers(one.match, schema)
    return "" if meaning(one.where, whole) == meaning(other.where, whole) else "`where`"
