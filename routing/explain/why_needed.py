"""What hangs on a fact: the case is routed again without it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from routing.decision import Decision, written
from routing.errors import CaseError
from routing.explain.facts import Fact, without
from routing.explain.why_parts import Key, Part, parts_of
from routing.settlement import settle

if TYPE_CHECKING:
    from routing.case import Case
    from routing.router import Router


class Without:
    """The decisions about a case with one fact left out, each made once."""

    def __init__(self, router: Router, case: Case, decision: Decision) -> None:
        self.router = router
        self.case = case.canonical()
        self._plain = written(decision)
        self._made: dict[Fact, _Other | None] = {}

    def decides(self, fact: Fact, part: Part) -> bool | None:
        """Whether a part would not be as it is without a fact. None: no case can be without it."""
        if not fact.removable:
            return None
        if fact not in self._made:
            self._made[fact] = self._route(fact)
        other = self._made[fact]
        if other is None:
            return None
        if other.texts[part.field] == self._plain[part.field]:
            return False
        there = other.part(part.field, part.key)
        return there is None or there.substance != part.substance

    def _route(self, fact: Fact) -> _Other | None:
        try:
            less = without(self.case, fact)
            # nothing said of a part hangs on what unknown facts leave open, and one engine is enough: the decision that
            # is explained was verified when it was made
            decision = settle(less, self.router.fire_known(less), self.router.rulebook)
        except CaseError:  # the rulebook takes no case without it
            return None
        return _Other(written(decision))


@dataclass(slots=True)
class _Other:
    """A decision, of which only those fields are read that differ."""

    texts: Mapping[str, str]
    read: dict[str, Any] = field(default_factory=dict)

    def part(self, name: str, key: Key) -> Part | None:
        """The part of a field that has a key."""
        if name not in self.read:
            self.read[name] = json.loads(self.texts[name])
        return next((part for part in parts_of(name, self.read[name]) if part.key == key), None)
