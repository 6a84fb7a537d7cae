"""Scoring: how a rulebook does on solved cases, beside trivial baselines, and why it missed what it missed.

What is counted follows the readme of a library of solved cases:

- *Lead hit*: the decided lead is among the acceptable ones. Where no lead was agreed the holder stands in for it. Where
  the backup team is acceptable, a decision that leaves the case with it, interim, is a hit too.
- *Named agencies*: the kinds a decision names as lead, owner, support or duty, without the backup team. A referral that
  waits for consent is named all the same; `without_withheld` says what is left without those.
- *Backup hit*: the level asked for is the expected one. *Immediate hit*: there is something to do at once, or not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from routing.decision import RulebookRef
from routing.errors import CaseError
from routing.quality.case_score import case_score
from routing.quality.score_parts import (
    Agencies,
    AgencyScore,
    BackupCell,
    BackupScore,
    CaseScore,
    Hits,
    ImmediateScore,
    LeadHits,
    LeadScore,
    Level,
    Score,
)
from routing.quality.solved import SolvedCase
from routing.router import Router

LEVELS: tuple[Level, ...] = ("none", "advice", "conference")


@dataclass(frozen=True)
class _Scored:
    """A solved case with its result."""

    solved: SolvedCase
    result: CaseScore

    @property
    def receiver_leads(self) -> bool:
        return self.solved.case.received_by in self.solved.expect.lead


def score(router: Router, cases: Iterable[SolvedCase | CaseError], workers: int = 1) -> tuple[Score, list[CaseError]]:
    """Route solved cases and compare. Beside the score, the errors of the cases that were left out.

    A case is left out where it comes as an error, does not fit the rulebook, or expects a kind it does not know. With
    more than one worker processes of their own do the work: see `routing.batch.spread` for what that raises.
    """
    scored: list[_Scored] = []
    errors: list[CaseError] = []
    for found in _results(router, _declared(router, cases), workers):
        if isinstance(found, CaseError):
            errors.append(found)
        else:
            scored.append(_Scored(*found))
    return _summed(router, scored), errors


def _declared(router: Router, cases: Iterable[SolvedCase | CaseError]) -> Iterator[SolvedCase | CaseError]:
    kinds = frozenset(router.rulebook.vocabulary.agency_kinds)
    for solved in cases:
        yield solved if isinstance(solved, CaseError) else solved.undeclared(kinds) or solved


def _results(
    router: Router, cases: Iterable[SolvedCase | CaseError], workers: int
) -> Iterator[tuple[SolvedCase, CaseScore] | CaseError]:
    if workers > 1:
        from routing.quality.scored_apart import scored_apart  # needs Arrow, which scoring alone does not

        yield from scored_apart(router, cases, workers)
        return
    for solved in cases:
        try:
            yield solved if isinstance(solved, CaseError) else (solved, case_score(router, solved))
        except CaseError as error:
            yield error


def _summed(router: Router, scored: Sequence[_Scored]) -> Score:
    book = router.rulebook
    return Score(
        rulebook=RulebookRef(id=book.id, version=book.version, digest=book.digest),
        cases=len(scored),
        lead=_lead(scored),
        agencies=_agencies(scored),
        backup=_backup(scored),
        immediate=_immediate(scored),
        fail_safe=sum(one.result.fail_safe for one in scored),
        results=tuple(one.result for one in scored),
    )


def _hits(scored: Iterable[_Scored], hit: Callable[[_Scored], bool]) -> Hits:
    found = [hit(one) for one in scored]
    return Hits(hits=sum(found), of=len(found))


def _lead(scored: Sequence[_Scored]) -> LeadScore:
    def among(part: Callable[[CaseScore], bool]) -> LeadHits:
        chosen = [one for one in scored if part(one.result)]
        return LeadHits(
            rulebook=_hits(chosen, lambda one: one.result.lead_hit),
            keep_receiver=_hits(chosen, lambda one: one.receiver_leads),
        )

    return LeadScore(
        all=among(lambda result: True),
        explicit=among(lambda result: result.lead_explicit),
        read=among(lambda result: not result.lead_explicit),
        thin=among(lambda result: result.thin),
        full=among(lambda result: not result.thin),
        interim=among(lambda result: result.interim),
    )


def _agencies(scored: Sequence[_Scored]) -> AgencyScore:
    def counted(named_in: Callable[[_Scored], set[str]]) -> Agencies:
        pairs = [(set(one.solved.expect.agencies), named_in(one)) for one in scored]
        return Agencies(
            expected=sum(len(expected) for expected, _ in pairs),
            named=sum(len(named) for _, named in pairs),
            found=sum(len(expected & named) for expected, named in pairs),
            mean_recall=_mean([len(expected & named) / len(expected) for expected, named in pairs]),
            mean_precision=_mean([len(expected & named) / max(len(named), 1) for expected, named in pairs]),
        )

    return AgencyScore(
        rulebook=counted(lambda one: set(one.result.named)),
        without_withheld=counted(lambda one: set(one.result.named) - set(one.result.withheld)),
        keep_receiver=counted(lambda one: {one.solved.case.received_by}),
    )


def _mean(shares: Sequence[float]) -> float | None:
    return round(sum(shares) / len(shares), 3) if shares else None


def _backup(scored: Sequence[_Scored]) -> BackupScore:
    told = [one for one in scored if one.result.backup_expected != "any"]

    def always(level: Level) -> Hits:
        return _hits(told, lambda one: one.result.backup_expected == level)

    pairs = [(one.result.backup_expected, one.result.backup) for one in told]
    return BackupScore(
        rulebook=_hits(told, lambda one: bool(one.result.backup_hit)),
        never=always("none"),
        always_advice=always("advice"),
        always_conference=always("conference"),
        table=tuple(
            BackupCell(expected=expected, decided=decided, cases=pairs.count((expected, decided)))
            for expected, decided in itertools.product(LEVELS, LEVELS)
        ),
    )


def _immediate(scored: Sequence[_Scored]) -> ImmediateScore:
    told = [one for one in scored if one.result.immediate_hit is not None]
    return ImmediateScore(
        rulebook=_hits(told, lambda one: bool(one.result.immediate_hit)),
        never=_hits(told, lambda one: one.solved.expect.immediate is False),
        always=_hits(told, lambda one: one.solved.expect.immediate is True),
    )
