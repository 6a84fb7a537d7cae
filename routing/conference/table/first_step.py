"""A first step that somebody proposes: what rules speak of too, or anything else in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import AfterValidator, Field

from routing.conference.table.errors import TableError
from routing.decision import ImmediateAct
from routing.errors import did_you_mean, listed, printable

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

ACTS: tuple[str, ...] = get_args(ImmediateAct.model_fields["action"].annotation)
"""What can be done at once, as decisions name it."""
TO_AGENCIES = ("support", "inform", "duty")
"""The first steps that go to an agency kind: have it support, inform it, report to it by law."""
FORMS = ("immediate:ACTION", "support:KIND", "inform:KIND", "duty:KIND")
"""The first steps that can be compared with a decision, written as `routing why-not` has them. All else is words."""


def _one_line(text: str) -> str:
    if printable(text) != text or text != text.strip():
        raise ValueError("must be one line of text, without control characters and spaces around it")
    return text


Line = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_one_line)]
"""One line in the words of a participant."""


def compared(step: str) -> bool:
    """Whether rules may speak of a first step too.

    >>> compared("duty:child_guidance"), compared("電話する: あす")
    (True, False)
    """
    return step.partition(":")[0] in ("immediate", *TO_AGENCIES) and ":" in step


def check_first(step: str, rulebook: Rulebook) -> None:
    """Raise TableError for a first step that names an act or an agency kind that there is not."""
    name, _, rest = step.partition(":")
    if not compared(step):
        return
    known = ACTS if name == "immediate" else tuple(rulebook.vocabulary.agency_kinds)
    if rest not in known:
        what = "act" if name == "immediate" else "agency kind"
        hint = did_you_mean(rest, known, f"write {listed(FORMS)}, or say it in words")
        raise TableError(f"`{name}:` names no {what} `{printable(rest)}`", help=hint)
