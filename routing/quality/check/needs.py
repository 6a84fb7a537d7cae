"""`need-unowned` (制度の狭間): needs that no rule routes to an agency, at all or in some shape of case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routing.pattern import syntax as s
from routing.quality.check.corpus import Known
from routing.quality.check.finding import Finding
from routing.quality.check.joint import exists, has_subqueries, narrowed, rows, rule_of
from routing.quality.check.need_codes import always, codes
from routing.quality.check.periods import newest
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule
from routing.rulebook.effects import Refer

MOST_TOLD_ALONE = 8
"""Codes without an owner that are told one by one; more are told together."""
Owner = tuple[Rule, str]
"""A rule that proposes an owner, and the variable of the need."""


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the need codes without an owner, and the shapes of case in which the others have none."""
    vocabulary = subject.rulebook.vocabulary
    owning: dict[str, list[Owner]] = {code: [] for code in vocabulary.needs}
    for rule in subject.own():
        for variable in _answered(rule):
            for code in codes(subject, rule, variable):
                owning[code].append((rule, variable))
    unowned = sorted(code for code, owners in owning.items() if not owners)
    together = len(unowned) > MOST_TOLD_ALONE
    for group in [unowned] if together else [[code] for code in unowned]:
        yield _nobody(subject, group)
    for code, owners in sorted(owning.items()):
        if owners:
            yield from _shape(subject, code, owners)


def _answered(rule: Rule) -> Iterable[str]:
    """The variables of the needs that a rule proposes an owner for."""
    return dict.fromkeys(
        effect.need
        for effect in rule.effects
        if isinstance(effect, Refer) and effect.need is not None and effect.role != "inform"
    )


def _nobody(subject: Subject, group: list[str]) -> Finding:
    label = subject.rulebook.vocabulary.label
    ja = "、".join(f"`{code}`（{label(code, 'ja')}）" for code in group)
    return subject.finding(
        "need-unowned",
        subject.written.need(group[0]) if len(group) == 1 else subject.written.setting(),
        (
            f"ニーズ {ja} を受け持つルールがない",
            f"no rule can give an owner to the need {quoted(group)}"
            if len(group) == 1
            else f"no rule can give an owner to {len(group)} needs: {quoted(group)}",
        ),
        (
            "`for` でこのニーズに答える `refer` を加える",
            "add a rule whose `refer` answers it (`for`)",
        ),
        needs=group,
    )


def _shape(subject: Subject, code: str, owners: list[Owner]) -> Iterator[Finding]:
    day = newest(subject.rulebook)
    now = [(rule, variable) for rule, variable in owners if rule.in_force(day)]
    if not now or any(_whatever(subject, rule, variable, code) for rule, variable in now):
        return  # where all have ended there is a gap in time, which is told as such
    known = _without_owner(subject, code, owners) or _asked(subject, code, now)
    if known is not None:
        yield from _gap(subject, code, now, known)


def _asked(subject: Subject, code: str, owners: list[Owner]) -> Known | None:
    """A case in which a need of this code has no owner, asked for with more and more of those who own it."""
    day = newest(subject.rulebook)
    asked = rule_of("(asked:Person)-[:HAS]->(need:Need)", f"need.code = '{code}'", id=f"unowned-{code}")
    named = [owner for owner in owners if not has_subqueries(owner[0]) and not subject.rulebook.reads(owner[0]).all]
    ids = tuple(sorted({rule.id for rule, _ in owners}))
    while True:
        question = narrowed(asked, _unowned(subject, asked, named), subject.rulebook.schema)
        if question is None:
            return None
        answer = subject.questions.example(question, day, "need-unowned", ids)
        if not isinstance(answer, Known):
            return None
        open_ones = {binding["need"].id for binding in rows(answer, question)}  # type: ignore[union-attr]  # a node
        found = [owner for owner in owners if owner not in named and _bound(answer, owner) & open_ones]
        if not found:
            return answer
        named += found


def _unowned(subject: Subject, asked: Rule, owners: list[Owner]) -> Iterator[s.Expression]:
    for number, (rule, variable) in enumerate(owners):
        sub = exists(rule, {variable: "need"}, number)
        if narrowed(asked, [sub], subject.rulebook.schema) is not None:
            yield s.Not(sub)


def _bound(known: Known, owner: Owner) -> set[str]:
    """The needs that a rule proposes an owner for in a case."""
    rule, variable = owner
    return {getattr(binding[variable], "id", "") for binding in known.fired.get((rule.id, rule.start), ())}


def _whatever(subject: Subject, rule: Rule, variable: str, code: str) -> bool:
    """Whether a rule owns every open need of a code: it asks only who has it, and which code it is."""
    paths = rule.pattern.paths
    if len(paths) != 1 or len(paths[0].nodes) != 2 or len(paths[0].relationships) != 1:
        return False
    has, ends = paths[0].relationships[0], paths[0].nodes
    person, need = ends if ends[1].variable == variable else (ends[1], ends[0])
    if need.variable != variable or person.properties or has.types != ("HAS",) or has.hops is not None:
        return False
    return always(subject, rule, variable, code)


def _without_owner(subject: Subject, code: str, owners: list[Owner]) -> Known | None:
    """A known case in which a need of this code has no owner."""
    last = newest(subject.rulebook)
    for known in subject.corpus.cases:
        if any(not rule.in_force(known.case.as_of) for rule, _ in owners if rule.in_force(last)):
            continue
        open_needs = {rel.end.id: rel.end for rel in known.graph.relationships.values() if rel.type == "HAS"}
        for id, need in open_needs.items():
            if need.values.get("code") == code and not any(id in _bound(known, owner) for owner in owners):
                return known
    return None


def _gap(subject: Subject, code: str, owners: list[Owner], known: Known) -> Iterator[Finding]:
    """The finding that a case shows, where its decision has the gap."""

    def gap(case: Known) -> bool:
        decision = subject.route(case)
        return decision is not None and any(one.code == code for one in decision.gaps)

    if not gap(known):
        return  # the case has an owner after all, such as who is involved already
    order = subject.written.order
    rules = sorted({rule.id: rule for rule, _ in owners}.values(), key=lambda rule: (order[rule.pack], rule.id))
    small, names = subject.questions.small(known, gap), quoted(rule.id for rule in rules)
    label = subject.rulebook.vocabulary.label
    own = code in subject.written.own_needs
    yield subject.finding(
        "need-unowned",
        subject.written.need(code) if own else subject.written.place(rules[-1]),
        (
            f"ニーズ `{code}`（{label(code, 'ja')}）に担当のない形の事例がある。担当を決めるのは {names} だけ",
            f"there are cases in which nobody owns the need `{code}`; only {names} can give it one",
        ),
        (
            "残りの場合を受け持つルールを加える（`fallback` の段でよい）",
            "add a rule for the cases that are left, if only at the last tier",
        ),
        rules=rules,
        needs=[code],
        witness=small,
        shows=(f"`{code}` に担当がない", f"nobody owns `{code}`"),
        raised="warning",
    )
