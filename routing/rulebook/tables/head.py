"""The head of a table: its name, its hit policy, and what holds for all its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from routing.errors import RulebookError, did_you_mean
from routing.rulebook.tables.grid import Grid, Place, plain
from routing.rulebook.tables.words import EFFECT_FIELDS, HEAD, HITS, LABELS

DEFAULT_MATCH = "(p:Person)-[:HAS]->(n:Need)"
DEFAULT_FIELDS = {"about": "p", "for": "n"}
"""What a table is about that does not say it: a person with a need."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Head:
    """The head of one table. Texts stand with the cell they come from.

    `unique`: no two rows may hold at once. `fields` are what effects say where a row is silent. `row` is that of the
    headings.
    """

    name: str
    row: int
    unique: bool = False
    titles: tuple[str, str] = ("", "")
    match: str = DEFAULT_MATCH
    where: str | None = None
    note: str | None = None
    period: tuple[str, str] = ("", "")
    basis: tuple[tuple[int, dict[int, str]], ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """One table in a sheet: the rows of its head, its headings, and its rows with rules."""

    head: tuple[tuple[int, dict[int, str]], ...]
    headings: tuple[int, dict[int, str]]
    rows: tuple[tuple[int, dict[int, str]], ...]


def sections(sheet: Grid) -> Iterator[Section]:
    """The tables of a sheet, one below another; each begins with `table` in its first column."""
    rows = list(sheet.rows())
    starts = [index for index, (_, cells) in enumerate(rows) if HEAD.get(plain(cells.get(1, ""))) == "table"]
    if not starts or starts[0] != 0:
        place = (rows[0][0], min(rows[0][1])) if rows else (1, 1)
        help = "write `table` in the first cell and the name beside it"
        if re.match(r"(?:table|表)\s*[\t;]", sheet.cells.get(place, "")):
            raise sheet.error(place, "the cells are not parted by commas", "save it as CSV with commas")
        raise sheet.error(place, "a table begins with its name", help)
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield _section(sheet, rows[start:end])


def _section(sheet: Grid, rows: list[tuple[int, dict[int, str]]]) -> Section:
    for index, (_, cells) in enumerate(rows):
        if plain(cells.get(1, "")) in LABELS:
            return Section(tuple(rows[:index]), rows[index], tuple(rows[index + 1 :]))
    help = "below the head stands a row of headings that begins with `row` or `id`"
    raise sheet.error((rows[0][0], 1), "the table has no headings", help)


def read_head(sheet: Grid, section: Section) -> tuple[Head, list[RulebookError]]:
    """The head of a table, and what is wrong with it."""
    errors: list[RulebookError] = []
    said: dict[str, tuple[int, dict[int, str]]] = {}
    basis: list[tuple[int, dict[int, str]]] = []
    for row, cells in section.head:
        word = plain(cells.get(1, ""))
        key = HEAD.get(word) or EFFECT_FIELDS.get(word)
        if key is None:
            help = did_you_mean(word, {*HEAD, *EFFECT_FIELDS}, f"a head says {', '.join(sorted(set(HEAD.values())))}")
            errors.append(sheet.error((row, 1), f"the head of a table has no `{cells.get(1, '')[:40]}`", help))
        elif key == "basis":
            basis.append((row, cells))
        elif key in said:
            errors.append(sheet.error((row, 1), f"the head says `{key}` twice", "take one of them out"))
        else:
            said[key] = row, cells
    reader = _Reader(sheet, said, errors, section.headings[0])
    return reader.head(tuple(basis)), errors


@dataclass
class _Reader:
    """Reads the rows of one head."""

    sheet: Grid
    said: dict[str, tuple[int, dict[int, str]]]
    errors: list[RulebookError]
    row: int

    def head(self, basis: tuple[tuple[int, dict[int, str]], ...]) -> Head:
        fields = {key: self.text(key) for key in self.said if key in EFFECT_FIELDS}
        if "match" not in self.said:
            fields = {**DEFAULT_FIELDS, **fields}
        places = {key: (row, 2) for key, (row, _) in self.said.items()}
        return Head(
            name=self.name(),
            row=self.row,
            unique=self.unique(),
            titles=(self.text("title"), self.text("title", 3)),
            match=self.text("match") or DEFAULT_MATCH,
            where=self.text("where") or None,
            note=self.text("note") or None,
            period=(self.text("in_force"), self.text("in_force", 3)),
            basis=basis,
            fields=fields,
            places={"match": (self.row, 1), **places},
        )

    def text(self, key: str, column: int = 2) -> str:
        return self.said[key][1].get(column, "") if key in self.said else ""

    def name(self) -> str:
        name = plain(self.text("table"))
        if not _NAME.fullmatch(name) or len(name) > 80:
            help = "write it in the second cell, such as `consult-desks`: small letters, digits and `-`"
            self.errors.append(self.sheet.error((self.said["table"][0], 2), "a table needs a name", help))
            return "table"
        return name

    def unique(self) -> bool:
        said = plain(self.text("hit"))
        if said not in HITS:
            place = (self.said["hit"][0], 2) if "hit" in self.said else (self.said["table"][0], 1)
            help = "write `hit` and `unique` (no two rows hold at once) or `collect` (every row that holds counts)"
            self.errors.append(self.sheet.error(place, "the head does not say the hit policy", help))
        return HITS.get(said) == "unique"
