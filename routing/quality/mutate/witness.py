"""The case that would kill a mutant which survives: looked for near the cases that are known, then by the solver.

Every case is routed with the rule and with the mutant before it counts; the two decisions differ on it. It is shrunk,
so that its reader sees the boundary and little else.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from routing.case import Case
from routing.errors import CaseError
from routing.pattern.compiler import CompiledPattern
from routing.quality.expectations import Expectation, differences
from routing.quality.mutate.hints import Hints, hints
from routing.quality.mutate.proof import Proof, Prover
from routing.quality.mutate.steps import neighbours, wider
from routing.quality.mutate.telling import telling
from routing.quality.mutate.trial import Bench, Known, Trial, known
from routing.quality.mutate.unseen import unseen
from routing.quality.shrink import smaller
from routing.rulebook.effects import Share
from routing.rulebook.rule import Rule
from routing.settlement import settle

STARTS = 6
"""How many known cases the search starts from."""
TRIED = 1500
"""How many cases are tried for one mutant."""
KEPT = 12
"""How many cases two steps away are looked at from each case one step away."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A case on which the rule and the mutant come to different decisions. `expect` are fields of a rule test that the
    decision by the rule meets and the one by the mutant does not."""

    case: Case
    expect: dict[str, Any]


class Witnesses:
    """Looks for witnesses, rule by rule. What was found for one mutant is tried first for the next."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.rulebook = bench.rulebook
        self.prover = Prover(bench.rulebook)
        self._rule: Rule | None = None
        self._found: list[Known] = []
        self._rows: dict[int, CompiledPattern] = {}

    def find(self, trial: Trial) -> Witness | Proof | str | None:
        """A witness, a proof that there is none, why neither could be had, or None where nothing was found."""
        rule = trial.mutant.rule
        if unseen(self.rulebook, trial.mutant):
            return Proof()
        if rule is not self._rule:
            self._rule, self._found = rule, []
        for found in self._candidates(trial):
            expect = self._tells(trial, found)
            if expect:
                return self._kept(trial, found, expect)
        if not trial.mutant.condition and trial.mutant.fault != "in_force":
            return None  # its effects differ: no solver is needed to know that it fires alike
        settled = self.prover.settle(rule, trial.mutant.mutated)
        if isinstance(settled, Case):
            return self._confirmed(trial, settled)
        return settled

    def _confirmed(self, trial: Trial, case: Case) -> Witness | str:
        """The solver's case, if a test of it would notice the mutant, or cases beside it."""
        mutant = trial.mutant
        looked_at = hints((mutant.rule.pattern, mutant.mutated.pattern))
        around = itertools.islice(neighbours(case, looked_at, self.rulebook.vocabulary), TRIED)
        for one in itertools.chain([case], around, wider(case, self.rulebook.vocabulary)):
            if (found := self._known(one, trial)) is not None and (expect := self._tells(trial, found)):
                return self._kept(trial, found, expect)
        return "it fires otherwise, but no decision was found that shows it"

    def _kept(self, trial: Trial, found: Known, expect: dict[str, Any]) -> Witness:
        if any(found is one for one in self._found):
            return Witness(found.case, expect)
        wanted = expect.keys() & {"fires", "not_fires"}

        def still(case: Case) -> bool:
            again = self._known(case, trial)
            return again is not None and wanted <= self._tells(trial, again).keys() and bool(self._tells(trial, again))

        case = smaller(found.case, still)
        least = known(self.bench.router, case)
        self._found.append(least)
        return Witness(case, self._tells(trial, least))

    def _candidates(self, trial: Trial) -> Iterator[Known]:
        yield from self._found
        rule = trial.mutant.rule
        tests = [found for _, found in self.bench.tests]
        firing = sorted((one for one in tests if rule.id in one.fired), key=_size)
        yield from firing
        if not trial.mutant.condition:
            yield from self._beside(trial, firing, hints((rule.pattern,)))
            return
        both = hints((rule.pattern, trial.mutant.mutated.pattern))
        yield from (one for one in tests if rule.id not in one.fired)
        yield from self._beside(trial, firing, both)

    def _beside(self, trial: Trial, starts: Iterable[Known], found: Hints) -> Iterator[Known]:
        """Cases one step away from known ones, then two."""
        starts = list(itertools.islice(starts, STARTS))
        cases = itertools.islice(self._around(trial, starts, found), TRIED)
        for case in cases:
            if (one := self._known(case, trial)) is not None:
                yield one

    def _around(self, trial: Trial, starts: list[Known], found: Hints) -> Iterator[Case]:
        vocabulary = self.rulebook.vocabulary
        if trial.mutant.fault == "in_force":
            for start in starts:
                for day in sorted({trial.mutant.rule.start, trial.mutant.mutated.start} - {None}):  # type: ignore[type-var]
                    yield start.case.model_copy(update={"as_of": day})
            return
        for start in starts:
            yield from neighbours(start.case, found, vocabulary)
        if not trial.mutant.condition:
            items = [item for effect in trial.mutant.rule.effects if isinstance(effect, Share) for item in effect.items]
            for start in starts[:2] if items else starts:
                yield from wider(start.case, vocabulary, items)
        for start in starts[:2]:
            for case in neighbours(start.case, found, vocabulary):
                yield from neighbours(case, found, vocabulary)

    def _known(self, case: Case, trial: Trial) -> Known | None:
        """What follows from a case; None where it cannot tell the two apart, or does not fit the rulebook."""
        try:
            if trial.mutant.condition and not trial.reads and not trial.derives and not self._matches(case, trial):
                return None
            return known(self.bench.router, case)
        except CaseError:
            return None

    def _matches(self, case: Case, trial: Trial) -> bool:
        """Whether the patterns match differently. Cheap, and enough where neither reads a finding."""
        graph = case.to_graph(self.rulebook.vocabulary)
        rows = [
            sorted(
                tuple(str(bound) if isinstance(bound, tuple) else bound.id for bound in row)
                for row in self._compiled(rule).rows(graph, as_of=case.as_of, budget=[50_000])
            )
            for rule in (trial.mutant.rule, trial.mutant.mutated)
        ]
        return rows[0] != rows[1]

    def _compiled(self, rule: Rule) -> CompiledPattern:
        if id(rule) not in self._rows:
            if len(self._rows) > 64:
                self._rows.clear()
            self._rows[id(rule)] = CompiledPattern(rule.pattern, self.rulebook.schema)
        return self._rows[id(rule)]

    def _tells(self, trial: Trial, found: Known) -> dict[str, Any]:
        """What a test of this case would have to expect; empty where it would not notice the mutant."""
        if not trial.may_differ(found):
            return {}
        original = settle(found.case, found.firings, self.rulebook)
        mutated = trial.decision(found, questions=False)
        expect = telling(original, mutated, trial.mutant.rule.id)
        if not expect:
            return {}
        expectation = Expectation.model_validate(expect)
        if differences(expectation, original) or not differences(expectation, mutated):
            return {}
        return expect


def _size(found: Known) -> tuple[int, int]:
    case = found.case
    parts = (case.persons, case.needs, case.relations, case.events, case.involvements, case.consents, case.history)
    return sum(map(len, parts)), len(case.to_json())
