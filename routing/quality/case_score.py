"""How one solved case went: what was decided beside what its source says, and the reason of each miss."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from routing.decision import Addressee, Decision, DutyRef, Lead, Owner
from routing.quality.score_parts import Candidate, CaseScore, Extra, LeadMiss, Missing
from routing.quality.solved import NEVER_NAMED, SolvedCase
from routing.router import Router
from routing.rulebook import Rulebook
from routing.rulebook.effects import Duty, Refer
from routing.rulebook.rule import Rule


def case_score(router: Router, solved: SolvedCase) -> CaseScore:
    """Route a solved case and compare. Raises `CaseError` where the case does not fit the rulebook."""
    decision = router.route(solved.case)
    expect = solved.expect
    named = _named(decision)
    lead = decision.lead.to if decision.lead else decision.holder.to
    interim = decision.lead is None or (decision.backup is not None and decision.backup.level == "conference")
    hit = lead in expect.lead or (interim and NEVER_NAMED in expect.lead)
    backup = decision.backup.level if decision.backup else "none"
    return CaseScore(
        id=solved.id,
        thin=solved.thin,
        lead_explicit=expect.lead_explicit,
        lead=lead,
        lead_hit=hit,
        interim=interim,
        miss=None if hit else _lead_miss(decision, expect.lead),
        named=tuple(sorted(named)),
        withheld=tuple(sorted(named.keys() & {entry.to for entry in decision.withheld})),
        found=tuple(sorted(named.keys() & set(expect.agencies))),
        missing=tuple(
            _missing(kind, decision, router.rulebook) for kind in sorted(set(expect.agencies) - named.keys())
        ),
        extra=tuple(Extra(to=kind, rules=named[kind]) for kind in sorted(named.keys() - set(expect.agencies))),
        backup=backup,
        backup_expected=expect.backup,
        backup_hit=None if expect.backup == "any" else backup == expect.backup,
        backup_reasons=tuple(sorted({reason.code for reason in decision.backup.reasons} if decision.backup else ())),
        immediate=bool(decision.immediate),
        immediate_hit=None if expect.immediate == "any" else bool(decision.immediate) == expect.immediate,
        fail_safe=decision.fail_safe,
    )


def _named(decision: Decision) -> dict[str, tuple[str, ...]]:
    """The agency kinds that count as named, with the rules that named each."""
    lead = (decision.lead,) if decision.lead else ()
    entries: list[Lead | Owner | Addressee | DutyRef] = [*lead, *decision.owners, *decision.supports, *decision.duties]
    named: dict[str, set[str]] = {}
    for entry in entries:
        if entry.to != NEVER_NAMED:
            named.setdefault(entry.to, set()).update(entry.rules)
    return {kind: tuple(sorted(rules)) for kind, rules in named.items()}


def _lead_miss(decision: Decision, acceptable: Iterable[str]) -> LeadMiss:
    lead = decision.lead
    return LeadMiss(
        tier=lead.tier if lead else None,
        rules=lead.rules if lead else (),
        acceptable=tuple(_candidate(kind, decision) for kind in acceptable),
    )


_Part = Literal["owner", "support", "duty", "inform"]


def _candidate(kind: str, decision: Decision) -> Candidate:
    for lost in decision.rejected:
        if lost.to == kind and lost.role == "lead":
            return Candidate(to=kind, part="rejected", lost_to=lost.lost_to, rules=lost.rules)
    parts: tuple[tuple[_Part, Iterable[tuple[str, tuple[str, ...]]]], ...] = (
        ("owner", [(entry.to, entry.rules) for entry in decision.owners]),
        ("support", [(entry.to, entry.rules) for entry in decision.supports]),
        ("duty", [(entry.to, entry.rules) for entry in decision.duties]),
        ("inform", [(entry.to, entry.rules) for entry in decision.inform]),
    )
    for part, entries in parts:
        rules = sorted({rule for to, named in entries if to == kind for rule in named})
        if any(to == kind for to, _ in entries):
            return Candidate(to=kind, part=part, lost_to=None, rules=tuple(rules))
    return Candidate(to=kind, part="none", lost_to=None, rules=())


def _missing(kind: str, decision: Decision, rulebook: Rulebook) -> Missing:
    """Why a kind the source names is not named: what comes nearest to naming it is told."""
    acting = {rule for act in decision.immediate if kind in act.to for rule in act.rules}
    if acting:
        return Missing(to=kind, why="immediate", rules=tuple(sorted(acting)))
    informed = {rule for entry in decision.inform if entry.to == kind for rule in entry.rules}
    if informed:
        return Missing(to=kind, why="informed", rules=tuple(sorted(informed)))
    naming = _rules_that_name(kind, rulebook, decision.as_of)
    waiting = naming & {rule for question in decision.questions for rule in question.rules}
    if waiting:
        return Missing(to=kind, why="open", rules=tuple(sorted(waiting)))
    return Missing(to=kind, why="not_fired" if naming else "no_rule", rules=tuple(sorted(naming)))


def _rules_that_name(kind: str, rulebook: Rulebook, on: dt.date) -> set[str]:
    """The rules in force that could name a kind as lead, owner, support or duty."""
    return {rule.id for rule in rulebook.rules_in_force(on) if _could_name(rule, kind)}


def _could_name(rule: Rule, kind: str) -> bool:
    for effect in rule.effects:
        if isinstance(effect, Duty) and effect.to == kind:
            return True
        if isinstance(effect, Refer) and effect.role != "inform" and kind in (effect.to, *effect.if_absent):
            return True
    return False
