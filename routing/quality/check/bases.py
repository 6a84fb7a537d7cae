"""`weak-basis`, `dated-basis`: what has the force of law should rest on a text that was read."""

from __future__ import annotations

from collections.abc import Iterator

from routing.quality.check.finding import Finding, Place
from routing.quality.check.subject import Subject, quoted
from routing.rulebook import Rule
from routing.rulebook.effects import Basis, Duty, Effect, Exclude, Immediate, Share

NAMES = {Duty: "duty", Immediate: "immediate", Exclude: "exclude", Share: "share"}
"""The effects that have the force of law: they report, act, bar or tell without asking the person."""
STATUS = {
    "dated": ("古い条文", "an older text"),
    "secondary": ("二次資料", "a secondary source"),
    "memory": ("記憶", "memory"),
}


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the legal force that rests on no text of today, and every other basis that is an older text."""
    for rule in subject.rulebook.rules:
        weak = [index for index, effect in enumerate(rule.effects) if _weak(rule, effect)]
        if weak:
            yield _finding(subject, rule, weak)
        for basis, place in _bases(subject, rule):
            if basis.status == "dated":
                yield _dated(subject, rule, basis, place)


def rests_on(rule: Rule, effect: Effect) -> tuple[Basis, ...]:
    """What an effect rests on: its own basis, else that of the rule."""
    own: tuple[Basis, ...] = getattr(effect, "basis", ())
    return own or rule.basis


def _weak(rule: Rule, effect: Effect) -> bool:
    return type(effect) in NAMES and not any(basis.status == "verified" for basis in rests_on(rule, effect))


def _finding(subject: Subject, rule: Rule, weak: list[int]) -> Finding:
    effects = [rule.effects[index] for index in weak]
    words = quoted(dict.fromkeys(NAMES[type(effect)] for effect in effects))
    bases = dict.fromkeys(basis for effect in effects for basis in rests_on(rule, effect))
    laws = [(f"{basis.law} {basis.article or ''}".strip(), STATUS[basis.status]) for basis in bases]
    ja = "、".join(f"{law}（{status[0]}）" for law, status in laws) or "なし"
    en = ", ".join(f"{law} ({status[1]})" for law, status in laws) or "none"
    return subject.finding(
        "weak-basis",
        subject.written.effect(rule, weak[0]),
        (
            f"ルール `{rule.id}` の {words} に、現行の条文を読んで確かめた根拠がない。根拠: {ja}",
            f"{words} of rule `{rule.id}` rests on no text of today that was read; basis: {en}",
        ),
        (
            "現行の条文を読み、`status: verified` にする",
            "read the law as it stands, and write `status: verified`",
        ),
        rules=[rule],
    )


def _bases(subject: Subject, rule: Rule) -> Iterator[tuple[Basis, Place]]:
    for at, basis in enumerate(rule.basis):
        yield basis, subject.written.place(rule, "basis", at)
    for index, effect in enumerate(rule.effects):
        for at, basis in enumerate(getattr(effect, "basis", ())):
            yield basis, subject.written.effect(rule, index, "basis", at)


def _dated(subject: Subject, rule: Rule, basis: Basis, place: Place) -> Finding:
    law = f"{basis.law} {basis.article or ''}".strip()
    return subject.finding(
        "dated-basis",
        place,
        (f"ルール `{rule.id}` は {law} の古い条文による", f"rule `{rule.id}` rests on an older text of {law}"),
        ("現行の条文を読む", "read the law as it stands"),
        rules=[rule],
    )
