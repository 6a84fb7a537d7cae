"""Findings in doubt: what travels from one rule to those that match what it derives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from routing.engines.findings import add_finding, found
from routing.engines.firings import Firing
from routing.engines.possible import NONE, Unknowns, World
from routing.pattern.compiler import Bindings
from routing.rulebook.effects import FindingEffect

Key = tuple[str, Bindings]
"""A rule id and what its variables are bound to, in the order of their names."""


class Doubts:
    """Keeps the doubts of a world, from which firings are sure and which are shaken by something unknown.

    A finding is in doubt where no sure firing derives it; it depends on what any of those that derive it depend on.
    `findings` are those that rules derive, by rule id.
    """

    def __init__(self, world: World, fired: Iterable[Firing], findings: Mapping[str, Sequence[FindingEffect]]) -> None:
        self.world = world
        self._findings = findings
        self._below = world.graph
        self._shaken: dict[str, dict[Bindings, Unknowns]] = {}  # by rule id
        self._deriving: dict[str, set[Key]] = {}  # by finding: the firings, sure or shaken, that derive it
        self._news = False
        for firing in fired:
            for effect in findings.get(firing.rule.id, ()):
                id, _ = found(effect, firing.bindings)
                self._deriving.setdefault(id, set()).add((firing.rule.id, _bound(firing)))

    def suspect(self, rule: str, fired: Iterable[Bindings]) -> None:
        """Take the firings of a rule for shaken until they are judged again.

        Findings that derive one another would else vouch for each other, though all hang on the same unknown.
        """
        known = self._shaken.get(rule, {})
        self._shaken[rule] = {**dict.fromkeys(fired, NONE), **known}
        self._news = True

    def shake(self, rule: str, variables: Sequence[str], shaken: Mapping[Bindings, Unknowns]) -> None:
        """Of the firings of a rule these alone hang on something unknown: they derive possible findings at least.

        What one hung on before stays with it, so that judging again comes to an end.
        """
        before = self._shaken.get(rule, {})
        now = {bound: unknown | before.get(bound, NONE) for bound, unknown in shaken.items()}
        if now == before:
            return
        self._shaken[rule] = now
        self._news = True
        for bound in now:
            bindings = dict(zip(variables, bound, strict=True))
            for effect in self._findings[rule]:
                id, about = found(effect, bindings)
                self._deriving.setdefault(id, set()).add((rule, bound))
                if id not in self.world.graph.nodes:
                    if self.world.graph is self._below:
                        self.world.graph = self._below.overlay()
                    add_finding(self.world.graph, id, about)

    def more(self) -> bool:
        """Bring the doubts of the world up to date; whether they have changed."""
        if not self._news:
            return False
        self._news = False
        before, shaken = self.world.doubts, self._shaken
        self.world.doubts = {
            id: NONE.union(*[shaken[rule][bound] for rule, bound in deriving])
            for id, deriving in self._deriving.items()
            if all(bound in shaken.get(rule, ()) for rule, bound in deriving)
        }
        return self.world.doubts != before


def _bound(firing: Firing) -> Bindings:
    return tuple([firing.bindings[name] for name in sorted(firing.bindings)])
