"""Valid cases by the thousand, and the same facts told in another way."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from routing.quality.generated import generated

__all__ = ["generated", "in_order", "new_names", "renamed", "told_otherwise"]

Data = dict[str, Any]


def told_otherwise(case: Data, seed: int) -> Data:
    """The same facts in another order, some of them twice."""
    chance = random.Random(seed)
    other = dict(case)
    for name, value in case.items():
        if isinstance(value, list) and value:
            facts = [*value, *chance.sample(value, chance.randint(0, len(value)))]
            chance.shuffle(facts)
            other[name] = [dict(chance.sample(list(fact.items()), len(fact))) for fact in facts]
    return other


def new_names(case: Data, seed: int) -> dict[str, str]:
    """Other names for the persons, needs and events of a case, in another order than the old ones."""
    old = [part["id"] for name in ("persons", "needs", "events") for part in case[name]]
    names = [f"x{n}" for n in range(len(old))]
    random.Random(seed).shuffle(names)
    return dict(zip(old, names, strict=True))


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same data with every id replaced."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, dict):
        return {key: renamed(part, names) for key, part in value.items()}
    return [renamed(part, names) for part in value] if isinstance(value, list) else value


def in_order(value: Any) -> Any:
    """The same data with every list sorted."""
    if isinstance(value, dict):
        return {key: in_order(part) for key, part in value.items()}
    return sorted((in_order(part) for part in value), key=repr) if isinstance(value, list) else value
