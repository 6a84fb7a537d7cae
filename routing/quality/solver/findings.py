"""The findings of a universe: what the rules in force derive, to their least fixpoint.

A finding that is there follows from some firing, and whatever follows is there. Rules that need one another are run a
few times over, and only cases for which that is often enough are looked at; where the universe is not whole, such
findings need no reason to be there, so that nothing is called impossible for the lack of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from routing.quality.solver.logic import Formula, alike, every, implies, some
from routing.quality.solver.matching import Row, rows
from routing.quality.solver.shapes import Shape
from routing.quality.solver.universe import Edge, Slot
from routing.quality.solver.values import constant
from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import ANY
from routing.rulebook.rule import Rule

if TYPE_CHECKING:
    from routing.quality.solver.scene import Scene

ROUNDS = 4
"""How often rules that need one another are run."""

Derived = tuple[Row, Shape]


class Sources:
    """Which rules derive which kinds of findings, and which kinds they need for it. The same for every question."""

    def __init__(self, rules: Sequence[Rule], needed: Sequence[frozenset[str]]) -> None:
        self.rules: dict[str, list[tuple[Rule, FindingEffect]]] = {}
        for rule in rules:
            for effect in rule.effects:
                if isinstance(effect, FindingEffect):
                    self.rules.setdefault(effect.kind, []).append((rule, effect))
        self._read = {id(rule): kinds for rule, kinds in zip(rules, needed, strict=True)}
        self._reachable: dict[str, frozenset[str]] = {}

    def read(self, rule: Rule) -> frozenset[str]:
        """The kinds that a rule of the rulebook reads."""
        return self.named(self._read[id(rule)])

    def named(self, kinds: Iterable[str]) -> frozenset[str]:
        """Those of some kinds that are derived at all."""
        kinds = frozenset(kinds)
        return frozenset(self.rules) if ANY in kinds else kinds & self.rules.keys()

    def behind(self, kind: str) -> frozenset[str]:
        """The kinds that a kind may follow from, directly or not."""
        if kind not in self._reachable:
            found: set[str] = set()
            pending = [kind]
            while pending:
                for rule, _ in self.rules[pending.pop()]:
                    new = self.read(rule) - found
                    found |= new
                    pending += sorted(new)
            self._reachable[kind] = frozenset(found)
        return self._reachable[kind]

    def in_order(self, kind: str) -> list[str]:
        """A kind and those it may follow from, each after those it needs itself."""
        return sorted({kind, *self.behind(kind)}, key=lambda one: (len(self.behind(one)), one == kind, one))

    def together(self, kind: str) -> list[str]:
        """The kinds that need one another with this one; none where it does not need itself."""
        if kind not in self.behind(kind):
            return []
        return sorted(other for other in self.behind(kind) if kind in self.behind(other))


class Findings:
    """The findings of one universe, by kind, each kind derived when it is first asked for."""

    def __init__(self, scene: Scene, sources: Sources) -> None:
        self.scene = scene
        self.sources = sources
        self.edges: dict[Slot, tuple[Edge, ...]] = {}
        self.derivations: dict[Slot, list[Derived]] = {}
        self._done: dict[str, list[Slot]] = {}
        self._under_way: dict[str, list[Slot]] = {}

    def of_kinds(self, kinds: Iterable[str] | None) -> Iterable[Slot]:
        """All findings of some kinds; of all kinds for None."""
        for kind in self.sources.rules if kinds is None else kinds:
            yield from self.of_kind(kind)

    def derivable(self, shape: Shape) -> bool:
        """Whether there are rules for the findings a pattern wants."""
        return all(
            kinds is None or "Finding" not in shape.labels(name) or any(kind in self.sources.rules for kind in kinds)
            for name, kinds in shape.kinds.items()
        )

    def of_kind(self, kind: str) -> list[Slot]:
        """All findings of a kind. What they follow from is derived first, however long the chain is."""
        if kind in self._under_way:
            return self._under_way[kind]
        if kind not in self._done and kind in self.sources.rules:
            for one in self.sources.in_order(kind):
                if one not in self._done and one not in self._under_way:
                    self._derive_with_its_like(one)
        return self._done.get(kind, [])

    def _derive_with_its_like(self, kind: str) -> None:
        together = self.sources.together(kind)
        if together:
            self._done |= self._rounds(together) if self.scene.universe.whole else self._supposed(together)
        else:
            self._done[kind] = self._derive(kind)
            for finding in self._done[kind]:  # known for the next link, so that a chain is no deeper than one
                self.demand(finding, 0)

    def about(self, node: Slot, kinds: Iterable[str] | None) -> Iterable[Edge]:
        """What relates findings of some kinds to a node."""
        for finding in self.of_kinds(kinds):
            yield from (edge for edge in self.edges[finding] if edge.end is node)

    def demand(self, finding: Slot, level: int) -> Formula:
        """That a firing the finding follows from is in sight."""
        derived = self.derivations.get(finding)
        if derived is None:
            return True
        return some(every((row.holds, self.scene.demand(row, shape, level))) for row, shape in derived)

    def _matches(self, kind: str) -> dict[frozenset[Slot], list[Derived]]:
        found: dict[frozenset[Slot], list[Derived]] = {}
        for rule, effect in self.sources.rules[kind]:
            shape = self.scene.shapes.of(rule.pattern, {})
            for row in rows(self.scene, shape, {}):
                nodes = [row.env[name] for name in effect.about]
                about = frozenset(node for node in nodes if isinstance(node, Slot))
                found.setdefault(about, []).append((row, shape))
        return found

    def _derive(self, kind: str) -> list[Slot]:
        beyond = not self.scene.universe.whole
        made: list[Slot] = []
        for about, derived in self._matches(kind).items():
            reasons = [row.holds for row, _ in derived]
            if beyond:
                reasons.append(self.scene.universe.fresh(f"{kind} beyond"))
            made.append(self._made(kind, len(made), about, some(reasons)))
            self.derivations[made[-1]] = derived
        return made

    def _made(self, kind: str, index: int, about: frozenset[Slot], present: Formula) -> Slot:
        ordered = tuple(sorted(about, key=lambda node: node.name))
        slot = Slot("Finding", index, present, {"kind": constant(kind)}, ordered)
        self.edges[slot] = tuple(Edge("ABOUT", slot, node, present) for node in ordered)
        return slot

    def _rounds(self, kinds: list[str]) -> dict[str, list[Slot]]:
        """Rules that need one another, run a few times. That the last time brings nothing new becomes an axiom."""
        before = self._under_way = {kind: list[Slot]() for kind in kinds}
        for _ in range(ROUNDS):
            before = self._under_way
            self._under_way = {kind: self._derive(kind) for kind in kinds}
        for kind in kinds:
            known = {slot.about: slot.present for slot in before[kind]}
            for slot in self._under_way[kind]:
                self.scene.universe.axioms.append(alike(slot.present, known.get(slot.about, False)))
        done, self._under_way = self._under_way, {}
        return done

    def _supposed(self, kinds: list[str]) -> dict[str, list[Slot]]:
        """Findings of kinds that need one another: any may be there, and what follows from those that are, is."""
        self._under_way = {kind: [] for kind in kinds}
        for _ in range(3 * ROUNDS):  # which there can be
            before = {(kind, slot.about) for kind in kinds for slot in self._under_way[kind]}
            self._under_way = {kind: self._free(kind) for kind in kinds}
            if before == {(kind, slot.about) for kind in kinds for slot in self._under_way[kind]}:
                break
        else:
            self.scene.universe.doubts.add("rules that need one another in a long chain")
        for kind in kinds:
            known = {frozenset(slot.about): slot.present for slot in self._under_way[kind]}
            for about, derived in self._matches(kind).items():
                if about in known:
                    follows = some(row.holds for row, _ in derived)
                    self.scene.universe.axioms.append(implies(follows, known[about]))
        done, self._under_way = self._under_way, {}
        return done

    def _free(self, kind: str) -> list[Slot]:
        return [
            self._made(kind, index, about, self.scene.universe.fresh(f"{kind} supposed"))
            for index, about in enumerate(self._matches(kind))
        ]
