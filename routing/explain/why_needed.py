"""What hangs on a fact: the case is routed again without it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from routing.errors import CaseError
from routing.explain.facts import Fact, without
from routing.explain.why_parts import Data, Key, Part, parts
from routing.router import Router

if TYPE_CHECKING:
    from routing.case import Case


class Without:
    """The decisions about a case with one fact left out, each made once."""

    def __init__(self, router: Router, case: Case) -> None:
        # one engine is enough: the decision that is explained was verified when it was made
        self.router = Router(router.rulebook, router.budget) if router.cross_check else router
        self.case = case
        self._made: dict[Fact, dict[Key, Data] | None] = {}

    def decides(self, fact: Fact, part: Part) -> bool | None:
        """Whether a part would not be as it is without a fact. None: no case can be without it."""
        if not fact.removable:
            return None
        if fact not in self._made:
            self._made[fact] = self._route(fact)
        others = self._made[fact]
        return None if others is None else others.get(part.key) != part.substance

    def _route(self, fact: Fact) -> dict[Key, Data] | None:
        try:
            decision = self.router.route(without(self.case, fact))
        except CaseError:  # the rulebook takes no case without it
            return None
        return {part.key: part.substance for part in parts(json.loads(decision.to_json()))}
