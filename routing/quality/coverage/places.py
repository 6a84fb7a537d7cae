"""Where the pieces of a rule stand in its file, and how they are written there."""

from __future__ import annotations

from dataclasses import replace

from routing.pattern.syntax import Position
from routing.quality.coverage.layers import Atom
from routing.quality.coverage.parts import Place
from routing.rulebook.effects import summary
from routing.rulebook.merge import read_packs
from routing.rulebook.packs import Library, PackText
from routing.rulebook.reading import Path, Problems, WrittenRule
from routing.rulebook.rule import Rule


class Places:
    """The rule files of a pack and of those it extends."""

    def __init__(self, pack: PackText) -> None:
        rules = (rule for one in read_packs(pack, Library(), Problems()) for rule in one.rules)
        self._written = {(rule.pack, rule.entry.id, rule.entry.in_force.start): rule for rule in rules}

    def rule(self, rule: Rule) -> Place:
        """Where the id of a rule stands."""
        return self._place(self._of(rule), "id")

    def effect(self, rule: Rule, number: int) -> tuple[str, Place]:
        """The name of an effect, as in traces, and where it stands."""
        written = self._of(rule)
        effect, path = written.effects[number]
        line, column = written.document.key_position(path)
        return summary(effect), Place(written.document.file, line, column)

    def written(self, rule: Rule, atom: Atom) -> tuple[str, Position]:
        """A condition as written, on one line, and its range; that of an inline map with its key."""
        text = rule.match if atom.at.part == "match" else rule.where or ""
        at = atom.at
        if atom.key is not None:
            at = replace(at, start=max(text.rfind(atom.key, 0, at.start), 0))
        return " ".join(text[at.start : at.end].split()), at

    def at(self, rule: Rule, at: Position) -> Place:
        """Where a range of a pattern begins in the file."""
        written = self._of(rule)
        line, column = written.document.text_position((*written.path, at.part), at.start)
        return Place(written.document.file, line, column)

    def _of(self, rule: Rule) -> WrittenRule:
        return self._written[rule.pack, rule.id, rule.start]

    def _place(self, written: WrittenRule, *steps: str) -> Place:
        path: Path = (*written.path, *steps)
        line, column = written.document.position(path)
        return Place(written.document.file, line, column)
