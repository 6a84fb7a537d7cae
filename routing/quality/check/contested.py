"""`contested`: two proposals for lead that nothing decides between, reachable together."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from routing.pattern import syntax as s
from routing.quality.check.corpus import Known
from routing.quality.check.finding import Finding
from routing.quality.check.joint import condition, exists, narrowed
from routing.quality.check.meeting import PREFIX, meetings
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule
from routing.rulebook.effects import Refer

Proposal = tuple[Rule, int, Refer]
MOST_TRIED = 4
"""Pairs of rules that are asked about for one pair of kinds."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell each pair of agency kinds between which a case can leave no agreed lead, with that case."""
    proposals = _proposals(subject)
    told: set[frozenset[str]] = set()
    tried: Counter[frozenset[str]] = Counter()
    for one, other in itertools.combinations(proposals, 2):
        pair = frozenset((one[2].to, other[2].to))
        if pair not in told and tried[pair] < MOST_TRIED and _undecided(subject, one[2], other[2]):
            tried[pair] += 1
            known = _witness(subject, one, other)
            if known is not None:
                told.add(pair)
                yield _finding(subject, one, other, known)


def _proposals(subject: Subject) -> list[Proposal]:
    """Every proposal for lead; where no rule makes one, those for owner, out of which the lead then comes."""
    every = [
        (rule, index, effect)
        for rule in subject.own()
        for index, effect in enumerate(rule.effects)
        if isinstance(effect, Refer)
    ]
    leads = [one for one in every if one[2].role == "lead"]
    owners = [one for one in every if one[2].role == "support" and one[2].need is not None]
    return [*leads, *owners]


def _undecided(subject: Subject, one: Refer, other: Refer) -> bool:
    """Whether people are to decide between two kinds, or no tie-break tells them apart."""
    if one.to == other.to or one.tier != other.tier or one.role != other.role:
        return False
    rulebook = subject.rulebook
    if any({one.to, other.to} <= set(group) for group in rulebook.contested):
        return True
    return one.to not in rulebook.lead_order and other.to not in rulebook.lead_order


def _open(subject: Subject, known: Known, kinds: set[str]) -> bool:
    """Whether the decision about a case has no lead because of these kinds."""
    decision = subject.route(known)
    if decision is None or decision.lead is not None:
        return False
    return kinds <= {lost.to for lost in decision.rejected if lost.lost_to == "contested"}


def _witness(subject: Subject, one: Proposal, other: Proposal) -> Known | None:
    (rule, _, mine), (second, _, theirs) = one, other
    kinds = {mine.to, theirs.to}
    for known in subject.fires(rule):
        if (second.id, second.start) in known.fired and _open(subject, known, kinds):
            return subject.questions.small(known, lambda case: _open(subject, case, kinds))
    day = subject.day(rule, second)
    if day is None:
        return None
    if rule is second:
        known_ones = subject.fires(rule)
        found = next((known for known in known_ones if _open(subject, known, kinds)), None)
        return subject.questions.small(found, lambda case: _open(subject, case, kinds)) if found else None
    for asked in _asked(subject, one, other):
        answer = subject.questions.example(asked, day, "contested", (rule.id, second.id))
        if isinstance(answer, Known) and _open(subject, answer, kinds):
            return subject.questions.small(answer, lambda case: _open(subject, case, kinds))
        if answer is False:
            return None
    return None


def _asked(subject: Subject, one: Proposal, other: Proposal) -> Iterator[Rule]:
    """The two together about the same person: first whatever the needs, then with needs that press alike."""
    (rule, _, mine), (second, _, theirs) = one, other
    about = subject.reading.about(rule, mine), subject.reading.about(second, theirs)
    for name, their in itertools.product(*about):
        for same, conditions in meetings(subject, (rule, name), (second, their)):
            for alike in _alike(mine.need, theirs.need, same):
                sub = exists(second, same)
                inner = (*conditions, *([condition(alike[1])] if alike[1] else []))
                if inner:
                    from routing.quality.check.joint import with_conditions

                    sub = s.Subquery("EXISTS", with_conditions(sub.pattern, inner))
                outer = [condition(alike[0])] if alike[0] else []
                asked = narrowed(rule, [sub, *outer], subject.rulebook.schema)
                if asked is not None:
                    yield asked


def _alike(mine: str | None, theirs: str | None, same: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Conditions on the needs of the two rules that leave neither pressing more than the other."""
    yield "", ""
    other = same.get(theirs or "", PREFIX + (theirs or ""))
    if mine is not None and theirs is not None and other != mine:
        yield "", f"{other}.urgent = {mine}.urgent AND coalesce({other}.severity, 0) = coalesce({mine}.severity, 0)"


def _finding(subject: Subject, one: Proposal, other: Proposal, known: Known) -> Finding:
    (rule, index, mine), (second, _, theirs) = one, other
    kinds, ids = sorted((mine.to, theirs.to)), dict.fromkeys((rule.id, second.id))
    listed = any(set(kinds) <= set(group) for group in subject.rulebook.contested)
    why = (
        ("`contested` にある", "they are listed as `contested`")
        if listed
        else ("どちらも `lead_order` にない", "neither stands in `lead_order`")
    )
    return subject.finding(
        "contested",
        subject.written.effect(rule, index),
        (
            f"ルール {quoted(ids)} は {quoted(kinds)} を同じ段の主担当に挙げ、決め手がない（{why[0]}）",
            f"rule {quoted(ids)} proposes {quoted(kinds)} as lead at one tier, and nothing decides: " + why[1],
        ),
        (
            "段か `lead_order` で順を決める。人が決めるべきなら、理由を付けて抑止する",
            "put them in order by tier or `lead_order`; where people are to decide, suppress this with that reason",
        ),
        rules=[rule, second] if rule is not second else [rule],
        kinds=kinds,
        witness=known,
        shows=("主担当が決まらない", "the decision has no lead"),
    )
