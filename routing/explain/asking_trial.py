"""Trying out answers: the case with facts changed, what fires then, and what the decision would say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from routing.decision.shifts import said
from routing.errors import CaseError
from routing.explain.answers import ages_served
from routing.explain.changes import Change, changed
from routing.rulebook.effects import Duty, Exclude, Refer
from routing.settlement import settle
from routing.settlement.consent import CHILD_AT_MOST
from routing.settlement.facts import RESIDENTS

if TYPE_CHECKING:
    from routing.case import Case
    from routing.engines.firings import Firings
    from routing.router import Router


Fired = frozenset[tuple[object, ...]]
"""Firings by their ids."""
Says = dict[str, Any]
"""What a decision says, its questions apart."""


class Trial:
    """One case, tried with answers; each combination is fired and settled once.

    What unknown facts leave open is not worked out on the way: neither the firings nor what a decision says hangs on
    that. Nor is anything settled anew where an answer changes no firing and settlement does not read it.
    """

    def __init__(self, router: Router, case: Case) -> None:
        self.router = router
        self.case = case
        # of a case that was tried only these are kept: the graphs of a hundred cases are much to keep
        self._fired: dict[tuple[Change, ...], Fired | None] = {}
        self._says: dict[tuple[Change, ...], Says | None] = {}
        self._said: dict[tuple[Fired, tuple[object, ...]], Says] = {}
        self._read: dict[str, Any] = {}
        self._ages = sorted({CHILD_AT_MOST + 1, *ages_served(router.rulebook)})

    def says(self, changes: Iterable[Change]) -> Says | None:
        """What the decision about the case with changes says; None where that is no valid case."""
        made = tuple(changes)
        if made not in self._says:
            tried = self._try(made)
            self._says[made] = None if tried is None else self._settle(made, *tried)
        return self._says[made]

    def fired(self, changes: Iterable[Change]) -> Fired | None:
        """The firings about the case with changes."""
        made = tuple(changes)
        if made not in self._fired:
            self._try(made)
        return self._fired[made]

    def _try(self, made: tuple[Change, ...]) -> tuple[Case, Firings] | None:
        try:
            case = changed(self.case, made, self.router.rulebook.vocabulary) if made else self.case
            firings = self.router.fire_known(case)
        except CaseError:
            self._fired[made] = None
            return None
        self._fired[made] = frozenset(firing.key for firing in firings.fired)
        return case, firings

    def _settle(self, made: tuple[Change, ...], case: Case, firings: Firings) -> Says:
        fired = self._fired[made] or frozenset()
        alike = fired, tuple(read for change in made if (read := self._settled(change, firings)) is not None)
        if alike not in self._said:
            self._said[alike] = said(settle(case, firings, self.router.rulebook), self._read)
        return self._said[alike]

    def _settled(self, change: Change, firings: Firings) -> object:
        """What settlement can tell of an answer, where the same rules fire: two answers of which it is the same are
        settled alike. None: settlement does not read it."""
        name = change.path.rpartition(".")[2]
        if name == "age":
            return change.path, bisect_right(self._ages, int(change.value or 0))
        if change.path == "reported_by":
            return change.path, change.value in RESIDENTS
        if change.path == "district" or name in _SETTLED or name in _named(firings):
            return change
        return None


_SETTLED = frozenset({"birth_date", "severity"})
"""What settlement reads of what may be unknown, beside ages and what effects name."""


def _named(firings: Firings) -> set[str]:
    """The properties that the effects of what fired name: the day a deadline counts from, a place to keep clear of."""
    found = set()
    for firing in firings.fired:
        for effect in firing.rule.effects:
            before = effect.before if isinstance(effect, Duty | Refer) else None
            text = before.date if before is not None else effect.located_in if isinstance(effect, Exclude) else None
            if text is not None:
                found.add(text.rpartition(".")[2])
    return found
