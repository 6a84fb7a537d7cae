"""When the effects of two rules are about the same person: one node, or a person's need or household."""

from __future__ import annotations

from collections.abc import Iterator

from routing.pattern import syntax as s
from routing.quality.check.joint import OTHER, condition
from routing.quality.check.subject import Subject
from routing.rulebook import Rule

Named = tuple[Rule, str]
"""A variable of a rule."""
PREFIX = OTHER.format(0)

_OF = {"Need": "HAS|HAD|LACKS", "Household": "MEMBER_OF"}


def meetings(subject: Subject, mine: Named, theirs: Named) -> Iterator[tuple[dict[str, str], tuple[s.Expression, ...]]]:
    """The ways two variables stand for the same person: which variable of the other rule is which of this one, and what
    must hold besides, in the names that the other rule has within this one's condition."""
    labels = subject.reading.labels
    for one in sorted(labels(*mine)):
        for other in sorted(labels(*theirs)):
            if one == other:
                yield {theirs[1]: mine[1]}, ()
            if one != other or one != "Person":
                text = _joins(one, mine[1], other, PREFIX + theirs[1])
                if text is not None:
                    yield {}, (condition(text),)


def _joins(one: str, mine: str, other: str, theirs: str) -> str | None:
    if one == "Person" and other in _OF:
        return f"EXISTS {{ ({mine})-[:{_OF[other]}]->({theirs}) }}"
    if other == "Person" and one in _OF:
        return f"EXISTS {{ ({theirs})-[:{_OF[one]}]->({mine}) }}"
    if one in _OF and other in _OF:
        return f"EXISTS {{ ({mine})<-[:{_OF[one]}]-(meeting:Person)-[:{_OF[other]}]->({theirs}) }}"
    return None
