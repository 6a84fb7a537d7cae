"""Rules that say the same in other words: with other names for their variables, or their conditions in another order.

They need no proof to be told as duplicates, and are looked at once from then on.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable

from routing.pattern.plan import conjuncts, order_of_mention
from routing.quality.check.joint import renamed
from routing.quality.check.subject import Subject
from routing.rulebook import Rule
from routing.rulebook.effect_check import REFERENCE
from routing.rulebook.effects import EFFECTS, Effect

_NAMES = {model: name for name, model in EFFECTS.items()}
_VARIABLES = ("about", "for", "person")


def groups(rules: Iterable[Rule], subject: Subject) -> list[list[Rule]]:
    """Rules of different ids that say the same and hold on a common day, in groups of two or more."""
    found: dict[str, list[list[Rule]]] = {}
    for rule in rules:
        same = found.setdefault(_said(rule), [])
        for group in same:
            if all(other.id != rule.id for other in group) and subject.day(group[0], rule) is not None:
                group.append(rule)
                break
        else:
            same.append([rule])
    return [group for same in found.values() for group in same if len(group) > 1]


def _said(rule: Rule) -> str:
    """What a rule says, the same for rules that say the same."""
    numbers = {name: f"v{number}" for number, name in enumerate(order_of_mention(rule.pattern))}
    pattern = renamed(rule.pattern, lambda name: numbers.get(name, name))
    conditions = sorted(map(repr, conjuncts(pattern.where)))
    effects = sorted(_effect(effect, numbers) for effect in rule.effects)
    return repr((dataclasses.replace(pattern, where=None), conditions, effects))


def _effect(effect: Effect, numbers: dict[str, str]) -> str:
    data = effect.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"basis"})
    for field in _VARIABLES:
        value = data.get(field)
        if isinstance(value, list):
            data[field] = sorted(numbers.get(name, name) for name in value)
        elif value is not None:
            data[field] = numbers.get(value, value)
    if "located_in" in data:
        data["located_in"] = _reference(data["located_in"], numbers)
    if "before" in data:
        data["before"]["date"] = _reference(data["before"]["date"], numbers)
    return json.dumps([_NAMES[type(effect)], data], sort_keys=True)


def _reference(text: str, numbers: dict[str, str]) -> str:
    parts = REFERENCE.fullmatch(text)
    return f"{numbers.get(parts[1], parts[1])}.{parts[2]}" if parts else text
