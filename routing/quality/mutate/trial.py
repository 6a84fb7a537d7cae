"""Trying a mutant out: the tests of a pack, run against its rulebook with the mutant in place of the rule.

All that the mutant leaves alone is shared. Its pattern is matched in the case graphs that the tests have already
made; only where it matches otherwise than the rule is a test settled again. A rule that derives no findings changes
nothing but its own firings, so those alone are exchanged; any other mutant fires the whole rulebook anew. So does one
that reads findings, where the questions of a decision count: what is unknown travels along findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from routing.case import Case
from routing.decision import Decision
from routing.engines import Firings
from routing.engines.firings import Firing
from routing.engines.unknowns import UnknownFacts
from routing.errors import CaseError
from routing.pattern.budget import BudgetExceeded
from routing.pattern.compiler import CompiledPattern
from routing.quality.expectations import differences
from routing.quality.mutate.mutant import Mutant
from routing.quality.mutate.mutants import changed
from routing.quality.testing import RuleTest
from routing.router import BUDGET, Router
from routing.rulebook import Rulebook
from routing.rulebook.reads import reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import derived_kinds
from routing.settlement import settle


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A case with what follows from it by the rulebook as it is."""

    case: Case
    firings: Firings
    fired: frozenset[str]


def known(router: Router, case: Case) -> Known:
    """Fire the rulebook on a case. Raises `CaseError` where it does not take the case."""
    firings = router.fire(case)
    return Known(case, firings, frozenset(firing.rule.id for firing in firings.fired))


class Trial:
    """One mutant against cases: `routes` gives the decision on a case with the mutant in place of the rule."""

    def __init__(self, rulebook: Rulebook, mutant: Mutant, number: int = 0) -> None:
        self.mutant = mutant
        rule, mutated = mutant.rule, mutant.mutated
        self.rulebook = replace(
            rulebook, rules=changed(rulebook, rule, mutated), digest=f"{rulebook.digest}/{rule.id}/{number}"
        )
        if mutant.fault != "in_force":
            self.rulebook._derived["breakpoints"] = rulebook.breakpoints
        self.derives = bool(derived_kinds(rule) | derived_kinds(mutated))
        self.reads = bool(reads(mutated.pattern, rulebook.schema).all | rulebook.reads(rule).all)
        self._rows: CompiledPattern | None = None
        self._unknown: UnknownFacts | None = None
        self._router: Router | None = None

    def may_differ(self, known: Known) -> bool:
        """Whether the mutant fires otherwise than the rule, as far as the case without the mutant's own findings
        shows. Which facts are unknown is not looked at."""
        day, rule, mutated = known.case.as_of, self.mutant.rule, self.mutant.mutated
        if rule.in_force(day) != mutated.in_force(day):
            return True
        if not rule.in_force(day):
            return False
        if not self.mutant.condition:
            return rule.id in known.fired
        if self.derives and reads(mutated.pattern, self.rulebook.schema) != reads(rule.pattern, self.rulebook.schema):
            return True
        before = [firing.key for firing in known.firings.fired if firing.rule is rule]
        return before != [firing.key for firing in self._matches(known)]

    def decision(self, known: Known, questions: bool = True) -> Decision:
        """The decision on a case with the mutant in place of the rule; without `questions` these may be wrong."""
        anew = self.derives or (questions and self.reads)
        firings = self._anew(known.case) if anew else self._exchanged(known)
        return settle(known.case, firings, self.rulebook)

    def _matches(self, known: Known) -> list[Firing]:
        """What the mutant fires in the case graph with the findings of the rulebook as it is."""
        if self._rows is None:
            self._rows = CompiledPattern(self.mutant.mutated.pattern, self.rulebook.schema)
        found: list[Firing] = []
        try:
            rows = self._rows.rows(known.firings.graph, as_of=known.case.as_of, budget=[BUDGET])
        except BudgetExceeded:
            return found
        for row in rows:
            found.append(Firing(self.mutant.mutated, self._rows.bindings(row)))
        return sorted(found, key=lambda firing: firing.key)

    def _exchanged(self, known: Known) -> Firings:
        """The firings of the case with those of the mutant in place of those of the rule."""
        day, id = known.case.as_of, self.mutant.rule.id
        own: Sequence[Firing] = ()
        open_ones: Sequence[Firing] = ()
        if self.mutant.mutated.in_force(day):
            if self.mutant.condition or not self.mutant.rule.in_force(day):
                if self._unknown is None:
                    self._unknown = UnknownFacts(((self.mutant.mutated,),), self.rulebook.schema)
                alone = known.firings._replace(fired=tuple(self._matches(known)), undetermined=())
                completed = self._unknown.complete(alone, day, [BUDGET])
                own, open_ones = completed.fired, completed.undetermined
            else:
                own = tuple(_as(self.mutant.mutated, known.firings.fired))
                open_ones = tuple(_as(self.mutant.mutated, known.firings.undetermined))
        fired = _with(known.firings.fired, id, own)
        return known.firings._replace(fired=fired, undetermined=_with(known.firings.undetermined, id, open_ones))

    def _anew(self, case: Case) -> Firings:
        if self._router is None:
            self._router = Router(self.rulebook)
        return self._router.fire(case)


def _as(rule: Rule, firings: Sequence[Firing]) -> Iterator[Firing]:
    return (firing._replace(rule=rule) for firing in firings if firing.rule.id == rule.id)


def _with(firings: Sequence[Firing], id: str, own: Sequence[Firing]) -> tuple[Firing, ...]:
    """Firings, sorted by rule, with those of one rule exchanged."""
    before = tuple(firing for firing in firings if firing.rule.id < id)
    return (*before, *own, *(firing for firing in firings if firing.rule.id > id))


class Bench:
    """The tests of a pack, each fired once by the rulebook as it is."""

    def __init__(self, rulebook: Rulebook, tests: Sequence[RuleTest]) -> None:
        self.rulebook = rulebook
        self.router = Router(rulebook)
        self.tests = [(test, self._known(test)) for test in tests]

    def _known(self, test: RuleTest) -> Known:
        """A test, fired. Raises `RulebookErrors` where the rulebook does not take its case."""
        try:
            return known(self.router, test.case)
        except CaseError as error:
            raise test.refused(error) from None

    def failing(self) -> list[RuleTest]:
        """The tests that the rulebook does not pass even without a fault."""
        return [
            test
            for test, found in self.tests
            if differences(test.expect, settle(test.case, found.firings, self.rulebook))
        ]

    def killer(self, trial: Trial) -> RuleTest | None:
        """The first test that fails with the mutant in place of the rule; None where it survives all of them."""
        asking: list[tuple[RuleTest, Known]] = []
        for test, found in self.tests:
            if trial.may_differ(found):
                if differences(test.expect, trial.decision(found, questions=test.expect.questions is not None)):
                    return test
            elif (
                trial.mutant.condition
                and test.expect.questions is not None
                and trial.mutant.rule.in_force(test.case.as_of)
            ):
                asking.append((test, found))
        for test, found in asking:  # what is unknown may still keep the mutant open where it did not the rule
            if differences(test.expect, trial.decision(found)):
                return test
        return None
