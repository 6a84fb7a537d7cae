"""What a rule could add to a decision if it fired: its own effects, and those of the rules its findings set off."""

from __future__ import annotations

from collections.abc import Sequence

from routing.rulebook.effects import (
    Duty,
    Effect,
    Escalate,
    Exclude,
    FindingEffect,
    Immediate,
    Refer,
    Share,
)
from routing.rulebook.reads import ANY, Reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import derived_kinds


def kinds_of(effect: Effect) -> tuple[str, ...]:
    """The parts of a decision an effect adds to, such as `lead` and `owner`."""
    match effect:
        case FindingEffect():
            return ("finding",)
        case Immediate():
            return ("immediate",)
        case Duty():
            return ("duty",)
        case Refer():
            return (effect.role, "owner") if effect.need is not None else (effect.role,)
        case Exclude():
            return ("exclusion",)
        case Share():
            return ("share",)
        case Escalate():
            return ("escalation",)


def consequences(rules: Sequence[Rule], reads: Sequence[Reads]) -> dict[str, tuple[str, ...]]:
    """By rule id: the sorted kinds of effects that its firing could add, directly or through its findings."""
    derived: dict[str, set[str]] = {}
    own: dict[str, set[str]] = {}
    readers: dict[str, set[str]] = {}
    for rule, read in zip(rules, reads, strict=True):
        derived.setdefault(rule.id, set()).update(derived_kinds(rule))
        own.setdefault(rule.id, set()).update(kind for effect in rule.effects for kind in kinds_of(effect))
        for kind in read.all:
            readers.setdefault(kind, set()).add(rule.id)
    return {id: tuple(sorted(_reached(id, derived, own, readers))) for id in own}


def _reached(id: str, derived: dict[str, set[str]], own: dict[str, set[str]], readers: dict[str, set[str]]) -> set[str]:
    seen = {id}
    waiting = [id]
    for rule in waiting:
        kinds = derived[rule]
        for kind in (*kinds, ANY) if kinds else ():
            later = readers.get(kind, set()) - seen
            seen |= later
            waiting += later
    return set().union(*(own[rule] for rule in seen))
