"""Whether two engines agree, and what is left to stand on where they do not."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from routing.engines.findings import add_finding
from routing.engines.firings import Firing, Firings
from routing.rulebook.effects import Share
from routing.rulebook.rule import Rule


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two engines derived different firings: their names, and what each derived alone, sorted."""

    engines: tuple[str, str]
    only: tuple[tuple[Firing, ...], tuple[Firing, ...]]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of those firings, sorted by id."""
        found = {firing.rule.id: firing.rule for alone in self.only for firing in alone}
        return tuple(found[id] for id in sorted(found))


def disagreement(one: Firings, other: Firings) -> Disagreement | None:
    """How two results differ in their sets of rule and bindings; None where they do not."""
    by_key = tuple({firing.key: firing for firing in firings.fired} for firings in (one, other))
    first, second = by_key
    if first.keys() == second.keys():
        return None
    alone = (
        tuple(first[key] for key in sorted(first.keys() - second.keys())),
        tuple(second[key] for key in sorted(second.keys() - first.keys())),
    )
    return Disagreement((one.engine, other.engine), alone)


def united(one: Firings, other: Firings, found: Disagreement) -> Firings:
    """All that either engine derived, marked as disputed.

    Immediate acts, duties and exclusions of either stand: to leave one out could harm. A basis for sharing without
    consent counts only where both derived it, so the rule of a disputed firing stands here without its `share`.
    """
    disputed = {firing.key for alone in found.only for firing in alone}
    firings = {firing.key: firing for firing in (*other.fired, *one.fired)}  # of two alike, the first engine's
    fired = tuple(_without_share(firings[key]) if key in disputed else firings[key] for key in sorted(firings))
    graph = one.graph.overlay()
    for node in other.graph.by_label.get("Finding", ()):
        add_finding(graph, node.id, [about.end.id for about in other.graph.outgoing("ABOUT", node.id)])
    return one._replace(fired=fired, graph=graph, verified_by=(), disputed=True)


def _without_share(firing: Firing) -> Firing:
    effects = tuple(effect for effect in firing.rule.effects if not isinstance(effect, Share))
    return firing._replace(rule=dataclasses.replace(firing.rule, effects=effects))
