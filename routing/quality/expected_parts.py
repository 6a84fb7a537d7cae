"""Parts of a decision as its JSON has them, for what the short fields of `expect` do not say: days, persons, tiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator

from routing.decision import Decision
from routing.errors import did_you_mean


def _known(value: dict[str, Any]) -> dict[str, Any]:
    names = {field.alias or name for name, field in Decision.model_fields.items()}
    for name in value:
        if name not in names:
            hint = did_you_mean(name, names, "the fields of a decision, as `routing route --format json` shows them")
            raise ValueError(f"a decision has no field `{name}`; {hint}")
    return value


Parts = Annotated[dict[str, Any], AfterValidator(_known)]
"""Fields of a decision. A map needs the fields it names, a list of maps an entry for each, in any order, and may hold
others; a list of plain values holds exactly these, in any order; `[]` is an empty list."""


def missing(expected: Any, got: Any, where: str = "parts") -> Iterator[str]:
    """What is not as expected, a line each, such as `parts.lead.tier: expected specialist, got generalist`."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name, value in expected.items():
            if name not in got:
                yield f"{where}: there is no field `{name}`"
            else:
                yield from missing(value, got[name], f"{where}.{name}")
    elif isinstance(expected, list) and isinstance(got, list) and _maps(expected):
        for entry in expected:
            if not any(not list(missing(entry, other)) for other in got):
                near = ", ".join(_shown({name: other.get(name) for name in entry}) for other in got) or "none"
                yield f"{where}: expected {_shown(entry)}, got {near}"
    elif _sorted(expected) != _sorted(got):
        yield f"{where}: expected {_shown(expected)}, got {_shown(got)}"


def current(expected: Any, got: Any) -> Any:
    """The expected parts with the values that a decision has now: what they name stays, as far as it is there.

    In a list an entry that no longer fits becomes the nearest of those that nothing else stands for, or goes.
    """
    if isinstance(expected, dict) and isinstance(got, dict):
        return {name: current(value, got[name]) for name, value in expected.items() if name in got}
    if isinstance(expected, list) and isinstance(got, list) and _maps(expected):
        left = [other for other in got if all(list(missing(entry, other)) for entry in expected)]
        entries: list[Any] = []
        for entry in expected:
            if any(not list(missing(entry, other)) for other in got):
                entries.append(entry)
            elif left:
                nearest = min(left, key=lambda other: len(list(missing(entry, other))))
                left.remove(nearest)
                entries.append(current(entry, nearest))
        return entries
    return expected if _sorted(expected) == _sorted(got) else got


def _maps(expected: list[Any]) -> bool:
    return bool(expected) and all(isinstance(entry, dict) for entry in expected)


def _sorted(value: Any) -> Any:
    return sorted(value, key=str) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{name}: {_shown(entry)}" for name, entry in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_shown, value)) + "]"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
    return str(value)
