"""Comparing two versions of a rulebook by what they decide.

Three sources of cases: the rule tests of both and cases that are given; for each changed rule, cases that the solver
finds for which one version fires and the other does not; and generated ones. All are routed by both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from routing.case import Case
from routing.decision.shifts import ORDER, Shift
from routing.quality.diff.changes import RuleChange, SettingChange, rule_changes, setting_changes
from routing.quality.diff.routed import Pair
from routing.quality.diff.sample import boundaries, generated_cases, moved_to, reference_day
from routing.quality.shrink import smaller
from routing.quality.solver import Found, Impossible, Solver
from routing.quality.workshop import WorkshopMissing
from routing.rulebook import Rulebook
from routing.rulebook.rule import Rule

Fires = Literal["same", "fewer", "more", "other", "unsettled"]
"""Where the new condition of a rule holds: in the same cases, in fewer, in more, in other ones; or it is not known."""


class Meaning(NamedTuple):
    """What a changed rule comes to. `lost` is a case in which only the old version fires, `won` one in which only the
    new one does, `met` one in which both do, of the same condition; `reason` says why it is unsettled."""

    change: RuleChange
    fires: Fires
    lost: Case | None = None
    won: Case | None = None
    met: Case | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Group:
    """A shift, the changed rules that fire where it happens, how many cases of the sample show it, and the smallest
    case that does, in the form that both rulebooks take."""

    shift: Shift
    rules: tuple[str, ...]
    cases: int
    witness: Case


@dataclass(frozen=True)
class Comparison:
    """What changed, and what follows. `routed` cases were routed by both, `untaken` ones are taken by neither;
    `one_sided` only one of the two takes, told by their ids with what the other says of them. `groups` stand the most
    dangerous first."""

    old: Rulebook
    new: Rulebook
    rules: tuple[RuleChange, ...]
    settings: tuple[SettingChange, ...]
    meanings: tuple[Meaning, ...]
    groups: tuple[Group, ...]
    routed: int
    differing: int
    one_sided: tuple[tuple[str, str], ...]
    unanalysed: str | None = None
    """Why the conditions were not put to the solver, where they were not."""
    untaken: int = 0


def compare(
    old: Rulebook,
    new: Rulebook,
    cases: Iterable[Case] = (),
    *,
    generated: int = 200,
    on: dt.date | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Comparison:
    """Compare two rulebooks. `cases` are routed beside so many `generated` ones. `on` is the day of those that are made
    up, otherwise the first day on which all rules have begun; without it, where a rule begins or ends on another day,
    cases are looked at on that day and on the day before too.
    """
    rules, settings = rule_changes(old, new), setting_changes(old, new)
    day = on or reference_day(old, new)
    progress("conditions")
    meanings, unanalysed = _meanings(old, new, rules, day)
    witnesses = [case for meaning in meanings for case in (meaning.lost, meaning.won, meaning.met) if case is not None]
    deciding = [change for change in rules if change.decides]
    pair = Pair(old, new, {change.id for change in deciding})
    sample = [*witnesses, *cases]
    if deciding or settings:
        days = [] if on is not None else boundaries(rules)
        sample += [moved_to(case, other) for case in tuple(sample) for other in days if case.as_of != other]
        codes = sorted({code for change in deciding for code in _codes(change, new)})
        sample += generated_cases(new, day, generated, codes)
    progress("cases")
    groups, routed, differing, one_sided, untaken = _grouped(pair, sample if old.digest != new.digest else [], progress)
    return Comparison(old, new, rules, settings, meanings, groups, routed, differing, one_sided, unanalysed, untaken)


def _meanings(
    old: Rulebook, new: Rulebook, rules: Sequence[RuleChange], day: dt.date
) -> tuple[tuple[Meaning, ...], str | None]:
    deciding = [change for change in rules if change.decides]
    if not deciding:
        return (), None
    try:
        solvers = _Solvers(old, new)
        return tuple(solvers.meaning(change, day) for change in deciding), None
    except WorkshopMissing as missing:
        return (), missing.message


class _Solvers:
    """One solver a rulebook and day."""

    def __init__(self, old: Rulebook, new: Rulebook) -> None:
        self.old, self.new = old, new
        self._made: dict[tuple[bool, dt.date], Solver] = {}

    def meaning(self, change: RuleChange, day: dt.date) -> Meaning:
        """Where a changed rule fires now and did not, and the other way round."""
        if change.kind == "changed" and "condition" not in change.parts:
            return self._dates(change, day)
        lost, why_lost = self._only(change.old, change.new, False, day)
        won, why_won = self._only(change.new, change.old, True, day)
        return _meaning(change, lost, won, why_lost or why_won)

    def _dates(self, change: RuleChange, day: dt.date) -> Meaning:
        """The same condition: on which days it is in force, and a case that it holds for."""
        assert change.old is not None
        assert change.new is not None
        lost = won = None
        for other in boundaries([change]):
            before, after = change.old.in_force(other), change.new.in_force(other)
            if before and not after and lost is None:
                lost, _ = self._only(change.old, None, False, other)
            elif after and not before and won is None:
                won, _ = self._only(change.new, None, True, other)
        met, _ = self._only(change.new, None, True, day)
        return _meaning(change, lost, won, None)._replace(met=met)

    def _only(self, fires: Rule | None, silent: Rule | None, new: bool, day: dt.date) -> tuple[Case | None, str | None]:
        """A case in which the first fires and the second does not, or why that is not known."""
        if fires is None:
            return None, None
        solver = self._solver(new, _within(fires, day))
        answer = solver.find(fires=[fires], silent=[silent] if silent else [])
        if isinstance(answer, Impossible) and silent is not None and _same_names(fires, silent):
            answer = solver.find(fires=[fires], apart=[(0, silent.pattern)])  # it fires too, but for others
        if isinstance(answer, Found):
            return answer.case, None
        return None, None if isinstance(answer, Impossible) else answer.reason

    def _solver(self, new: bool, day: dt.date) -> Solver:
        if (new, day) not in self._made:
            self._made[new, day] = Solver(self.new if new else self.old, day)
        return self._made[new, day]


def _meaning(change: RuleChange, lost: Case | None, won: Case | None, reason: str | None) -> Meaning:
    if reason:
        return Meaning(change, "unsettled", lost, won, reason=reason)
    if lost and won:
        return Meaning(change, "other", lost, won)
    return Meaning(change, "fewer" if lost else "more" if won else "same", lost, won)


def _within(rule: Rule, day: dt.date) -> dt.date:
    """The day, or the nearest one on which the rule is in force."""
    if rule.start is not None and day < rule.start:
        return rule.start
    return rule.until - dt.timedelta(days=1) if rule.until is not None and day >= rule.until else day


def _same_names(one: Rule, other: Rule) -> bool:
    from routing.pattern.plan import pattern_variables

    return set(pattern_variables(one.pattern)) == set(pattern_variables(other.pattern))


def _codes(change: RuleChange, book: Rulebook) -> Iterator[str]:
    """The need codes that a change is about: generated cases have them more often."""
    for rule in (change.old, change.new):
        if rule is not None:
            text = f"{rule.match} {rule.where or ''}"
            yield from (code for code in book.vocabulary.needs if f"'{code}'" in text)
            yield from (need.code for need in book.vocabulary.needs.values() if f"'{need.domain}'" in text)


def _grouped(
    pair: Pair, sample: Sequence[Case], progress: Callable[[str], None]
) -> tuple[tuple[Group, ...], int, int, tuple[tuple[str, str], ...], int]:
    found: dict[Shift, list[Case]] = {}
    one_sided: list[tuple[str, str]] = []
    routed = differing = untaken = 0
    for case in sample:
        seen = pair.look(case)
        if isinstance(seen, str):
            one_sided.append((case.case, seen))
        elif seen is not None:
            routed += 1
            differing += bool(seen)
            for shift in seen:
                found.setdefault(shift, []).append(case)
        else:
            untaken += 1
    progress("witnesses")
    groups = [_group(pair, shift, cases) for shift, cases in found.items()]
    groups.sort(key=lambda group: (group.shift.danger, ORDER.index(group.shift.part), str(group.shift)))
    return tuple(groups), routed, differing, tuple(dict.fromkeys(one_sided)), untaken


def _group(pair: Pair, shift: Shift, cases: Sequence[Case]) -> Group:
    """The group of a shift; its witness is shrunk from the smallest case, and has the shift itself."""

    def still(case: Case) -> bool:
        seen = pair.look(case)
        return isinstance(seen, frozenset) and shift in seen

    witness = smaller(min(cases, key=lambda case: (len(case.to_json()), case.to_json())), still)
    rules = sorted({id for case in (witness, *cases[:50]) for id in pair.behind(case)})
    return Group(shift, tuple(rules), len(cases), witness)
