"""`time-gap`: a rule ends and nothing follows, or only later; the same case on two days shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from routing.decision import Decision
from routing.pattern import syntax as s
from routing.quality.check.contributions import Contribution
from routing.quality.check.corpus import Known
from routing.quality.check.finding import Finding
from routing.quality.check.joint import exists, narrowed
from routing.quality.check.periods import ONE_DAY
from routing.quality.check.subject import Subject
from routing.rulebook import Rule


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the rules that end while no other version, and no other rule, takes their place on that day."""
    versions: dict[str, list[Rule]] = {}
    for rule in subject.rulebook.rules:
        versions.setdefault(rule.id, []).append(rule)
    for rules in versions.values():
        for at, rule in enumerate(rules):
            later = rules[at + 1] if at + 1 < len(rules) else None
            if rule.until is not None and (later is None or later.start != rule.until):
                yield from _after(subject, rule, rule.until, later)


def _after(subject: Subject, rule: Rule, until: dt.date, later: Rule | None) -> Iterator[Finding]:
    if subject.examples.get((rule.id, rule.start)) is False:
        return
    witness = _known(subject, rule, until) or _asked(subject, rule, until)
    if witness is False:
        return  # other rules do all of it from that day on
    before, after = witness if isinstance(witness, tuple) else (None, None)
    if later is None:
        ja = f"ルール `{rule.id}` は {until} に終わり、そこから代わるルールのない事例がある"
        en = f"rule `{rule.id}` ends on {until}, and there are cases for which nothing takes its place"
    else:
        ja = f"ルール `{rule.id}` は {until} に終わり、次の版は {later.start} まで始まらない"
        en = f"rule `{rule.id}` ends on {until}, and its next version begins only on {later.start}"
    yield subject.finding(
        "time-gap",
        subject.written.place(rule, "in_force", "until"),
        (ja, en),
        (
            "続く版かルールを加える。制度そのものが終わったのなら、理由を付けて抑止する",
            "add the version or the rule that follows; where the scheme has ended, suppress this with that reason",
        ),
        rules=[rule],
        witness=before,
        later=after,
        shows=(
            f"前日 {until - ONE_DAY} には成立し、{until} には何も代わらない",
            f"it fires on {until - ONE_DAY}, the day before, and on {until} nothing takes its place",
        ),
    )


def on(subject: Subject, known: Known, day: dt.date) -> Known | None:
    """The same case as of another day, fired; None where the case format or the rulebook does not take it."""
    from routing.case import Case
    from routing.errors import RoutingError

    try:
        case = Case.from_dict({**known.case.model_dump(mode="json", by_alias=True), "as_of": day.isoformat()})
    except RoutingError:
        return None
    return subject.questions.firing.fire(case)


def _pair(subject: Subject, rule: Rule, known: Known, until: dt.date) -> tuple[Known, Known] | None:
    """A case on the last day and on the day after, where that shows the gap."""
    before, after = on(subject, known, until - ONE_DAY), on(subject, known, until)
    if before is None or after is None or (rule.id, rule.start) not in before.fired:
        return None
    if any(id == rule.id for id, _ in after.fired):
        return None
    one, two = subject.route(before), subject.route(after)
    return (before, after) if one is not None and two is not None and _lost(one, two, rule) else None


def _lost(before: Decision, after: Decision, rule: Rule) -> bool:
    """Whether something that a rule brought about is no longer in the decision, whoever might bring it about now."""
    return bool(_brought(before, rule) - _brought(after, None))


def _brought(decision: Decision, rule: Rule | None) -> set[tuple[object, ...]]:
    """What a rule, or any, brought about: acts, reports, roles and findings, each with whom it is about."""
    found: set[tuple[object, ...]] = set()

    def add(what: str, rules: object, *parts: object) -> None:
        if rule is None or rule.id in tuple(rules):  # type: ignore[arg-type]  # lists of ids
            found.add((what, *parts))

    if decision.lead is not None:
        add("lead", decision.lead.rules, decision.lead.to)
        for person in decision.lead.about:
            add("asked", decision.lead.rules, decision.lead.to, person)
    for owner in decision.owners:
        add("owner", owner.rules, owner.need, owner.to)
    for support in decision.supports:
        for person in support.about:
            add("asked", support.rules, support.to, person)
    for told in decision.inform:
        add("inform", told.rules, told.to, tuple(told.about))
    for duty in decision.duties:
        add("duty", duty.rules, duty.to, tuple(duty.about))
    for act in decision.immediate:
        add("immediate", act.rules, act.action, tuple(act.to), tuple(act.about))
    for excluded in decision.excluded:
        what = excluded.kind, excluded.office, excluded.located_in, excluded.person
        add("excluded", excluded.rules, *what, tuple(excluded.about))
    for finding in decision.findings:
        add("finding", finding.rules, finding.kind, tuple(finding.about))
    for reason in decision.backup.reasons if decision.backup is not None else ():
        add("backup", reason.rules, reason.code, reason.detail)
    return found


def _known(subject: Subject, rule: Rule, until: dt.date) -> tuple[Known, Known] | None:
    """A known case that shows the gap, made as small as can be."""
    for known in subject.fires(rule):
        pair = _pair(subject, rule, known, until)
        if pair is not None:
            small = subject.questions.small(pair[0], lambda case: _pair(subject, rule, case, until) is not None)
            return _pair(subject, rule, small, until) or pair
    return None


def _asked(subject: Subject, rule: Rule, until: dt.date) -> tuple[Known, Known] | bool:
    """A case that nothing takes up on the day after; False where there is none, True where that stays open."""
    follow = [other for other in subject.rulebook.rules_in_force(until) if other.id != rule.id]
    open_question = False
    for contribution in subject.reading.contributions(rule):
        asked = _not_followed(subject, rule, contribution, follow)
        if asked is None:
            continue
        answer = subject.questions.example(asked, until, "time-gap", (rule.id,))
        if isinstance(answer, Known):
            pair = _pair(subject, rule, answer, until)
            if pair is not None:
                small = subject.questions.small(pair[0], lambda case: _pair(subject, rule, case, until) is not None)
                return _pair(subject, rule, small, until) or pair
            open_question = True
        else:
            open_question = open_question or answer
    return open_question


def _not_followed(subject: Subject, rule: Rule, contribution: Contribution, follow: list[Rule]) -> Rule | None:
    conditions: list[s.Expression] = []
    for number, other in enumerate(follow):
        for same, how in subject.reading.answers(contribution, rule, other):
            if how != "struck" and same:
                sub = exists(other, {theirs: mine for mine, theirs in same.items()}, number)
                if narrowed(rule, [sub], subject.rulebook.schema) is not None:
                    conditions.append(s.Not(sub))
    return narrowed(rule, conditions, subject.rulebook.schema)
