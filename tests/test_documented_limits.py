"""The limits that the reference names are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing import router
from routing.calendar import business, within
from routing.case import parts, reading
from routing.directory import file as directory
from routing.pattern import build, parser
from routing.rulebook import limits as rulebook
from routing.source import limits as source
from routing.vocabulary import extension

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
MIB = 1 << 20
LIMITS = [
    ("errors.md", "| a YAML text | {} MiB |", source.MOST_BYTES["yaml"] // MIB),
    ("errors.md", "or one line of JSON Lines | {} MiB |", source.MOST_BYTES["json"] // MIB),
    ("errors.md", "| lists and maps inside one another | {} |", source.MOST_DEPTH),
    ("errors.md", "maps of one text | {:,} |", source.MOST_ITEMS),
    ("errors.md", "| keys of one map | {:,} |", source.MOST_KEYS),
    ("errors.md", "| digits of a whole number | {} |", source.MOST_DIGITS),
    ("errors.md", "(JSON Lines: any number) | {:,} |", reading.MOST_CASES),
    ("errors.md", "entries of any other list | 200; {:,} |", parts._MOST),
    ("errors.md", "bytes of all | {};", rulebook.FILES),
    ("errors.md", "bytes of all | 200; {} MiB;", rulebook.FILE_BYTES // MIB),
    ("errors.md", "bytes of all | 200; 1 MiB; {} MiB |", rulebook.ALL_BYTES // MIB),
    ("errors.md", "each dated version counted | {:,} |", rulebook.RULES),
    ("errors.md", "| effects of a rule | {} |", rulebook.EFFECTS),
    ("errors.md", "in a row | {} |", rulebook.PACK_DEPTH),
    ("errors.md", "of one rule | {:,};", rulebook.ALL_PATTERN_CHARACTERS),
    ("errors.md", "of one rule | 240,000; {:,} |", rulebook.PATTERN_CHARACTERS),
    ("errors.md", "| relationships of all patterns | {:,} |", rulebook.ALL_RELATIONSHIPS),
    ("errors.md", "in one list of a `rulebook.yaml` | {:,} |", rulebook.NAMES),
    ("errors.md", "| steps of a ladder | {} |", rulebook.STEPS),
    ("errors.md", "a vocabulary adds; relationship types | {:,};", extension.MOST_ENTRIES),
    ("errors.md", "relationship types | 2,000; {} |", extension.MOST_RELATIONSHIPS),
    ("errors.md", "| offices of a directory | {:,} |", directory.OFFICES_AT_MOST),
    ("errors.md", "| errors told at once | {} |", rulebook.ERRORS),
    ("errors.md", "| a span of time | {} years,", within.MOST_YEARS),
    ("errors.md", "years, {:,} business days,", within.MOST_BUSINESS_DAYS),
    ("errors.md", "business days, {:,} business hours |", business.MOST_BUSINESS_HOURS),
    ("errors.md", "| steps of one case | {:,};", router.BUDGET),
    ("errors.md", "tables.md#files) | {:,};", rulebook.TABLE_ROWS),
    ("errors.md", "tables.md#files) | 5,000; {};", rulebook.TABLE_COLUMNS),
    ("errors.md", "tables.md#files) | 5,000; 200; {:,} |", rulebook.TABLE_CHARACTERS),
    ("tables.md", "| rows, columns of a sheet | {:,};", rulebook.TABLE_ROWS),
    ("tables.md", "| rows, columns of a sheet | 5,000; {} |", rulebook.TABLE_COLUMNS),
    ("tables.md", "a heading, a sheet | {:,};", rulebook.CELL_CHARACTERS),
    ("tables.md", "a heading, a sheet | 8,192; {:,};", rulebook.HEADING_CHARACTERS),
    ("tables.md", "a heading, a sheet | 8,192; 500; {:,} |", rulebook.TABLE_CHARACTERS),
    ("tables.md", "without pictures; its parts | {} MiB;", rulebook.WORKBOOK_BYTES // MIB),
    ("tables.md", "without pictures; its parts | 4 MiB; {} |", rulebook.WORKBOOK_PARTS),
    ("tables.md", "for `unique` | {:,} |", rulebook.UNIQUE_COMPARISONS),
    ("language.md", "**budget** of {:,} steps", router.BUDGET),
    ("language.md", "`where` of a rule together | {:,} characters |", parser.MAX_TEXT),
    ("language.md", "(a subquery counts on its own) | {} |", build.MAX_ELEMENTS),
    ("language.md", "an upper bound is required | {} |", build.MAX_HOPS),
    ("language.md", "counting as eight | {} |", build.MAX_NESTING),
    ("language.md", "| brackets open at the same time | {} |", parser.MAX_DEPTH),
]


@pytest.mark.parametrize(("page", "said", "limit"), LIMITS, ids=lambda value: str(value))
def test_a_limit_in_the_reference_is_that_of_the_code(page: str, said: str, limit: int) -> None:
    assert said.format(limit) in (REFERENCE / page).read_text(encoding="utf-8")
