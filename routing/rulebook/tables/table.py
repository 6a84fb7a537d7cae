"""Table files as rule files: read, put together as the data of rules, and held to their hit policy."""

from __future__ import annotations

from dataclasses import dataclass, field

from routing.errors import RulebookError
from routing.rulebook import limits
from routing.rulebook.tables.columns import ColumnReader, Columns
from routing.rulebook.tables.csv_text import csv_grid
from routing.rulebook.tables.document import Pieces, TableDocument
from routing.rulebook.tables.effects import EffectRow
from routing.rulebook.tables.grid import Grid, Place
from routing.rulebook.tables.head import Head, Section, read_head, sections
from routing.rulebook.tables.rows import RowReader, TableRule
from routing.rulebook.tables.unique import overlaps
from routing.source.document import Path
from routing.vocabulary import Vocabulary


@dataclass
class Table:
    """One decision table as read. `unsure` are the pairs of rows that only an expression may part."""

    sheet: Grid
    head: Head
    columns: Columns
    rules: list[TableRule] = field(default_factory=list)
    unsure: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class TableFile:
    """The tables of a file: as documents of rules, one a sheet, and what is wrong with them.

    `kinds` are the finding kinds that their rules derive, those of rules with errors included.
    """

    documents: list[TableDocument] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    tables: list[Table] = field(default_factory=list)
    errors: list[RulebookError] = field(default_factory=list)


def read_tables(data: bytes, file: str, vocabulary: Vocabulary) -> TableFile:
    """The tables of a CSV file or a workbook, as its name ends. All errors are kept, each with its cell."""
    found = TableFile()
    try:
        sheets = sheets_of(data, file)
    except RulebookError as error:
        found.errors.append(error)
        return found
    for sheet in sheets:
        try:
            tables = [_table(sheet, section, vocabulary, found.errors) for section in sections(sheet)]
        except RulebookError as error:
            found.errors.append(error)
            continue
        found.tables += tables
        found.documents.append(_document(sheet, [rule for table in tables for rule in table.rules if not rule.broken]))
        found.kinds |= {kind for table in tables for rule in table.rules for kind in _kinds(rule)}
    return found


def sheets_of(data: bytes, file: str) -> list[Grid]:
    """The sheets of a file that hold tables. Raises `RulebookError`."""
    if not file.endswith(".xlsx"):
        return [csv_grid(data, file)]
    from routing.rulebook.tables.workbook import workbook_grids  # archives and XML, only where there is one

    return workbook_grids(data, file)


def _table(sheet: Grid, section: Section, vocabulary: Vocabulary, errors: list[RulebookError]) -> Table:
    head, wrong = read_head(sheet, section)
    errors += wrong
    reader = ColumnReader(sheet, head, vocabulary)
    columns = reader.read(*section.headings)
    errors += reader.errors
    table = Table(sheet, head, columns)
    if reader.scope is None:
        return table  # without its variables no row makes sense
    rows = RowReader(sheet, head, columns, EffectRow(sheet, head, columns, vocabulary))
    patterns = 0
    for rule in rows.rules(section.rows):
        table.rules.append(rule)
        patterns += len(rule.data["match"]) + len(rule.data.get("where", ""))
        if len(rows.errors) > limits.ERRORS:
            break
        if len(table.rules) > limits.RULES or patterns > limits.ALL_PATTERN_CHARACTERS:
            break  # refused with the whole rulebook
    errors += rows.errors
    if head.unique and not rows.errors:
        _hold_unique(table, errors)
    return table


def _kinds(rule: TableRule) -> list[str]:
    effects = [effect["finding"] for effect in rule.data["then"] if "finding" in effect]
    return [fields["kind"] for fields in effects if isinstance(fields.get("kind"), str)]


def _hold_unique(table: Table, errors: list[RulebookError]) -> None:
    if len(table.rules) ** 2 * max(len(table.columns.conditions), 1) > limits.UNIQUE_COMPARISONS:
        message = f"with {len(table.rules)} rows and {len(table.columns.conditions)} conditions `unique` is not decided"
        errors.append(table.sheet.error((table.head.row, 1), message, "split the table, or declare `collect`"))
        return
    count = 0
    for overlap in overlaps(table.rules, table.columns):
        if not overlap.sure:
            table.unsure.append((overlap.first.label, overlap.second.label))
            continue
        where = f" (where {overlap.where})" if overlap.where else ""
        message = f"rows `{overlap.first.label}` and `{overlap.second.label}` can hold at once{where}"
        help = "the hit policy is `unique`: part them by a condition, or declare `collect`"
        errors.append(table.sheet.error((overlap.second.row, 1), message, help))
        count += 1
        if count > limits.ERRORS:
            return


def _document(sheet: Grid, rules: list[TableRule]) -> TableDocument:
    places: dict[Path, Place] = {}
    pieces: dict[Path, Pieces] = {}
    for index, rule in enumerate(rules):
        at: Path = ("rules", index)
        places |= {(*at, *path): place for path, place in rule.places.items()}
        pieces |= {(*at, *path): piece for path, piece in rule.pieces.items()}
    return TableDocument({"rules": [rule.data for rule in rules]}, sheet.file, places, pieces)
