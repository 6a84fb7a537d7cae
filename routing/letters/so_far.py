"""What was done so far, as far as an agency may know: who is at work, what happened, what agencies found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.letters.called import Called
from routing.letters.household import Household
from routing.letters.view import View
from routing.letters.wording import say

if TYPE_CHECKING:
    from routing.wording.words import Language


def so_far(view: View, called: Called, household: Household, lang: Language) -> tuple[str, ...]:
    """What was done so far, a sentence each; that there is nothing to tell where there is not."""
    told = dict.fromkeys((*_involved(view, called, household, lang), *_happened(view, called, household, lang)))
    return (*told, *_found(view, lang)) if told or view.case.history else (say("so_far_none", lang),)


def _involved(view: View, called: Called, household: Household, lang: Language) -> Iterator[str]:
    for one in view.case.involvements:
        yield say(f"involved_{one.status}", lang, household.name(one.person), called.agency(one.agency, one.office))


def _happened(view: View, called: Called, household: Household, lang: Language) -> Iterator[str]:
    for event in view.case.events:
        label = called.rulebook.vocabulary.label(event.type, lang)
        when = f" ({called.day(event.date)})" if event.date is not None else ""
        yield say("event", lang, household.several(event.about), f"{label}{when}")


def _found(view: View, lang: Language) -> Iterator[str]:
    yield from dict.fromkeys(say(f"found_{entry.type}", lang) for entry in view.case.history)
