"""What a decision says, comparable between cases: under the names of the facts, without days and offices where asked.

Rules, trace, questions, digest and engine are why a decision was made, and by what; they do not count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from routing.decision import Decision
from routing.decision.shifts import said

Data = dict[str, Any]
OFFICES = frozenset({"agency", "name", "office", "located_in", "team", "detail"})
"""What says which office it is, of those of a kind; reasons name offices in their detail."""
DAYS = frozenset({"due"})
_OF_CASE = ("case", "as_of", "schema")
_IDS = frozenset({"about", "person", "need"})


def outcome(decision: Decision, names: Mapping[str, str], *, without: frozenset[str] = frozenset()) -> Data:
    """What a decision says, part by part, with its ids renamed and its lists sorted; `without` these fields."""
    told = {name: value for name, value in said(decision).items() if name not in _OF_CASE}
    return {name: _renamed(value, names, without) for name, value in sorted(told.items())}


def parts_that_differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of a decision in which two outcomes differ."""
    return tuple(name for name in sorted(one) if one[name] != other[name])


def _renamed(value: Any, names: Mapping[str, str], without: frozenset[str]) -> Any:
    if isinstance(value, list):
        return sorted((_renamed(part, names, without) for part in value), key=_text)
    if not isinstance(value, dict):
        return value
    changed: Data = {}
    for key, part in value.items():
        if key in without:
            continue
        if key in _IDS:
            changed[key] = sorted(names.get(id, id) for id in part) if isinstance(part, list) else names.get(part, part)
        else:
            changed[key] = _renamed(part, names, without)
    return changed


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
