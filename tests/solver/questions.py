"""Random questions about random rulebooks, and the check of an answer that does without the solver."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Sequence
from functools import cache

from routing.case import Case
from routing.engines.reference import ReferenceEngine
from routing.errors import RulebookErrors
from routing.pattern.plan import pattern_variables
from routing.pattern.reference import match
from routing.quality.solver import Answer, Found, Impossible, Solver, Unsettled
from routing.quality.solver.answers import CONTRADICTED, OutOfBounds
from routing.quality.solver.formulate import patterns_of
from routing.quality.solver.replay import Question
from routing.quality.solver.search import Search, Stage
from routing.quality.solver.sizes import Measure
from routing.rulebook import Rulebook
from tests.solver.conditions import AS_OF, Conditions, small_case


def drawn(seed: int) -> tuple[Rulebook, list[Question]]:
    """A rulebook of one to three rules, and what is asked about them."""
    rng = random.Random(seed)
    book = None
    while book is None:
        try:
            book = Conditions(rng).rulebook(rng.choice((1, 2, 3)))
        except RulebookErrors:  # a condition that the type check sees can never hold
            continue
    questions = [Question((rule,)) for rule in book.rules]
    if len(book.rules) > 1:
        one, other = rng.sample(book.rules, 2)
        names = [sorted(pattern_variables(rule.pattern)) for rule in (one, other)]
        met = ((0, rng.choice(names[0])), (1, rng.choice(names[1])))
        questions += [
            Question((one,), silent=(other,)),
            Question((one, other)),
            Question((one, other), meet=(met,)),
            Question((one,), apart=((0, other.pattern),)),
        ]
    return book, questions


@cache
def small_cases(count: int) -> Sequence[Case]:
    """Some cases of the words that the rules use."""
    return [Case.from_dict(small_case(random.Random(seed))) for seed in range(count)]


def does(case: Case, book: Rulebook, question: Question) -> bool:
    """Whether a case does what a question asks, by the naive engine and the naive matcher."""
    firings = ReferenceEngine(book.strata(case.as_of)).fire(case.to_graph(book.vocabulary), case.as_of)
    found = [match(firings.graph, rule.pattern, case.as_of) for rule in question.fires]
    if any(match(firings.graph, rule.pattern, case.as_of) for rule in question.silent):
        return False
    for place, pattern in question.apart:
        others = match(firings.graph, pattern, case.as_of)
        found[place] = [
            row for row in found[place] if not any(all(row[n] is o[n] for n in row.keys() & o.keys()) for o in others)
        ]
    if question.meet:
        (((_, p), (_, q)),) = question.meet
        return any(one[p] is other[q] for one in found[0] for other in found[1])
    return all(found)


def ask(solver: Solver, question: Question, seconds: float = 5) -> Answer:
    return solver.find(question.fires, question.silent, question.meet, question.apart, seconds=seconds)


def wrong(book: Rulebook, question: Question, answer: Answer, cases: Sequence[Case]) -> str | None:
    """What is wrong with an answer; None if nothing is."""
    told = [f"{rule.match} where {rule.where}" for rule in (*question.fires, *question.silent)]
    match answer:
        case Found(case=case):
            return None if does(case, book, question) else f"found, but the engine says no: {told}"
        case Impossible():
            case = next((case for case in cases if does(case, book, question)), None)
            return None if case is None else f"called impossible, but here it is: {told}"
        case Unsettled(reason=reason):
            return f"the engine does not confirm: {told}" if reason == CONTRADICTED else None


def found_among_larger(book: Rulebook, question: Question) -> Answer | str | None:
    """What the solver finds among whole cases that are larger than those it asked for."""
    search = Search(book, dt.date.fromisoformat(AS_OF))
    shapes = [search.shapes.of(pattern, {}) for pattern in patterns_of(question)]
    measure = Measure(search.shapes, search.sources)
    larger = sum(map(measure.of, shapes), Counter(Person=2, Need=2, Agency=1, Event=1))
    stage = Stage(search.sizes(larger, shapes), search.alphabet(shapes), measure, whole=True)
    try:
        return search.attempt(stage, question, time.monotonic() + 5)
    except OutOfBounds:
        return None
