"""Metamorphic tests of a rulebook on cases: told otherwise, is a case decided otherwise, and by what.

Ids, the order of facts and facts told twice never change a decision. A protected attribute changes one only through a
rule that reads it, on a basis that permits it. A district, or another attribute that tells of one, may change one
through a rule or through the directory: the trial says which. Under another district the offices that simply lie there
do not count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from routing.audit.attributes import mark_of, readers
from routing.audit.outcomes import AS_GIVEN, OFFICES, Names, outcome, parts_that_differ
from routing.audit.variations import ALWAYS, Variation, variations
from routing.case import Case
from routing.decision import Decision
from routing.errors import CaseError
from routing.router import Router
from routing.rulebook import Rulebook

Cause = Literal["permitted", "rule", "unpermitted", "directory", "unexplained"]
"""What made a difference: a rule that reads a protected attribute on a basis that permits it; a rule that reads another
attribute; a rule that reads a protected attribute without such a basis; the directory or settlement, since no rule
fired otherwise (for attributes of the case, such as its district); nothing that may make one."""
TO_JUDGE: frozenset[Cause] = frozenset({"rule", "directory"})
"""Nothing forbids these by itself: people have to judge them."""
WRONG: frozenset[Cause] = frozenset({"unpermitted", "unexplained"})
OFFICES_MAY_DIFFER = frozenset({"district"})
GRAVEST: tuple[Cause, ...] = ("unexplained", "unpermitted", "directory", "rule", "permitted")
MOST_NAMED = 5


@dataclass(frozen=True)
class Difference:
    """What one attribute changed, and by which `rules`: those that fired otherwise and read the attribute."""

    attribute: str
    cause: Cause
    rules: tuple[str, ...]


Parts = tuple[str, ...]
"""The parts of a decision that came out otherwise."""


@dataclass(frozen=True)
class Trial:
    """One case: how often it was told otherwise, by attribute, and how often each difference came of it, in which
    parts."""

    case: str
    told: dict[str, int]
    differences: dict[tuple[Difference, Parts], int]


@dataclass
class Found:
    """How often a difference came of it: in variations, in cases, in which parts; and some of the cases, by id."""

    variations: int = 0
    cases: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)


@dataclass
class TrialSums:
    """The trials of many cases; `bases` says on what law the rules stand that made a difference. Memory grows with the
    differences, not with the cases."""

    cases: int = 0
    refused: int = 0
    told: Counter[str] = field(default_factory=Counter)
    found: dict[Difference, Found] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)

    def add(self, trial: Trial | None) -> None:
        """Count one case; None is one that the rulebook does not take."""
        if trial is None:
            self.refused += 1
            return
        self.cases += 1
        self.told.update(trial.told)
        for difference in dict.fromkeys(one for one, _ in trial.differences):
            sums = self.found.setdefault(difference, Found())
            sums.cases += 1
            if len(sums.named) < MOST_NAMED:
                sums.named.append(trial.case)
        for (difference, parts), times in trial.differences.items():
            sums = self.found[difference]
            sums.variations += times
            sums.parts.update(dict.fromkeys(parts, times))

    def tell_bases(self, rulebook: Rulebook) -> None:
        """Take in the laws behind the rules that made a difference, as a rulebook gives them."""
        wanted = {rule for one in self.found for rule in one.rules}
        for rule in rulebook.rules:
            if rule.id in wanted and rule.basis:
                said = (" ".join(part for part in (basis.law, basis.article) if part) for basis in rule.basis)
                self.bases[rule.id] = ", ".join(dict.fromkeys(said))

    @property
    def differences(self) -> list[tuple[Difference, Found]]:
        """What was found, the gravest first."""
        return sorted(self.found.items(), key=lambda one: (GRAVEST.index(one[0].cause), one[0].attribute, one[0].rules))

    @property
    def wrong(self) -> bool:
        """Whether something made a difference that must not."""
        return any(one.cause in WRONG for one in self.found)


@dataclass(frozen=True)
class Trials:
    """Tries cases by one rulebook. Frozen and picklable."""

    router: Router
    attributes: tuple[str, ...]

    def trial(self, case: Case) -> Trial | None:
        """One case told otherwise in every way. None where the rulebook does not take it."""
        try:
            before = self.router.route(case)
        except CaseError:
            return None
        told: Counter[str] = Counter()
        found: Counter[tuple[Difference, Parts]] = Counter()
        for variation in variations(case, self.attributes, self.router.rulebook):
            told[variation.attribute] += 1
            difference = self._difference(before, self.router.route(variation.case), variation)
            if difference is not None:
                found[difference] += 1
        return Trial(case.case, dict(told), dict(found))

    def _difference(self, before: Decision, after: Decision, variation: Variation) -> tuple[Difference, Parts] | None:
        name = variation.attribute
        without = OFFICES if name in OFFICES_MAY_DIFFER else frozenset[str]()
        one = outcome(before, AS_GIVEN, without=without)
        other = outcome(after, variation.names, without=without)
        parts = parts_that_differ(one, other)
        if not parts:
            return None
        reading = self._readers.get(name, {})
        otherwise = _fired(before, AS_GIVEN) ^ _fired(after, variation.names)
        rules = tuple(sorted({rule for rule, _ in otherwise} & reading.keys()))
        return Difference(name, self._cause(name, rules, bool(otherwise)), rules), parts

    def _cause(self, name: str, rules: tuple[str, ...], fired_otherwise: bool) -> Cause:
        if rules:
            if name not in self._protected:
                return "rule"
            return "permitted" if all(self._readers[name][rule] for rule in rules) else "unpermitted"
        of_case = name in ("district", "reported_by")
        return "directory" if of_case and not fired_otherwise else "unexplained"

    @cached_property
    def _readers(self) -> dict[str, dict[str, bool]]:
        book = self.router.rulebook
        of_persons = [name for name in self.attributes if name not in ALWAYS]
        return {name: {**readers(book, "Person", name), **readers(book, "Case", name)} for name in of_persons}

    @cached_property
    def _protected(self) -> frozenset[str]:
        vocabulary = self.router.rulebook.vocabulary
        marked = {name: mark_of("Person", name, vocabulary) for name in self.attributes}
        declared = {name for terms in vocabulary.declared.values() for name, term in terms.items() if term.protected}
        return frozenset(name for name, mark in marked.items() if mark is not None and name in declared)


def _fired(decision: Decision, names: Names) -> set[tuple[str, str]]:
    """The rules of a decision with what they were bound to, under the ids of before."""
    return {(entry.rule, repr(_named(entry.model_dump(mode="json")["bindings"], names))) for entry in decision.trace}


def _named(value: Any, names: Names) -> Any:
    if isinstance(value, dict):
        return {key: _named(part, names) for key, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted((_named(part, names) for part in value), key=repr)
    return names.of(value) if isinstance(value, str) else value
