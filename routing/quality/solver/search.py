"""The search for a case: first among cases of the size that the rules ask for, then for a proof that there is none.

1. Among whole cases of the measured size: a model is a case. The engine is run on it, and it is shrunk.
2. Of a case of any size, the part that holds the witnesses. Where not even that can be, no case can.
3. Among larger whole cases.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable, Sequence

import z3

from routing.engines.native import NativeEngine
from routing.errors import CaseError
from routing.quality.shrink import smaller
from routing.quality.solver.answers import (
    CONTRADICTED,
    Answer,
    Found,
    Impossible,
    NotModelled,
    OutOfBounds,
    Unsettled,
)
from routing.quality.solver.decode import case_of
from routing.quality.solver.edges import Edges
from routing.quality.solver.findings import Sources
from routing.quality.solver.formulate import formulate, patterns_of
from routing.quality.solver.replay import Question, Replay
from routing.quality.solver.scene import Effort, Scene
from routing.quality.solver.shapes import Shape, Shapes, constants
from routing.quality.solver.sizes import INVOLVEMENT, MOST, Measure, largest_number
from routing.quality.solver.texts import Alphabet
from routing.quality.solver.universe import Universe, World
from routing.rulebook import Rulebook
from routing.rulebook.reads import reads

SEED = 7


class Search:
    """Answers questions about the rules of one rulebook that are in force on one day."""

    def __init__(self, rulebook: Rulebook, day: dt.date) -> None:
        strata = rulebook.strata(day)
        self.rulebook = rulebook
        self.world = World(rulebook.vocabulary, rulebook.schema, rulebook.serves, day)
        rules = [rule for rules in strata for rule in rules]
        self.sources = Sources(rules, [rulebook.reads(rule).all for rule in rules])
        self.replay = Replay(rulebook, NativeEngine(strata, rulebook.schema))
        self.groups = _groups(rulebook)
        self.shapes = Shapes(rulebook.schema)

    def answer(self, question: Question, seconds: float) -> Answer:
        """What can be said within some seconds."""
        effort = Effort(time.monotonic() + seconds)
        try:
            return self._answer(question, effort)
        except (NotModelled, OutOfBounds) as problem:
            return Unsettled(str(problem))

    def _answer(self, question: Question, effort: Effort) -> Answer:
        shapes = [self.shapes.of(pattern, {}) for pattern in patterns_of(question)]
        measure = Measure(self.shapes, self.sources)
        fires = shapes[: len(question.fires)]
        needed: Counter[str] = sum((measure.of(shape) for shape in fires), Counter())
        others: Counter[str] = Counter()
        for shape in shapes[len(fires) :]:
            others |= measure.of(shape)
        alphabet = self._alphabet(shapes)
        small = self._sizes(needed, shapes)
        for sizes in (small, self._sizes(needed + others + Counter(Person=1), shapes)):
            scene = self._scene(sizes, alphabet, measure, effort, whole=True)
            answer = self._look(scene, question)
            if answer is not None:
                return answer
            if sizes is small:
                doubts = self._proof(small, needed, alphabet, measure, effort, question)
                if doubts is None:
                    return Impossible()
        return Unsettled(doubts or "no case of this size, and no proof that there is no larger one")

    def _look(self, scene: Scene, question: Question) -> Answer | None:
        """A case among those of a universe, put to the engine; None where there is none."""
        model = _model(scene, formulate(scene, question))
        if model is None:
            return None
        try:
            case = case_of(scene.universe, scene.edges, model)
        except CaseError:
            return Unsettled(CONTRADICTED)
        if not self.replay.answers(case, question):
            return Unsettled("; ".join(sorted(scene.universe.doubts)) or CONTRADICTED)
        return Found(smaller(case, lambda tried: self.replay.answers(tried, question)))

    def _proof(
        self,
        sizes: Counter[str],
        needed: Counter[str],
        alphabet: Alphabet,
        measure: Measure,
        effort: Effort,
        question: Question,
    ) -> str | None:
        """Why it is not proved that there is no case; None where it is."""
        scene = self._scene(sizes, alphabet, measure, effort, whole=False)
        if _model(scene, formulate(scene, question)) is not None:
            return "no case of this size, and no proof that there is no larger one"
        doubts = scene.universe.doubts
        if any(size > MOST[label] for label, size in needed.items() if label in MOST):
            doubts.add("a case would have to be larger than the solver makes them")
        return "; ".join(sorted(doubts)) or None

    def _scene(
        self, sizes: Counter[str], alphabet: Alphabet, measure: Measure, effort: Effort, *, whole: bool
    ) -> Scene:
        universe = Universe(self.world, sizes, alphabet, whole=whole)
        return Scene(
            universe, Edges(universe, max(1, sizes[INVOLVEMENT])), self.shapes, effort, measure.counted
        ).derive_with(self.sources)

    def _sizes(self, needed: Counter[str], shapes: Sequence[Shape]) -> Counter[str]:
        sizes = Counter({label: min(size, MOST[label]) for label, size in needed.items()})
        household = any("Household" in shape.labels(name) for shape in shapes for name in shape.own)
        least = min(largest_number(shapes) + 1, MOST["Person"]) if household else 1
        sizes["Person"] = max(sizes["Person"], least)
        return sizes

    def _alphabet(self, shapes: Iterable[Shape]) -> Alphabet:
        """The strings that matter: declared values, and what the rules in question name."""
        patterns = [shape.pattern for shape in shapes]
        kinds = {kind for pattern in patterns for kind in self.sources.named(reads(pattern, self.rulebook.schema).all)}
        behind = kinds.union(*(self.sources.behind(kind) for kind in kinds))
        patterns += [rule.pattern for kind in sorted(behind) for rule, _ in self.sources.rules[kind]]
        return Alphabet.of(self.groups, [found for pattern in patterns for found in constants(pattern)])


def _model(scene: Scene, formulas: list[object]) -> object | None:
    """A model of z3, None where there is none. Raises `OutOfBounds` where z3 does not find out in time."""
    if any(formula is False for formula in formulas):
        return None
    scene.edges.close()
    axioms = scene.universe.axioms
    if any(axiom is False for axiom in axioms):
        return None
    solver = z3.SimpleSolver(ctx=scene.universe.context)
    left = max(1, int(1000 * (scene.effort.until - time.monotonic())))
    solver.set("timeout", left)
    solver.set("random_seed", SEED)
    solver.add(*[formula for formula in (*axioms, *formulas) if formula is not True])
    answer = solver.check()
    if answer == z3.unknown:
        raise OutOfBounds("z3 did not find out in time")
    return solver.model() if answer == z3.sat else None


def _groups(rulebook: Rulebook) -> list[list[str]]:
    """The declared strings, those that are tested together beside one another."""
    by_domain = sorted(rulebook.vocabulary.needs.values(), key=lambda need: (need.domain, need.code))
    groups = [[need.code for need in by_domain], sorted(rulebook.serves or ())]
    kinds = [kind for properties in rulebook.schema.labels.values() for kind in properties.values()]
    kinds += [kind for type in rulebook.schema.relationships.values() for kind in type.properties.values()]
    return groups + sorted(sorted(kind.values) for kind in kinds if kind.values)
