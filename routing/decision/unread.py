"""A decision that nobody has read: JSON, until somebody asks for a field.

Most decisions of a batch are only written to a file. They can do without a model of all their parts.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ConfigDict

from routing.decision.decision import Decision
from routing.decision.settled import NAMES, Settled

_set = object.__setattr__
_get = object.__getattribute__


def unread(settled: Settled) -> Decision:
    """A decision made of what was settled. It is checked, and its parts are made, when it is first read."""
    decision = object.__new__(Unread)
    _set(decision, "_settled", settled)
    return decision


class Unread(Decision):
    """A decision of which nothing was read but its JSON and its digest. Reading anything else makes it a plain one."""

    __slots__ = ()
    model_config = ConfigDict(defer_build=True)  # hardly anything is validated as this class

    def __getattribute__(self, name: str) -> Any:
        if name == "to_json":
            return _get(self, name)
        if name == "__class__":  # which `isinstance` asks for
            return Decision
        if name == "digest" and (settled := settled_of(self)) is not None:
            return settled.digest
        return getattr(_read(self), name)

    def to_json(self) -> str:
        """The decision as canonical JSON (RFC 8785), written from what was settled."""
        settled = settled_of(self)
        return settled.json if settled is not None else Decision.to_json(self)

    def __copy__(self) -> Any:
        return _read(self).__copy__()  # `copy.copy` looks it up in the class, past `__getattribute__`


def written(decision: Decision) -> dict[str, str]:
    """The JSON of each field that is part of the digest, by name. Of a decision nobody has read yet that is at hand,
    and two decisions can be compared by it without making their parts."""
    settled = settled_of(decision)
    if settled is not None:
        return settled.by_name
    given: dict[str, Any] = json.loads(decision.to_json())
    return {name: json.dumps(given[name], ensure_ascii=False, separators=(",", ":")) for name in NAMES}


def fired_by(decision: Decision) -> tuple[str, tuple[str, ...]]:
    """The engine that decided, and those that verified it, without making the parts of an unread decision."""
    settled = settled_of(decision)
    return (decision.engine, decision.verified_by) if settled is None else (settled.engine, settled.verified_by)


def settled_of(decision: Decision) -> Settled | None:
    """What a decision is to be made from; None once it was, which another thread may do at any time.

    None too where pydantic made it, because somebody validated by the class of an unread decision.
    """
    try:
        settled: Settled | None = _get(decision, "_settled")
    except AttributeError:
        return None
    return settled


def _read(decision: Decision) -> Decision:
    """Make an unread decision a plain one, in place.

    Threads that do so at the same time make equal fields, so it does not matter whose stay.
    """
    settled = settled_of(decision)
    if settled is not None:
        made = Decision.model_validate_json(settled.json)
        for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"):
            _set(decision, name, getattr(made, name))
        _set(decision, "_json", settled.json)
        _set(decision, "_settled", None)
    _set(decision, "__class__", Decision)
    return decision
