"""The rows of a table as rules: the same data that a rule file would hold, with the cell of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from routing.errors import RulebookError
from routing.rulebook.digest import squeezed
from routing.rulebook.tables.cells import CellError, Condition, read_condition
from routing.rulebook.tables.columns import Columns
from routing.rulebook.tables.document import Pieces
from routing.rulebook.tables.effects import EffectData, EffectRow
from routing.rulebook.tables.grid import Grid, Place, plain
from routing.rulebook.tables.head import Head
from routing.rulebook.tables.words import ANY, BASIS, EFFECT_WORDS
from routing.source.document import Path

Cells = dict[int, str]
_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`"""
    r"""|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<or>\bX?OR\b)|(?P<stray>['"`]|/\*)""",
    re.DOTALL | re.IGNORECASE,
)


@dataclass
class TableRule:
    """One rule of a table: its rows, its data, and what it demands in each column.

    `opaque` holds the expressions that have a part in it, so that the cells alone do not tell when it holds. What is
    wrong with one that is `broken` has been told; it cannot be checked further.
    """

    label: str
    row: int
    data: dict[str, Any]
    conditions: dict[int, Condition]
    opaque: str
    broken: bool = False
    places: dict[Path, Place] = field(default_factory=dict)
    pieces: dict[Path, Pieces] = field(default_factory=dict)


class RowReader:
    """Reads the rows of one table; `errors` holds what is wrong."""

    def __init__(self, sheet: Grid, head: Head, columns: Columns, effects: EffectRow) -> None:
        self.sheet = sheet
        self.head = head
        self.columns = columns
        self.effects = effects
        self.errors: list[RulebookError] = []
        self.follows = {*columns.effect.values(), *(columns.rule[name] for name in BASIS if name in columns.rule)}
        """The columns of which a rule may have several rows."""

    def rules(self, rows: tuple[tuple[int, Cells], ...]) -> Iterator[TableRule]:
        """The rules of the rows. A row without a label, or with that of the rule above, adds to that rule."""
        group: list[tuple[int, Cells]] = []
        for row, cells in rows:
            if strays := sorted(set(cells) - set(self.columns.said)):
                self._error((row, strays[0]), "this column has no heading", "name the column, or take the text out")
            if group and self._continues(group[0][1], row, cells):
                group.append((row, cells))
                continue
            if group:
                yield self._rule(group)
            group = [(row, cells)]
        if group:
            yield self._rule(group)

    def _continues(self, first: Cells, row: int, cells: Cells) -> bool:
        changed = [c for c in cells if c not in self.follows and c != 1 and first.get(c) != cells[c]]
        label = cells.get(1)
        if label is not None:
            return label == first.get(1) and not changed
        for column in changed:
            help = "a row without a name adds to the rule above; give it a name, or leave this cell empty"
            self._error((row, column), "this differs from the rule above", help)
        return True

    def _rule(self, group: list[tuple[int, Cells]]) -> TableRule:
        row, cells = group[0]
        label = plain(cells.get(1, ""))
        id = label if self.columns.label == "id" else f"{self.head.name}-{label}"
        rule = TableRule(label, row, {"id": id}, {}, "", places={(): (row, 1)})
        if not label:
            help = "write a name in the first column: small letters, digits and `-`"
            self._error((row, 1), "the first rule of a table needs a name", help)
            rule.broken = True
        self._titles(rule, cells)
        self._period(rule, cells)
        self._basis(rule, group)
        self._where(rule, cells)
        for name in ("note", "replace"):
            if text := self._said(name, cells):
                rule.data[name] = text
                rule.places[name,] = row, self.columns.rule[name]
        self._effects(rule, group)
        return rule

    def _said(self, name: str, cells: Cells) -> str:
        return cells.get(self.columns.rule.get(name, 0), "")

    def _titles(self, rule: TableRule, cells: Cells) -> None:
        """The title of a row; where it has none, that of the table and the name of the row."""
        titles = {}
        for language, title in zip(("ja", "en"), self.head.titles, strict=True):
            titles[language] = self._said(language, cells) or (f"{title} {rule.label}" if title else "")
            column = self.columns.rule.get(language)
            if column is not None:
                rule.places["title", language] = rule.row, column
        if missing := [language for language, text in titles.items() if not text]:
            place = rule.places.get(("title", missing[0]), (rule.row, 1))
            help = "write it in a column `ja` or `en`, or for the whole table: `title`, and both languages beside it"
            self._error(place, f"the rule has no title in `{missing[0]}`", help)
            titles |= dict.fromkeys(missing, "-")
        rule.data["title"] = titles

    def _period(self, rule: TableRule, cells: Cells) -> None:
        period = {}
        for index, name in enumerate(("from", "until")):
            column = self.columns.rule.get(name)
            text, place = self._said(name, cells), (rule.row, column or 1)
            if not text and (text := self.head.period[index]):
                place = self.head.places["in_force"][0], 2 + index
            if text and plain(text) not in ANY:
                period[name] = day(text)
                rule.places["in_force", name] = place
        if period:
            rule.data["in_force"] = period

    def _where(self, rule: TableRule, cells: Cells) -> None:
        """All conditions of a row, joined; and from which cell each comes."""
        parts: list[tuple[str, Place]] = []
        if self.head.where:
            parts += self._expression(self.head.where, self.head.places["where"])
        for column in sorted({*self.columns.conditions, *self.columns.where} & set(cells)):
            place = rule.row, column
            if column in self.columns.where:
                for text, _ in (found := self._expression(cells[column], place)):
                    rule.opaque += f" AND {text}"
                parts += found
                continue
            try:
                condition = read_condition(cells[column], self.columns.conditions[column])
            except CellError as error:
                self._error(place, error.message, error.help)
                continue
            if condition is not None:
                parts.append((condition.text, place))
                rule.conditions[column] = condition
        rule.data["match"] = self.head.match
        rule.pieces["match",] = ((0, self.head.places["match"]),)
        if parts:
            rule.data["where"] = " AND ".join(text for text, _ in parts)
            offsets = [sum(len(text) + 5 for text, _ in parts[:index]) for index in range(len(parts))]
            rule.pieces["where",] = tuple(zip(offsets, (place for _, place in parts), strict=True))

    def _expression(self, text: str, place: Place) -> list[tuple[str, Place]]:
        """The expression of a cell with its place; nothing for a cell without one, and for one that is told."""
        if plain(text) in ANY:
            return []
        try:
            return [(grouped(text), place)]
        except CellError as error:
            self._error(place, error.message, error.help)
            return []

    def _basis(self, rule: TableRule, group: list[tuple[int, Cells]]) -> None:
        """The bases that its rows name; where they name none, those of the table."""
        found: list[tuple[dict[str, str], dict[str, Place]]] = []
        for row, cells in group:
            columns = [(name, self.columns.rule[name]) for name in BASIS if self._said(name, cells)]
            found.append(_basis_of([(name, cells[column], (row, column)) for name, column in columns]))
        if not any(data for data, _ in found):
            found = [
                _basis_of([(name, cells[c], (row, c)) for c, name in enumerate(BASIS, start=2) if c in cells])
                for row, cells in self.head.basis
            ]
        kept: list[dict[str, str]] = []
        for data, places in found:
            if data and data not in kept:
                at: Path = ("basis", len(kept))
                rule.places |= {at: next(iter(places.values())), **{(*at, name): p for name, p in places.items()}}
                kept.append(data)
        if kept:
            rule.data["basis"] = kept

    def _effects(self, rule: TableRule, group: list[tuple[int, Cells]]) -> None:
        found: list[EffectData] = []
        for index, (row, cells) in enumerate(group):
            if found and self.effects.add_basis(row, cells, found[-1]):
                continue
            effect = self.effects.read(row, cells, first=index == 0)
            if effect is not None and all(effect.data != other.data for other in found):
                found.append(effect)
        for index, effect in enumerate(found):
            rule.places |= {("then", index, *path): place for path, place in effect.places.items()}
        rule.broken = rule.broken or bool(self.effects.errors)
        self.errors.extend(self.effects.errors)
        self.effects.errors.clear()
        rule.data["then"] = [effect.data for effect in found]

    def _error(self, place: Place, message: str, help: str | None = None) -> None:
        self.errors.append(self.sheet.error(place, message, help))


