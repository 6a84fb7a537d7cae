"""The steps of a session at a table, as its transcript holds them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from routing.case.parts import Date, Name
from routing.conference.table.agency import AgencyText
from routing.conference.table.first_step import Line
from routing.desk.conference import Meeting
from routing.desk.facts import Facts
from routing.desk.referral import Instant


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _instant(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return dt.datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("must be an instant with its offset, such as 2026-04-01T09:00:00+09:00") from None


Lines = Annotated[tuple[Line, ...], BeforeValidator(_tuple), Field(max_length=50)]
Ids = Annotated[tuple[Name, ...], BeforeValidator(_tuple), Field(max_length=200)]


class Step(BaseModel):
    """What all steps share: nothing can be changed, nothing unknown is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Seat(Step):
    """An agency takes part."""

    do: Literal["seat"] = "seat"
    agency: AgencyText


class Propose(Step):
    """What one participant would do: who leads, who owns which need, what is done first. Said again, it is replaced."""

    do: Literal["propose"] = "propose"
    by: AgencyText
    lead: AgencyText | None = None
    owners: dict[Name, AgencyText] = Field(default_factory=dict, max_length=200)
    first: Lines = ()


class Reveal(Step):
    """The decision of the rules is shown; no proposal changes any more."""

    do: Literal["reveal"] = "reveal"


class Toggle(Step):
    """A fact is supposed otherwise, as `routing what-if` writes it; said again, it is as recorded."""

    do: Literal["toggle"] = "toggle"
    change: Line


class Divide(Step):
    """The table gives a role to an agency, or (`to` left out) takes it back.

    `about` are the persons it concerns; empty means the persons of the need, or everybody.
    """

    do: Literal["divide"] = "divide"
    role: Literal["lead", "owner", "support"]
    need: Name | None = None
    to: AgencyText | None = None
    about: Ids = ()
    due: Date | None = None


class Adopt(Step):
    """The first steps that the table agrees on, in place of those before."""

    do: Literal["adopt"] = "adopt"
    first: Lines


class Ask(Step):
    """A question that stays open."""

    do: Literal["ask"] = "ask"
    question: Line


class TestName(Step):
    """What the rule test of the outcome is called."""

    __test__ = False  # no test class itself

    ja: Line
    en: Line


class Conclude(Step):
    """The meeting ends: what the record of a conference says beside the roles."""

    do: Literal["conclude"] = "conclude"
    meeting: Meeting
    held_at: Annotated[Instant, BeforeValidator(_instant)]
    next_review: Date
    agenda: Lines = Field(min_length=1)
    consent: bool = False
    plan: bool = False
    facts: Annotated[Facts, Field(strict=False)] = Facts()
    note: Line | None = None
    test_name: TestName | None = None


AnyStep = Annotated[
    Seat | Propose | Reveal | Toggle | Divide | Adopt | Ask | Conclude, Field(discriminator="do")
]  # fmt: skip
