"""`finding-underived`, `finding-unread`: findings between rules that do not meet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from routing.pattern.syntax import Position
from routing.quality.check.finding import Finding, Place
from routing.quality.check.periods import newest
from routing.quality.check.read_by import can_read, only_derives, rings
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule
from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import ANY
from routing.rulebook.strata import derived_kinds


def check(subject: Subject) -> Iterator[Finding]:
    """Tell findings that are read and never derived, and those that are derived and never read."""
    rules = subject.rulebook.rules
    makers: dict[str, list[Rule]] = {}
    readers: dict[str, list[Rule]] = {}
    for rule in rules:
        for kind in derived_kinds(rule):
            makers.setdefault(kind, []).append(rule)
        for kind in subject.rulebook.reads(rule).all:
            readers.setdefault(kind, []).append(rule)
    for kind, reading in sorted(readers.items()):
        for rule in reading:
            if kind != ANY:
                yield from _underived(subject, rule, kind, makers.get(kind, []))
            elif not makers:
                yield _never(subject, rule, "*")
    of_any = readers.get(ANY, [])
    read_by = {kind: [*readers.get(kind, []), *of_any] for kind in makers}
    ring = rings(read_by)
    for kind, making in sorted(makers.items()):
        leads_on = any(not only_derives(rule, ring[kind]) for other in ring[kind] for rule in read_by[other])
        yield from _unread(subject, kind, making, read_by[kind] if leads_on else [])


def _underived(subject: Subject, rule: Rule, kind: str, makers: list[Rule]) -> Iterator[Finding]:
    if not makers:
        yield _never(subject, rule, kind)
        return
    if kind in subject.rulebook.reads(rule).plain:
        return  # then the rule itself can never fire, which is told as such
    alive = [maker for maker in makers if subject.examples.get((maker.id, maker.start)) is not False]
    if not any(subject.day(rule, maker) is not None for maker in alive):
        yield _never(subject, rule, kind, makers)


def _never(subject: Subject, rule: Rule, kind: str, makers: list[Rule] | None = None) -> Finding:
    ja, en = (f"所見 `{kind}` ", f"the finding `{kind}`") if kind != ANY else ("所見", "any finding")
    named = quoted(sorted({maker.id for maker in makers or ()}))
    return subject.finding(
        "finding-underived",
        _read_at(subject, rule, kind),
        (
            f"ルール `{rule.id}` は{ja}を読むが、その施行期間にそれを導くルールはない"
            + (f"（導くのは {named}）" if named else ""),
            f"rule `{rule.id}` reads {en}, which no rule derives while it is in force"
            + (f" (it is derived by {named})" if named else ""),
        ),
        ("所見を導くルールを加えるか、名前を確かめる", "add a rule that derives it, or look at the name"),
        rules=[rule, *(makers or ())],
    )


def _unread(subject: Subject, kind: str, makers: list[Rule], readers: list[Rule]) -> Iterator[Finding]:
    last = newest(subject.rulebook)
    of_today = [maker for maker in makers if maker.until is None or maker.until > last] or makers
    left = [m for m in of_today if not any(_reads(subject, reader, kind, m) for reader in readers)]
    if len(left) < len(of_today):  # told is only what is about nodes that those who read the kind never ask for
        left = [m for m in left if any(r is not m and subject.day(m, r) is not None for r in readers)]
    if not left:
        return
    maker, makers = left[0], left
    index = next(i for i, e in enumerate(maker.effects) if isinstance(e, FindingEffect) and e.kind == kind)
    yield subject.finding(
        "finding-unread",
        subject.written.effect(maker, index, "kind"),
        (
            f"所見 `{kind}` はルール {quoted(m.id for m in makers)} が導くが、どのルールも読まない",
            f"the finding `{kind}` is derived by {quoted(m.id for m in makers)}, and no rule reads it",
        ),
        (
            "読むルールを加えるか、外す。決定の記録のためだけなら、理由を付けて抑止する",
            "add a rule that reads it, or take it out; where it is only for the record, suppress this with that reason",
        ),
        rules=makers,
    )


def _reads(subject: Subject, reader: Rule, kind: str, maker: Rule) -> bool:
    """Whether another rule, on some day, reads a finding as a rule derives it."""
    if reader is maker or subject.day(maker, reader) is None:
        return False

    def labels(effect: FindingEffect) -> frozenset[str]:
        return frozenset().union(*(subject.reading.labels(maker, name) for name in effect.about))

    return any(
        can_read(reader, kind, labels(effect), subject.rulebook.schema)
        for effect in maker.effects
        if isinstance(effect, FindingEffect) and effect.kind == kind
    )


def _read_at(subject: Subject, rule: Rule, kind: str) -> Place:
    """Where the kind is named in the pattern; its beginning where it is not."""
    for part, text in (("match", rule.match), ("where", rule.where or "")):
        found = re.search(rf"['\"]{re.escape(kind)}['\"]", text)
        if found:
            return subject.written.syntax(rule, Position(start=found.start() + 1, part=part))
    return subject.written.place(rule, "match")
