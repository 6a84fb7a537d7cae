"""What the library knows of a rulebook and can say in public: rules with their law, agencies, attributes, tests."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from routing.audit.attributes import AttributeRead, attributes_read
from routing.quality.coverage import Figure, measure
from routing.quality.show.dossier import addressed
from routing.quality.testing import read_tests
from routing.rulebook import Rule, Rulebook
from routing.rulebook.effects import Basis
from routing.rulebook.packs import find_pack


@dataclass(frozen=True)
class Facts:
    """What is known. `rules` are those in force on a day, or every dated version; `read` is what they read of a case.

    `tests` counts the tests of the pack itself, `coverage` says what they exercise, None where it was not measured.
    """

    rulebook: Rulebook
    on: dt.date | None
    rules: tuple[Rule, ...]
    read: tuple[AttributeRead, ...]
    tests: int
    coverage: Mapping[str, Figure] | None

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The ids of the rules; one may have several dated versions."""
        return tuple(dict.fromkeys(rule.id for rule in self.rules))

    @property
    def agencies(self) -> Mapping[str, int]:
        """The kinds of agencies that rules send anything to, each with how many rules do."""
        return dict(sorted(Counter(kind for rule in _newest(self.rules) for kind in addressed(rule)).items()))

    @property
    def sensitive(self) -> tuple[AttributeRead, ...]:
        """What is read of protected attributes, also by way of a finding."""
        return tuple(read for read in self.read if read.mark is not None and read.mark.mark == "protected")

    @property
    def statuses(self) -> Mapping[str, int]:
        """How many laws and agreements are known how well, from best to worst; each article counts once."""
        found = {(basis.law, basis.article, basis.status) for rule in self.rules for basis in bases(rule)}
        counted = Counter(status for _, _, status in found)
        return {status: counted[status] for status in ("verified", "dated", "secondary", "memory") if counted[status]}

    @property
    def from_memory(self) -> tuple[str, ...]:
        """The rules of which a basis is known from memory alone."""
        return self._ids(lambda basis: basis.status == "memory")

    @property
    def without_basis(self) -> tuple[str, ...]:
        """The rules that name no law or agreement."""
        return tuple(dict.fromkeys(rule.id for rule in self.rules if not bases(rule)))

    def _ids(self, wanted: object) -> tuple[str, ...]:
        assert callable(wanted)
        return tuple(dict.fromkeys(rule.id for rule in self.rules if any(map(wanted, bases(rule)))))


def facts(name_or_path: str | Path, on: dt.date | None = None, *, coverage: bool = False) -> Facts:
    """The facts of a rulebook: of its rules in force `on` a day, or of every version.

    `coverage` runs the tests of the pack and measures what they exercise, which takes seconds. Raises `RulebookErrors`
    where the rulebook or its tests are not valid.
    """
    book = Rulebook.load(name_or_path)
    rules = book.rules if on is None else book.rules_in_force(on)
    ids = {rule.id for rule in rules}
    return Facts(
        rulebook=book,
        on=on,
        rules=rules,
        read=tuple(read for read in attributes_read(book) if read.rule in ids),
        tests=len(read_tests(find_pack(name_or_path), book)),
        coverage=measure(name_or_path).figures if coverage else None,
    )


def bases(rule: Rule) -> tuple[Basis, ...]:
    """The laws and agreements behind a rule and its effects, each once."""
    return tuple(dict.fromkeys((*rule.basis, *(b for effect in rule.effects for b in getattr(effect, "basis", ())))))


def _newest(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple({rule.id: rule for rule in rules}.values())
