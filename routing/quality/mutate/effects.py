"""Faults in what follows from a rule: its effects, changed one field at a time.

A field that no decision can show is left alone: the tier of a support that answers no need, for example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from routing.quality.mutate.mutant import Fault
from routing.quality.mutate.values import beside
from routing.rulebook.book import Rulebook
from routing.rulebook.effects import Before, Duty, Effect, Escalate, Exclude, FindingEffect, Immediate, Refer, Share
from routing.rulebook.rule import Rule

_SPAN = re.compile(r"(P|PT)?(\d+)(D|W|M|Y|H|bd)")
_DAY = {"D": 1, "H": 24, "W": 1, "M": 1, "Y": 1, "bd": 1}


class Changed(NamedTuple):
    """The effects of a rule with a fault in one of them, the one of this number, counted from 0. `field` is where it
    stands; empty for the whole effect."""

    fault: Fault
    number: int
    field: str
    before: str
    after: str
    effects: tuple[Effect, ...]


class Effects:
    """All faults of the effects of rules of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.tiers = rulebook.tiers
        self.kinds = rulebook.vocabulary.agency_kinds

    def changes(self, rule: Rule) -> Iterator[Changed]:
        """The faults of the effects of a rule, in their order."""
        for index, effect in enumerate(rule.effects):
            without = rule.effects[:index] + rule.effects[index + 1 :]
            yield Changed("dropped_effect", index, "", _shown(effect), "", without)
            for fault, field, new in self._effect(effect):
                changed = (*rule.effects[:index], effect.model_copy(update={field: new}), *rule.effects[index + 1 :])
                yield Changed(fault, index, field, _text(getattr(effect, field)), _text(new), changed)

    def _effect(self, effect: Effect) -> Iterator[tuple[Fault, str, Any]]:
        match effect:
            case FindingEffect():
                yield from _fewer(effect, "about", "about")
            case Immediate():
                other = beside(effect.action, ("call_110", "call_119", "visit_now"))
                yield "action", "action", other
                yield from self._kinds(effect.to)
                yield from _fewer(effect, "about", "about")
            case Duty():
                yield from self._kind(effect, "to")
                yield "consent", "consent", "required" if effect.consent == "not_required" else "not_required"
                yield from _deadline(effect)
                yield from _fewer(effect, "about", "about")
            case Refer():
                yield from self._refer(effect)
            case Exclude():
                if effect.kind is not None:
                    yield from self._kind(effect, "kind")
                yield from _fewer(effect, "about", "about")
            case Share():
                yield from self._kinds(effect.to)
                yield from _fewer(effect, "items", "dropped_value")
                yield from _fewer(effect, "about", "about")
            case Escalate():
                yield "level", "level", "advice" if effect.level == "conference" else "conference"

    def _refer(self, effect: Refer) -> Iterator[tuple[Fault, str, Any]]:
        yield from self._kind(effect, "to")
        if effect.role == "lead":
            yield "role", "role", "support"
        elif effect.role == "support" and effect.tier is not None:  # who leads needs a tier
            yield "role", "role", "lead"
        if effect.tier is not None and (effect.role == "lead" or effect.need is not None):
            at = self.tiers.index(effect.tier)
            for tier in self.tiers[max(at - 1, 0) : at] + self.tiers[at + 1 : at + 2]:
                yield "tier", "tier", tier
        yield from _deadline(effect)
        yield from _fewer(effect, "about", "about")

    def _kind(self, effect: Effect, field: str) -> Iterator[tuple[Fault, str, Any]]:
        if (other := beside(getattr(effect, field), self.kinds)) is not None:
            yield "kind", field, other

    def _kinds(self, kinds: tuple[str, ...]) -> Iterator[tuple[Fault, str, Any]]:
        for k, kind in enumerate(kinds):
            if len(kinds) > 1:
                yield "dropped_value", "to", kinds[:k] + kinds[k + 1 :]
            elif (other := beside(kind, self.kinds)) is not None:
                yield "kind", "to", (other,)


def _fewer(effect: Effect, field: str, fault: Fault) -> Iterator[tuple[Fault, str, Any]]:
    names: tuple[str, ...] = getattr(effect, field)
    if len(names) > 1:
        for k in range(len(names)):
            yield fault, field, names[:k] + names[k + 1 :]


def _deadline(effect: Duty | Refer) -> Iterator[tuple[Fault, str, Any]]:
    if effect.within is not None:
        for span in _spans(effect.within):
            yield "deadline", "within", span
    if effect.before is not None:
        for span in _spans(effect.before.less):
            yield "deadline", "before", Before(date=effect.before.date, less=span)


def _spans(span: str) -> Iterator[str]:
    """The span a day shorter and a day longer; by one month, week or year where it counts in those."""
    found = _SPAN.fullmatch(span)
    if found is None:
        return
    prefix, number, unit = found[1] or "", int(found[2]), found[3]
    for step in (-_DAY[unit], _DAY[unit]):
        if number + step >= 0:
            yield f"{prefix}{number + step}{unit}"


def _shown(effect: Effect) -> str:
    from routing.rulebook.digest import NAMES

    fields = effect.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"basis"})
    return f"{NAMES[type(effect)]}: {_text(fields)}"


def _text(value: Any) -> str:
    match value:
        case Before():
            return _text(value.model_dump())
        case dict():
            return "{" + ", ".join(f"{key}: {_text(entry)}" for key, entry in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_text, value)) + "]"
        case bool():
            return "true" if value else "false"
    return str(value)
