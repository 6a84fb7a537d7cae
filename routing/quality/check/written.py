"""The packs of a rulebook as they are written: where each rule, effect, condition and setting stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from routing.pattern.syntax import Position
from routing.quality.check.finding import Place
from routing.rulebook import Rule
from routing.rulebook.merge import read_packs
from routing.rulebook.packs import Library, PackText, find_pack
from routing.rulebook.reading import Pack, Problems, WrittenRule
from routing.rulebook.reading import Path as Steps
from routing.source import Document


class Written:
    """The files behind a loaded rulebook. Rules are told apart by id and first day."""

    def __init__(self, pack: PackText) -> None:
        self._pack = pack
        self._lines: dict[str, list[str]] = {}

    @classmethod
    def find(cls, name_or_path: str | Path) -> Written:
        """The files of a bundled rulebook, or of one in a folder. Raises `RulebookError` where there is none."""
        return cls(find_pack(name_or_path))

    def read(self) -> None:
        """Read them. Raises `RulebookErrors` where they are not sound."""
        assert self.packs

    @cached_property
    def packs(self) -> list[Pack]:
        """The packs, each after those it extends."""
        return read_packs(self._pack, Library(), Problems())

    @property
    def leaf(self) -> Pack:
        """The rulebook itself; the others are packs it extends."""
        return self.packs[-1]

    @cached_property
    def order(self) -> dict[str, int]:
        """The packs by id, in the order they load: each after those it extends."""
        return {pack.file.rulebook: index for index, pack in enumerate(self.packs)}

    @cached_property
    def _rules(self) -> dict[tuple[str, str, dt.date | None], WrittenRule]:
        return {
            (rule.pack, rule.entry.id, rule.entry.in_force.start): rule for pack in self.packs for rule in pack.rules
        }

    def rule(self, rule: Rule) -> WrittenRule:
        """A rule as written."""
        return self._rules[rule.pack, rule.id, rule.start]

    def place(self, rule: Rule, *steps: str | int) -> Place:
        """Where a field of a rule stands; without steps its id."""
        written = self.rule(rule)
        return self.at(written.document, (*written.path, *(steps or ("id",))))

    def effect(self, rule: Rule, index: int, *steps: str | int) -> Place:
        """Where an effect of a rule stands, or a field of it."""
        written = self.rule(rule)
        path = (*written.effects[index][1], *steps)
        return self.at(written.document, path) if steps else self.at_key(written.document, path)

    def syntax(self, rule: Rule, at: Position) -> Place:
        """Where a part of the pattern of a rule stands."""
        written = self.rule(rule)
        line, column = written.document.text_position((*written.path, at.part), at.start)
        return self._place(written.document, line, column)

    def setting(self, *steps: str | int) -> Place:
        """Where a setting of the rulebook stands: in the last pack that gives it, else at the name of the rulebook."""
        for pack in reversed(self.packs):
            if steps and steps[0] in pack.document.data:
                return self.at(pack.document, steps)
        return self.at(self.leaf.document, ("rulebook",))

    def giver(self, setting: str) -> str:
        """The pack that gives a setting; the rulebook itself where none does."""
        for pack in reversed(self.packs):
            if setting in pack.document.data:
                return pack.file.rulebook
        return self.leaf.file.rulebook

    def need(self, code: str) -> Place:
        """Where a need code is declared; one of the built-in vocabulary at the name of the rulebook."""
        for pack in self.packs:
            data = pack.vocabulary.data if pack.vocabulary is not None else {}
            for index, need in enumerate(data.get("needs") or ()):
                if need["code"] == code and pack.vocabulary is not None:
                    return self.at(pack.vocabulary, ("needs", index, "code"))
        return self.setting()

    @cached_property
    def own_needs(self) -> frozenset[str]:
        """The need codes that the packs declare themselves."""
        vocabularies = [pack.vocabulary.data for pack in self.packs if pack.vocabulary is not None]
        return frozenset(need["code"] for data in vocabularies for need in data.get("needs") or ())

    def directory(self) -> Place:
        """Where the list of offices begins: that of the rulebook itself, or of the nearest pack below."""
        for pack in reversed(self.packs):
            if pack.directory is not None:
                return self.at(pack.directory, ())
        return self.setting()

    def office(self, id: str) -> Place:
        """Where an office is listed."""
        for pack in self.packs:
            for index, entry in enumerate(pack.directory.data if pack.directory is not None else ()):
                if entry.get("id") == id and pack.directory is not None:
                    return self.at(pack.directory, (index, "id"))
        return self.setting("directory")

    def at(self, document: Document, path: Steps) -> Place:
        """The place of the value at a path in one of the files."""
        return self._place(document, *document.position(path))

    def at_key(self, document: Document, path: Steps) -> Place:
        """The place of the key under which the value at a path stands."""
        return self._place(document, *document.key_position(path))

    def _place(self, document: Document, line: int, column: int) -> Place:
        lines = self._lines.get(document.file)
        if lines is None:
            lines = self._lines[document.file] = document.text.split("\n")
        return Place(document.file, line, column, lines[line - 1] if line <= len(lines) else "")

    def texts(self) -> Iterable[PackText]:
        """The files of each pack, the rulebook's own last."""
        return (pack.text for pack in self.packs)
