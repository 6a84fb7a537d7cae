"""The effect of a row: its cells, and what the head says where they are silent."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from routing.errors import RulebookError, did_you_mean
from routing.rulebook.effects import EFFECTS
from routing.rulebook.tables.cells import CellError, items, one_of
from routing.rulebook.tables.columns import Columns, labels_of_kinds
from routing.rulebook.tables.grid import Grid, Place, plain
from routing.rulebook.tables.head import Head
from routing.rulebook.tables.words import ANY, EFFECT_FIELDS, EFFECT_WORDS, ITS_BASIS, TRUTHS
from routing.source.document import Path
from routing.vocabulary import Vocabulary

_ORDER = list(dict.fromkeys(EFFECT_FIELDS.values()))
_TEXTS = frozenset({"service", "reason", *ITS_BASIS} - {"its_status"})
_LISTS = frozenset({"to", "about", "if_absent", "items"})
_KINDS = frozenset({"to", "if_absent"})
_SPAN = re.compile(r"(\d{1,6})(営業日|日|週間?|か月|ヶ月|カ月|時間)以?内?")
_SPANS = {"営業日": "{}bd", "日": "P{}D", "週": "P{}W", "週間": "P{}W", "時間": "PT{}H"}


@dataclass
class EffectData:
    """One effect as a rule file would hold it, and the cell of each of its values."""

    data: dict[str, Any]
    places: dict[Path, Place] = field(default_factory=dict)


class EffectRow:
    """Reads the effects of one table; `errors` holds what is wrong."""

    def __init__(self, sheet: Grid, head: Head, columns: Columns, vocabulary: Vocabulary) -> None:
        self.sheet = sheet
        self.head = head
        self.columns = columns
        self.vocabulary = vocabulary
        self.kinds = labels_of_kinds(vocabulary)
        self.errors: list[RulebookError] = []

    def read(self, row: int, cells: dict[int, str], first: bool) -> EffectData | None:
        """The effect of a row, None where it says nothing. The first row of a rule may leave all of it to the head."""
        given = {name: cells[column] for name, column in self.columns.effect.items() if column in cells}
        if not given and not (first and set(self.head.fields) - {"about", "for"}):
            return None
        name = self._effect(row, given)
        if name is None:
            return None
        known = {model_field.alias or key for key, model_field in EFFECTS[name].model_fields.items()}
        if "before" in known:
            known.add("less")
        if "basis" in known:
            known.update(ITS_BASIS)
        found = EffectData({name: {}}, {(): self._place(row, "effect", cells)})
        silent = {key: text for key, text in self.head.fields.items() if key in known}
        if {"within", "before"} & set(given):
            silent = {key: text for key, text in silent.items() if key not in ("within", "before", "less")}
        said = {**silent, **given}
        for key in sorted(said, key=_ORDER.index):
            text = said[key]
            if key == "effect" or plain(text) in ANY:
                continue
            place = (row, self.columns.effect[key]) if key in given else self.head.places.get(key, (row, 1))
            self._set(found, name, key, text, place)
        for key, column in self.columns.effect.items():
            found.places.setdefault((name, key), (row, column))
        return found

    def add_basis(self, row: int, cells: dict[int, str], effect: EffectData) -> bool:
        """Add the basis of a row to the effect above, where the row says nothing else of an effect."""
        given = {name: column for name, column in self.columns.effect.items() if column in cells}
        if not given or not set(given) <= set(ITS_BASIS):
            return False
        ((name, fields),) = effect.data.items()
        basis = {key.removeprefix("its_"): self._value(key, cells[column]) for key, column in given.items()}
        listed = fields.setdefault("basis", [])
        if basis not in listed:
            at: Path = (name, "basis", len(listed))
            places = {key.removeprefix("its_"): (row, column) for key, column in given.items()}
            effect.places |= {at: (row, min(given.values())), **{(*at, key): place for key, place in places.items()}}
            listed.append(basis)
        return True

    def _place(self, row: int, name: str, cells: dict[int, str]) -> Place:
        column = self.columns.effect.get(name)
        if column is not None and column in cells:
            return row, column
        return row, min((c for c in self.columns.effect.values() if c in cells), default=1)

    def _effect(self, row: int, given: dict[str, str]) -> str | None:
        text = given.get("effect") or self.head.fields.get("effect") or "refer"
        name = EFFECT_WORDS["effect"].get(plain(text))
        if name is None:
            place = (row, self.columns.effect["effect"]) if "effect" in given else self.head.places["effect"]
            help = did_you_mean(text, EFFECTS, f"one of {', '.join(EFFECTS)}")
            self.errors.append(self.sheet.error(place, f"unknown effect `{text[:40]}`", help))
        return name

    def _set(self, found: EffectData, name: str, key: str, text: str, place: Place) -> None:
        fields = found.data[name]
        try:
            if key in ("before", "less"):
                fields.setdefault("before", {})["date" if key == "before" else "less"] = self._value(key, text)
                found.places[name, "before", "date" if key == "before" else "less"] = place
                return
            if key in ITS_BASIS:
                fields.setdefault("basis", [{}])[0][key.removeprefix("its_")] = self._value(key, text)
                found.places |= {(name, "basis"): place, (name, "basis", 0, key.removeprefix("its_")): place}
                return
            fields[key] = self._value(key, text)
        except CellError as error:
            self.errors.append(self.sheet.error(place, error.message, error.help))
            return
        found.places[name, key] = place

    def _value(self, key: str, text: str) -> Any:
        """The value of one field. Raises `CellError`."""
        if key in _TEXTS:
            return text
        if key in _LISTS:
            listed = [self._name(key, item) for item in items(text)]
            return listed[0] if len(listed) == 1 else listed
        if key == "jointly":
            if plain(text) not in TRUTHS:
                raise CellError(f"`{text[:40]}` is neither yes nor no", "write yes or no")
            return TRUTHS[plain(text)]
        if key in ("within", "less"):
            return span(text)
        return self._name(key, text)

    def _name(self, key: str, text: str) -> str:
        if key.removeprefix("its_") in EFFECT_WORDS:
            return EFFECT_WORDS[key.removeprefix("its_")].get(plain(text), text)
        codes = self.kinds.get(plain(text), set())
        if key in _KINDS or (key == "kind" and codes):
            kinds = codes & set(self.vocabulary.agency_kinds)
            if text not in self.vocabulary.agency_kinds and len(kinds) > 0:
                return one_of(text, frozenset(self.vocabulary.agency_kinds), {plain(text): kinds}, "agency kind")
        if key == "items" and len(named := codes & {*self.vocabulary.needs, *self.vocabulary.domains}) == 1:
            return min(named)
        return unicodedata.normalize("NFKC", text) if text.isprintable() else text


def span(text: str) -> str:
    """A span of time as typed, in the form of rule files.

    >>> span("１４日以内"), span("5営業日"), span("P14D")
    ('P14D', '5bd', 'P14D')
    """
    normal = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = _SPAN.fullmatch(normal)
    return _SPANS.get(found[2], "P{}M").format(int(found[1])) if found else normal