def grouped(text: str) -> str:
    """An expression as part of a conjunction, without its comments: in brackets where an OR would reach beyond it.

    Raises `CellError` for one that does not end where its cell ends: it would take in what stands in another.

    >>> grouped("p.a OR p.b // either"), grouped("p.a AND (p.b OR p.c)")
    ('(p.a OR p.b)', 'p.a AND (p.b OR p.c)')
    """
    text = squeezed(text) or ""
    depth, loose = 0, False
    for found in _TOKEN.finditer(text):
        depth += bool(found["open"]) - bool(found["close"])
        loose = loose or bool(found["or"] and depth == 0)
        if depth < 0:
            break
    if depth or any(found["stray"] for found in _TOKEN.finditer(text)):
        raise CellError("a bracket, quote or comment is not closed in its cell", "every cell holds a whole condition")
    return f"({text})" if loose else text


def _basis_of(cells: list[tuple[str, str, Place]]) -> tuple[dict[str, str], dict[str, Place]]:
    names = {name: "note" if name == "basis_note" else name for name, _, _ in cells}
    data = {names[name]: text for name, text, _ in cells}
    if "status" in data:
        data["status"] = EFFECT_WORDS["status"].get(plain(data["status"]), data["status"])
    return data, {names[name]: place for name, _, place in cells}


def day(text: str) -> str:
    """A day as typed, in the form of rule files; what is no day stays as it is and is refused there.

    >>> day("2026/4/1"), day("soon")
    ('2026-04-01', 'soon')
    """
    from routing.rulebook.tables.numbers import bounds

    found = bounds(text, "date")
    if found is None or found[0][0] is None or found[0][1] is None or found[0][0][0] != found[0][1][0]:
        return text
    return str(found[0][0][0])
