"""The words for rules that decide nothing: which kind of fault it is, and which rules make it so."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from routing.quality.check.contributions import Contribution, Same
from routing.quality.check.corpus import Known
from routing.quality.check.finding import Finding, Words
from routing.quality.check.losing import Answered, Dead, without
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule
from routing.rulebook.effects import Refer, Share

MOST_WAYS = 8
"""Ways of matching the variables of two rules that are tried."""


def told(dead: Dead, subject: Subject, twice: set[frozenset[str]]) -> Iterator[Finding]:
    """The findings about a rule of which something, or everything, decides nothing. `twice` are duplicates told."""
    if dead.live:
        yield from _effects(dead, subject)
        return
    within = _within(dead, subject)
    if within is not None:
        other, same = within
        if _is_within(subject, other, dead.rule, {theirs: mine for mine, theirs in same.items()}):
            pair = frozenset((dead.rule.id, other.id))
            if pair not in twice:
                twice.add(pair)
                yield _duplicate(dead, other, subject)
        else:
            yield _subsumed(dead, other, subject)
        return
    yield _loses(dead, subject)


def alike(group: list[Rule], subject: Subject) -> Finding:
    """The finding about rules that say the same in other words."""
    rule, *others = group
    known = subject.fires(rule)
    keys = {(one.id, one.start) for one in group}
    shown = next((case for case in known if keys <= case.fired.keys()), None)
    if shown is not None:
        shown = subject.questions.small(shown, lambda case: keys <= case.fired.keys())
    return _twice(rule, others, subject, shown)


def _within(dead: Dead, subject: Subject) -> tuple[Rule, Same] | None:
    """Another rule that always does everything this one does, with its variables; None where it takes several."""
    others = {answer.rule.id: answer.rule for answers in dead.answers.values() for answer in answers}
    for other in others.values():
        ways = [
            [answer.same for answer in answers if answer.rule is other and answer.how == "same"]
            for answers in dead.answers.values()
        ]
        for chosen in itertools.islice(itertools.product(*ways), MOST_WAYS):
            same = _together(chosen)
            if same is not None and _always(subject, dead.rule, other, same):
                return other, same
    return None


def _together(chosen: tuple[Same, ...]) -> Same | None:
    """One way that contains all of these; None where they differ."""
    same: dict[str, str] = {}
    for part in chosen:
        for mine, theirs in part.items():
            if same.setdefault(mine, theirs) != theirs:
                return None
    return same if len(set(same.values())) == len(same) else None


def _always(subject: Subject, rule: Rule, other: Rule, same: Same) -> bool:
    day = subject.day(rule, other)
    asked = without(rule, [Answered(other, same, "same")], subject)
    among = [case for case in subject.fires(rule) if other.in_force(case.case.as_of)]
    if day is None or any((other.id, other.start) not in case.fired for case in among):
        return False
    return subject.questions.example(asked, day, "subsumed", (rule.id, other.id), among) is False


def _is_within(subject: Subject, rule: Rule, other: Rule, same: Same) -> bool:
    """Whether a rule does nothing that the other does not always do too."""
    for contribution in subject.reading.contributions(rule):
        ways = subject.reading.answers(contribution, rule, other)
        if not any(
            how == "same" and all(same.get(mine, theirs) == theirs for mine, theirs in way.items()) for way, how in ways
        ):
            return False
    return _always(subject, rule, other, same)


def _subsumed(dead: Dead, other: Rule, subject: Subject) -> Finding:
    rule = dead.rule
    return subject.finding(
        "subsumed",
        subject.written.place(rule),
        (
            f"ルール `{rule.id}` が成立するときは必ずルール `{other.id}` も成立し、同じ相手に同じことをする",
            f"whenever rule `{rule.id}` fires, rule `{other.id}` fires for the same and does as much",
        ),
        ("どちらかを外すか、条件を分ける", "take one of them out, or make their conditions differ"),
        rules=[rule, other],
        raised=subject.outdone(rule, [other]),
        witness=_witness(dead, subject, [other]),
        shows=("両方のルールが成立する", "both rules fire"),
    )


def _duplicate(dead: Dead, other: Rule, subject: Subject) -> Finding:
    return _twice(dead.rule, [other], subject, _witness(dead, subject, [other]))


def _twice(rule: Rule, others: list[Rule], subject: Subject, witness: Known | None) -> Finding:
    names = quoted(one.id for one in (rule, *others))
    return subject.finding(
        "duplicate",
        subject.written.place(rule),
        (
            f"ルール {names} は、同じときに同じことをする",
            f"rules {names} fire for the same cases and do the same",
        ),
        ("一つだけ残す", "keep one of them"),
        rules=[rule, *others],
        raised=subject.outdone(rule, others),
        witness=witness,
        shows=("どのルールも成立する", "all of these rules fire"),
    )


def _loses(dead: Dead, subject: Subject) -> Finding:
    rule, others = dead.rule, _others(dead, list(dead.answers))
    struck = _struck_by_others(dead, list(dead.answers))
    if struck:
        return _contradiction(dead, struck, next(iter(dead.answers)).index, subject)
    names = quoted(other.id for other in others)
    text: Words = (
        f"ルール `{rule.id}` の効果は、どの決定も変えない。必ずほかのルールに負けるか、同じことをされる: {names}"
        if others
        else f"ルール `{rule.id}` の効果は、このルール自身の別の効果が必ず打ち消す",
        f"no effect of rule `{rule.id}` ever changes a decision: each is outdone or done too by {names}"
        if others
        else f"no effect of rule `{rule.id}` ever changes a decision: another effect of the same rule undoes it",
    )
    return subject.finding(
        "always-loses",
        subject.written.place(rule),
        text,
        (
            "条件を分けるか、段を上げるか、ルールを外す",
            "make the conditions differ, raise the tier, or take it out",
        ),
        rules=[rule, *others],
        raised=subject.outdone(rule, others),
        witness=_witness(dead, subject, others),
        shows=("このルールは成立するが、決定に残らない", "the rule fires, and nothing of it is in the decision"),
    )


def _effects(dead: Dead, subject: Subject) -> Iterator[Finding]:
    """Findings about single effects of a rule that counts otherwise."""
    by_effect: dict[int, list[Contribution]] = {}
    for contribution in dead.answers:
        by_effect.setdefault(contribution.index, []).append(contribution)
    alive = {contribution.index for contribution in dead.live}
    for index, contributions in sorted(by_effect.items()):
        if not isinstance(contributions[0].effect, Refer | Share):
            continue
        struck = _struck_by_others(dead, contributions)
        own = all(answer.rule is dead.rule for c in contributions for answer in dead.answers[c])
        leads = [c for c in contributions if c.part == "lead"]
        if struck and index not in alive:
            yield _contradiction(dead, struck, index, subject)
        elif own and index not in alive:
            yield _undone(dead, index, subject)
        elif leads and any(answer.how == "tier" for answer in dead.answers[leads[0]]) and index not in alive:
            yield _shadowed(dead, leads[0], subject)


def _shadowed(dead: Dead, lead: Contribution, subject: Subject) -> Finding:
    rule, others = dead.rule, _others(dead, [lead])
    names = quoted(other.id for other in others)
    return subject.finding(
        "shadowed",
        subject.written.effect(rule, lead.index),
        (
            f"ルール `{rule.id}` の主担当の案は、必ず上位の段の案に負ける: {names}",
            f"whenever rule `{rule.id}` proposes a lead, a higher tier proposes another: {names}",
        ),
        ("段を上げるか、役割を support にする", "raise its tier, or make it a support"),
        rules=[rule, *others],
        raised=subject.outdone(rule, others),
        witness=_witness(dead, subject, others),
        shows=("上位の段の案が主担当になる", "the proposal of the higher tier leads"),
    )


def _undone(dead: Dead, index: int, subject: Subject) -> Finding:
    rule = dead.rule
    return subject.finding(
        "always-loses",
        subject.written.effect(rule, index),
        (
            f"ルール `{rule.id}` のこの効果は、同じルールの別の効果が必ず打ち消す",
            f"this effect of rule `{rule.id}` is always undone by another effect of the same rule",
        ),
        ("どちらかを外す", "take one of the two out"),
        rules=[rule],
        witness=_witness(dead, subject, []),
        shows=("この効果は決定に残らない", "nothing of this effect is in the decision"),
    )


def _contradiction(dead: Dead, others: list[Rule], index: int, subject: Subject) -> Finding:
    rule, names = dead.rule, quoted(other.id for other in others)
    effect = rule.effects[index]
    to = effect.to if isinstance(effect, Refer) else next(iter(getattr(effect, "to", ())), "")
    return subject.finding(
        "contradiction",
        subject.written.effect(rule, index),
        (
            f"ルール `{rule.id}` が `{to}` に情報を送るときは、必ずルール {names} がそこへの連絡を禁じる",
            f"whenever rule `{rule.id}` sends something to `{to}`, rule {names} bars everything from reaching it",
        ),
        ("どちらが正しいかを決め、条件を分ける", "decide which is right, and make the conditions differ"),
        rules=[rule, *others],
        kinds=[to] if to else [],
        witness=_witness(dead, subject, others),
        shows=("両方のルールが成立する", "both rules fire"),
    )


def _others(dead: Dead, contributions: list[Contribution]) -> list[Rule]:
    found = {answer.rule.id: answer.rule for c in contributions for answer in dead.answers[c]}
    return [rule for id, rule in sorted(found.items()) if rule is not dead.rule]


def _struck_by_others(dead: Dead, contributions: list[Contribution]) -> list[Rule]:
    """The rules that bar the agency, where nothing else keeps the contributions from counting."""
    found: dict[str, Rule] = {}
    for contribution in contributions:
        for answer in dead.answers[contribution]:
            if answer.how != "struck" or answer.rule is dead.rule:
                return []
            found[answer.rule.id] = answer.rule
    return list(found.values())


def _witness(dead: Dead, subject: Subject, others: list[Rule]) -> Known:
    """A small case in which the rule fires, and one of the others where there are any."""
    key, keys = (dead.rule.id, dead.rule.start), {(other.id, other.start) for other in others}

    def still(known: Known) -> bool:
        return key in known.fired and (not keys or not keys.isdisjoint(known.fired))

    return subject.questions.small(dead.example, still) if still(dead.example) else dead.example
