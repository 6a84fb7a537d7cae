"""Rules laid out as tables: one for each pattern, with a column for everything they ask and say."""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import Any

from routing.errors import PatternError
from routing.pattern import syntax as s
from routing.pattern.check import Checker, check_pattern
from routing.pattern.parser import parse_pattern
from routing.quality.tables.cells import as_cell, both_bounds
from routing.quality.tables.conjuncts import Conjunct, conjuncts, named, whole_numbers
from routing.rulebook.effect_check import Declared
from routing.rulebook.effects import EFFECTS
from routing.rulebook.single import RuleFile
from routing.rulebook.tables.cells import Subject
from routing.rulebook.tables.columns import subject_of
from routing.rulebook.tables.words import ITS_BASIS

RuleData = Mapping[str, Any]
_EFFECT_COLUMNS = ("effect", "action", "kind", "to", "role", "tier", "about", "for", "within", "before", "less",
                   "service", "if_absent", "jointly", "consent", "office", "located_in", "person", "items",
                   "level", "reason", *ITS_BASIS)  # fmt: skip
_COMMON = ("about", "for", "role", "tier")
"""Fields that move into the head where all effects say the same."""


@dataclass
class Laid:
    """One table as rows of texts, and the row of its headings."""

    rows: list[list[str]] = field(default_factory=list)
    headings: int = 0


def lay_out(source: RuleFile, declared: Declared) -> list[Laid]:
    """The tables that say what the rules of a file say, in its order; rules of one pattern stand together."""
    found = []
    taken: set[str] = set()
    first: dict[str, int] = {}
    for index, entry in enumerate(source.data):
        first.setdefault(str(entry["match"]), index)
    ordered = sorted(source.data, key=lambda entry: first[str(entry["match"])])
    for match, group in groupby(ordered, key=lambda entry: str(entry["match"])):
        data = list(group)
        name, labels = _names([str(entry["id"]) for entry in data], source.file, taken)
        found.append(_Sheet(match, data, declared).laid(name, labels))
    return found


def _effects(data: RuleData) -> list[Mapping[str, Any]]:
    return list(data["then"]) if isinstance(data["then"], list) else [data["then"]]


def _names(ids: Sequence[str], file: str, taken: set[str]) -> tuple[str, list[str] | None]:
    """The name of a table and the names of its rows, where the ids begin alike; else None, and rows have whole ids."""
    parts = [id.split("-") for id in ids]
    columns = zip(*(part[:-1] for part in parts), strict=False)
    name = "-".join(words[0] for words in takewhile(lambda words: len(set(words)) == 1, columns))
    if name and name not in taken and len(name) <= 80:
        taken.add(name)
        return name, [id.removeprefix(f"{name}-") for id in ids]
    stem = re.sub(r"[^a-z0-9]+", "-", os.path.basename(file).split(".")[0].lower()).strip("-") or "rules"
    name, count = stem[:70], 1
    while name in taken:
        count += 1
        name = f"{stem[:70]}-{count}"
    taken.add(name)
    return name, None


