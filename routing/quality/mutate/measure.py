"""The mutation score of a pack: how many of the faults put into its rules its own tests notice."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from routing.errors import RoutingError, RulebookError, RulebookErrors, did_you_mean, printable
from routing.quality.mutate.mutant import Mutant
from routing.quality.mutate.mutants import Mutants
from routing.quality.mutate.proof import Proof
from routing.quality.mutate.trial import Bench, Trial
from routing.quality.mutate.witness import Witness, Witnesses
from routing.quality.testing import RuleTest, read_tests
from routing.rulebook import Rulebook
from routing.rulebook.packs import find_pack

Progress = Callable[[str], None]
"""Called with the id of each rule that is done."""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test notices. `witness` is a case that would tell it from the rule, None where none was found;
    `unsettled` says why not. Neither is given where none was looked for."""

    mutant: Mutant
    witness: Witness | None = None
    unsettled: str | None = None


@dataclass(frozen=True, slots=True)
class RuleTally:
    """What became of the mutants of one rule. `equivalent` are those proved to fire as the rule does in every case."""

    rule: str
    place: str
    killed: int
    equivalent: tuple[Mutant, ...]
    survivors: tuple[Survivor, ...]

    @property
    def counted(self) -> int:
        """The mutants that count: all but those proved equivalent."""
        return self.killed + len(self.survivors)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the mutants of the rules that a pack itself adds, sorted by rule."""

    rulebook: str
    tests: int
    rules: tuple[RuleTally, ...]

    @property
    def killed(self) -> int:
        return sum(rule.killed for rule in self.rules)

    @property
    def counted(self) -> int:
        return sum(rule.counted for rule in self.rules)

    @property
    def equivalent(self) -> int:
        return sum(len(rule.equivalent) for rule in self.rules)

    @property
    def survivors(self) -> tuple[Survivor, ...]:
        return tuple(survivor for rule in self.rules for survivor in rule.survivors)

    @property
    def score(self) -> float:
        """The share of counted mutants that are killed, in percent; 100 where there are none."""
        return percent(self.killed, self.counted)


def percent(killed: int, counted: int) -> float:
    """A share in percent; 100 of nothing."""
    return 100.0 * killed / counted if counted else 100.0


def mutate(
    name_or_path: str | Path,
    rules: Collection[str] = (),
    jobs: int = 1,
    witnesses: bool = True,
    progress: Progress = lambda _: None,
) -> Tally:
    """Try every mutant of the rules of a pack, or of some of them, against the tests of the pack.

    Mutants that survive are looked into, unless `witnesses` is false: a case that would kill it, or a proof that there
    is none. `jobs` are processes that share the work; the tally is the same for any number. Raises `RulebookErrors`
    where the rulebook or a test is not valid, a test fails without any fault, or there is no such rule.
    """
    workshop = _Workshop(name_or_path, witnesses)
    ids = workshop.ids(rules)
    workshop.refuse_failing()
    found: list[RuleTally] = []
    if jobs < 2 or len(ids) < 2:
        for id in ids:
            found += workshop.tally((id,))
            progress(id)
    else:
        for id, tallies in _shared(ids, jobs, name_or_path, witnesses):
            found += tallies
            progress(id)
    return Tally(workshop.rulebook.id, len(workshop.tests), tuple(found))


NOTHING_FOUND = "no case was found that tells it from the rule"


class _Workshop:
    """A pack with its tests, ready to try mutants."""

    def __init__(self, name_or_path: str | Path, witnesses: bool) -> None:
        self.rulebook = Rulebook.load(name_or_path)
        pack = find_pack(name_or_path)
        self.tests: Sequence[RuleTest] = read_tests(pack, self.rulebook)
        self.mutants = Mutants(self.rulebook, pack)
        self.bench = Bench(self.rulebook, self.tests)
        self.witnesses = Witnesses(self.bench) if witnesses else None

    def ids(self, wanted: Collection[str]) -> list[str]:
        """The ids of the rules to look at, sorted. Raises `RulebookError` where the pack adds no such rule."""
        known = sorted({rule.id for rule in self.mutants.rules})
        for id in wanted:
            if id not in known:
                help = did_you_mean(id, known, "only the rules that the pack itself adds are looked at")
                raise RulebookError(f"the pack `{self.rulebook.id}` adds no rule `{printable(id)}`", help=help)
        return [id for id in known if not wanted or id in wanted]

    def refuse_failing(self) -> None:
        """Raise `RulebookErrors` where tests fail without any fault: they could tell nothing from nothing."""
        errors: list[RulebookError] = []
        for test in self.bench.failing():
            file, _, line = test.place.rpartition(":")
            help = "mutants are tried once all tests pass: see `routing rules test`"
            errors.append(RulebookError("this test fails", file=file, line=int(line), column=1, help=help))
        if errors:
            raise RulebookErrors(errors)

    def tally(self, ids: Iterable[str]) -> list[RuleTally]:
        return [self._tally(id) for id in ids]

    def _tally(self, id: str) -> RuleTally:
        killed, equivalent, survivors = 0, [], []
        versions = [rule for rule in self.mutants.rules if rule.id == id]
        mutants = [mutant for rule in versions for mutant in self.mutants.of(rule)]
        for number, mutant in enumerate(mutants):
            trial = Trial(self.rulebook, mutant, number)
            if self.bench.killer(trial) is not None:
                killed += 1
                continue
            if self.witnesses is None:
                survivors.append(Survivor(mutant))
                continue
            found = self.witnesses.find(trial)
            if isinstance(found, Proof):
                equivalent.append(mutant)
            elif isinstance(found, Witness):
                survivors.append(Survivor(mutant, found))
            else:
                survivors.append(Survivor(mutant, None, found or NOTHING_FOUND))
        return RuleTally(id, versions[0].place, killed, tuple(equivalent), tuple(survivors))


Done = tuple[str, list[RuleTally]]

_mine: list[_Workshop] = []
"""The workshop of a process of the pool."""


def _shared(ids: list[str], jobs: int, name_or_path: str | Path, witnesses: bool) -> Iterator[Done]:
    """What several processes make of the rules, in the order of the ids."""
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(name_or_path, witnesses)) as pool:
        # not `pool.map`: it cancels what is open when it is left, and the pool stumbles over that where it is stopped
        work = [pool.submit(_tally, id) for id in ids]
        try:
            for id, tallies in zip(ids, work, strict=True):
                yield id, tallies.result()
        except BrokenProcessPool:
            message = "a process that tried mutants was stopped from outside"
            raise RoutingError(f"{message}\nhelp: where memory is short, give fewer --jobs") from None
        except BaseException:
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()  # or it would finish its rule first
            raise


def _start(name_or_path: str | Path, witnesses: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to every process: the first one answers it
    _mine.append(_Workshop(name_or_path, witnesses))


def _tally(id: str) -> list[RuleTally]:
    return _mine[-1].tally((id,))
