"""Type check of effects: variables, kinds, tiers, codes and offices they name must exist and be of the right kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from routing.directory import Directory
from routing.errors import RulebookError, did_you_mean
from routing.pattern.schema import Schema
from routing.pattern.types import Scope
from routing.rulebook.effects import (
    Before,
    Duty,
    Effect,
    Exclude,
    FindingEffect,
    Immediate,
    Refer,
    Share,
)
from routing.rulebook.reading import Path
from routing.source import Document
from routing.vocabulary import Vocabulary

PERSONS = frozenset({"Person", "Household", "Need"})
FINDABLE = frozenset({"Person", "Household", "Need", "Agency", "Event"})
_KINDS = "agency kinds are declared in the vocabulary"
REFERENCE = re.compile(r"([A-Za-z_]\w*)\.(\w+)")
"""`variable.property`, as effects write it."""


@dataclass(frozen=True)
class Declared:
    """What effects may name: the vocabulary, the tiers, and the offices where there is a directory."""

    vocabulary: Vocabulary
    schema: Schema
    tiers: tuple[str, ...]
    directory: Directory | None


class EffectCheck:
    """Checks the effects of one rule; `errors` holds what is wrong.

    `variables` is None where the pattern has an error: then nothing is said about them.
    """

    def __init__(self, rule_id: str, variables: Scope | None, declared: Declared, document: Document) -> None:
        self.rule_id = rule_id
        self.variables = variables
        self.declared = declared
        self.document = document
        self.errors: list[RulebookError] = []

    def check(self, effect: Effect, path: Path) -> None:
        """Check one effect, whose fields stand at `path`."""
        match effect:
            case FindingEffect():
                if not effect.about:
                    self._error("a finding is about at least one node", path, "write `about: [VARIABLE]`")
                self._nodes(effect.about, FINDABLE, (*path, "about"))
            case Immediate():
                self._kinds(effect.to, (*path, "to"))
                self._nodes(effect.about, PERSONS, (*path, "about"))
            case Duty():
                self._kinds([effect.to], (*path, "to"))
                self._nodes(effect.about, PERSONS, (*path, "about"))
                self._before(effect.before, path)
            case Refer():
                self._refer(effect, path)
            case Exclude():
                self._exclude(effect, path)
            case Share():
                self._kinds(effect.to, (*path, "to"))
                self._nodes(effect.about, PERSONS, (*path, "about"))
                self._items(effect.items, (*path, "items"))

    def _refer(self, effect: Refer, path: Path) -> None:
        self._kinds([effect.to], (*path, "to"))
        self._kinds(effect.if_absent, (*path, "if_absent"))
        self._nodes(effect.about, PERSONS, (*path, "about"))
        if effect.need is not None:
            self._nodes([effect.need], frozenset({"Need"}), (*path, "for"))
        self._before(effect.before, path)
        if effect.tier is not None:
            self._known(effect.tier, self.declared.tiers, "tier", (*path, "tier"), "the root pack declares `tiers`")
        elif effect.role == "lead" or effect.need is not None:
            reason = "it can lead" if effect.role == "lead" else "it answers a need (`for`)"
            self._error(f"`refer` needs a `tier`, because {reason}", path, f"one of {', '.join(self.declared.tiers)}")

    def _exclude(self, effect: Exclude, path: Path) -> None:
        self._nodes(effect.about, PERSONS, (*path, "about"))
        if effect.kind is not None:
            self._kinds([effect.kind], (*path, "kind"))
        if effect.person is not None:
            self._nodes([effect.person], frozenset({"Person"}), (*path, "person"))
        if effect.located_in is not None and "." in effect.located_in:
            self._property(effect.located_in, "string", (*path, "located_in"))
        directory = self.declared.directory
        if effect.office is not None and directory is not None:
            self._known(effect.office, directory.by_id, "office", (*path, "office"), "offices stand in the directory")

    def _before(self, before: Before | None, path: Path) -> None:
        if before is not None:
            self._property(before.date, "date", (*path, "before", "date"))

    def _property(self, reference: str, kind: str, path: Path) -> None:
        """`variable.property`, the property being of a kind."""
        found = REFERENCE.fullmatch(reference)
        if not found:
            self._error(f"`{reference}` is not a property of a variable", path, "write it as `variable.property`")
            return
        labels = self._node(found[1], path)
        if labels is None:
            return
        known = {name: t for label in sorted(labels) for name, t in self.declared.schema.labels[label].items()}
        if self._known(found[2], known, "property", path, f"it must be a {kind}") and known[found[2]].kind != kind:
            self._error(f"`{reference}` is not a {kind} but of type {known[found[2]].kind}", path)

    def _nodes(self, names: Iterable[str], allowed: frozenset[str], path: Path) -> None:
        for index, name in enumerate(names):
            at = self._item(path, index)
            labels = self._node(name, at)
            if labels is not None and not labels <= allowed:
                what = " or ".join(sorted(labels)) if len(labels) <= 3 else "any node"
                message = f"`{name}` is {what}; `{path[-1]}` takes {', '.join(sorted(allowed))}"
                self._error(message, at, "give the variable a label in `match`" if len(labels) > 1 else None)

    def _node(self, name: str, path: Path) -> frozenset[str] | None:
        """The labels of a variable, None (and an error) if it is unknown or no node."""
        if self.variables is None or not self._known(
            name, self.variables, "variable", path, "effects name the variables of `match`"
        ):
            return None
        found = self.variables[name]
        if found.kind != "node":
            self._error(f"`{name}` is not a node", path, "name a node of `match`")
            return None
        return found.labels if found.labels is not None else frozenset(self.declared.schema.labels)

    def _kinds(self, kinds: Iterable[str], path: Path) -> None:
        empty = True
        for index, kind in enumerate(kinds):
            empty = False
            self._known(kind, self.declared.vocabulary.agency_kinds, "agency kind", self._item(path, index), _KINDS)
        if empty and path[-1] == "to":
            self._error("`to` names no agency kind", path, _KINDS)

    def _items(self, items: Iterable[str], path: Path) -> None:
        vocabulary = self.declared.vocabulary
        for index, item in enumerate(items):
            if item not in vocabulary.needs:
                help = "items are need codes or domains, without `*`"
                self._known(item, {*vocabulary.domains, *vocabulary.needs}, "item", self._item(path, index), help)

    def _known(self, name: str, known: Collection[str], what: str, path: Path, otherwise: str) -> bool:
        if name in known:
            return True
        self._error(f"refers to unknown {what} `{name}`", path, did_you_mean(name, known, otherwise))
        return False

    def _item(self, path: Path, index: int) -> Path:
        """The path of one of several names, which may also stand alone without a list."""
        value = self.document.data
        for step in path:
            value = value[step]
        return (*path, index) if isinstance(value, list) else path

    def _error(self, message: str, path: Path, help: str | None = None) -> None:
        line, column = self.document.position(path)
        separator = " " if message.startswith("refers") else ": "
        text = f"rule `{self.rule_id}`{separator}{message}"
        self.errors.append(RulebookError(text, file=self.document.file, line=line, column=column, help=help))
