"""The search for a case: first among cases of the size that the rules ask for, then for a proof that there is none.

1. Among whole cases of the measured size: a model is a case. The engine is run on it, and it is shrunk.
2. Of a case of any size, the part that holds the witnesses. Where not even that can be, no case can.

Both with witnesses for subqueries, then for subqueries inside these, and so on; at last among larger whole cases.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import z3

from routing.engines.native import NativeEngine
from routing.errors import CaseError
from routing.quality.shrink import smaller
from routing.quality.solver.alphabet import Alphabet
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
from routing.quality.solver.sizes import DEEPEST, INVOLVEMENT, MOST, Measure, largest_number
from routing.quality.solver.universe import Universe, World
from routing.rulebook import Rulebook
from routing.rulebook.reads import reads

SEED = 7
LARGE = 10
"""A universe of so many nodes is not the first to look at."""


@dataclass(frozen=True)
class Stage:
    """One attempt: a universe to look for a case in, or (not `whole`) to show that there is none. `fits` says that it
    has room for what a case would hold."""

    sizes: Counter[str]
    alphabet: Alphabet
    measure: Measure
    whole: bool
    fits: bool = True


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
        until = time.monotonic() + seconds
        why = "no case of this size, and no proof that there is no larger one"
        for stage in self._stages(question):
            try:
                found = self.attempt(stage, question, until)
            except OutOfBounds as problem:
                found = str(problem)
            except NotModelled as problem:
                found = f"the solver does not follow {problem}"
            except (RecursionError, z3.Z3Exception):
                found = "a question too deep for the solver"
            if not isinstance(found, str | None):
                return found
            if found == CONTRADICTED:
                return Unsettled(CONTRADICTED)
            why = found or why
        return Unsettled(why)

    def _stages(self, question: Question) -> Iterator[Stage]:
        """What is tried, one after the other: deeper and deeper, as long as it fits."""
        shapes = [self.shapes.of(pattern, {}) for pattern in patterns_of(question)]
        alphabet = self.alphabet(shapes)
        bound = [label for shape in shapes[: len(question.fires)] for name in shape.own for label in shape.labels(name)]
        own = Counter(label for label in bound if label in MOST)
        widest = Counter[str]()
        for depth in range(1, DEEPEST):
            measure, needed = self._measured(shapes, question, depth)
            if depth == 1 and needed.total() > LARGE:  # no more than the rules bind is often enough
                yield Stage(self.sizes(own, shapes), alphabet, measure, whole=True)
            if not measure.fits(needed):
                if depth == 1:  # a proof without the witnesses of subqueries may still do
                    yield Stage(self.sizes(needed, shapes), alphabet, measure, whole=True)
                    measure, needed = self._measured(shapes, question, 0)
                    yield Stage(self.sizes(needed, shapes), alphabet, measure, False, measure.fits(needed))
                break
            if needed != widest:
                yield Stage(self.sizes(needed, shapes), alphabet, measure, whole=True)
            yield Stage(self.sizes(needed, shapes), alphabet, measure, whole=False)
            widest = needed
            if not measure.cut:
                break
        widest = needed + self._others(shapes[len(question.fires) :], measure)
        yield Stage(self.sizes(widest + Counter(Person=1), shapes), alphabet, measure, whole=True)

    def _measured(self, shapes: list[Shape], question: Question, depth: int) -> tuple[Measure, Counter[str]]:
        measure = Measure(self.shapes, self.sources, depth)
        return measure, sum(map(measure.of, shapes[: len(question.fires)]), Counter())

    def _others(self, shapes: Iterable[Shape], measure: Measure) -> Counter[str]:
        """Room for what the rules that are not to fire ask for."""
        most = Counter[str]()
        for shape in shapes:
            most |= measure.of(shape)
        return most

    def attempt(self, stage: Stage, question: Question, until: float) -> Answer | str | None:
        """The answer at one stage, or why it gives none."""
        universe = Universe(self.world, stage.sizes, stage.alphabet, whole=stage.whole)
        edges = Edges(universe, max(1, stage.sizes[INVOLVEMENT]))
        scene = Scene(universe, edges, self.shapes, Effort(until), stage.measure.counted, stage.measure.depth)
        scene.derive_with(self.sources)
        model = _model(scene, formulate(scene, question))
        doubts = universe.doubts
        if not stage.whole:
            if not stage.fits:
                doubts.add("a case would have to be larger than the solver makes them")
            return ("; ".join(sorted(doubts)) or Impossible()) if model is None else None
        if model is None:
            return None
        try:
            case = case_of(universe, edges, model)
        except CaseError:
            return CONTRADICTED
        if not self.replay.answers(case, question):
            return "; ".join(sorted(doubts)) or CONTRADICTED
        return Found(smaller(case, lambda tried: self.replay.answers(tried, question)))

    def sizes(self, needed: Counter[str], shapes: Sequence[Shape]) -> Counter[str]:
        """The universe for what is needed, no larger than the solver makes them."""
        sizes = Counter({label: min(size, MOST[label]) for label, size in needed.items()})
        household = any("Household" in shape.labels(name) for shape in shapes for name in shape.own)
        least = min(largest_number(shapes) + 1, MOST["Person"]) if household else 1
        sizes["Person"] = max(sizes["Person"], least)
        return sizes

    def alphabet(self, shapes: Iterable[Shape]) -> Alphabet:
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
    left = scene.effort.until - time.monotonic()
    solver.set("timeout", max(1, int(1000 * left / 2)))  # the other half is for what is tried next
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
