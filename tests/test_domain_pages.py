"""The pages of docs/domain: every named system of a municipality's document has rules that fire on a running example.

A page of a municipality holds one table with the header `| system | in the document | rules | example |`. A row
names rules by id, or offices as `office:ID`, and links a case on which one of them speaks; or it has a dash and the
words why it is not routing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest

from routing.case import Case
from routing.decision import Decision
from routing.rulebook.packs import bundled_names
from tests.packs import agencies, bundled_rulebook, router

ROOT = Path(__file__).parent.parent
DOMAIN = ROOT / "docs" / "domain"
HEADER = ["system", "in the document", "rules", "example"]
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)\)")
CODE = re.compile(r"`([^`]+)`")
NOT_ROUTING = re.compile(r"not routing: \S.{9,}")
ORIGIN = re.compile(r"invented|published|架空|公表", re.IGNORECASE)
DASH = "—"


@dataclass(frozen=True)
class Row:
    """A row of the table: what it names in backquotes, and the case files its example links."""

    line: int
    system: str
    said: str
    names: tuple[str, ...]
    rules_cell: str
    example_cell: str

    @property
    def offices(self) -> tuple[str, ...]:
        return tuple(name.removeprefix("office:") for name in self.names if name.startswith("office:"))

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if not name.startswith("office:"))

    @property
    def examples(self) -> tuple[Path, ...]:
        return tuple((DOMAIN / link).resolve() for link in LINK.findall(self.example_cell))


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows(text: str) -> Iterator[Row]:
    """The rows of the tables under the one header, in order."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            inside = False
        elif cells(line) == HEADER:
            inside = True
        elif inside and not set(line) <= set("|-: "):
            found = cells(line)
            assert len(found) == len(HEADER), f"line {number} has {len(found)} cells: write no `|` inside one"
            system, said, names, example = found
            yield Row(number, system, said, tuple(CODE.findall(names)), names, example)


def municipalities() -> list[str]:
    """The packs that are for one municipality."""
    return [name for name in bundled_names() if bundled_rulebook(name).serves is not None]


def leading_comment(file: Path) -> str:
    """The comment that a case file begins with."""
    return "\n".join(takewhile(lambda line: line.startswith("#"), file.read_text(encoding="utf-8").splitlines()))


@cache
def decided(pack: str, file: Path) -> Decision:
    """The decision of a pack on a case file."""
    return router(pack).route(Case.load(file))


@cache
def told_of(pack: str, file: Path) -> frozenset[str]:
    """The rules that fire on a case, and the offices that its decision names."""
    decision = decided(pack, file)
    offices = agencies(decision)
    return frozenset({firing.rule for firing in decision.trace} | {office for office in offices if office})


PAGES = [name for name in municipalities() if (DOMAIN / f"{name}.md").is_file()]
ROWS = [(name, row) for name in PAGES for row in rows((DOMAIN / f"{name}.md").read_text(encoding="utf-8"))]
ROUTED = [(name, row) for name, row in ROWS if row.names]


def row_name(value: object) -> str:
    return f"line {value.line}" if isinstance(value, Row) else str(value)


def test_there_is_a_page_with_rows_that_are_routed() -> None:
    assert ROUTED


@pytest.mark.parametrize("pack", PAGES)
def test_a_page_has_one_table_of_systems_and_names_none_twice(pack: str) -> None:
    text = (DOMAIN / f"{pack}.md").read_text(encoding="utf-8")
    assert sum(cells(line) == HEADER for line in text.splitlines() if line.startswith("|")) == 1
    systems = [row.system for row in rows(text)]
    assert systems
    assert sorted(system for system in set(systems) if systems.count(system) > 1) == []


@pytest.mark.parametrize("pack", PAGES)
def test_a_page_begins_with_its_document_and_says_what_is_out_of_scope_and_what_is_uncertain(pack: str) -> None:
    text = (DOMAIN / f"{pack}.md").read_text(encoding="utf-8")
    before_the_table = text.split("\n|")[0]
    headings = " ".join(line.lower() for line in text.splitlines() if line.startswith("## "))
    assert len(before_the_table.split("\n\n")) >= 2
    assert "scope" in headings
    assert "uncertain" in headings


@pytest.mark.parametrize(("pack", "row"), ROWS, ids=row_name)
def test_a_row_says_what_the_document_says_and_has_rules_and_an_example_or_a_reason(pack: str, row: Row) -> None:
    assert row.system
    assert row.said
    if row.names:
        assert re.sub(r"[`,\s]", "", CODE.sub("", row.rules_cell)) == "", "only names in backquotes and commas"
        assert row.examples
    else:
        assert row.rules_cell == DASH
        assert NOT_ROUTING.fullmatch(row.example_cell)


@pytest.mark.parametrize(("pack", "row"), ROUTED, ids=row_name)
def test_what_a_row_names_is_a_rule_of_the_pack_or_an_office_of_its_directory(pack: str, row: Row) -> None:
    book = bundled_rulebook(pack)
    offices = {office.id for office in book.directory.offices} if book.directory else set()
    assert set(row.rules) - {rule.id for rule in book.rules} == set()
    assert set(row.offices) - offices == set()


@pytest.mark.unmeasured
@pytest.mark.parametrize(("pack", "row"), ROUTED, ids=row_name)
def test_on_every_example_of_a_row_a_rule_of_the_row_fires_or_an_office_of_it_is_named(pack: str, row: Row) -> None:
    for file in row.examples:
        assert file.is_relative_to(ROOT / "examples")
        assert file.is_file(), f"{file.name} is not there"
        assert told_of(pack, file).intersection((*row.rules, *row.offices)), f"{file.name} tells of nothing in the row"


@pytest.mark.parametrize("pack", PAGES)
def test_an_example_of_a_page_says_whether_it_is_invented_or_published(pack: str) -> None:
    files = {file for name, row in ROUTED if name == pack for file in row.examples}
    assert [file.name for file in sorted(files) if not ORIGIN.search(leading_comment(file))] == []


def test_the_index_lists_every_pack_and_every_page() -> None:
    index = (DOMAIN / "README.md").read_text(encoding="utf-8")
    links = set(LINK.findall(index))
    pages = {path.name for path in DOMAIN.glob("*.md")} - {"README.md"}
    assert pages - links == set()
    assert {name for name in bundled_names() if f"../../rules/{name}/README.md" not in links} == set()
