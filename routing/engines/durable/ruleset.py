"""A network of rules inside durable_rules, and one case at a time in it.

The C part is called directly. One thing in it must be known: what is to be freed with the state of a case is not set
up with it, only when a first rule has fired. So one rule is made to fire when a ruleset is made, which leaves the
place for the state of a case sound for good, and one at the end of each case, which shows that it was joined to the
end.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterator, Mapping
from typing import Any

from routing.engines.durable.network import LAST
from routing.engines.durable.presence import library
from routing.engines.engine import EngineFailed

Matched = Mapping[str, Mapping[str, Any]]
"""The facts of a match, by the name of the antecedent."""

HANDLED, NOTHING_MATCHES = 0, 1
"""What the library answers to a fact; anything else is a fact that is lost."""


class Ruleset:
    """Rules given as the JSON of durable_rules. Holds one case at a time, and is not to be shared by threads."""

    def __init__(self, definition: str) -> None:
        self._library = library()
        try:
            self._handle: int = self._library.create_ruleset("rules", definition)
        except self._library.error as error:
            raise EngineFailed(f"durable_rules takes no such rules: {error}") from None
        weakref.finalize(self, self._library.delete_ruleset, self._handle)
        self._open = False
        self.finish()  # where this fails, nothing is dropped: the place is not sound yet

    def tell(self, fact: Mapping[str, Any]) -> Iterator[tuple[str, Matched]]:
        """Assert a fact; every match that it completes, as the name of the rule and the facts.

        To be read to the end before the next fact. Raises EngineFailed.
        """
        self._open = True
        try:
            answer, state = self._library.assert_fact(self._handle, json.dumps(fact))
            if answer not in (HANDLED, NOTHING_MATCHES):
                raise EngineFailed("durable_rules takes two facts for one")
            started = self._library.start_action_for_state(self._handle, state) if answer == HANDLED else None
            matched = started[1] if started is not None else None
            while matched is not None:
                ((rule, facts),) = json.loads(matched).items()
                yield rule, facts
                matched = self._library.complete_and_start_action(self._handle, state)
        except self._library.error as error:
            raise EngineFailed(f"durable_rules lost a fact: {error}") from None

    def finish(self) -> None:
        """End a case. Raises EngineFailed where it has not been joined to the end; it is to be dropped then."""
        if [rule for rule, _ in self.tell({"id": LAST, "kind": LAST})] != [LAST]:
            raise EngineFailed("durable_rules did not come to the end of the case")
        self.forget()

    def forget(self) -> None:
        """Drop all facts of the case, whatever has become of it."""
        if self._open:
            self._open = False
            self._library.delete_state(self._handle, None)
