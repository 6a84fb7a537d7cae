"""Answers that change nothing alone: whether they do together, or can be shown never to do.

A binding of a rule hangs on no other unknown facts than those it is known to read. So a fact that changes no firing
with any answers to what is read along with it changes none at all; what is left for it is what settlement reads.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from routing.explain.answers import fewest
from routing.explain.asking_facts import Asked, Key, Openings
from routing.explain.asking_trial import Trial
from routing.explain.changes import Change

MOST_TOGETHER = 32
"""Cases routed to find out what several answers do together."""
MOST_FIRED = 48
"""Cases fired, which takes half as long, to show that facts change no firing."""

Row = tuple[Any, ...]
"""An answer to each of some facts, None where it stays unknown."""


def together(trial: Trial, opened: Openings) -> Mapping[Key, bool | None]:
    """By fact, of those that change nothing alone: whether they do with others; None: too many cases to tell."""
    facts = opened.facts
    still = [one for one in facts if not one.moving]
    if not still:
        return {}
    told: dict[Key, bool | None] = {one.key: None for one in still}
    if _few(facts) and all(one.given.every for one in still):
        return _routed(trial, facts)
    told.update(_read_along(trial, opened))
    quiet = [one for one in still if told[one.key] is False]
    told.update(dict.fromkeys(_settled(trial, quiet), True))
    rest = [one for one in still if told[one.key] is None]
    if len(still) == len(facts) and _few(rest) and all(one.given.every for one in rest):
        told.update(_routed(trial, rest))
    return told


def _routed(trial: Trial, facts: Sequence[Asked]) -> Mapping[Key, bool | None]:
    """Whether each fact that changes nothing alone does so with answers to the others, by routing all of them."""
    says = {row: trial.says(_changes(facts, row)) for row in _rows(facts)}
    return {one.key: any(_differs(says, at, row) for row in says) for at, one in enumerate(facts) if not one.moving}


def _read_along(trial: Trial, opened: Openings) -> Iterator[tuple[Key, bool | None]]:
    """By fact that changes nothing alone, tried with all answers to what is read along with it: False where it changes
    no firing, True where it changes the decision."""
    shaking: dict[Key, bool | None] = {one.key: False for one in opened.facts if not one.moving}
    left = MOST_FIRED
    for facts in _groups(trial, opened):
        still = [one for one in facts if not one.moving and not shaking[one.key]]
        size = _size(facts)
        if not still:
            continue
        if size > left or not all(one.given.every for one in facts):
            shaking.update(dict.fromkeys([one.key for one in still], None))
            continue
        left -= size if len(facts) > 1 else 0
        for one in still:
            shaking[one.key] = _shakes(trial, facts, facts.index(one), shaking[one.key])
    yield from shaking.items()


def _shakes(trial: Trial, facts: Sequence[Asked], place: int, known: bool | None) -> bool | None:
    """Whether a fact, with some answers to the others, changes the decision. None where it does change what fires,
    which may still come to something; else what was `known` before."""
    for row in _rows(facts):
        if row[place] is not None:
            without, given = _changes(facts, (*row[:place], None, *row[place + 1 :])), _changes(facts, row)
            if _apart(trial.fired(without), trial.fired(given)):
                if _apart(trial.says(without), trial.says(given)):
                    return True
                known = None
    return known


def _apart(one: object, other: object) -> bool:
    """Whether two outcomes differ; None is that of no valid case."""
    return one is not None and other is not None and one != other


def _groups(trial: Trial, opened: Openings) -> Iterator[list[Asked]]:
    """The facts that bindings of rules read together, the fewest first, with the answers these rules tell apart."""
    case, rulebook = trial.case, trial.router.rulebook
    rules = {rule.id: rule for rule in rulebook.rules_in_force(case.as_of)}
    by_key = {one.key: one for one in opened.facts}
    for keys in sorted(opened.together, key=lambda keys: (len(keys), sorted(map(str, keys)))):
        reading = [rules[id] for id in sorted(opened.together[keys])]
        facts = [by_key[key] for key in sorted(keys, key=str)]
        yield [
            replace(one, given=fewest(one.key[1], one.label, reading, case, rulebook)) if one.label else one
            for one in facts
        ]


_JOINTLY = {"age": None, "severity": (1,)}
"""What settlement reads of several persons or needs at once, and the answers that tell (None: all)."""


def _settled(trial: Trial, facts: Sequence[Asked]) -> Iterator[Key]:
    """The facts that change no firing and change the decision where all of their kind are answered alike.

    An office serves an age if one person is of it, and refuses it if nobody is; of needs the heaviest counts. So
    answers that differ do nothing that neither one alone nor all alike do.
    """
    plain = trial.says(())
    for property, values in _JOINTLY.items():
        alike = [one for one in facts if one.key[1] == property and one.path]
        answers = values or sorted({value for one in alike for value in one.given.values})
        for value in answers if len(alike) > 1 else ():
            other = trial.says([one.change(value) for one in alike])
            if other is not None and other != plain:
                yield from (one.key for one in alike)


def _rows(facts: Sequence[Asked]) -> Iterator[Row]:
    return itertools.product(*((None, *one.given.values) for one in facts))


def _changes(facts: Iterable[Asked], row: Row) -> list[Change]:
    return [one.change(value) for one, value in zip(facts, row, strict=True) if value is not None]


def _differs(found: Mapping[Row, Any], place: int, row: Row) -> bool:
    """Whether an answer to the fact at a place makes another difference than none."""
    return _apart(found[(*row[:place], None, *row[place + 1 :])], found[row])


def _few(facts: Sequence[Asked]) -> bool:
    return _size(facts) <= MOST_TOGETHER


def _size(facts: Iterable[Asked]) -> int:
    found = 1
    for one in facts:
        found *= 1 + len(one.given.values)
    return found
