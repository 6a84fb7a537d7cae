"""A question as formulas: rules that fire, rules that do not, bindings that meet or keep apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import z3

from routing.pattern.syntax import Pattern
from routing.quality.solver.logic import Formula, every, implies, no, some
from routing.quality.solver.matching import Row, rows
from routing.quality.solver.replay import Question
from routing.quality.solver.scene import Scene


@dataclass(frozen=True)
class _Choice:
    """A binding with which a rule may be the one that fires as asked."""

    row: Row
    chosen: Formula


def formulate(scene: Scene, question: Question) -> list[Formula]:
    """The formulas that hold for a case just if it is as asked, beside the axioms of the universe."""
    formulas: list[Formula] = []
    choices: list[list[_Choice]] = []
    used: dict[str, int] = {}
    for at, rule in enumerate(question.fires):
        found = _choices(scene, question, at, dict(used), formulas)
        formulas.append(some(choice.chosen for choice in found))
        choices.append(found)
        own = scene.shapes.of(rule.pattern, {})
        for name in own.own:
            for label in own.labels(name) & scene.interchangeable:
                used[label] = used.get(label, 0) + 1
        if formulas[-1] is False:
            return [False]
    for (one, p), (other, q) in question.meet:
        for choice in choices[one]:
            there = some(o.chosen for o in choices[other] if o.row.env[q] is choice.row.env[p])
            formulas.append(implies(choice.chosen, there))
        for choice in choices[other]:
            there = some(o.chosen for o in choices[one] if o.row.env[p] is choice.row.env[q])
            formulas.append(implies(choice.chosen, there))
    for rule in question.silent:
        for row in rows(scene, scene.shapes.of(rule.pattern, {}), {}):
            formulas.append(no(row.holds))
            if formulas[-1] is False:
                return [False]
    return formulas


def _choices(scene: Scene, question: Question, at: int, used: dict[str, int], formulas: list[Formula]) -> list[_Choice]:
    """The bindings of a rule. Where others refer to them each has its own truth, and only one is chosen."""
    shape = scene.shapes.of(question.fires[at].pattern, {})
    referred = any(at == place for pair in question.meet for place, _ in pair)
    others = [pattern for place, pattern in question.apart if place == at]
    found: list[_Choice] = []
    for row in rows(scene, shape, {}, used):
        holds = every((row.holds, scene.demand(row, shape), *(_not(scene, row, other) for other in others)))
        if holds is False:
            continue
        if referred:
            chosen = scene.universe.fresh("chosen")
            formulas.append(implies(chosen, holds))
            found.append(_Choice(row, chosen))
        else:
            found.append(_Choice(row, holds))
    if referred and len(found) > 1:
        formulas.append(z3.AtMost(*[choice.chosen for choice in found], 1))
    return found


def _not(scene: Scene, row: Row, pattern: Pattern) -> Formula:
    """That a binding is none of another pattern, as far as they name the same variables."""
    shape = scene.shapes.of(pattern, {})
    env = {name: bound for name, bound in row.env.items() if not name.startswith(" ") and name in shape.scope}
    return no(some(other.holds for other in rows(scene, shape, env)))


def patterns_of(question: Question) -> Sequence[Pattern]:
    """All patterns that a question names."""
    rules = (*question.fires, *question.silent)
    return [*(rule.pattern for rule in rules), *(pattern for _, pattern in question.apart)]