class _Sheet:
    """Lays out the rules of one pattern."""

    def __init__(self, match: str, data: Sequence[RuleData], declared: Declared) -> None:
        self.match = match
        self.data = data
        self.declared = declared
        self.whole = whole_numbers(match, declared.schema)
        self.subjects: dict[str, Subject] = {}
        self.common: dict[str, str] = {}

    def laid(self, name: str, labels: Sequence[str] | None) -> Laid:
        conditions, rest = self._conditions()
        columns = _merged([list(cells) for cells in conditions])
        self.common = self._common()
        periods = {_period(data) for data in self.data}
        bases = [_basis(data) for data in self.data]
        basis = bases[0] if all(other == bases[0] for other in bases) else None
        head = [["table", name], ["hit", "collect"], ["match", self.match]]
        if len(periods) == 1 and any(period := next(iter(periods))):
            head.append(["in_force", *period])
        head += [["basis", *line] for line in basis or []]
        head += [[key, text] for key, text in self.common.items()]
        fields = self._fields()
        about = [key for key in ("from", "until") if len(periods) > 1]
        laws = ["law", "article", "status", "read", "basis_note"] if basis is None else []
        ends = [key for key in ("note", "replace") if any(data.get(key) for data in self.data)]
        where = ["where"] if any(rest) else []
        headings = ["id" if labels is None else "row", "ja", "en", *about, *columns, *where, *fields, *laws, *ends]
        rows = []
        for index, data in enumerate(self.data):
            label = str(data["id"]) if labels is None else labels[index]
            first = [label, data["title"]["ja"], data["title"]["en"], *(_period(data) if about else ())]
            first += [conditions[index].get(column, "") for column in columns]
            first += [rest[index]] if where else []
            tail = [str(data.get(key) or "") for key in ends]
            lines = [] if basis is not None else bases[index]
            effects = [line for effect in _effects(data) for line in self._effect(effect, fields)]
            for count in range(max(len(effects), len(lines), 1)):
                effect = effects[count] if count < len(effects) else [""] * len(fields)
                line = lines[count] if count < len(lines) else [""] * len(laws)
                start = first if count == 0 else [""] * len(first)
                rows.append([*start, *effect, *line, *(tail if count == 0 else [""] * len(tail))])
        return Laid([*head, [], headings, *rows], len(head) + 2)

    def _conditions(self) -> tuple[list[dict[str, str]], list[str]]:
        """For each rule the cells of its conditions by subject, and what no cell says, as an expression."""
        checker = Checker(self.declared.schema)
        scope = check_pattern(parse_pattern(self.match), self.declared.schema)
        cells: list[dict[str, str]] = []
        rest: list[str] = []
        for data in self.data:
            parts = conjuncts(data.get("where"))
            for name in {name for part in parts for name in _subjects(part.expression)} - set(self.subjects):
                try:
                    self.subjects[name] = subject_of(name, checker, scope, self.declared.vocabulary)
                except PatternError:  # a function with another meaning of its argument
                    continue
            own, left = self._row(parts)
            cells.append(own)
            rest.append(" AND ".join(left))
        return cells, rest

    def _row(self, parts: Sequence[Conjunct]) -> tuple[dict[str, str], list[str]]:
        by_subject: dict[str, list[Conjunct]] = {}
        for part in parts:
            found = as_cell(part, self.subjects, self.whole)
            by_subject.setdefault(found[0] if found else "", []).append(part)
        own: dict[str, str] = {}
        left = [part.text for part in by_subject.pop("", [])]
        for name, members in by_subject.items():
            found = as_cell(members[0], self.subjects, self.whole)
            both = both_bounds(members, self.subjects[name], self.whole) if len(members) > 1 else None
            own[name] = both or (found[1] if found else "")
            if both is None:
                left += [part.text for part in members[1:]]
        return own, left

    def _common(self) -> dict[str, str]:
        """The fields in which all effects that have them agree."""
        effects = [effect for data in self.data for effect in _effects(data)]
        found = {}
        for key in _COMMON:
            having = [effect for effect in effects if key in _known(next(iter(effect)))]
            said = {_text(next(iter(effect.values())).get(key)) for effect in having}
            if len(having) > 1 and len(said) == 1 and "" not in said:
                found[key] = said.pop()
        return found

    def _fields(self) -> list[str]:
        """The columns of effects, without those that the head says or nobody needs."""
        used: set[str] = set()
        for data in self.data:
            for effect in _effects(data):
                ((name, fields),) = effect.items()
                used |= {"effect"} if name != "refer" else set()
                used |= set(_flat(fields))
        return [key for key in _EFFECT_COLUMNS if key in used and key not in self.common]

    def _effect(self, effect: Mapping[str, Any], columns: Sequence[str]) -> list[list[str]]:
        """The rows of one effect: its fields, and below a row for each further basis of its own."""
        ((name, fields),) = effect.items()
        said = {"effect": "" if name == "refer" else name, **_flat(fields)}
        rows = [said, *_bases(fields)[1:]]
        return [[_text(row.get(key)) for key in columns] for row in rows]


def _known(effect: str) -> set[str]:
    return {field.alias or key for key, field in EFFECTS[effect].model_fields.items()}


def _flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    before = fields.get("before")
    flat = {key: value for key, value in fields.items() if key not in ("before", "basis")}
    if bases := _bases(fields):
        flat |= bases[0] | dict.fromkeys(set().union(*bases) - set(bases[0]), "")
    if before is not None:
        flat |= {"before": before["date"]} | ({"less": before["less"]} if "less" in before else {})
    return flat


def _bases(fields: Mapping[str, Any]) -> list[dict[str, str]]:
    """The bases of an effect, by column."""
    listed = fields.get("basis") or []
    entries = listed if isinstance(listed, list) else [listed]
    return [{f"its_{key}": text for key, text in entry.items()} for entry in entries]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _subjects(e: Any) -> set[str]:
    """The subjects of the cells that an expression may become."""
    found = {named(e)} - {""}
    return found or found.union(*map(_subjects, s.children(e)))


def _period(data: RuleData) -> tuple[str, str]:
    period = data.get("in_force") or {}
    return str(period.get("from") or ""), str(period.get("until") or "")


def _basis(data: RuleData) -> list[list[str]]:
    listed = data.get("basis") or []
    entries = listed if isinstance(listed, list) else [listed]
    return [[_text(entry.get(key)) for key in ("law", "article", "status", "read", "note")] for entry in entries]


def _merged(orders: Sequence[list[str]]) -> list[str]:
    """One order of columns that keeps, as far as it can, the order in which each rule names them."""
    found: list[str] = []
    for order in orders:
        at = 0
        for name in order:
            if name in found:
                at = max(at, found.index(name) + 1)
            else:
                found.insert(at, name)
                at += 1
    return found
