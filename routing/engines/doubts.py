"""Findings in doubt: what travels from one rule to those that match what it derives."""

from __future__ import annotations

from collections.abc import Iterable

from routing.engines.findings import add_finding, derived
from routing.engines.firings import Bound, Firing
from routing.engines.possible import NONE, Unknowns, World

Key = tuple[str, tuple[Bound, ...]]
"""A rule id and what its variables are bound to, in the order of their names."""


class Doubts:
    """Keeps the doubts of a world, from which firings are sure and which are shaken by something unknown.

    A finding is in doubt where no sure firing derives it; it depends on what any of those that derive it depend on.
    """

    def __init__(self, world: World, fired: Iterable[Firing]) -> None:
        self.world = world
        self._below = world.graph
        self._shaken: dict[Key, Unknowns] = {}
        self._deriving: dict[str, set[Key]] = {}  # by finding: the firings, sure or shaken, that derive it
        self._news = False
        for firing in fired:
            for id, _ in derived(firing.rule, firing.bindings):
                self._deriving.setdefault(id, set()).add(_key(firing))

    def shake(self, firing: Firing, unknown: Unknowns) -> None:
        """A firing that hangs on something unknown: what it derives is a possible finding at least."""
        key = _key(firing)
        self._shaken[key] = unknown
        self._news = True
        for id, about in derived(firing.rule, firing.bindings):
            self._deriving.setdefault(id, set()).add(key)
            if id not in self.world.graph.nodes:
                if self.world.graph is self._below:
                    self.world.graph = self._below.overlay()
                add_finding(self.world.graph, id, about)

    def more(self) -> bool:
        """Bring the doubts of the world up to date; whether they have changed."""
        if not self._news:
            return False
        self._news = False
        before = self.world.doubts
        self.world.doubts = {
            id: NONE.union(*[self._shaken[key] for key in deriving])
            for id, deriving in self._deriving.items()
            if self._shaken.keys() >= deriving
        }
        return self.world.doubts != before


def _key(firing: Firing) -> Key:
    return firing.rule.id, tuple([firing.bindings[name] for name in sorted(firing.bindings)])
