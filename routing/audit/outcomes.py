"""What a decision says, comparable between cases: under the names of the facts, without days and offices where asked.

Rules, trace, questions, digest and engine are why a decision was made, and by what; they do not count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from routing.decision import Decision
from routing.decision.shifts import said

Data = dict[str, Any]
OFFICES = frozenset({"agency", "name", "office", "located_in", "team", "detail"})
"""What says which office it is, of those of a kind; reasons name offices in their detail."""
DAYS = frozenset({"due"})
_OF_CASE = ("case", "as_of", "schema")


@dataclass(frozen=True)
class Names:
    """What to call the persons, needs and events of a case, by their ids: in one case two parts may have one id."""

    persons: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)

    def of(self, id: str) -> str:
        """What an id is called that may be of a person, a need or an event: of a person, if it can be."""
        return self.persons.get(id) or self.needs.get(id) or self.events.get(id) or id


AS_GIVEN = Names()
"""Every id stays as it is."""


def outcome(decision: Decision, names: Names, *, without: frozenset[str] = frozenset()) -> Data:
    """What a decision says, part by part, with its ids renamed and its lists sorted; `without` these fields."""
    told = {name: value for name, value in said(decision).items() if name not in _OF_CASE}
    return {name: _renamed(value, names, without) for name, value in sorted(told.items())}


def parts_that_differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of a decision in which two outcomes differ."""
    return tuple(name for name in sorted(one) if one[name] != other[name])


def _renamed(value: Any, names: Names, without: frozenset[str]) -> Any:
    if isinstance(value, list):
        return sorted((_renamed(part, names, without) for part in value), key=_text)
    if not isinstance(value, dict):
        return value
    changed: Data = {}
    for key, part in value.items():
        if key in without:
            continue
        if key == "about":
            changed[key] = sorted(map(names.of, part))
        elif key in ("person", "need"):
            changed[key] = (names.persons if key == "person" else names.needs).get(part, part)
        else:
            changed[key] = _renamed(part, names, without)
    return changed


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
